"""What is wrong with a book, as data: where, what, and what to do.

A `Rule` is declared as a module constant beside the code that applies it; `Rule.at` makes a `Diagnostic`. Stages collect
diagnostics in a `Diagnostics` list and go on, so that an author sees every mistake of a stage at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coursepack.errors import BuildFailed, ProofFailed


class Severity(StrEnum):
    """An error stops the build after its stage; a warning is counted and shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the project: path relative to the project's folder, with `/`; line and column count from 1, 0 = unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Render as compilers do: `file:line:column`."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable between versions; `hint` says what to do, and may be empty."""

    code: str
    severity: Severity
    location: Location
    message: str
    hint: str = ""

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Diagnostic:
        """Read what `as_json` wrote."""
        place = Location(row["file"], row["line"], row["column"])
        return cls(row["code"], Severity(row["severity"]), place, row["message"], row["hint"])

    def as_json(self) -> dict[str, str | int]:
        """Flatten for machines: code, severity, file, line, message, hint."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.location.file,
            "line": self.location.line,
            "column": self.location.column,
            "message": self.message,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of mistake. Letters: C configuration, M manuscript, D chronology, B bibliography, K citation, X reference,
    F fonts and images, L layout and proof, E EPUB, P the press. Each has a section of its own in docs/diagnostics.md.
    """

    code: str
    severity: Severity
    title: str
    """One line, as the heading in docs/diagnostics.md."""

    def at(self, location: Location, message: str, hint: str = "") -> Diagnostic:
        """Report this mistake at a place."""
        return Diagnostic(self.code, self.severity, location, message, hint)


def error(code: str, title: str) -> Rule:
    """Declare a rule whose breach stops the build."""
    return Rule(code, Severity.ERROR, title)


def warning(code: str, title: str) -> Rule:
    """Declare a rule whose breach is shown but does not stop the build."""
    return Rule(code, Severity.WARNING, title)


@dataclass(slots=True)
class Diagnostics:
    """The findings of a build so far, in the order of discovery."""

    items: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        """Note one finding."""
        self.items.append(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Note several findings."""
        self.items.extend(diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def errors(self) -> list[Diagnostic]:
        """Only what stops the build."""
        return [item for item in self.items if item.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Diagnostic]:
        """Only what is shown and passed over."""
        return [item for item in self.items if item.severity is Severity.WARNING]

    def stop_on_error(self) -> None:
        """Raise `BuildFailed` if any finding is an error; called at the end of each stage."""
        if self.errors:
            raise BuildFailed(_count(self.errors))

    def stop_on_failed_proof(self) -> None:
        """Raise `ProofFailed` if any finding is an error; called after the checks of finished editions."""
        if self.errors:
            raise ProofFailed(_count(self.errors))


class Ended(Exception):  # it says what happened
    """A mistake after which a stage cannot go on; `diagnostic` says which, and `outcome` how the build ends."""

    outcome: type[BuildFailed] = BuildFailed

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def _count(errors: list[Diagnostic]) -> str:
    return f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
