"""Every character of the book has a glyph in the book's own fonts: nothing falls back on what a machine happens to have."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.languages import EAST_ASIAN
from coursepack.document.model import Book, Section
from coursepack.fonts import body_characters, east_asian_characters
from coursepack.scripts import right_to_left_characters, scripts_of

NO_GLYPH = error("F010", "a character that the book's fonts do not have")

Locate = Callable[[Section, str], Location]
"""Finds where words of a section stand in its source."""

_CONTEXT = 24


def check_glyphs(book: Book, locate: Locate) -> list[Diagnostic]:
    """Report each character without a glyph once a section, with its name and place."""
    found = []
    for section in book.sections:
        if _is_plain(section, book):
            continue
        seen: set[str] = set()
        set_texts = [section.short_title, *(text for text, _ in _texts(section.root))]
        for texts, drawn in (set_texts, False), (list(_drawn_texts(section, book)), True):
            for text, at in _first_uses(texts, _without_glyph(texts, drawn=drawn) - seen):
                seen.add(text[at])
                found.append(_report(section, text, at, locate))
    return found


def _is_plain(section: Section, book: Book) -> bool:
    """Whether nothing that stands in a section, formulas included, needs another font than the text face."""
    body = body_characters()
    texts = section.short_title, str(section.root.xpath("string()")), *_drawn_texts(section, book)
    return all(ord(char) in body or _needs_no_glyph(char) for char in set("".join(texts)))


def _without_glyph(texts: Iterable[str], *, drawn: bool) -> set[str]:
    """The characters without a glyph; most texts need none but those of the text face, and the other fonts are not opened."""
    body = body_characters()
    beyond = {char for char in set().union(*texts) if ord(char) not in body and not _needs_no_glyph(char)}
    if not beyond:
        return beyond
    others = east_asian_characters() if drawn else east_asian_characters() | right_to_left_characters()
    return {char for char in beyond if ord(char) not in others}


def _first_uses(texts: Iterable[str], characters: set[str]) -> Iterator[tuple[str, int]]:
    """Where each of these characters is used first: the text, and the place in it."""
    due = set(characters)
    for text in texts if due else ():
        for at, char in enumerate(text):
            if char in due:
                due.remove(char)
                yield text, at


def check_words(words: str, place: Location) -> list[Diagnostic]:
    """Report each character without a glyph in words that stand in the configuration."""
    known = body_characters() | east_asian_characters() | right_to_left_characters()
    first = {char: at for at, char in reversed(list(enumerate(words))) if ord(char) not in known}
    return [_missing(words, at, place) for char, at in first.items() if not _needs_no_glyph(char)]


def characters_beyond_text_face(book: Book) -> set[str]:
    """What other fonts than the text face must hold: their own runs, and what the text face lacks."""
    needed: set[str] = set()
    body = body_characters()
    for section in book.sections:
        if not _has_east_asian(section.root) and _is_plain(section, book):
            continue
        texts = list(_texts(section.root))
        needed |= set[str]().union(*(text for text, lang in texts if lang in EAST_ASIAN))
        others = (section.short_title, *_drawn_texts(section, book), *(text for text, _ in texts))
        needed |= {char for char in set[str]().union(*others) if ord(char) not in body}
    needed = {char for char in needed if not _needs_no_glyph(char)}
    if not needed:
        return needed
    available = east_asian_characters() | right_to_left_characters()
    return {char for char in needed if ord(char) in available}


def _has_east_asian(root: etree._Element) -> bool:
    languages = root.xpath("descendant-or-self::*/@lang")
    return any(str(language).split("-")[0] in EAST_ASIAN for language in languages)


def _report(section: Section, text: str, at: int, locate: Locate) -> Diagnostic:
    context = text[max(0, at - _CONTEXT) : at + _CONTEXT].strip()
    return _missing(text, at, locate(section, context))


def _missing(text: str, at: int, place: Location) -> Diagnostic:
    char = text[at]
    name = unicodedata.name(char, "a character without a name")
    message = f"‘{char}’ (U+{ord(char):04X}, {name}) is in none of the book's fonts"
    is_vowel_sign = unicodedata.category(char) == "Mn" and bool(scripts_of(char))
    return NO_GLYPH.at(place, message, "leave the vowel signs out" if is_vowel_sign else "use another character")


def _needs_no_glyph(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc")


def _texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each text with the primary subtag of its language, empty for the book's own; formulas are drawn, not set."""

    def visit(element: etree._Element, lang: str) -> Iterator[tuple[str, str]]:
        own = (element.get("lang") or lang).split("-")[0]
        yield element.text or "", own
        for child in element:
            if isinstance(child.tag, str) and not child.tag.startswith("{"):
                yield from visit(child, own)
            yield child.tail or "", own

    return visit(root, "")


def _drawn_texts(section: Section, book: Book) -> Iterator[str]:
    """The texts inside the section's SVG images, which the same fonts must set."""
    for image in section.root.iter("img"):
        file = book.images.get(image.get("src", ""))
        if file is not None and file.media_type == "image/svg+xml":
            root = etree.fromstring(file.data, etree.XMLParser(resolve_entities=False, no_network=True))
            for text in root.iter("{http://www.w3.org/2000/svg}text"):
                yield "".join(str(part) for part in text.itertext())
