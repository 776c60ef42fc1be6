"""The sixteen points of docs/epub.md: of each, an e-book with that one fault, made from a sound one, is caught by some check."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import epub_book
import pytest
from epubcheck_runner import run_epubcheck
from PIL import Image

from coursepack.checks.epub_check import audit_pages, audit_text, check_epub

RIVALS, WAGER, NAV, OPF, NCX = "text/rivals.xhtml", "text/wager.xhtml", "nav.xhtml", "package.opf", "toc.ncx"
BIBLIOGRAPHY, COVER = "text/bibliography.xhtml", "text/cover.xhtml"
MARK_4 = (
    '<span class="pagebreak" epub:type="pagebreak" role="doc-pagebreak" id="page-4" aria-label="4"></span>goes on to'
)
FEATURE = '<meta property="schema:accessibilityFeature">{}</meta>'
Check = Callable[[bytes], set[str]]


def ours(epub: bytes) -> set[str]:
    """What the build's own proofs find."""
    book = epub_book.book()
    found = [*check_epub(epub), *audit_text(epub, book), *audit_pages(epub, book, epub_book.page_map(book))]
    return {item.code for item in found}


def epubcheck(epub: bytes, folder: Path) -> set[str]:
    file = folder / "book.epub"
    file.write_bytes(epub)
    return {"EPUBCheck"} if run_epubcheck(file) else set()


class Fault(NamedTuple):
    """One fault: the point that it offends against, the finding that says so, and the exchange of words that makes it."""

    point: int
    code: str
    file: str
    old: str
    new: str


FAULTS = [
    Fault(2, "E014", WAGER, ' alt="A grey gradient"', ""),
    Fault(2, "E010", WAGER, "<title>Chapter 2: The wager in Moscow – Steel &amp; Grain", "<title>"),
    Fault(2, "E020", OPF, FEATURE.format("tableOfContents"), ""),
    Fault(3, "E006", RIVALS, MARK_4, f"goes on {MARK_4.removesuffix('goes on to')}to"),
    Fault(3, "E006", RIVALS, MARK_4, "goes on to"),
    Fault(4, "E005", NAV, '<a href="text/rivals.xhtml#page-4">4<', '<a href="text/rivals.xhtml#page-4">5<'),
    Fault(4, "E005", NAV, '<li><a href="text/rivals.xhtml#page-4">4</a></li>', ""),
    Fault(4, "E020", OPF, '<meta property="pageBreakSource">urn:isbn:9780000000002</meta>', ""),
    Fault(4, "E020", OPF, FEATURE.format("pageBreakMarkers"), FEATURE.format("printPageNumbers")),
    Fault(5, "E007", WAGER, 'href="#wager-note-1"', 'href="#wager-note-2"'),
    Fault(5, "E008", WAGER, ' role="doc-backlink"', ""),
    Fault(5, "E008", WAGER, 'Back to note reference 1">1</a>', 'Back to note reference 1">2</a>'),
    Fault(5, "E023", WAGER, 'role="doc-noteref">1<', 'role="doc-noteref">7<'),
    Fault(6, "E009", RIVALS, 'bibliography.xhtml#ref-dik"', 'bibliography.xhtml#bibliography"'),
    Fault(6, "E009", BIBLIOGRAPHY, 'href="rivals.xhtml#rivals-note-2"', 'href="rivals.xhtml#rivals-note-1"'),
    Fault(7, "E004", RIVALS, 'href="wager.xhtml#wager"', 'href="wager.xhtml#gone"'),
    Fault(7, "E021", WAGER, "../images/figures-photo.png", "https://example.org/photo.png"),
    Fault(7, "E021", WAGER, "<p>After", "<script>throw 1</script><p>After"),
    Fault(8, "E010", WAGER, "<title>Chapter 2: The wager in Moscow", "<title>Chapter 1: Two rivals"),
    Fault(8, "E011", WAGER, "<p>After the", "<h1>Again</h1><p>After the"),
    Fault(8, "E011", WAGER, "<p>After the", "<h3>Too deep</h3><p>After the"),
    Fault(8, "E012", NAV, '<span class="number">1</span> Two rivals', '<span class="number">1</span> Three rivals'),
    Fault(9, "E013", NAV, 'epub:type="cover"', 'epub:type="chapter"'),
    Fault(9, "E013", NAV, 'epub:type="titlepage"', 'epub:type="chapter"'),
    Fault(9, "E013", NAV, 'a epub:type="toc"', 'a epub:type="chapter"'),
    Fault(9, "E013", NAV, 'epub:type="bodymatter"', 'epub:type="chapter"'),
    Fault(9, "E013", NAV, 'epub:type="bibliography"', 'epub:type="chapter"'),
    Fault(9, "E013", NAV, 'epub:type="index"', 'epub:type="chapter"'),
    Fault(9, "E013", NAV, 'epub:type="index" href="text/index.xhtml"', 'epub:type="index" href="text/names.xhtml"'),
    Fault(10, "E014", WAGER, 'alt="A grey gradient"', 'alt="Figure 2.1 A gradient."'),
    Fault(10, "E014", WAGER, "<figcaption>", '<figcaption aria-hidden="true">'),
    Fault(10, "E015", WAGER, ' scope="col"', ""),
    Fault(10, "E016", RIVALS, ' alttext="a = b^2"', ""),
    Fault(11, "E018", WAGER, ' xml:lang="zh-Hans"', ""),
    Fault(11, "E018", WAGER, ' lang="zh-Hans" xml:lang="zh-Hans"', ""),
    Fault(11, "E018", WAGER, "<p>After", "<p>שלום After"),
    Fault(11, "E019", WAGER, "民公社", "民公厕"),
    Fault(12, "E020", OPF, FEATURE.format("alternativeText"), ""),
    Fault(12, "E020", OPF, FEATURE.format("MathML"), ""),
    Fault(12, "E020", OPF, '<meta property="schema:accessibilityHazard">none</meta>', ""),
    Fault(12, "E020", OPF, "schema:accessibilitySummary", "schema:summary"),
    Fault(12, "E020", OPF, '<meta name="cover"', '<meta property="dcterms:conformsTo">x</meta><meta name="cover"'),
    Fault(14, "E021", WAGER, "<p>After", '<p style="color: red">After'),
    Fault(14, "E021", OPF, 'href="css/book.css"', 'href="css/büch.css"'),
    Fault(14, "E022", WAGER, '<td class="left">1957</td>', "<td>1</td>" * 4 + '<td class="left">1957</td>'),
    Fault(14, "E028", OPF, '<meta name="cover" content="cover-image"/>', ""),
    Fault(14, "E028", COVER, '<img role="doc-cover" src="../images/cover.png"', '<img src="../images/figures-photo.png"'),
    Fault(15, "E012", OPF, '<spine toc="ncx">', "<spine>"),
    Fault(15, "E012", NCX, "The wager in Moscow", "The wager"),
    Fault(15, "E012", NCX, "text/wager.xhtml#wager", "text/rivals.xhtml#rivals"),
    Fault(15, "E012", NCX, "</ncx>", ""),
    Fault(15, "E005", NCX, "<text>13</text>", "<text>14</text>"),
]  # fmt: skip


def test_the_sound_book_has_no_finding() -> None:
    assert ours(epub_book.epub()) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.point}-{fault.code}-{fault.file}")
def test_a_fault_is_caught(fault: Fault) -> None:
    assert fault.code in ours(epub_book.spoil(epub_book.epub(), fault.file, fault.old, fault.new))


def test_every_point_has_its_fault() -> None:
    own = {1: "EPUBCheck", 13: "bytes", 16: "this module"}
    assert {fault.point for fault in FAULTS} | set(own) == set(range(1, 17))


def test_1_what_the_standard_forbids_is_caught_by_epubcheck(tmp_path: Path) -> None:
    spoilt = epub_book.spoil(epub_book.epub(), WAGER, "<p>After", "<p foo='1'>After")
    assert epubcheck(spoilt, tmp_path)


@pytest.mark.skipif(
    shutil.which("ace") is None, reason="Ace by DAISY is not installed (npm install --global @daisy/ace)"
)
@pytest.mark.parametrize(("alt", "status"), [(' alt="A grey gradient"', 0), ("", 1)])
def test_2_ace_finds_what_it_is_there_for_and_nothing_in_the_sound_book(tmp_path: Path, alt: str, status: int) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(epub_book.spoil(epub_book.epub(), WAGER, ' alt="A grey gradient"', alt))
    report = subprocess.run(["ace", "--force", "--outdir", tmp_path / "ace", file], check=False, capture_output=True)
    outcome = '"earl:outcome": "fail"' in (tmp_path / "ace" / "report.json").read_text()
    assert outcome == bool(status), report.stderr


@pytest.mark.parametrize("spoilt", ["another day", "another order", "another id"])
def test_13_what_is_not_the_same_every_time_is_seen_in_the_bytes(spoilt: str) -> None:
    sound = epub_book.epub()
    if spoilt == "another id":
        made = epub_book.spoil(sound, OPF, '"text-wager"', '"item12"')
    else:
        made = repacked(sound, reverse=spoilt == "another order", day=(2027, 1, 1) if spoilt == "another day" else None)
    assert made != sound
    assert repacked(sound) == sound


def repacked(epub: bytes, *, reverse: bool = False, day: tuple[int, int, int] | None = None) -> bytes:
    """The same files put into a container again, in another order or with another date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as whole, zipfile.ZipFile(target, "w") as archive:
        first, *entries = whole.infolist()
        for entry in [first, *(entries[::-1] if reverse else entries)]:
            written = copy.copy(entry)
            written.date_time = (*day, 0, 0, 0) if day else entry.date_time
            archive.writestr(written, whole.read(entry), compresslevel=9)
    return target.getvalue()


def test_14_an_image_and_a_file_that_are_too_large_are_caught() -> None:
    large = io.BytesIO()
    Image.new("1", (3300, 10)).save(large, "PNG")
    for name, data in (("figures-photo.png", large.getvalue()), ("figures-steel.svg", b" " * 10_000_001)):
        spoilt = epub_book.exchange(epub_book.epub(), {f"EPUB/images/{name}": data})
        assert "E022" in {item.code for item in check_epub(spoilt)}
