"""All that a build has made, as the report tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coursepack.checks.citation_parity import Figures
from coursepack.checks.epub_check import PageFigures
from coursepack.checks.pagination_lock import Comparison
from coursepack.checks.preflight import PressFigures
from coursepack.document.words import Counts
from coursepack.editions.cover import Wrap
from coursepack.editions.imposition import Imposed
from coursepack.editions.layout import Layout
from coursepack.preparation import Prepared
from coursepack.report.thumbnails import Shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """A build on which every proof has passed; `None` for what the configuration did not ask for."""

    prepared: Prepared
    counts: Counts
    layout: Layout
    large: Layout | None
    files: Mapping[str, bytes]
    """The finished files by name."""
    shown: Shown
    citations: Figures
    press: Mapping[str, PressFigures]
    """What the preflight measured, by file name."""
    breaks: PageFigures | None
    compared: Comparison | None
    wrap: Wrap | None
    imposed: Mapping[str, Imposed]

    @property
    def epub(self) -> bytes | None:
        """The e-book."""
        return self.files.get(f"{self.prepared.shop.config.name}.epub")

    @property
    def printed(self) -> PressFigures | None:
        """What the preflight measured of the print edition."""
        return self.press.get(f"{self.prepared.shop.config.name}-print.pdf")
