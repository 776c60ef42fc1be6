"""Other ways to pages for the same chapters: the commands that `benchmarks.builds` times.

Each program gets what pandoc writes for it, with citeproc's notes, and makes a PDF alone: no e-book, no proof.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pypandoc

from coursepack.diagnostics import Location
from coursepack.document.styles import find_style

FOOTNOTES = 'function Note(note) return pandoc.Span(pandoc.utils.blocks_to_inlines(note.content), {class = "note"}) end'
PLAIN = """@page { size: 6in 9in; margin: 20mm 18mm; @bottom-center { content: counter(page) } }
body { font: 11pt/14pt "EB Garamond", serif; hyphens: auto; text-align: justify } h1 { break-before: right }
img { max-width: 100% } .note { float: footnote; font-size: 9pt; line-height: 11pt }
a.page::after { content: target-counter(attr(href), page) }"""
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
LAY_OUT = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_tags=True)"


def plain(project: Path, folder: Path) -> list[list[str]]:
    """The commands of the plain run: pandoc, then WeasyPrint."""
    markdown = _markdown(project, folder)
    page = str(folder / "plain.html")
    extras = [
        f"--lua-filter={folder / 'notes.lua'}",
        f"--css={folder / 'plain.css'}",
        "--embed-resources",
        "-t",
        "html5",
    ]
    return [[*markdown, *extras, "-o", page], [sys.executable, "-c", LAY_OUT, page, str(folder / "plain.pdf")]]


def typst(project: Path, folder: Path) -> list[list[str]]:
    """pandoc, then Typst (from PyPI)."""
    if not find_spec("typst"):
        return []
    page = str(project / "manuscript" / "plain.typ")
    return [
        [*_markdown(project, folder), "-t", "typst", "-o", page],
        [sys.executable, "-c", TYPST, page, str(folder / "typst.pdf")],
    ]


def xelatex(project: Path, folder: Path) -> list[list[str]]:
    """pandoc, which runs XeLaTeX as often as it needs."""
    if not shutil.which("xelatex"):
        return []
    page = [f"-V{each}" for each in ("documentclass=book", "geometry:paperwidth=6in,paperheight=9in,margin=20mm")]
    return [[*_markdown(project, folder), "--pdf-engine=xelatex", *page, "-o", str(folder / "xelatex.pdf")]]


def vivliostyle(project: Path, folder: Path) -> list[list[str]]:
    """pandoc, then Vivliostyle (from npm) in the Chromium of this machine, on the page of the plain run."""
    program, browser = shutil.which("vivliostyle"), shutil.which("chromium") or shutil.which("google-chrome")
    if not (program and browser):
        return []
    pandoc, _ = plain(project, folder)
    page, pdf = str(folder / "plain.html"), str(folder / "vivliostyle.pdf")
    options = ["--executable-browser", browser, "--timeout", "1800", "--log-level", "silent"]
    return [pandoc, [program, "build", page, "-o", pdf, *options]]


def _markdown(project: Path, folder: Path) -> list[str]:
    """pandoc with citeproc over all chapters."""
    style, _ = find_style("chicago", Path(), Location("benchmark"))
    assert style is not None
    for name, text in (("style.csl", style.xml), ("notes.lua", FOOTNOTES), ("plain.css", PLAIN)):
        (folder / name).write_text(text, encoding="utf-8")
    chapters = sorted(map(str, (project / "manuscript").glob("*-chapter.md")))
    options = ["--citeproc", f"--bibliography={project / 'bibliography.bib'}", f"--csl={folder / 'style.csl'}"]
    options += ["-M", "lang=en-GB", "-M", "title=B", f"--resource-path={project / 'manuscript'}", "-s"]
    return [pypandoc.get_pandoc_path(), *options, *chapters]


PEERS: dict[str, Callable[[Path, Path], list[list[str]]]] = {
    "pandoc and Typst": typst,
    "pandoc and XeLaTeX": xelatex,
    "pandoc and Vivliostyle": vivliostyle,
}
"""Those that may be installed; one that is not has no commands."""
