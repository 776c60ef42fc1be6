"""The export room: the works that a book cites, as files for reference managers and spreadsheets.

In: entries and their CSL items in the order of the bibliography. Out: file names and bytes, the same for the same input. CSL
JSON is the master and loses nothing; the others hold what their formats can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coursepack.editions.export.bibtex import write_biblatex, write_bibtex
from coursepack.editions.export.csl_json import write_csl_json
from coursepack.editions.export.ris import write_ris
from coursepack.editions.export.table import write_csv
from coursepack.sources.bibliography import CslItem, Entry

__all__ = ["SUFFIXES", "export_citations", "write_biblatex", "write_bibtex", "write_csl_json", "write_csv", "write_ris"]

SUFFIXES = (".csl.json", ".biblatex.bib", ".bib", ".ris", ".csv")


def export_citations(
    keys: Sequence[str], entries: Mapping[str, Entry], items: Mapping[str, CslItem], stem: str
) -> dict[str, bytes]:
    """Write the works named by `keys`, in that order, in five formats: `stem` and each of `SUFFIXES` → bytes.

    Every key must be in `entries` and `items`; a key that is not raises `KeyError`, since a shorter export would be a lie.
    """
    chosen = [entries[key] for key in dict.fromkeys(keys)]
    csl = [items[key] for key in dict.fromkeys(keys)]
    texts = (write_csl_json(csl), write_biblatex(chosen), write_bibtex(chosen, csl), write_ris(csl), write_csv(csl))
    return {f"{stem}{suffix}": text.encode() for suffix, text in zip(SUFFIXES, texts, strict=True)}
