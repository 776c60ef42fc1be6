"""The book's editors and authors as catalogues want them, family name first, where the configuration says how to divide them.

A name that `[exports] names` does not divide stands as it is printed: no program can tell a person from a department, nor a
family name from a given one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coursepack.config import Config


@dataclass(frozen=True, slots=True)
class Person:
    """One editor or author. Without `family`, a body or an undivided name."""

    printed: str
    family: str = ""
    given: str = ""
    family_first: bool = False
    """Whether the book prints the family name first, as in Chinese."""

    @property
    def inverted(self) -> str:
        """The form that catalogues sort by."""
        return f"{self.family}, {self.given}" if self.family else self.printed

    def as_csl(self) -> dict[str, Any]:
        """Make a CSL name."""
        if not self.family:
            return {"literal": self.printed}
        order = {"static-ordering": True} if self.family_first else {}
        return {"family": self.family, "given": self.given, **order}


def authors(config: Config) -> list[Person]:
    """Divide the authors' names."""
    return [_person(name, config) for name in config.authors]


def editors(config: Config) -> list[Person]:
    """Divide the editors' names."""
    return [_person(name, config) for name in config.editors]


def unknown_names(config: Config) -> list[str]:
    """List the names of `[exports]` that are no editor's and no author's."""
    printed = {*config.editors, *config.authors}
    return [name for name in config.exports.names if not printed & {form for form, _ in _forms(name)}]


def _person(printed: str, config: Config) -> Person:
    for name in config.exports.names:
        for form, family_first in _forms(name):
            if form == printed:
                family, _, given = name.partition(",")
                return Person(printed, family.strip(), given.strip(), family_first)
    return Person(printed)


def _forms(name: str) -> Iterator[tuple[str, bool]]:
    """The two ways in which "Family, Given" may be printed, and whether it is the family name that stands first."""
    family, _, given = (part.strip() for part in name.partition(","))
    yield f"{given} {family}".strip(), False
    yield f"{family} {given}".strip(), True
