"""Long notes: cut at line boundaries, whole when read together, and set as if they had never been cut."""

from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layout_books import CSS, Words, fonts, job, note, paragraph, sheet

from coursepack.editions.layout import FindingKind, LayoutJob, PartFacts
from coursepack.editions.layout.engine.boxes import Region, pieces
from coursepack.editions.layout.engine.hyphens import Hyphens
from coursepack.editions.layout.engine.press import Press
from coursepack.editions.layout.engine.proofread import Source
from coursepack.editions.layout.notes import CHUNK_LINES, LONG_NOTE_LINES, NoteLine, cut_note, cutting_lines
from coursepack.editions.layout.reading import own_text, visible


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(job())


def lay_out(press: Press, html: str) -> PartFacts:
    return press.lay_out(sheet(html)).facts


# Where to cut


def test_short_notes_are_kept_whole():
    assert cutting_lines([NoteLine(Element("p"), 0, Element("p"), False, True)] * (LONG_NOTE_LINES - 1)) == []


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_pieces_have_two_lines_at_least_and_no_cut_follows_a_hyphen(kinds: list[tuple[bool, bool]]):
    block = Element("span")
    lines = [NoteLine(block if text else None, 0, block, hyphen, True) for hyphen, text in kinds]
    cuts = cutting_lines(lines)
    bounds = [0, *cuts, len(lines)]
    assert all(end - start >= CHUNK_LINES for start, end in pairwise(bounds) if cuts)
    assert not any(lines[cut - 1].hyphenated or lines[cut].element is None for cut in cuts)


# Cutting


def pieces_of(markup: str, element: str, character: int, block: str) -> list[str]:
    """Cut the note of a paragraph before a character of an element, between lines of a block; shows the pieces."""
    root = fromstring(markup)
    by_id = {found.get("id"): found for found in root.iter()}
    uncut = NoteLine(None, 0, by_id[block], hyphenated=False, stretched=True)
    cut = NoteLine(by_id[element], character, by_id[block], hyphenated=False, stretched=True)
    cut_note(by_id["note"], root, [uncut, uncut, cut, uncut, uncut, uncut], {})
    return [tostring(child, encoding="unicode") for child in root]


def test_a_cut_within_emphasis_clones_it_on_the_other_side():
    left, right = pieces_of(
        '<p>Text<span class="footnote" id="note">One <em id="em" data-n="7">two three</em> four</span> on</p>',
        "em",
        3,
        "note",
    )
    assert left == (
        '<span class="footnote carries stretched" id="note">One <em id="em" data-n="7" class="runs-on">two</em></span>'
    )
    assert right == '<span class="footnote carried"><em data-n="7" class="continued">three</em> four</span> on'


def test_a_cut_at_the_start_of_a_paragraph_leaves_no_empty_clone():
    left, right = pieces_of(
        '<p><span class="footnote" id="note"><span class="p">One</span><span class="p" id="p"><em id="em">two</em></span>'
        "</span></p>",
        "em",
        0,
        "p",
    )
    assert "ghost" in left
    assert "continued" not in right
    assert right.startswith('<span class="footnote carried"><span class="p ghost" /><span class="p')
    assert right.endswith('id="p"><em id="em">two</em></span></span>')


def test_the_tail_of_the_note_stays_behind_its_last_piece():
    left, right = pieces_of('<p><span class="footnote" id="note">One two</span> and on.</p>', "note", 3, "note")
    assert left.endswith("One</span>")
    assert right.endswith("two</span> and on.")


# Setting


def own_texts(root: Element) -> dict[str, str]:
    return {element.get("data-n", ""): visible(own_text(element)) for element in root.iter()}


def test_clones_keep_data_n_and_together_hold_the_whole_text(press: Press):
    words = Words()
    html = f"<p>{words(20)}{note(1, paragraph(f'{words(60)} <em>{words(60)}</em> {words(60)}') + paragraph(words(60)))}</p>"
    parsed = press._parse(sheet(html))
    body = parsed.etree_element.find("body")
    before = own_texts(body)
    press._cut_notes(sheet(html), Source(body))
    after: dict[str, str] = {}
    for element in body.iter():
        if "ghost" not in element.get("class", ""):
            key = element.get("data-n", "")
            after[key] = after.get(key, "") + visible(own_text(element))
    assert after == before
    assert sum("carried" in element.get("class", "").split() for element in body.iter()) > 3


@pytest.mark.parametrize("length", [700, 2000])
def test_a_long_note_runs_on_over_pages_and_loses_nothing(press: Press, length: int):
    words = Words(length)
    html = f"<p>{words(40)}{note(1, words(length))} {words(40)}</p>{words.paragraphs(30)}"
    facts = lay_out(press, html)
    assert facts.findings == ()
    (place,) = facts.notes
    assert place.call == 0
    assert list(place.body) == list(range(place.body[-1] + 1))
    assert len(place.body) > length // 500


def test_a_note_after_a_long_one_keeps_its_place_behind_it(press: Press):
    words = Words(3)
    html = "".join(f"<p>{words(40)}{note(n, words(300 if n % 2 else 15))} {words(50)}</p>" for n in range(1, 9))
    facts = lay_out(press, html + words.paragraphs(20))
    kinds = {finding.kind for finding in facts.findings}
    assert kinds <= {FindingKind.NOTE_LATE}
    assert [place.number for place in facts.notes] == [str(n) for n in range(1, 9)]
    assert [place.body for place in facts.notes] == sorted(place.body for place in facts.notes)


LONG = note(1, paragraph(Words(4)(250)) + paragraph(f"<em>{Words(5)(60)}</em> {Words(6)(40)}"))


@pytest.mark.parametrize(
    "context",
    [
        "<p>Text{}</p>",
        "<ul><li>Item{}</li><li><p>Item</p></li></ul>",
        "<blockquote><p>Quotation{} goes on</p></blockquote>",
        "<h2>Heading{}</h2>",
        "<p><em>Emphasis{} goes on</em></p>",
        '<p><a href="#one">A link{}</a></p>',
        "<table><caption>Caption{}</caption><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>Cell{}</td><td>c</td></tr></tbody></table>",
        "<figure><figcaption>A picture{}</figcaption></figure>",
    ],
)
def test_a_long_note_is_whole_wherever_it_is_called(press: Press, context: str):
    words = Words(7)
    facts = lay_out(press, words.paragraphs(1) + context.format(LONG) + words.paragraphs(12))
    assert facts.findings == ()
    (place,) = facts.notes
    assert len(place.body) > 1


def set_notes(press: Press, html: str, *, cut: bool) -> list[tuple[float, float, float, str]]:
    """Where each piece of the notes of the first page stands, and how wide it is."""
    parsed = press._parse(sheet(html))
    if cut:
        press._cut_notes(sheet(html), Source(parsed.etree_element.find("body")))
    page = press._render(parsed, press._styles, Hyphens()).pages[0]
    return [
        (round(piece.box.position_x, 3), round(piece.box.position_y, 3), round(piece.box.width, 3), piece.text.strip())
        for piece in pieces(page)
        if piece.region is Region.NOTE and piece.text and piece.text.strip()
    ]


@pytest.mark.parametrize(
    "text",
    [
        Words(11)(100),
        paragraph(Words(12)(70)) + paragraph(Words(13)(50)),
        f"{Words(14)(40)} <em>{Words(15)(30)}</em> {Words(16)(30)}",
        paragraph(Words(17)(40))
        + f'<span class="as as-ul"><span class="as as-li">{Words(18)(30)}</span>'
        + f'<span class="as as-li">{Words(19)(9)}</span></span>'
        + f'<span class="as as-blockquote"><span class="as as-p">{Words(20)(30)}</span></span>',
    ],
)
def test_a_note_with_room_on_its_page_looks_as_if_it_were_not_cut(press: Press, text: str):
    html = f"<p>{Words(8)(30)}{note(1, text)} {Words(9)(10)}</p>"
    whole, cut = set_notes(press, html, cut=False), set_notes(press, html, cut=True)
    assert len(whole) >= LONG_NOTE_LINES
    assert cut == whole


def test_without_carrying_over_a_long_note_is_found_to_leave_its_page(monkeypatch: pytest.MonkeyPatch, press: Press):
    monkeypatch.setattr(Press, "_cut_notes", lambda *_: {})
    words = Words(10)
    facts = lay_out(press, f"<p>{words(40)}{note(1, words(700))} {words(40)}</p>{words.paragraphs(9)}")
    assert FindingKind.OVERPRINTED in {finding.kind for finding in facts.findings}


def test_a_ragged_note_is_not_stretched():
    press = Press(LayoutJob(CSS + ".footnote { text-align: left }", fonts(), {}))
    html = f"<p>{Words(8)(30)}{note(1, Words(11)(100))}</p>"
    assert set_notes(press, html, cut=True) == set_notes(press, html, cut=False)
