"""Terms and abbreviations: the first use of each is set off and linked to where it is explained, the others are links."""

from collections.abc import Callable
from pathlib import Path

from book_of import book_of, root_of, said_of
from lxml import etree

from coursepack.document.markup import Element, of_class, text_of

Make = Callable[..., Path]
READER = """\
title = "T"
date = 2026-01-01
[contents]
chapters = ["one.md", "two.md"]
back = ["glossary", "abbreviations", "bibliography"]
"""
GLOSSARY = """\
- term: people's commune
  forms: [people's communes, commune]
  text: A unit.
- term: "*maojin*"
  chinese: 冒进
  text: Rash advance.
"""
ABBREVIATIONS = "- {short: CIA, text: An agency}\n- {short: no., text: number}\n- {short: UNESCO, text: A body}\n"


def make_book(project: Make, one: str, two: str = "Words [@able2001].", **files: str) -> Path:
    return project(
        **{
            "manuscript/reader.toml": READER,
            "manuscript/one.md": f"# One {{#one}}\n\n{one}\n",
            "manuscript/two.md": f"# Two {{#two}}\n\n{two}\n",
            "manuscript/glossary.yaml": GLOSSARY,
            "manuscript/abbreviations.yaml": ABBREVIATIONS,
            **files,
        }
    )


def marked(root: Element) -> list[tuple[str, str, str]]:
    """Every link to a term: the element that holds it, its words, its target."""
    links = [link for link in root.iter("a") if link.get("href", "").startswith(("#term", "#abbreviation"))]
    return [(str(parent_of(link).tag), text_of(link), link.get("href", "")) for link in links]


def parent_of(link: Element) -> etree._Element:
    parent = link.getparent()
    assert parent is not None
    return parent if parent.tag == "dfn" else link


def test_the_first_of_each_chapter_is_set_off_and_the_others_are_links(project: Make) -> None:
    one = "[People’s communes]{.term}, then a [commune]{.term} and the ['commune']{.term entry=\"people's commune\"}."
    book = book_of(make_book(project, one, "A [commune]{.term} [@able2001]."))
    target = "#term-people-s-commune"
    assert marked(root_of(book, "one")) == [
        ("dfn", "People’s communes", target),
        ("a", "commune", target),
        ("a", "‘commune’", target),
    ]
    assert marked(root_of(book, "two")) == [("dfn", "commune", target)]
    [head] = [span for span in of_class(root_of(book, "glossary"), "headword") if span.get("id") == target[1:]]
    assert text_of(head) == "people’s commune"


def test_a_book_may_set_off_the_first_of_all(project: Make) -> None:
    reader = READER + '[terms]\nfirst = "book"\n'
    path = make_book(
        project,
        "A [commune]{.term}.",
        "The CIA on a [commune]{.term} [@able2001].",
        **{"manuscript/reader.toml": reader},
    )
    assert [tag for tag, _, _ in marked(root_of(book_of(path), "two"))] == ["dfn", "a"]


def test_abbreviations_of_capitals_are_found_where_they_are_text(project: Make) -> None:
    one = (
        "## On the CIA {.unnumbered}\n\nA `CIA` and [the CIA](https://example.org).^[The CIA.] CIAs and X-CIA. "
        "The answer is no. But the *CIA's* study and the CIA (UNESCO) agree.\n"
    )
    found = marked(root_of(book_of(make_book(project, one)), "one"))
    assert found == [("dfn", "CIA", "#abbreviation-cia"), ("dfn", "UNESCO", "#abbreviation-unesco")]


def test_an_abbreviation_that_the_author_has_marked_is_not_marked_again(project: Make) -> None:
    one = "The CIA was named before [CIA]{.term} and see [no.]{.term} 4."
    found = marked(root_of(book_of(make_book(project, one)), "one"))
    assert [words for _, words, _ in found] == ["CIA", "no."]
    text = " ".join(root_of(book_of(make_book(project, one)), "one").itertext())
    assert "The CIA was named before" in text


def test_automatic_marks_can_be_turned_off(project: Make) -> None:
    reader = READER + "[terms]\nabbreviations = false\n"
    path = make_book(project, "The CIA.", **{"manuscript/reader.toml": reader})
    assert marked(root_of(book_of(path), "one")) == []


def test_markup_within_a_term_is_kept(project: Make) -> None:
    root = root_of(book_of(make_book(project, "The word [*maojin*]{.term}.")), "one")
    assert root.find(".//dfn/a/em") is not None


def test_without_a_glossary_a_term_is_only_a_term(project: Make) -> None:
    root = root_of(book_of(project(manuscript__one_dot_md="# One {#one}\n\nA [word]{.term} [@able2001].\n")), "one")
    [term] = root.iter("dfn")
    assert text_of(term) == "word"
    assert term.find("a") is None


def test_a_term_of_no_list_is_an_error_at_its_line(project: Make) -> None:
    path = make_book(project, "Text.\n\nA [comune]{.term} here.")
    assert said_of(path) == ["D020 manuscript/one.md:5"]
