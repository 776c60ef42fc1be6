"""The index: marks gathered under headings in the order of the alphabet."""

from lxml import etree

from coursepack.anatomy import Kind, Matter, Opening
from coursepack.diagnostics import Location
from coursepack.document.index import make_index, sort_key
from coursepack.document.markup import Element, text_of
from coursepack.document.model import Section
from coursepack.labels import read_labels
from coursepack.theme import Theme

LABELS = read_labels(Theme(), "en-GB")


def section(name: str, kind: Kind, markup: str) -> Section:
    root = etree.fromstring(f'<section id="{name}" class="{kind}">{markup}</section>')
    return Section(name, kind, Matter.BODY, Opening.RECTO, name, name, "", 1, root, Location(f"manuscript/{name}.md"))


def mark(number: int, entry: str, **attributes: str) -> str:
    extra = "".join(
        f' {"class" if name == "class_" else "data-" + name}="{value}"' for name, value in attributes.items()
    )
    return f'<span id="ix-{number}" data-entry="{entry}"{extra or " class=" + chr(34) + "index" + chr(34)}/>'


def index_of(*marks: str) -> tuple[Element, list[str]]:
    chapter = section(
        "one",
        Kind.CHAPTER,
        "".join(one.replace("<span", '<span class="index"', 1) if "class" not in one else one for one in marks),
    )
    index = section("index", Kind.INDEX, '<div class="index"/>')
    problems = make_index([chapter, index], LABELS)
    return index.root[0], [f"{item.code} {item.message}" for item in problems]


def test_headings_stand_in_alphabetical_order_with_their_sub_headings() -> None:
    index, problems = index_of(
        mark(1, "Zhou"), mark(2, "Mao!in Moscow"), mark(3, "Élite"), mark(4, "Mao"), mark(5, "Mao!and Stalin")
    )
    assert problems == []
    assert [item.find("span").text for item in index.iter("li")] == ["Élite", "Mao", "and Stalin", "in Moscow", "Zhou"]  # type: ignore[union-attr]
    assert [span.get("data-page-of") for span in index.iter("span") if span.get("class") == "locators"] == [
        "ix-3",
        "ix-4",
        "ix-5",
        "ix-2",
        "ix-1",
    ]


def test_ranges_and_principal_references() -> None:
    index, problems = index_of(
        mark(1, "famine", range="start"), mark(2, "famine", class_="index principal"), mark(3, "famine", range="end")
    )
    assert problems == []
    assert [span.get("data-page-of") for span in index.iter("span") if span.get("class") == "locators"] == [
        "ix-1~ix-3 ix-2*"
    ]


def test_see_and_see_also() -> None:
    index, problems = index_of(
        mark(1, "Port Arthur", see="Lüshun"), mark(2, "Lüshun", seealso="treaties"), mark(3, "treaties")
    )
    assert problems == []
    assert [text_of(item) for item in index.iter("li")] == [
        "Lüshun. See also treaties",
        "Port Arthur. See Lüshun",
        "treaties",
    ]


def test_a_range_that_is_not_closed_and_a_dead_reference_are_reported() -> None:
    _, problems = index_of(mark(1, "famine", range="start"), mark(2, "Mao", see="Chairman"))
    assert problems == [
        "X010 the index range ‘famine’ that starts here has no end",
        "X011 ‘Mao’ refers to ‘Chairman’, which the index does not have",
    ]


def test_sorting_is_letter_by_letter() -> None:
    words = ["New York", "Newark", "‘Noise’", "nine"]
    assert sorted(words, key=sort_key) == ["Newark", "New York", "nine", "‘Noise’"]
