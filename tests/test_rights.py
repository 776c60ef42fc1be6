"""Rights: records read, checked against the policy, printed as acknowledgements, written to the request sheet."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from book_of import book_of, root_of, said_of
from conftest import CHAPTER, READER
from hypothesis import given
from hypothesis import strategies as st

from coursepack.document.model import PageMap, PrintedPage
from coursepack.editions.export.permissions import HEADINGS, write_permissions
from coursepack.sources.files import SourceFile
from coursepack.sources.rights import Basis, Rights, read_rights

Make = Callable[..., Path]
SOURCE = SourceFile("manuscript/one.md", "---\nrights:\n  basis: own\n---\n# T\n")
RECORD = """---
rights:
  holder: The Press
  basis: permission
  reference: P-12
  expires: 2027-08-31
  pages: 18
  fee: "=GBP 90"
---
"""


def with_rights(make: Make, *, record: str = RECORD, reader: str = "") -> Path:
    contents = READER.replace('chapters = ["one.md"]', 'chapters = ["one.md", "two.md"]\nback = ["acknowledgements"]')
    two = "# The second chapter\n\nOwn words.\n"
    return make(
        manuscript__one_dot_md=record + CHAPTER,
        manuscript__two_dot_md=two,
        manuscript__reader_dot_toml=contents + reader,
    )


def test_a_whole_record() -> None:
    record = {"holder": "The Press", "basis": "permission", "reference": "P-12", "expires": "2027-08-31", "pages": "18"}
    rights, problems = read_rights(record, SOURCE)
    assert problems == []
    assert rights == Rights("The Press", Basis.PERMISSION, "P-12", date(2027, 8, 31), 18)


@given(
    st.dictionaries(st.sampled_from(["holder", "basis", "expires", "pages", "x"]), st.text() | st.sampled_from(Basis))
)
def test_any_record_is_read_or_reported(record: dict[str, str]) -> None:
    rights, problems = read_rights(record, SOURCE)
    assert (rights is None) == bool(problems)
    assert all(problem.location.line == 2 for problem in problems)


def printed(project: Path) -> list[str]:
    section = root_of(book_of(project), "acknowledgements")
    return [" ".join("".join(node.itertext()).split()) for node in section.iter("dt", "dd")]


def test_the_acknowledgements_name_the_chapter_and_link_to_it(project: Make) -> None:
    folder = with_rights(project)
    assert printed(folder) == ["Chapter 1", "© The Press. Reproduced by permission."]
    assert [link.get("href") for link in root_of(book_of(folder), "acknowledgements").iter("a")] == ["#first"]


@pytest.mark.parametrize(
    ("basis", "credit"),
    [
        ("own", "© The Press."),
        ("public-domain", "In the public domain."),
        ("licence", "© The Press. Used under the licence CC BY 4.0."),
        ("exception", "© The Press. Reproduced under CC BY 4.0."),
        ("own\n  credit: First in *The Quarterly*.", "First in The Quarterly."),
    ],
)
def test_each_basis_has_its_words(basis: str, credit: str, project: Make) -> None:
    record = f"---\nrights:\n  holder: The Press\n  reference: CC BY 4.0\n  basis: {basis}\n---\n"
    assert printed(with_rights(project, record=record))[1] == credit


def test_the_policy_decides_what_is_asked_and_how_strictly(project: Make) -> None:
    assert said_of(with_rights(project)) == []
    assert said_of(with_rights(project, reader="[permissions]\nrequired = true\n")) == ["M051 manuscript/two.md:1"]
    late = "[permissions]\nuntil = 2027-09-01\n"
    assert said_of(with_rights(project, reader=late)) == ["M052 manuscript/one.md:2"]
    last_day = "[permissions]\nuntil = 2027-08-31\n"
    assert said_of(with_rights(project, reader=last_day)) == []


def test_an_enforced_policy_stops_only_what_is_printed(project: Make) -> None:
    enforced = "[permissions]\nrequired = true\nenforce = true\n"
    with pytest.raises(AssertionError, match="by what right"):
        book_of(with_rights(project, reader=enforced))
    assert book_of(with_rights(project, reader=f"{enforced}[editions]\nprint = false\n")).sections


def test_the_request_sheet_has_the_printed_pages_and_no_formula(project: Make) -> None:
    book = book_of(with_rights(project))
    pages = tuple(PrintedPage(index, str(index + 1), "first", None) for index in range(3))
    sheet = write_permissions(book.sections, PageMap(pages, {}))
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == HEADINGS
    assert rows == [
        {
            "Reading": "1",
            "Title": "The first chapter",
            "Holder": "The Press",
            "Basis": "permission",
            "Reference": "P-12",
            "Expires": "2027-08-31",
            "Pages copied": "18",
            "Fee": "'=GBP 90",
            "Printed on pages": "1–3",
            "File": "manuscript/one.md",
        }
    ]


def test_a_book_of_ones_own_words_has_no_sheet(project: Make) -> None:
    assert write_permissions(book_of(project()).sections, None) == ""
