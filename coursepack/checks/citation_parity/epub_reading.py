"""The e-book, read back as a reading system would: package, spine, documents; notes, calls and bibliographies in order.

Nothing here knows how the e-book was made: it is a zip file with XHTML in it (EPUB 3.3), marked by `epub:type`.
"""

from __future__ import annotations

import json
import posixpath
import zipfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from coursepack.checks.citation_parity.model import DRAWN, Cited, Entry, Note, letters
from coursepack.keeping.kept import kept
from coursepack.keeping.store import MemoryStore, Store

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = {"opf": "http://www.idpf.org/2007/opf"}
_CONTAINER = {"c": "urn:oasis:names:tc:opendocument:xmlns:container"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
_DRAWN = ("math", "svg", "img")
_MARK_AFTER_NUMBER = ". "


def read_epub(epub: bytes, keys: dict[str, str], store: Store | None = None) -> Cited:
    """Read the notes, calls and bibliographies of an e-book; `keys` gives the key of an entry's id, `store` keeps what was read
    of a document under its bytes.

    Raises `ValueError` for what is not an e-book at all.
    """
    kept_in = store or MemoryStore()
    notes, calls, lists, in_text = [], [], [], []
    for document in _documents(epub):
        row = json.loads(kept(kept_in, "citations of a document", document, partial(_read, document)))
        notes += [Note(*note) for note in row["notes"]]
        calls += [(section, number) for section, number in row["calls"]]
        lists += [tuple(Entry(_key(anchor, keys), text) for anchor, text in entries) for entries in row["lists"]]
        in_text += [(section, words) for section, words in row["in_text"]]
    return Cited(tuple(notes), tuple(calls), tuple(lists), tuple(in_text))


def _documents(epub: bytes) -> Iterator[bytes]:
    """The documents of the spine, in reading order."""
    try:
        with zipfile.ZipFile(BytesIO(epub)) as archive:
            container = etree.fromstring(archive.read("META-INF/container.xml"), _PARSER)
            path = container.xpath("string(//c:rootfile/@full-path)", namespaces=_CONTAINER)
            package = etree.fromstring(archive.read(str(path)), _PARSER)
            items = {item.get("id"): item.get("href", "") for item in package.iterfind(".//opf:item", _OPF)}
            for reference in package.iterfind(".//opf:itemref", _OPF):
                href = unquote(items[reference.get("idref")])
                yield archive.read(posixpath.normpath(posixpath.join(posixpath.dirname(str(path)), href)))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as fault:
        raise _unreadable(fault) from fault


def _read(document: bytes) -> bytes:
    """What stands in one document, as JSON; entries have the ids that they have there."""
    try:
        root = etree.fromstring(document, _PARSER)
    except etree.XMLSyntaxError as fault:
        raise _unreadable(fault) from fault
    notes, calls, in_text = [], [], []
    for element in root.iter(f"{_XHTML}*"):
        kind = element.get(_TYPE, "").split()
        if "footnote" in kind:
            notes.append(_note(element))
        elif "noteref" in kind:
            calls.append((_section(element), _text(element)))
        elif "citation" in element.get("class", "").split() and not _in_note(element):
            in_text.append((_section(element), _text(element)))
    return json.dumps({"notes": notes, "calls": calls, "lists": list(_lists(root)), "in_text": in_text}).encode()


def _unreadable(fault: Exception) -> ValueError:
    return ValueError(f"the e-book cannot be read: {fault}")


def _note(aside: etree._Element) -> tuple[str, str, str]:
    """The section of a note, its number and its text."""
    back = next((link for link in aside.iter(f"{_XHTML}a") if "backlink" in link.get(_TYPE, "").split()), None)
    number = _text(back) if back is not None else ""
    text = _text(aside, leave_out=back).removeprefix(letters(_MARK_AFTER_NUMBER))
    return _section(aside), number, text


def _in_note(element: etree._Element) -> bool:
    return any("footnote" in around.get(_TYPE, "").split() for around in element.iterancestors(f"{_XHTML}aside"))


def _section(element: etree._Element) -> str:
    """The id of the outermost `<section>` around an element."""
    around = list(element.iterancestors(f"{_XHTML}section"))
    return around[-1].get("id", "") if around else ""


def _lists(root: etree._Element) -> Iterator[list[tuple[str, str]]]:
    """The entries of each bibliography: their ids and their texts."""
    for element in root.iter(f"{_XHTML}*"):
        entries = [child for child in element if "entry" in child.get("class", "").split()]
        if entries:
            yield [(entry.get("id", ""), _entry(entry)) for entry in entries]


def _key(anchor: str, keys: dict[str, str]) -> str:
    """The key of an entry; two underscores begin what an anchor has more where a work is listed more than once."""
    return keys.get(anchor.partition("__")[0], anchor)


def _entry(entry: etree._Element) -> str:
    """The text of an entry, without the line that says where the work is cited."""
    return "".join(
        _text(child) + letters(child.tail or "") for child in entry if "cited" not in child.get("class", "").split()
    )


def _text(element: etree._Element, leave_out: etree._Element | None = None) -> str:
    return letters("".join(_parts(element, leave_out)))


def _parts(element: etree._Element, leave_out: etree._Element | None) -> Iterator[str]:
    if element is leave_out or "pagebreak" in element.get(_TYPE, "").split():
        return
    if etree.QName(element).localname in _DRAWN:
        yield DRAWN
        return
    yield element.text or ""
    for child in element:
        yield from _parts(child, leave_out)
        yield child.tail or ""
