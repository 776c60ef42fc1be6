"""Checks of the ways through the e-book: titles, headings, contents, landmarks, page list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from coursepack.checks.epub_check.package import TYPE, Package, h, place, words
from coursepack.diagnostics import Diagnostic, Location, error

PAGE_LIST = error("E005", "page list and page breaks do not agree")
TITLE = error("E010", "a file of the e-book has no title of its own")
HEADING = error("E011", "a file of the e-book has not exactly one first-level heading, or skips a level")
CONTENTS = error("E012", "the contents differ from the headings")
LANDMARK = error("E013", "a landmark is missing")

_LANDMARKS = {"cover": "cover", "titlepage": "titlepage", "bibliography": "bibliography", "index": "index"}
"""Landmark, and the `epub:type` of the content that calls for it."""


def check_page_list(package: Package) -> Iterator[Diagnostic]:
    """Compare both: the page list names every marker once, in reading order, by the folio that the marker carries."""
    markers = [
        (path, element.get("id", ""), element.get("aria-label", ""))
        for path, root in package.reading_order()
        for element in root.iter("*")
        if element.get("role") == "doc-pagebreak"
    ]
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


def check_titles(package: Package) -> Iterator[Diagnostic]:
    """Every file has a title that a person can read, and no other file has it."""
    titles = {path: words(found) for path, root in package.documents.items() for found in root.iter(h("title"))}
    counts = Counter(titles.values())
    for path in package.documents:
        title = titles.get(path, "")
        if not title or title.endswith(".xhtml"):
            yield TITLE.at(Location(path), f"the title is ‘{title}’")
        elif counts[title] > 1:
            yield TITLE.at(Location(path), f"{counts[title]} files have the title ‘{title}’")


def check_headings(package: Package) -> Iterator[Diagnostic]:
    """One first-level heading a file (none on the cover), no level left out on the way down."""
    for path, root in package.reading_order():
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


def check_contents(package: Package) -> Iterator[Diagnostic]:
    """Every line of the contents ends with the heading that it leads to, and the lines follow the reading order."""
    nav = package.navigation("toc")
    if nav is None:
        yield CONTENTS.at(Location(package.nav_path), "there are no contents")
        return
    order: dict[tuple[str, str], tuple[int, etree._Element]] = {}
    for path, root in package.reading_order():
        for element in root.iter("*"):
            order[path, element.get("id", "")] = (len(order), element)
    last = -1
    for link in nav.iter(h("a")):
        target = package.target(package.nav_path, link.get("href", ""))
        position, heading = (order[target][0], _heading(order[target][1])) if target in order else (-1, None)
        if heading is None or not words(link).endswith(words(heading)):
            said = "no heading" if heading is None else f"‘{words(heading)}’"
            yield CONTENTS.at(place(package.nav_path, link), f"‘{words(link)}’ leads to {said}")
        if position < last:
            yield CONTENTS.at(place(package.nav_path, link), f"‘{words(link)}’ is not in reading order")
        last = position


def _heading(element: etree._Element) -> etree._Element | None:
    return next(element.iter(h("h1"), h("h2"), h("h3")), None)


def check_landmarks(package: Package) -> Iterator[Diagnostic]:
    """Cover, title page, contents and start of the text are named, and bibliography and index where there are any."""
    nav = package.navigation("landmarks")
    links = [] if nav is None else list(nav.iter(h("a")))
    named = {link.get(TYPE, ""): link.get("href", "") for link in links}
    sections = {element.get(TYPE, "") for _, root in package.reading_order() for element in root.iter(h("section"))}
    bodies = {body.get(TYPE, "") for _, root in package.reading_order() for body in root.iter(h("body"))}
    wanted = {name for name, kind in _LANDMARKS.items() if kind in sections} | {"cover", "toc"}
    wanted |= {"bodymatter"} & bodies
    for name in sorted(wanted - set(named)):
        yield LANDMARK.at(Location(package.nav_path), f"the landmark ‘{name}’ is missing")
    for link in links:
        path, _ = package.target(package.nav_path, link.get("href", ""))
        kind = _LANDMARKS.get(link.get(TYPE, ""))
        root = package.documents.get(path)
        if kind and root is not None and not any(e.get(TYPE) == kind for e in root.iter(h("section"))):
            yield LANDMARK.at(place(package.nav_path, link), f"the landmark ‘{link.get(TYPE)}’ leads to something else")
