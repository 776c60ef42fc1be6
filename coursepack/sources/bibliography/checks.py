"""Last step of reading: what resolved entries say, checked one by one here; `similar` and others compare them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from coursepack.diagnostics import Diagnostic, error, warning
from coursepack.sources.bibliography.dates import Fault, Reading, read_date
from coursepack.sources.bibliography.field_uses import check_uses
from coursepack.sources.bibliography.identifiers import (
    bare_doi,
    clean_url,
    is_doi,
    is_isbn,
    is_issn,
    is_url,
    isbns,
    issns,
)
from coursepack.sources.bibliography.latex import plain, unknown_commands
from coursepack.sources.bibliography.model import NAME_LISTS, Entry
from coursepack.sources.bibliography.name_variants import compare_names
from coursepack.sources.bibliography.names import split_names
from coursepack.sources.bibliography.similar import compare
from coursepack.sources.bibliography.spellings import compare_spellings
from coursepack.sources.bibliography.vocabulary import (
    KNOWN_FIELDS,
    KNOWN_TYPES,
    NOT_CITABLE,
    REQUIRED,
    REQUIRED_OF_OTHERS,
    VERBATIM,
    canonical,
    csl_type,
)
from coursepack.sources.bibliography.wordlist import words

UNKNOWN_COMMAND = warning("B015", "A LaTeX command is not known")
UNKNOWN_TYPE = warning("B016", "An entry type is not known")
UNKNOWN_FIELD = warning("B017", "A field is not known")
INCOMPLETE = error("B020", "An entry lacks a field that its type needs")
IMPOSSIBLE_DATE = error("B021", "A date cannot be")
UNTIDY_DATE = warning("B022", "A date is written so that other programs lose it")
BAD_NUMBER = warning("B023", "An ISBN or ISSN is wrong")
BAD_LINK = warning("B024", "A DOI or URL is malformed")
NO_ACCESS_DATE = warning("B025", "An undated web page has no access date")
UNTIDY_TEXT = warning("B028", "A character or word does not mean what it seems to")
BAD_PAGES = warning("B030", "A page range is malformed or runs backwards")
UNTIDY_QUOTES = warning("B031", "Quotation marks do not pair")

_LISTS_OF_NAMES = frozenset(NAME_LISTS)
_OTHERS = re.compile(r"others|\bet\b", re.IGNORECASE)
_DATES = (("", "date"), ("url", "urldate"), ("event", "eventdate"), ("orig", "origdate"))
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8}\d{0,2});|</?(?:i|b|em|strong|sub|sup|span|br|p)\b[^<>]*>", re.IGNORECASE
)
_BARE_AMPERSAND = re.compile(r"(?<!\\)&")
_PAGES = re.compile(r"([A-Za-z]?)(\d{1,9}+)\s*(?:-{1,3}|–|—)\s*([A-Za-z]?)(\d{1,9}+)(?!\d)")
_PAGE_LIST = re.compile(r"[\w.:/*\s+\[\]()–—-]+(?:[,;&][\w.:/*\s+\[\]()–—-]+)*")
_QUOTE = re.compile(r"""(?<!\\)(?:["“”«»]|``|'')""")  # after a backslash, it is an accent
_SIMPLE = re.compile(r"[\w .,:;()/-]*", re.ASCII)
_NOT_TEXT = VERBATIM | words("file timestamp comment groups abstract")


def check_entries(entries: Mapping[str, Entry]) -> list[Diagnostic]:
    """Report what is wrong with the content of entries, and entries that are too much alike."""
    found = [diagnostic for entry in entries.values() for diagnostic in _check(entry)]
    return [*found, *check_uses(entries), *compare(entries), *compare_names(entries), *compare_spellings(entries)]


def _check(entry: Entry) -> Iterator[Diagnostic]:
    yield from _vocabulary(entry)
    yield from _text(entry)
    if entry.type in NOT_CITABLE:
        return
    fields = canonical(entry.fields)
    yield from _required(entry, fields)
    yield from _dates(entry, fields)
    yield from _identifiers(entry, fields)
    yield from _pages(entry, fields)
    yield from _web_page(entry, fields)


def _vocabulary(entry: Entry) -> Iterator[Diagnostic]:
    if entry.type not in KNOWN_TYPES:
        hint = "It is treated as @misc. Correct it, or use a type that BibLaTeX knows."
        yield UNKNOWN_TYPE.at(entry.location, f"‘{entry.key}’ is an @{entry.type}, which is no entry type", hint)
    for name in entry.lines:
        if name not in KNOWN_FIELDS and name.partition("+an")[0] not in KNOWN_FIELDS:
            hint = "It is exported with the entry, but printed nowhere."
            yield UNKNOWN_FIELD.at(
                entry.at(name), f"‘{entry.key}’ has a field {name}, which BibLaTeX does not know", hint
            )


def _text(entry: Entry) -> Iterator[Diagnostic]:
    """Check each text that the entry has itself: commands, ampersands, entities, quotation marks, Unicode form."""
    for name in entry.lines:
        value = entry.fields[name]
        if name in _LISTS_OF_NAMES and _OTHERS.search(value):
            yield from _others(entry, name)
        if _SIMPLE.fullmatch(value) or name in _NOT_TEXT or "+an" in name:
            continue
        place = entry.at(name)
        for command in unknown_commands(value):
            hint = "Its argument is kept, the command left out. Type the character itself, or \\emph and the like."
            yield UNKNOWN_COMMAND.at(
                place, f"{name} of ‘{entry.key}’ has the command \\{command}, which is not known", hint
            )
        if entity := _ENTITY.search(value):
            yield UNTIDY_TEXT.at(
                place, f"{name} of ‘{entry.key}’ has HTML in it: {entity[0]}", "Type the character itself."
            )
        elif _BARE_AMPERSAND.search(value):
            yield UNTIDY_TEXT.at(place, f"{name} of ‘{entry.key}’ has a bare &", "Write \\&, or ‘and’ between names.")
        if not unicodedata.is_normalized("NFC", value):
            message = f"{name} of ‘{entry.key}’ has letters and accents apart"
            yield UNTIDY_TEXT.at(place, message, "Save it in Unicode's composed form (NFC), or type the letter again.")
        if _QUOTE.search(value) and not _quotes_pair(plain(value)):
            yield UNTIDY_QUOTES.at(
                place, f"{name} of ‘{entry.key}’ has quotation marks that do not pair", "Close or remove them."
            )


def _quotes_pair(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("«") == text.count("»")


def _others(entry: Entry, name: str) -> Iterator[Diagnostic]:
    names = split_names(entry.fields[name])
    if any(each.lower().strip("{}.") in ("others", "et al") for each in names[:-1]) or (
        names and re.search(r"\bet\.?\s+al\b|,\s*others$", names[-1], re.IGNORECASE)
    ):
        message = f"{name} of ‘{entry.key}’ has ‘others’ or ‘et al.’ as a name"
        yield UNTIDY_TEXT.at(entry.at(name), message, "End the list with ‘and others’.")


def _required(entry: Entry, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
    for group in REQUIRED.get(entry.type, REQUIRED_OF_OTHERS):
        if not any(name in fields for name in group):
            wanted = " or ".join(group[:2])
            message = f"‘{entry.key}’ (@{entry.type}) has no {wanted}"
            yield INCOMPLETE.at(entry.location, message, f"Add {wanted}, or choose another entry type.")


def _dates(entry: Entry, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
    for prefix, name in _DATES:
        if name not in fields and f"{prefix}year" not in fields:
            continue
        reading = read_date(fields, prefix)
        if reading.fault is None:
            continue
        at = next((each for each in (name, f"{prefix}year", f"{prefix}month") if each in entry.lines), name)
        if at in entry.inherited:
            continue
        yield _date_fault(entry, at, reading)


def _date_fault(entry: Entry, name: str, reading: Reading) -> Diagnostic:
    who = f"{name} of ‘{entry.key}’: ‘{reading.written}’"
    if reading.fault is Fault.IMPOSSIBLE:
        return IMPOSSIBLE_DATE.at(
            entry.at(name), f"{who} is no date", "Write YYYY, YYYY-MM or YYYY-MM-DD, and ranges as start/end."
        )
    if reading.fault is Fault.LITERAL:
        return UNTIDY_DATE.at(
            entry.at(name), f"{who} is kept as words", "Write YYYY-MM-DD, 1950~ for about, or leave it out."
        )
    hint = "Write YYYY-MM-DD; 2012-24 for winter 2012; 1950~ for about 1950; 1904/1906 for a range."
    return UNTIDY_DATE.at(entry.at(name), f"{who} is understood here, but not by other programs", hint)


def _identifiers(entry: Entry, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
    for number in isbns(fields["isbn"]) if "isbn" in fields else ():
        if not is_isbn(number):
            yield BAD_NUMBER.at(
                entry.at("isbn"),
                f"‘{number}’ of ‘{entry.key}’ is no ISBN: its check digit or length is wrong",
                "Look it up.",
            )
    for number in issns(fields["issn"]) if "issn" in fields else ():
        if not is_issn(number):
            yield BAD_NUMBER.at(
                entry.at("issn"),
                f"‘{number}’ of ‘{entry.key}’ is no ISSN: its check digit or form is wrong",
                "Look it up.",
            )
    if "doi" in fields and not is_doi(bare_doi(fields["doi"])):
        yield BAD_LINK.at(
            entry.at("doi"), f"‘{fields['doi']}’ of ‘{entry.key}’ is no DOI", "A DOI begins with 10. and has a slash."
        )
    if "url" in fields and not is_url(clean_url(fields["url"])):
        yield BAD_LINK.at(
            entry.at("url"), f"‘{fields['url']}’ of ‘{entry.key}’ is no web address", "Write it in full, with https://."
        )


def _pages(entry: Entry, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
    pages = plain(fields.get("pages", ""))
    if not pages or "pages" in entry.inherited:
        return
    if not _PAGE_LIST.fullmatch(pages):
        yield BAD_PAGES.at(entry.at("pages"), f"pages of ‘{entry.key}’: ‘{pages}’ is no page range", "Write 17--34.")
        return
    for span in _PAGES.finditer(pages):
        start, end = span[2], span[4]
        end = start[: len(start) - len(end)] + end if len(end) < len(start) and not span[3] else end
        if (span[1] == span[3] or not span[3]) and int(end) < int(start):
            message = f"pages of ‘{entry.key}’: ‘{span[0]}’ runs backwards"
            yield BAD_PAGES.at(entry.at("pages"), message, "Write the first page first.")


def _web_page(entry: Entry, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
    if csl_type(entry.type, fields) not in ("webpage", "post", "post-weblog"):
        return
    if all(read_date(fields, prefix).date is None for prefix in ("", "event", "url")):
        message = f"‘{entry.key}’ is a web page without a date, and does not say when it was seen"
        yield NO_ACCESS_DATE.at(entry.location, message, "Add urldate = {YYYY-MM-DD}.")
