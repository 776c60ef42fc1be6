"""The text audit must be seen failing: on every kind of loss that the layout engine, or a style sheet, can cause."""

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

import pytest
from layout_books import Words, fonts, job, note, number_elements, sheet
from lxml import etree

from coursepack.checks.text_audit import audit, compare_with_tree
from coursepack.diagnostics import Diagnostic, Location
from coursepack.document.model import Kind, Matter, Opening, Section
from coursepack.editions.layout import Finding, FindingKind, Layout, lay_out, presses
from coursepack.editions.layout.engine import press
from coursepack.editions.layout.engine.press import Press


def locate(section: str, words: str) -> Location:
    return Location(f"{section}.md", len(words))


def diagnose(html: str, css: str = "") -> list[Diagnostic]:
    return audit(lay_out([sheet(html)], job(css)), locate)


def codes(html: str, css: str = "") -> Counter[str]:
    return Counter(diagnostic.code for diagnostic in diagnose(html, css))


def test_a_sound_section_has_no_finding():
    words = Words()
    table = "<table><thead><tr><th>Year</th></tr></thead>" + "<tr><td>1957</td></tr>" * 40 + "</table>"
    assert not codes(f"<h1>Title</h1><p>{words(80)}{note(1, words(10))}</p><ul><li>{words(5)}</li></ul>{table}")


def test_a_hidden_paragraph_is_reported_with_its_words_and_its_place():
    (diagnostic,) = diagnose("<p>Printed.</p><p class=gone>Hidden by <em>mistake</em>.</p>", ".gone { display: none }")
    assert diagnostic.code == "L001"
    assert "Hidden by" in diagnostic.message
    assert diagnostic.location.file == "one.md"
    assert diagnostic.location.line > 0


def test_invisible_text_is_lost_text():
    assert codes("<p>One <span class=gone>two</span> three.</p>", ".gone { visibility: hidden }") == {"L001": 1}
    assert codes("<p>One <span class=gone>two</span> three.</p>", ".gone { font-size: 0 }") == {"L001": 1}


def test_a_doubled_paragraph_is_reported(monkeypatch: pytest.MonkeyPatch):
    render = Press._render

    def doubling(press: Press, parsed, *settings):
        paragraph = parsed.etree_element.find(".//p[@class='twice']")
        document = render(press, parsed, *settings)
        if paragraph is not None:
            document.pages.append(document.pages[0])
        return document

    monkeypatch.setattr(Press, "_render", doubling)
    diagnostics = diagnose('<p class="twice">Once and only once.</p>')
    assert [diagnostic.code for diagnostic in diagnostics] == ["L002"]
    assert "Once and only once" in diagnostics[0].message


def test_text_that_is_moved_out_of_the_type_area_is_reported():
    assert codes("<p class=moved>Text</p>", ".moved { position: relative; top: 120mm }") == {"L008": 1}


def test_text_that_is_printed_over_the_notes_is_reported():
    words = Words()
    html = f"<p>{words(30)}{note(1, words(60))}</p><p class=moved>Text</p>"
    assert codes(html, ".moved { position: relative; top: 70mm }") == {"L008": 1}


def test_an_unbreakable_line_is_a_warning():
    (diagnostic,) = diagnose(f"<p>https://example.org/{'x' * 90}</p>", "p { hyphens: none }")
    assert (diagnostic.code, diagnostic.severity) == ("L009", "warning")


def test_the_notes_that_target_counter_loses_are_reported(monkeypatch: pytest.MonkeyPatch):
    # The engine lays pages out again for the counters, and forgets or repeats notes on the way, unless it is mended.
    words, count, numbers = Words(2), 20, iter(range(1, 999))
    contents = "".join(f'<li><a class="ref" href="#s{i}">{words(3)} </a></li>' for i in range(0, count, 4))
    body = "".join(
        (f'<h2 id="s{i}">{words(3)}</h2>' if i % 4 == 0 else "")
        + f"<p>{words(30)}{note(next(numbers), words(15))} {words(25)} "
        + f'<a class="ref" href="#s{(i * 7) % count // 4 * 4}">p. </a>{note(next(numbers), words(25))} {words(10)}</p>'
        for i in range(count)
    )
    counted = f"<ul>{contents}</ul>{body}", ".ref::after { content: target-counter(attr(href), page) }"
    monkeypatch.setattr(press, "mended_areas", lambda places: nullcontext())
    assert {"L004", "L005"} <= codes(*counted).keys()


def test_a_note_without_carrying_over_is_reported(monkeypatch: pytest.MonkeyPatch):
    words = Words(5)
    html = f"<p>{words(40)}{note(1, words(700))} {words(40)}</p>{words.paragraphs(9)}"
    assert not codes(html)
    monkeypatch.setattr(Press, "_cut_notes", lambda *_: {})
    assert codes(html)["L008"] > 0


def test_a_note_whose_end_is_hidden_is_cut_short():
    found = diagnose(f"<p>Text{note(1, 'Begun <b class=gone>and never ended</b>')}</p>", ".gone { display: none }")
    assert [diagnostic.code for diagnostic in found] == ["L006"]


def test_a_hidden_note_is_missing():
    (diagnostic,) = diagnose(f"<p>Text{note(7, 'A note.')}</p>", ".footnote { display: none }")
    assert diagnostic.code == "L004"
    assert "note 7" in diagnostic.message


def test_a_character_that_the_fonts_lack_is_reported_with_its_words():
    found = [diagnostic for diagnostic in diagnose("<p>Steel 鋼 here</p>") if diagnostic.code in ("L011", "L012")]
    assert found
    assert any("鋼" in diagnostic.message for diagnostic in found)


def test_text_in_a_font_that_is_not_the_books_is_quoted(monkeypatch: pytest.MonkeyPatch):
    # As if the italics had come from the system; the press of an earlier test knows better.
    monkeypatch.setattr(presses, "_presses", [])
    monkeypatch.setattr("coursepack.editions.layout.engine.fonts.own_files", lambda fonts: {digest(*fonts)})
    (diagnostic,) = diagnose("<p>Upright and <em>slanted</em> text</p>")
    assert diagnostic.code == "L011"
    assert "(Book: slanted)" in diagnostic.message


def digest(*names: str) -> str:
    return hashlib.sha256(fonts()[names[0]]).hexdigest()


def test_the_engines_complaints_are_findings_and_are_said_once():
    complaint = diagnose("<p>Text</p>", "p { no-such-property: 1 }")
    assert [diagnostic.code for diagnostic in complaint] == ["L012"]
    layout = lay_out([sheet("<p>A</p>", "one"), sheet("<p>B</p>", "two")], job("p { no-such-property: 1 }"))
    assert len(audit(layout, locate)) == 1


def test_a_link_to_something_hidden_is_reported():
    html = '<p><a href="#gone">There</a> and <a href="#nowhere">nowhere</a></p><p id="gone" class="gone"></p>'
    assert codes(html, ".gone { display: none }") == {"L013": 2}


def with_finding(layout: Layout, kind: FindingKind, detail: str = "7") -> Layout:
    """Spoil a layout with a finding."""
    (placed,) = layout.parts
    facts = replace(placed.part.facts, findings=(Finding(kind, "words", detail, 1, (0,)),))
    return replace(layout, parts=(replace(placed, part=replace(placed.part, facts=facts)),))


@pytest.fixture(scope="module")
def sound() -> Layout:
    return lay_out([sheet("<p>Text</p>")], job())


@pytest.mark.parametrize("kind", list(FindingKind))
def test_every_kind_of_finding_becomes_a_diagnostic_that_names_the_page(sound: Layout, kind: FindingKind):
    (diagnostic,) = audit(with_finding(sound, kind), locate)
    assert diagnostic.code.startswith("L0")
    assert "words" in diagnostic.message
    assert "(p. 1)" in diagnostic.message


def test_page_references_that_do_not_settle_are_reported(sound: Layout):
    assert [diagnostic.code for diagnostic in audit(replace(sound, settled=False), locate)] == ["L014"]


TREE = (
    "<section><h1>Title</h1><p>Words <em>stressed</em> here"
    '<a class="noteref">1</a> on <a class="pageref" data-page-of="x"/></p>'
    '<section class="notes"><h2>Notes</h2><aside class="note" data-number="1"><p>The note.</p></aside></section></section>'
)


@pytest.fixture
def canonical() -> Callable[[str], Section]:
    def make(tree: str) -> Section:
        root = etree.fromstring(number_elements(tree))
        source = Location("one.md")
        return Section("one", Kind.CHAPTER, Matter.BODY, Opening.RECTO, "Title", "Title", "1", 1, root, source)

    return make


def printed(tree: str) -> Layout:
    """What the print edition makes of the tree: the note moved to its call, the heading of the notes left out."""
    numbered = number_elements(tree)
    root = etree.fromstring(numbered)
    notes, call = root.find("section[@class='notes']"), root.find(".//a[@class='noteref']")
    aside = notes.find("aside")
    aside.tag, aside.tail = "span", call.tail
    aside.set("class", "footnote")
    call.getparent().replace(call, aside)
    root.remove(notes)
    for paragraph in aside.iter("p"):
        paragraph.tag = "span"
    for reference in root.iter("a"):
        reference.text = "p. 43"
    html = etree.tostring(root, method="html", encoding="unicode")
    return lay_out([replace(sheet(""), html=html)], job())


def test_sheets_that_say_what_the_tree_says_pass(canonical: Callable[[str], Section]):
    assert compare_with_tree([canonical(TREE)], printed(TREE), locate) == []


@pytest.mark.parametrize(
    "spoilt", [TREE.replace("stressed", "strained"), TREE.replace("The note", "A note"), TREE.replace(" here", "")]
)
def test_sheets_that_say_something_else_do_not(canonical: Callable[[str], Section], spoilt: str):
    (diagnostic,) = compare_with_tree([canonical(TREE)], printed(spoilt), locate)
    assert diagnostic.code == "L015"


OWN = """\
p { colour: red } b { font: 9pt/{{ grid }}pt "Book CJK" }
q { font-family: "Nowhere"; }
@font-face { font-family: Lost; src: url(lost.woff) }
body { font: 11pt/{{ grid }}pt "Book" }
"""


@pytest.mark.parametrize(
    ("kind", "detail", "place"),
    [
        (FindingKind.ENGINE_WARNING, "Ignored `colour:red` at 90:5, unknown property.", "templates/print/book.css:1"),
        (FindingKind.ENGINE_WARNING, "Font-face 'Lost' cannot be loaded", "templates/print/book.css:3"),
        (FindingKind.ENGINE_WARNING, "Ignored `top: -7pt ` at 90:5, invalid value.", "templates/print/book.css"),
        (FindingKind.FOREIGN_FONT, "DejaVu Sans: A", "templates/print/book.css:2"),
    ],
)
def test_what_a_style_sheet_of_the_books_own_is_at_fault_for_is_placed_there(
    sound: Layout, kind: FindingKind, detail: str, place: str
) -> None:
    layout = with_finding(sound, kind, detail)
    (diagnostic,) = audit(layout, locate, {"print/book.css": OWN})
    assert str(diagnostic.location) == place
    (elsewhere,) = audit(layout, locate)
    assert elsewhere.location.file.endswith(".md")
    (foreign,) = audit(with_finding(sound, FindingKind.FOREIGN_FONT, "Noto: 鋼"), locate, {"print/book.css": OWN})
    assert foreign.location.file.endswith(".md")
