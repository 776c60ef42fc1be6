"""Notes that name a work of the bibliography and nothing else become citations of it; every other note keeps its words.

A note is taken for a citation only when all its words are accounted for: by the work's names, title and imprint, by words that
citations are made of ("ed.", "trans.", "pp."), and by a locator at its end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coursepack.document.ast import Blocks, text_of, walk
from coursepack.importing.model import Draft
from coursepack.sources.bibliography import CslItem

_GLUE = frozenset(
    "a an and at by chap chapter ch cited ed edited edition editor editors eds et al in no number of on p page pages part pp "
    "press pt rev see the to trans translated translator university vol volume accessed https http www doi org from".split()
)
_WORD = re.compile(r"[^\W_]+")
_IBID = re.compile(r"\s*(?:ibid|idem)\b\.?,?\s*(?P<rest>.*?)\s*\.?\s*", re.IGNORECASE)
_LOCATOR = re.compile(
    r"(?:,|:|\bpp?\.|\s)\s*(?P<kind>chap\.|vol\.|no\.|sec\.|pp?\.)?\s*"
    r"(?P<numbers>\d[\d\s,–-]*\d|\d+|[ivxlc]+(?:[–-][ivxlc]+)?)\s*\.?\s*$"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A work as notes may name it, all words folded."""

    key: str
    names: frozenset[str]
    """Family names; a note must hold one of them, where there are any."""
    title: tuple[str, ...]
    """Of the title without its subtitle."""
    others: frozenset[str]
    """Every other word of the work's record, and the initials of its people."""
    numbers: frozenset[str]
    """Year, volume, issue and the range of the whole work, which are no locators."""


def known_works(items: Mapping[str, CslItem]) -> list[Known]:
    """What notes may say of each work of a bibliography."""
    return [_known(key, item) for key, item in items.items()]


def _known(key: str, item: CslItem) -> Known:
    people = [name for role in ("author", "editor", "translator") for name in item.get(role, [])]
    leading = item.get("author") or item.get("editor") or []
    record = " ".join(_texts([value for name, value in item.items() if name not in ("id", "type")]))
    given = " ".join(_texts(people))
    return Known(
        key=key,
        names=frozenset(
            word for name in leading for word in fold(str(name.get("family") or name.get("literal") or ""))
        ),
        title=tuple(word for word in fold(str(item.get("title", "")).split(": ")[0]) if word not in _GLUE),
        others=frozenset(fold(f"{record} {given}")) | {word[0] for word in fold(given)},
        numbers=frozenset({_numbers(item.get(name, "")) for name in ("page", "volume", "issue")} | {_year(item)}),
    )


def _numbers(value: object) -> str:
    return "".join(str(value).split()).replace("-", "–")


def _year(item: CslItem) -> str:
    parts = item.get("issued", {}).get("date-parts", [[""]])
    return str(parts[0][0]) if parts and parts[0] else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [str(value)]


def fold(text: str) -> list[str]:
    """The words of a text without case and accents."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return [word.casefold() for word in _WORD.findall(re.sub(r"['’]s?\b", "", plain))]


def match_notes(draft: Draft, works: Sequence[Known]) -> None:
    """Turn the notes of a draft that cite works into citations, in place, and say which."""
    before = ""
    notes = [node for node in walk(draft.blocks) if node["t"] == "Note"]
    for number, node in enumerate(notes, 1):
        words = " ".join(_note_text(node["c"]).split())
        cited, before = _cite(words, works, before)
        if cited:
            draft.concern(f"note {number}", f"“{words}” became [{cited}]")
            node.update({"t": "RawInline", "c": ["markdown", f"[{cited}]"]})
        elif _IBID.fullmatch(words):
            draft.concern(f"note {number}", f"‘ibid.’ may mean another work here than it did; cite the work: “{words}”")
        elif (near := [work.key for work in works if _names(work, words)]) and len(near) == 1:
            draft.concern(f"note {number}", f"it may cite @{near[0]}: “{words}”")


def _note_text(blocks: Blocks) -> str:
    return " ".join(text_of(block) for block in blocks)


def _cite(note: str, works: Sequence[Known], before: str) -> tuple[str, str]:
    """The citation that a note is, or nothing; and the one work that ‘ibid.’ in the next note would mean."""
    ibid = _IBID.fullmatch(note)
    if ibid and before and (not ibid["rest"] or re.fullmatch(r"(pp?\.\s*)?\d[\d\s,–-]*", ibid["rest"])):
        locator = re.sub(r"^pp?\.\s*", "", ibid["rest"])
        return f"@{before}, {locator}" if locator else f"@{before}", before
    cited = [_cite_one(part, works) for part in re.split(r";\s*", note.rstrip(". "))]
    if not all(cited):
        return "", ""
    keys = [key for key, _ in cited]  # type: ignore[misc]  # none is None
    return "; ".join(f"@{key}{locator}" for key, locator in cited), keys[0] if len(keys) == 1 else ""  # type: ignore[misc]


def _cite_one(part: str, works: Sequence[Known]) -> tuple[str, str] | None:
    found = [(work, locator) for work in works if (locator := _locator_if_cited(part, work)) is not None]
    return (found[0][0].key, found[0][1]) if len(found) == 1 else None


def _names(work: Known, text: str) -> bool:
    """Whether a text holds one of the work's names and enough of its title."""
    said = set(fold(text))
    short = len([word for word in work.title if word in said])
    return (not work.names or bool(work.names & said)) and bool(work.title) and short >= min(2, len(work.title))


def _locator_if_cited(part: str, work: Known) -> str | None:
    """The locator (", 17–18", or nothing) of a text that cites a work; `None` where it says more, or does not."""
    if not _names(work, part):
        return None
    match = _LOCATOR.search(part)
    numbers = " ".join(match["numbers"].split()).replace("-", "–") if match else ""
    rest = fold(part[: match.start()] if match else part)
    if any(word not in work.others and word not in _GLUE and word not in work.names for word in rest):
        return None
    if not numbers or _numbers(numbers) in work.numbers:
        return ""
    kind = match["kind"] if match and match["kind"] in ("chap.", "vol.", "no.", "sec.") else ""
    return f", {kind} {numbers}" if kind else f", {numbers}"
