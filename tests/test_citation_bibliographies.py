"""Bibliographies: whole, divided or by chapter, as the settings ask; no work is left out, every link leads to an entry."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from book_of import book_of, root_of
from conftest import READER
from test_citations import ITEMS, chapter, plain, style

from coursepack import pandoc
from coursepack.config import Citations, Division
from coursepack.diagnostics import Location
from coursepack.document.ast import walk
from coursepack.document.bibliographies import place_bibliographies
from coursepack.document.chapters import Chapter
from coursepack.document.citation_places import place_citations
from coursepack.document.citations import NothingPrintedError, check_printed, resolve
from coursepack.document.markup import text_of
from coursepack.sources.bibliography import for_rendering

WORKS = {
    "able": {**ITEMS["able"], "keyword": "primary, letters", "language": "en-GB"},
    "baker": {**ITEMS["baker"], "keyword": "secondary"},
    "mao": {**ITEMS["mao"], "keyword": "primary", "language": "zh"},
}
HERE = Location("manuscript/reader.toml", 7)
TEXTS = {"one": "Text [@able]. More [@mao].", "two": "Text [@baker]. Again [@able].", "bare": "No citation."}


def placed(settings: Citations, *, with_list: bool = True) -> tuple[dict[str, Chapter], list[str]]:
    chapters = [chapter(text, name) for name, text in TEXTS.items()]
    chapters += [chapter("::: bibliography\n:::", "list")] if with_list else []
    notes = style("chicago-notes-bibliography")
    resolved = resolve(chapters, WORKS, notes, "en-GB", by_chapter=True)
    renderings = iter(resolved.citations)
    cited = [place_citations(each, renderings, notes) for each in chapters]
    done, problems = place_bibliographies(cited, resolved, WORKS, settings, "Works cited", HERE)
    return {each.id: each for each in done}, [f"{item.code} {item.message}" for item in problems]


def lines(one: Chapter) -> list[str]:
    """The paragraphs of a chapter, its notes left out."""
    blocks = [node for node in one.blocks if node["t"] in ("Header", "Div")]
    return [line for line in plain(blocks).splitlines() if line]


def links(one: Chapter) -> list[str]:
    return [node["c"][2][0] for node in walk(one.blocks) if node["t"] == "Link"]


def anchors(one: Chapter) -> list[str]:
    return [node["c"][0][0] for node in walk(one.blocks) if node["t"] == "Div" and "entry" in node["c"][0][1]]


ABLE, BAKER, MAO = (
    "Able, Ann. Alpha. Press, 2001.",
    "Baker, Bob. ‘Beta’. Journal, 2002, 1–20.",
    "Mao Zedong. Speeches. 1959.",
)


def test_one_list_for_the_book() -> None:
    chapters, problems = placed(Citations())
    assert problems == []
    assert lines(chapters["list"]) == [ABLE, BAKER, MAO]
    assert set(links(chapters["one"])) == {"#ref-able", "#ref-mao"}
    assert anchors(chapters["list"]) == ["ref-able", "ref-baker", "ref-mao"]


@pytest.mark.parametrize(
    ("divisions", "expected"),
    [
        ([{"title": "Primary", "keyword": "Primary"}, {"title": "Other"}], ["Primary", ABLE, MAO, "Other", BAKER]),
        (
            [{"title": "Articles", "type": "article-journal"}, {"title": "Books"}],
            ["Articles", BAKER, "Books", ABLE, MAO],
        ),
        ([{"title": "Chinese", "language": "zh"}, {"title": "Others"}], ["Chinese", MAO, "Others", ABLE, BAKER]),
        ([{"title": "All"}, {"title": "Nothing left"}], ["All", ABLE, BAKER, MAO]),
    ],
)
def test_a_divided_list(divisions: list[dict[str, str]], expected: list[str]) -> None:
    chapters, problems = placed(Citations(divide=[Division(**each) for each in divisions]))
    assert problems == []
    assert lines(chapters["list"]) == expected


def test_a_work_that_no_division_takes_is_an_error() -> None:
    _, problems = placed(Citations(divide=[Division(title="Primary", keyword="primary")]))
    assert problems == ["K012 ‘baker’ belongs to no division of the bibliography"]


def test_a_list_for_each_chapter_beside_the_whole() -> None:
    chapters, _ = placed(Citations(in_chapters=True))
    assert lines(chapters["one"]) == ["Works cited", ABLE, MAO]
    assert lines(chapters["two"]) == ["Works cited", ABLE, BAKER]
    assert lines(chapters["bare"]) == []
    assert lines(chapters["list"]) == [ABLE, BAKER, MAO]
    every = [anchor for one in chapters.values() for anchor in anchors(one)]
    assert len(every) == len(set(every)) == 7
    assert set(links(chapters["one"])) <= set(every_anchor(chapters))


def test_a_list_for_each_chapter_alone() -> None:
    chapters, _ = placed(Citations(in_chapters=True), with_list=False)
    assert set(links(chapters["two"])) == {"#ref-able__two", "#ref-baker__two"}
    assert set(links(chapters["two"])) <= set(every_anchor(chapters))


def test_without_any_list_citations_are_no_links() -> None:
    chapters, _ = placed(Citations(), with_list=False)
    assert [links(one) for one in chapters.values()] == [[], [], []]


def every_anchor(chapters: dict[str, Chapter]) -> list[str]:
    return [f"#{anchor}" for one in chapters.values() for anchor in anchors(one)]


@pytest.mark.parametrize(
    ("markdown", "american"),
    [
        ("A.^[Said [@baker].]", "Said Bob Baker, “Beta,” Journal, 2002, 1–20."),
        ("A [@bare].", "Gus Gee, “Gamma.”"),
        (
            "A.^[In [@bare], he said; see [@bare]; so [@bare].]",
            "In Gus Gee, “Gamma,” he said; see Gee, “Gamma”; so Gee, “Gamma.”",
        ),
        ("A.^[See [@asked].]", "See Gus Gee, “What?”"),
        ("A.^[My own “words”, and [@able, 5].]", "My own “words”, and Ann Able, Alpha (Press, 2001), 5."),
    ],
)
def test_american_stops_stand_inside_the_quotation_marks_of_a_citation(markdown: str, american: str) -> None:
    person = [{"family": "Gee", "given": "Gus"}]
    items = {
        **ITEMS,
        "bare": {"id": "bare", "type": "webpage", "title": "Gamma", "author": person},
        "asked": {"id": "asked", "type": "webpage", "title": "What?", "author": person},
    }
    notes = style("chicago-notes-bibliography")
    one = chapter(markdown)
    resolved = resolve([one], items, notes, "en-US", by_chapter=True)
    text = plain(place_citations(one, iter(resolved.citations), notes, "en-US").blocks)
    assert text.rpartition("[1] ")[2] == american


@pytest.mark.parametrize(
    ("locator", "chicago", "apa"),
    [
        ("17--34", "17–34", "pp. 17–34"),
        ("p. 5", "5", "p. 5"),
        ("chap. 2", "chap. 2", "Chapter 2"),
        ("vol. 2, p. 5", "vol. 2, p. 5", "Volume 2, p. 5"),
        ("fig. 3", "fig. 3", "Figure 3"),
        ("sec. 3", "sec. 3", "Section 3"),
        ("para. 4", "para. 4", "para. 4"),
        ("line 4", "line 4", "Line 4"),
        ("vv. 3--4", "vv. 3–4", "Verses 3–4"),
        ("n. 7", "n. 7", "Note 7"),
        ("00:07:41", "00:07:41", "00:07:41"),
        ("timestamp 1:02:38", "1:02:38", "1:02:38"),
        ("00:07:31, 00:07:47", "00:07:31, 00:07:47", "00:07:31, 00:07:47"),
        ("{00:07:31, 00:07:47, 01:09:07}", "00:07:31, 00:07:47, 01:09:07", "00:07:31, 00:07:47, 01:09:07"),
        ("{preface}", "preface", "preface"),
        ("xii--xv", "xii–xv", "xii–xv"),
    ],
)
def test_locators_of_every_kind(locator: str, chicago: str, apa: str) -> None:
    said = []
    for name in ("chicago-notes-bibliography", "apa"):
        one, chosen = chapter(f"Text [@able, {locator}]."), style(name)
        resolved = resolve([one], ITEMS, chosen, "en-GB", by_chapter=True)
        said.append(plain(place_citations(one, iter(resolved.citations), chosen).blocks).replace("\xa0", " "))
    assert said[0].endswith(f"Ann Able, Alpha (Press, 2001), {chicago}.")
    assert said[1] == f"Text (Able, 2001, {apa})."


def test_works_without_author_title_or_date_are_cited() -> None:
    items = {
        "titled": {"id": "titled", "type": "book", "title": "Titled", "publisher": "Press"},
        "signed": {
            "id": "signed",
            "type": "manuscript",
            "author": [{"family": "Gee", "given": "Gus"}],
            "genre": "letter",
        },
        "dated": {"id": "dated", "type": "webpage", "title": "Dated", "issued": {"date-parts": [[2001]]}},
    }
    items = {key: for_rendering(item) for key, item in items.items()}
    for name in ("chicago-notes-bibliography", "apa", "chicago-author-date"):
        one, chosen = chapter("A [@titled]. B [@signed]. C [@dated]."), style(name)
        resolved = resolve([one], items, chosen, "en-GB", by_chapter=True)
        assert len(resolved.entries) == 3
        text = plain(place_citations(one, iter(resolved.citations), chosen).blocks)
        assert "?" not in text
        assert "()" not in text


def test_a_style_that_prints_nothing_for_a_work_is_an_error() -> None:
    items = {"empty": {"id": "empty", "type": "manuscript", "author": [{"family": "Gee"}], "genre": "letter"}}
    place = Location("works.bib", 3)
    with pytest.raises(NothingPrintedError) as raised:
        resolve([chapter("A [@empty].")], items, style("chicago"), "en-GB", by_chapter=True)
    found = check_printed(raised.value, {"empty": place}, "ieee")
    assert [(item.code, item.location) for item in found] == [("K013", place)]


def test_json_of_the_tree_is_still_pandocs(tmp_path: Path) -> None:
    chapters, _ = placed(Citations(in_chapters=True, divide=[Division(title="All")]))
    for one in chapters.values():
        document = {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": one.blocks}
        assert pandoc.run(["-f", "json", "-t", "html"], json.dumps(document))


@pytest.mark.parametrize("name", ["chicago-notes-bibliography", "apa", "ieee"])
def test_works_without_author_title_or_date_say_what_is_known_of_them(project: Callable[..., Path], name: str) -> None:
    works = """
@misc{untitled, author = {Nemo, Ned}, title = {Letter about \\emph{Alpha}}, entrysubtype = {untitled}, date = {1950}}
@book{undated, author = {Oates, Olga}, title = {Undated Work}, publisher = {Press}, pubstate = {n.d.}}
@article{unsigned, title = {All Out}, journaltitle = {Daily News}, date = {1958-01-01}, entrysubtype = {newspaper}}
@book{uncited, title = {Only Listed}, publisher = {Press}, date = {1999}}
"""
    text = "---\nnocite: '@uncited'\n---\n\n# One {#one}\n\nA [@untitled]. B [@undated]. C [@unsigned].\n"
    settings = f'{READER}\n[citations]\nstyle = "{name}"\n'
    made = book_of(
        project(**{"bibliography.bib": works, "manuscript/one.md": text, "manuscript/reader.toml": settings})
    )
    said = text_of(root_of(made, "bibliography"))
    for words in (
        "Nemo",
        "etter about Alpha",
        "1950",
        "Oates",
        "Undated Work",
        "All Out",
        "Daily News",
        "Only Listed",
        "1999",
    ):
        assert words in said
