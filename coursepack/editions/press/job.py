"""What a press asks for: the standard, the inks, the sheet around the trimmed page."""

from __future__ import annotations

from dataclasses import dataclass

from coursepack.config import Press
from coursepack.editions.press.identity import Standard
from coursepack.profiles import OutputProfile, black_ink_of


@dataclass(frozen=True, slots=True)
class PressJob:
    """What the press asks for."""

    standard: Standard
    profile: OutputProfile
    """Of black ink alone for a book in one colour; of four inks for one in four."""
    bleed: float
    """Points around the trimmed page."""
    marks: bool
    signature: int = 1
    """The page count is made a multiple of this, with blank pages at the end."""
    folds: tuple[float, ...] = ()
    """Where the page is folded from head to foot: points from its trimmed left edge."""


def interior_job(press: Press, profile: OutputProfile) -> PressJob:
    """What `[print]` asks for the pages of the book; `profile` as it was read."""
    return PressJob(
        standard=press.standard,
        profile=black_ink_of(profile) if press.colour == "black" else profile,
        bleed=press.bleed_points,
        marks=press.marks,
        signature=press.signature,
    )
