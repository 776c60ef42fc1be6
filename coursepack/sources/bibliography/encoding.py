"""First step: the bytes of a .bib file made into text, saying what was unusual about them.

Whatever the bytes are, text comes out; what had to be guessed is an error, what is certain but untidy a warning.
"""

from __future__ import annotations

import codecs
import re

from coursepack.diagnostics import Diagnostic, Location, error, warning

NOT_UTF8 = error("B002", "The bibliography is not UTF-8")
UNTIDY = warning("B003", "The bibliography is not plain UTF-8 with Unix line ends")
CONTROL = warning("B004", "The bibliography holds control characters")

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 4096  # bytes in which UTF-16 without a mark is found out
_SAVE = "Save the file as UTF-8 without a signature."
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_PLAIN_SPACE = re.compile("[\x85\u2028\u2029]")


def decode(data: bytes, shown_as: str) -> tuple[str, list[Diagnostic]]:
    r"""Text with `\n` line ends and no control characters but tab, and what is to be said about the bytes."""
    text, found = _characters(data, Location(shown_as))
    if "\r" in text:
        found.append(
            UNTIDY.at(Location(shown_as), "the lines end as on Windows (CR LF)", "Save the file with Unix line ends.")
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _PLAIN_SPACE.sub(" ", text)
    if first := _CONTROLS.search(text):
        line = text.count("\n", 0, first.start()) + 1
        message = f"control character U+{ord(first[0]):04X} left out"
        found.append(CONTROL.at(Location(shown_as, line), message, "Remove it: it prints as nothing or as a box."))
        text = _CONTROLS.sub("", text)
    return text, found


def _characters(data: bytes, place: Location) -> tuple[str, list[Diagnostic]]:
    if data.startswith(codecs.BOM_UTF8):
        text, found = _characters(data[len(codecs.BOM_UTF8) :], place)
        return text, [UNTIDY.at(place, "the file begins with a UTF-8 signature (BOM)", _SAVE), *found]
    if data.startswith(_UTF16):
        text = data.decode("utf-16", errors="replace")
        return text, [UNTIDY.at(place, "the file is UTF-16", _SAVE)]
    if unmarked := _utf16_without_mark(data):
        text = data.decode(unmarked, errors="replace")
        return text, [UNTIDY.at(place, "the file is UTF-16, without its mark", _SAVE)]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        message = f"byte {data[fault.start]:#04x} is not UTF-8; the file was read as Windows-1252 (Latin-1)"
        hint = f"Check the accented letters, then save the file as UTF-8. {_SAVE}"
        return _windows_1252(data), [NOT_UTF8.at(Location(place.file, line), message, hint)]


def _utf16_without_mark(data: bytes) -> str:
    """The codec of UTF-16 without a byte order mark, in which every second byte of an ASCII letter is zero; else empty."""
    first, second = data[:_LOOKED_AT:2], data[1:_LOOKED_AT:2]
    zeros, more = first.count(0), second.count(0)
    if max(zeros, more) * 2 <= len(first) or min(zeros, more) * 20 > len(first):
        return ""
    return "utf-16-be" if zeros > more else "utf-16-le"


def _windows_1252(data: bytes) -> str:
    """Windows-1252 with its five undefined bytes read as Latin-1 does, so that no byte is lost."""
    return (
        "".join(_byte(value) for value in data)
        if any(b in data for b in b"\x81\x8d\x8f\x90\x9d")
        else data.decode("cp1252")
    )


def _byte(value: int) -> str:
    return bytes([value]).decode("latin-1" if value in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
