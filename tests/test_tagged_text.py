"""The structure tree of a whole book, read back from the file: it says what the canonical tree says, word for word, in order."""

import os
import re
from collections.abc import Iterator
from itertools import pairwise, takewhile
from pathlib import Path

import pytest
from lxml import etree
from speech import speak
from tagged import Tag, artifacts, one_line, read

from coursepack.diagnostics import Diagnostics
from coursepack.document.model import Book
from coursepack.editions.large_print import with_typeface
from coursepack.labels import read_labels
from coursepack.preparation import prepare
from coursepack.progress import Silent
from coursepack.theme import Theme

LABELS = read_labels(Theme(), "en-GB")

HERE = Path(__file__).parent
SAMPLE, SPOKEN = HERE.parent, HERE / "data" / "spoken"
BLOCKS = set(
    "section header nav div p h1 h2 h3 h4 h5 h6 ol ul li dl dt dd blockquote figure figcaption table caption thead tbody tr "
    "th td pre br aside".split()
)
FILLED = "\0"
PAGES = re.compile(r"[\dn, –ivxlcp.]*")
"""What every edition fills in for itself: page numbers."""


def expected(element: etree._Element, notes: dict[str, etree._Element]) -> Iterator[str]:
    """What a tree of the book says, in order, each note after its call."""
    apart = " " if element.tag in BLOCKS else ""
    yield apart
    names = (element.get("class") or "").split()
    if element.tag in ("img", "{http://www.w3.org/1998/Math/MathML}math"):
        alt = element.get("alt")
        annotation = element.find(".//{*}annotation")
        yield f"[{alt if annotation is None else annotation.text}]" if alt != "" else ""
    elif "noteref" in names:
        number = "".join(element.itertext())
        yield f"{number} {number}. "
        for part in notes[element.get("href", "")[1:]]:
            yield from (*expected(part, notes), part.tail or "")
        yield " "
    elif {"pageref", "folio", "locators"} & set(names):
        yield FILLED
    elif "cited-on" in names:
        yield f" Cited on {FILLED}"
    elif "source-page" in names:
        yield f"[{element.text}]"
    elif "notes" not in names or element.tag != "section":
        yield element.text or ""
        for child in element:
            before = "".join(expected(child, notes))
            yield before
            yield "" if "equation" in names else child.tail or ""  # its number stands at the margin, without a space
    yield apart


def text_of(book: Book) -> str:
    notes = {e.get("id", ""): e for section in book.sections for e in section.root.iter("aside")}
    return one_line(" ".join("".join(expected(section.root, notes)) for section in book.sections))


def without_marks(tag: Tag, numbering: str = "") -> Tag:
    """The tree without the dashes and numbers that lists set before their items: the manuscript does not hold them."""
    marked = tag.type == "LI" and numbering not in ("", "None")
    below = tag.numbering or (numbering if tag.type == "L" else "")
    kept = [kid for kid in tag.kids if isinstance(kid, str) or not (marked and kid.type == "Lbl")]
    kids = [kid if isinstance(kid, str) else without_marks(kid, below) for kid in kept]
    return Tag(tag.type, kids, tag.alt, tag.lang, tag.scope, tag.numbering)


def agreeing(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def differences(said: str, wanted: str) -> str:
    """Where the two texts part, page numbers aside; empty where they agree."""
    at = 0
    for index, segment in enumerate(wanted.split(FILLED)):
        if index:
            filled = PAGES.match(said, at)
            assert filled is not None
            ends = range(at, filled.end() + 1)
            whole = [end for end in ends if said.startswith(segment, end)]
            longest = max(ends, key=lambda end: agreeing(said[end : end + len(segment)], segment))
            at = whole[-1] if whole and not segment.strip() else min(whole, default=longest)
        if not said.startswith(segment, at):
            same = agreeing(said[at : at + len(segment)], segment)
            return f"{said[at : at + same + 60][-120:]!r} for {segment[: same + 60][-120:]!r}"
        at += len(segment)
    return PAGES.sub("", said[at:], count=1)


@pytest.fixture(scope="module")
def book(accessible: Path) -> Book:
    return prepare(accessible / "book", Diagnostics(), Silent()).book


@pytest.fixture(scope="module")
def screen(accessible: Path) -> Tag:
    return read(accessible / "out" / "everything-screen.pdf")


@pytest.mark.parametrize("edition", ["screen", "large-print"])
def test_the_tree_says_what_the_book_says_word_for_word_in_order(accessible: Path, book: Book, edition: str) -> None:
    tree = read(accessible / "out" / f"everything-{edition}.pdf")
    own = with_typeface(book, "dyslexic", LABELS) if edition == "large-print" else book
    assert differences(without_marks(tree).text(), text_of(own)) == ""


def test_the_comparison_sees_a_word_that_is_lost_doubled_or_out_of_place(screen: Tag, book: Book) -> None:
    said, wanted = without_marks(screen).text(), text_of(book)
    for wrong in (
        said.replace("A marshal.", "A .", 1),
        said.replace("A marshal.", "A marshal marshal.", 1),
        said.replace("A marshal.", "marshal. A", 1),
        said.replace("A marshal.", "Amarshal.", 1),
        f"{said} more",
    ):
        assert differences(wrong, wanted)


def test_each_paragraph_is_one_however_many_pages_it_runs_over(screen: Tag, book: Book) -> None:
    said = {tag.text() for tag in screen.all("P")}
    whole = [
        one_line("".join(expected(paragraph, {})))
        for section in book.sections
        for paragraph in section.root.iter("p")
        if not paragraph.xpath(
            ".//a[@class='noteref']|.//*[@data-page-of]|ancestor::header|ancestor-or-self::p[@class]"
        )
    ]
    assert len(whole) > 20
    assert [text for text in whole if text and text not in said] == []


def test_every_note_follows_its_call(screen: Tag, book: Book) -> None:
    calls = [
        (before.text(), note.kids[0].text())
        for tag in everything(screen)
        for before, note in pairwise(tag.kids)
        if isinstance(note, Tag) and note.type == "Note" and isinstance(before, Tag) and isinstance(note.kids[0], Tag)
    ]
    assert len(calls) == sum(1 for section in book.sections for _ in section.root.iter("aside"))
    assert all(label == f"{number}." for number, label in calls)


def test_headings_descend_by_single_steps(screen: Tag) -> None:
    levels = [int(tag.type[1:]) for tag in everything(screen) if tag.type.startswith("H") and tag.type[1:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert set(levels) == {1, 2, 3}


def test_chapters_stand_in_their_parts(screen: Tag) -> None:
    parts = [[tag.text() for tag in part.all("H2")] for part in screen.all("Part")]
    assert parts == [["Chapter 1 Words, and what they do", "Chapter 2 Blocks"], ["Chapter 3 Notes"]]


def test_every_chinese_run_says_its_language(screen: Tag) -> None:
    assert [text for text, lang in runs(screen, "") if re.search("[\u4e00-\u9fff]", text) and lang != "zh-Hans"] == []
    assert any(lang == "zh-Hans" for _, lang in runs(screen, ""))


def test_everything_else_is_what_it_is(screen: Tag) -> None:
    kinds = {tag.type for tag in everything(screen)}
    assert kinds >= {"TOC", "TOCI", "Index", "Em", "Strong", "BlockQuote", "Code", "Table", "THead", "TBody", "Title"}
    assert {tag.numbering for tag in screen.all("L")} >= {"Disc", "Decimal", "None"}
    assert {tag.scope for tag in screen.all("TH")} == {"Column"}
    timeline, *figures = [tag.alt for tag in screen.all("Figure")]
    assert timeline.startswith("Timeline from 1870 to 1959: ")
    assert figures == ["A square with a diagonal", "A grey field"]
    assert len(list(screen.all("Formula"))) == 3
    for tag in screen.all("Div"):
        inside = [kid.type for kid in tag.kids if isinstance(kid, Tag)]
        assert "Figure" not in inside or inside == ["Figure", "Caption"]
    assert all(kid.type in ("Lbl", "LBody") for item in screen.all("LI") for kid in item.kids if isinstance(kid, Tag))


def test_links_say_where_they_lead(screen: Tag) -> None:
    said = [words for link in screen.all("Link") for words in link.links]
    assert {"Note\u00a01", "Back to the call of note\u00a01", "Chapter\u00a01: Words, and what they do"} <= set(said)
    assert "link: https://example.org/a?b=c&d=e" in said
    assert [words for words in said if not words or re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", words)] == []


def test_heads_and_folios_are_artifacts_of_the_page(accessible: Path) -> None:
    found = artifacts(accessible / "out" / "everything-screen.pdf")
    assert {"A Book of Everything", "Notes", "18"} <= {one_line(text) for _, text in found}
    assert all("/Pagination" in kind for kind, text in found if text.strip())
    assert {kind.lstrip("0123456789") for kind, text in found if text == "A Book of Everything"} == {
        "/Pagination/Header"
    }


@pytest.mark.parametrize("chapter", ["Words, and what they do", "Blocks"])
def test_what_a_screen_reader_says_of_a_book_of_everything(screen: Tag, chapter: str) -> None:
    said, kept = spoken(screen, chapter)
    assert said == kept


@pytest.mark.parametrize("chapter", ["Two rivals", "The wager in Moscow", "Silencing the doubters"])
def test_what_a_screen_reader_says_of_the_sample_reader(sample: Path, chapter: str) -> None:
    said, kept = spoken(read(sample / "leap-and-famine-screen.pdf"), chapter)
    assert said == kept


def test_the_tree_of_the_sample_reader_says_what_it_says(sample: Path) -> None:
    book = prepare(SAMPLE, Diagnostics(), Silent()).book
    for edition, own in (("screen", book), ("large-print", with_typeface(book, "sans", LABELS))):
        tree = read(sample / f"leap-and-famine-{edition}.pdf")
        assert differences(without_marks(tree).text(), text_of(own)) == "", edition


def spoken(tree: Tag, chapter: str) -> tuple[list[str], list[str]]:
    """A chapter as spoken, and as kept; without page numbers, which move. COURSEPACK_REWRITE=1 writes what is kept anew."""
    section = next(
        tag for tag in tree.all("Sect") if any(heading.text().endswith(chapter) for heading in tag.all("H2"))
    )
    lines = [re.sub(r"\bp\. \d+", "p. #", line) for line in speak(section)]
    path = SPOKEN / f"{re.sub('[^a-z]+', '-', chapter.lower())}.txt"
    if os.environ.get("COURSEPACK_REWRITE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines, path.read_text(encoding="utf-8").splitlines()


def everything(tag: Tag) -> Iterator[Tag]:
    yield tag
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from everything(kid)


def runs(tag: Tag, lang: str) -> Iterator[tuple[str, str]]:
    for kid in tag.kids:
        if isinstance(kid, str):
            yield kid, tag.lang or lang
        else:
            yield from runs(kid, tag.lang or lang)
