"""The reader itself as a work that others cite and libraries catalogue: the book, and each chapter with its printed pages.

In: the configuration and the page ranges of the chapters. Out: CSL JSON, RIS, BibTeX, CITATION.cff, MARC 21, MARCXML and
Dublin Core, which all say what the PDF and the e-book say of themselves.
"""

from __future__ import annotations

from coursepack.config import Config
from coursepack.editions.export.bibtex import write_bibtex
from coursepack.editions.export.catalogue.citation_file import write_citation_file
from coursepack.editions.export.catalogue.dublin_core import identifiers, write_dublin_core
from coursepack.editions.export.catalogue.marc import write_marc, write_marcxml
from coursepack.editions.export.catalogue.people import unknown_names
from coursepack.editions.export.catalogue.reader import Apparatus, Pages, Part, reader_entries, reader_items
from coursepack.editions.export.csl_json import write_csl_json
from coursepack.editions.export.ris import write_ris

__all__ = ["Apparatus", "Pages", "Part", "catalogue", "identifiers", "unknown_names"]


def catalogue(
    config: Config, parts: tuple[Part, ...], pages: Pages | None, apparatus: Apparatus | None = None
) -> dict[str, bytes]:
    """Write every record by file name; `pages` counts the printed pages, and is `None` without a print edition."""
    items, entries = reader_items(config, parts, pages), reader_entries(config, parts)
    name, described = config.name, apparatus or Apparatus()
    return {
        f"{name}.csl.json": write_csl_json(items).encode(),
        f"{name}.ris": write_ris(items).encode(),
        f"{name}.bib": write_bibtex(entries, items).encode(),
        f"{name}.mrc": write_marc(config, parts, pages, described),
        f"{name}.marcxml": write_marcxml(config, parts, pages, described),
        f"{name}.dc.xml": write_dublin_core(config, pages),
        "CITATION.cff": write_citation_file(config, pages).encode(),
    }
