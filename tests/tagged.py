"""Reads a finished PDF as assistive technology does: by its structure tree alone. Shares no code with what writes it.

The tree is walked with pikepdf; the text of marked content is decoded here, from content streams and the fonts' ToUnicode maps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

INLINE = {"Span", "Em", "Strong", "Sub", "Sup", "Quote", "Code", "Link", "Reference"}


@dataclass
class Tag:
    """One structure element: its kids in order are tags, and texts of marked content."""

    type: str
    kids: list[Tag | str] = field(default_factory=list)
    alt: str = ""
    lang: str = ""
    scope: str = ""
    numbering: str = ""
    links: list[str] = field(default_factory=list)
    """What the annotations of a Link say of it."""

    def all(self, kind: str) -> Iterator[Tag]:
        """The tags of a type, in order, this one included."""
        if self.type == kind:
            yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.all(kind)

    def text(self) -> str:
        """All of its text, on one line."""
        return one_line("".join(_said(self)))


def _said(tag: Tag) -> Iterator[str]:
    for kid in tag.kids:
        if isinstance(kid, str):
            yield kid
        elif kid.alt:
            yield f"[{kid.alt}]"
        else:
            apart = "" if kid.type in INLINE else " "
            yield from (apart, *_said(kid), apart)


def one_line(text: str) -> str:
    """White space folded, format characters (soft hyphens, word joiners) dropped, in Unicode NFC."""
    shown = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    return " ".join(shown.split())


def read(path: Path) -> Tag:
    """Read the whole tree of a PDF."""
    with pikepdf.open(path) as pdf:
        texts = {page.obj.objgen: _marked(page) for page in pdf.pages}
        (document,) = pdf.Root.StructTreeRoot.K
        return _tag(document, texts)


def artifacts(path: Path) -> list[tuple[str, str]]:
    """What the pages hold that the tree does not: the properties of each artifact that shows text, with the text."""
    with pikepdf.open(path) as pdf:
        return [(key, text) for page in pdf.pages for key, text in _marked(page).items() if isinstance(key, str)]


def _tag(element: pikepdf.Object, texts: dict) -> Tag:
    found = Tag(str(element.S)[1:], alt=str(element.get("/Alt", "")), lang=str(element.get("/Lang", "")))
    attributes = element.get("/A", pikepdf.Array())
    for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        found.scope = str(each.get("/Scope", ""))[1:] or found.scope
        found.numbering = str(each.get("/ListNumbering", ""))[1:] or found.numbering
    for kid in element.get("/K", []):
        if isinstance(kid, int):
            found.kids.append(texts[element.Pg.objgen][int(kid)])
        elif kid.get("/Type") == "/MCR":
            found.kids.append(texts[kid.Pg.objgen][int(kid.MCID)])
        elif kid.get("/Type") == "/OBJR":
            found.links.append(str(kid.Obj.get("/Contents", "")))
        else:
            assert kid.P.objgen == element.objgen
            found.kids.append(_tag(kid, texts))
    return found


def _marked(page: pikepdf.Page) -> dict[int | str, str]:
    """The text of each mark of a page by its number; of artifacts, by their properties and place."""
    fonts = {name: _unicode(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    texts: dict[int | str, str] = {}
    key: int | str | None = None
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                key = _key(operands, len(texts))
                texts[key] = ""
            case "EMC":
                key = None
            case "Tf":
                font = fonts[str(operands[0])]
            case "TJ" | "Tj":
                assert key is not None, "text outside marked content"
                texts[key] += "".join(_decoded(operands[0], font))
    return texts


def _key(operands: list, count: int) -> int | str:
    if str(operands[0]) == "/Artifact":
        said = operands[1] if len(operands) > 1 else {}
        return f"{count}{said.get('/Type', '')}{said.get('/Subtype', '')}"
    return int(operands[1].MCID)


def _decoded(shown: pikepdf.Object, font: dict[int, str]) -> Iterator[str]:
    for piece in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(piece, pikepdf.String):
            data = bytes(piece)
            yield from (font[int.from_bytes(data[at : at + 2], "big")] for at in range(0, len(data), 2))


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
