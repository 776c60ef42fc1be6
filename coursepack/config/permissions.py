"""`[permissions]`: what the build asks of the rights records of chapters."""

from __future__ import annotations

from datetime import date

from coursepack.config.fields import Table


class Permissions(Table):
    """Readings that others own are copied by right or by permission; this says how strictly it is kept."""

    required: bool = False
    """Whether every numbered chapter must have a record."""
    enforce: bool = False
    """Whether a missing, expired or unanswered permission stops a build with a print edition, instead of a warning."""
    until: date | None = None
    """The last day on which the reader is used; permissions must last that long. By default the book's own date."""
