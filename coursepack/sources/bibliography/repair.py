"""Seventh step: pandoc's CSL items put right from the entry's own fields.

pandoc gives most text variables; type, dates, names, archive, genre, identifiers and language are set here, since
pandoc loses or guesses them. What CSL has no variable for is kept in `custom`, so that the CSL export loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from coursepack.sources.bibliography.dates import CslDate, read_date
from coursepack.sources.bibliography.identifiers import bare_doi, clean_url
from coursepack.sources.bibliography.latex import NOCASE_END, NOCASE_START, plain
from coursepack.sources.bibliography.model import CslItem, Entry
from coursepack.sources.bibliography.names import has_cjk, split_names
from coursepack.sources.bibliography.vocabulary import (
    GENRES,
    IN_CSL,
    LANGUAGES,
    ROLES,
    ROLES_BY_TYPE,
    canonical,
    csl_type,
)
from coursepack.sources.bibliography.wordlist import words

Names = list[dict[str, Any]]

_COPIED = words(
    """
    title volume-title container-title collection-title collection-number container-title-short event
    event-title event-place original-title original-publisher original-publisher-place publisher publisher-place
    edition issue number number-of-volumes number-of-pages chapter-number version note annote abstract status
    volume URL
    """
)
"""Variables taken over from pandoc, in which the marks of protected capitals are made into markup."""

_RECORDINGS = words("broadcast motion_picture song webpage post post-weblog interview speech")
_RANGE_DASH = re.compile(r"\s*(?:-{1,3}|–|—)\s*")
_TAG = re.compile(r"<(/?)(i|b|sup|sub|span)\b[^>]*>")
_USE_PREFIX = re.compile(r"\buseprefix\b(?!\s*=\s*false)")
_WHOLE_FAMILY = re.compile(r"\{[^{},]* [^{},]*\}\s*,")
_CLOSING = re.compile(f"[{NOCASE_START}{NOCASE_END}]")


def assemble(entry: Entry, converted: CslItem, lists: Mapping[str, Names]) -> CslItem:
    """One CSL item from an entry, what pandoc made of it, and its lists of names as pandoc divided them."""
    fields = canonical(entry.fields)
    item: CslItem = {"id": entry.key, "type": csl_type(entry.type, fields)}
    item |= {
        name: _markup(value) if isinstance(value, str) else value
        for name, value in converted.items()
        if name in _COPIED
    }
    if "event" in item:
        item.setdefault("event-title", item.pop("event"))
    item |= _contributors(entry, fields, lists)
    _set_titles(item, fields)
    _set_dates(item, entry, fields)
    _set_description(item, entry, fields, converted)
    _set_identifiers(item, fields)
    _set_place_in_host(item, fields)
    if entry.keywords:
        item["keyword"] = ", ".join(entry.keywords)
    custom = {name: plain(value) for name, value in fields.items() if name not in IN_CSL and "+an" not in name}
    if has_cjk(fields.get("titleaddon", "")) and "original-title" not in item:
        custom["titleaddon"] = plain(fields["titleaddon"])
    if custom:
        item["custom"] = custom
    return item


def _markup(text: str) -> str:
    """CSL's rich text: protected capitals as `<span class="nocase">`."""
    opened = 0
    for mark in _CLOSING.findall(text):
        opened += 1 if mark == NOCASE_START else -1
    text += NOCASE_END * max(0, opened)
    return text.replace(NOCASE_START, '<span class="nocase">').replace(NOCASE_END, "</span>").strip()


def _contributors(entry: Entry, fields: Mapping[str, str], lists: Mapping[str, Names]) -> CslItem:
    """Names by CSL role; roles that fall together are joined."""
    roles: CslItem = {}
    for role, names in lists.items():
        kind = plain(fields.get(f"{role}type", "")).lower()
        target = ROLES_BY_TYPE.get(kind, ROLES.get(role)) if role.startswith("editor") else ROLES.get(role)
        if target and names:
            first = entry.family_first.get(role, frozenset())
            written = split_names(fields[role])
            whole = [_with_whole_family(*pair) for pair in zip(names, written, strict=False)] + names[len(written) :]
            if _USE_PREFIX.search(fields.get("options", "")):
                whole = [_with_kept_particle(name) for name in whole]
            ordered = [_with_order(name, position in first) for position, name in enumerate(whole)]
            roles[target] = roles.get(target, []) + ordered
    if roles.get("container-author") == roles.get("author"):
        roles.pop("container-author", None)
    return roles


def _with_whole_family(name: dict[str, Any], written: str) -> dict[str, Any]:
    """Braces around the family name, `{de la Mare}, Walter`, say that its particle belongs to it."""
    particle = name.get("non-dropping-particle") or name.get("dropping-particle")
    if not particle or not _WHOLE_FAMILY.match(written):
        return name
    rest = {part: value for part, value in name.items() if not part.endswith("dropping-particle")}
    return {**rest, "family": f"{particle} {name['family']}"}


def _with_kept_particle(name: dict[str, Any]) -> dict[str, Any]:
    """BibLaTeX's `useprefix`: the particle stands in short forms too, van Gogh beside Beethoven."""
    return {("non-" * (part == "dropping-particle")) + part: value for part, value in name.items()}


def _with_order(name: dict[str, Any], family_first: bool) -> dict[str, Any]:
    """CSL-JSON's `static-ordering` says that a name is never turned round."""
    return {**name, "static-ordering": True} if family_first and "given" in name and "family" in name else name


def _set_titles(item: CslItem, fields: Mapping[str, str]) -> None:
    if item["type"] in _RECORDINGS and "maintitle" in fields and "volume-title" in item:
        item["container-title"] = item["title"]
        item["title"] = item.pop("volume-title")
    if item["type"] in _RECORDINGS and "container-title" not in item and "booktitle" in fields:
        item["container-title"] = plain(fields["booktitle"])
    if item["type"] == "periodical" and item.get("container-title") == item.get("title"):
        item.pop("container-title", None)  # pandoc names a journal as its own host
    title = item.get("title", "")
    if "shorttitle" in fields:
        item["title-short"] = plain(fields["shorttitle"])
    elif ": " in title:
        item["title-short"] = _with_closed_tags(title.partition(": ")[0])


def _with_closed_tags(text: str) -> str:
    """Close the markup that is open where a title was cut off."""
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        if not tag[1]:
            opened.append(tag[2])
        elif opened:
            opened.pop()
    return text + "".join(f"</{name}>" for name in reversed(opened))


def _set_dates(item: CslItem, entry: Entry, fields: Mapping[str, str]) -> None:
    """`issued`, `accessed`, `event-date`, `original-date`; an undated work has no `issued` at all."""
    own = read_date(fields).date
    host = read_date(entry.host_date).date
    dates: dict[str, CslDate | None] = {
        "issued": host or own,
        "event-date": read_date(fields, "event").date or (own if host and host != own else None),
        "original-date": read_date(fields, "orig").date,
        "accessed": read_date(fields, "url").date,
    }
    item.update({name: date for name, date in dates.items() if date})


def _set_description(item: CslItem, entry: Entry, fields: Mapping[str, str], converted: CslItem) -> None:
    """Genre, medium, archive and language; a description that stands in place of a title."""
    subtype = fields.get("entrysubtype", "").strip().lower()
    kind = plain(fields.get("genre") or fields.get("type", ""))
    genre = GENRES.get(kind.lower(), kind) or GENRES.get(entry.type, "")
    addon = plain(fields.get("titleaddon", ""))
    if addon and not has_cjk(addon):
        genre = ", ".join(part for part in (genre, addon) if part)
    elif addon and {"translator", "origlanguage"} & fields.keys():
        item.setdefault("original-title", addon)
    if subtype == "untitled" and "title" in item:
        genre = ", ".join(part for part in (item.pop("title"), genre) if part)
        item.pop("title-short", None)
    medium = plain(fields.get("medium", "")) or ("podcast" if subtype == "podcast" else "")
    language = plain(fields.get("langid", "") or fields.get("language", ""))
    values = {
        "genre": genre,
        "medium": medium,
        "archive": plain(fields.get("archive", "") or fields.get("library", "")),
        "archive_location": plain(fields.get("archive_location", "")),
        "call-number": plain(fields.get("call-number", "")),
        "language": LANGUAGES.get(
            language.lower(), language if re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", language) else ""
        ),
    }
    item.update({name: value for name, value in values.items() if value})


def _set_identifiers(item: CslItem, fields: Mapping[str, str]) -> None:
    if "url" in fields:
        item["URL"] = clean_url(fields["url"])
    if "doi" in fields:
        item["DOI"] = bare_doi(fields["doi"])
    for name in ("isbn", "issn", "pmid", "pmcid"):
        if fields.get(name, "").strip():
            item[name.upper()] = fields[name].strip()


def _set_place_in_host(item: CslItem, fields: Mapping[str, str]) -> None:
    """Pages, part and volume as written; pandoc joins part and volume to one number."""
    pages = plain(fields.get("pages", "") or fields.get("eid", ""))
    if pages:
        item["page"] = ", ".join(_RANGE_DASH.sub("-", part.strip()) for part in pages.split(","))
    if "part" in fields:
        item["part-number"] = plain(fields["part"])
        item.pop("volume", None)
        if "volume" in fields:
            item["volume"] = plain(fields["volume"])
