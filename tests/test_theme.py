"""Templates: a book may replace any, and none can do harm."""

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from coursepack.diagnostics import Diagnostic
from coursepack.labels import read_labels
from coursepack.theme import TemplateBroken, Theme, markup, own_templates

NAME = "templates/book/half-title.html"


def theme_of(project: Path, text: str | bytes, name: str = NAME) -> Theme:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Theme(project)


def fault_of(action: Callable[[], object]) -> Diagnostic:
    with pytest.raises(TemplateBroken) as broken:
        action()
    assert broken.value.diagnostic.code == "C010"
    return broken.value.diagnostic


def test_a_template_of_the_book_wins_and_the_others_stay(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, "<p>{{ book }}</p>")
    assert theme.render("book/half-title.html", book="Mine") == "<p>Mine</p>"
    assert theme.text("print/book.css") == (own_templates() / "print/book.css").read_text(encoding="utf-8")


def test_a_template_is_compiled_once_and_again_when_its_text_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, compiled, compiling = "book/half-title.html", [], Environment.compile

    def counted(self: Environment, source: Any, *names: Any, **options: Any) -> Any:
        compiled.append(source)
        return compiling(self, source, *names, **options)

    monkeypatch.setattr(Environment, "compile", counted)
    for text in ("{{ book }}!", "{{ book }}!", "{{ book }}?"):
        assert theme_of(tmp_path, text).render(name, book="Mine") == f"Mine{text[-1]}"
    assert compiled == ["{{ book }}!", "{{ book }}?"]


def test_text_is_escaped_and_markup_is_not(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, "{{ text }} {{ tree }}")
    rendered = theme.render("book/half-title.html", text="a < b", tree=markup("<em>a</em>"))
    assert rendered == "a &lt; b <em>a</em>"


def test_style_sheets_are_not_escaped(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, "p::before { content: {{ text }} }", "templates/a.css")
    assert theme.render("a.css", text="'<'") == "p::before { content: '<' }"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<p>\n{{ book }\n</p>", 2),
        ("<p>{{ gone }}</p>", 0),
        ("<p>{{ book.gone }}</p>", 0),
        ("{% include 'gone.html' %}", 0),
        ("{{ 1 / 0 }}", 0),
        ("{{ book + 1 }}", 0),
        ("{% include 'book/half-title.html' %}", 0),
        (b"<p>\xe9</p>", 0),
    ],
)
def test_a_broken_template_is_a_diagnostic(tmp_path: Path, text: str | bytes, line: int) -> None:
    theme = theme_of(tmp_path, text)
    fault = fault_of(lambda: theme.render("book/half-title.html", book="B"))
    assert (fault.location.file, fault.location.line) == (NAME, line)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ book.__class__.__subclasses__() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ (book | attr('__class__')).__base__ }}",
        "{{ items.append(1) }}",
        "{% include '../../secret.html' %}",
        "{% include '/etc/passwd' %}",
        "{% for i in range(10 ** 9) %}x{% endfor %}",
        "{% for i in range(999999999) %}x{% endfor %}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(60) }}",
        "{% set n = namespace(s='xx') %}{% for i in range(70) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{{ 'x'.center(99999999999) }}",
        "{{ 'x' | center(999999999) }}",
        "{{ '{:>99999999999}'.format(1) }}",
        "{{ '%99999999999d' % 1 }}",
        "{{ ('x' | center(9999999)) | wordwrap(1) }}",
        "{{ lipsum(n=9999999) }}",
    ],
)
def test_a_template_reaches_neither_python_nor_files_nor_the_end_of_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.html").write_text("secret")
    theme = theme_of(tmp_path, text)
    fault = fault_of(lambda: theme.render("book/half-title.html", book="B", items=[]))
    assert fault.code == "C010"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_the_bound_of_memory_ends_with_the_template_also_when_threads_fill_two_at_once(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "slow.html").write_text("{{ wait(seconds) }}")
    theme, before = Theme(tmp_path), resource.getrlimit(resource.RLIMIT_AS)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda seconds: theme.render("slow.html", wait=time.sleep, seconds=seconds), (0.2, 0.4)))
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_link_out_of_the_templates_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    folder = tmp_path / "project/templates/book"
    folder.mkdir(parents=True)
    (folder / "half-title.html").symlink_to(tmp_path / "secret.html")
    assert "secret" not in Theme(tmp_path / "project").render("book/half-title.html", book={"title": "T"})


def test_a_folder_of_templates_that_is_a_link_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "project" / "book").mkdir(parents=True)
    (tmp_path / "project" / "book" / "half-title.html").write_text("{% include 'secret.html' %}")
    (tmp_path / "project" / "secret.html").write_text("secret")
    (tmp_path / "project" / "templates").symlink_to(tmp_path / "project")
    assert "secret" not in Theme(tmp_path / "project").text("book/half-title.html")


def test_loops_of_a_template_know_where_they_are(tmp_path: Path) -> None:
    text = (
        "{% for a in items if a %}{{ loop.index }}/{{ loop.length }}{{ ', ' if not loop.last }}{% else %}no{% endfor %}"
    )
    assert theme_of(tmp_path, text).render("book/half-title.html", items=[0, 1, 2]) == "1/2, 2/2"
    assert theme_of(tmp_path, text).render("book/half-title.html", items=[]) == "no"


def test_templates_may_reckon(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, "{{ grid * 3 }}pt {{ 2.5 * 2 }}")
    assert theme.render("book/half-title.html", grid=12) == "36pt 5.0"


def test_a_file_that_is_not_there_is_a_diagnostic() -> None:
    assert "there is no template" in fault_of(lambda: Theme().text("gone.css")).message
    assert "there is no template" in fault_of(lambda: Theme().render("gone.html")).message


def test_labels_of_the_book_need_hold_only_what_they_say_otherwise(tmp_path: Path) -> None:
    own = '[en]\nchapter = "Week {number}"\n[en.titles]\nindex = "Names"\n'
    labels = read_labels(theme_of(tmp_path, own, "templates/labels.toml"), "en-GB")
    assert labels.word("chapter", number="3") == "Week 3"
    assert labels.word("figure", number="2.1") == "Figure\u00a02.1"
    assert (labels.titles["index"], labels.titles["contents"]) == ("Names", "Contents")


def test_a_language_of_the_books_own(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, '[la]\nchapter = "Capitulum {number}"\n', "templates/labels.toml")
    assert read_labels(theme, "la").word("chapter", number="III") == "Capitulum III"
    assert read_labels(theme, "en-GB").word("chapter", number="3") == "Chapter\u00a03"


@pytest.mark.parametrize(
    "text",
    [
        "[en",
        'en = "x"\n',
        '[en]\nchapter = "C {folio}"\n',
        '[en]\nchapter = "C {number.__class__}"\n',
        '[en]\nchapter = "C {0}"\n',
        '[en]\nchapter = "C {number:>999999999}"\n',
        '[en]\nchapter = "C {number:{number}}"\n',
        '[en]\nchapter = "C {number!r}"\n',
        '[en]\nchapter = "C {"\n',
        "[en]\nchapter = 3\n",
        '[en]\nmonths = ["January"]\n',
        "[en.titles]\nindex = 3\n",
    ],
)
def test_labels_that_cannot_be_used_are_a_diagnostic(tmp_path: Path, text: str) -> None:
    theme = theme_of(tmp_path, text, "templates/labels.toml")
    assert fault_of(lambda: read_labels(theme, "en-GB")).location.file == "templates/labels.toml"


@pytest.mark.parametrize(
    "css",
    [
        "p { width: " + "calc(" * 60 + "1px" + ")" * 60 + " }",
        ":is(:not(" * 30 + "p" + "))" * 30 + " { color: red }",
        "[" * 60,
    ],
    ids=["values", "selectors", "open"],
)
def test_a_style_sheet_that_stands_deep_within_itself_is_refused(tmp_path: Path, css: str) -> None:
    theme = theme_of(tmp_path, css, "templates/print/large-print.css")
    fault = fault_of(lambda: theme.render("print/large-print.css"))
    assert str(fault.location) == "templates/print/large-print.css"
    assert "50 deep" in fault.message


def test_a_style_sheet_may_have_as_many_brackets_side_by_side_as_it_needs(tmp_path: Path) -> None:
    css = "p { width: calc((1px + 2px) * 3) }\n" * 500
    assert theme_of(tmp_path, css, "templates/print/book.css").render("print/book.css") == css


def test_a_title_page_is_no_book(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, "{% for n in range(90) %}" + "x" * 1_200 + "{% endfor %}")
    fault = fault_of(lambda: theme.render("book/half-title.html"))
    assert "more than 100,000 characters" in fault.message
