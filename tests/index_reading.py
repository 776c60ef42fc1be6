"""A printed index read back from the finished PDF with poppler, and what it ought to say, from the Markdown and the pages.

Nothing here is coursepack's: marks are read from the sources with expressions of its own, pages and the index from the words and
their places on the paper. `faults` compares the two, both ways.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

Path_ = tuple[str, ...]
Reference = tuple[str, bool]
"""A folio, and whether a note on that page is meant."""

_MARK = re.compile(r"(?:\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\])\{([^{}]*\.index\b[^{}]*)\}")
_PAIR = re.compile(r"(\w+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")
_BREAK = re.compile(r"\^\[|\[\^|\[@|\[-@|(?<!\w)@\w|\]\(#|\n\s*\n|\||\{\.term|:::|\]:")
_LOCATORS = re.compile(r"(?:, (?:\d+|[ivxlc]+)(?:–(?:\d+|[ivxlc]+))?(?:nn?\d+(?:–\d+)?)?)+$")
_FOLIO = re.compile(r"\d+|[ivxlc]+")
_LOCATOR = re.compile(r"^(\d+|[ivxlc]+)(?:–(\d+|[ivxlc]+))?(?:(nn?)(\d+)(?:–(\d+))?)?$")
_LEADING = re.compile(r"^(?:\s*(?:\[\]\(#[^)]*\)(?:\{[^}]*\})?|\[@[^\]]*\]|,|\.|and\b))+")
CONTEXT = 5
SHORTEST = 8


@dataclass(frozen=True)
class Mark:
    """A mark in the sources: its heading, its part in a range, and the words around it."""

    path: Path_
    role: str
    in_note: bool
    before: Path_
    words: str
    after: Path_
    where: str


@dataclass(frozen=True)
class Page:
    """A page of the PDF: its folio as printed, its words run together, and its lines with their places."""

    folio: str
    text: str
    lines: list[tuple[float, float, str]]
    """Left edge and middle in points, and the words; without the folio's line."""


def letters(text: str) -> str:
    """Letters and digits alone, as far as print and source agree on them."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()


def read_marks(files: Iterable[Path]) -> Iterator[Mark]:
    """Read the marks that name a page from Markdown and YAML."""
    for file in files:
        text = file.read_text(encoding="utf-8")
        for match in _MARK.finditer(text):
            pairs = {pair[1]: pair[2] or pair[3] or pair[4] or "" for pair in _PAIR.finditer(match[2])}
            words = _plain(match[1])
            if "see" in pairs or ("seealso" in pairs and not words.strip()):
                continue
            entry = pairs.get("entry") or " ".join(words.split())
            yield Mark(
                tuple(part.strip() for part in entry.split("!")),
                pairs.get("range", ""),
                _in_note(text, match.start()),
                _letters_of(_run(text[: match.start()], before=True))[-CONTEXT:],
                letters(words),
                _letters_of(_run(text[match.end() :], before=False))[:CONTEXT],
                f"{file.name}:{text.count(chr(10), 0, match.start()) + 1}",
            )


def _letters_of(run: str) -> Path_:
    return tuple(filter(None, map(letters, run.split())))


def _plain(markdown: str) -> str:
    return re.sub(r"\{[^{}]*\}", "", markdown)


def _run(text: str, *, before: bool) -> str:
    """The words next to a mark, up to the nearest thing that is printed elsewhere or by other words."""
    piece = text[-400:] if before else text[:400]
    piece = re.sub(r"\[\]\{[^{}]*\}", "", piece)
    piece = piece if before else _LEADING.sub("", piece)
    breaks = list(_BREAK.finditer(piece))
    if breaks:
        piece = piece[breaks[-1].end() :] if before else piece[: breaks[0].start()]
        piece = piece.partition("]")[2] if before and "]" in piece and breaks[-1][0] != "^[" else piece
    return _plain(piece)


def _in_note(text: str, at: int) -> bool:
    start = text.rfind("^[", 0, at)
    inside = start >= 0 and text.count("[", start, at) > text.count("]", start, at)
    line = text[text.rfind("\n\n", 0, at) + 2 : at]
    return inside or bool(re.match(r"\[\^[^\]]+\]:", line))


def read_pages(pdf: Path) -> list[Page]:
    """Read every page of a PDF with poppler: words with their places."""
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True)
    root = etree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", done.stdout), etree.XMLParser(recover=True))
    name = "{http://www.w3.org/1999/xhtml}"
    return [_page(page, [word for word in page.iter(f"{name}word") if word.text]) for page in root.iter(f"{name}page")]


def _page(page: etree._Element, words: list[etree._Element]) -> Page:
    width = float(page.get("width", "0"))
    folio, furniture = _folio(words, width)
    body = [word for word in words if word not in furniture]
    text = letters("".join(word.text or "" for word in body))
    return Page(folio, text, list(_lines(body, width)))


def _folio(words: list[etree._Element], width: float) -> tuple[str, list[etree._Element]]:
    """The folio of a page, and the words that stand on its line: alone in the middle of the foot, or in the head."""
    foot = _near(words, max((_centre(word) for word in words), default=0))
    middle = [abs(float(word.get("xMin", "0")) + float(word.get("xMax", "0")) - width) < 20 for word in foot]
    if len(foot) == 1 and middle[0] and _FOLIO.fullmatch(foot[0].text or ""):
        return foot[0].text or "", foot
    head = _near(words, min((_centre(word) for word in words), default=0))
    across = sorted(head, key=lambda word: float(word.get("xMin", "0")))
    numbers = [word.text or "" for word in across[:1] + across[-1:] if _FOLIO.fullmatch(word.text or "")]
    return (numbers[0], head) if numbers else ("", [])


def _near(words: list[etree._Element], centre: float) -> list[etree._Element]:
    return [word for word in words if abs(_centre(word) - centre) < 6]


def _centre(word: etree._Element) -> float:
    return (float(word.get("yMin", "0")) + float(word.get("yMax", "0"))) / 2


def _lines(words: list[etree._Element], width: float) -> Iterator[tuple[float, float, str]]:
    """The lines of a page in two columns: the left column first."""
    columns: dict[tuple[bool, int], list[tuple[float, str]]] = defaultdict(list)
    middle = _middle(words, width)
    for word in words:
        left = float(word.get("xMin", "0"))
        centre = _centre(word)
        near = next((key for key in columns if key[0] == (left > middle) and abs(key[1] - centre) < 4), None)
        columns[near or (left > middle, round(centre))].append((left, word.text or ""))
    for (_, top), line in sorted(columns.items()):
        yield min(left for left, _ in line), float(top), " ".join(text for _, text in sorted(line))


def _middle(words: list[etree._Element], width: float) -> float:
    edges = [float(word.get(name, "0")) for word in words for name in ("xMin", "xMax")]
    return (min(edges) + max(edges)) / 2 if edges else width / 2


def index_pages(pages: list[Page], title: str = "Index") -> list[Page]:
    """The pages of the index: from its title to the end of its two columns."""
    start = next(
        number
        for number, page in enumerate(pages)
        if any(line == title for _, _, line in page.lines[:2]) and page.folio
    )
    found = [pages[start]]
    for page in pages[start + 1 :]:
        if not page.folio:
            break
        found.append(page)
    return found


def read_index(pages: list[Page], known: set[Path_]) -> dict[Path_, set[Reference]]:
    """Read headings with their references; what is a heading and what a number in it, the marks decide (`known`)."""
    found: dict[Path_, set[Reference]] = {}
    above: list[str] = []
    for level, text in _entries(pages):
        heading, _, _ = text.partition(". See")
        heading = heading.split(" (see")[0]
        path, rest = _split(heading, tuple(above[:level]), known)
        above[level:] = [path[-1]]
        if rest:
            found.setdefault(path, set()).update(ref for part in rest.split(", ") for ref in references(part))
    return found


def _entries(pages: list[Page]) -> Iterator[tuple[int, str]]:
    """Level and words of every entry: what turns over stands further in than any sub-heading."""
    pending: tuple[int, str] | None = None
    for page in pages:
        body = [line for line in page.lines if line[2] != "Index"]
        middle = (min(left for left, _, _ in body) + max(left for left, _, _ in body)) / 2
        for side in (False, True):
            column = [line for line in body if (line[0] > middle) == side]
            edge = min((left for left, _, _ in column), default=0)
            for left, _, text in column:
                step = round((left - edge) / 7.6)
                if step >= 3 and pending:
                    pending = pending[0], f"{pending[1]} {text}"
                elif not (text.endswith("(continued)") or text.startswith("See also ")):
                    if pending:
                        yield pending
                    pending = step, text
    if pending:
        yield pending


def _split(text: str, above: Path_, known: set[Path_]) -> tuple[Path_, str]:
    """Part a line into its heading and its references."""
    match = _LOCATORS.search(text)
    if match is None:
        return (*above, text), ""
    parts = text[match.start() + 2 :].split(", ")
    for taken in range(len(parts), -1, -1):
        heading = ", ".join([text[: match.start()], *parts[:taken]])
        if any(letters("".join(path)) == letters("".join((*above, heading))) for path in known):
            return (*above, heading), ", ".join(parts[taken:])
    return (*above, text[: match.start()]), ", ".join(parts)


def references(text: str) -> Iterator[Reference]:
    """Every page that a locator names, ranges written out: 43–5 is 43, 44, 45."""
    match = _LOCATOR.fullmatch(text.strip())
    if match is None:
        yield f"? {text}", False
        return
    first, last, note = match[1], match[2], bool(match[3])
    if last is None or not first.isdecimal():
        yield first, note
        return
    end = int(first[: max(len(first) - len(last), 0)] + last)
    yield from ((str(number), note) for number in range(int(first), end + 1))


def page_of(mark: Mark, pages: list[Page]) -> str | None:
    """The folio of the page on which a mark's place is printed; `None` where its words are not found, or on several pages."""
    for text in _witnesses(mark):
        held = {page.folio for page in pages if text in page.text}
        if len(held) == 1:
            return held.pop()
    return None


def _witnesses(mark: Mark) -> Iterator[str]:
    """Words of the mark with what stands before and after it, from many to few; at least eight letters."""
    tries = ["".join((*mark.before, mark.words, *mark.after))]
    for count in range(CONTEXT, 0, -1):
        before, after = "".join(mark.before[-count:]), "".join(mark.after[:count])
        tries += [before + mark.words, mark.words + after] if mark.words else [after, before]
    yield from (text for text in [*tries, mark.words] if len(text) >= SHORTEST)


def expected(marks: Iterable[Mark], pages: list[Page]) -> tuple[dict[Path_, set[Reference]], list[Mark]]:
    """What the index ought to say, and the marks that could not be found on exactly one page."""
    wanted: dict[Path_, set[Reference]] = defaultdict(set)
    opened: dict[Path_, str] = {}
    lost: list[Mark] = []
    order = [page.folio for page in pages]
    for mark in marks:
        folio = page_of(mark, pages)
        if folio is None:
            lost.append(mark)
        elif mark.role == "start":
            opened[mark.path] = folio
        elif mark.role == "end" and mark.path in opened:
            wanted[mark.path] |= {(name, False) for name in _pages_between(opened.pop(mark.path), folio, order)}
        elif mark.role != "end":
            wanted[mark.path].add((folio, mark.in_note))
    return wanted, lost


def _pages_between(first: str, last: str, order: list[str]) -> list[str]:
    """All folios of a range, those of blank pages too, which print none."""
    if first.isdecimal() and last.isdecimal():
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [folio for folio in order[order.index(first) : order.index(last) + 1] if folio]


def faults(files: Iterable[Path], pdf: Path) -> tuple[list[str], int, list[Mark]]:
    """In what the printed index differs from the text of the pages; how many headings were compared; marks not found."""
    pages = read_pages(pdf)
    marks = list(read_marks(files))
    index = index_pages(pages)
    text = pages[: pages.index(index[0])]
    wanted, lost = expected(marks, text)
    printed = read_index(index, {mark.path for mark in marks})
    unsure = {letters("!".join(mark.path)) for mark in lost}
    wanted_by = {letters("!".join(path)): (path, refs) for path, refs in wanted.items()}
    printed_by = {letters("!".join(path)): refs for path, refs in printed.items()}
    found = []
    for name, (path, refs) in wanted_by.items():
        if name not in unsure and printed_by.get(name, set()) != refs:
            said = sorted(printed_by.get(name, set()))
            found.append(f"{'!'.join(path)}: the pages say {sorted(refs)}, the index says {said}")
    found += [
        f"{name}: in the index, but not marked" for name in printed_by if name not in wanted_by and name not in unsure
    ]
    return found, len(wanted_by.keys() - unsure), lost
