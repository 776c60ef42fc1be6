"""Every work of the sample reader in its three forms, as docs/citations.md shows them.

To write them anew after a deliberate change: `COURSEPACK_REWRITE=1 pytest tests/test_citation_examples.py`, and read the
difference against *The Chicago Manual of Style*. The lines that say why a form is right are kept as they are on the page.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from test_citations import chapter, style

from coursepack import pandoc
from coursepack.document.ast import Inlines, rewrite_inlines, walk
from coursepack.document.citations import Resolved, resolve
from coursepack.sources.bibliography import CslItem, for_rendering, read_bibliography, to_csl

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "citations.md"
HOSTS = ROOT / "tests" / "data" / "bib" / "forms" / "hosts.bib"
BEGIN, END = "<!-- works: begin -->\n", "<!-- works: end -->\n"
LOCATED_BEGIN, LOCATED_END = "<!-- locators: begin -->\n", "<!-- locators: end -->\n"
REASON = re.compile(r"^\*\*(\S+)\*\*\n(?:\n|- .*\n)*?- Right because: (.+)$", re.MULTILINE)

LOCATED = [
    "[@dikotter2010, chap. 3]", "[@dikotter2010, {preface}]", "[@dikotter2010, {chronology}]", "[@zagoria1961, 17--34]",
    "[@brisby1960, 35--46]", "[@khrushchev1956, 9389--9403]", "[@mao1959, 599--603]", "[@podcast, 00:07:41]",
    "[@yang2012; as reported in @podcast, {00:07:41}]", "[@renmin1958; as reported in @dikotter2010, chap. 3]",
    "[@mao1958; quoted in @lin2023]",
]  # fmt: skip
"""Locators as the list of sources has them, and works that are known through another."""


@pytest.fixture(scope="module")
def items() -> dict[str, CslItem]:
    """The works of the sample reader, then the three in which some of them stand: all 27 of the course's list."""
    made: dict[str, CslItem] = {}
    for path in (ROOT / "bibliography.bib", HOSTS):
        bibliography, problems = read_bibliography(path, path.name)
        assert {item.code for item in problems} <= {"B022", "B025", "B033"}
        items, problems = to_csl(bibliography.entries.values())
        assert problems == []
        made |= items
    return made


def resolved(items: dict[str, CslItem], text: str) -> Resolved:
    rendered = {key: for_rendering(item) for key, item in items.items()}
    return resolve([chapter(text)], rendered, style("chicago-notes-bibliography"), "en-GB", by_chapter=True)


def forms(items: dict[str, CslItem], reasons: dict[str, str]) -> str:
    answer = resolved(items, " ".join(f"A [@{key}]." for key in [*items, *items]))
    entries = dict(answer.entries)
    rows = []
    for index, key in enumerate(items):
        first, short = (note_of(answer.citations[at]) for at in (index, index + len(items)))
        parts = [f"First note: {first}", f"Short note: {short}", f"Entry: {line(entries[key])}"]
        parts.append(f"Right because: {reasons.get(key, '')}")
        rows.append(f"**{key}**\n\n" + "".join(f"- {part}\n" for part in parts))
    return "\n".join(rows)


def located(items: dict[str, CslItem]) -> str:
    """Each way of citing a place, with the first note and a later one."""
    rows = ["| Typed | First note | Later note |", "|---|---|---|"]
    for typed in LOCATED:
        first, later = (note_of(inlines) for inlines in resolved(items, f"A {typed}. B {typed}.").citations)
        rows.append(f"| `{typed}` | {first} | {later} |")
    return "\n".join([*rows, ""])


def note_of(inlines: Inlines) -> str:
    return line(next(node["c"] for node in walk(inlines) if node["t"] == "Note"))


def line(blocks: list[Any]) -> str:
    """One line of Markdown: italics kept, links and spans unwrapped."""
    bare = rewrite_inlines(blocks, lambda nodes: [inner for node in nodes for inner in unwrapped(node)])
    document = {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": bare}
    written = pandoc.run(["-f", "json", "-t", "commonmark", "--wrap=none"], json.dumps(document))
    return re.sub(r"\s+", " ", written.replace("\u2060", "").replace("\\", "")).strip()


def unwrapped(node: dict[str, Any]) -> list[Any]:
    """The content of links and spans; what is in roman type inside italics stands beside them."""
    if node["t"] in ("Link", "Span", "Cite"):
        return list(node["c"][1])
    roman = (
        next((at for at, inner in enumerate(node["c"]) if inner["t"] == "Emph"), None) if node["t"] == "Emph" else None
    )
    if roman is None:
        return [node]
    before, after = node["c"][: max(0, roman - 1)], node["c"][roman]["c"]
    return [{"t": "Emph", "c": before}, {"t": "Space"}, *after] if before else list(after)


def between(page: str, begin: str, end: str) -> str:
    return page.partition(begin)[2].partition(end)[0]


def test_every_work_stands_in_its_three_forms_in_the_documentation(items: dict[str, CslItem]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    reasons = dict(REASON.findall(page))
    made, places = f"\n{forms(items, reasons)}\n", f"\n{located(items)}\n"
    if os.environ.get("COURSEPACK_REWRITE"):
        page = page.replace(between(page, BEGIN, END), made)
        PAGE.write_text(page.replace(between(page, LOCATED_BEGIN, LOCATED_END), places), encoding="utf-8")
        return
    assert between(page, BEGIN, END) == made
    assert between(page, LOCATED_BEGIN, LOCATED_END) == places


def test_all_27_works_are_there_and_each_says_why_it_is_right(items: dict[str, CslItem]) -> None:
    reasons = dict(REASON.findall(PAGE.read_text(encoding="utf-8")))
    assert len(items) == 27
    assert reasons.keys() == items.keys()


def test_an_american_reader_has_american_dates_and_quotation_marks(items: dict[str, CslItem]) -> None:
    keys = ["khrushchev1956", "mao1959", "cia1959", "renmin1956", "pike"]
    rendered = {key: for_rendering(items[key], "en-US") for key in keys}
    text = " ".join(f"A [@{key}]." for key in keys)
    notes = resolve([chapter(text)], rendered, style("chicago-notes-bibliography"), "en-US", by_chapter=True)
    for inlines, expected in zip(
        notes.citations,
        ["Soviet Union, February 25, 1956, *Cong", "International Situation,” December 1959, in", "October 16, 1959.",
         "“Stalin’s Place in History,” editorial, *People’s Daily*, April 5, 1956.", "accessed April 9, 2023."],
        strict=True,
    ):  # fmt: skip
        assert expected in note_of(inlines)
