"""docs/configuration.md names every key of reader.toml and of the data files, and its examples can be used."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from coursepack.anatomy import Kind
from coursepack.config import STOCKS, TRIM_SIZES, Config
from coursepack.document.lists.definitions import SHAPES
from coursepack.sources.chronology import EVENT, PERIOD
from coursepack.sources.manuscript import DESIGNED, LISTS

DOCUMENT = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
TOML = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
YAML = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)


def tables(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A model and all that its fields hold."""
    found = {model}
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= tables(inner)
    return found


KEYS = sorted({field.alias or name for model in tables(Config) for name, field in model.model_fields.items()})


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_a_row(key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", DOCUMENT, re.MULTILINE)


def test_every_row_names_a_key() -> None:
    data = {key for shape in (EVENT, PERIOD, *SHAPES.values()) for key in shape.keys} | set(
        "preferred variants kind".split()
    )
    named = set(re.findall(r"^\| `([a-z-]+)` \|", DOCUMENT, re.MULTILINE))
    assert named - set(KEYS) <= data


def test_defaults_are_those_of_the_code() -> None:
    for name, field in Config.model_fields.items():
        if field.is_required():
            assert re.search(rf"^\| `{field.alias or name}` \| [^|]+ \| required \|", DOCUMENT, re.MULTILINE)
        elif isinstance(field.default, str) and field.default:
            assert re.search(
                rf"^\| `{field.alias or name}` \| [^|]+ \| `\"{field.default}\"` \|", DOCUMENT, re.MULTILINE
            )


@pytest.mark.parametrize("name", [*DESIGNED, *LISTS, *TRIM_SIZES])
def test_every_section_without_a_file_and_every_page_size_is_named(name: Kind | str) -> None:
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("stock", STOCKS)
def test_every_stock_is_named_with_its_thickness(stock: str) -> None:
    rows = [line.split("|")[1:3] for line in DOCUMENT.splitlines() if f"`{stock}`" in line]
    named = {
        name.strip(" `"): float(figure)
        for row in rows
        for name, figure in zip(*(c.split(",") for c in row), strict=True)
    }
    assert named[stock] == STOCKS[stock]


@pytest.mark.parametrize("example", TOML)
def test_the_examples_can_be_used(example: str) -> None:
    config = Config.model_validate(tomllib.loads(example))
    assert config.title
    assert config.page.trim


def test_together_the_examples_show_every_key() -> None:
    shown: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            shown.update(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(inner)

    for example in TOML:
        collect(tomllib.loads(example))
    assert shown == set(KEYS)


@pytest.mark.parametrize("example", YAML)
def test_the_data_examples_are_lists_of_records(example: str) -> None:
    assert all(isinstance(record, dict) for record in yaml.safe_load(example))


def test_every_key_of_the_data_files_is_named() -> None:
    keys = {key for shape in (EVENT, PERIOD, *SHAPES.values()) for key in shape.keys}
    assert {"chinese", "sort", "term", "places"} <= keys
    assert [key for key in sorted(keys) if f"`{key}`" not in DOCUMENT] == []
