"""An authority file of the project: the form in which persons, places, publishers and journals are to be written.

In: a YAML list of records (`preferred`, `variants`, `kind`). Out: `Authorities`, and a warning for each variant in the
bibliography. The rules are those of the built-in comparisons, but what the author says needs no likeness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.bibliography.latex import plain
from coursepack.sources.bibliography.model import NAME_LISTS, Entry
from coursepack.sources.bibliography.name_variants import TWO_NAMES
from coursepack.sources.bibliography.names import family_and_given, split_names
from coursepack.sources.bibliography.spellings import TWO_JOURNALS, TWO_PLACES, fold
from coursepack.sources.records import Record, Shape, read_records

CONTRADICTION = error("B036", "An authority file cannot be followed")

_FIELDS = {
    **dict.fromkeys(NAME_LISTS, "person"),
    **dict.fromkeys(("location", "address", "origlocation"), "place"),
    **dict.fromkeys(("publisher", "origpublisher"), "publisher"),
    **dict.fromkeys(("journaltitle", "journal"), "journal"),
}
SHAPE = Shape(required=("preferred", "variants"), optional=("kind",), lists=("variants", "kind"))
KINDS = ("person", "place", "publisher", "journal")
_RULES = {"person": TWO_NAMES, "place": TWO_PLACES, "publisher": TWO_PLACES, "journal": TWO_JOURNALS}

Authorities = Mapping[tuple[str, str], str]
"""Kind and folded variant → the form to use."""


@dataclass(frozen=True, slots=True)
class _Form:
    preferred: str
    record: Record


def read_authorities(project: Path, relative: str, named_at: Location) -> tuple[Authorities, list[Diagnostic]]:
    """Read the authority file; a variant that two records claim is an error."""
    records, _, problems = read_records(project, relative, named_at, SHAPE)
    forms: dict[tuple[str, str], _Form] = {}
    for record in records:
        kinds = record.texts("kind") or list(KINDS)
        if odd := [kind for kind in kinds if kind not in KINDS]:
            problems.append(
                CONTRADICTION.at(record.location, f"there is no kind ‘{odd[0]}’", f"kinds: {', '.join(KINDS)}")
            )
            continue
        claims = [
            each
            for kind in kinds
            for variant in record.texts("variants")
            for each in _claim(forms, kind, variant, record)
        ]
        problems += dict.fromkeys(claims)
    return {mark: form.preferred for mark, form in forms.items()}, problems


def _claim(forms: dict[tuple[str, str], _Form], kind: str, variant: str, record: Record) -> Iterator[Diagnostic]:
    form = _Form(record.text("preferred"), record)
    others = {forms.setdefault((kind, mark), form).preferred: mark for mark in _marks(kind, variant)}
    for other in sorted(others.keys() - {form.preferred}):
        line = forms[kind, others[other]].record.location.line
        message = f"‘{variant}’ is a variant of ‘{form.preferred}’, and of ‘{other}’ in line {line}"
        yield CONTRADICTION.at(record.location, message, "Keep it in one record.")


def check_authorities(entries: Mapping[str, Entry], authorities: Authorities) -> Iterator[Diagnostic]:
    """Report every variant that stands in an entry, with the form to use."""
    for entry in entries.values() if authorities else ():
        for name in entry.lines:
            kind = _FIELDS.get(name, "")
            for written in split_names(entry.fields[name]) if kind != "journal" else [entry.fields[name]]:
                marks = [(kind, mark) for mark in _marks(kind, plain(written))] if kind else []
                form = next((authorities[mark] for mark in marks if mark in authorities), None)
                if form is not None and _said(kind, written) != _said(kind, form):
                    message = f"{name} of ‘{entry.key}’: ‘{plain(written)}’ is a variant of ‘{form}’"
                    yield _RULES[kind].at(entry.at(name), message, f"Write ‘{form}’, as the authority file says.")


def _marks(kind: str, text: str) -> list[str]:
    """How a spelling is looked up: `Mao, Tse-tung` and `Mao Tsetung` alike, `Ann Able` as `Able, Ann`."""
    if kind != "person":
        return [fold(text)]
    return list(dict.fromkeys((fold(text), fold("".join(family_and_given(text))))))


def _said(kind: str, text: str) -> str:
    return plain(text).replace(",", "") if kind == "person" else plain(text)
