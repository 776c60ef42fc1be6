"""Small generated books for the tests of layout and joining: words, notes, sections, fonts, a style sheet."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import fontpkg_eb_garamond
from fontTools.ttLib import TTFont

from coursepack.document.model import Matter, Opening
from coursepack.editions.layout import LayoutJob, Sheet

VOCABULARY = (
    "the of and a to in was he that his with as had for she not at be on they have him which said from all by were one so "
    "there been their when who them would me out if more into time up could very some upon now than other then little its "
    "office affluent efficient fjord reflection baffled shelf harbour lantern rigging compass quarrel consideration "
    "extraordinary neighbourhood understanding immediately circumstance"
).split()

CSS = """
@font-face { font-family: "Book"; src: url(fonts/book-regular.ttf) }
@font-face { font-family: "Book"; font-style: italic; src: url(fonts/book-italic.ttf) }
@page { size: 100mm 130mm; margin: 14mm 12mm 12mm 14mm; @footnote { border-top: .4pt solid; padding-top: 3pt; margin-top: 6pt } }
@page :left { margin-left: 12mm; margin-right: 14mm;
  @top-left { content: counter(page); font: 9pt Book } @top-center { content: string(head); font: italic 9pt Book } }
@page :right { @top-right { content: counter(page); font: 9pt Book; font-variant-numeric: oldstyle-nums } }
@page front:left { @top-left { content: counter(page, lower-roman); font: 9pt Book } }
@page front:right { @top-right { content: counter(page, lower-roman); font: 9pt Book } }
@page :blank { @top-left { content: none } @top-center { content: none } @top-right { content: none } }
html { font: 9pt/12pt Book; hyphens: auto; text-align: justify; orphans: 2; widows: 2 }
body { margin: 0 }
section { break-before: recto } section.verso { break-before: verso } section.front { page: front }
h1 { font-size: 14pt; font-weight: 400; line-height: 16pt; margin: 0 0 12pt; text-align: left; hyphens: none;
  string-set: head content(); bookmark-level: 1 }
h2 { font-size: 10pt; font-weight: 400; font-style: italic; margin: 12pt 0 0; break-after: avoid; bookmark-level: 2 }
p { margin: 0; text-indent: 1em }
blockquote { margin: 6pt 1em; font-style: italic }
th, td { text-align: left; font-weight: 400; vertical-align: top }
a { color: inherit; text-decoration: none }
.footnote { float: footnote; font: 7.5pt/9pt Book; font-style: normal; text-align: justify; text-indent: 0 }
.footnote::footnote-call { content: attr(data-number); font-size: 6pt; vertical-align: 3pt; line-height: 0 }
.footnote::footnote-marker { content: attr(data-number) ". " }
.footnote .as { display: block }
.footnote > .as-p:first-child { display: inline }
.footnote .as-p + .as-p { text-indent: 1em }
.footnote .as-blockquote { margin: 3pt 1em }
.footnote .as-li { display: list-item; list-style-type: "– "; margin-left: 1em }
"""


@cache
def fonts() -> dict[str, bytes]:
    """EB Garamond Regular and Italic as static fonts: the variable ones at their default, without their variations."""
    folder = Path(fontpkg_eb_garamond.__file__).parent / "files"
    return {
        "fonts/book-regular.ttf": _static(folder / "EBGaramond[wght].ttf"),
        "fonts/book-italic.ttf": _static(folder / "EBGaramond-Italic[wght].ttf"),
    }


def _static(path: Path) -> bytes:
    font = TTFont(path, recalcTimestamp=False)
    for table in ("fvar", "gvar", "avar", "HVAR", "MVAR", "STAT"):
        if table in font:
            del font[table]
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def job(css: str = "", images: dict[str, bytes] | None = None) -> LayoutJob:
    """What the sections of a test book share."""
    return LayoutJob(CSS + css, fonts(), images or {})


class Words:
    """Filler text, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def __call__(self, count: int) -> str:
        words = self._random.choices(VOCABULARY, k=count)
        words[0] = words[0].capitalize()
        return " ".join(words) + "."

    def paragraphs(self, count: int, length: int = 60) -> str:
        return "".join(f"<p>{self(length)}</p>" for _ in range(count))


def note(number: int, text: str) -> str:
    """A note in the place of its call; `text` may hold markup."""
    return f'<span class="footnote" id="note-{number}" data-number="{number}">{text}</span>'


def paragraph(text: str) -> str:
    """A paragraph inside a note."""
    return f'<span class="as as-p">{text}</span>'


def number_elements(html: str) -> str:
    """Give every element its `data-n`, as the canonical tree has it."""
    counter = iter(range(len(html)))
    return re.sub(r"<(\w+)", lambda match: f'<{match[1]} data-n="{next(counter)}"', html)


def sheet(html: str, name: str = "one", matter: Matter = Matter.BODY, opening: Opening = Opening.RECTO) -> Sheet:
    """A section of its own; its root carries the name as id."""
    kinds = "front" if matter is Matter.FRONT else "body"
    side = " verso" if opening is Opening.VERSO else ""
    markup = f'<section id="{name}" class="{kinds}{side}">{html}</section>'
    return Sheet(name, matter, opening, number_elements(markup), "en")


def chapter(name: str, seed: int, extra: Iterable[str] = ()) -> Sheet:
    """A chapter of some pages with a heading, notes, a section, an emphasis, and paragraphs given."""
    words = Words(seed)
    body = [f"<h1>Chapter {name}</h1>", words.paragraphs(3)]
    body += [f"<p>{words(30)}{note(number, words(20))} <em>{words(5)}</em> {words(30)}</p>" for number in range(1, 5)]
    body += [f'<h2 id="{name}-section">{words(3)}</h2>', words.paragraphs(2), *(f"<p>{text}</p>" for text in extra)]
    return sheet("".join(body).replace('id="note-', f'id="{name}-note-'), name)
