"""Languages as library catalogues code them (MARC Code List for Languages; ISO 639-2/B)."""

from __future__ import annotations

from collections.abc import Mapping

_CODES: Mapping[str, str] = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "cze", "da": "dan", "de": "ger", "el": "gre", "en": "eng", "es": "spa",
    "et": "est", "fa": "per", "fi": "fin", "fr": "fre", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind",
    "is": "ice", "it": "ita", "ja": "jpn", "ko": "kor", "la": "lat", "lt": "lit", "lv": "lav", "mn": "mon", "nb": "nor",
    "nl": "dut", "nn": "nor", "no": "nor", "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus", "sk": "slo", "sl": "slv",
    "sq": "alb", "sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "chi",
}  # fmt: skip

ARTICLES: Mapping[str, tuple[str, ...]] = {
    "en": ("The ", "An ", "A "),
    "de": ("Der ", "Die ", "Das ", "Ein ", "Eine "),
    "fr": ("Les ", "Le ", "La ", "L’", "L'", "Une ", "Un "),
    "es": ("Los ", "Las ", "El ", "La ", "Una ", "Un "),
    "it": ("Gli ", "Il ", "Lo ", "La ", "Le ", "I ", "L’", "Una ", "Un "),
}
"""Articles that a title is not filed under."""


def marc_language(tag: str) -> str:
    """Code a BCP 47 tag; three letters are taken as they are, what is not known is `und`."""
    primary = tag.split("-", maxsplit=1)[0]
    return primary if len(primary) == 3 else _CODES.get(primary, "und")


def nonfiling(title: str, tag: str) -> int:
    """Count the characters of an article at the head of a title."""
    articles = ARTICLES.get(tag.split("-", maxsplit=1)[0], ())
    return next((len(article) for article in articles if title.startswith(article)), 0)
