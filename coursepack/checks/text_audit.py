"""The text audit: what the layout found wrong, as diagnostics with a file and a line.

In: the layout, whose workers have read every printed piece of text back against its source, and the canonical
sections. Out: diagnostics. A book with an error here is not the book that was written, and must not be published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from lxml import etree

from coursepack.checks.style_places import place_in_styles
from coursepack.diagnostics import Diagnostic, Location, Rule, error, warning
from coursepack.document.model import PageMap, Section
from coursepack.editions.layout import Finding, FindingKind, Layout, PlacedPart
from coursepack.editions.layout.reading import checksum

Locate = Callable[[str, str], Location]
"""Finds the place in the manuscript of some words (possibly none) of a section, by the section's id."""

TEXT_LOST = error("L001", "Text of the manuscript is not printed")
TEXT_DOUBLED = error("L002", "Text is printed more than once")
TEXT_CHANGED = error("L003", "Printed text differs from the manuscript")
NOTE_MISSING = error("L004", "A note is not printed")
NOTE_DOUBLED = error("L005", "A note is printed more than once")
NOTE_CUT = error("L006", "A note is cut short")
NOTE_LATE = warning("L007", "A note begins pages after its call")
OVERPRINTED = error("L008", "Text is printed outside its area")
OVERFULL = warning("L009", "A line runs into the margin")
IMAGE_LOST = error("L010", "An image is not printed")
FOREIGN_FONT = error("L011", "Text is set in a font that is not the book's")
ENGINE_WARNING = error("L012", "The layout engine complained")
LINK_DANGLING = error("L013", "A link leads to nothing that is printed")
UNSETTLED = error("L014", "Page references do not come to rest")
NOTE_DISORDER = error("L016", "Notes are printed out of order")
TREE_DIFFERS = error("L015", "The pages were made from other text than the canonical tree")

_KEEP = "This is a fault of coursepack or its layout engine: please report it, with the section."
_STYLED = (
    FOREIGN_FONT,
    "a style sheet asks for a font that is none of the book's, and the system's font would be used ({detail})",
    'Name one of the book\'s families, such as "Book", or give the font with @font-face.',
)
_RULES: dict[FindingKind, tuple[Rule, str, str]] = {
    FindingKind.TEXT_LOST: (TEXT_LOST, "{detail} are not printed", _KEEP),
    FindingKind.TEXT_DOUBLED: (TEXT_DOUBLED, "{detail} are printed again", _KEEP),
    FindingKind.TEXT_CHANGED: (TEXT_CHANGED, "{detail} are printed differently", _KEEP),
    FindingKind.NOTE_MISSING: (NOTE_MISSING, "note {detail} is not printed", _KEEP),
    FindingKind.NOTE_DOUBLED: (NOTE_DOUBLED, "{detail} of a note are printed again", _KEEP),
    FindingKind.NOTE_CUT: (NOTE_CUT, "{detail} of a note are not printed", _KEEP),
    FindingKind.NOTE_LATE: (
        NOTE_LATE,
        "note {detail} begins more than a page after its call",
        "Too many long notes stand close together: shorten one, or move text between them.",
    ),
    FindingKind.NOTE_DISORDER: (NOTE_DISORDER, "note {detail} is printed behind a later one", _KEEP),
    FindingKind.OVERPRINTED: (
        OVERPRINTED,
        "the text does not fit its place on the page",
        "Something here is too high for a page: divide it.",
    ),
    FindingKind.OVERFULL: (
        OVERFULL,
        "the line cannot be broken within the measure",
        "Allow a break in the long word or address, or make the table narrower.",
    ),
    FindingKind.IMAGE_LOST: (IMAGE_LOST, "the image {detail} is not printed", _KEEP),
    FindingKind.FOREIGN_FONT: (
        FOREIGN_FONT,
        "the book's fonts do not have these characters, and the system's font would be used ({detail})",
        "Name a font that has them in reader.toml, or replace the characters.",
    ),
    FindingKind.ENGINE_WARNING: (ENGINE_WARNING, "{detail}", "See docs/diagnostics.md on what the layout engine says."),
    FindingKind.LINK_DANGLING: (LINK_DANGLING, "#{detail} is not printed anywhere in the book", ""),
}


def audit(layout: Layout, locate: Locate, sheets: Mapping[str, str] | None = None) -> list[Diagnostic]:
    """Make diagnostics of all that the layout found, section by section in the order of the book.

    What style sheets of the book's own, given by name, are at fault for is placed there.
    """
    found: list[Diagnostic] = []
    said: set[str] = set()
    for part in layout.parts:
        for finding in part.part.facts.findings:
            # What is wrong with the style sheet is said again for every section.
            if finding.kind is not FindingKind.ENGINE_WARNING or finding.detail not in said:
                found.append(
                    _diagnostic(part, finding, layout.page_map, locate, place_in_styles(finding, sheets or {}))
                )
            said.add(finding.detail)
    if not layout.settled and layout.parts:
        message = f"after {layout.statistics.passes} passes, folios still change the pages that they are printed on"
        hint = "Take a page reference out of the text near the end of a page, or change the words around it."
        found.append(UNSETTLED.at(locate(layout.parts[0].id, ""), message, hint))
    return found


def compare_with_tree(sections: Sequence[Section], layout: Layout, locate: Locate) -> list[Diagnostic]:
    """Prove that the sheets said what the canonical tree says: every element's own text, and every image.

    The workers compare what is printed with the sheets; this closes the circle. Not compared are note calls and the
    heading of the notes (made anew by the print edition), and page references, whose text comes from the page map.
    """
    printed = {part.id: part.part.facts.texts for part in layout.parts}
    return [
        TREE_DIFFERS.at(locate(section.id, words), f"“{words[:60]}” did not reach the printed page unchanged", _KEEP)
        for section in sections
        for n, words in _texts(section.root)
        if printed[section.id].get(n) != checksum(words)
    ]


def _diagnostic(
    part: PlacedPart, finding: Finding, pages: PageMap, locate: Locate, styled: Location | None
) -> Diagnostic:
    """`styled`: the place in a style sheet that is at fault, if one is."""
    rule, template, hint = _STYLED if styled and finding.kind is FindingKind.FOREIGN_FONT else _RULES[finding.kind]
    message = template.format(detail=finding.detail)
    if finding.snippet:
        message += f": “{finding.snippet}”"
    if finding.pages:
        labels = ", ".join(pages.pages[part.first_page + page].label for page in finding.pages)
        message += f" (p. {labels})"
    return rule.at(styled or locate(part.id, finding.snippet), message, hint)


def _texts(root: etree._Element) -> Iterator[tuple[int, str]]:
    """`data-n` and own text of the elements that the print edition takes over as they stand."""
    for element in root.iter(etree.Element):
        if "data-n" not in element.attrib or not _is_taken_over(element):
            continue
        words = (element.text or "") + "".join(child.tail or "" for child in element)
        if words.strip() or element.tag == "img":
            yield int(element.attrib["data-n"]), words


def _is_taken_over(element: etree._Element) -> bool:
    classes = element.get("class", "").split()
    parent = element.getparent()
    in_notes = parent is not None and "notes" in parent.get("class", "").split()
    return not (
        "data-page-of" in element.attrib
        or "noteref" in classes
        or (in_notes and element.tag == "h2")
        or not isinstance(element.tag, str)
        or element.tag.startswith("{")
    )
