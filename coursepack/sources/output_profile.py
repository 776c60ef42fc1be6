"""The ICC output profile that the press is to print with: the one that is shipped, or a file of the project."""

from __future__ import annotations

from pathlib import Path

from coursepack.config import Press
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.profiles import OutputProfile, output_profile, shipped_profile
from coursepack.sources.files import read_bytes

NOT_A_PROFILE = error("P001", "the output profile cannot be used")


def read_profile(project: Path, press: Press, named_at: Location) -> tuple[OutputProfile, list[Diagnostic]]:
    """Read the profile that `[print]` names. With a problem, the shipped one is returned, so that others are found too."""
    if not press.profile:
        return shipped_profile(), []
    data, problems = read_bytes(project, press.profile, named_at)
    if data is None:
        return shipped_profile(), problems
    try:
        profile = output_profile(data, press.condition)
    except ValueError as fault:
        hint = "ask the press for its profile, or leave the key out"
        return shipped_profile(), [NOT_A_PROFILE.at(named_at, f"‘{press.profile}’: {fault}", hint)]
    if press.colour == "cmyk" and profile.space == "GRAY":
        message = f"‘{press.profile}’ knows black ink only, and the book is to be printed in four"
        return shipped_profile(), [
            NOT_A_PROFILE.at(named_at, message, 'write colour = "black", or name another profile')
        ]
    return profile, []
