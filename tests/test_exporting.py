"""Exporting the cited works: for the book, its chapters and keywords; on the command line; hostile values; what is lost."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import rispy
from lxml import etree
from typer.testing import CliRunner, Result

from coursepack import pandoc
from coursepack.checks.export_limits import check_limits
from coursepack.cli import application
from coursepack.diagnostics import Diagnostics, Location
from coursepack.editions.export import FORMATS, Selection, Setting, Work, export_selections, lost_in
from coursepack.editions.export.bibtex import latex
from coursepack.errors import ExitCode
from coursepack.exporting import Asked, export_works, ordered_keys, wanted_by
from coursepack.keeping.store import MemoryStore
from coursepack.preparation import prepare
from coursepack.progress import Silent
from coursepack.sources.bibliography import CslItem, Entry, read_bibliography, to_csl
from coursepack.theme import Theme, own_templates

Make = Callable[..., Path]

READER = """\
name = "small"
title = "A Small Reader"
date = 2026-01-01

[contents]
front = ["title-page"]
chapters = ["one.md", "two.md"]
"""
ONE = "# The first {#first}\n\nIt cites [@zola1999], then [@able2001].\n"
TWO = "---\nnocite: '@cole1958'\n---\n\n# The second: “Ärger” {#zweites-kapitel}\n\nIt cites [@able2001] only.\n"
WORKS = """\
@book{zola1999, author = {Zola, Zoe}, title = {Last of All}, publisher = {Press}, date = {1999}, keywords = {secondary}}
@book{able2001, author = {Able, Ann}, title = {Alpha}, publisher = {Press}, date = {2001}, keywords = {secondary, a/b ../c}}
@book{cole1958, author = {Mao, Zedong}, author+an = {1=family-first}, title = {Beta}, publisher = {Press}, date = {1958},
  keywords = {primary}}
@book{never, author = {Nobody, Ann}, title = {Uncited}, publisher = {Press}, date = {2000}, keywords = {primary}}
"""
SETTING = Setting("en-GB", date(2026, 1, 1), Theme())
FORGED = (
    "Title\r\nER  - \r\nTY  - BOOK\nTI  - Forged\x1e\x1d\x00</title></record><record>&<mods/>\n@book{forged,\n"
    'x="\n\n"=1+1\u2028TY  - BOOK\x85@misc{a,}'
)


@pytest.fixture
def small(project: Make) -> Path:
    files = {"manuscript/reader.toml": READER, "manuscript/one.md": ONE, "manuscript/two.md": TWO}
    return project(**files, **{"bibliography.bib": WORKS})


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application(["export"]), ["export", *(str(argument) for argument in arguments)])


def keys_in(path: Path) -> list[str]:
    return [item["id"] for item in json.loads(path.read_text(encoding="utf-8"))]


def test_what_is_kept_of_exports_follows_the_books_own_template(project: Make) -> None:
    shipped = (own_templates() / "citations.html").read_text(encoding="utf-8")
    folder, store = project(), MemoryStore()
    (folder / "templates").mkdir()
    for words in ("A list of works", "Another list"):
        (folder / "templates" / "citations.html").write_text(
            shipped.replace("</body>", f"{words}</body>"), encoding="utf-8"
        )
        prepared = prepare(folder, Diagnostics(), Silent(), store)
        files = export_works(prepared, wanted_by(prepared))
        assert words in files["citations/small.html"].decode()
        assert export_works(prepared, wanted_by(prepared)) == files


def test_book_chapters_and_keywords_hold_the_cited_works_in_the_order_of_the_bibliography(small: Path) -> None:
    result = run(small)
    assert result.exit_code == ExitCode.OK
    folder = small / "dist" / "citations"
    assert keys_in(folder / "small.csl.json") == ["able2001", "cole1958", "zola1999"]
    assert keys_in(folder / "chapters" / "first.csl.json") == ["able2001", "zola1999"]
    assert keys_in(folder / "chapters" / "zweites-kapitel.csl.json") == ["able2001", "cole1958"]
    assert keys_in(folder / "keywords" / "secondary.csl.json") == ["able2001", "zola1999"]
    assert keys_in(folder / "keywords" / "primary.csl.json") == ["cole1958"]
    assert keys_in(folder / "keywords" / "a-b-c.csl.json") == ["able2001"]
    assert {path.name for path in folder.iterdir()} == {
        "chapters", "keywords", *(f"small{each.suffix}" for each in FORMATS.values()),
    }  # fmt: skip
    assert not [path for path in (small / "dist").rglob("*") if path.suffix == ".pdf"]


def test_one_chapter_or_keyword_in_one_format(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(small, "--format", "ris", "--chapter", "first", "--out", out).exit_code == ExitCode.OK
    assert [path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()] == [
        "citations/chapters/first.ris"
    ]
    result = run(small, "-f", "text", "-f", "csv", "-k", "primary", "--out", out, "--json")
    assert json.loads(result.stdout)["files"] == [
        str(out / "citations/keywords/primary.csv"),
        str(out / "citations/keywords/primary.txt"),
    ]
    assert (out / "citations/keywords/primary.txt").read_text(encoding="utf-8") == "Mao Zedong. Beta. Press, 1958.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--chapter", "frist"), "no cited work belongs to the chapter ‘frist’; there are first, zweites-kapitel"),
        (("--keyword", "x"), "no cited work belongs to the keyword ‘x’; there are a/b ../c, primary, secondary"),
        (("--format", "rsi"), "did you mean ris?"),
    ],
)
def test_what_is_not_there_is_said(small: Path, arguments: tuple[str, str], said: str) -> None:
    result = run(small, *arguments)
    assert result.exit_code == ExitCode.USAGE
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert not (small / "dist").exists()


def test_the_configuration_says_which_files_are_written(small: Path) -> None:
    reader = small / "manuscript" / "reader.toml"
    reader.write_text(
        READER + '\n[exports]\nformats = ["csv"]\nby-chapter = false\nby-keyword = false\n', encoding="utf-8"
    )
    assert run(small).exit_code == ExitCode.OK
    written = [path.relative_to(small / "dist").as_posix() for path in (small / "dist").rglob("*") if path.is_file()]
    assert written == ["citations/small.csv"]


def test_exports_are_byte_identical_from_run_to_run(small: Path) -> None:
    prepared = prepare(small, Diagnostics(), Silent())
    files = export_works(prepared, wanted_by(prepared))
    again = prepare(small, Diagnostics(), Silent())
    assert export_works(again, Asked().completed(again)) == files
    assert ordered_keys(prepared) == [key for key, _ in prepared.resolved.entries]


def test_a_mistake_in_the_book_stops_the_export(small: Path) -> None:
    (small / "manuscript" / "one.md").write_text("# T\n\n[@nobody]\n", encoding="utf-8")
    result = run(small)
    assert result.exit_code == ExitCode.MANUSCRIPT
    assert "K001" in result.stderr
    assert not (small / "dist").exists()


def test_names_keep_family_and_given_apart_in_every_format(small: Path) -> None:
    prepared = prepare(small, Diagnostics(), Silent())
    files = export_works(prepared, wanted_by(prepared))
    for suffix in (".biblatex.bib", ".bib", ".ris", ".endnote.xml", ".csv"):
        assert b"Mao, Zedong" in files[f"citations/small{suffix}"]
    assert json.loads(files["citations/small.csl.json"])[1]["author"] == [
        {"family": "Mao", "given": "Zedong", "static-ordering": True}
    ]
    mods = files["citations/small.mods.xml"].decode()
    assert '<namePart type="family">Mao</namePart>' in mods
    assert '<namePart type="given">Zedong</namePart>' in mods
    assert "Mao%2C+Zedong" in files["citations/small.html"].decode()
    assert "Mao Zedong. <em>Beta</em>" in files["citations/small.html"].decode()


# Hostile values.


def hostile() -> Work:
    item: CslItem = {
        "id": "a", "type": "book", "title": FORGED, "note": FORGED, "author": [{"literal": FORGED}], "keyword": FORGED,
        "publisher": FORGED, "DOI": FORGED, "URL": FORGED, "archive": FORGED, "container-title": FORGED,
    }  # fmt: skip
    fields = {"title": FORGED, "author": f"{{{FORGED}}}", "publisher": FORGED, "note": FORGED}
    entry = Entry(key="a", type="book", fields=fields, raw="", location=Location("x.bib"))
    return Work(entry, item, [{"t": "Para", "c": [{"t": "Str", "c": FORGED}]}])


@pytest.fixture(scope="module")
def forged() -> dict[str, bytes]:
    return export_selections([Selection("x", FORGED, (hostile(),))], FORMATS, SETTING)


def test_no_value_can_forge_a_record(forged: dict[str, bytes]) -> None:
    counts = {
        ".csl.json": len(json.loads(forged["x.csl.json"])),
        ".ris": len(rispy.loads(forged["x.ris"].decode())),
        ".endnote.xml": len(etree.fromstring(forged["x.endnote.xml"]).findall(".//record")),
        ".mods.xml": len(etree.fromstring(forged["x.mods.xml"])),
        ".csv": len(list(csv.reader(io.StringIO(forged["x.csv"].decode("utf-8-sig"), newline="")))) - 1,
        ".bib": len(json.loads(pandoc.run(["-f", "bibtex", "-t", "csljson"], forged["x.bib"].decode()))),
        ".biblatex.bib": len(
            json.loads(pandoc.run(["-f", "biblatex", "-t", "csljson"], forged["x.biblatex.bib"].decode()))
        ),
        ".html": len(
            etree.fromstring(forged["x.html"], etree.HTMLParser(encoding="utf-8")).findall(".//div[@class='entry']")
        ),
    }
    assert counts == dict.fromkeys(counts, 1)
    for suffix in (".bib", ".biblatex.bib"):
        heads = [line for line in forged[f"x{suffix}"].decode().splitlines() if line.startswith("@")]
        assert heads == ["@book{a,"]
    assert len([line for line in forged["x.ris"].decode().splitlines() if line.startswith("TY  -")]) == 1


def test_no_value_can_forge_a_field_of_an_openurl(forged: dict[str, bytes]) -> None:
    span = etree.fromstring(forged["x.html"], etree.HTMLParser(encoding="utf-8")).find(".//span[@class='Z3988']")
    assert span is not None
    names = [name for name, _ in parse_qsl(span.get("title", ""))]
    assert names.count("rft.atitle") == names.count("ctx_ver") == 1


def test_no_control_character_reaches_a_file(forged: dict[str, bytes]) -> None:
    for name, data in forged.items():
        if not name.endswith((".docx", ".txt", ".html", ".csl.json")):
            assert not [char for char in data.decode() if ord(char) < 32 and char not in "\r\n"], name
    with zipfile.ZipFile(io.BytesIO(forged["x.docx"])) as document:
        assert etree.fromstring(document.read("word/document.xml")) is not None


def test_latex_in_words_of_our_own_is_only_text() -> None:
    assert (
        latex(r"50% & \x{} #1_a^b~$") == r"50\% \& \textbackslash{}x\{\} \#1\_a\textasciicircum{}b\textasciitilde{}\$"
    )


# What is lost.

TOKENS: dict[str, Any] = {
    "title": "title", "title-short": "titleshort", "container-title": "containertitle", "volume-title": "volumetitle",
    "container-title-short": "containershort", "collection-title": "series", "collection-number": "seriesnumber",
    "event-title": "event", "event-place": "venue", "original-title": "originaltitle", "publisher": "publisher",
    "original-publisher": "originalpublisher", "original-publisher-place": "originalplace", "publisher-place": "place",
    "edition": "edition", "issue": "issue", "number": "number", "number-of-volumes": "volumes", "volume": "volume",
    "number-of-pages": "extent", "chapter-number": "chapternumber", "part-number": "partnumber", "version": "version",
    "note": "note", "annote": "annote", "abstract": "abstract", "status": "status", "genre": "genre", "medium": "medium",
    "archive": "archive", "archive_location": "archivelocation", "call-number": "callnumber", "DOI": "doi", "URL": "url",
    "ISBN": "isbn", "PMID": "pmid", "PMCID": "pmcid", "page": "page", "keyword": "keyword", "language": "language",
    "custom": {"nameaddon": "nameaddon"}, "translator": [{"family": "translator"}], "guest": [{"family": "guest"}],
    "editor": [{"family": "editor"}], "director": [{"family": "director"}], "illustrator": [{"family": "illustrator"}],
    "event-date": {"date-parts": [[1911]]}, "original-date": {"date-parts": [[1912]]},
    "accessed": {"date-parts": [[1913]]}, "issued": {"date-parts": [[1914], [1915]], "circa": True},
}  # fmt: skip


def token(value: Any) -> list[str]:
    if isinstance(value, dict):
        dates = value.get("date-parts")
        return [str(end[0]) for end in dates] if dates else [f"zz{word}" for word in value.values()]
    return [f"zz{name['family']}" for name in value] if isinstance(value, list) else [f"zz{value}"]


def marked(value: Any) -> Any:
    if isinstance(value, str):
        return f"zz{value}"
    if isinstance(value, list):
        return [{"family": f"zz{name['family']}", "given": "A"} for name in value]
    return value if "date-parts" in value else {name: f"zz{word}" for name, word in value.items()}


@pytest.mark.parametrize("name", ["csl-json", "ris", "endnote", "mods", "csv"])
def test_every_variable_is_in_every_format_as_field_or_as_words(name: str) -> None:
    item: CslItem = {"id": "a", "type": "chapter", **{variable: marked(value) for variable, value in TOKENS.items()}}
    entry = Entry(key="a", type="incollection", fields={}, raw="", location=Location("x.bib"))
    (data,) = export_selections([Selection("x", "X", (Work(entry, item, []),))], [name], SETTING).values()
    lost = {variable for variable, value in TOKENS.items() for each in token(value) if each not in data.decode()}
    assert lost == set()


def test_losses_name_the_formats_and_the_works(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(WORKS.replace("{Beta}", "{Beta \\emph{and} Gamma}"), encoding="utf-8")
    read, _ = read_bibliography(path, "x.bib")
    items, _ = to_csl(read.entries.values())
    found = {
        loss.what: (loss.formats, loss.keys)
        for loss in lost_in(items.values(), ["csl-json", "biblatex", "bibtex", "ris"])
    }
    assert found == {
        "the order of names whose family name stands first": (("bibtex", "ris"), ("cole1958",)),
        "italics inside a title": (("ris",), ("cole1958",)),
    }
    assert list(lost_in(items.values(), ["csl-json", "biblatex", "docx"])) == []
    places = {key: entry.location for key, entry in read.entries.items()}
    many = {f"k{number}": {**items["cole1958"], "id": f"k{number}"} for number in range(5)}
    (said, _) = check_limits(many, ["ris"], dict.fromkeys(many, replace(places["cole1958"])))
    assert said.message == "RIS lose the order of names whose family name stands first: ‘k0’, ‘k1’, ‘k2’ and 2 more"
