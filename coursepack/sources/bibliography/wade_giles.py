"""Wade–Giles romanisation read as pinyin, so that Mao Tse-tung is known to be Mao Zedong.

Authors leave out the apostrophe of `ch'`, `k'`, `p'`, `t'` and `ts'`, so a syllable may be read in two ways. Source: the table of
correspondence of the Library of Congress, *New Chinese Romanization Guidelines* (1998).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

_APOSTROPHES = re.compile("['’‘ʻʼ`]")
_BETWEEN = re.compile(r"[\s-]+")
_SYLLABLE = re.compile(r"(ch|hs|sz|ss|sh|ts|tz|[bcdfghjklmnprstwy]?)('?)([aeiouü]+(?:ng|n|rh|h)?)")
_INITIALS = {
    "p": ("b",), "p'": ("p",), "t": ("d",), "t'": ("t",), "k": ("g",), "k'": ("k",), "ts": ("z",), "ts'": ("c",),
    "tz": ("z",), "tz'": ("c",), "hs": ("x",), "j": ("r",), "ss": ("s",), "sz": ("s",),
}  # fmt: skip
"""Initials that pinyin writes otherwise; `ch` depends on what follows."""
_LOST_APOSTROPHE = ("p", "t", "k", "ts", "tz", "ch")
_BEFORE_I = ("i", "ü")
_FINALS = {
    "ih": "i", "ieh": "ie", "ien": "ian", "üeh": "ue", "ueh": "ue", "ung": "ong", "iung": "iong", "uei": "ui", "eh": "e",
    "erh": "er", "üan": "uan", "ün": "un", "ü": "u",
}  # fmt: skip
_O_AS_E = ("g", "k", "h")
_O_AS_UO = ("d", "t", "n", "l", "z", "c", "zh", "ch", "s", "r")
_WHOLE = {"yeh": "ye", "yen": "yan", "yung": "yong", "yu": "you", "yü": "yu", "yüan": "yuan", "yün": "yun", "i": "yi"}
_MANY = 32  # readings of one name; a long row of syllables is no name


@lru_cache(maxsize=4096)
def as_pinyin(name: str) -> frozenset[str]:
    """All pinyin readings of a name, its syllables joined, in small letters; none if a part is no Wade–Giles syllable."""
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("'", name.casefold())).replace("ê", "e").replace("ŭ", "u")
    readings = [_syllable(part) for part in _BETWEEN.split(text) if part]
    if not readings or not all(readings):
        return frozenset()
    return frozenset("".join(row) for row in islice(product(*readings), _MANY))


def _syllable(written: str) -> tuple[str, ...]:
    if written in _WHOLE:
        return (_WHOLE[written], "yu") if written == "yu" else (_WHOLE[written],)
    match = _SYLLABLE.fullmatch(written)
    if match is None:
        return ()
    initial, mark, final = match.groups()
    aspirated = (f"{initial}'",) if mark else (initial, f"{initial}'") if initial in _LOST_APOSTROPHE else (initial,)
    return tuple(dict.fromkeys(reading for each in aspirated for reading in _readings(each, final)))


def _readings(initial: str, final: str) -> tuple[str, ...]:
    starts: tuple[str, ...]
    if initial.startswith("ch"):
        palatal, other = ("q", "ch") if initial.endswith("'") else ("j", "zh")
        starts = (palatal,) if final.startswith(_BEFORE_I) and final != "ih" else (other,)
        if final.startswith("u"):  # the dots of ü are left out as well
            starts = (other, palatal)
    else:
        starts = _INITIALS.get(initial, (initial.removesuffix("'"),))
    return tuple(start + _final(start, initial, final) for start in starts)


def _final(start: str, initial: str, final: str) -> str:
    if initial in ("tz", "tz'", "sz", "ss") and final == "u":
        return "i"
    if final == "o":
        return "e" if start in _O_AS_E else "uo" if start in _O_AS_UO else "o"
    return _FINALS.get(final, final)
