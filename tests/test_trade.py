"""The records for shops and library servers: valid, and saying what the book says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import epub_book
import pytest
from jsonschema import Draft7Validator
from lxml import etree
from onixcheck import validate

from coursepack.checks.trade_record import check_trade_record
from coursepack.config import Config
from coursepack.diagnostics import Location
from coursepack.editions.export.catalogue import Pages
from coursepack.editions.export.trade import distribution

ADDRESS = "https://example.org/readers/"
SCHEMA = json.loads((Path(__file__).parent / "data" / "opds-publication.schema.json").read_text())
"""Our own, written from the specification: what its members are and which are required."""
PAGES = Pages("xii", "84", 96)
BOTH = {"onix": True, "opds": True, "address": ADDRESS}
CLAIM = {"level": "AA", "certified-by": "An accessibility office", "report": "https://example.org/report"}
WHOLE = {
    "identifiers": {"isbn-print": "9780000000002", "isbn-epub": "9780000000019", "doi": "10.1000/182"},
    "authors": ["Ann Able"],
    "subjects": ["Famines – China"],
    "distribution": BOTH | {"thema": ["NHF", "1FPC"], "price": "GBP 12.50"},
    "epub": {"conformance": CLAIM},
    "exports": {"names": ["Able, Ann"]},
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "place": "London",
}
BARE = {"distribution": BOTH, "identifiers": {}, "editors": [], "publisher": "", "description": ""}


def config(changes: dict[str, Any]) -> Config:
    known = epub_book.config().model_dump(by_alias=True, exclude_unset=True)
    return Config.model_validate(known | changes)


def records(changes: dict[str, Any], pages: Pages | None = PAGES) -> dict[str, bytes]:
    files = distribution(config(changes), epub_book.epub(), pages)
    return {path.rpartition("/")[2].partition(".")[2] or path: data for path, data in files.items()}


def texts(onix: bytes, name: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(onix).iter(f"{{*}}{name}")]


@pytest.mark.parametrize("changes", [WHOLE, BARE], ids=["whole", "bare"])
@pytest.mark.parametrize("pages", [PAGES, None], ids=["printed", "e-book alone"])
def test_the_onix_message_is_valid(tmp_path: Path, changes: dict[str, Any], pages: Pages | None) -> None:
    file = tmp_path / "book.xml"
    file.write_bytes(records(changes, pages)["onix.xml"])
    assert validate(str(file)) == []


def test_the_validation_is_really_run(tmp_path: Path) -> None:
    file = tmp_path / "book.xml"
    file.write_bytes(records(WHOLE)["onix.xml"].replace(b">ED<", b">EDX<"))
    assert validate(str(file))


def test_the_onix_message_names_both_products_and_their_relation() -> None:
    onix = records(WHOLE)["onix.xml"]
    assert texts(onix, "ProductForm") == ["ED", "BC"]
    assert texts(onix, "ProductRelationCode") == ["13", "27"]
    assert texts(onix, "IDValue")[0] == "9780000000019"
    assert texts(onix, "PersonNameInverted")[0] == "Able, Ann"
    assert texts(onix, "PriceAmount") == ["12.50", "12.50"]
    assert texts(onix, "SubjectCode")[:2] == ["NHF", "1FPC"]


def test_the_onix_message_says_of_the_e_book_what_its_own_metadata_say() -> None:
    told = texts(records(WHOLE)["onix.xml"], "ProductFormFeatureValue")
    assert {"00", "11", "13", "14", "17", "19", "52"} <= set(told)  # 19: the pages of print
    assert {"04", "82", "85", "90"} <= set(told)  # the claim, WCAG 2.2, AA, by whom
    assert not {"04", "82", "85", "90"} & set(texts(records(BARE)["onix.xml"], "ProductFormFeatureValue"))


def test_a_book_without_an_isbn_is_named_by_its_urn_and_free_of_charge() -> None:
    onix = records(BARE)["onix.xml"]
    assert texts(onix, "ProductIDType") == ["22"]
    assert texts(onix, "UnpricedItemType") == ["01"]
    assert texts(onix, "ProductForm") == ["ED"]


@pytest.mark.parametrize("changes", [WHOLE, BARE], ids=["whole", "bare"])
@pytest.mark.parametrize("pages", [PAGES, None], ids=["printed", "e-book alone"])
def test_the_opds_entry_is_valid(changes: dict[str, Any], pages: Pages | None) -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert list(Draft7Validator(SCHEMA).iter_errors(json.loads(records(changes, pages)["opds.json"]))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"rel": "self"', '"rel": "alternate"'),
        ("acquisition/buy", "acquisition/bye"),
        ('"type": "image/png"', '"type": "image/svg+xml"'),
        ('"currency": "GBP"', '"currency": "pounds"'),
        ('"value": 12.5', '"value": "12.50"'),
        ('"title": ', '"name": '),
        ('"language": "en-GB"', '"language": "English"'),
        ('"published": "2026-09-01"', '"published": "1 September 2026"'),
        ('"printPageNumbers"', '"pageNumbers"'),
        (f'"href": "{ADDRESS}reader.epub"', '"href": "reader.epub"'),
    ],
)
def test_an_opds_entry_with_a_fault_is_not_valid(old: str, new: str) -> None:
    entry = records(WHOLE)["opds.json"].decode()
    assert old in entry
    assert not Draft7Validator(SCHEMA).is_valid(json.loads(entry.replace(old, new, 1)))


def links(entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    return ((link["rel"], link["href"], link["type"]) for link in entry["links"])


def test_the_opds_entry_has_what_the_schema_requires() -> None:
    entry = json.loads(records(WHOLE)["opds.json"])
    assert set(entry) == {"metadata", "links", "images"}
    assert list(links(entry)) == [
        ("self", f"{ADDRESS}reader.opds.json", "application/opds-publication+json"),
        ("http://opds-spec.org/acquisition/buy", f"{ADDRESS}reader.epub", "application/epub+zip"),
    ]
    assert entry["links"][1]["properties"]["price"] == {"currency": "GBP", "value": 12.5}
    (image,) = entry["images"]
    assert image["href"] == f"{ADDRESS}reader-cover.png"
    assert (image["type"], image["width"] > 0, image["height"] > 0) == ("image/png", True, True)


def test_the_opds_entry_says_what_the_e_book_says() -> None:
    said = json.loads(records(WHOLE)["opds.json"])["metadata"]
    assert said["title"] == "Steel & Grain"
    assert said["identifier"] in epub_book.members(epub_book.epub())["EPUB/package.opf"].decode()
    assert said["author"] == [{"name": "Ann Able", "sortAs": "Able, Ann"}]
    assert "printPageNumbers" in said["accessibility"]["feature"]
    assert said["accessibility"]["conformsTo"].endswith("#wcag-22-aa")
    assert "" not in said.values()


def test_a_free_book_is_open_access() -> None:
    entry = json.loads(records(BARE)["opds.json"])
    assert [rel for rel, _, _ in links(entry)] == ["self", "http://opds-spec.org/acquisition/open-access"]


def test_the_cover_stands_beside_the_records() -> None:
    assert distribution(config(BARE), epub_book.epub(), None)["distribution/reader-cover.png"].startswith(b"\x89PNG")


def test_nothing_is_written_that_was_not_asked_for() -> None:
    assert distribution(config({"distribution": {}}), epub_book.epub(), PAGES) == {}


def test_what_a_shop_would_still_ask_for_is_named() -> None:
    said = [item.message for item in check_trade_record(config(BARE), Location("reader.toml"))]
    assert len(said) == 5
    whole = config(WHOLE | {"description": "A reader."})
    assert list(check_trade_record(whole, Location("reader.toml"))) == []


def test_an_opds_entry_needs_an_address() -> None:
    with pytest.raises(ValueError, match="address"):
        config({"distribution": {"opds": True}})
