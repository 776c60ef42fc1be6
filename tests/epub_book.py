"""A small canonical book that holds everything an e-book must carry over, and its page map; made by hand."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache

from lxml import etree
from PIL import Image as Raster

from coursepack.config import Config
from coursepack.diagnostics import Location
from coursepack.document.model import (
    Book,
    Image,
    Kind,
    Matter,
    Opening,
    PageMap,
    PageStart,
    PrintedPage,
    Section,
)
from coursepack.editions.epub import EpubFonts, write_epub
from coursepack.fonts import source_fonts
from coursepack.theme import Theme

SVG_FIGURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 160" width="300" height="160">
<rect x="20" y="90" width="60" height="50"/><rect x="120" y="50" width="60" height="90"/>
<rect x="220" y="20" width="60" height="120"/>
<text x="150" y="155" font-family="EB Garamond, Noto Serif SC" font-style="italic">steel 钢</text></svg>""".encode()

SOURCES = {
    "half": """<section id="half-title" class="half-title"><p class="title">Steel &amp; Grain</p></section>""",
    "title": """<section id="title-page" class="title-page"><h1>Steel &amp; Grain</h1>
      <p class="subtitle">A Test Reader</p>
      <p class="editors">Edited by N. Body</p><p class="publisher">No Press</p></section>""",
    "copyright": """<section id="copyright" class="copyright"><p>© 2026 No Press</p>
      <p>Made to be tested.</p></section>""",
    "contents": """<section id="contents" class="contents"><h1>Contents</h1><nav class="contents"><ol>
      <li class="prelim"><a href="#names">A note on names</a> <span class="folio" data-page-of="names"/></li>
      <li class="part"><a href="#part-1"><span class="number">Part One</span> The Pursuit of Speed</a>
        <span class="folio" data-page-of="part-1"/></li>
      <li class="chapter"><a href="#rivals"><span class="number">1</span> Two rivals</a>
        <span class="folio" data-page-of="rivals"/></li>
      <li class="chapter"><a href="#wager"><span class="number">2</span> The <em>wager</em> in Moscow</a>
        <span class="folio" data-page-of="wager"/></li>
      <li class="bibliography"><a href="#bibliography">Bibliography</a>
        <span class="folio" data-page-of="bibliography"/></li>
      </ol></nav></section>""",
    "names": """<section id="names" class="prelim"><header class="opener"><h1>A note on names</h1></header>
      <p>Names are in pinyin: <em>maojin</em> <span lang="zh-Hans">冒进</span>. See
      <a class="xref" href="#fig-steel">Figure 1.1</a>.</p>
      <dl><dt><dfn class="term" data-entry="cadre" id="g-cadre">cadre</dfn></dt><dd>
      <p>An official.</p></dd></dl></section>""",
    "part": """<section id="part-1" class="part"><header class="opener"><p class="number">Part One</p>
      <h1>The Pursuit of Speed</h1></header></section>""",
    "rivals": """<section id="rivals" class="chapter"><header class="opener"><p class="number">Chapter 1</p>
      <h1>Two rivals<a class="noteref" id="rivals-call-1" href="#rivals-note-1">1</a></h1>
      <div class="abstract"><p>Two rivals, <em>one</em> camp.</p></div></header>
      <p>The first paragraph of the chapter<a class="noteref" id="rivals-call-2" href="#rivals-note-2">2</a> goes on to
      say that      <span class="index" id="ix-1" data-entry="Mao Zedong">Mao</span> depended on Moscow; see
      <a class="xref" href="#wager">Chapter 2</a> and <a class="xref" href="#sec-treaty">section 1.1</a>,
      <a class="pageref" href="#tbl-pledges" data-page-of="tbl-pledges"/>.</p>
      <p>The industrialisation of the country was <em>extra</em>ordinarily fast, said the plan.</p>
      <section class="level2" id="sec-treaty"><h2><span class="number">1.1</span> The treaty &amp; its price</h2>
      <p>Text under a heading. The formula is
      <math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><semantics>
      <mrow><mi>a</mi><mo>=</mo><msup><mi>b</mi><mn>2</mn></msup></mrow>
      <annotation encoding="application/x-tex">a = b^2</annotation></semantics></math> here.</p>
      <figure id="fig-steel"><img src="figures/steel.svg" alt="Three bars, each taller than the last"/>
      <figcaption><span class="label">Figure 1.1</span> Steel promised.</figcaption></figure>
      <blockquote><p>Quoted words of some length, in a block.</p><p>Second quoted paragraph.</p></blockquote>
      <section class="level3"><h3>A third level</h3><ol><li><p>First point.</p></li><li>
      <p>Second point, which starts a page.</p></li></ol>
      <ul><li>Tight item</li><li>Another tight item</li></ul></section></section>
      <div class="questions"><h2>Questions for discussion</h2><ol><li>Who was the rival?</li></ol></div>
      <div class="further-reading"><h2>Further reading</h2><ul><li><span class="citation" data-cites="dik">Dikötter,
      <a href="#ref-dik"><em>Famine</em></a>.</span></li></ul></div>
      <section class="notes" id="rivals-notes"><h2>Notes</h2>
      <aside class="note" id="rivals-note-1" data-number="1"><p>A note on a
      <span class="index" id="ix-2" data-entry="Mao Zedong">title</span>.</p></aside>
      <aside class="note" id="rivals-note-2" data-number="2">
      <p><span class="citation" data-cites="dik">Frank Dikötter,
      <a href="#ref-dik"><em>Famine</em></a>, 17.</span></p><p>A second paragraph of the note.</p>
      <blockquote>
      <p>Even a quotation.</p></blockquote></aside>
      </section></section>""",
    "wager": """<section id="wager" class="chapter"><header class="opener"><p class="number">Chapter 2</p>
      <h1>The <em>wager</em> in Moscow</h1>
      <div class="epigraph"><blockquote><p>The east wind prevails.</p>
      <p class="source">Mao, 1957</p></blockquote></div></header>
      <p>On 18 November he spoke.<a class="noteref" id="wager-call-1" href="#wager-note-1">1</a></p>
      <div class="verse"><p class="stanza"><span class="line">A line of verse that was made for this test</span><br/>
      <span class="line indent-2">and one that is indented.</span></p>
      <p class="stanza"><span class="line">Another stanza stands alone.</span></p></div>
      <table id="tbl-pledges"><caption><span class="label">Table 2.1</span> Steel, in million tonnes</caption>
      <thead><tr><th class="left">Year</th><th class="right">Tonnes</th></tr></thead>
      <tbody><tr><td class="left">1957</td><td class="right">5.2</td></tr><tr><td class="left">1962</td>
      <td class="right">10–15</td></tr>
      <tr><td class="left">1967</td><td class="right">20–25</td></tr></tbody></table>
      <p>After the table, <span class="smallcaps">Small Capitals</span>, H<sub>2</sub>O, and a last word
      about <span lang="zh-Hans">人民公社</span>.</p>
      <figure id="fig-photo"><img src="figures/photo.png" alt="A grey gradient"/>
      <figcaption><span class="label">Figure 2.1</span>
      A gradient.</figcaption></figure>
      <section class="notes" id="wager-notes"><h2>Notes</h2><aside class="note" id="wager-note-1" data-number="1">
      <ul><li>A note that begins with a list.</li></ul></aside></section></section>""",
    "bibliography": """<section id="bibliography" class="bibliography">
      <header class="opener"><h1>Bibliography</h1></header>
      <div class="bibliography"><div class="entry" id="ref-dik"><p>Dikötter, Frank. <em>Famine</em>. 2010.</p></div>
      <div class="entry" id="ref-zag"><p>Zagoria, Donald. <em>Conflict</em>. 1961.</p></div></div></section>""",
    "index": """<section id="index" class="index"><header class="opener"><h1>Index</h1></header><ul>
      <li><span class="heading">Mao Zedong</span><span class="locators" data-page-of="ix-1* ix-2"/></li>
      <li>Elsewhere, <a href="#ix-1"><span class="folio" data-page-of="ix-1"/></a></li></ul></section>""",
}  # fmt: skip

_HEADS = {
    "half": (Kind.HALF_TITLE, Matter.FRONT, "Half-title", "", 0),
    "title": (Kind.TITLE_PAGE, Matter.FRONT, "Title page", "", 0),
    "copyright": (Kind.COPYRIGHT, Matter.FRONT, "Copyright", "", 0),
    "contents": (Kind.CONTENTS, Matter.FRONT, "Contents", "", 0),
    "names": (Kind.PRELIM, Matter.FRONT, "A note on names", "", 1),
    "part": (Kind.PART, Matter.BODY, "The Pursuit of Speed", "One", 1),
    "rivals": (Kind.CHAPTER, Matter.BODY, "Two rivals", "1", 2),
    "wager": (Kind.CHAPTER, Matter.BODY, "The wager in Moscow", "2", 2),
    "bibliography": (Kind.BIBLIOGRAPHY, Matter.BODY, "Bibliography", "", 1),
    "index": (Kind.INDEX, Matter.BODY, "Index", "", 1),
}


def section(name: str, xml: str = "") -> Section:
    """One section of the test book, or one with the head of that name and another tree."""
    kind, matter, title, number, level = _HEADS[name]
    root = etree.fromstring(xml or SOURCES[name])
    for n, element in enumerate(root.iter(etree.Element)):
        element.set("data-n", str(n))
    source = Location(f"manuscript/{name}.md")
    return Section(root.get("id", ""), kind, matter, Opening.RECTO, title, title, number, level, root, source)


def book(*names: str) -> Book:
    """The whole test book, or some of its sections."""
    return Book(tuple(section(name) for name in names or SOURCES), {image.path: image for image in images()})


def images() -> list[Image]:
    raster = io.BytesIO()
    Raster.linear_gradient("L").resize((400, 300)).save(raster, "PNG")
    return [
        Image("figures/steel.svg", "image/svg+xml", SVG_FIGURE, 300, 160),
        Image("figures/photo.png", "image/png", raster.getvalue(), 400, 300),
    ]


def config(**changes: object) -> Config:
    values: dict[str, object] = {
        "title": "Steel & Grain",
        "subtitle": "A Test Reader",
        "editors": ["N. Body"],
        "publisher": "No Press",
        "date": date(2026, 9, 1),
        "rights": "CC BY 4.0",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "description": "A reader made to be tested.",
        "subjects": ["China -- History"],
        "identifiers": {"isbn-print": "978-0-00-000000-2"},
        "contents": {"chapters": ["01-rivals.md"]},
    }
    return Config.model_validate(values | changes)


def start(section: Section, xpath: str, before: str = "") -> PageStart:
    """The page start before the words `before` in the own text of the one element that `xpath` finds."""
    (element,) = section.root.xpath(xpath)
    own = own_text(element)
    count = sum(not character.isspace() for character in own[: own.index(before)])
    return PageStart(int(element.get("data-n")), count)


def own_text(element: etree._Element) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


def text_before(section: Section, position: int) -> str:
    """The first characters of a section, white space not counted."""
    return "".join("".join(section.root.itertext()).split())[:position]


def position(section: Section, element: etree._Element, index: int) -> int:
    """How many characters of the section stand before an element's own character number `index`."""
    count, own = 0, 0
    for event, node in etree.iterwalk(section.root, events=("start", "end")):
        owner = node if event == "start" else node.getparent()
        text = node.text if event == "start" else node.tail
        for character in text or "":
            if character.isspace():
                continue
            if owner is element:
                if own == index:
                    return count
                own += 1
            count += 1
    raise AssertionError(index)


def length_before(root: etree._Element, label: str | None) -> int:
    """How many characters stand before the marker with a label."""
    (marker,) = root.xpath("//*[@aria-label=$label]", label=label)
    return sum(len("".join(str(text).split())) for text in marker.xpath("preceding::text()"))


def page_map(book: Book) -> PageMap:
    """Page starts of every sort: in paragraph, word, table, list and verse, before a figure, in the contents."""
    by_id = {found.id: found for found in book.sections}
    rows: list[tuple[str, str, PageStart | None]] = [
        ("i", "half-title", start(by_id["half-title"], "p")),
        ("ii", "", None),
        ("iii", "title-page", start(by_id["title-page"], "h1")),
        ("iv", "copyright", start(by_id["copyright"], "p[1]")),
        ("v", "contents", start(by_id["contents"], "h1")),
        ("vi", "contents", start(by_id["contents"], ".//li[3]/a/span")),
        ("vii", "names", start(by_id["names"], "header/h1")),
        ("viii", "", None),
        ("1", "part-1", start(by_id["part-1"], "header/p")),
        ("2", "", None),
        ("3", "rivals", start(by_id["rivals"], "header/p")),
        ("4", "rivals", start(by_id["rivals"], "p[1]", "goes on")),
        ("5", "rivals", start(by_id["rivals"], "p[2]", "isation")),
        ("6", "rivals", start(by_id["rivals"], "p[2]", "ordinarily")),
        ("7", "rivals", None),
        ("8", "rivals", start(by_id["rivals"], "section[1]/h2/span")),
        ("9", "rivals", start(by_id["rivals"], ".//figure/img")),
        ("10", "rivals", start(by_id["rivals"], ".//blockquote[1]/p[2]")),
        ("11", "rivals", start(by_id["rivals"], ".//ol/li[2]/p")),
        ("12", "rivals", start(by_id["rivals"], ".//ul/li[1][not(*)]")),
        ("13", "wager", start(by_id["wager"], "header/p")),
        ("14", "wager", start(by_id["wager"], ".//p[@class='stanza']/span[2]")),
        ("15", "wager", start(by_id["wager"], ".//p[@class='stanza'][2]/span")),
        ("16", "wager", start(by_id["wager"], ".//tbody/tr[2]/td[1]")),
        ("17", "wager", start(by_id["wager"], ".//p/span[@lang]", "民公社")),
        ("18", "bibliography", start(by_id["bibliography"], "header/h1")),
        ("19", "bibliography", start(by_id["bibliography"], ".//div[@id='ref-zag']/p")),
        ("20", "index", start(by_id["index"], "header/h1")),
    ]
    pages = tuple(PrintedPage(index, *row) for index, row in enumerate(rows))
    folios = {"names": "vii", "part-1": "1", "rivals": "3", "sec-treaty": "8", "wager": "13", "bibliography": "18"}
    return PageMap(pages, folios | {"tbl-pledges": "15", "ix-1": "4", "ix-2": "3", "index": "20", "fig-steel": "9"})


@cache
def picture() -> bytes:
    """A cover: what it shows is no matter of the e-book."""
    target = io.BytesIO()
    Raster.new("RGB", (1600, 2560), (110, 32, 35)).save(target, "PNG")
    return target.getvalue()


@cache
def fonts() -> EpubFonts:
    return EpubFonts(**source_fonts())


@cache
def epub(*, pages: bool = True) -> bytes:
    """The test book's e-book, with or without a print edition."""
    whole = book()
    return write_epub(
        whole, config(), Theme(), page_map=page_map(whole) if pages else None, fonts=fonts(), cover=picture()
    )


def with_section(whole: Book, changed: Section) -> Book:
    """The book with one section exchanged for another of the same id."""
    return replace(whole, sections=tuple(changed if found.id == changed.id else found for found in whole.sections))


def spoil(epub: bytes, member: str, old: str, new: str) -> bytes:
    """The e-book with one text of one file exchanged; the text must be there."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as whole, zipfile.ZipFile(target, "w") as spoilt:
        for entry in whole.infolist():
            data = whole.read(entry)
            if entry.filename in (member, f"EPUB/{member}"):
                assert old.encode() in data, old
                data = data.replace(old.encode(), new.encode(), 1)
            spoilt.writestr(entry, data)
    return target.getvalue()


def exchange(epub: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The e-book with whole files exchanged, added, or (`None`) taken out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as whole, zipfile.ZipFile(target, "w") as spoilt:
        for entry in whole.infolist():
            if entry.filename not in changes:
                spoilt.writestr(entry, whole.read(entry))
        for name, data in changes.items():
            if data is not None:
                spoilt.writestr(name, data)
    return target.getvalue()


def members(epub: bytes) -> dict[str, bytes]:
    """Every file of the e-book by its name."""
    with zipfile.ZipFile(io.BytesIO(epub)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}
