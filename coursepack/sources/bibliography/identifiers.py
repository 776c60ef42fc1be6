"""ISBN, ISSN, DOI and URL: made bare for CSL, and checked."""

from __future__ import annotations

import re

_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_URL = re.compile(
    r"(?:https?|ftp)://[^\s/?#\[\]{}<>\"\\^`|.]+(?:\.[^\s/?#\[\]{}<>\"\\^`|.]+)*\.?(?::\d+)?(?:[/?#][^\s{}<>\"\\^`|]*)?",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([%#_&$~^{}])")
_URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
_SEPARATORS = re.compile(r"[\s,;/]+")


def clean_url(value: str) -> str:
    r"""Strip a URL of the LaTeX that authors put into it: `\_`, `\%`, `\url{…}`, `{\textasciitilde}`."""
    wrapped = _URL_COMMAND.fullmatch(value.strip())
    text = (wrapped[1] if wrapped else value).strip().strip("<>")
    text = re.sub(r"\{?\\textasciitilde\s*(?:\{\})?\}?|\{?\\(?:sim|~)\{\}\}?", "~", text)
    return _ESCAPE.sub(r"\1", text)


def bare_doi(value: str) -> str:
    """Strip a DOI of its resolver."""
    return _DOI_PREFIX.sub("", _ESCAPE.sub(r"\1", value.strip()), count=1)


def is_url(value: str) -> bool:
    """Whether a cleaned URL is absolute and has no character that RFC 3986 forbids, but for letters."""
    return bool(_URL.fullmatch(value))


def is_doi(value: str) -> bool:
    """Whether a bare DOI has a prefix and a suffix (DOI Handbook, 2.2)."""
    return bool(_DOI.fullmatch(value))


def isbns(value: str) -> list[str]:
    """Find the ISBNs of a field that may hold several, with words such as `(pbk.)`."""
    return re.findall(r"[\d][\d\s-]{8,}[\dXx]", value) or [value.strip()]


def is_isbn(value: str) -> bool:
    """Whether an ISBN-10 or ISBN-13 has its right length and check digit (ISO 2108)."""
    digits = re.sub(r"[\s-]", "", value).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum(_worth(d) * weight for d, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10 == 0
    return False


def issns(value: str) -> list[str]:
    """Find the ISSNs of a field that may hold several."""
    return [part for part in _SEPARATORS.split(value.strip()) if part]


def is_issn(value: str) -> bool:
    """Whether an ISSN has its form and its check digit (ISO 3297)."""
    if not re.fullmatch(r"\d{4}-?\d{3}[\dXx]", value):
        return False
    digits = value.replace("-", "").upper()
    return sum(_worth(d) * weight for d, weight in zip(digits, range(8, 0, -1), strict=True)) % 11 == 0


def _worth(digit: str) -> int:
    return 10 if digit == "X" else int(digit)
