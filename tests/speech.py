"""What a screen reader would say of a tagged PDF, in the order in which it would say it: one line a block."""

from __future__ import annotations

from collections.abc import Iterator

from tagged import INLINE, Tag, one_line


def speak(tag: Tag) -> Iterator[str]:
    """The lines of a tag."""
    if tag.type.startswith("H") and tag.type[1:].isdigit():
        yield from _paragraph(f"heading {tag.type[1:]}: ", tag)
    elif tag.type == "Table":
        yield from _table(tag)
    elif tag.type == "L":
        yield f"list of {sum(isinstance(kid, Tag) and kid.type == 'LI' for kid in tag.kids)} items"
        yield from _blocks(tag)
        yield "end of list"
    elif tag.type in ("Figure", "Formula"):
        yield f"{tag.type.lower()}: {tag.alt}"
    elif tag.type == "BlockQuote":
        yield from ("quotation", *_blocks(tag), "end of quotation")
    elif tag.type in ("P", "Lbl", "Caption", "Title"):
        said = {"Lbl": "label: ", "Caption": "caption: ", "Title": "title: "}
        yield from _paragraph(said.get(tag.type, ""), tag)
    elif any(isinstance(kid, str) or kid.type in INLINE for kid in tag.kids):
        yield from _paragraph("", tag)
    else:
        yield from _blocks(tag)


def _blocks(tag: Tag) -> Iterator[str]:
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from speak(kid)
        elif kid.strip():
            yield one_line(kid)


def _paragraph(before: str, tag: Tag) -> Iterator[str]:
    """The words of a block; its notes, lists and formulas are said where they stand, on lines of their own."""
    words = ""
    for kid in _flat(tag):
        if isinstance(kid, str):
            words += kid
            continue
        if one_line(words):
            yield before + one_line(words)
            before, words = "", ""
        if kid.type == "Note":
            yield from (f"    note {line}" for line in _note(kid))
        else:
            yield from speak(kid)
    if one_line(words):
        yield before + one_line(words)


def _flat(tag: Tag) -> Iterator[str | Tag]:
    for kid in tag.kids:
        if isinstance(kid, str):
            yield kid
        elif kid.type in INLINE and kid.lang:
            yield from (f"[{kid.lang}: ", *_flat(kid), "]")
        elif kid.type == "Reference" and not kid.text().strip("0123456789"):
            yield f"[note {kid.text()}]"
        elif kid.type in INLINE:
            yield from _flat(kid)
        elif kid.type == "Formula":
            yield f"[formula: {kid.alt}]"
        else:
            yield kid


def _note(note: Tag) -> Iterator[str]:
    """A note's number and its first words on one line."""
    label, *rest = note.kids
    assert isinstance(label, Tag)
    lines = [line for kid in rest if isinstance(kid, Tag) for line in speak(kid)]
    yield f"{label.text()} {lines[0]}"
    yield from lines[1:]


def _table(table: Tag) -> Iterator[str]:
    yield f"table of {sum(1 for _ in table.all('TR'))} rows"
    for caption in table.all("Caption"):
        yield from speak(caption)
    heads: list[str] = []
    for row in table.all("TR"):
        cells = [kid for kid in row.kids if isinstance(kid, Tag)]
        if all(cell.type == "TH" and cell.scope == "Column" for cell in cells):
            heads = [cell.text() for cell in cells]
            yield f"heads: {' | '.join(heads)}"
            continue
        named = [f"{head}: " if head else "" for head in heads] or [""] * len(cells)
        yield "row: " + " | ".join(f"{name}{cell.text()}" for name, cell in zip(named, cells, strict=True))
    yield "end of table"
