"""Numbers of thousands of digits, wherever a number can stand: each is a finding or plain text, and never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import said_of

from coursepack.sources.bibliography.dates import Fault, parse_date

Make = Callable[..., Path]

LONG = "9" * 4400
"""More than Python makes an integer of (4,300), in case of mischief."""
WORK = "@book{{able2001, author = {{Able, Ann}}, title = {{Alpha}}, publisher = {{P}}, location = {{L}}, date = {{2001}}, {}}}\n"


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        (f"pages = {{1{LONG}--2{LONG}}}", set()),
        (f"pages = {{5--{LONG}}}", set()),
        (f"author+an = {{{LONG}=family-first}}", set()),
        (f"volume = {{{LONG}}}, pagetotal = {{{LONG}}}, number = {{{LONG}}}", set()),
    ],
)
def test_in_a_bibliography(fields: str, codes: set[str], project: Make) -> None:
    said = said_of(project(bibliography_dot_bib=WORK.format(fields)))
    assert {item.split()[0] for item in said if not item.startswith("B0")} == codes


@pytest.mark.parametrize("month", [LONG, "²", "99999"])
def test_in_a_month(month: str, project: Make) -> None:
    work = WORK.format(f"month = {{{month}}}").replace("date = {2001}", "year = {2001}")
    assert all(item.startswith("B0") for item in said_of(project(bibliography_dot_bib=work)))


def test_in_a_date() -> None:
    assert parse_date(LONG).fault is Fault.LITERAL


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"::: {{.excerpt source=able2001}}\nx [p. {LONG}]{{.source-page}} y\n:::\n\n[@able2001, {LONG}]", {"X021"}),
        (f"::: {{.excerpt source=able2001}}\nx [p. 5]{{.source-page}} y\n:::\n\n[@able2001, 3–{LONG}]", set()),
        (f"::: {{.facsimile file=a.pdf pages={LONG}}}\n:::\n\n[@able2001]", {"M001"}),
        (f"{LONG}. x\n\n[@able2001]", set()),
    ],
)
def test_in_a_chapter(text: str, codes: set[str], project: Make) -> None:
    said = said_of(project(manuscript__one_dot_md=f"# T {{#t}}\n\n{text}\n"))
    assert {item.split()[0] for item in said} == codes


def test_in_a_record_of_rights(project: Make) -> None:
    head = f"---\nrights:\n  holder: A\n  basis: permission\n  reference: x\n  pages: {LONG}\n---\n\n"
    said = said_of(project(manuscript__one_dot_md=f"{head}# T {{#t}}\n\n[@able2001]\n"))
    assert said == ["M050 manuscript/one.md:2"]
