"""Links to a moment of a recording, as note-taking programs write them: which moment, of what, and how the sentence reads it.

`[12:41](https://video.example/watch?v=1&t=761)` becomes a citation. Behind a sentence or before one it says no more than where to
look; within one it may be a word (“At 12:41 the speaker …”), which stays, with the citation behind it.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from coursepack.document.ast import Inlines, text_of

_MOMENT = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(\d{1,6})s?")
_CLOCK = re.compile(r"\[?(\d{1,2}:)?\d{1,2}:\d{2}\]?")
_SHORT = {"youtu.be": "youtube"}
"""Sites that write their addresses in short elsewhere."""
_ASKING = frozenset(
    "about after and around at before between by from in near or past see since till to until"
    " ab bei bis gegen gegenüber nach siehe um und von vor zwischen à après avant de dès et jusqu'à ou vers voir"
    " a alle da dalle fino hasta desde y sobre hacia".split()
)
"""Words that ask for one behind them, in the languages that most notes are written in."""
_LAST_WORD = re.compile(r"([^\W\d_][\w'’]*)\s*$")


def is_word(inlines: Inlines, place: int) -> bool:
    """Whether the words of the link at this place are words of its sentence, and not only where to look."""
    words = text_of(inlines[place]["c"][1]).strip()
    if words == inlines[place]["c"][2][0]:
        return False
    if not _CLOCK.fullmatch(words):
        return True
    before, behind = text_of(inlines[:place]), text_of(inlines[place + 1 :]).lstrip()
    last = _LAST_WORD.search(before)
    return behind[:1].islower() or (last is not None and last[1].lower() in _ASKING)


def moment_of(target: str, words: str) -> str:
    """The time stamp that a link names, as h:mm:ss: by its words, by `t=` in its query or its fragment."""
    try:
        address = urlsplit(target)
    except ValueError:  # brackets that are no address of IPv6
        return ""
    if address.scheme not in ("http", "https"):
        return ""
    given = (parse_qs(address.query).get("t") or parse_qs(address.fragment).get("t") or [""])[0]
    if _CLOCK.fullmatch(words.strip()):
        return _clock(*(int(part) for part in words.strip("[] ").split(":")))
    match = _MOMENT.fullmatch(given)
    return _clock(*(int(part or 0) for part in match.groups())) if match else ""


def _clock(*parts: int) -> str:
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + part
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def key_of(target: str) -> str:
    """A key for the recording: its site, and the id that its address ends with."""
    address = urlsplit(target)
    site = _SHORT.get(address.netloc, address.netloc.removeprefix("www.").split(".")[0])
    end = (parse_qs(address.query).get("v") or [address.path.rstrip("/").rpartition("/")[2]])[0]
    return re.sub(r"[^a-z0-9]+", "-", f"{site}-{end}".lower()).strip("-")
