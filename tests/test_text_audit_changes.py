"""Two losses more that the audit must be seen finding: letters that were changed, and images that a style hides."""

import io
from dataclasses import replace

from layout_books import job, sheet
from PIL import Image

from coursepack.checks.text_audit import audit
from coursepack.diagnostics import Location
from coursepack.editions.layout import Finding, FindingKind, Layout, lay_out


def codes(layout: Layout) -> list[str]:
    return [item.code for item in audit(layout, lambda section, _: Location(section))]


def test_text_that_was_changed_on_the_way_to_the_page_is_reported() -> None:
    layout = lay_out([sheet("<p>Text</p>")], job())
    (placed,) = layout.parts
    facts = replace(placed.part.facts, findings=(Finding(FindingKind.TEXT_CHANGED, "Text", "1 character", 1, (0,)),))
    assert codes(replace(layout, parts=(replace(placed, part=replace(placed.part, facts=facts)),))) == ["L003"]


def test_an_image_that_a_style_hides_is_reported() -> None:
    data = io.BytesIO()
    Image.new("L", (8, 8)).save(data, "PNG")
    images = {"a.png": data.getvalue()}
    html = '<p>Text. <img src="a.png" alt="Grey"></p>'
    assert codes(lay_out([sheet(html)], job("", images))) == []
    assert codes(lay_out([sheet(html)], job("img { display: none }", images))) == ["L010"]
