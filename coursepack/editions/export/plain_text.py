"""CSL variables as plain text, for formats without markup: titles without tags, names, dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from coursepack.sources.bibliography import CslItem

_TAGS = re.compile(r"</?(?:i|b|sub|sup|sc)>|<span (?:class|style)=\"[^\"]*\">|</span>")
_CONTROL_OR_SPACE = re.compile(r"[\s\u2028\u2029\u0085]+")
_ELISION = re.compile(r"(['’]) ")
_SEASONS = ("", "Spring", "Summer", "Autumn", "Winter")


def one_line(value: object) -> str:
    """Return a value as one line of text: no markup, no control or format characters, white space single."""
    text = _CONTROL_OR_SPACE.sub(" ", _TAGS.sub("", str(value)))
    return "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Co") and c not in "\u2060\ufeff"
    ).strip()


def keywords_of(item: CslItem) -> list[str]:
    """Divide the keywords, which commas part; where there is a semicolon, semicolons do."""
    words = str(item.get("keyword", ""))
    return [word.strip() for word in words.split(";" if ";" in words else ",") if word.strip()]


def title_of(item: CslItem) -> str:
    """Return the title, or the description that stands in its place."""
    return one_line(item.get("title") or item.get("genre", ""))


def inverted(name: dict[str, Any]) -> str:
    """Write a name as `Family, Given, Suffix`; an organisation's as it is."""
    if "literal" in name:
        return one_line(name["literal"])
    family = whole_family(name)
    return one_line(", ".join(part for part in (family, name.get("given", ""), name.get("suffix", "")) if part))


def whole_family(name: Mapping[str, Any]) -> str:
    """The family name with its particles: van Gogh, d’Angelo."""
    parts = [name.get(part) for part in ("dropping-particle", "non-dropping-particle", "family")]
    return _ELISION.sub(r"\1", " ".join(part for part in parts if part))


def iso_date(date: dict[str, Any] | None) -> str:
    """Write a CSL date as YYYY-MM-DD, a range with `/`, a doubtful one with `~`, a season in words; empty for none."""
    if not date:
        return ""
    if "literal" in date:
        return one_line(date["literal"])
    ends = [_iso(parts) for parts in date.get("date-parts", [])]
    season = _SEASONS[date["season"]] + " " if date.get("season") in (1, 2, 3, 4) else ""
    return season + "/".join(ends) + ("~" if date.get("circa") else "")


def ris_date(date: dict[str, Any] | None) -> str:
    """Write a CSL date as RIS does, YYYY/MM/DD, or YYYY/MM/DD/other: ranges, seasons and doubtful dates are other words."""
    year = iso_year(date)
    if not date or not year:
        return f"///{iso_date(date)}" if date else ""
    ends = date["date-parts"]
    if len(ends) > 1 or date.get("season") or date.get("circa"):
        return f"{year}///{iso_date(date)}"
    month, day = [*(f"{number:02d}" for number in ends[0][1:]), "", ""][:2]
    return f"{year}/{month}/{day}" + ("" if day else "/")


def year_of(date: dict[str, Any] | None) -> str:
    """Return the first year of a CSL date, empty for none."""
    parts = (date or {}).get("date-parts", [[]])
    return str(parts[0][0]) if parts and parts[0] else ""


def iso_year(date: Mapping[str, Any] | None) -> str:
    """Return the first year of a CSL date as ISO 8601 writes it, YYYY; empty for none."""
    parts = (date or {}).get("date-parts", [[]])
    return _iso(parts[0][:1]) if parts and parts[0] else ""


def _iso(parts: list[int]) -> str:
    if parts[:1] in ([], [0]):
        return ".."
    year = parts[0] + 1 if parts[0] < 0 else parts[0]  # ISO 8601 has a year 0, CSL has not
    return "-".join([f"{'-' if year < 0 else ''}{abs(year):04d}", *(f"{part:02d}" for part in parts[1:])])
