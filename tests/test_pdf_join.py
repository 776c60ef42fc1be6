"""The joined book: the same pages as one run of the engine over the whole book, and a sound PDF around them."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
import weasyprint
from layout_books import CSS, Words, chapter, fonts, job, sheet
from PIL import Image, ImageChops
from weasyprint.text.fonts import FontConfiguration

from coursepack.document.model import Matter, Opening
from coursepack.editions.layout import Layout, Sheet, fill_sheet, lay_out, token
from coursepack.editions.layout.engine.areas import mended_areas
from coursepack.editions.layout.engine.fetcher import BASE_URL, BookFetcher
from coursepack.editions.layout.engine.lines import mended_lines
from coursepack.editions.pdf import PdfMetadata, join
from coursepack.errors import ToolFailed

META = PdfMetadata(
    title="A <Small> Reader & More",
    authors=("Ann Able", "Bo Brandt"),
    lang="en",
    date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    subject="What it is about",
    keywords=("one", "two"),
    identifier="urn:isbn:9780000000002",
)
OUTSIDE = '<a href="https://example.org/page">A site</a>'


def picture() -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((40, 20)).save(target, "PNG")
    return target.getvalue()


IMAGES = {"a.png": picture()}


def book() -> list[Sheet]:
    contents = "".join(
        f'<li><a href="#{name}">{name}</a> {token(name)}</li>' for name in ("one", "two-section", "three")
    )
    table = "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    image = '<img src="a.png" alt="Grey, darker to the foot">'
    return [
        sheet("<p>Half title</p>", "half", Matter.FRONT),
        sheet("<p>Rights</p>", "rights", Matter.FRONT, Opening.VERSO),
        sheet(f"<h1>Contents</h1><ul>{contents}</ul>", "contents", Matter.FRONT),
        chapter("one", 1, [image, f'See <a href="#three-section">p. {token("three-section")}</a>, {OUTSIDE}.']),
        replace(
            chapter("two", 2, [image]), html=chapter("two", 2, [image]).html.replace("</section>", table + "</section>")
        ),
        chapter("three", 3, ['<img src="a.png" alt="">', Words(4)(200)]),
    ]


@pytest.fixture(scope="module")
def layout() -> Layout:
    layout = lay_out(book(), job(images=IMAGES))
    assert layout.settled
    assert [finding for part in layout.parts for finding in part.part.facts.findings] == []
    return layout


@pytest.fixture(scope="module")
def screen_bytes(layout: Layout) -> bytes:
    return join(layout, "screen", META)


@pytest.fixture
def screen(screen_bytes: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(screen_bytes)) as pdf:
        yield pdf


@pytest.fixture
def printed(layout: Layout) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(join(layout, "print", META))) as pdf:
        yield pdf


def whole_book(layout: Layout) -> bytes:
    """The same book in one run of the engine, mended in the same places, with the folios written in; only the count of pages
    needs a rule of its own."""
    first = next(part.first_page for part in layout.parts if part.matter is Matter.BODY) + 1
    css = CSS + f"@page :nth({first}) {{ counter-reset: page 1; counter-increment: none }}"
    html = "".join(fill_sheet(part, layout.page_map.folios) for part in book())
    settings, fetcher = FontConfiguration(), BookFetcher({**fonts(), **IMAGES})
    style = weasyprint.CSS(string=css, base_url=BASE_URL, url_fetcher=fetcher, font_config=settings)
    whole = weasyprint.HTML(
        string=f'<html lang="en"><head><title>t</title></head><body>{html}</body></html>',
        base_url=BASE_URL,
        url_fetcher=fetcher,
    )
    places = {element: place for place, element in enumerate(whole.etree_element.iter())}
    with mended_areas(places), mended_lines():
        return whole.render(stylesheets=[style], font_config=settings).write_pdf()


def words(text: str) -> str:
    """A text without what the tagged edition says of line ends: the space that parts words, and which hyphens are soft."""
    return re.sub("[\\s\u00ad\u2010\\-\x02\ufffe]+", "", text)


def test_the_joined_book_is_the_whole_book_page_by_page(layout: Layout, screen_bytes: bytes):
    whole, joined = pypdfium2.PdfDocument(whole_book(layout)), pypdfium2.PdfDocument(screen_bytes)
    try:
        assert len(joined) == len(whole) == layout.statistics.pages
        for index in range(len(whole)):
            texts = [pdf[index].get_textpage().get_text_range() for pdf in (whole, joined)]
            assert words(texts[0]) == words(texts[1])
            images = [pdf[index].render(scale=0.7).to_pil().convert("L") for pdf in (whole, joined)]
            assert ImageChops.difference(*images).getextrema()[1] == 0
    finally:
        whole.close()
        joined.close()


def test_page_labels_are_the_folios(layout: Layout, screen: pikepdf.Pdf):
    assert [page.label for page in screen.pages] == [page.label for page in layout.page_map.pages]


def test_every_link_leads_to_a_destination(layout: Layout, screen: pikepdf.Pdf):
    names = screen.Root.Names.Dests.Names
    places = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
    links = [annotation for page in screen.pages for annotation in page.obj.get("/Annots", ())]
    inner = [str(link.Dest) for link in links if "/Dest" in link]
    assert set(inner) >= {"one", "two-section", "three", "three-section"}
    assert set(inner) <= set(places)
    assert [str(link.A.URI) for link in links if "/A" in link] == ["https://example.org/page"]
    three = next(part for part in layout.parts if part.id == "three")
    page = screen.pages[three.first_page + three.part.facts.anchors["three-section"].page]
    assert places["three-section"][0].objgen == page.obj.objgen


def test_the_outline_has_every_heading_at_its_level(screen: pikepdf.Pdf):
    with screen.open_outline() as outline:
        titles = [(entry.title, len(entry.children)) for entry in outline.root]
    assert titles == [("Contents", 0), ("Chapter one", 1), ("Chapter two", 1), ("Chapter three", 1)]


def test_closed_bookmarks_hide_their_children():
    layout = lay_out([chapter("one", 1)], job("h1 { bookmark-state: closed }"))
    with pikepdf.open(io.BytesIO(join(layout, "screen", META))) as pdf:
        assert (int(pdf.Root.Outlines.Count), int(pdf.Root.Outlines.First.Count)) == (1, -1)


def test_there_is_one_document_in_the_structure_tree_and_the_parent_tree_agrees(screen: pikepdf.Pdf):
    root = screen.Root.StructTreeRoot
    (document,) = root.K
    assert str(document.S) == "/Document"
    assert [str(kid.S) for kid in document.K].count("/Sect") >= 6
    numbers = list(root.ParentTree.Nums)
    table = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    assert sorted(table) == list(range(int(root.ParentTreeNextKey)))
    for page in screen.pages:
        owners = table.get(int(page.obj.get("/StructParents", -1)), ())
        for mcid, owner in enumerate(owners):
            assert owner is None or (page.obj.objgen, mcid) in marked_content(owner)
        for annotation in page.obj.get("/Annots", ()):
            assert str(table[int(annotation.StructParent)].S) == "/Link"


def marked_content(element: pikepdf.Object) -> list[tuple[tuple[int, int], int]]:
    """Page and number of all marked content that hangs from an element."""
    found = []
    for kid in element.K:
        if isinstance(kid, int):
            found.append((element.Pg.objgen, int(kid)))
        elif kid.get("/Type") == "/MCR":
            found.append((kid.Pg.objgen, int(kid.MCID)))
    return found


def test_a_link_with_a_positioned_part_is_one_link_all_the_same():
    html = '<p><a href="https://example.org/"><span class="number">1</span> There</a></p>'
    css = ".number { position: absolute } .number, a { display: inline-block }"
    with pikepdf.open(io.BytesIO(join(lay_out([sheet(html)], job(css)), "screen", META))) as pdf:
        annotations = [annotation for page in pdf.pages for annotation in page.obj.Annots]
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        (annotation,) = annotations
        parent = numbers[2 * int(annotation.StructParent) + 1]
        assert parent.S == "/Link"
        assert annotation.objgen in [kid.Obj.objgen for kid in parent.K if not isinstance(kid, int) and "/Obj" in kid]
        assert annotation.Contents == "1 There"


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    found, todo = [], list(pdf.Root.StructTreeRoot.K)
    while todo:
        element = todo.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if str(element.S) == kind:
                found.append(element)
            kids = element.get("/K", [])
            todo += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


def test_notes_have_identifiers_of_their_own(screen: pikepdf.Pdf):
    notes = elements(screen, "/Note")
    identifiers = [str(element.ID) for element in notes]
    assert len(set(identifiers)) == len(notes) == 12
    assert sorted(str(name) for name in list(screen.Root.StructTreeRoot.IDTree.Names)[::2]) == sorted(identifiers)


def test_table_heads_say_whether_they_head_a_row_or_a_column():
    table = '<table><tr><th>A</th><th>B</th></tr><tr><th scope="row">1</th><td>2</td></tr></table>'
    with pikepdf.open(io.BytesIO(join(lay_out([sheet(table)], job()), "screen", META))) as pdf:
        assert sorted(str(head.A.Scope) for head in elements(pdf, "/TH")) == ["/Column", "/Column", "/Row"]


def test_a_decorative_image_is_no_figure(screen: pikepdf.Pdf):
    assert [str(figure.Alt) for figure in elements(screen, "/Figure")] == ["Grey, darker to the foot"] * 2


def test_page_furniture_is_artifact(screen: pikepdf.Pdf):
    for page in screen.pages:
        content = b"".join(stream.read_bytes() for stream in _streams(page))
        assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")
        if b"BT" in content:
            assert b"/Type/Pagination" in content.replace(b" ", b"")


def _streams(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def test_each_font_and_image_is_in_the_file_once(screen: pikepdf.Pdf):
    files = [item for item in screen.objects if isinstance(item, pikepdf.Stream) and "/Length1" in item]
    images = [item for item in screen.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]
    assert (len(files), len(images)) == (2, 1)


def test_the_document_says_what_it_is(screen: pikepdf.Pdf):
    assert str(screen.docinfo.Title) == META.title
    assert str(screen.docinfo.CreationDate) == "D:20260102030405+00'00'"
    assert str(screen.Root.Lang) == "en"
    assert screen.Root.ViewerPreferences.DisplayDocTitle
    with screen.open_metadata() as xmp:
        assert xmp["dc:title"] == META.title
        assert xmp["dc:creator"] == list(META.authors)
        assert xmp["dc:language"] == {"en"}
        assert xmp["dc:identifier"] == META.identifier
        assert xmp["xmp:CreateDate"] == "2026-01-02T03:04:05+00:00"
        assert xmp["pdfuaid:part"] == "1"


def test_the_print_edition_has_the_same_pages_and_nothing_to_click(layout: Layout, printed: pikepdf.Pdf):
    assert len(printed.pages) == layout.statistics.pages
    assert not any("/Annots" in page.obj for page in printed.pages)
    assert not {"/StructTreeRoot", "/Names"} & set(printed.Root.keys())
    with printed.open_outline() as outline:
        assert [entry.title for entry in outline.root] == ["Contents", "Chapter one", "Chapter two", "Chapter three"]
    with printed.open_metadata() as xmp:
        assert "pdfuaid:part" not in xmp


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_boxes_follow_the_trim_and_the_bleed(edition):
    layout = lay_out([sheet("<p>Text</p>", "one"), sheet("<p>Text</p>", "two")], job("@page { bleed: 3mm }"))
    bleed, width = 3 / 25.4 * 72, 100 / 25.4 * 72
    with pikepdf.open(io.BytesIO(join(layout, edition, META))) as pdf:
        for page in pdf.pages:
            boxes = {name: [float(edge) for edge in page.obj[name]] for name in ("/MediaBox", "/CropBox", "/TrimBox")}
            sheet_width = boxes["/MediaBox"][2] - boxes["/MediaBox"][0]
            assert boxes["/CropBox"] == boxes["/MediaBox"]
            assert boxes["/TrimBox"][2] - boxes["/TrimBox"][0] == pytest.approx(width)
            assert sheet_width == pytest.approx(width + 2 * bleed if edition == "print" else width)


def test_blank_pages_have_content_and_no_marks(layout: Layout, printed: pikepdf.Pdf):
    blanks = [printed.pages[page.index] for page in layout.page_map.pages if not page.section]
    assert blanks
    for page in blanks:
        assert page.obj.Contents.read_bytes().split() == [b"q", b"Q"]
        assert page.obj.TrimBox == printed.pages[0].obj.TrimBox


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_the_same_book_gives_the_same_bytes(layout: Layout, edition):
    again = lay_out(book(), job(images=IMAGES), 2)
    assert join(again, edition, META) == join(layout, edition, META)


def test_a_font_that_is_not_the_books_stops_the_joining(layout: Layout):
    with pytest.raises(ToolFailed, match="not one of the book's fonts"):
        join(replace(layout, fonts={}), "print", META)
