"""Output intents: which colours the numbers of a screen edition mean (ISO 32000-1, 14.11.5; ISO 19005-2, 6.2.3)."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

_CONDITION = "sRGB IEC61966-2.1"
_DATE = slice(24, 36)
"""Of the header of a profile (ICC.1:2010, 7.2): when it was made."""
_SOME_DAY = bytes.fromhex("07d000010001000000000000")


def srgb_profile() -> bytes:
    """The sRGB profile that Little CMS computes (no rights reserved), without the hour of its making."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_DATE] = _SOME_DAY
    return bytes(profile)


def add_srgb_intent(pdf: pikepdf.Pdf) -> None:
    """Say that all colours of the file are sRGB."""
    profile = pdf.make_stream(srgb_profile())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String(_CONDITION),
        Info=String(_CONDITION),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
