"""Plain text as it comes out of a copied paper: lines of a page, notes at its foot, page numbers in between.

The notes of a page stand in the middle of the flow, so that a sentence may go on only after them. They are known by their
numbers, which must follow each other and must have been called before; whatever does not fit stays where it stood, and is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from coursepack.document.ast import Inlines
from coursepack.importing.model import Draft, Unreadable

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CALL = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|(?<=[.,;:!?”’)\]\"'])(?<!\d[.,:])\d{1,3}(?=\s|$)")
_NOTE = re.compile(r"\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?=\s*\S)|\d{1,3}(?=[.)]?\s+\S))[.)]?\s*(.*)")
_FOLIO = re.compile(r"\s*[-–—\[]*\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–—\]]*\s*")
_HEAD_WITH_FOLIO = re.compile(r"\s*(?:(?P<left>\d{1,4})\s+(?P<verso>\D.*)|(?P<recto>.*\D)\s+(?P<right>\d{1,4}))\s*")
_PARTED = re.compile(r"(?<!\w)(\w++)-[ \t]*+\n[ \t]*+([a-z]\w*+)")
_LONGEST_HEAD = 100  # characters of a running head with its folio
_OPEN_END = re.compile(r"[\w,;–—-]\s*$")
_LONGEST_HEADING = 70  # characters
_LONGEST_FOLIO = 20
_NEAR = 3  # lines below, at most, to what a running head stands over
_MOST_LINES = 50_000


@dataclass(slots=True)
class _Line:
    text: str
    number: int
    kind: str = "text"
    """text, blank, folio, head (a running head), note (the first line of a note) or more (of a note)."""
    note: int = 0
    folio: int = 0


@dataclass(slots=True)
class _Paragraph:
    """Words, with a page that began after so many characters of them."""

    text: str = ""
    pages: list[tuple[int, str]] = field(default_factory=list)
    line: int = 0


def read_copied_text(name: str, text: str) -> Draft:
    """Read plain text with notes in its flow."""
    draft = Draft(name, "", [], text)
    lines = [_Line(line.rstrip(), number) for number, line in enumerate(text.replace("\f", "\n\f\n").split("\n"), 1)]
    if len(lines) > _MOST_LINES:
        raise Unreadable(f"it has {len(lines):,} lines; a paper has no more than {_MOST_LINES:,}")
    _find_folios(lines)
    _find_heads_with_folios(draft, lines)
    _find_running_heads(draft, lines)
    _find_notes(lines)
    notes = _notes(lines)
    paragraphs = list(_paragraphs(draft, lines))
    if len(paragraphs) > 1 and _is_heading(paragraphs[0].text):
        draft.title = paragraphs.pop(0).text
    _mark_first_page(lines, paragraphs)
    placed: set[int] = set()
    draft.blocks = [_block(draft, paragraph, notes, placed) for paragraph in paragraphs]
    joined = dict.fromkeys(before + after for before, after in _PARTED.findall(text))
    if joined:
        draft.concern("parted words", f"joined at the ends of lines; some may want their hyphen: {', '.join(joined)}")
    for number in sorted(set(notes) - placed):
        draft.concern(f"note {number}", f"nothing calls it; its words: “{notes[number]}”")
    return draft


def _mark_first_page(lines: list[_Line], paragraphs: list[_Paragraph]) -> None:
    """The text begins on the page of the first folio, at its head or its foot; a title has no room for the mark."""
    folio = next((line.folio for line in lines if line.kind == "folio"), 0)
    first = next((paragraph for paragraph in paragraphs if not _is_heading(paragraph.text)), None)
    if folio and first and str(folio) not in (label for paragraph in paragraphs for _, label in paragraph.pages):
        first.pages.insert(0, (0, str(folio)))


def _find_folios(lines: list[_Line]) -> None:
    """Page numbers stand alone on a line, and grow by one; roman ones and single ones are left in doubt, as text."""
    short = [line for line in lines if len(line.text.strip()) <= _LONGEST_FOLIO]
    found = [line for line in short if (match := _FOLIO.fullmatch(line.text.strip())) and match[1].isdecimal()]
    numbers = [int(line.text.strip(" -–—[]\t")) for line in found]
    for index, line in enumerate(found):
        neighbours = numbers[max(0, index - 1) : index] + numbers[index + 1 : index + 2]
        if any(abs(other - numbers[index]) == 1 for other in neighbours):
            line.kind, line.folio = "folio", numbers[index]
    for line in lines:
        if line.text.strip() == "" and line.kind == "text":
            line.kind = "page" if "\f" in line.text else "blank"


def _find_heads_with_folios(draft: Draft, lines: list[_Line]) -> None:
    """Running heads that hold the folio (`18   STEEL`), one a page: after an empty line, with folios that grow by one."""
    before = [_Line("", 0, "blank"), *lines]
    found = []
    for above, line in zip(before, lines, strict=False):
        match = (
            _HEAD_WITH_FOLIO.fullmatch(line.text) if line.kind == "text" and len(line.text) <= _LONGEST_HEAD else None
        )
        words = (match["verso"] or match["recto"] or "").strip() if match else ""
        if (
            match
            and above.kind in ("blank", "page")
            and (words.isupper() or re.search(r"\S\s{2,}\S", line.text.strip()))
        ):
            found.append((line, int(match["left"] or match["right"]), words))
    numbers = [number for _, number, _ in found]
    for index, (line, number, words) in enumerate(found):
        neighbours = numbers[max(0, index - 1) : index] + numbers[index + 1 : index + 2]
        if any(abs(other - number) == 1 for other in neighbours):
            line.kind, line.folio = "folio", number
            draft.concern(f"line {line.number}", f"taken for a running head, and left out: “{words}”")


def _find_running_heads(draft: Draft, lines: list[_Line]) -> None:
    """Short lines next to a page number or a form feed that come again on other pages, but for their digits."""
    filled = [line for line in lines if line.kind != "blank"]
    near = [
        line
        for before, line, after in zip([None, *filled], filled, [*filled[1:], None], strict=False)
        if line.kind == "text"
        and len(line.text) <= _LONGEST_HEADING
        and (before is None or _breaks(before) or (after and after.number - line.number <= _NEAR and _breaks(after)))
    ]
    seen = Counter(_without_digits(line.text) for line in near)
    title = _title_of(lines)
    for line in near:
        if line is not title and seen[_without_digits(line.text)] > 1:
            line.kind = "head"
            draft.concern(f"line {line.number}", f"taken for a running head, and left out: “{line.text.strip()}”")


def _title_of(lines: list[_Line]) -> _Line | None:
    """The first line, where it is a heading apart, and no other heading stands below it: running heads may say the same."""
    paragraphs = [list(group) for filled, group in groupby(lines, key=lambda line: line.kind == "text") if filled]
    if len(paragraphs) < 2 or len(paragraphs[0]) > 1 or re.search(r"\d", paragraphs[0][0].text):
        return None
    below = paragraphs[1]
    apart = _is_heading(paragraphs[0][0].text) and not (len(below) == 1 and _is_heading(below[0].text))
    return paragraphs[0][0] if apart else None


def _breaks(line: _Line) -> bool:
    return line.kind in ("folio", "page")


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "", text).strip().casefold()


def _find_notes(lines: list[_Line]) -> None:
    """Mark the first line of each note, in the order of its number, and the lines that go on with it."""
    due, called, inside = 1, 0, 0
    for line in lines:
        if line.kind != "text":
            inside = inside if line.kind == "head" else 0
            continue
        match = _NOTE.fullmatch(line.text)
        number = int(match[1].translate(_RAISED)) if match else 0
        if match and number == due and number <= called and match[2]:
            line.kind, line.note, inside = "note", number, number
            due += 1
        elif inside:
            line.kind, line.note = "more", inside
        else:
            calls = [int(call[0].translate(_RAISED)) for call in _CALL.finditer(line.text)]
            for call in calls:
                called = call if call == called + 1 else called


def _notes(lines: list[_Line]) -> dict[int, str]:
    notes: dict[int, str] = {}
    for line in lines:
        if line.kind == "note":
            match = _NOTE.fullmatch(line.text)
            notes[line.note] = match[2].strip() if match else line.text
        elif line.kind == "more":
            notes[line.note] = _joined(notes[line.note], line.text.strip())
    return notes


def _joined(before: str, after: str) -> str:
    """Two lines as one text: a word parted by a hyphen is one again, where what follows begins small."""
    if re.search(r"[a-z]-$", before[-2:]) and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}" if before and after else before + after


def _start_of(text: str, last: str) -> int:
    """Where the words of the last line begin in a text; after the first of them, if it is the rest of a parted word."""
    start = len(text) - len(last)
    if start > 0 and not text[start - 1].isspace():
        return start + len(re.match(r"\S*\s*", last)[0])  # type: ignore[index]  # it matches anything
    return start


def _paragraphs(draft: Draft, lines: list[_Line]) -> Iterator[_Paragraph]:
    """Paragraphs of the text; one goes on over a page's end where its sentence does."""
    now, waiting, gap = _Paragraph(), "", False
    first = next((line.kind for line in lines if line.kind not in ("blank", "page")), "")
    for line in lines:
        match line.kind:
            case "folio":
                number = line.folio
                waiting = str(number if first == "folio" else number + 1)
                place = "head" if first == "folio" else "foot"
                draft.concern(f"line {line.number}", f"taken for the page number {number}, at the {place} of its page")
                gap = False
            case "blank":
                gap = True
            case "text":
                goes_on = bool(waiting or not gap) and bool(now.text)
                if now.text and (gap or waiting) and not (goes_on and _goes_on(now.text, line.text)):
                    yield now
                    now = _Paragraph()
                now.line = now.line or line.number
                now.text = _joined(now.text, line.text.strip())
                if waiting:
                    now.pages.append((_start_of(now.text, line.text.strip()), waiting))
                waiting, gap = "", False
    if now.text:
        yield now


def _goes_on(before: str, after: str) -> bool:
    without_call = _CALL.sub("", before)
    return bool(_OPEN_END.search(without_call)) and (
        after.strip()[:1].islower() or without_call.rstrip()[-1:] in ",;–—-"
    )


def _is_heading(text: str) -> bool:
    short = len(text) <= _LONGEST_HEADING and text[:1].isupper()
    return short and not re.search(r"[.!?:;,”\"]$", text) and not _CALL.search(text)


def _block(draft: Draft, paragraph: _Paragraph, notes: dict[int, str], placed: set[int]) -> dict[str, object]:
    if _is_heading(paragraph.text) and not paragraph.pages:
        draft.concern(f"line {paragraph.line}", f"taken for a heading: “{paragraph.text}”")
        return {"t": "Header", "c": [2, ["", [], []], words(paragraph.text)]}
    inlines: Inlines = []
    at = 0
    marks = sorted(
        [(offset, "page", label) for offset, label in paragraph.pages] + _calls(paragraph.text, notes, placed)
    )
    for offset, kind, value in marks:
        inlines += words(paragraph.text[at:offset])
        at = offset
        if kind == "page":
            inlines.append({"t": "RawInline", "c": ["markdown", f"[p. {value}]{{.source-page}}"]})
            inlines.append({"t": "Space"})
        else:
            at += len(value)
            number = int(value.translate(_RAISED))
            placed.add(number)
            draft.calls += [str(number), str(number)]
            inlines.append({"t": "Note", "c": [{"t": "Para", "c": words(notes[number])}]})
    inlines += words(paragraph.text[at:])
    for call in _CALL.finditer(paragraph.text):
        number = int(call[0].translate(_RAISED))
        if number not in notes:
            draft.concern(f"line {paragraph.line}", f"‘{call[0]}’ may call a note, but there is no note {number}")
    return {"t": "Para", "c": inlines}


def _calls(text: str, notes: dict[int, str], placed: set[int]) -> list[tuple[int, str, str]]:
    """Calls of notes in a paragraph: where, and how written; a number twice called is called the first time."""
    found = []
    seen = set(placed)
    for match in _CALL.finditer(text):
        number = int(match[0].translate(_RAISED))
        if number in notes and number not in seen:
            seen.add(number)
            found.append((match.start(), "call", match[0]))
    return found


def words(text: str) -> Inlines:
    """Plain text as inlines."""
    inlines: Inlines = []
    for part in re.split(r"(\s+)", text):
        if part:
            inlines.append({"t": "Space"} if part.isspace() else {"t": "Str", "c": part})
    return inlines
