"""The e-book as a file: what stands in it, and that it is the same every time."""

from __future__ import annotations

import base64
import copy
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import epub_book
import pytest
from epubcheck_runner import run_epubcheck
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image as Raster

from coursepack.checks.epub_check import audit_text, check_epub
from coursepack.config import Config
from coursepack.document.model import Book, Image, PageMap
from coursepack.editions.epub import write_epub
from coursepack.editions.epub.container import Item, pack
from coursepack.editions.epub.drawings import embed_fonts
from coursepack.keeping.store import MemoryStore, Store
from coursepack.theme import Theme

H = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


def write(
    book: Book, config: Config | None = None, page_map: PageMap | None = None, store: Store | None = None
) -> bytes:
    return write_epub(
        book,
        config or epub_book.config(),
        Theme(),
        page_map=page_map,
        fonts=epub_book.fonts(),
        cover=epub_book.picture(),
        store=store,
    )


def member(epub: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        return archive.read(f"EPUB/{name}")


def tree(epub: bytes, name: str) -> etree._Element:
    return etree.fromstring(member(epub, name))


def names(epub: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(epub)).namelist()


def nav(epub: bytes, kind: str) -> list[tuple[str, str]]:
    (found,) = [n for n in tree(epub, "nav.xhtml").iter(f"{H}nav") if n.get(TYPE) == kind]
    return [("".join(a.itertext()), a.get("href", "")) for a in found.iter(f"{H}a")]


def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(epub_book.epub())
    assert run_epubcheck(file) == []


def test_one_file_a_section_and_no_half_title() -> None:
    assert names(epub_book.epub())[:3] == ["mimetype", "META-INF/container.xml", "EPUB/package.opf"]
    texts = [name.rpartition("/")[2] for name in names(epub_book.epub()) if "/text/" in name]
    expected = "bibliography copyright cover index names part-1 rivals title-page wager"
    assert texts == [f"{name}.xhtml" for name in expected.split()]


def test_the_contents_stand_in_the_spine_where_they_are_printed() -> None:
    opf = tree(epub_book.epub(), "package.opf")
    order = [item.get("idref") for item in opf.iter("{*}itemref")]
    assert order[:5] == ["cover", "text-title-page", "text-copyright", "nav", "text-names"]


def test_contents_list_chapters_and_sections_without_page_numbers_in_their_words() -> None:
    assert nav(epub_book.epub(), "toc") == [
        ("A note on names", "text/names.xhtml#names"),
        ("Part One The Pursuit of Speed", "text/part-1.xhtml#part-1"),
        ("1 Two rivals", "text/rivals.xhtml#rivals"),
        ("1.1 The treaty & its price", "text/rivals.xhtml#sec-treaty"),
        ("2 The wager in Moscow", "text/wager.xhtml#wager"),
        ("Bibliography", "text/bibliography.xhtml#bibliography"),
        ("Index", "text/index.xhtml#index"),
    ]
    assert b'<a href="text/wager.xhtml#wager" data-folio="13">' in member(epub_book.epub(), "nav.xhtml")


def test_landmarks() -> None:
    found = [a.get(TYPE) for a in tree(epub_book.epub(), "nav.xhtml").iter(f"{H}a") if a.get(TYPE)]
    assert found == ["cover", "toc", "bodymatter", "titlepage", "bibliography", "index"]


def test_the_page_list_has_every_printed_page_but_blanks_and_the_half_title() -> None:
    labels = [label for label, _ in nav(epub_book.epub(), "page-list")]
    assert labels == ["iii", "iv", "v", "vi", "vii", "1", *(str(n) for n in range(3, 21))]
    assert dict(nav(epub_book.epub(), "page-list"))["vi"] == "nav.xhtml#page-vi"


def test_page_references_say_the_printed_page() -> None:
    rivals = member(epub_book.epub(), "text/rivals.xhtml").decode()
    assert '<a class="pageref" href="wager.xhtml#tbl-pledges">p.\u00a015</a>' in rivals
    assert '<span class="folio">4</span>' in member(epub_book.epub(), "text/index.xhtml").decode()


def test_the_index_names_pages_and_leads_to_the_words() -> None:
    (locators,) = tree(epub_book.epub(), "text/index.xhtml").xpath("//*[@class='locators']")
    assert "".join(locators.itertext()) == ", 3n1, 4"
    assert [link.get("href") for link in locators] == ["rivals.xhtml#ix-2", "rivals.xhtml#ix-1"]
    assert locators[1][0].tag == f"{H}b"


def test_without_a_print_edition_references_name_their_target() -> None:
    epub = epub_book.epub(pages=False)
    rivals = member(epub, "text/rivals.xhtml").decode()
    assert '<a class="pageref" href="wager.xhtml#tbl-pledges">Table 2.1</a>' in rivals
    assert '<a href="rivals.xhtml#ix-1"><span class="folio">1</span></a>' in member(epub, "text/index.xhtml").decode()
    (locators,) = tree(epub, "text/index.xhtml").xpath("//*[@class='locators']")
    assert "".join(locators.itertext()) == ", 1"
    assert b"page-list" not in member(epub, "nav.xhtml")
    assert b"data-folio" not in member(epub, "nav.xhtml")
    assert b"pageBreak" not in member(epub, "package.opf")


def test_notes_of_several_paragraphs_keep_them_and_lead_back() -> None:
    notes = list(tree(epub_book.epub(), "text/rivals.xhtml").iter(f"{H}aside"))
    assert [child.tag.removeprefix(H) for child in notes[1]] == ["p", "p", "blockquote"]
    back = notes[1][0][0]
    assert (back.get("href"), back.get("role"), back.text) == ("#rivals-call-2", "doc-backlink", "2")


def test_an_entry_names_the_places_that_cite_it() -> None:
    listing = tree(epub_book.epub(), "text/bibliography.xhtml")
    (line,) = [p for p in listing.iter(f"{H}p") if p.get("class") == "cited"]
    assert "".join(line.itertext()) == "Cited: Chapter 1, text\u00a01, n.\u00a02."
    assert [a.get("href") for a in line] == ["rivals.xhtml#rivals-cite-1", "rivals.xhtml#rivals-note-2"]


def test_formulas_tables_and_languages_are_described() -> None:
    rivals, wager = (member(epub_book.epub(), f"text/{name}.xhtml").decode() for name in ("rivals", "wager"))
    assert 'alttext="a = b^2"' in rivals
    assert '<th class="right" scope="col">' in wager
    assert '<span lang="zh-Hans" xml:lang="zh-Hans">人' in wager
    assert "data-n" not in rivals + wager


def test_the_print_edition_is_named_as_the_source_of_the_pages() -> None:
    opf = member(epub_book.epub(), "package.opf").decode()
    assert '<meta property="pageBreakSource">urn:isbn:9780000000002</meta>' in opf
    assert "printPageNumbers" not in opf
    assert "conformsTo" not in opf


def test_identifiers() -> None:
    known = {"isbn-epub": "978-0-00-000001-9", "uri": "https://example.org/reader", "doi": "10.5555/reader"}
    epub = write(epub_book.book("wager"), epub_book.config(identifiers=known))
    found = [e.text for e in tree(epub, "package.opf").iter("{http://purl.org/dc/elements/1.1/}identifier")]
    assert found == ["urn:isbn:9780000000019", "https://example.org/reader", "https://doi.org/10.5555/reader"]


def test_an_identifier_that_was_made_stays_the_same() -> None:
    first, second = (write(epub_book.book(name)) for name in ("wager", "names"))
    assert [tree(epub, "package.opf")[0][0].text for epub in (first, second)] == [
        "urn:uuid:fc48cafa-c6e4-5e8c-9103-e28ab4e58397"
    ] * 2


def test_the_font_holds_the_chinese_of_the_book_and_no_more() -> None:
    font = TTFont(io.BytesIO(member(epub_book.epub(), "fonts/cjk.otf")))
    assert set(map(chr, font.getBestCmap())) == set("冒进人民公社")


def test_a_drawing_brings_the_font_of_its_labels() -> None:
    drawing = tree(epub_book.epub(), "images/figures-steel.svg")
    rules = drawing.findtext("{*}style")
    assert rules is not None
    found = {}
    for rule in rules.split("@font-face")[1:]:
        name, style = re.search(r'font-family: "([^"]+)"; font-style: (\w+)', rule).groups()
        data = base64.b64decode(re.search(r"base64,([^\"]+)", rule)[1])
        found[name, style] = set(map(chr, TTFont(io.BytesIO(data)).getBestCmap()))
    assert found == {
        ("EB Garamond", "normal"): set("stel "),
        ("EB Garamond", "italic"): set("stel "),
        ("Noto Serif SC", "normal"): {"钢"},
    }


def test_a_drawing_may_be_made_as_wide_as_the_text() -> None:
    rivals, wager = (tree(epub_book.epub(), f"text/{name}.xhtml") for name in ("rivals", "wager"))
    assert [image.get("class") for root in (rivals, wager) for image in root.iter(f"{H}img")] == ["drawing", None]
    assert b"figure img.drawing {" in member(epub_book.epub(), "css/book.css")


def test_a_drawing_without_words_stays_as_it_is() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" font-family="EB Garamond"/>'
    assert embed_fonts(drawing, epub_book.fonts()) == drawing


def test_a_book_without_chinese_has_no_font() -> None:
    epub = write(epub_book.book("bibliography"))
    assert not [name for name in names(epub) if "font" in name]


def test_the_book_itself_is_not_changed() -> None:
    book = epub_book.book()
    before = [etree.tostring(section.root) for section in book.sections]
    write(book, page_map=epub_book.page_map(book))
    assert [etree.tostring(section.root) for section in book.sections] == before


def test_the_same_book_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    script = "import sys, epub_book; sys.stdout.buffer.write(epub_book.epub())"
    path = os.pathsep.join((str(Path(__file__).parent), str(Path(__file__).parent.parent)))
    for seed, zone, locale in (("1", "Asia/Shanghai", "C"), ("2", "America/New_York", "de_DE.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": path}
        made = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, check=True
        ).stdout
        assert made == epub_book.epub()


def test_files_are_dated_with_the_book_and_no_earlier_than_zip_can() -> None:
    for day, expected in ((date(2026, 9, 1), (2026, 9, 1)), (date(1958, 5, 5), (1980, 1, 1))):
        epub = write(epub_book.book("bibliography"), epub_book.config(date=day))
        dates = {entry.date_time[:3] for entry in zipfile.ZipFile(io.BytesIO(epub)).infolist()}
        assert dates == {expected}


def test_a_book_without_title_page_or_contents_gets_both(tmp_path: Path) -> None:
    epub = write(
        epub_book.book("names", "rivals", "wager", "bibliography", "part"), epub_book.config(title="冒进 & Steel")
    )
    assert (
        '<h1 class="title" id="title-page-title"><span lang="zh-Hans" xml:lang="zh-Hans">冒进</span> &amp; Steel</h1>'
        in (member(epub, "text/title-page.xhtml").decode())
    )
    assert [item.get("idref") for item in tree(epub, "package.opf").iter("{*}itemref")][:3] == [
        "cover",
        "text-title-page",
        "nav",
    ]
    assert check_epub(epub) == []
    (tmp_path / "book.epub").write_bytes(epub)
    assert run_epubcheck(tmp_path / "book.epub") == []


def test_large_images_are_reduced_and_odd_formats_converted() -> None:
    book = epub_book.book("wager")
    large, page, odd, press, line = (io.BytesIO() for _ in range(5))
    Raster.new("RGB", (4800, 1200), "navy").save(large, "JPEG")
    Raster.new("L", (2000, 3000)).save(page, "PNG")
    Raster.new("CMYK", (40, 30)).save(odd, "TIFF")
    Raster.new("CMYK", (40, 30)).save(press, "JPEG")
    Raster.new("1", (3300, 330)).save(line, "PNG")
    for image, suffix, size in (
        (Image("figures/photo.png", "image/jpeg", large.getvalue(), 4800, 1200), "jpg", (3200, 800)),
        (Image("figures/photo.png", "image/png", page.getvalue(), 2000, 3000), "png", (1932, 2898)),
        (Image("figures/photo.png", "image/tiff", odd.getvalue(), 40, 30), "png", (40, 30)),
        (Image("figures/photo.png", "image/jpeg", press.getvalue(), 40, 30), "jpg", (40, 30)),
        (Image("figures/photo.png", "image/png", line.getvalue(), 3300, 330), "png", (3200, 320)),
    ):
        epub = write(replace(book, images={"figures/photo.png": image}))
        with Raster.open(io.BytesIO(member(epub, f"images/figures-photo.{suffix}"))) as shown:
            assert shown.size == size
            assert shown.mode in ("RGB", "L")


def test_names_that_are_not_ascii_get_stable_file_names() -> None:
    section = epub_book.section("names", '<section id="前言"><h1>Preface</h1><p id="前言-title">x</p></section>')
    epub = write(Book((section,), {}))
    (name,) = [name for name in names(epub) if "text/section-" in name]
    assert name.isascii()
    assert not [item for item in check_epub(epub) if item.code in ("E002", "E003", "E021")]


def test_a_section_in_another_language_says_so() -> None:
    section = epub_book.section("names", '<section id="names" lang="fr"><h1>Noms</h1><p>Mots.</p></section>')
    epub = write(Book((section,), {}))
    assert tree(epub, "text/names.xhtml").get("lang") == "fr"
    assert b"<dc:language>fr</dc:language>" in member(epub, "package.opf")
    assert check_epub(epub) == []


def test_sections_of_one_name_have_titles_of_their_own() -> None:
    book = epub_book.book("names", "wager")
    second = replace(
        book.sections[0], id="again", root=etree.fromstring('<section id="again"><h1>A note on names</h1></section>')
    )
    epub = write(replace(book, sections=(*book.sections, second)))
    titles = [tree(epub, f"text/{name}.xhtml").findtext(f".//{H}title") for name in ("names", "again")]
    assert titles == ["A note on names – Steel & Grain", "A note on names – Steel & Grain (2)"]


def test_every_word_arrives() -> None:
    assert audit_text(epub_book.epub(), epub_book.book()) == []


def test_labels_follow_the_language_of_the_book() -> None:
    epub = write(epub_book.book("wager"), epub_book.config(language="de"))
    assert 'aria-label="Zurück zum Anmerkungszeichen 1"' in member(epub, "text/wager.xhtml").decode()
    assert nav(epub, "landmarks")[0][0] == "Umschlag"


def test_a_project_may_override_a_template(tmp_path: Path) -> None:
    (tmp_path / "templates" / "epub").mkdir(parents=True)
    (tmp_path / "templates" / "epub" / "book.css").write_text("p { margin: 0 }")
    epub = write_epub(
        epub_book.book("wager"),
        epub_book.config(),
        Theme(tmp_path),
        page_map=None,
        fonts=epub_book.fonts(),
        cover=epub_book.picture(),
    )
    assert member(epub, "css/book.css") == b"p { margin: 0 }"


@pytest.mark.parametrize(
    ("wanted", "fonts"),
    [("needed", ["cjk.otf"]), ("all", ["cjk.otf", "italic.ttf", "roman.ttf"]), ("none", [])],
)
def test_fonts_go_into_the_file_as_the_configuration_says(wanted: str, fonts: list[str], tmp_path: Path) -> None:
    epub = write(epub_book.book(), epub_book.config(epub={"embed-fonts": wanted}))
    assert [name.rpartition("/")[2] for name in names(epub) if "/fonts/" in name] == fonts
    assert check_epub(epub, fonts=wanted != "none") == []
    if wanted == "all":
        assert b'font-family: "Reader", "Reader CJK", serif' in member(epub, "css/fonts.css")
        (tmp_path / "book.epub").write_bytes(epub)
        assert run_epubcheck(tmp_path / "book.epub") == []


@pytest.mark.parametrize(("wanted", "said"), [(True, b"  hyphens: auto;"), (False, b"  hyphens: manual;")])
def test_words_are_divided_as_the_configuration_says(wanted: bool, said: bytes) -> None:
    epub = write(epub_book.book("wager"), epub_book.config(epub={"hyphenation": wanted}))
    assert said in member(epub, "css/book.css")


def test_hebrew_words_bring_their_font_and_their_direction_into_the_contents() -> None:
    xml = (
        '<section id="names"><h1>On <span lang="he" dir="rtl">שלום</span></h1>'
        '<p>It is <span lang="ar" dir="rtl">سلام</span>.</p></section>'
    )
    epub = write(Book((epub_book.section("names", xml),), {}))
    assert [name for name in names(epub) if "/fonts/" in name] == ["EPUB/fonts/arabic.ttf", "EPUB/fonts/hebrew.ttf"]
    assert '<span lang="he" xml:lang="he" dir="rtl">שלום</span></a>' in member(epub, "nav.xhtml").decode()
    assert b":lang(he), :lang(yi)" in member(epub, "css/fonts.css")
    assert not [item for item in check_epub(epub) if item.code in ("E018", "E019")]


def test_with_what_was_kept_of_another_state_the_file_is_the_same() -> None:
    book, store = epub_book.book(), MemoryStore()
    pages = epub_book.page_map(book)
    assert write(book, page_map=pages, store=store) == write(book, page_map=pages, store=store) == epub_book.epub()
    root = copy.deepcopy(book.sections[6].root)
    next(root.iter("p")).text = "Other words. " + (next(root.iter("p")).text or "")
    edited = epub_book.with_section(book, replace(book.sections[6], root=root))
    renumbered = replace(pages, pages=tuple(replace(page, label=f"{page.label}0") for page in pages.pages))
    for whole, places in ((edited, pages), (book, renumbered), (edited, renumbered), (book, None), (book, pages)):
        assert write(whole, page_map=places, store=store) == write(whole, page_map=places)


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(1980, 1, 1), date(1964, 5, 1)])
def test_the_container_is_the_one_that_zipfile_writes(day: date) -> None:
    files = {"a.png": b"picture" * 999, "a.xhtml": b"words " * 9_999, "ü.xhtml": b"", "z.css": b"p {}"}
    items = [Item(name, name, "", data) for name, data in files.items()]
    named = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b"<container/>",
        "EPUB/package.opf": b"<package/>",
    }
    named |= {f"EPUB/{name}": files[name] for name in sorted(files)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in named.items():
            entry = zipfile.ZipInfo(
                name, (max(day.year, 1980), *((day.month, day.day) if day.year >= 1980 else (1, 1)), 0, 0, 0)
            )
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            plain = name == "mimetype" or name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    store = MemoryStore()
    for _ in "cold", "warm":
        assert pack("<package/>", "<container/>", items, day, store) == target.getvalue()
