"""Sixth step: entries made into CSL items. pandoc maps fields and divides names; `repair` puts right what it loses.

pandoc refuses a whole file for one bad entry, so it gets clean entries with safe keys, and if it still refuses, the
entries are halved until the bad one stands alone. Some hundred entries share a run; the runs go side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from coursepack import pandoc
from coursepack.diagnostics import Diagnostic, error
from coursepack.errors import ToolFailed
from coursepack.sources.bibliography.latex import clean
from coursepack.sources.bibliography.model import NAME_LISTS, CslItem, Entry
from coursepack.sources.bibliography.names import is_corporate, split_names
from coursepack.sources.bibliography.repair import assemble
from coursepack.sources.bibliography.vocabulary import CSL_TYPES, NOT_CITABLE, canonical
from coursepack.sources.bibliography.wordlist import words

NOT_CONVERTED = error("B040", "An entry cannot be made into a citation")

_PANDOCS = 4  # side by side
_BATCH = 400  # entries a run of pandoc, about half a second

_TITLES = words(
    """
    title subtitle shorttitle booktitle booksubtitle maintitle mainsubtitle journaltitle journalsubtitle
    issuetitle issuesubtitle series eventtitle origtitle shortjournal
    """
)
"""Fields in which braces keep capitals."""
_TEXTS = words(
    """
    edition number issue volume volumes chapter pagetotal version note addendum annotation abstract howpublished
    pubstate venue eventvenue
    """
)
_ONE_TEXT = words("publisher location institution organization origpublisher origlocation")
"""BibLaTeX reads `and` in these as a list; authors write it as a word (Simon and Schuster)."""
_EPRINT = ("eprint", "eprinttype", "eprintclass")


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry as pandoc gets it, and its lists of names."""

    entry: Entry
    source: str
    roles: tuple[str, ...]
    """Author first; pandoc gets each other list as the authors of an entry of its own, so that it drops none for its role."""


def to_csl(entries: Iterable[Entry]) -> tuple[dict[str, CslItem], list[Diagnostic]]:
    """CSL items by key, in the order given, and an error for each entry that has no item.

    Raises `ToolFailed` only if pandoc itself does not work.
    """
    wanted = list(entries)
    drafts = [_draft(index, entry) for index, entry in enumerate(wanted) if entry.type not in NOT_CITABLE]
    with ThreadPoolExecutor(_PANDOCS) as pool:
        batches = pool.map(_convert, [drafts[at : at + _BATCH] for at in range(0, len(drafts), _BATCH)])
        converted = {key: item for batch in batches for key, item in batch.items()}
    items: dict[str, CslItem] = {}
    found: list[Diagnostic] = []
    for entry in wanted:
        if entry.type in NOT_CITABLE:
            message = f"‘{entry.key}’ is an @{entry.type}, which holds data for other entries"
            found.append(NOT_CONVERTED.at(entry.location, message, "Cite one of the entries that use it."))
        elif entry.key in converted:
            items[entry.key] = converted[entry.key]
        else:
            hint = "Look for unusual LaTeX in its fields; the other entries are not affected."
            found.append(NOT_CONVERTED.at(entry.location, f"pandoc could not read the entry ‘{entry.key}’", hint))
    return items, found


def _draft(index: int, entry: Entry) -> _Draft:
    fields = _with_own_subtitles(canonical(entry.fields))
    lines = [f"@{entry.type if entry.type in CSL_TYPES else 'misc'}{{k{index},", "  langid = {german},"]
    for name, value in fields.items():
        if name in _TITLES:
            text = clean(value, protect=True)
        elif name in _TEXTS:
            text = clean(value)
        elif name in _ONE_TEXT:
            text = f"{{{clean(value)}}}"
        elif name in _EPRINT:
            text = clean(value)
        else:
            continue
        lines.append(f"  {name} = {{{text}}},")
    roles = tuple(role for role in NAME_LISTS if fields.get(role, "").strip())
    names = {role: _names(entry, role, fields[role]) for role in roles}
    lines.append(f"  author = {{{names.pop('author')}}},\n}}" if "author" in names else "}")
    lines.extend(f"@misc{{k{index}-{role}, langid = {{german}}, author = {{{names[role]}}}}}" for role in names)
    return _Draft(entry, "\n".join(lines), roles)


def _with_own_subtitles(fields: dict[str, str]) -> dict[str, str]:
    """Join subtitles to their titles in a work of several volumes that has no `mainsubtitle`.

    pandoc would print the subtitle of the volume behind the title of the whole work too.
    """
    if "maintitle" not in fields or "mainsubtitle" in fields:
        return fields
    joined = dict(fields)
    for title, subtitle in (("title", "subtitle"), ("booktitle", "booksubtitle")):
        if title in joined and subtitle in joined:
            head = joined[title].rstrip()
            joined[title] = f"{head}{' ' if head.endswith(('?', '!', '.', ':')) else ': '}{joined.pop(subtitle)}"
    return joined


def _names(entry: Entry, role: str, value: str) -> str:
    first = entry.family_first.get(role, frozenset())
    return " and ".join(_name(name, position in first) for position, name in enumerate(split_names(value)))


def _name(written: str, family_first: bool) -> str:
    if is_corporate(written):
        return f"{{{clean(written)}}}"
    if family_first and "," not in written:
        written = ", ".join(written.split(None, 1))
    return _outside_braces(written)


def _outside_braces(name: str) -> str:
    """Clean a name; groups that hold a part together (`{van der} Berg`) stay groups."""
    parts: list[str] = []
    depth = start = 0
    for position, character in enumerate(name):
        if character == "{":
            if not depth:
                parts.append(name[start:position])
                start = position
            depth += 1
        elif character == "}" and depth:
            depth -= 1
            if not depth:
                parts.append(name[start : position + 1])
                start = position + 1
    parts.append(name[start:])
    glued = "".join(parts)
    if " " not in "".join(part for part in parts if part.startswith("{")):
        return clean(glued)
    return "".join(f"{{{clean(part[1:-1])}}}" if part.startswith("{") else clean(part) for part in parts)


def _convert(drafts: Sequence[_Draft]) -> dict[str, CslItem]:
    """Items by key; without those that pandoc cannot read even alone."""
    if not drafts:
        return {}
    try:
        found = _run("\n\n".join(draft.source for draft in drafts))
    except ToolFailed:
        if len(drafts) == 1:
            _run("@misc{probe, title = {Probe}}")  # raises if it is pandoc that does not work, not the entry
            return {}
        middle = len(drafts) // 2
        return {**_convert(drafts[:middle]), **_convert(drafts[middle:])}
    items: dict[str, CslItem] = {}
    for draft in drafts:
        key = draft.source.partition("{")[2].partition(",")[0]
        if key in found:
            ids = {role: key if role == "author" else f"{key}-{role}" for role in draft.roles}
            lists = {role: found.get(ids[role], {}).get("author", []) for role in draft.roles}
            items[draft.entry.key] = assemble(draft.entry, found[key], lists)
    return items


def _run(source: str) -> dict[str, dict[str, Any]]:
    output = pandoc.run(["-f", "biblatex", "-t", "csljson"], source)
    return {str(item["id"]): item for item in json.loads(output)}
