"""`[screen]`: what goes into the screen edition beside its pages."""

from __future__ import annotations

from typing import Literal

from coursepack.config.fields import Table


class Screen(Table):
    """The tagged PDF."""

    attachments: list[Literal["citations", "sources"]] = []
    """Files inside the PDF, which then is PDF/A-3a: the exports of the citations; the manuscript that the book was built from."""
