"""Ids and the words of references: what an author typed is never dropped in silence."""

from __future__ import annotations

import pytest
from lxml import etree

from coursepack.anatomy import Kind
from coursepack.diagnostics import Location
from coursepack.document.contents import fill_illustrations
from coursepack.document.languages import mark_languages
from coursepack.document.markup import parse_fragment, text_of
from coursepack.document.model import Matter, Opening, Section
from coursepack.document.numbering import Numbering
from coursepack.document.references import resolve_references
from coursepack.labels import read_labels
from coursepack.theme import Theme

LABELS = read_labels(Theme(), "en-GB")


def test_only_a_citation_may_name_a_work_that_no_bibliography_lists() -> None:
    root = parse_fragment('<p>See <span class="citation"><a href="#ref-able">Able</a></span>.</p>')
    assert resolve_references([(None, root)], {}, {}, LABELS) == []
    assert text_of(root) == "See Able."
    typed = parse_fragment('<p>See <a href="#ref-x"/>.</p>')
    assert [fault.code for fault in resolve_references([(None, typed)], {}, {}, LABELS)] == ["X001"]


def test_an_index_mark_keeps_the_id_that_its_author_gave() -> None:
    root = parse_fragment('<p><span class="index" id="peng">Peng</span> <span class="index">Mao</span></p>')
    Numbering(LABELS).number(root, Kind.CHAPTER, "1")
    assert [span.get("id") for span in root.iter("span")] == ["peng", "ix-2"]


@pytest.mark.parametrize(
    ("caption", "listed"),
    [
        ("The pledge in steel. Solid: the lower.", "The pledge in steel."),
        ("Tonnes by 1957. Source: the ministry.", "Tonnes by 1957."),
        ("A letter of Dr. Li to J. V. Stalin", "A letter of Dr. Li to J. V. Stalin"),
        ("Grain, c. 1958, after Prof. Zhang. Hatched: lost.", "Grain, c. 1958, after Prof. Zhang."),
    ],
)
def test_the_list_of_figures_ends_a_caption_at_a_sentence_not_at_an_abbreviation(caption: str, listed: str) -> None:
    figure = f'<figure id="f"><figcaption><span class="label">Figure 1</span> {caption}</figcaption></figure>'
    chapter = parse_fragment(f'<section id="a"><h1>A</h1>{figure}</section>')[0]
    lists = parse_fragment('<section id="illustrations"><div class="illustrations"/></section>')[0]
    section = Section("a", Kind.CHAPTER, Matter.BODY, Opening.RECTO, "A", "A", "1", 1, chapter, Location("a.md"))
    fill_illustrations(lists, [section], LABELS)
    (link,) = lists.iter("a")
    assert text_of(link) == f"Figure 1 {listed}"


def test_the_brackets_of_a_chinese_title_belong_to_it() -> None:
    root = parse_fragment("<p>the 《人民日报》 of １９５８</p>")
    mark_languages(root)
    assert [(span.get("lang"), span.text) for span in root.iter("span")] == [
        ("zh-Hans", "《人民日报》"),
        ("zh-Hans", "１９５８"),
    ]


def test_a_formula_gets_no_span() -> None:
    root = parse_fragment('<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mtext>冒进</mtext></math></p>')
    mark_languages(root)
    assert b"span" not in etree.tostring(root)
