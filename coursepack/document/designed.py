"""Pages that are nothing but design: half-title, title page, copyright page, each from its template."""

from __future__ import annotations

from lxml import etree

from coursepack.config import Config
from coursepack.diagnostics import Location
from coursepack.document.languages import RUN, mark_languages
from coursepack.document.markup import Element, make, parse_fragment, take_content
from coursepack.fonts import BODY_FAMILY, EAST_ASIAN_FAMILY, PUBLISHED_NAMES
from coursepack.labels import Labels
from coursepack.scripts import scripts_of
from coursepack.sources.edtf_date import parse_date
from coursepack.sources.edtf_words import words
from coursepack.sources.manuscript import Planned
from coursepack.theme import BROKEN_TEMPLATE, TemplateBroken, Theme


def designed_page(plan: Planned, config: Config, theme: Theme, labels: Labels, **known: object) -> Element:
    """Fill the template of a designed page; `known` are its other variables. Raises `TemplateBroken`."""
    date = words(parse_date(config.date.isoformat()), labels)
    context = {"book": config, "labels": labels, "date": date, **known}
    name = f"book/{plan.kind}.html"
    markup = theme.render(name, **context)
    root = make("section", id=str(plan.kind), class_=str(plan.kind))
    try:
        take_content(root, parse_fragment(markup))
    except etree.XMLSyntaxError as fault:
        place = Location(f"templates/{name}", fault.lineno or 0)
        hint = "close every tag, and write characters such as — themselves instead of entities"
        raise TemplateBroken(
            BROKEN_TEMPLATE.at(place, f"it does not make well-formed XHTML: {fault.msg}", hint)
        ) from fault
    mark_languages(root)
    return root


def typefaces(trees: list[Element]) -> list[str]:
    """The typefaces that the book is set in, as the copyright page names them: of the text, East Asian, right to left."""
    texts = [str(tree.xpath("string()")) for tree in trees]
    chinese = [EAST_ASIAN_FAMILY] if any(map(RUN.search, texts)) else []
    others = [script.family for script in scripts_of(set().union(*texts))]
    return [PUBLISHED_NAMES[family] for family in [BODY_FAMILY, *chinese, *others]]
