"""Before anything is exported: what the formats asked for cannot hold of the works that are cited.

In: the works, the configuration. Out: warnings; nothing is lost silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from coursepack.config import Config
from coursepack.diagnostics import Diagnostic, Location, warning
from coursepack.editions.export import FORMATS, lost_in
from coursepack.editions.export.catalogue import unknown_names
from coursepack.sources.bibliography import CslItem

CANNOT_HOLD = warning("K050", "An export format cannot hold what a work has")
NO_LISTS = warning("K051", "The citation style makes no bibliography to export")
NOBODY = warning("K052", "A name for the catalogue is nobody's in the book")

_NAMED = 3


def check_limits(
    items: Mapping[str, CslItem], formats: Iterable[str], places: Mapping[str, Location]
) -> Iterator[Diagnostic]:
    """Report what formats lose, one warning for each kind of loss; `places` says where each work is entered."""
    for loss in lost_in(items.values(), formats):
        titles = _listed([FORMATS[name].title for name in loss.formats])
        keys = ", ".join(f"‘{key}’" for key in loss.keys[:_NAMED])
        more = len(loss.keys) - _NAMED
        works = f"{keys} and {more} more" if more > 0 else keys
        hint = (
            "CSL JSON and BibLaTeX hold it; silence this warning with a reason, or leave the formats out of [exports]."
        )
        yield CANNOT_HOLD.at(places[loss.keys[0]], f"{titles} lose {loss.what}: {works}", hint)


def check_lists(formats: Iterable[str], named_at: Location, *, makes_list: bool) -> Iterator[Diagnostic]:
    """Report lists for people that cannot be written, since the style has no bibliography."""
    wanted = [name for name in formats if FORMATS[name].formatted]
    if wanted and not makes_list:
        message = (
            f"the style makes no bibliography, so there is no {_listed([FORMATS[name].title for name in wanted], 'or')}"
        )
        yield NO_LISTS.at(
            named_at, message, "Choose a style with a bibliography, or leave the formats out of [exports]."
        )


def check_names(config: Config, named_at: Location) -> Iterator[Diagnostic]:
    """Report names in `[exports]` that are neither an editor's nor an author's."""
    for name in unknown_names(config):
        message = f"‘{name}’ is no editor and no author of the book"
        yield NOBODY.at(
            named_at, message, "Write the name as it is printed, divided by a comma: “Able, Ann” for Ann Able."
        )


def _listed(words: Sequence[str], joint: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"
