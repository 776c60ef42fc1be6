"""A small book in colour for the tests of the press: photographs, a cut-out, drawings with gradients, black text."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from layout_books import chapter, job, sheet
from PIL import Image, ImageDraw

from coursepack.checks.preflight import Expected
from coursepack.document.model import Matter
from coursepack.editions.layout import Layout, lay_out
from coursepack.editions.pdf import PdfMetadata, join
from coursepack.editions.press import PressJob, finish
from coursepack.editions.press.identity import Standard
from coursepack.profiles import OutputProfile, black_ink_of, shipped_profile

MM = 72 / 25.4
BLEED = 3 * MM
TRIM = (100 * MM, 130 * MM)
META = PdfMetadata("Inks & <Papers>", ("Ann Able",), "en", datetime(2026, 1, 2, tzinfo=UTC))
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60" width="200" height="60">
<defs><linearGradient id="g"><stop offset="0" stop-color="#c00"/><stop offset=".5" stop-color="#0a0"/>
<stop offset=".5" stop-color="#00c"/><stop offset="1" stop-color="#ff0"/></linearGradient>
<radialGradient id="r"><stop offset="0" stop-color="white"/><stop offset="1" stop-color="#036"/></radialGradient>
<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#f60"/></pattern></defs>
<rect width="60" height="20" fill="url(#g)"/><circle cx="90" cy="20" r="18" fill="url(#r)"/>
<rect y="30" width="60" height="20" fill="url(#p)" stroke="#333"/><path d="M120 10 h60" stroke="lab(50 40 20)"/>
</svg>"""
SHEER = DRAWING.replace("</svg>", '<rect x="80" width="60" height="60" fill="#0a0" opacity=".5"/></svg>')


def photograph(mode: str = "RGB", size: tuple[int, int] = (300, 200)) -> Image.Image:
    red, green = Image.linear_gradient("L").resize(size), Image.linear_gradient("L").rotate(90).resize(size)
    return Image.merge("RGB", (red, green, Image.new("L", size, 90))).convert(mode)


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, quality=90)
    return target.getvalue()


def cut_out() -> Image.Image:
    mask = Image.new("L", (300, 200))
    ImageDraw.Draw(mask).ellipse((30, 20, 270, 180), fill=255)
    picture = photograph("RGBA")
    picture.putalpha(mask)
    return picture


@cache
def layout(*, sheer: bool) -> Layout:
    images = {
        "photograph.jpg": encoded(photograph(), "JPEG"),
        "cut-out.png": encoded(cut_out()),
        "scan.png": encoded(photograph("L").convert("RGB")),
        "grey.png": encoded(photograph("L")),
        "ink.jpg": encoded(photograph("CMYK"), "JPEG"),
        "drawing.svg": (SHEER if sheer else DRAWING).encode(),
    }
    figures = [f'<img src="{name}" alt="A picture">' for name in images]
    css = "@font-face { font-family: 'EB Garamond'; src: url(fonts/book-regular.ttf) } img { image-resolution: 300dpi }"
    front = sheet("<h1>Contents</h1>", "contents", Matter.FRONT)
    one = chapter("one", 1, figures)
    return lay_out([front, one, replace(chapter("two", 2))], job(css, images))


@cache
def plain(*, sheer: bool = False) -> bytes:
    """The pages as the layout engine colours them."""
    return join(layout(sheer=sheer), "print", META)


def profile_for(colour: str) -> OutputProfile:
    return shipped_profile() if colour == "cmyk" else black_ink_of(shipped_profile())


@cache
def finished(standard: Standard = "pdfx-4", colour: str = "cmyk", *, marks: bool = True, sheer: bool = False) -> bytes:
    """The file for the press."""
    return finish(plain(sheer=sheer), PressJob(standard, profile_for(colour), BLEED, marks, 4))


def expected(standard: Standard = "pdfx-4", colour: str = "cmyk", *, marks: bool = True) -> Expected:
    """What the press is to find."""
    return Expected(
        trim=TRIM,
        bleed=BLEED,
        marks=marks,
        standard=standard,
        colour="cmyk" if colour == "cmyk" else "black",
        ink_limit=300,
        signature=4,
        families=frozenset(("EBGaramond",)),
        openings=("Contents", "Chapter one", "Chapter two"),
        images={(300, 200): "figures/picture.png"},
    )
