"""Entries made into CSL items: what pandoc alone would lose, re-case or refuse."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from coursepack import pandoc
from coursepack.errors import ToolFailed
from coursepack.sources.bibliography import CslItem, Entry, convert, read_bibliography, to_csl
from coursepack.sources.bibliography.read import parse_bibliography

CORPUS = Path(__file__).parent / "data" / "bib"


def items(text: str) -> dict[str, CslItem]:
    made, found = to_csl(parse_bibliography(text.encode(), "x.bib")[0].entries.values())
    assert found == []
    return made


def item(text: str) -> CslItem:
    return next(iter(items(text).values()))


def corpus(name: str) -> dict[str, CslItem]:
    return to_csl(read_bibliography(CORPUS / f"{name}.bib", name)[0].entries.values())[0]


def test_titles_are_taken_as_written() -> None:
    title = corpus("titles-as-written")["a"]["title"]
    assert title == (
        'The <span class="nocase">Mao</span> of <i>Great Things</i>: <span class="nocase">WHO</span> and the 1957 Plan, '
        "H<sub>2</sub>O &amp; Co #1 50% a_b: A (Sub)title".replace("&amp;", "&")
    )


@pytest.mark.parametrize(
    "title", ["The Great Leap Forward and After", "the great leap", "Red Star over China", "A Tale of Two I's"]
)
def test_no_word_of_a_title_changes_case(title: str) -> None:
    made = item(f"@book{{a, title = {{{title}}}, langid = {{english}}, date = 1990}}")
    assert made["title"] == title.replace("'", "’")


def test_figures_and_letters_with_scripts_in_a_formula_become_text() -> None:
    title = "{From $H_2O$ to $CO_2$ and $10^{-3}$, by $\\frac{a}{b}$}"
    made = item(f"@book{{a, author={{A, B}}, title={title}, publisher={{P}}, date={{1990}}}}")["title"]
    assert made.startswith("From H<sub>2</sub>O to CO<sub>2</sub> and 10<sup>-3</sup>, by ")
    assert "frac" in made


def test_the_subtitle_of_a_volume_is_not_that_of_the_whole_work() -> None:
    host = "@collection{h, editor={E, F}, maintitle={The Whole}, volume={2}, title={The Host}, subtitle={Essays}, date={1985}}"
    made = items(host + "@incollection{p, author={A, B}, title={A Part}, crossref={h}, pages={1--2}}")
    assert (made["h"]["title"], made["h"]["volume-title"]) == ("The Whole", "The Host: Essays")
    assert (made["p"]["container-title"], made["p"]["volume-title"]) == ("The Whole", "The Host: Essays")
    own = items(host.replace("volume", "mainsubtitle={A Series}, volume"))["h"]
    assert (own["title"], own["volume-title"]) == ("The Whole: A Series", "The Host: Essays")


def test_a_particle_in_the_braces_of_the_family_name_belongs_to_it() -> None:
    names = "{de la Mare}, Walter and van Beethoven, Ludwig and {van der} Berg, An"
    made = item(f"@book{{a, author={{{names}}}, title={{T}}, publisher={{P}}, date={{1920}}}}")["author"]
    assert made[0] == {"family": "de la Mare", "given": "Walter"}
    assert [name["family"] for name in made[1:]] == ["Beethoven", "Berg"]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ("", "dropping-particle"),
        ("options = {useprefix = false},", "dropping-particle"),
        ("options = {skipbib, useprefix=true},", "non-dropping-particle"),
        ("options = {useprefix},", "non-dropping-particle"),
    ],
)
def test_an_author_may_ask_that_a_particle_stands_in_short_forms(options: str, part: str) -> None:
    made = item(f"@book{{a, author={{van Gogh, Vincent}}, title={{T}}, {options} publisher={{P}}, date={{1991}}}}")
    assert made["author"] == [{"family": "Gogh", "given": "Vincent", part: "van"}]


def test_a_title_wholly_in_braces_keeps_all_its_capitals() -> None:
    assert (
        item("@book{a, title = {{Jianguo yilai: wengao}}, date = 1990}")["title-short"]
        == '<span class="nocase">Jianguo yilai</span>'
    )


def test_corporate_names_stay_whole() -> None:
    made = corpus("corporate-names")
    assert made["a"]["author"] == [{"literal": "People’s Daily Editorial Board"}]
    assert made["b"]["author"] == [
        {"literal": "Barnes and Noble"},
        {"family": "Smith", "given": "John"},
        {"literal": "others"},
    ]
    assert made["b"]["publisher"] == "Simon and Schuster"


def test_chinese_names_keep_their_order() -> None:
    made = corpus("family-first")
    yang = {"family": "Yang", "given": "Jisheng", "static-ordering": True}
    assert made["a"]["author"] == [yang]
    assert made["b"]["author"] == [
        {"family": "Smith", "given": "John"},
        {"family": "Huan", "given": "Yan-Pai", "static-ordering": True},
    ]
    assert made["c"]["author"] == [{"family": "Guo", "given": "Jian", "static-ordering": True}]
    assert made["d"]["author"] == [{"family": "Li", "given": "Wei"}]
    assert made["d"]["editor"] == [yang]  # marked in another entry of the file
    assert made["e"]["author"] == [{"family": "Ma", "given": "Jack"}]


def test_letters_that_pandoc_drops_are_there() -> None:
    made = corpus("letters-that-pandoc-drops")["a"]
    assert made["author"] == [{"family": "Đorđević", "given": "Þór"}]
    assert made["title"] == "A\u2009B ŋ ð 1–2 – øre Škç Über"


def test_an_undated_page_keeps_its_access_date_and_nothing_else() -> None:
    made = corpus("undated")
    assert "issued" not in made["a"]
    assert made["a"]["accessed"] == {"date-parts": [[2023, 4, 9]]}
    assert "issued" not in made["b"]


def test_a_literal_date_is_kept_as_words() -> None:
    made = corpus("untidy-date")
    assert made["c"]["issued"] == {"literal": "sometime in the fifties"}
    assert made["d"]["issued"] == {"date-parts": [[2012]], "season": 4}


def test_a_part_has_the_date_of_its_book_and_its_own() -> None:
    made = corpus("crossref")["part"]
    assert (made["issued"], made["event-date"]) == ({"date-parts": [[1993]]}, {"date-parts": [[1959, 12]]})
    assert made["container-title"] == '<span class="nocase">Wengao</span>: <span class="nocase">Eight</span>'
    assert made["editor"] == [{"family": "Guo", "given": "Jian", "static-ordering": True}]


def test_links_lose_their_latex() -> None:
    made = corpus("links-with-latex")["a"]
    assert made["URL"] == "https://example.org/a_b%20c?x=1&y=2#z"
    assert made["DOI"] == "10.1000/a_b"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@misc{a, title = {T}, date = 1990}", {"type": "document"}),
        ("@misc{a, title = {T}, type = {letter}, library = {Archive}}",
         {"type": "document", "genre": "letter", "archive": "Archive"}),
        ("@unpublished{a, title = {T}, type = {Paper}, archive = {A}, archive_location = {Box 3}}",
         {"type": "manuscript", "genre": "Paper", "archive": "A", "archive_location": "Box 3"}),
        ("@unpublished{a, title = {T}, type = {speech}, date = 1958}", {"type": "speech"}),
        ("@article{a, entrysubtype = {newspaper}, title = {T}, titleaddon = {editorial}, journaltitle = {P}, date = 1958}",
         {"type": "article-newspaper", "genre": "editorial", "title": "T", "container-title": "P"}),
        ("@article{a, entrysubtype = {magazine}, title = {T}, journaltitle = {P}, date = 1958}", {"type": "article-magazine"}),
        ("@online{a, entrysubtype = {untitled}, title = {Notes on \\emph{x}}, author = {A, B}}",
         {"type": "webpage", "genre": "Notes on <i>x</i>"}),
        ("@video{a, entrysubtype = {podcast}, title = {T}, maintitle = {Show}, host = {A, B}, date = 2020}",
         {"type": "broadcast", "title": "T", "container-title": "Show", "medium": "podcast", "host": [{"family": "A",
         "given": "B"}]}),
        ("@phdthesis{a, title = {T}, author = {A, B}, school = {U}, year = 1990}",
         {"type": "thesis", "genre": "PhD thesis", "publisher": "U"}),
        ("@techreport{a, title = {T}, institution = {U}, year = 1990, number = 3}",
         {"type": "report", "genre": "technical report", "number": "3"}),
        ("@book{a, title = {T}, editor = {A, B}, editortype = {compiler}, foreword = {C, D}, date = 1990}",
         {"compiler": [{"family": "A", "given": "B"}], "contributor": [{"family": "C", "given": "D"}]}),
        ("@book{a, title = {T}, titleaddon = {墓碑}, translator = {A, B}, date = 1990}",
         {"title": "T", "original-title": "墓碑"}),
        ("@book{a, title = {T}, titleaddon = {墓碑; Tombstone}, langid = {chinese}, date = 1990}",
         {"title": "T", "language": "zh", "custom": {"titleaddon": "墓碑; Tombstone"}}),
        ("@article{a, title = {T}, journaltitle = {J}, date = 1990, pages = {17--34, 40–41}, volume = 3, part = 2, number = {4}}",
         {"page": "17-34, 40-41", "volume": "3", "part-number": "2", "issue": "4"}),
        ("@book{a, title = {T}, date = 1990, usera = {kept}, keywords = {a,b}}",
         {"custom": {"usera": "kept"}, "keyword": "a, b"}),
        ("@nonsense{a, title = {T}}", {"type": "document"}),
    ],
)  # fmt: skip
def test_forms(source: str, expected: dict[str, Any]) -> None:
    made = item(source)
    assert {name: made.get(name) for name in expected} == expected


def test_an_untitled_work_has_no_title() -> None:
    assert "title" not in item("@online{a, entrysubtype = {untitled}, title = {Notes}, author = {A, B}}")


def test_data_for_other_entries_cannot_be_cited() -> None:
    read, _ = read_bibliography(CORPUS / "xdata.bib", "x.bib")
    made, found = to_csl(read.entries.values())
    assert list(made) == ["a"]
    assert (made["a"]["publisher"], made["a"]["publisher-place"]) == ("Press", "London")
    assert [d.code for d in found] == ["B040"]


def test_one_entry_that_pandoc_refuses_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    read, _ = parse_bibliography(
        "".join(f"@book{{k{n}, title = {{T{n}}}, date = 1990}}\n" for n in range(9)).encode(), "x.bib"
    )
    draft = convert._draft

    def spoilt(index: int, entry: Entry) -> Any:
        made = draft(index, entry)
        return convert._Draft(entry, "@book{k5, title = {", ()) if entry.key == "k5" else made

    monkeypatch.setattr(convert, "_draft", spoilt)
    made, found = to_csl(read.entries.values())
    assert list(made) == ["k0", "k1", "k2", "k3", "k4", "k6", "k7", "k8"]
    assert [(d.code, d.location.line) for d in found] == [("B040", 6)]


def test_a_pandoc_that_does_not_work_is_not_blamed_on_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise ToolFailed("no pandoc")

    monkeypatch.setattr(pandoc, "run", broken)
    with pytest.raises(ToolFailed):
        items("@book{a, title = {T}, date = 1990}")


def test_some_hundred_entries_share_one_run_of_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    run, calls = pandoc.run, []

    def counted(*arguments: Any, **options: Any) -> str:
        calls.append(arguments)
        return run(*arguments, **options)

    monkeypatch.setattr(pandoc, "run", counted)
    made = items("".join(f"@book{{k{n}, author = {{A, B}}, title = {{T{n}}}, date = 1990}}\n" for n in range(50)))
    assert (len(made), len(calls)) == (50, 1)


def test_no_entries_need_no_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "run", None)
    assert to_csl([]) == ({}, [])


def test_items_do_not_depend_on_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "@book{a, title = {The Great Leap Forward and After}, date = 1990, month = may}"
    made = [json.dumps(item(source))]
    for language in ("de_DE.UTF-8", "tr_TR.UTF-8"):
        monkeypatch.setitem(os.environ, "LANG", language)
        monkeypatch.setitem(os.environ, "LC_ALL", language)
        made.append(json.dumps(item(source)))
    assert len(set(made)) == 1


def test_the_bibliography_of_the_sample_reader_is_whole() -> None:
    read, found = read_bibliography(Path(__file__).parents[1] / "bibliography.bib", "bibliography.bib")
    made, failed = to_csl(read.entries.values())
    assert [d for d in [*found, *failed] if d.severity == "error"] == []
    assert list(made) == list(read.entries)
    assert len(made) == read.heads
