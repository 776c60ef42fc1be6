"""The rights record of a chapter, in its front matter: who owns the text, and by what right it is reproduced.

rights:
holder: The China Quarterly
basis: permission
reference: CUP-2026-0412
expires: 2027-08-31
pages: 18
fee: GBP 90
credit: "First published in *The China Quarterly* 7 (1961). Reproduced by permission."
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from coursepack.diagnostics import Diagnostic, error
from coursepack.sources.files import SourceFile

BAD_RIGHTS = error("M050", "a rights record cannot be used")


class Basis(StrEnum):
    """The right by which a text is reproduced."""

    OWN = "own"
    PUBLIC_DOMAIN = "public-domain"
    LICENCE = "licence"
    PERMISSION = "permission"
    EXCEPTION = "exception"
    """An exception of the law, or a collective licence for teaching."""
    REQUESTED = "requested"
    """Asked for, and not answered yet."""


NAMED = (Basis.LICENCE, Basis.EXCEPTION)
"""What must say which licence or which exception it is."""
_KEYS = ("holder", "basis", "reference", "expires", "pages", "fee", "credit")


@dataclass(frozen=True, slots=True)
class Rights:
    """One record; `pages` counts the pages copied from the original, `credit` is Markdown."""

    holder: str
    basis: Basis
    reference: str = ""
    """Of the permission, or the name of the licence or exception."""
    expires: date | None = None
    pages: int | None = None
    fee: str = ""
    credit: str = ""
    """What the acknowledgements print, in place of words made from the basis."""


def read_rights(record: Any, source: SourceFile) -> tuple[Rights | None, list[Diagnostic]]:
    """Read the value of `rights` in a chapter's front matter; `None` where there is none, or none that can be used."""
    if record is None:
        return None, []
    faults = (
        _faults(record) if isinstance(record, dict) else ["it must hold ‘holder: …’ and ‘basis: …’, indented below it"]
    )
    if faults:
        place = source.locate(r"(?m)^rights\b")
        hint = f"a record has holder and basis, and may have {', '.join(_KEYS[2:])}; docs/markup.md shows one"
        return None, [BAD_RIGHTS.at(place, fault, hint) for fault in faults]
    return _record({key: str(value).strip() for key, value in record.items()}), []


def _record(texts: dict[str, str]) -> Rights:
    return Rights(
        holder=texts.get("holder", ""),
        basis=Basis(texts["basis"]),
        reference=texts.get("reference", ""),
        expires=date.fromisoformat(texts["expires"]) if texts.get("expires") else None,
        pages=int(texts["pages"]) if texts.get("pages") else None,
        fee=texts.get("fee", ""),
        credit=texts.get("credit", ""),
    )


def _faults(record: dict[str, Any]) -> list[str]:
    """What is wrong with a record, in words."""
    faults = [f"unknown key ‘{key}’{_near(key)}" for key in record if key not in _KEYS]
    faults += [f"‘{key}’ must be a text" for key, value in record.items() if not isinstance(value, str)]
    if faults:
        return faults
    basis = record.get("basis", "")
    if basis not in list(Basis):
        faults.append(f"the basis is ‘{basis}’; it must be one of {', '.join(Basis)}")
    if not record.get("holder") and basis != Basis.PUBLIC_DOMAIN:
        faults.append("it names no holder")
    if basis in NAMED and not record.get("reference"):
        faults.append(f"the basis ‘{basis}’ needs a reference: which {basis} is it?")
    if record.get("expires") and not _is_day(record["expires"]):
        faults.append(f"‘{record['expires']}’ is not a day; write year, month and day as in 2027-08-31")
    if record.get("pages") and not re.fullmatch(r"\d{1,9}", record["pages"]):
        faults.append(f"pages is ‘{record['pages']}’; it must be a number")
    return faults


def _near(key: str) -> str:
    near = difflib.get_close_matches(key, _KEYS, n=1)
    return f"; did you mean ‘{near[0]}’?" if near else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
