"""The formats of the citation exports: what each is called, the suffix of its files, how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coursepack.editions.export.bibtex import write_biblatex, write_bibtex
from coursepack.editions.export.csl_json import write_csl_json
from coursepack.editions.export.endnote import write_endnote
from coursepack.editions.export.formatted import write_docx, write_html, write_text
from coursepack.editions.export.model import Selection, Setting
from coursepack.editions.export.mods import write_mods
from coursepack.editions.export.ris import write_ris
from coursepack.editions.export.table import write_csv
from coursepack.sources.bibliography import Entry


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    name: str
    """As `--format` and `[exports]` say it."""
    suffix: str
    title: str
    """As its users call it."""
    write: Callable[[Selection, Setting], bytes]
    formatted: bool = False
    """Whether it holds what the citation style prints, for people, and not fields for programs."""
    converted: bool = False
    """Whether pandoc writes each file, in a process of its own."""


def _entries(selection: Selection) -> list[Entry]:
    return [work.entry for work in selection.works]


_ALL = (
    Format("csl-json", ".csl.json", "CSL JSON", lambda works, _: write_csl_json(works.items).encode()),
    Format("biblatex", ".biblatex.bib", "BibLaTeX", lambda works, _: write_biblatex(_entries(works)).encode()),
    Format("bibtex", ".bib", "BibTeX", lambda works, _: write_bibtex(_entries(works), works.items).encode()),
    Format("ris", ".ris", "RIS", lambda works, _: write_ris(works.items).encode()),
    Format("endnote", ".endnote.xml", "EndNote XML", lambda works, _: write_endnote(works.items)),
    Format("mods", ".mods.xml", "MODS", lambda works, _: write_mods(works.items)),
    Format("csv", ".csv", "CSV", lambda works, _: write_csv(works.items).encode()),
    Format("text", ".txt", "plain text", lambda works, _: write_text(works), formatted=True),
    Format("html", ".html", "HTML with COinS", write_html, formatted=True),
    Format("docx", ".docx", "Word document", write_docx, formatted=True, converted=True),
)
FORMATS: Mapping[str, Format] = {each.name: each for each in _ALL}
"""By name, the master first."""
