"""Citation styles: found offline by id, title or former name, searched by words, and read with their parents."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coursepack.cli import application
from coursepack.diagnostics import Location
from coursepack.document import style_index
from coursepack.document.style_index import STYLES, all_styles, nearest, renamed, search
from coursepack.document.styles import find_style

HERE = Location("manuscript/reader.toml", 12)


def found(name: str, project: Path = Path()) -> str:
    style, problems = find_style(name, project, HERE)
    assert problems == []
    assert style is not None
    return style.id


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("chicago-notes-bibliography", "chicago-notes-bibliography"),
        ("chicago", "chicago-notes-bibliography"),
        ("chicago-fullnote-bibliography", "chicago-notes-bibliography"),
        ("Chicago Manual of Style 18th edition (notes and bibliography)", "chicago-notes-bibliography"),
        ("nature genetics", "nature"),
        ("nature-genetics", "nature"),
        ("mhra", "mhra-notes"),
        ("mla", "modern-language-association"),
        ("acta-theriologica", "springer-basic-author-date"),
    ],
)
def test_a_style_is_found_by_id_title_or_former_name(name: str, style: str) -> None:
    assert found(name) == style


def test_all_names_of_our_own_lead_to_a_style() -> None:
    for name in style_index._SHORT_NAMES:
        assert found(name)


def test_an_unknown_style_names_the_nearest() -> None:
    style, problems = find_style("chicago-note-bibliografy", Path(), HERE)
    assert style is None
    assert [(item.code, item.location) for item in problems] == [("K010", HERE)]
    assert "chicago-notes-bibliography" in problems[0].hint
    assert nearest("Natur") == ["nature"] or "nature" in nearest("Natur")
    _, problems = find_style("no style at all, whatever one calls it ÄÖÜ", Path(), HERE)
    assert "coursepack styles" in problems[0].hint or "nearest" in problems[0].hint


@pytest.mark.parametrize("name", ["../secret", "a/b", "x" * 5000, "nul\0", ""])
def test_no_name_leads_out_of_the_installed_styles(name: str) -> None:
    style, problems = find_style(name, Path(), HERE)
    assert style is None
    assert [item.code for item in problems] == ["K010"]


def test_a_style_of_the_project_that_is_no_style(tmp_path: Path) -> None:
    (tmp_path / "house.csl").write_text("<html/>", encoding="utf-8")
    _, problems = find_style("house.csl", tmp_path, HERE)
    assert [(item.code, item.location.file) for item in problems] == [("K011", "house.csl")]


def test_every_installed_style_is_listed_with_its_way_of_citing() -> None:
    listed = all_styles()
    assert len(listed) == sum(1 for _ in STYLES.rglob("*.csl"))
    assert len(listed) > 10_000
    by_id = {style.id: style for style in listed}
    assert (by_id["apa"].cites, by_id["ieee"].cites) == ("author-date", "numeric")
    assert by_id["chicago-notes-bibliography"].cites == "notes"
    assert by_id["nature-genetics"].follows == "nature"
    assert all(style.title and style.cites for style in listed)


def test_dependent_styles_follow_styles_that_are_there() -> None:
    ids = {style.id for style in all_styles() if not style.follows}
    lost = {style.follows for style in all_styles() if style.follows} - ids
    assert {name for name in lost if renamed().get(name) not in ids} == set()


def test_the_list_is_kept_and_a_spoilt_cache_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    styles = tmp_path / "styles"
    (styles / "dependent").mkdir(parents=True)
    (styles / "apa.csl").write_bytes((STYLES / "apa.csl").read_bytes())
    monkeypatch.setattr(style_index, "STYLES", styles)
    monkeypatch.setattr(style_index, "user_cache_path", lambda _: tmp_path / "cache")
    assert [style.id for style in all_styles.__wrapped__()] == ["apa"]
    (styles / "apa.csl").unlink()
    assert [style.id for style in all_styles.__wrapped__()] == ["apa"]
    for kept in (tmp_path / "cache").iterdir():
        kept.write_text("{spoilt", encoding="utf-8")
    assert all_styles.__wrapped__() == ()


def test_a_search_wants_every_word_and_lists_independent_styles_first() -> None:
    styles = search(["Chicago", "notes"])
    assert styles[0].id == "chicago-notes"
    assert all("chicago" in f"{style.id} {style.title}".casefold() for style in styles)
    parents = [bool(style.follows) for style in styles]
    assert parents == sorted(parents)


def test_the_command_searches() -> None:
    shown = CliRunner().invoke(application(), ["styles", "nature", "genetics"])
    assert shown.exit_code == 0
    assert "nature-genetics  (numeric, as nature)\n    Nature Genetics" in shown.output
    as_json = json.loads(CliRunner().invoke(application(), ["styles", "nature-genetics", "--json"]).stdout)
    assert as_json["styles"] == [
        {"id": "nature-genetics", "title": "Nature Genetics", "cites": "numeric", "follows": "nature"}
    ]
    assert CliRunner().invoke(application(), ["styles", "nothing-at-all"]).exit_code == 1
