"""The citation exports: the same works in each format, read back by the programs that read such files."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from coursepack import pandoc
from coursepack.checks.citation_parity import prove_exports
from coursepack.document.citations import Resolved
from coursepack.editions.export import FORMATS, Selection, Setting, Work, export_selections
from coursepack.editions.export.bibtex import write_biblatex, write_bibtex
from coursepack.editions.export.csl_json import write_csl_json
from coursepack.editions.export.plain_text import iso_date, one_line
from coursepack.editions.export.ris import write_ris
from coursepack.editions.export.table import write_csv
from coursepack.keeping.store import MemoryStore
from coursepack.sources.bibliography import Bibliography, CslItem, read_bibliography, to_csl
from coursepack.sources.bibliography.read import parse_bibliography
from coursepack.theme import Theme

FORMS = Path(__file__).parent / "data" / "bib" / "forms" / "forms.bib"
Works = tuple[Bibliography, dict[str, CslItem], dict[str, bytes]]


SETTING = Setting("en-GB", date(2026, 1, 1), Theme())
FIELDS = [name for name, each in FORMATS.items() if not each.formatted]
LISTS = [name for name, each in FORMATS.items() if each.formatted]


def export(
    keys: list[str], read: Bibliography, items: dict[str, CslItem], name: str, *formats: str
) -> dict[str, bytes]:
    """Export works that have been printed as their keys."""
    blocks = {key: [{"t": "Para", "c": [{"t": "Str", "c": key}]}] for key in keys}
    chosen = tuple(Work(read.entries[key], items[key], blocks[key]) for key in keys)
    return export_selections([Selection(name, "A List", chosen)], formats or FORMATS, SETTING)


@pytest.fixture(scope="module")
def works() -> Works:
    read, _ = read_bibliography(FORMS, "forms.bib")
    items, _ = to_csl(read.entries.values())
    return read, items, export(list(items), read, items, "reader")


def records(text: str) -> list[dict[str, Any]]:
    return list(rispy.loads(text))


def test_there_is_a_file_of_each_format(works: Works) -> None:
    assert list(works[2]) == [f"reader{each.suffix}" for each in FORMATS.values()]
    assert all(works[2].values())


def test_exports_are_the_same_every_time(works: Works) -> None:
    read, items, files = works
    assert export(list(items), read, items, "reader") == files


def test_only_the_named_works_in_the_named_order(works: Works) -> None:
    read, items, _ = works
    files = export(["pike", "aas2012"], read, items, "x", "csl-json", "ris")
    assert [item["id"] for item in json.loads(files["x.csl.json"])] == ["pike", "aas2012"]
    assert [record["id"] for record in records(files["x.ris"].decode())] == ["pike", "aas2012"]
    assert len(files) == 2


def test_lists_are_not_written_where_the_style_prints_nothing(works: Works) -> None:
    read, items, _ = works
    unprinted = Selection("x", "A List", (Work(read.entries["pike"], items["pike"], []),))
    assert list(export_selections([unprinted], FORMATS, SETTING)) == [f"x{FORMATS[name].suffix}" for name in FIELDS]


def test_csl_json_is_lossless(works: Works) -> None:
    assert {item["id"]: item for item in json.loads(works[2]["reader.csl.json"])} == works[1]


def test_pandoc_reads_csl_json_back(works: Works) -> None:
    back = json.loads(pandoc.run(["-f", "csljson", "-t", "csljson"], works[2]["reader.csl.json"].decode()))
    assert [item["id"] for item in back] == list(works[1])
    assert [item["type"] for item in back] == [item["type"] for item in works[1].values()]


@pytest.mark.parametrize(("name", "language"), [("reader.biblatex.bib", "biblatex"), ("reader.bib", "bibtex")])
def test_pandoc_reads_bibliographies_back(works: Works, name: str, language: str) -> None:
    back = json.loads(pandoc.run(["-f", language, "-t", "csljson"], works[2][name].decode()))
    assert [item["id"] for item in back] == list(works[1])


def test_our_own_reader_reads_biblatex_back(works: Works) -> None:
    read, items, files = works
    again, found = parse_bibliography(files["reader.biblatex.bib"], "x.bib")
    assert [d for d in found if d.severity == "error"] == []
    made, _ = to_csl(again.entries.values())
    assert made == items
    for key, entry in again.entries.items():
        original = {
            n: v for n, v in read.entries[key].fields.items() if n not in ("crossref", "xdata", "date", "eventdate")
        }
        assert {n: v for n, v in entry.fields.items() if n not in ("date", "eventdate")} == original


def test_bibtex_has_only_what_bibtex_knows() -> None:
    text = """@online{a, title = {T}, subtitle = {S}, organization = {O}, url = {https://e.org/}, doi = {10.1000/1},
      date = {1990-05-02}}"""
    read, _ = parse_bibliography(text.encode(), "x.bib")
    items, _ = to_csl(read.entries.values())
    bib = write_bibtex(list(read.entries.values()), list(items.values()))
    assert bib.startswith("@misc{a,\n")
    assert dict(re.findall(r"^  (\w+) *= \{?(.*?)\}?,$", bib, re.MULTILINE)) == {
        "title": "T: S", "howpublished": "O", "url": "https://e.org/", "doi": "10.1000/1", "year": "1990", "month": "may",
        "day": "2",
    }  # fmt: skip


def test_ris_read_back_by_rispy(works: Works) -> None:
    text = works[2]["reader.ris"].decode()
    back = records(text)
    assert [record["id"] for record in back] == list(works[1])
    for record, item in zip(back, works[1].values(), strict=True):
        assert record["title"] == one_line(item.get("title") or item["genre"])
        assert len(record.get("authors", [])) == len(item.get("author", []))
        assert record.get("year", "") == str(item.get("issued", {}).get("date-parts", [[""]])[0][0])
    assert text.startswith("TY  - ")
    assert "\n1." not in text


def test_ris_follows_zotero() -> None:
    text = """@incollection{a, author = {Mao, Zedong}, title = {T}, booktitle = {B}, editor = {C, D}, translator = {E, F},
      date = 1990, pages = {1--9}, library = {Archive}, archive_location = {Box 1}, isbn = {0-306-40615-2}, langid = {english}}
      @book{b, title = {T}, editor = {C, D}, date = 1990, series = {S}, doi = {10.1000/1}}
      @report{c, title = {R}, author = {{CIA}}, type = {Study}, number = {7}, date = {1959-10-16}}"""
    read, _ = parse_bibliography(text.encode(), "x.bib")
    part, book, report = records(write_ris(list(to_csl(read.entries.values())[0].values())))
    assert (part["type_of_reference"], part["secondary_authors"], part["subsidiary_authors"]) == (
        "CHAP",
        ["C, D"],
        ["E, F"],
    )
    assert (part["secondary_title"], part["start_page"], part["end_page"]) == ("B", "1", "9")
    assert (part["name_of_database"], part["accession_number"], part["issn"]) == ("Archive", "Box 1", "0-306-40615-2")
    assert (book["tertiary_authors"], book["secondary_title"], book["doi"]) == (["C, D"], "S", "10.1000/1")
    assert (report["issn"], report["type_of_work"], report["date"]) == ("7", "Study", "1959/10/16")


FORGED = "Title\r\nER  - \r\nTY  - BOOK\nTI  - Forged"


def test_no_value_can_forge_a_ris_record() -> None:
    item: CslItem = {
        "id": "a",
        "type": "book",
        "title": FORGED,
        "note": FORGED,
        "author": [{"literal": FORGED}],
        "keyword": FORGED,
    }
    for breaker in ("\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"):
        item["publisher"] = f"P{breaker}TY  - BOOK"
        back = records(write_ris([item]))
        assert len(back) == 1
        assert back[0]["publisher"].startswith("P ") or back[0]["publisher"].startswith("PTY")
        assert back[0]["authors"] == ["Title ER - TY - BOOK TI - Forged"]


def test_formulas_in_csv_are_only_text() -> None:
    items: list[CslItem] = [
        {"id": "a", "type": "book", "title": '=HYPERLINK("http://x","y")', "note": "@SUM(A1)", "publisher": "\t=1+1"},
        {"id": "b", "type": "book", "title": "+1", "note": "-1"},
    ]
    rows = list(csv.DictReader(io.StringIO(write_csv(items).removeprefix("\ufeff"), newline="")))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[0]["Title"] == '\'=HYPERLINK("http://x","y")'


ODD = r"""
@book{gogh, author = {van Gogh, Vincent}, title = {Letters}, publisher = {P}, date = {1991}}
@book{toro, author = {Guillermo del Toro}, title = {Film}, publisher = {P}, date = {1992}}
@book{mare, author = {{de la Mare}, Walter}, title = {Poems}, publisher = {P}, date = {0920}}
@book{caesar, author = {Caesar}, title = {Wars}, publisher = {P}, date = {-0049}}
@book{king, author = {King, Jr., Martin Luther}, title = {Why We Can't Wait}, publisher = {P}, date = {1964~}}
@book{open, author = {Dee, Dan}, title = {Open}, publisher = {P}, date = {1990/..}}
@movie{film, director = {Ozu, Yasujiro}, title = {Tokyo Story}, publisher = {Shochiku}, date = {1953}}
@collection{host, editor = {Aitch, Hal}, maintitle = {The Whole}, volume = {2}, title = {The Host}, subtitle = {Essays},
  date = {1985}}
@incollection{part, author = {d'Angelo, Di}, title = {A Part of $H_2O$}, crossref = {host}, pages = {1--2}}
"""


def test_every_export_of_particles_ancient_years_and_roles_is_proved() -> None:
    read, _ = parse_bibliography(ODD.encode(), "odd.bib")
    items, found = to_csl(read.entries.values())
    assert found == []
    files = {f"citations/{name}": data for name, data in export(list(items), read, items, "odd", *FIELDS).items()}
    resolved, kept = Resolved((), ()), {"citations/odd": list(items)}
    assert b"d\xe2\x80\x99Angelo, Di" in files["citations/odd.ris"]
    store = MemoryStore()
    counted, problems = prove_exports(files, kept, items, resolved, store)
    assert [problem.message for problem in problems] == []
    assert set(counted.values()) == {len(items)}
    assert prove_exports(files, kept, items, resolved, store) == (counted, problems)  # from what was kept
    for old, new in ((b"van Gogh", b"Gogh"), (b"-0049", b"0049"), (b"del Toro", b"de Toro")):
        spoilt = {name: data.replace(old, new) for name, data in files.items()}
        assert len(prove_exports(spoilt, kept, items, resolved, store)[1]) >= 4
    others = {key: {**item, "title": "Another"} for key, item in items.items()}
    assert len(prove_exports(files, kept, others, resolved, store)[1]) >= 4


WARNED = r"""
@book{words, author = {Able, Ann}, title = {Words}, publisher = {P}, date = {about 1958/1959}}
@book{year, author = {Able, Ann}, title = {Year}, publisher = {P}, date = {99999}}
@book{command, author = {\Nobody{Knows}, Ann}, title = {A \Foo{Title} of $x^2$}, publisher = {P}, date = {1991}}
@book{money, author = {Able, Ann}, title = {What $x^2$ Costs, and $5 {More}}, publisher = {P}, date = {1992}}
@book{formula, author = {Able, Ann}, title = {On $H_2O$ and {Mao}}, publisher = {P}, date = {1993}}
"""


def test_what_the_bibliography_was_only_warned_of_ends_no_build() -> None:
    read, _ = parse_bibliography(WARNED.encode(), "warned.bib")
    items, _ = to_csl(read.entries.values())
    files = {f"citations/{name}": data for name, data in export(list(items), read, items, "odd", *FIELDS).items()}
    kept = {"citations/odd": list(items)}
    assert prove_exports(files, kept, items, Resolved((), ()))[1] == []
    biblatex = files["citations/odd.biblatex.bib"].decode()
    assert r"{A Title of x\textsuperscript{2}}" in biblatex
    assert r"{What x\textsuperscript{2} Costs, and \$5 More}" in biblatex
    assert "{On $H_2O$ and {Mao}}" in biblatex  # letter for letter
    for old, new in ((b"Words", b"Sentences"), (b"Title of", b"Book of"), (b"Costs", b"Is")):
        spoilt = {name: data.replace(old, new) for name, data in files.items()}
        assert len(prove_exports(spoilt, kept, items, Resolved((), ()))[1]) >= 4


def test_csv_has_a_row_a_work(works: Works) -> None:
    text = works[2]["reader.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["Key"] for row in rows] == list(works[1])
    assert text.startswith("\ufeffKey,")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (None, ""),
        ({"date-parts": [[1956, 4, 5]]}, "1956-04-05"),
        ({"date-parts": [[1958], [1962, 6]]}, "1958/1962-06"),
        ({"date-parts": [[-45, 3, 15]]}, "-0044-03-15"),
        ({"date-parts": [[-1]]}, "0000"),
        ({"date-parts": [[2012]], "season": 4}, "Winter 2012"),
        ({"literal": "the fifties"}, "the fifties"),
    ],
)
def test_dates_as_text(date: dict[str, Any] | None, expected: str) -> None:
    assert iso_date(date) == expected


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="{}\\%#$&_^~\"'`@-\u2060", exclude_categories=["C", "Z"]),
    min_size=1,
    max_size=12,
)
ENTRIES = st.lists(st.tuples(WORDS, WORDS, WORDS, st.integers(1000, 2100)), min_size=1, max_size=4)


@given(ENTRIES)
@settings(max_examples=15, deadline=None)
def test_generated_works_survive_every_format(works: list[tuple[str, str, str, int]]) -> None:
    source = "".join(
        f"@book{{k{n}, author = {{{{{author}}}}}, title = {{{title}}}, publisher = {{{publisher}}}, date = {{{year}}}}}\n"
        for n, (author, title, publisher, year) in enumerate(works)
    )
    read, _ = parse_bibliography(source.encode(), "x.bib")
    items, found = to_csl(read.entries.values())
    assert (len(items), found) == (len(works), [])
    again, _ = parse_bibliography(write_biblatex(list(read.entries.values())).encode(), "x.bib")
    assert {k: dict(e.fields) for k, e in again.entries.items()} == {k: dict(e.fields) for k, e in read.entries.items()}
    assert [item["id"] for item in json.loads(write_csl_json(list(items.values())))] == list(items)
    back = records(write_ris(list(items.values())))
    assert [(r["id"], r["title"], r["year"]) for r in back] == [
        (k, one_line(i["title"]), str(i["issued"]["date-parts"][0][0])) for k, i in items.items()
    ]
