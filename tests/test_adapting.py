"""Templates are listed, copied whole, never over the project's own; and a copy may take in the original."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coursepack.adapting import CannotCopy, Listed, copy_templates, listed_templates
from coursepack.theme import Theme, own_templates

Make = Callable[..., Path]


def test_a_copy_is_the_projects_own(project: Make) -> None:
    folder = project()
    assert Listed("print/book.css", own=False) in listed_templates(folder)
    written = copy_templates(folder, ["print/book.css", "labels.toml", "labels.toml"])
    assert written == [folder / "templates" / name for name in ("print/book.css", "labels.toml")]
    assert written[0].read_bytes() == (own_templates() / "print" / "book.css").read_bytes()
    assert {item.name for item in listed_templates(folder) if item.own} == {"print/book.css", "labels.toml"}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["labels.toml", "print/bok.css"], "no template ‘print/bok.css’; is it print/book.css"),
        (["../reader.toml"], "no template"),
        (["labels.toml", "epub/book.css"], "epub/book.css is there already"),
    ],
)
def test_all_are_copied_or_none(names: list[str], message: str, project: Make) -> None:
    folder = project(**{"templates/epub/book.css": "p { color: inherit }"})
    with pytest.raises(CannotCopy, match=message):
        copy_templates(folder, names)
    assert [path.name for path in (folder / "templates").rglob("*.*")] == ["book.css"]
    assert (folder / "templates" / "epub" / "book.css").read_text() == "p { color: inherit }"


def test_nothing_is_copied_beside_a_project(tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match=r"no manuscript/reader\.toml"):
        copy_templates(tmp_path, ["labels.toml"])
    assert list(tmp_path.iterdir()) == []


def test_a_template_may_take_in_the_original(project: Make) -> None:
    name = "book/half-title.html"
    folder = project(**{f"templates/{name}": f'{{% include "original/{name}" %}}<p>More of {{{{ book.title }}}}.</p>'})
    book = {"title": "It", "subtitle": "", "course": ""}
    assert Theme(folder).render(name, book=book) == Theme().render(name, book=book) + "<p>More of It.</p>"
