"""One chapter as pandoc writes it → its canonical tree (docs/canonical.md): structure and meaning, no presentation."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import etree

from coursepack import pandoc
from coursepack.anatomy import Kind
from coursepack.diagnostics import Diagnostic, error
from coursepack.document.ast import Blocks, Node
from coursepack.document.chapters import Chapter
from coursepack.document.languages import FOREIGN_RUN, mark_languages
from coursepack.document.markup import (
    Element,
    classes,
    has_class,
    make,
    of_class,
    parse_fragment,
    take_content,
    text_around,
    unwrap,
)
from coursepack.document.notes import take_notes
from coursepack.labels import Labels

BAD_FORMULA = error("M015", "a formula that cannot be read")

_KEPT = frozenset(
    "id class href src alt lang dir start type colspan rowspan scope display xmlns encoding data-cites data-entry data-see "
    "data-seealso data-sort data-index data-range data-from data-to data-tag data-number data-label data-page-of "
    "data-described".split()
)
_MATHML = "{http://www.w3.org/1998/Math/MathML}"


def canonical_tree(chapter: Chapter, bibliography: Blocks, labels: Labels) -> Element:
    """Build the `<section>` of a chapter; `bibliography` fills its `.bibliography` div, if it has one."""
    body = parse_fragment(pandoc.to_xhtml(_document(chapter, bibliography)))
    written = body.find("section")
    assert written is not None  # noqa: S101  # _document begins with a heading
    root = make("section", id=chapter.id, class_=chapter.kind)
    take_content(root, written)
    notes = body.find("section[@id='footnotes']")
    _set_opener(root, chapter, labels)
    for tidy in (_tidy_lone_spans, _tidy_verse, _tidy_tables, _tidy_figures, _tidy_terms):
        tidy(root)
        if notes is not None:
            tidy(notes)
    _set_headings(root, labels)
    take_notes(root, notes, chapter.id, labels)
    mark_languages(root)
    _keep_known_attributes(root)
    return root


def check_formulas(chapter: Chapter, root: Element) -> list[Diagnostic]:
    """Report the formulas that pandoc could not read (it leaves their TeX as text), and those that cannot be drawn."""
    unread = [(span.text or "", "is not TeX that can be read", "correct it") for span in of_class(root, "math")]
    for formula in root.iter(f"{_MATHML}math"):
        tex = formula.findtext(f".//{_MATHML}annotation") or ""
        drawn = "".join(formula.itertext(f"{_MATHML}mi", f"{_MATHML}mn", f"{_MATHML}mo", f"{_MATHML}mtext"))
        if FOREIGN_RUN.search(drawn):
            unread.append((tex, "holds writing that formulas cannot", "write it in the text beside the formula"))
        elif not drawn.strip() and formula.find(f".//{_MATHML}mspace") is None:
            unread.append((tex, "is a formula without anything in it", "write it, or delete the dollar signs"))
    return [
        BAD_FORMULA.at(chapter.places(re.escape(tex.strip("$")) if tex else r"\$")[0], f"‘{tex}’ {fault}", hint)
        for tex, fault, hint in unread
    ]


def _document(chapter: Chapter, bibliography: Blocks) -> pandoc.Ast:
    title = {"t": "Header", "c": [1, ["", [], []], chapter.title]}
    blocks = [_filled(block, bibliography) for block in chapter.blocks]
    return {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": [title, *blocks]}


def _filled(block: Node, bibliography: Blocks) -> Node:
    """Fill the bibliography's div, at whatever depth of divs it stands."""
    if block["t"] != "Div":
        return block
    attributes, inner = block["c"]
    if Kind.BIBLIOGRAPHY in attributes[1] and not inner:
        return {"t": "Div", "c": [attributes, bibliography]}
    return {"t": "Div", "c": [attributes, [_filled(child, bibliography) for child in inner]]}


def _set_opener(root: Element, chapter: Chapter, labels: Labels) -> None:
    """Gather number, title, epigraph and abstract in a `<header>`."""
    opener = make("header", class_="opener")
    if chapter.plan.number:
        name = "part" if chapter.kind is Kind.PART else "chapter"
        opener.append(make("p", labels.word(name, number=chapter.plan.number), class_="number"))
    leading = [root[0]]
    for element in root[1:]:
        if element.tag != "div" or not {"abstract", "epigraph"} & set(classes(element)):
            break
        leading.append(element)
    for element in leading:
        element.tail = None
        opener.append(element)
    opener.find("h1").attrib.clear()  # type: ignore[union-attr]
    root.text = None
    root.insert(0, opener)


def _set_headings(root: Element, labels: Labels) -> None:
    """Give every section an id, and the parts of a chapter that the template names their headings."""
    for number, section in enumerate(root.iter("section"), 0):
        if section is not root and not section.get("id"):
            section.set("id", f"{root.get('id')}-s{number}")
    for title in of_class(root, "period-title"):
        title.tag = f"h{1 + sum(parent.tag == 'section' for parent in title.iterancestors())}"
    for name in ("questions", "further-reading"):
        for index, div in enumerate(of_class(root, name)):
            heading = make("h2", labels.word(name))
            heading.tail = div.text
            div.text = None
            div.insert(0, heading)
            if not div.get("id"):
                div.set("id", f"{root.get('id')}-{name}{index or ''}")


def _tidy_lone_spans(root: Element) -> None:
    """A paragraph that is nothing but `[…]{.source}`, `[…]{.date}` or the title of a period becomes a paragraph of that class."""
    for name in ("source", "date", "period-title"):
        for span in of_class(root, name):
            parent = span.getparent()
            alone = parent is not None and parent.tag == "p" and len(parent) == 1
            if alone and parent is not None and not (parent.text or "").strip() and not (span.tail or "").strip():
                parent.set("class", name)
                unwrap(span)


def _tidy_verse(root: Element) -> None:
    """Line blocks → stanzas of lines; typed indents → classes."""
    for block in of_class(root, "line-block"):
        block.set("class", "verse")
        stanzas = [make("p", class_="stanza")]
        for line in _lines(block):
            if not len(line) and not (line.text or "").strip():
                stanzas.append(make("p", class_="stanza"))
                continue
            if len(stanzas[-1]):
                stanzas[-1].append(make("br"))
            stanzas[-1].append(line)
        for child in list(block):
            block.remove(child)
        block.text = None
        block.extend(stanza for stanza in stanzas if len(stanza))


def _lines(block: Element) -> list[Element]:
    """The lines of a line block as `<span class="line">`, split at its breaks."""
    lines = [make("span", (block.text or "").strip("\n"), class_="line")]
    for child in list(block):
        tail = (child.tail or "").strip("\n")
        child.tail = None
        if child.tag == "br":
            lines.append(make("span", tail, class_="line"))
        else:
            lines[-1].append(child)
            child.tail = tail
    for line in lines:
        text = line.text or ""
        indent = len(text) - len(text.lstrip("\u00a0"))
        if indent:
            line.text = text[indent:]
            line.set("class", f"line indent-{min(indent, 12)}")
    return lines


def _tidy_tables(root: Element) -> None:
    """Alignment and widths → classes; header cells → scope; the classes of pandoc's rows go."""
    for element in root.iter("th", "td", "col", "tr"):
        style = element.attrib.pop("style", "")
        element.attrib.pop("class", None)
        if align := re.search(r"text-align:\s*(\w+)", style):
            element.set("class", align[1])
        if width := re.search(r"width:\s*(\d+)%", style):
            element.set("class", _width_class(width[1]))
        if element.tag == "th":
            in_head = any(parent.tag == "thead" for parent in element.iterancestors())
            element.set("scope", "col" if in_head else "row")


def _width_class(percent: str) -> str:
    return f"w-{max(5, 5 * round(int(percent) / 5))}"


def _tidy_figures(root: Element) -> None:
    """Widths → classes, in steps of five in a hundred; what is decoration is not heard."""
    for image in root.iter("img"):
        if width := re.search(r"width:\s*(\d+)(?:\.\d+)?%", image.attrib.pop("style", "")):
            image.set("class", " ".join([*classes(image), _width_class(width[1])]))
        image.set("src", _path_of(image.get("src", "")))
        if has_class(image, "decorative"):
            image.set("alt", "")
    for caption in root.iter("figcaption"):
        caption.attrib.pop("aria-hidden", None)
    for paragraph in root.iter("p"):
        if _is_picture(paragraph) and not any(has_class(above, "facsimile") for above in paragraph.iterancestors()):
            paragraph.tag = "figure"


def _is_picture(paragraph: Element) -> bool:
    """Whether an image is all that a paragraph holds: pandoc makes a figure of it only where there is a caption."""
    held = list(paragraph)
    return len(held) == 1 and held[0].tag == "img" and not text_around(paragraph).strip()


def _path_of(src: str) -> str:
    """The path as the author wrote it: pandoc writes ‘a b.png’ as `a%20b.png`."""
    path = unquote(src)
    return path if path.isprintable() else src


def _tidy_terms(root: Element) -> None:
    """`[…]{.term}` → `<dfn>`."""
    for span in of_class(root, "term"):
        if span.tag == "span":
            span.tag = "dfn"


def _keep_known_attributes(root: Element) -> None:
    """Drop every attribute that the canonical tree does not know, such as styles and what the writer left for itself."""
    for element in root.iter(etree.Element):
        if str(element.tag).startswith(_MATHML):
            continue
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
        if element.get("class") == "":
            del element.attrib["class"]
