"""Citations: resolved once, in notes where the style wants them, each in its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from coursepack import pandoc
from coursepack.anatomy import Kind, Matter
from coursepack.diagnostics import Location
from coursepack.document.ast import Inlines, text_of, walk
from coursepack.document.chapters import Chapter, parse_chapter
from coursepack.document.citation_places import _within_sentence, bibliography_blocks, place_citations
from coursepack.document.citations import check_keys, cited_keys, entry_anchor, resolve
from coursepack.document.styles import Style, find_style
from coursepack.sources.bibliography import for_rendering
from coursepack.sources.files import SourceFile
from coursepack.sources.manuscript import Planned

ITEMS = {
    item["id"]: for_rendering(item)
    for item in [
        {
            "id": "able",
            "type": "book",
            "title": "Alpha",
            "author": [{"family": "Able", "given": "Ann"}],
            "issued": {"date-parts": [[2001]]},
            "publisher": "Press",
        },
        {
            "id": "baker",
            "type": "article-journal",
            "title": "Beta",
            "author": [{"family": "Baker", "given": "Bob"}],
            "issued": {"date-parts": [[2002]]},
            "container-title": "Journal",
            "page": "1-20",
        },
        {
            "id": "mao",
            "type": "book",
            "title": "Speeches",
            "author": [{"family": "Mao", "given": "Zedong", "static-ordering": True}],
            "issued": {"date-parts": [[1959]]},
        },
        {"id": "inc", "type": "book", "title": "The Co., Inc.", "author": [{"family": "Inc", "given": "Ian"}]},
    ]
}


def chapter(text: str, name: str = "one") -> Chapter:
    source = SourceFile(f"manuscript/{name}.md", f"# {name}\n\n{text}\n")
    plan = Planned(Kind.CHAPTER, Matter.BODY, 1, Location("manuscript/reader.toml"), f"{name}.md", source, number="1")
    parsed, problems = parse_chapter(plan)
    assert problems == []
    assert parsed is not None
    return parsed


def style(name: str) -> Style:
    found, problems = find_style(name, Path(), Location("reader.toml"))
    assert problems == []
    assert found is not None
    return found


def printed(texts: list[str], name: str = "chicago-notes-bibliography", *, by_chapter: bool = True) -> list[str]:
    """Chapters with their citations in place, as plain text; notes follow as [1] …"""
    chapters = [chapter(text, f"c{number}") for number, text in enumerate(texts)]
    chosen = style(name)
    resolved = resolve(chapters, ITEMS, chosen, "en-GB", by_chapter=by_chapter)
    renderings = iter(resolved.citations)
    placed = [place_citations(one, renderings, chosen) for one in chapters]
    return [plain(one.blocks) for one in placed]


def plain(blocks: object) -> str:
    document = {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": blocks}
    return pandoc.run(["-f", "json", "-t", "plain", "--wrap=none"], json.dumps(document)).strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Text [@able, 5].", "Text.[1]\n\n[1] Ann Able, Alpha (Press, 2001), 5."),
        ("Text. [@able, 5]", "Text.[1]\n\n[1] Ann Able, Alpha (Press, 2001), 5."),
        ("(see above [@able]).", "(see above).[1]\n\n[1] Ann Able, Alpha (Press, 2001)."),
        ("In the U.S. [@able].", "In the U.S.[1]\n\n[1] Ann Able, Alpha (Press, 2001)."),
        ("A claim [@able]---a dash.", "A claim[1]—a dash.\n\n[1] Ann Able, Alpha (Press, 2001)."),
        (
            "A [@able; see @baker, 3].",
            "A.[1]\n\n[1] Ann Able, Alpha (Press, 2001); see Bob Baker, ‘Beta’, Journal, 2002, 3.",
        ),
        ("Note.^[[@able, 5]]", "Note.[1]\n\n[1] Ann Able, Alpha (Press, 2001), 5."),
        ("Note.^[[@able, 5].]", "Note.[1]\n\n[1] Ann Able, Alpha (Press, 2001), 5."),
        ("Note.^[Said [@able, 5]; denied.]", "Note.[1]\n\n[1] Said Ann Able, Alpha (Press, 2001), 5; denied."),
        ("Time [@able, {00:07:19}].", "Time.[1]\n\n[1] Ann Able, Alpha (Press, 2001), 00:07:19."),
        ("Part [@able, {preface}].", "Part.[1]\n\n[1] Ann Able, Alpha (Press, 2001), preface."),
        ("Said [-@able, 5].", "Said.[1]\n\n[1] Alpha (Press, 2001), 5."),
        ("Mao said [@mao].", "Mao said.[1]\n\n[1] Mao Zedong, Speeches (1959)."),
    ],
)
def test_a_citation_becomes_a_note_after_the_punctuation(markdown: str, expected: str) -> None:
    assert printed([markdown]) == [expected]


def test_an_author_in_the_text_is_followed_by_the_note() -> None:
    assert printed(["As @able [5] says, it is so."]) == [
        "As Ann Able[1] says, it is so.\n\n[1] Alpha (Press, 2001), 5."
    ]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Compare any printing of @able.", "Compare any printing of Ann Able, Alpha (Press, 2001)."),
        ("Compare @able [5].", "Compare Ann Able, Alpha (Press, 2001), 5."),
        ("Compare @able; and more.", "Compare Ann Able, Alpha (Press, 2001); and more."),
        ("Compare @able. And @baker, who doubts it.",
         "Compare Ann Able, Alpha (Press, 2001). And Bob Baker, ‘Beta’, Journal, 2002, 1–20, who doubts it."),
        ("Said by all (see @able).", "Said by all (see Ann Able, Alpha (Press, 2001))."),
        ("Compare @inc and others.", "Compare Inc, The Co., Inc. and others."),
        ("So @inc.", "So Inc, The Co., Inc."),
        ("So [@inc].", "So Inc, The Co., Inc."),
        ("So [@inc]...", "So Inc, The Co., Inc.…"),
    ],
)  # fmt: skip
def test_a_sentence_of_a_note_has_one_full_stop(note: str, expected: str) -> None:
    before = "Before [@inc]. " if "@inc" in note else ""
    assert printed([f"{before}A.^[{note}]"])[0].rpartition("] ")[2] == expected


@pytest.mark.parametrize(
    ("last", "kept"),
    [("J.", "J."), ("Ž.", "Ž."), ("vol.", "vol."), ("U.S.", "U.S."), ("sources.", "sources"), ("5.", "5")],
)
def test_an_initial_or_an_abbreviation_keeps_its_stop_within_a_sentence(last: str, kept: str) -> None:
    cited = [{"t": "Str", "c": "Smith"}, {"t": "Space"}, {"t": "Str", "c": last}]
    assert text_of(_within_sentence(cited)) == f"Smith {kept}"


def test_every_chapter_cites_in_full_again_or_only_the_first() -> None:
    texts = ["One [@able].", "Two [@able]. Three [@able]."]
    assert printed(texts)[1].splitlines()[2:] == ["[1] Ann Able, Alpha (Press, 2001).", "", "[2] Able, Alpha."]
    assert printed(texts, by_chapter=False)[1].splitlines()[2:] == ["[1] Able, Alpha.", "", "[2] Able, Alpha."]


def test_author_date_and_numeric_styles_stay_in_the_text() -> None:
    assert printed(["Text [@able, 5]. A note.^[See [@baker].]"], "apa") == [
        "Text (Able, 2001, p. 5). A note.[1]\n\n[1] See (Baker, 2002)."
    ]
    assert printed(["Text [@able]. More [@baker]."], "ieee") == ["Text [1]. More [2]."]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("As @able says.", [("Able", "ref-able")]),
        ("As @able [5] says.", [("5", "ref-able")]),
        ("As @able [see @baker] says.", [("Able", "ref-able"), ("Baker", "ref-baker")]),
    ],
)
def test_an_author_in_the_text_leads_to_the_entry_where_the_style_prints_no_more(
    text: str, links: list[tuple[str, str]]
) -> None:
    one, chosen = chapter(text), style("modern-language-association")
    resolved = resolve([one], ITEMS, chosen, "en-GB", by_chapter=True)
    placed = place_citations(one, iter(resolved.citations), chosen)
    found = [node["c"] for node in walk(placed.blocks) if node["t"] == "Link"]
    assert [(text_of(inlines), target.removeprefix("#")) for _, inlines, (target, _) in found] == links
    assert "(;" not in text_of(placed.blocks)


def test_notes_without_citations_and_citations_in_lists_keep_their_order() -> None:
    text = "- item [@baker, 3]\n- plain^[No citation.]\n\n> Quoted [@able].\n"
    assert printed([text])[0].endswith(
        "[1] Bob Baker, ‘Beta’, Journal, 2002, 3.\n\n[2] No citation.\n\n[3] Ann Able, Alpha (Press, 2001)."
    )


def test_the_bibliography_has_every_cited_work_and_those_of_nocite() -> None:
    one = chapter("Text [@baker].")
    resolved = resolve(
        [one],
        {key: ITEMS[key] for key in ("baker", "mao")},
        style("chicago-notes-bibliography"),
        "en-GB",
        by_chapter=True,
    )
    assert [key for key, _ in resolved.entries] == ["baker", "mao"]
    assert (
        plain(bibliography_blocks(resolved))
        == "Baker, Bob. ‘Beta’. Journal, 2002, 1–20.\n\nMao Zedong. Speeches. 1959."
    )


def test_keys_are_listed_once_in_order_of_first_citation() -> None:
    chapters = [chapter("A [@baker; @able]."), chapter("---\n", "two")]
    assert cited_keys(chapters) == ["baker", "able"]


def test_an_unknown_key_is_found_at_its_line_and_column() -> None:
    found = check_keys([chapter("Text.\n\nMore [@abel, 3].")], ["able", "baker"])
    assert [(item.code, item.location.line, item.location.column) for item in found] == [("K001", 5, 8)]
    assert "able" in found[0].hint


@pytest.mark.parametrize(
    ("key", "anchor"), [("able2001", "ref-able2001"), ("a:b/c", "ref-a_3a_b_2f_c"), ("墨", "ref-_58a8_")]
)
def test_anchors_are_safe_names(key: str, anchor: str) -> None:
    assert entry_anchor(key) == anchor


def test_a_dependent_style_leads_to_its_parent_without_the_network() -> None:
    assert style("chicago-fullnote-bibliography").id == "chicago-notes-bibliography"
    nature_dependent = style("nature-genetics")
    assert nature_dependent.id == "nature"


def test_a_style_of_the_project(project: Callable[..., Path]) -> None:
    own = style("apa").xml
    folder = project(house_dot_csl=own)
    found, problems = find_style("house.csl", folder, Location("reader.toml"))
    assert problems == []
    assert found is not None
    assert found.xml == own


LOCATORS = {
    "p. 5": ("5", "p. 5", "[1, p. 5]"), "pp. 5, 8": ("5, 8", "pp. 5, 8", "[1, pp. 5, 8]"),
    "17--34": ("17–34", "pp. 17–34", "[1, pp. 17–34]"), "chap. 3": ("chap. 3", "Chapter 3", "[1, Ch. 3]"),
    "vol. 2": ("vol. 2", "Volume 2", "[1, Vol. 2]"), "sec. 4": ("sec. 4", "Section 4", "[1, Sect. 4]"),
    "para. 6": ("para. 6", "para. 6", "[1, Para. 6]"), "pt. 2": ("pt. 2", "Part 2", "[1, Pt 2]"),
    "v. 7": ("v. 7", "Verse 7", "[1, V. 7]"), "l. 8": ("line 8", "Line 8", "[1, L. 8]"),
    "fig. 9": ("fig. 9", "Figure 9", "[1, Fig. 9]"), "fol. 3": ("fol. 3", "Folio 3", "[1, Fol. 3]"),
    "col. 4": ("col. 4", "Column 4", "[1, Col. 4]"), "no. 5": ("no. 5", "Issue 5", "[1, No. 5]"),
    "n. 6": ("n. 6", "Note 6", "[1, N. 6]"), "op. 7": ("op. 7", "Opus 7", "[1, Op. 7]"),
    "bk. 8": ("bk. 8", "Book 8", "[1, Bk 8]"), "s.v. word": ("s.v. word", "s.v. word", "[1], s.v. word"),
    "00:12:30": ("00:12:30", "00:12:30", "[1, 00:12:30]"),
    "timestamp 1:02:38": ("1:02:38", "1:02:38", "[1, 1:02:38]"), "{preface}": ("preface", "preface", "[1, preface]"),
}  # fmt: skip
"""Every kind of locator → as printed by a notes style, an author-date style and a numeric one."""

MIXED = "A [see @able, 5, for more]. B [@able; @baker, 7]. C @able [p. 5]. D [-@able, 5]. E [@mao]. F @mao."


@pytest.mark.parametrize(
    ("name", "column", "frame"),
    [("chicago-notes-bibliography", 0, "{}."), ("apa", 1, "(Able, 2001, {})"), ("ieee", 2, "{}")],
)
def test_locators_of_every_kind(name: str, column: int, frame: str) -> None:
    text = " ".join(f"A [@able, {locator}]." for locator in LOCATORS)
    answer = resolve([chapter(text)], ITEMS, style(name), "en-GB", by_chapter=False)
    said = dict(zip(LOCATORS, map(citation_text, answer.citations), strict=True))
    wanted = {locator: frame.format(forms[column]) for locator, forms in LOCATORS.items()}
    if column == 0:
        said = {locator: text.rpartition("Alpha, ")[2].rpartition("2001), ")[2] for locator, text in said.items()}
    assert said == wanted


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "chicago-notes-bibliography",
            ["See Ann Able, Alpha (Press, 2001), 5, for more.", "Able, Alpha; Bob Baker, ‘Beta’, Journal, 2002, 7.",
             "AbleAlpha, 5.", "Alpha, 5.", "Mao Zedong, Speeches (1959).", "MaoSpeeches."],
        ),
        (
            "apa",
            ["(see Able, 2001, p. 5, for more)", "(Able, 2001; Baker, 2002, p. 7)", "Able (2001, p. 5)", "(2001, p. 5)",
             "(Mao, 1959)", "Mao (1959)"],
        ),
        ("ieee", ["see [1, p. 5], for more", "[1], [2, p. 7]", "[1, p. 5]", "[1, p. 5]", "[3]", "[3]"]),
    ],
)  # fmt: skip
def test_prefixes_suffixes_several_works_and_authors_in_the_text(name: str, expected: list[str]) -> None:
    answer = resolve([chapter(MIXED)], ITEMS, style(name), "en-GB", by_chapter=False)
    assert [citation_text(inlines) for inlines in answer.citations] == expected


def citation_text(inlines: Inlines) -> str:
    """What a citation says, its note included."""
    notes = [node["c"] for node in walk(inlines) if node["t"] == "Note"]
    return (text_of(inlines) + "".join(text_of(note) for note in notes)).replace("\u00a0", " ")
