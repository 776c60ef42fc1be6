"""The structure tree of a whole book, read back from the file: it says what the canonical tree says, word for word, in order."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from tagged import Tag, one_line

from coursepack.diagnostics import Diagnostics
from coursepack.document.model import Book
from coursepack.pipeline import build
from coursepack.preparation import prepare
from coursepack.progress import Silent

HERE = Path(__file__).parent
BOOK, SAMPLE, SPOKEN = HERE / "books" / "everything", HERE.parent, HERE / "data" / "spoken"
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
    elif "notes" not in names or element.tag != "section":
        yield element.text or ""
        for child in element:
            before = "".join(expected(child, notes))
            yield before
            yield child.tail or ""
    yield apart


def text_of(book: Book) -> str:
    notes = {e.get("id", ""): e for section in book.sections for e in section.root.iter("aside")}
    return one_line(" ".join("".join(expected(section.root, notes)) for section in book.sections))


def without_marks(tag: Tag, numbering: str = "") -> Tag:
    """The tree without the dashes and numbers that lists set before their items: the manuscript does not hold them."""
    kids: list[Tag | str] = []
    for kid in tag.kids:
        if isinstance(kid, str) or not (kid.type == "Lbl" and tag.type == "LI" and numbering not in ("", "None")):
            kids.append(
                kid
                if isinstance(kid, str)
                else without_marks(kid, kid.numbering or (numbering if kid.type == "LI" else ""))
            )
    return Tag(tag.type, kids, tag.alt, tag.lang, tag.scope, tag.numbering)


def differences(said: str, wanted: str) -> str:
    """Where the two texts part, page numbers aside; empty where they agree."""
    said, wanted = said.replace(" ", " "), wanted
    at = 0
    for index, segment in enumerate(wanted.split(FILLED)):
        if index:
            filled = PAGES.match(said, at)
            ends = [end for end in range(at, filled.end() + 1) if said.startswith(segment, end)] if filled else []
            if not ends:
                return f"…{said[at - 60 : at + 80]!r} for …{segment[:80]!r}"
            at = ends[-1] if segment.strip() else ends[0]
        same = os.path.commonprefix([said[at:], segment])
        if same != segment:
            here = at + len(same)
            return f"{said[here - 60 : here + 80]!r} for {segment[max(0, len(same) - 60) : len(same) + 80]!r}"
        at += len(segment)
    return PAGES.sub("", said[at:], count=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path]:
    folder = tmp_path_factory.mktemp("tagged")
    shutil.copytree(BOOK, folder / "book")
    project = folder / "book"
    configuration = project / "manuscript" / "reader.toml"
    more = 'large-print = { typeface = "dyslexic", size = 16 }\n'
    configuration.write_text(more + configuration.read_text() + '\n[screen]\nattachments = ["citations", "sources"]\n')
    build(project, folder / "out", Diagnostics(), Silent(), 2)
    return prepare(project, Diagnostics(), Silent()).book, folder / "out"
