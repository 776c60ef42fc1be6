"""One file → a chapter: which reader it needs, and what is refused unread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from coursepack.errors import ToolFailed
from coursepack.importing.cleaning import clean
from coursepack.importing.copied_text import read_copied_text
from coursepack.importing.model import Chapter, Draft, Unreadable, is_empty
from coursepack.importing.note_matching import known_works, match_notes
from coursepack.importing.note_program import read_notes
from coursepack.importing.office import read_office
from coursepack.importing.pictures import take_pictures
from coursepack.importing.web_page import read_web_page
from coursepack.importing.writing import write_chapter
from coursepack.sources.bibliography import CslItem
from coursepack.sources.files import MAX_BYTES

_PACKAGES = (".docx", ".odt")
_MOST = dict.fromkeys(_PACKAGES, 100 * 1024**2) | dict.fromkeys((".html", ".htm", ".xhtml"), 10 * 1024**2)
"""Bytes of a file that may hold images, of a web page, and (as of a chapter) of any other."""
KINDS = (".md", ".markdown", ".docx", ".odt", ".html", ".htm", ".xhtml", ".txt")


def import_file(path: Path, works: Mapping[str, CslItem]) -> Chapter:
    """Make a chapter of a file; raises `Unreadable` where it is not what its name says, `OSError` where it cannot be opened."""
    try:
        draft = _read(path)
        if is_empty(draft.blocks):
            raise Unreadable(f"{path}: there are no words in it")
        if path.suffix.lower() not in (*_PACKAGES, ".txt"):
            take_pictures(draft, path)
        clean(draft)
        match_notes(draft, known_works(works))
        return write_chapter(draft)
    except RecursionError as fault:
        raise Unreadable(f"{path}: its parts stand hundreds deep within each other") from fault
    except ToolFailed as fault:
        raise Unreadable(f"{path}: pandoc cannot read it: {fault}") from fault


def _read(path: Path) -> Draft:
    kind, name = path.suffix.lower(), _name_of(path)
    most = _MOST.get(kind, MAX_BYTES)
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path}: it is no file")
    if (size := path.stat().st_size) > most:
        raise Unreadable(f"{path}: it has {size / 1024**2:.1f} MB; at most {most // 1024**2} MB are taken")
    data = path.read_bytes()
    try:
        if kind in _PACKAGES:
            return read_office(name, kind[1:], data)
        if kind in (".html", ".htm", ".xhtml"):
            return read_web_page(name, data)
        if kind in (".md", ".markdown"):
            return read_notes(name, _text(data))
        if kind == ".txt":
            return read_copied_text(name, _text(data))
    except Unreadable as fault:
        raise Unreadable(f"{path}: {fault}") from fault
    raise Unreadable(f"{path}: files that can be imported end in {', '.join(KINDS)}")


def _text(data: bytes) -> str:
    """Text in UTF-8 or UTF-16 with its mark, else in Windows-1252, as old programs write it; lines end with a line feed."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable("it is not a text file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name_of(path: Path) -> str:
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "imported"
