"""The rules of docs/house-style.md that a program can check: each takes a text and gives what breaks the rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Check = Callable[[str], list[str]]

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_IZE = frozenset("size sized sizes sizing prize prizes prized seize seized seizes seizing capsize resize".split())
_PREFERRED = {
    "amongst": "among",
    "percent": "per cent",
    "judgment": "judgement",
    "judgments": "judgements",
    "acknowledgment": "acknowledgement",
    "learned": "learnt",
    "spelled": "spelt",
    "toward": "towards",
    "whilst": "while",
    "today": "a date",
    "nowadays": "a date",
}
_OTHER_NAMES = {
    r"Mao T[sz]e-?[tT]ung": "Mao Zedong",
    r"Chou En-?lai": "Zhou Enlai",
    r"Chiang Kaishek|Jiang Jieshi": "Chiang Kai-shek",
    r"Liu Shao-?ch'?i": "Liu Shaoqi",
    r"Lin Piao": "Lin Biao",
    r"Teng Hsiao-?p'?ing|Deng Xiao Ping": "Deng Xiaoping",
    r"Dikott?er\b|Dikoetter|Diköter\b": "Dikötter",
    r"Krus?h?chev|Khruschev|Khruschov|Krushchev": "Khrushchev",
    r"Lushun|Lü-?shun(?! )\w": "Lüshun",
    r"Peking(?! University)": "Beijing",
    r"Beijing University|University of Peking": "Peking University",
    r"Renmin [Rr]ibao": "People’s Daily",
    r"Yang Chi-?sheng": "Yang Jisheng",
}
_CAPITALS = {
    r"(?<=[a-z,;] )(?<!Communist )Part(?:y|ies)\b(?! Congress| Archives)": "the party, without a capital",
    r"\bparty congress of\b|[Ee]ighth party congress": "the Eighth Party Congress",
    r"\b[Gg]reat leap\b|\bthe leap\b(?! of)": "the Great Leap, the Leap",
    r"\bcultural revolution\b|Cultural revolution": "the Cultural Revolution",
    r"\bhundred flowers\b|Hundred flowers": "the Hundred Flowers",
    r"[Aa]nti-Rightist": "anti-rightist",
    r"(?<=[a-z] )People’s Communes?\b": "people’s commune, without a capital",
    r"\b(?:chapter|table|figure) \d|\b(?:chapter|part) (?:one|two|three|four)\b": "Chapter, Part, Table, Figure with a capital",
    r"(?<=[a-z,] )(?:Section|Page|Note) \d": "section, page, note without a capital",
    r"\bPart \d": "Part One, in words",
}
_DATES = {
    rf"{_MONTH},? \d{{1,2}},? \d{{4}}|{_MONTH} \d{{1,2}}\b(?!\d)": "17 May 1958",
    rf"\d{{1,2}}(?:st|nd|rd|th) (?:of )?{_MONTH}": "17 May 1958",
    rf"{_MONTH}, \d{{4}}": "March 1959",
    r"\b[Ww]inter of \d{4}(?![–-]\d)": "the winter of 1957–8",
    r"(?<=[a-z] )(?:Spring|Summer|Autumn|Winter)\b(?! Palace)": "the season without a capital",
}


def american(text: str) -> list[str]:
    """-ize and -yze, and words of which the house prefers another form."""
    found = [word for word in re.findall(r"\b\w+[iy]z(?:e|es|ed|ing|ations?|ers?)\b", text) if word.lower() not in _IZE]
    return found + [word for word in re.findall(r"\w+", text) if word.lower() in _PREFERRED]


def doubled_words(text: str) -> list[str]:
    """A word twice running, save where grammar doubles it."""
    pairs = re.findall(r"\b(\w+)[ \n]+(\w+)\b", text) + re.findall(r"\b\w+[ \n]+(\w+)[ \n]+(\w+)\b", text)
    return sorted({first for first, second in pairs if first.lower() == second.lower() and first.lower() != "had"})


def other_names(text: str) -> list[str]:
    """A name in another form than the one in use throughout."""
    return _matches(_OTHER_NAMES, text)


def capitals(text: str) -> list[str]:
    """A capital too many or too few."""
    return _matches(_CAPITALS, text)


def dates(text: str) -> list[str]:
    """A date, month or season in another form."""
    return _matches(_DATES, text)


def ranges(text: str) -> list[str]:
    """A hyphen in a range of numbers, a dash after 'from' or 'between', a year that repeats its century."""
    patterns = (r"\d-\d", r"\b(?:from|between) \d[\d.,]*[–-]\d", r"\b(\d\d)\d\d–\1\d\d\b")
    return [match[0] for pattern in patterns for match in re.finditer(pattern, text)]


def punctuation(text: str) -> list[str]:
    """Straight quotation marks, double ones outermost, dashes in the run of the text, double spaces, exclamation marks."""
    found = re.findall(r"['\"]|—| – |!|\.\.\.| {2,}| [,;:.?](?!\.)|…\.", text)
    return found + [match[0] for match in re.finditer(r"“", text) if "‘" not in text[: match.start()]]


def shortenings(text: str) -> list[str]:
    """Contractions, Latin abbreviations, the sign for per cent."""
    return re.findall(r"\w+n’t\b|\w+’(?:ll|re|ve|m)\b|\b(?:e\.g|i\.e|cf|viz|etc)\.|\d ?%", text)


def source_spaces(source: str) -> list[str]:
    """Spaces at the end of a line, and two in the run of one (tables, definitions and verse are laid out with spaces)."""
    lines = source.splitlines()
    found = [line for line in lines if line != line.rstrip()]
    return found + [line for line in lines if not line.startswith(("|", ":")) and re.search(r"\S {2,}\S", line)]


def _matches(patterns: dict[str, str], text: str) -> list[str]:
    return [f"{match[0]} (write: {right})" for wrong, right in patterns.items() for match in re.finditer(wrong, text)]


PROSE_CHECKS: Iterable[Check] = (
    american,
    doubled_words,
    other_names,
    capitals,
    dates,
    ranges,
    punctuation,
    shortenings,
)
