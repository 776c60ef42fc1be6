"""Checks of the use of citations: each seen failing on a citation that is spoilt in one way."""

import json
import re
from pathlib import Path

import pytest
from test_citations import ITEMS, chapter, style
from typer.testing import CliRunner

from coursepack.cli import application
from coursepack.diagnostics import Location
from coursepack.document.citation_checks import check_resolved, check_use
from coursepack.document.citations import Resolved, resolve
from coursepack.document.styles import find_style

TEXTS = ["A [@able]. B [@baker]. C [@able].", "D [@able]. E [@able]."]


def made() -> tuple[list, Resolved]:  # type: ignore[type-arg]
    chapters = [chapter(text, f"c{number}") for number, text in enumerate(TEXTS)]
    notes = style("chicago-notes-bibliography")
    return chapters, resolve(chapters, ITEMS, notes, "en-GB", by_chapter=True)


def said(resolved: Resolved, *, by_chapter: bool = True) -> list[str]:
    chapters, _ = made()
    found = check_resolved(chapters, resolved, style("chicago-notes-bibliography"), ITEMS, by_chapter=by_chapter)
    return [f"{item.code} {item.location}" for item in found]


def with_citation(index: int, text: str) -> Resolved:
    _, resolved = made()
    note = {"t": "Note", "c": [{"t": "Para", "c": [{"t": "Str", "c": text}]}]}
    citations = [*resolved.citations]
    citations[index] = [note]
    return Resolved(tuple(citations), resolved.entries)


def test_what_the_style_makes_is_right() -> None:
    assert said(made()[1]) == []


@pytest.mark.parametrize(
    ("index", "text", "expected"),
    [
        (3, "Ibid.", "K022 manuscript/c1.md:3:5"),
        (3, "Able, Alpha.", "K023 manuscript/c1.md:3:5"),
        (2, "Ann Able, Alpha (Press, 2001), again in full.", "K023 manuscript/c0.md:3:5"),
        (1, ".", "K024 manuscript/c0.md:3:16"),
        (1, "baker?", "K024 manuscript/c0.md:3:16"),
    ],
)
def test_a_spoilt_citation_is_noticed(index: int, text: str, expected: str) -> None:
    assert expected in said(with_citation(index, text))


NOTES_STYLES = [
    "chicago-notes-bibliography", "chicago-notes-bibliography-subsequent-ibid", "chicago-shortened-notes-bibliography",
    "mhra-notes", "oscola", "turabian-notes-bibliography", "modern-humanities-research-association-notes",
    "new-harts-rules-notes",
    "infoclio-de", "iso690-full-note-en",
]  # fmt: skip


@pytest.mark.parametrize("name", NOTES_STYLES)
def test_styles_that_cite_in_notes_raise_no_false_alarm(name: str) -> None:
    found, _ = find_style(name, Path(), Location("reader.toml"))
    if found is None:
        pytest.skip("not among the installed styles")
    texts = [*TEXTS, "F [@mao]. G [@baker, 3]. H [@baker]. I [@mao]. J [@able; @mao]. K [@mao]."]
    chapters = [chapter(text, f"c{number}") for number, text in enumerate(texts)]
    for by_chapter in (True, False):
        resolved = resolve(chapters, ITEMS, found, "en-GB", by_chapter=by_chapter)
        said = {item.code for item in check_resolved(chapters, resolved, found, ITEMS, by_chapter=by_chapter)}
        assert said <= (set() if by_chapter else {"K022"})  # with one count for the book, “Ibid.” does cross chapters


def test_an_empty_entry_is_noticed() -> None:
    _, resolved = made()
    assert said(Resolved(resolved.citations, (("able", []), *resolved.entries[1:]))) == ["K024 bibliography"]


def test_first_citations_by_the_book() -> None:
    spoilt = with_citation(3, "Ann Able, Alpha (Press, 2001), again in full.")
    assert said(spoilt, by_chapter=False) == ["K023 manuscript/c1.md:3:5"]
    assert said(spoilt, by_chapter=True) == []


def test_ibid_may_cross_a_chapter_where_works_are_cited_in_full_once_in_the_book() -> None:
    assert "K022 manuscript/c1.md:3:5" in said(with_citation(3, "Ibid."), by_chapter=True)
    assert said(with_citation(3, "Ibid."), by_chapter=False) == []
    assert "K022 manuscript/c0.md:3:5" in said(with_citation(0, "Ibid."), by_chapter=False)


@pytest.mark.parametrize(
    ("locator", "code"),
    [
        ("20", ""),
        ("p. 3--4", ""),
        ("1--3, 9", ""),
        ("21", "K021"),
        ("pp. 18--25", "K021"),
        ("{21}", ""),
        ("chap. 2", ""),
        ("reel 2", "K025"),
        ("{reel 2}", ""),
        ("see 21", ""),
    ],
)
def test_locators(locator: str, code: str) -> None:
    found = check_use([chapter(f"Text [@baker, {locator}].")], ITEMS, {})
    assert [item.code for item in found] == ([code] if code else [])
    assert all((item.location.line, item.location.column) == (3, 8) for item in found)


def test_works_that_nothing_cites() -> None:
    places = {"able": Location("works.bib", 1), "baker": Location("works.bib", 7)}
    found = check_use([chapter("Text [@able].")], ITEMS, places)
    assert [(item.code, item.location.line) for item in found] == [("K020", 7)]


def test_a_bibliography_is_checked_alone(tmp_path: Path) -> None:
    works = tmp_path / "works.bib"
    works.write_text(
        "@book{a, title = {A}, date = {2001}}\n@book{b title = {B}}\n@book{c, title = {C}}\n", encoding="utf-8"
    )
    done = CliRunner().invoke(application(), ["check", "--bibliography", str(works), "--json"])
    read = json.loads(done.stdout)
    assert done.exit_code == 1
    assert set(read) == {"entries", "diagnostics"}
    assert read["entries"] == 2
    assert [(item["code"], item["line"]) for item in read["diagnostics"]] == [("B009", 2), ("B020", 3)]
    assert set(read["diagnostics"][0]) == {"code", "severity", "file", "line", "message", "hint"}
    works.write_text("@book{a, title = {A}, date = {2001}}\n", encoding="utf-8")
    assert CliRunner().invoke(application(), ["check", "--bibliography", str(works)]).exit_code == 0
    assert CliRunner().invoke(application(), ["check", "--bibliography", str(tmp_path / "none.bib")]).exit_code == 1


TABLE = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TESTS = Path(__file__).parent


def red_tests(named: str) -> str:
    """What the places that a row names for its red tests say: expectations of the corpus, names of cases, modules."""
    found = []
    for place in named.split(", "):
        match place:
            case "bib":
                found += [
                    path.read_text(encoding="utf-8").split(";")[0] for path in (TESTS / "data" / "bib").glob("*.bib")
                ]
            case "cases":
                found += [path.name for path in (TESTS / "cases").iterdir()]
            case _:
                found.append((TESTS / f"{place}.py").read_text(encoding="utf-8"))
    return " ".join(found)


def test_every_numbered_check_has_a_test_that_saw_it_fail() -> None:
    rows = TABLE.findall((TESTS.parent / "docs" / "citations.md").read_text(encoding="utf-8"))
    assert [int(number) for number, *_ in rows] == [number for number in range(1, 35) if number != 25]
    for number, _, said, places in rows:
        missing = [code for code in re.findall(r"[BK]\d{3}", said) if code not in red_tests(places)]
        assert not missing, f"check {number}: {missing} in {places}"
