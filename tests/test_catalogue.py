"""The reader as a work that others cite and catalogue: every record says the same, and what the PDF and the e-book say."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import rispy
import yaml
from epub_book import picture
from lxml import etree
from pymarc import MARCReader, parse_xml_to_array

from coursepack import pandoc
from coursepack.bindery import write_ebook, write_editions
from coursepack.composition import compose
from coursepack.config import Config
from coursepack.diagnostics import Diagnostics
from coursepack.editions.export.catalogue import Apparatus, Pages, Part, catalogue, unknown_names
from coursepack.preparation import prepare
from coursepack.progress import Silent

READER = """\
name = "small"
title = "The Leap & the Famine"
subtitle = "A Course Reader"
authors = ["Ann Able"]
editors = ["Mao Zedong", "Department of History"]
course = "History 204"
publisher = "Hill & Sons"
place = "London"
edition = "Second edition"
date = 2026-09-01
language = "en-GB"
rights = "© 2026 the authors"
licence = "https://creativecommons.org/licenses/by/4.0/"
description = "What the Leap was, and what it cost."
subjects = ["China – History, 1949–1976", "Famines"]

[identifiers]
isbn-print = "978-3-16-148410-0"
uri = "urn:uuid:5d9f6c1e-6c0e-5b0a-9a54-2f1c5e0b7a61"
doi = "10.1000/182"

[exports]
names = ["Able, Ann", "Mao, Zedong"]

[contents]
front = ["title-page"]
opening = ["use.md"]
chapters = ["one.md", "two.md"]
"""
WORDS = "A sentence of some words that fills the page with what it says and says again. " * 12
ONE = "# The first chapter {#first}\n\nIt cites [@able2001].\n\n" + f"{WORDS}\n\n" * 6
WORK = "@book{able2001, author = {Able, Ann}, title = {Alpha}, publisher = {Press}, date = {2001}}\n"
OPF = {"dc": "http://purl.org/dc/elements/1.1/", "opf": "http://www.idpf.org/2007/opf"}
XMP = {**OPF, "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("catalogue")
    texts = {"reader.toml": READER, "one.md": ONE, "two.md": "# Second: “and last” {#second}\n\nWords.\n"}
    (folder / "manuscript").mkdir()
    for name, text in {**texts, "use.md": "# How to use it {#use}\n\nWords.\n"}.items():
        (folder / "manuscript" / name).write_text(text, encoding="utf-8")
    (folder / "bibliography.bib").write_text(WORK, encoding="utf-8")
    found = Diagnostics()
    prepared = prepare(folder, found, Silent())
    assert [item for item in found if item.code != "K051"] == []
    layout = compose(prepared, Silent(), 1)
    return write_editions(prepared, layout, lambda: write_ebook(prepared, layout, picture()))


def record(written: dict[str, bytes], suffix: str) -> bytes:
    return written[f"catalogue/small{suffix}"]


def marc(data: bytes) -> Any:
    (found,) = list(MARCReader(io.BytesIO(data), to_unicode=True, force_utf8=True))
    return found


def test_the_book_and_each_chapter_have_a_record_with_its_pages(written: dict[str, bytes]) -> None:
    items = {item["id"]: item for item in json.loads(record(written, ".csl.json"))}
    assert list(items) == ["small", "small-use", "small-first", "small-second"]
    assert [item["type"] for item in items.values()] == ["book", "chapter", "chapter", "chapter"]
    pages = [item.get("page") for item in items.values()]
    assert pages[:2] == [None, "1"]
    first, last = (int(folio) for folio in pages[2].split("-"))
    assert first == 3
    assert last > first
    assert int(pages[3]) > last
    assert items["small-first"]["container-title"] == items["small"]["title"]
    ris = rispy.loads(record(written, ".ris").decode())
    assert [each.get("start_page") for each in ris] == [None, "1", "3", pages[3]]
    assert [each["type_of_reference"] for each in ris] == ["BOOK", "CHAP", "CHAP", "CHAP"]
    assert ris[0]["keywords"] == ["China – History, 1949–1976", "Famines"]
    bib = json.loads(pandoc.run(["-f", "bibtex", "-t", "csljson"], record(written, ".bib").decode()))
    assert [item.get("page") for item in bib] == [None, "1", pages[2], pages[3]]
    assert [item["title"] for item in bib] == [item["title"] for item in items.values()]


def test_names_are_divided_where_the_configuration_divides_them(written: dict[str, bytes]) -> None:
    book = json.loads(record(written, ".csl.json"))[0]
    assert book["author"] == [{"family": "Able", "given": "Ann"}]
    assert book["editor"] == [
        {"family": "Mao", "given": "Zedong", "static-ordering": True},
        {"literal": "Department of History"},
    ]
    found = marc(record(written, ".mrc"))
    assert [field["a"] for field in found.get_fields("100", "700", "710")] == [
        "Able, Ann,",
        "Mao, Zedong,",
        "Department of History,",
    ]


def test_marc_is_read_back_by_pymarc_in_both_forms(written: dict[str, bytes]) -> None:
    found = marc(record(written, ".mrc"))
    (as_xml,) = parse_xml_to_array(io.BytesIO(record(written, ".marcxml")))
    assert [str(field) for field in as_xml.get_fields()] == [str(field) for field in found.get_fields()]
    assert found["008"].data[:18] == "260901s2026    xx "
    assert (len(found["008"].data), found["008"].data[35:38]) == (40, "eng")
    title = found["245"]
    assert list(title.indicators) == ["1", "4"]
    assert (title["a"], title["b"]) == ("The Leap & the Famine :", "A Course Reader /")
    assert title["c"] == "Ann Able ; edited by Mao Zedong, Department of History."
    assert found["505"]["a"] == "How to use it -- The first chapter -- Second: “and last”."
    assert re.fullmatch(r"(i+, )?\d+ pages ;", found["300"]["a"])
    assert found["300"]["c"] == "23 cm"


def test_marc_says_what_a_book_has_beside_its_text(written: dict[str, bytes]) -> None:
    """Field 008 of books: 18 illustrations, 24 bibliographies, 31 index (MARC 21 Format for Bibliographic Data)."""
    apparatus = Apparatus(illustrated=True, bibliography=True, bibliography_pages="75-76", index=True)
    rich = marc(catalogue(small(), (), Pages("xvi", "81", 97), apparatus)["reader.mrc"])
    assert rich["008"].data[18:35] == "a     b    001 0 "
    assert rich["300"].value().startswith("xvi, 81 pages : illustrations ; ")
    assert rich["504"]["a"] == "Includes bibliographical references (pages 75-76) and index."
    plain = marc(catalogue(small(), (), Pages("xvi", "81", 97))["reader.mrc"])
    assert plain["008"].data[18:35] == " " * 11 + "000 0 "
    assert "504" not in plain
    assert marc(record(written, ".mrc"))["504"]["a"] == "Includes bibliographical references (page 9)."


def of_marc(data: bytes) -> dict[str, Any]:
    found = marc(data)
    return {
        "title": f"{found['245']['a']} {found['245']['b']}".replace(" :", ":").removesuffix(" /"),
        "people": [field["a"].removesuffix(",") for field in found.get_fields("100", "700", "710")],
        "publisher": found["264"]["b"].removesuffix(","),
        "date": found["264"]["c"].removesuffix("."),
        "language": found["008"].data[35:37],
        "subjects": [field["a"] for field in found.get_fields("653")],
        "description": found["520"]["a"],
        "rights": f"{found['540']['a']} {found['540']['u']}",
        "identifier": f"urn:isbn:{found['020']['a']}",
    }


def of_dublin_core(root: etree._Element, *, split_title: bool = False) -> dict[str, Any]:
    def all_of(name: str) -> list[str]:
        return ["".join(each.itertext()).strip() for each in root.iter(f"{{{OPF['dc']}}}{name}")]

    return {
        "title": ": ".join(all_of("title")) if split_title else all_of("title")[0],
        "people": all_of("creator"),
        "publisher": all_of("publisher")[0],
        "date": all_of("date")[0][:4],
        "language": all_of("language")[0][:2],
        "subjects": all_of("subject"),
        "description": all_of("description")[0],
        "rights": " ".join(all_of("rights")),
        "identifier": all_of("identifier")[0],
    }


def of_xmp(pdf: bytes) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = etree.fromstring(opened.Root.Metadata.read_bytes())

    def all_of(name: str) -> list[str]:
        (found,) = root.iter(f"{{{XMP['dc']}}}{name}")
        return [item.text or "" for item in found.iter(f"{{{XMP['rdf']}}}li")] or [found.text or ""]

    return {
        "title": all_of("title")[0],
        "people": all_of("creator"),
        "publisher": all_of("publisher")[0],
        "date": all_of("date")[0][:4],
        "language": all_of("language")[0][:2],
        "subjects": all_of("subject"),
        "description": all_of("description")[0],
        "rights": " ".join(all_of("rights")),
        "identifier": all_of("identifier")[0],
    }


def of_csl(data: bytes) -> dict[str, Any]:
    item = json.loads(data)[0]
    names = [*item["author"], *item["editor"]]
    return {
        "title": item["title"],
        "people": [name.get("literal") or f"{name['family']}, {name['given']}" for name in names],
        "publisher": item["publisher"],
        "date": str(item["issued"]["date-parts"][0][0]),
        "language": item["language"][:2],
        "subjects": item["keyword"].split("; "),
        "description": item["abstract"],
        "identifier": f"urn:isbn:{item['ISBN'].replace('-', '')}",
    }


def of_citation_file(data: bytes) -> dict[str, Any]:
    read = yaml.safe_load(data)
    book = read["preferred-citation"]
    assert read["cff-version"] == "1.2.0"
    assert (read["license"], read["doi"], str(read["date-released"])) == ("CC-BY-4.0", "10.1000/182", "2026-09-01")
    people = [each.get("name") or f"{each['family-names']}, {each['given-names']}" for each in book["authors"]]
    return {
        "title": book["title"],
        "people": people,
        "publisher": book["publisher"]["name"],
        "date": str(book["year"]),
        "subjects": read["keywords"],
        "description": read["abstract"],
        "identifier": f"urn:isbn:{book['isbn'].replace('-', '')}",
    }


def printed(people: list[str]) -> list[str]:
    """The PDF and the e-book name people as the title page does."""
    forms = {"Able, Ann": "Ann Able", "Mao, Zedong": "Mao Zedong"}
    return [forms.get(name, name) for name in people]


def test_all_records_the_pdf_and_the_e_book_agree(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written["small.epub"])) as book:
        package = etree.fromstring(book.read(next(name for name in book.namelist() if name.endswith(".opf"))))
    measure = of_dublin_core(etree.fromstring(record(written, ".dc.xml")))
    assert measure == {
        "title": "The Leap & the Famine: A Course Reader",
        "people": ["Able, Ann", "Mao, Zedong", "Department of History"],
        "publisher": "Hill & Sons",
        "date": "2026",
        "language": "en",
        "subjects": ["China – History, 1949–1976", "Famines"],
        "description": "What the Leap was, and what it cost.",
        "rights": "© 2026 the authors https://creativecommons.org/licenses/by/4.0/",
        "identifier": "urn:isbn:9783161484100",
    }
    assert of_marc(record(written, ".mrc")) == measure
    assert of_csl(record(written, ".csl.json")) == {k: v for k, v in measure.items() if k != "rights"}
    cff = of_citation_file(written["catalogue/CITATION.cff"])
    assert cff == {k: v for k, v in measure.items() if k not in ("rights", "language")}
    as_printed = {**measure, "people": printed(measure["people"])}
    assert of_xmp(written["small-screen.pdf"]) == as_printed
    assert of_xmp(written["small-print.pdf"]) == as_printed
    epub = of_dublin_core(package, split_title=True)
    uri = epub.pop("identifier")  # the e-book is another manifestation, with a name of its own
    licence = package.findtext(".//opf:meta[@property='dcterms:license']", "", OPF)
    assert {**epub, "rights": f"{epub['rights']} {licence}", "identifier": as_printed["identifier"]} == as_printed
    identifiers = [
        each.text for each in etree.fromstring(record(written, ".dc.xml")).iter(f"{{{OPF['dc']}}}identifier")
    ]
    assert uri in identifiers
    sources = [each.text for each in package.iter(f"{{{OPF['dc']}}}source")]
    assert sources == ["urn:isbn:9783161484100"]


def small(**changed: Any) -> Config:
    return Config.model_validate({"title": "A", "date": "2026-01-01", "contents": {"chapters": ["one.md"]}, **changed})


def test_the_smallest_book_has_records_too() -> None:
    files = catalogue(small(), (Part("one", "One"),), None)
    assert json.loads(files["reader.csl.json"])[1] == {
        "id": "reader-one", "type": "chapter", "title": "One", "container-title": "A", "language": "en-GB",
        "issued": {"date-parts": [[2026, 1, 1]]},
    }  # fmt: skip
    assert marc(files["reader.mrc"])["245"]["a"] == "A."
    assert yaml.safe_load(files["CITATION.cff"])["authors"] == [{"name": "A"}]
    assert catalogue(small(), (Part("one", "One"),), None) == files


def test_no_value_can_forge_a_field_or_a_record() -> None:
    forged = "Title\x1e\x1d00000nam\x1fbX\nER  - \nTY  - BOOK\u2028- name: Forged"
    config = small(title=forged, editors=[forged], publisher=forged, description=forged, subjects=[forged])
    files = catalogue(config, (Part("one", forged, "1", "1", "2"),), Pages("ii", "9", 12))
    found = marc(files["reader.mrc"])
    assert len(list(MARCReader(io.BytesIO(files["reader.mrc"])))) == 1
    assert "\n" not in found["245"]["a"]
    assert [field.tag for field in found.get_fields()].count("245") == 1
    assert len(rispy.loads(files["reader.ris"].decode())) == 2
    assert len(json.loads(pandoc.run(["-f", "bibtex", "-t", "csljson"], files["reader.bib"].decode()))) == 2
    assert len(yaml.safe_load(files["CITATION.cff"])["authors"]) == 1
    assert len(etree.fromstring(files["reader.dc.xml"]).findall(f"{{{OPF['dc']}}}creator")) == 1


def test_a_name_that_is_nobodys_is_found() -> None:
    config = small(editors=["Ann Able", "Mao Zedong"], exports={"names": ["Able, Ann", "Mao, Zedong", "Cole, Cy"]})
    assert unknown_names(config) == ["Cole, Cy"]


def test_the_repository_says_how_it_is_cited() -> None:
    root = Path(__file__).parent.parent
    said = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    version = re.search(r'^version = "(.+)"', (root / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert (said["cff-version"], said["title"], said["version"], said["type"]) == (
        "1.2.0",
        "coursepack",
        version[1],
        "software",
    )
    assert said["license"] == "MIT"
