"""Every work of the sample reader in its three forms, as docs/citations.md shows them.

To write them anew after a deliberate change: `COURSEPACK_REWRITE=1 pytest tests/test_citation_examples.py`, and read the
difference against *The Chicago Manual of Style*.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from test_citations import chapter, style

from coursepack import pandoc
from coursepack.document.ast import rewrite_inlines, walk
from coursepack.document.citations import resolve
from coursepack.sources.bibliography import for_rendering, read_bibliography, to_csl

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "citations.md"
BEGIN, END = "<!-- works: begin -->\n", "<!-- works: end -->\n"


def forms() -> str:
    bibliography, problems = read_bibliography(ROOT / "bibliography.bib", "bibliography.bib")
    assert {item.code for item in problems} <= {"B025", "B033"}
    items, problems = to_csl(bibliography.entries.values())
    assert problems == []
    rendered = {key: for_rendering(item) for key, item in items.items()}
    text = " ".join(f"A [@{key}]." for key in [*items, *items])
    resolved = resolve([chapter(text)], rendered, style("chicago-notes-bibliography"), "en-GB", by_chapter=True)
    entries = dict(resolved.entries)
    rows = []
    for index, key in enumerate(items):
        first, short = (note_of(resolved.citations[at]) for at in (index, index + len(items)))
        rows.append(f"**{key}**\n\n- First note: {first}\n- Short note: {short}\n- Entry: {line(entries[key])}\n")
    return "\n".join(rows)


def note_of(inlines: list[Any]) -> str:
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
    return [{"t": "Emph", "c": node["c"][: roman - 1]}, {"t": "Space"}, *node["c"][roman]["c"]]


def test_every_work_stands_in_its_three_forms_in_the_documentation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    written, _, after = rest.partition(END)
    made = f"\n{forms()}\n"
    if os.environ.get("COURSEPACK_REWRITE"):
        PAGE.write_text(f"{before}{BEGIN}{made}{END}{after}", encoding="utf-8")
        return
    assert written == made
