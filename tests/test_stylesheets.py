"""What a style sheet of the book's own would come to is counted before anybody reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from effort import at_most
from typer.testing import CliRunner

from coursepack.cli import application
from coursepack.stylesheets import excess_of
from coursepack.theme import TemplateBroken, Theme, own_templates

Make = Callable[..., Path]

DOUBLING = "p {" + "".join(f"--v{step}: var(--v{step + 1}) var(--v{step + 1});" for step in range(40)) + "--v40: x }"
"""A thousand thousand million words in a line."""


def message_of(css: str) -> str:
    excess = excess_of(css)
    return excess.message if excess else ""


@pytest.mark.parametrize("name", sorted(path.name for path in (own_templates() / "print").glob("*.css")))
def test_what_coursepack_brings_is_within_bounds(name: str) -> None:
    assert excess_of((own_templates() / "print" / name).read_text(encoding="utf-8")) is None


@pytest.mark.parametrize(
    "css",
    [
        "",
        "p { width: 1000000px; margin: -20pt }",
        ":root { --text: Book; --size: calc(var(--grid) * 2) } p { font: var(--size)/1.2 var(--text, serif) }",
        ":root { --a: 1 } h1 { --a: 2 } h2 { --a: 3 }" * 100,
        "".join(f"p {{ --v{step}: var(--v{step + 1}) }}\n" for step in range(30)),
        "p { content: '99999999999' } /* 99999999999 */ #a99999999999 { color: #999999 }",
    ],
    ids=["nothing", "lengths", "variables", "one variable often", "a row of variables", "words"],
)
def test_an_ordinary_style_sheet_is_within_bounds(css: str) -> None:
    assert message_of(css) == ""


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (DOUBLING, "the variable --v0 comes to more than 10,000 words with what it is made from"),
        (DOUBLING.replace("var(", "v\\61r("), "the variable --v0 comes to more than 10,000 words"),
        ("p { --a: var(--b, x); --b: (var(--a)) }", "is made from others more than 50 deep, or from itself"),
        ("p { --a: var(--a) }", "the variable --a is made from others more than 50 deep, or from itself"),
        (
            "".join(f"p {{ --v{step}: var(--v{step + 1}) }}\n" for step in range(60)),
            "is made from others more than 50 deep, or from itself",
        ),
        (f"p {{ --a: {'x ' * 10_001} }}", "the variable --a comes to more than 10,000 words"),
        ("p { counter-increment: x 2147483647 }", "the number 2147483647 is beyond 1,000,000"),
        ("@counter-style x { pad: 1000001 '0' }", "the number 1000001 is beyond 1,000,000"),
        ("p { width: calc(1px * (2 + -1e9)) }", "the number -1e9 is beyond 1,000,000"),
        ("p { width: 1e999% }", "the number 1e999 is beyond 1,000,000"),
        (f"p {{ width: {'9' * 5000}px }}", "a number in it is beyond 1,000,000"),
        ("p { width: " + "calc(" * 60 + "1px" + ")" * 60 + " }", "its brackets stand more than 50 deep"),
        ("p { color: red }" * 40_000, "it has more than 500,000 characters"),
    ],
)
def test_a_style_sheet_that_comes_to_too_much_is_refused(css: str, said: str) -> None:
    with at_most(5):
        assert said in message_of(css)


def test_the_line_is_that_of_the_template(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "print" / "book.css"
    own.parent.mkdir(parents=True)
    own.write_text("{% for n in range(9) %}\n.w-{{ n }} { color: red }\n{% endfor %}\np { width: 9999999pt }\n")
    with pytest.raises(TemplateBroken) as broken:
        Theme(tmp_path).render("print/book.css")
    assert str(broken.value.diagnostic.location) == "templates/print/book.css:4"


def test_a_template_that_is_included_counts(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "print" / "book.css"
    own.parent.mkdir(parents=True)
    own.write_text("{% include 'print/more.css' %}")
    own.with_name("more.css").write_text(DOUBLING)
    with pytest.raises(TemplateBroken, match="the variable --v0"):
        Theme(tmp_path).render("print/book.css")


@pytest.mark.parametrize(
    "css",
    ["p { font-size: 999999pt }", "@font-face { font-family: X; src: url(file:///etc/passwd) } p { font-family: X }"],
)
def test_what_no_page_can_have_is_a_finding(css: str, project: Make) -> None:
    text = "{% include 'original/print/book.css' %}\n" + css
    folder = project(**{"templates/print/book.css": text})
    done = CliRunner().invoke(application(), ["build", str(folder), "--workers", "1", "-q"])
    assert done.exit_code == 3, done.stderr
    assert ": error " in done.stderr
