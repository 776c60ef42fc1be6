"""Checks of the ways through the e-book: titles, headings, contents, landmarks, page list, citations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from coursepack.checks.epub_check.facts import Facts
from coursepack.checks.epub_check.package import TYPE, Package, h, place, words
from coursepack.diagnostics import Diagnostic, Location, error

PAGE_LIST = error("E005", "page list and page breaks do not agree")
CITATION = error("E009", "a citation and its bibliography entry do not lead to each other")
TITLE = error("E010", "a file of the e-book has no title of its own")
HEADING = error("E011", "a file of the e-book has not exactly one first-level heading, or skips a level")
CONTENTS = error("E012", "the contents differ from the headings")
LANDMARK = error("E013", "a landmark is missing")

_LANDMARKS = {"cover": "cover", "titlepage": "titlepage", "bibliography": "bibliography", "index": "index"}
"""Landmark, and the `epub:type` of the content that calls for it."""


def check_page_list(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Compare both: the page list names every marker once, in reading order, by the folio that the marker carries."""
    markers = [(path, name, label) for path in package.read for name, label in facts[path].markers]
    nav = package.navigation("page-list")
    links = [] if nav is None else list(nav.iter(h("a")))
    listed = [(*package.target(package.nav_path, link.get("href", "")), words(link)) for link in links]
    here = Location(package.nav_path)
    for path, name, label in sorted(set(markers) - set(listed)):
        yield PAGE_LIST.at(Location(path), f"page break ‘{name}’ ({label}) is not in the page list under its folio")
    for path, name, label in sorted(set(listed) - set(markers)):
        yield PAGE_LIST.at(here, f"page {label} of the page list leads to {path}#{name}, where no such page begins")
    for label, count in Counter(label for _, _, label in listed).items():
        if count > 1:
            yield PAGE_LIST.at(here, f"page {label} is listed {count} times")
    if set(markers) == set(listed) and markers != listed:
        wrong = next(ours[2] for ours, theirs in zip(listed, markers, strict=False) if ours != theirs)
        yield PAGE_LIST.at(here, f"from page {wrong} on, the page list is not in reading order")


def check_titles(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Every file has a title that a person can read, and no other file has it."""
    counts = Counter(document.title for document in facts.values())
    for path in package.documents:
        title = facts[path].title
        if not title or title.endswith(".xhtml"):
            yield TITLE.at(Location(path), f"the title is ‘{title}’")
        elif counts[title] > 1:
            yield TITLE.at(Location(path), f"{counts[title]} files have the title ‘{title}’")


def check_headings(path: str, root: etree._Element) -> Iterator[Diagnostic]:
    """One first-level heading a file (none on the cover), no level left out on the way down."""
    headings = list(root.iter(*(h(f"h{level}") for level in range(1, 7))))
    levels = [int(str(heading.tag)[-1]) for heading in headings]
    is_cover = any(element.get(TYPE) == "cover" for element in root.iter(h("section")))
    if levels.count(1) != (0 if is_cover else 1):
        yield HEADING.at(Location(path), f"{levels.count(1)} first-level headings")
    for heading, before, level in zip(headings, [0, *levels], levels, strict=False):
        if level > before + 1 and not is_cover:
            yield HEADING.at(place(path, heading), f"‘{words(heading)}’ is of level {level} below level {before}")
        if not words(heading):
            yield HEADING.at(place(path, heading), "an empty heading")


def check_contents(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Every line of the contents ends with the heading that it leads to, and the lines follow the reading order."""
    nav = package.navigation("toc")
    if nav is None:
        yield CONTENTS.at(Location(package.nav_path), "there are no contents")
        return
    order = {path: index for index, path in enumerate(package.read)}
    last = -1, -1
    for link in nav.iter(h("a")):
        path, name = package.target(package.nav_path, link.get("href", ""))
        found = facts[path] if path in order and name in facts[path].ids else None
        position = (-1, -1) if found is None else (order[path], found.ids[name])
        heading = None if found is None else found.headings.get(name)
        if heading is None or not words(link).endswith(heading):
            said = "no heading" if heading is None else f"‘{heading}’"
            yield CONTENTS.at(place(package.nav_path, link), f"‘{words(link)}’ leads to {said}")
        if position < last:
            yield CONTENTS.at(place(package.nav_path, link), f"‘{words(link)}’ is not in reading order")
        last = position


def check_landmarks(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Cover, title page, contents and start of the text are named, and bibliography and index where there are any."""
    nav = package.navigation("landmarks")
    links = [] if nav is None else list(nav.iter(h("a")))
    named = {link.get(TYPE, ""): link.get("href", "") for link in links}
    sections = {kind for path in package.read for kind in facts[path].sections}
    bodies = {kind for path in package.read for kind in facts[path].bodies}
    wanted = {name for name, kind in _LANDMARKS.items() if kind in sections} | {"cover", "toc"}
    wanted |= {"bodymatter"} & bodies
    for name in sorted(wanted - set(named)):
        yield LANDMARK.at(Location(package.nav_path), f"the landmark ‘{name}’ is missing")
    for link in links:
        path, _ = package.target(package.nav_path, link.get("href", ""))
        kind = _LANDMARKS.get(link.get(TYPE, ""))
        if kind and path in facts and kind not in facts[path].sections:
            yield LANDMARK.at(place(package.nav_path, link), f"the landmark ‘{link.get(TYPE)}’ leads to something else")


def check_citations(package: Package, facts: Mapping[str, Facts]) -> Iterator[Diagnostic]:
    """Every citation leads to an entry, and that entry back to the citation or to the note that holds it."""
    entries = {(path, name): set(back) for path, found in facts.items() for name, back in found.entries.items()}
    for path in package.documents:
        for cited in facts[path].citations:
            back = entries.get(cited.target)
            if back is None:
                yield CITATION.at(Location(path, cited.line), f"the citation ‘{cited.words}’ leads to no entry")
            elif (path, cited.place) not in back:
                message = f"the entry of ‘{cited.words}’ does not lead back to it"
                yield CITATION.at(Location(path, cited.line), message)
