"""What a content stream leaves behind for whatever is drawn after it (ISO 32000-1, 7.8.2, 8.4.2, 8.5, 9.4, 14.6).

In: the bytes of a stream. Out: how deep it saves and restores the state of graphics; nothing for a stream that leaves more open,
or that holds anything but plain instructions (comments, images within the stream, brackets in texts).
"""

from __future__ import annotations

import re

Balance = tuple[int, int | None, int]
"""Counted from where the stream begins: the least depth, the least depth at which anything but saving is done (none where nothing
is), the depth at its end."""

_WHITE = rb"[\0\t\n\f\r ]"
_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_ATOM = rb"%b++|[+\-.0-9]++(?!%b)|/%b*+|\((?:[^()\\]|\\[\s\S])*+\)|<(?:[0-9A-Fa-f]|%b)*+>|(?:true|false|null)(?!%b)" % (
    _WHITE,
    _REGULAR,
    _REGULAR,
    _WHITE,
    _REGULAR,
)
_ARRAY = rb"\[(?:%b)*+\]" % _ATOM
_DICTIONARY = rb"<<(?:%b|%b)*+>>" % (_ATOM, _ARRAY)
_INSTRUCTION = re.compile(rb"(?:%b|%b|%b)*+([A-Za-z'\"]%b*+)" % (_ATOM, _ARRAY, _DICTIONARY, _REGULAR))
_END = re.compile(rb"%b*+" % _WHITE)

_PATH = frozenset((b"m", b"l", b"c", b"v", b"y", b"h", b"re"))
_CLIP = frozenset((b"W", b"W*"))
_PAINT = frozenset((b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"n"))
_MARKS = {b"BDC": 1, b"BMC": 1, b"EMC": -1}
_INLINE = frozenset((b"BI", b"ID", b"EI"))


def balance(content: bytes) -> Balance | None:
    """Follow a stream; `None` where it leaves anything open but saved states, or cannot be followed."""
    following, place = _Following(), 0
    while found := _INSTRUCTION.match(content, place):
        if not following.step(found[1]):
            return None
        place = found.end()
    rest = _END.match(content, place)
    if rest is None or rest.end() != len(content) or following.is_open():
        return None
    return following.lowest, following.worked, following.depth


class _Following:
    """The depth of saved states, and what is open besides."""

    def __init__(self) -> None:
        self.depth = self.lowest = 0
        self.worked: int | None = None
        self._marks = 0
        self._in_text = self._in_path = False

    def is_open(self) -> bool:
        """Whether text, path or marked content is open."""
        return bool(self._marks or self._in_text or self._in_path)

    def step(self, operator: bytes) -> bool:
        """Take an operator; false for one that may not stand here."""
        if operator in (b"q", b"Q"):
            self.depth += 1 if operator == b"q" else -1
            self.lowest = min(self.lowest, self.depth)
            return not (self._in_text or self._in_path)
        if operator in _MARKS:
            self._marks += _MARKS[operator]
            return self._marks >= 0
        self.worked = self.depth if self.worked is None else min(self.worked, self.depth)
        return self._work(operator)

    def _work(self, operator: bytes) -> bool:
        if operator in (b"BT", b"ET"):
            begins = operator == b"BT"
            allowed = self._in_text != begins and not self._in_path
            self._in_text = begins
            return allowed
        if operator in _PATH:
            self._in_path = True
            return not self._in_text
        if operator in _PAINT:
            self._in_path = False
        elif self._in_path and operator not in _CLIP:
            return False
        return operator not in _INLINE
