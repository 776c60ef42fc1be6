"""Draft entries for works that notes cite and the bibliography does not have: a start, to be compared with the work itself."""

from __future__ import annotations

import re

from coursepack.document.ast import text_of, walk
from coursepack.importing.model import Draft
from coursepack.importing.note_matching import fold

_BOOK = re.compile(
    r"(?P<author>[^“”\"(),]{2,80}(?: and [^“”\"(),]{2,80})?), (?P<title>[^“”\"()]{4,200}?),? "
    r"\((?P<location>[^:()]{1,80}): (?P<publisher>[^()]{1,120}?), (?P<date>\d{4})\)"
)
_ARTICLE = re.compile(
    r"(?P<author>[^“”\"(),]{2,80}(?: and [^“”\"(),]{2,80})?), [“\"‘](?P<title>[^”\"’]{4,300}?),?[”\"’],? "
    r"(?P<journaltitle>[^“”\"(),\d]{3,120}?),? (?:(?P<volume>\d+)(?:, no\. (?P<number>\d+))?|no\. (?P<issue>\d+)) "
    r"\((?:[^()]{0,40}?)(?P<date>\d{4})\): (?P<pages>\d+(?:[–-]\d+)?)"
)


_LONGEST = 1000
"""Characters of a note that may name a work."""


def draft_works(draft: Draft) -> tuple[str, ...]:
    """Entries (BibLaTeX) for the notes that are still notes and name a work in full, and for recordings on the web."""
    entries: dict[str, str] = {}
    notes = [node for node in walk(draft.blocks) if node["t"] == "Note"]
    for note in notes:
        words = " ".join(" ".join(text_of(block) for block in note["c"]).split())
        if len(words) > _LONGEST:
            continue  # more than a citation, and hours of matching
        for kind, pattern in (("article", _ARTICLE), ("book", _BOOK)):
            for match in pattern.finditer(words):
                key, entry = _entry(kind, match)
                if key not in entries:
                    entries[key] = entry
                    draft.concern(
                        "draft entry", f"@{key} was made of the note “{words}”; compare it with the work, then cite it"
                    )
    for key, address in draft.web.items():
        entries[key] = _written("online", key, {"title": "{}", "url": address})
        draft.concern("draft entry", f"@{key} has no author, title and date yet: {address}")
    return tuple(entries.values())


def _entry(kind: str, match: re.Match[str]) -> tuple[str, str]:
    fields = {name: value.strip() for name, value in match.groupdict().items() if value}
    if "issue" in fields:
        fields["number"] = fields.pop("issue")
    fields["author"] = re.sub(r"^(?:see(?: also)?|cf\.)\s+", "", fields["author"], flags=re.IGNORECASE)
    first = re.split(r" and ", fields["author"])[0]
    key = f"{fold(first)[-1] if fold(first) else 'anon'}{fields['date']}"
    return key, _written(kind, key, fields)


def _written(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{_safe(value)}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _safe(value: str) -> str:
    """A value as BibLaTeX takes it: special characters escaped, no brace that could end the entry."""
    if value == "{}":
        return ""
    if re.match(r"https?://\S+$", value):
        return value.replace("{", "%7B").replace("}", "%7D")
    plain = value.replace("\\", "").replace("{", "").replace("}", "")
    return re.sub(r"([&%$#_])", r"\\\1", plain)
