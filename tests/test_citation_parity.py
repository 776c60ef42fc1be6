"""The proof of the citations: a finished book is read back whole, and every spoilt edition is noticed."""

import ctypes
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from conftest import READER, TESTS
from epub_book import picture
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from weasyprint import HTML

from coursepack.bindery import write_ebook, write_editions
from coursepack.checks.citation_parity import Figures, Fill, Finished, prove_citations
from coursepack.checks.citation_parity.drawings import without_drawings
from coursepack.checks.citation_parity.model import DRAWN, MARK, Note, letters
from coursepack.checks.citation_parity.pdf_notes import Fault, find_notes, go_on
from coursepack.checks.citation_parity.pdf_reading import Page, _Line, _recurring, _without_furniture, read_pages
from coursepack.checks.citation_parity.resolved import ordinal
from coursepack.composition import compose
from coursepack.diagnostics import Diagnostic, Diagnostics, Location
from coursepack.exporting import shelves, wanted_by
from coursepack.keeping.store import Store
from coursepack.pipeline import build
from coursepack.preparation import Prepared, prepare
from coursepack.progress import Silent

ONE = """\
# The first chapter {#first}

A book [@able2001, 5]. A journal with a power of 10^2^ [see @baker2002, 7--9].^[Said [@able2001, 6]; denied.] Later
in 1957.^[A note of its own, which says something about 17--34 and the well-known *facts* of 1958--62 at such a length
that it runs over more than one line on the page, and is divided there.] As @able2001 [8] says.

- A list.[^items]

[^items]: With items:

    - the first,
    - the second.
"""
TWO = "# The second chapter {#second}\n\nAgain [@able2001]. And again [@baker2002].\n"
HAZARDS = """\
# Hard to read $x^2$ {#first}

A note that begins with a chart.^[![A chart.](chart.svg) and words.] The eﬃcient oﬃce.^[The ﬁrst oﬃce; ½, 10² and Ⅳ …]
An emphasis *with a citation [@able2001]*. One that is a formula.^[$a^2$] And one that ends with $x$.^[See $x$] A list.[^l]

## On $E = mc^2$

A chart in a note.^[See ![A chart.](chart.svg)] A figure in one.[^f] A power, 10^2^.^[And 10^3^.]

[^l]:
    3. the third,
    4. the fourth:

        a) with letters,
        b) and more.

    - A dash.

[^f]: ![A figure in a note.](chart.svg){alt="A chart of deaths."}

    And words after it.
"""
CHART = """\
<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" viewBox="0 0 200 60" font-family="Book">
<text x="5" y="20">Deaths in millions</text>
<text x="5" y="50">15</text><text x="100" y="50">45</text><path d="M20 45H90" stroke="black"/></svg>
"""
WORKS = """\
@book{able2001, author = {Able, Ann}, title = {Alpha: A Book of Some Length and of Several Words}, publisher = {Press},
  location = {London}, date = {2001}}
@article{baker2002, author = {Baker, Bob}, title = {Beta}, journaltitle = {Journal}, volume = {3}, date = {2002},
  pages = {1--20}}
"""


@dataclass(frozen=True)
class Made:
    """A small book in all editions, and all that the proof needs; its store has kept what was read of the sound files."""

    prepared: Prepared
    finished: Finished
    folios: Mapping[str, str]

    def prove(self, **spoilt: object) -> tuple[Figures, list[Diagnostic]]:
        return prove_citations(
            self.prepared.book,
            self.prepared.resolved,
            self.prepared.works.items,
            replace(self.finished, **spoilt),
            Fill(lambda _: "", self.cited_on),
            lambda section, _: Location(f"manuscript/{section}.md", 1),
            self.prepared.shop.store,
        )

    def cited_on(self, places: Sequence[str]) -> str:
        return f"Cited on {', '.join(dict.fromkeys(self.folios[place] for place in places))}."

    def said(self, **spoilt: object) -> list[str]:
        return [f"{item.code} {item.message}" for item in self.prove(**spoilt)[1]]


def make(folder: Path, style: str, one: str = ONE) -> Made:
    reader = (
        READER.replace('["one.md"]', '["one.md", "two.md"]') + f'\n[citations]\nstyle = "{style}"\ncited-on = true\n'
    )
    files = {"reader.toml": reader, "one.md": one, "two.md": TWO, "chart.svg": CHART}
    (folder / "manuscript").mkdir(parents=True)
    for name, text in files.items():
        (folder / "manuscript" / name).write_text(text, encoding="utf-8")
    (folder / "bibliography.bib").write_text(WORKS, encoding="utf-8")
    found = Diagnostics()
    prepared = prepare(folder, found, Silent())
    assert list(found) == []
    layout = compose(prepared, Silent(), 1)
    written = write_editions(prepared, layout, lambda: write_ebook(prepared, layout, picture()))
    exports = {name: data for name, data in written.items() if name.startswith("citations/")}
    kept = shelves(prepared, wanted_by(prepared))
    return Made(
        prepared, Finished(written["small-print.pdf"], written["small.epub"], exports, kept), layout.page_map.folios
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("notes") / "book", "chicago-notes-bibliography")


@pytest.fixture(scope="module")
def author_date(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("author-date") / "book", "apa")


@pytest.fixture(scope="module")
def numeric(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("numeric") / "book", "ieee")


def test_a_book_with_notes_is_read_back_whole(made: Made) -> None:
    figures, found = made.prove()
    assert found == []
    assert (figures.notes, figures.printed_notes, figures.epub_notes) == (8, 8, 8)
    assert (figures.entries, figures.printed_entries, figures.epub_entries) == (2, 2, 2)
    assert set(figures.exports.values()) == {2}
    assert len(figures.exports) == 10
    assert figures.exports_of_parts == 20


def test_author_date_and_numeric_books_are_read_back_whole(author_date: Made, numeric: Made) -> None:
    for book in (author_date, numeric):
        figures, found = book.prove()
        assert found == []
        assert figures.notes == figures.printed_notes == figures.epub_notes == 3
        assert figures.in_text == figures.printed_in_text == figures.epub_in_text == 5
        assert figures.entries == figures.printed_entries == figures.epub_entries == 2


@pytest.mark.parametrize(("style", "notes", "in_text"), [("apa", 18, 24), ("ieee", 18, 24)])
def test_the_book_of_everything_is_read_back_in_other_styles(
    tmp_path: Path, everything_kept: Store, style: str, notes: int, in_text: int
) -> None:
    shutil.copytree(TESTS / "books" / "everything", tmp_path / "book")
    configuration = tmp_path / "book" / "manuscript" / "reader.toml"
    asked = f'[citations]\nstyle = "{style}"\ncited-on = true\n\n[editions]\nscreen = false\ncover = false\n'
    configuration.write_text(f"{configuration.read_text()}\n{asked}")
    build(tmp_path / "book", tmp_path / "out", Diagnostics(), Silent(), 2, everything_kept)
    read = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["citations"]
    assert (read["notes"], read["in_text"], read["entries"]) == (notes, in_text, 3)
    for edition in ("printed", "epub"):
        assert [read[f"{edition}_{what}"] for what in ("notes", "in_text", "entries")] == [notes, in_text, 3]
    assert set(read["exports"].values()) == {3}


def test_the_book_of_everything_is_read_back_with_notes(accessible: Path) -> None:
    read = json.loads((accessible / "out" / "report.json").read_text(encoding="utf-8"))["citations"]
    assert read["notes"] == read["printed_notes"] == read["epub_notes"] == 42
    assert read["entries"] == read["printed_entries"] == read["epub_entries"] == 3
    assert set(read["exports"].values()) == {3}


def test_charts_formulas_ligatures_and_numbered_lists_in_notes_are_read_back(tmp_path: Path) -> None:
    figures, found = make(tmp_path / "book", "chicago-notes-bibliography", HAZARDS).prove()
    assert found == []
    assert figures.notes == figures.printed_notes == figures.epub_notes == 11


def test_the_words_of_charts_are_left_out_only_where_a_whole_line_is_nothing_else() -> None:
    pages = [Page("1", ("15", "1545", "Deathsinmillions", "15of45", "1.Text"), (), (0, 1, 2, 3, 4))]
    kept = without_drawings(pages, frozenset({"15", "45", "Deathsinmillions"}))
    assert (kept[0].lines, kept[0].ranks) == (("15of45", "1.Text"), (3, 4))


@pytest.mark.parametrize(
    ("attributes", "labels"),
    [("", "1 2"), ('start="9"', "9 10"), ('type="a" start="26"', "z aa"), ('type="I" start="3"', "III IV")],
)
def test_items_of_lists_are_numbered_as_the_page_numbers_them(attributes: str, labels: str) -> None:
    listed = etree.fromstring(f"<ol {attributes}><li/><li/></ol>")
    assert [ordinal(item) for item in listed] == labels.split()


# Spoilt pages. pdfium moves and removes what is drawn; the proof reads the pages anew.

Drawn = tuple[ctypes.c_void_p, str, float]


def edit(pdf: bytes, wanted: str, change: Callable[[pdfium.PdfPage, list[Drawn]], None]) -> bytes:
    """Change the drawn text of the page that holds some words."""
    document = pdfium.PdfDocument(pdf)
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        if wanted in text.get_text_range():
            change(page, list(drawn_on(page, text)))
            assert pdfium_c.FPDFPage_GenerateContent(page)
            break
    else:
        raise AssertionError(wanted)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def drawn_on(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Iterator[Drawn]:
    for item in page.get_objects([pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=1):
        length = pdfium_c.FPDFTextObj_GetText(item, text, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium_c.FPDFTextObj_GetText(item, text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        yield item.raw, buffer.raw.decode("utf-16-le").rstrip("\0"), item.get_bounds()[1]


def remove(words: str) -> Callable[[pdfium.PdfPage, list[Drawn]], None]:
    def change(page: pdfium.PdfPage, drawn: list[Drawn]) -> None:
        gone = [item for item, text, _ in drawn if words in text]
        assert gone
        for item in gone:
            assert pdfium_c.FPDFPage_RemoveObject(page, item)

    return change


def swap(one: str, other: str) -> Callable[[pdfium.PdfPage, list[Drawn]], None]:
    def change(_: pdfium.PdfPage, drawn: list[Drawn]) -> None:
        first, second = (next(y for _, text, y in drawn if words in text) for words in (one, other))
        for item, _, y in drawn:
            if abs(y - first) < 3 or abs(y - second) < 3:
                by = second - first if abs(y - first) < 3 else first - second
                pdfium_c.FPDFPageObj_Transform(item, 1, 0, 0, 1, 0, by)

    return change


def test_a_note_that_has_lost_words_on_the_page_is_noticed(made: Made) -> None:
    said = made.said(pdf=edit(made.finished.pdf or b"", "denied", remove("denied")))
    assert len(said) == 1
    assert said[0].startswith("K030 note 3 of ‘first’ is not printed as it was resolved (p. 1)")


def test_two_notes_that_have_changed_places_on_the_page_are_noticed(made: Made) -> None:
    said = made.said(pdf=edit(made.finished.pdf or b"", "Again", swap("Ann Able", "Bob Baker")))
    assert [line[:22] for line in said] == ["K030 note 2 of ‘second"]


def test_an_entry_that_is_not_printed_is_noticed(made: Made) -> None:
    said = made.said(pdf=edit(made.finished.pdf or b"", "Baker, Bob. ", remove(", Bob")))
    assert len(said) == 1
    assert said[0].startswith("K032 the entry ‘baker2002’ is not printed")


@pytest.mark.parametrize("style", ["made", "author_date", "numeric"])
def test_a_page_of_a_citation_that_is_not_printed_is_noticed(style: str, request: pytest.FixtureRequest) -> None:
    book = request.getfixturevalue(style)
    moved = replace(book, folios={**book.folios, **dict.fromkeys(("second-note-1", "second-cite-1"), "99")})
    said = [message for message in moved.said() if message.startswith("K032")]
    assert [message.split("‘")[1].split("’")[0] for message in said] == ["able2001"]


def test_a_call_that_is_not_printed_is_noticed(made: Made) -> None:
    def change(page: pdfium.PdfPage, drawn: list[Drawn]) -> None:
        call = max((each for each in drawn if each[1].strip("\u2060") == "2"), key=lambda each: each[2])[0]
        assert pdfium_c.FPDFPage_RemoveObject(page, call)

    said = made.said(pdf=edit(made.finished.pdf or b"", "Again", change))
    assert said == ["K034 the number 2 is not raised in the printed text of ‘second’ in its order"]


def test_a_citation_in_the_text_that_is_not_printed_is_noticed(author_date: Made) -> None:
    said = author_date.said(pdf=edit(author_date.finished.pdf or b"", "Again", remove("Baker, 2002")))
    assert [line[:4] for line in said] == ["K036"]


def test_what_is_no_pdf_is_an_error(made: Made) -> None:
    assert made.said(pdf=b"no PDF")[0].startswith("K030 the PDF cannot be read")


# Spoilt e-books.


def rewritten(epub: bytes, name: str, *changes: tuple[str, str]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(epub)) as source, zipfile.ZipFile(target, "w") as copy:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.endswith(name):
                text = data.decode()
                for old, new in changes:
                    assert old in text
                    text = text.replace(old, new)
                data = text.encode()
            copy.writestr(item, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("first.xhtml", "; denied.", "; denies.", "K031 note 3 of ‘first’ reads"),
        ("first.xhtml", 'epub:type="footnote"', 'epub:type="sidebar"', "K031 note 1 of ‘first’ is not in the e-book"),
        ("second.xhtml", 'epub:type="noteref"', 'epub:type="link"', "K034 the calls of notes differ"),
        (
            "bibliography.xhtml",
            "</a>, Bob",
            "</a>, Rob",
            "K032 the bibliography of the e-book differs from ‘baker2002’",
        ),
        (
            "bibliography.xhtml",
            'class="entry"',
            'class="item"',
            "K032 the bibliography of the e-book differs from ‘able2001’",
        ),
    ],
)
def test_a_spoilt_e_book_is_noticed(made: Made, name: str, old: str, new: str, expected: str) -> None:
    said = made.said(epub=rewritten(made.finished.epub or b"", name, (old, new)))
    assert said
    assert said[0].startswith(expected)


def test_two_notes_that_have_changed_places_in_the_e_book_are_noticed(made: Made) -> None:
    change = (("second-note-1", "@"), ("second-note-2", "second-note-1"), ("@", "second-note-2"))
    renumbered = ((">1</a>. ", ">@</a>. "), (">2</a>. ", ">1</a>. "), (">@</a>. ", ">2</a>. "))
    epub = rewritten(made.finished.epub or b"", "second.xhtml", *change, *renumbered)
    assert made.said(epub=epub)[0].startswith("K031 note 1 of ‘second’ reads")


def test_a_citation_in_the_text_of_the_e_book_that_says_something_else_is_noticed(author_date: Made) -> None:
    epub = rewritten(author_date.finished.epub or b"", "second.xhtml", ("Baker, 2002", "Baker, 2020"))
    assert [line[:4] for line in author_date.said(epub=epub)] == ["K036"]


def test_what_is_no_e_book_is_an_error(made: Made) -> None:
    assert made.said(epub=b"no zip file")[0].startswith("K031 the e-book cannot be read")


# Spoilt exports.


@pytest.mark.parametrize(
    ("suffix", "old", "new"),
    [
        (".csl.json", "baker2002", "baker2003"),
        (".biblatex.bib", "@article{baker2002", "@article{baker2003"),
        (".bib", "{Baker, Bob}", "{Barker, Bob}"),
        (".ris", "ID  - baker2002", "ID  - baker2003"),
        (".ris", "PY  - 2002", "PY  - 2020"),
        (".csv", "Beta", "Bete"),
        (".endnote.xml", "<year>2002", "<year>2020"),
        (".mods.xml", ">baker2002<", ">baker2003<"),
        (".txt", "Beta", "Bete"),
        (".html", "Beta", "Bete"),
    ],
)
def test_a_spoilt_export_is_noticed(made: Made, suffix: str, old: str, new: str) -> None:
    name = f"citations/small{suffix}"
    spoilt = made.finished.exports[name].decode().replace(old, new)
    assert old not in spoilt
    said = made.said(exports={**made.finished.exports, name: spoilt.encode()})
    assert said[0].startswith(("K033 the export", "K033 the list"))
    assert all(line.startswith("K033") for line in said)


def test_spoilt_exports_of_a_chapter_are_noticed(made: Made) -> None:
    for suffix in (".bib", ".biblatex.bib"):
        name = f"citations/chapters/second{suffix}"
        text = made.finished.exports[name].decode()
        assert {*made.said(exports={**made.finished.exports, name: text.replace("Beta", "Bete").encode()})} == {
            "K033 an entry is not that of the whole book's export"
        }
        other = text.replace("baker2002", "baker2003").encode()
        assert made.said(exports={name: other}) == ["K033 the export holds other works, or has them in another order"]


def test_a_spoilt_document_and_a_file_of_no_part_of_the_book_are_noticed(made: Made) -> None:
    assert made.said(exports={"citations/small.docx": b"no zip file"})[0].startswith(
        "K033 the export cannot be read back"
    )
    one = made.finished.exports["citations/chapters/first.docx"]
    other = made.finished.exports["citations/chapters/second.docx"]
    swapped = made.said(exports={"citations/chapters/first.docx": other, "citations/chapters/second.docx": one})
    assert swapped == [] or all("the list is not the bibliography" in line for line in swapped)
    assert made.said(exports={"citations/other.ris": b""}) == ["K033 the file belongs to no part of the book"]
    for name in ("citations/small.endnote.xml", "citations/small.mods.xml"):
        assert made.said(exports={name: b"<a>"})[0].startswith("K033 the export cannot be read back")


def test_an_export_that_lost_its_last_work_or_cannot_be_read_is_noticed(made: Made) -> None:
    name = "citations/small.csl.json"
    items = json.loads(made.finished.exports[name])
    for spoilt in (json.dumps(items[:1]), "[{"):
        said = made.said(exports={name: spoilt.encode()})
        assert [line[:4] for line in said] == ["K033"]


def test_a_citation_that_is_not_what_the_style_made_is_noticed(made: Made) -> None:
    (first, *rest), entries = made.prepared.resolved.citations, made.prepared.resolved.entries
    other = replace(made.prepared.resolved, citations=(rest[0], *rest))
    spoilt = replace(made, prepared=replace(made.prepared, resolved=other))
    assert first != rest[0]
    assert [line[:4] for line in spoilt.said()] == ["K035"]
    shorter = replace(made.prepared.resolved, entries=entries[:1])
    said = replace(made, prepared=replace(made.prepared, resolved=shorter)).said()
    assert {line[:4] for line in said} == {"K032", "K033"}


# Finding notes by what they say.


def pages(*texts: list[str]) -> list[Page]:
    return [Page(str(number), tuple(lines), ()) for number, lines in enumerate(texts, 1)]


def notes(*texts: str) -> list[Note]:
    return [Note("s", str(number), letters(text)) for number, text in enumerate(texts, 1)]


def test_a_note_may_run_over_several_pages() -> None:
    found = find_notes(
        pages(["body", "1.One", "2.Twois"], ["more", "verylo"], ["ng.", "3.Three"]),
        notes("One", "Two is very long.", "Three"),
    )
    assert found.faults == ()
    assert found.bodies == (1, 1, 0)


def test_words_between_the_notes_are_left_over() -> None:
    found = find_notes(pages(["body", "1.One", "stranger", "2.Two"]), notes("One", "Two"))
    assert [fault for _, fault, _ in found.faults] == [Fault.LEFT_OVER]


def test_of_a_page_with_one_spoilt_note_only_that_one_is_named() -> None:
    found = find_notes(pages(["1.One", "2.Tow", "3.Three"], ["4.Four"]), notes("One", "Two", "Three", "Four"))
    assert found.faults == ((1, Fault.DIFFERS, "1"),)
    assert found.whole == 3


def test_a_last_note_that_is_missing_is_named() -> None:
    found = find_notes(pages(["body", "1.One"], ["body"]), notes("One", "Two"))
    assert found.faults == ((1, Fault.DIFFERS, "2"),)


def test_an_edition_may_set_marks_and_formulas_of_its_own() -> None:
    assert go_on(f"1{MARK}Text", 0, "1.Text") == 6
    assert go_on(f"1{MARK}Text", 0, "1Text") == 6
    assert go_on(f"1{MARK}Text", 0, "1other.Text") is None
    assert go_on(f"a{DRAWN}b", 0, "ab") == 3
    assert go_on(f"1{MARK}{DRAWN}Text", 0, "1Other words to the end of a page") is None


@given(
    st.lists(
        st.text("abc –é", min_size=1, max_size=60).filter(lambda text: bool(letters(text))), min_size=1, max_size=8
    ),
    st.lists(st.integers(4, 20), min_size=1, max_size=30),
)
def test_notes_are_found_however_they_are_cut_into_lines_and_pages(texts: list[str], cuts: list[int]) -> None:
    wanted = notes(*texts)
    row = "".join(f"{note.number}.{note.text}" for note in wanted)
    lines: list[str] = []
    while row:
        length = cuts[len(lines) % len(cuts)]
        lines.append(row[:length])
        row = row[length:]
    per_page = cuts[0] % 5 + 1
    laid = [["THE BODY", *lines[start : start + per_page]] for start in range(0, len(lines), per_page)]
    found = find_notes(pages(*laid), wanted)
    assert found.faults == ()
    assert found.whole == len(wanted)


def test_furniture_is_no_text(made: Made) -> None:
    read = read_pages(made.finished.pdf or b"")
    assert all(page.label not in page.lines for page in read if page.lines)


MARGIN = """\
<style>@page {{ size: 400pt 300pt; margin: 40pt 60pt }} body {{ font: 20pt/29pt serif }} p {{ margin: 0 }}
sup, sub {{ font-size: .8em; line-height: 0; vertical-align: .35em }} sub {{ vertical-align: -.2em }}
.mark {{ position: absolute; left: -50pt; font-size: .5em }}</style><h1>A title of its own</h1><p>{}</p>"""


@pytest.mark.parametrize(
    "words",
    [
        "A premier.<sup>1</sup><span class='mark'>print 14</span>",
        "<span class='mark'>print 14</span>A premier.<sup>1</sup>",
        "The 21<sup>st</sup><sup>1</sup> century",
        "Water is H<sub>2</sub>O, or H<sub>2</sub><sup>1</sup>",
        "A premier,<sup>1</sup> and another in 1962",
    ],
)
def test_a_raised_number_is_known_beside_a_mark_in_the_margin_and_beside_other_small_type(words: str) -> None:
    (page,) = read_pages(HTML(string=MARGIN.format(words)).write_pdf() or b"", left=58)
    assert page.raised == ("1",)


def test_the_first_call_that_is_not_printed_is_named(made: Made) -> None:
    """Not the one at which numbers run out: those of later chapters are the same."""

    def change(page: pdfium.PdfPage, drawn: list[Drawn]) -> None:
        call = max((each for each in drawn if each[1].strip("\u2060") == "3"), key=lambda each: each[2])[0]
        assert pdfium_c.FPDFPage_RemoveObject(page, call)

    said = made.said(pdf=edit(made.finished.pdf or b"", "power", change))
    assert said == ["K034 the number 3 is not raised in the printed text of ‘first’ in its order"]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([("title", 9), ("33", 9)], []),
        ([("32", 9), ("book", 9)], []),
        ([("33", 1)], []),
        ([("title", 9), ("33", 9), ("words", 5)], ["words"]),
        ([("words", 5), ("33", 1)], ["words"]),
        ([("words", 5), ("more", 3)], ["words", "more"]),
    ],
)
def test_running_head_and_folio_are_no_words_of_a_page_also_where_they_are_all(
    rows: list[tuple[str, int]], left: list[str]
) -> None:
    lines = [_Line(text, float(rank), 10.0 * y, rank) for rank, (text, y) in enumerate(rows)]
    label = "32" if rows[0][0] == "32" else "33"
    assert [line.text for line in _without_furniture(label, lines, frozenset())] == left


def column(*texts: str, top: float = 100.0, grid: float = 14.0) -> list[_Line]:
    """The lines of a page: a running head well above the others."""
    heights = [top + 25, *(top - grid * index for index in range(len(texts) - 1))]
    return [_Line(text, 0.0, y, rank) for rank, (text, y) in enumerate(zip(texts, heights, strict=True))]


@pytest.mark.parametrize("folio", ["", "7"])
def test_a_text_that_says_the_same_on_every_page_is_no_running_head(folio: str) -> None:
    laid = [("7", column("head" + folio, *["same words"] * 5)) for _ in range(9)]
    assert _recurring(laid) == {("head", 125)}
    assert [line.text for line in _without_furniture(*laid[0], _recurring(laid))] == ["same words"] * 5


def test_a_word_alone_on_every_page_is_no_running_head() -> None:
    laid = [(str(page), column(f"{page}head", "a")) for page in range(1, 9)]
    assert [line.text for line in _without_furniture(*laid[0], _recurring(laid))] == ["a"]


def test_a_line_that_stands_off_the_foot_of_every_page_is_furniture() -> None:
    laid = [("", [*column("x", "y", f"words {page}"), _Line("foot", 0.0, 50.0, 9)]) for page in range(9)]
    assert ("foot", 50) in _recurring(laid)
