"""HTML: the article of a page, without what stands around it; links to notes below become notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from coursepack import pandoc
from coursepack.document.ast import text_of, walk
from coursepack.importing.model import Draft, Unreadable

_SILENT = ("script", "style")
_BESIDE = ("noscript", "template", "iframe", "svg", "form", "button", "object")
"""What a page does, or shows in another way: its words, if it has any, are told."""
_AROUND = ("nav", "header", "footer", "aside")
_CALL = re.compile(r"\[?\(?(\d{1,4}|[*†‡§])\)?\]?")
_INLINE = frozenset("a abbr b bdi bdo cite code del em i ins kbd mark q s samp small span strong sub u var wbr".split())
_BACK = re.compile(r"[↩↑^⤴⏎\ufe0e]|\d{1,4}\.?|\[\d{1,4}\]")


def read_web_page(name: str, data: bytes) -> Draft:
    """Read an HTML file; raises `Unreadable`."""
    try:
        root = document_fromstring(data, parser=HTMLParser(encoding=_encoding(data), no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable(f"it is not HTML: {fault}") from fault
    for element in list(root.iter(*_SILENT, etree.Comment)):
        element.drop_tree()
    beside = _take_out_what_stands_beside(root)
    lost = _name_lost_pictures(root)
    title = " ".join((root.findtext(".//title") or "").split())
    found = root.find("body")
    body = root if found is None else found
    article = _article(body)
    draft = Draft(name, title, [], _words(body))
    for said in dict.fromkeys(beside):
        draft.concern("within the page", f"left out: “{said}”")
    for said in lost:
        draft.concern("picture", said)
    around = [element for element in article.iter() if element is not article and _stands_around(element)]
    for element in around:
        if said := _words(element):
            draft.concern("around the article", f"left out: “{said}”")
    outside = _outside(body, article)
    if outside:
        draft.concern("around the article", f"left out: “{outside}”")
    for element in around:
        if element.getparent() is not None:
            element.drop_tree()
    draft.blocks = pandoc.read(_with_notes(draft, article).encode(), "html")["blocks"]
    _describe_images(draft)
    return draft


def _take_out_what_stands_beside(root: HtmlElement) -> list[str]:
    """Remove what a page does besides being read; return its words."""
    found = list(root.iter(*_BESIDE))
    told = [words for element in found if (words := _words(element))]
    for element in found:
        if element.getparent() is not None:
            element.drop_tree()
    return told


def _name_lost_pictures(root: HtmlElement) -> list[str]:
    """Put what is known of each picture that names no file in its place; say so of each.

    LibreOffice writes formulas and charts in this way, with the formula's text for an alternative at most. Where a page loads
    its pictures late, the file is named elsewhere.
    """
    told = []
    for image in [image for image in root.iter("img") if not image.get("src", "").strip()]:
        late = image.get("data-src", "").strip()
        if late:
            image.set("src", late)
            continue
        known = [image.get(name, "") for name in ("alt", "title", "name", "id")]
        words = next((said for name in known if (said := " ".join(name.split()))), "a picture")
        told.append(
            f"“{words}” stood here without a file, as LibreOffice writes formulas: type it as $…$, or put a picture in"
        )
        image.text, image.tag = f"[{words}]", "span"
        image.attrib.clear()
    return told


def _describe_images(draft: Draft) -> None:
    """What pandoc takes for the caption of an image is, in HTML, its text alternative."""
    for node in walk(draft.blocks):
        if node["t"] == "Image" and (described := " ".join(text_of(node["c"][1]).split())):
            node["c"][0] = ["", [], [["alt", described]]]
            node["c"][1] = []


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are; otherwise what the page says, which lxml finds."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _article(body: HtmlElement) -> HtmlElement:
    """The article: the longest `article` or `main`, else the whole body."""
    found = [element for element in body.iter("article", "main") if _words(element)]
    return max(found, key=lambda element: len(element.text_content()), default=body)


def _stands_around(element: HtmlElement) -> bool:
    """Whether this is no part of the article; LibreOffice writes running heads as divs with these titles."""
    running = element.tag == "div" and element.get("title") in ("header", "footer")
    return running or (element.tag in _AROUND and not _names_the_article(element))


def _names_the_article(element: HtmlElement) -> bool:
    """Whether this is the head of the article itself: its title, and who wrote it."""
    return element.tag == "header" and next(element.iter("h1", "h2"), None) is not None


def _outside(body: HtmlElement, article: HtmlElement) -> str:
    if body is article:
        return ""
    return " ".join(_words(body).replace(_words(article), " ", 1).split())


def _words(element: HtmlElement) -> str:
    """The text of an element; blocks, and what is raised, stand apart from their neighbours."""
    texts: list[str] = []

    def gather(node: HtmlElement) -> None:
        called = node.tag == "a" and _CALL.fullmatch((node.text or "").strip())
        apart = "" if node.tag in _INLINE and not called else " "
        texts.extend((apart, node.text or ""))
        for child in node:
            gather(child)
            texts.append(child.tail or "")
        texts.append(apart)

    gather(element)
    return " ".join("".join(texts).split())


def _with_notes(draft: Draft, article: HtmlElement) -> str:
    """The article as HTML in which each link to a note below is a note as pandoc knows it."""
    notes: dict[str, HtmlElement] = {}
    order = {element: place for place, element in enumerate(article.iter())}
    named = {name: element for element in reversed(order) for name in (_anchor(element), element.get("id")) if name}
    for link in list(article.iter("a")):
        target = link.get("href", "")
        if target.startswith("#") and _CALL.fullmatch(_words(link)):
            body = _note_body(article, named.get(target[1:]), link, order)
            if body is not None:
                notes[target[1:]] = body
                draft.calls.append(re.sub(r"\W", "", _words(link)))
                _make_call(link, target[1:])
    for body in notes.values():
        body.drop_tree()
    text = etree.tostring(article, encoding="unicode", method="html")
    if notes:
        text += '<section role="doc-endnotes"><ol>'
        for target, body in notes.items():
            _without_back_links(draft, body)
            inner = (body.text or "") + "".join(
                etree.tostring(child, encoding="unicode", method="html") for child in body
            )
            text += f'<li id="{escape(target)}" role="doc-endnote">{inner}</li>'
        text += "</ol></section>"
    return f"<body>{text}</body>"


def _anchor(element: HtmlElement) -> str | None:
    return element.get("name") if element.tag == "a" else None


def _note_body(
    article: HtmlElement, found: HtmlElement | None, link: HtmlElement, order: Mapping[HtmlElement, int]
) -> HtmlElement | None:
    """The list item or paragraph of what a call leads to, if it stands after the call."""
    if found is None:
        return None
    body = found
    while body.tag not in ("li", "p", "div", "dd", "aside") and body.getparent() is not None and body is not article:
        body = next(body.iterancestors())
    late = order.get(body, -1) > order.get(link, len(order))
    return body if late and body is not article and body not in link.iterancestors() else None


def _make_call(link: HtmlElement, target: str) -> None:
    tail, parent = link.tail or "", link.getparent()
    link.attrib.clear()
    link.set("href", f"#{target}")
    link.set("role", "doc-noteref")
    if parent is not None and parent.tag == "sup" and _words(parent) == _words(link) and not tail:
        parent.drop_tag()


def _without_back_links(draft: Draft, body: HtmlElement) -> None:
    """Take out links from a note back to its call, and the number that stands before it."""
    for link in list(body.iter("a")):
        if link.get("href", "").startswith("#") and _BACK.fullmatch(_words(link) or "^"):
            draft.calls += re.findall(r"\d+", _words(link))
            link.drop_tree()
    for sup in list(body.iter("sup")):
        if _CALL.fullmatch(_words(sup) or "x"):
            draft.calls += re.findall(r"\d+", _words(sup))
            sup.drop_tree()
