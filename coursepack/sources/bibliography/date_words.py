"""Dates in English words, where a style has no place for a date but has one for words."""

from __future__ import annotations

from typing import Any

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def date_in_words(date: dict[str, Any], language: str) -> str:
    """Write a CSL date as “9 April 2023”, in American English as “April 9, 2023”; nothing for a range, or in other languages."""
    ranged = date.get("date-parts", [])
    if len(ranged) != 1 or not ranged[0] or not language.startswith("en"):
        return ""
    year, *rest = ranged[0]
    month = _MONTHS[rest[0] - 1] if rest and 1 <= rest[0] <= len(_MONTHS) else ""
    day = str(rest[1]) if month and len(rest) > 1 else ""
    if language == "en-US" and day:
        return f"{month} {day}, {year}"
    return " ".join(part for part in (day, month, str(year)) if part)
