"""The JSON Schema of reader.toml agrees with what the build takes, and says what each key means."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from coursepack.cli import application

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8"), re.DOTALL)


def printed() -> dict[str, Any]:
    schema = json.loads(CliRunner().invoke(application(["schema"]), ["schema"]).stdout)
    assert isinstance(schema, dict)
    return schema


def faults(toml: str) -> list[str]:
    data = json.loads(json.dumps(tomllib.loads(toml), default=str))
    return [fault.message for fault in Draft202012Validator(printed()).iter_errors(data)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(printed())
    assert printed()["required"] == ["title", "date", "contents"]


@pytest.mark.parametrize("toml", [*EXAMPLES, (ROOT / "manuscript" / "reader.toml").read_text(encoding="utf-8")])
def test_what_the_build_takes_is_valid(toml: str) -> None:
    assert faults(toml) == []


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("titel = 'A'", "'titel' was unexpected"),
        ("title = 1", "1 is not of type 'string'"),
        ("[citations]\nfirst = 'page'", "'page' is not one of ['chapter', 'book']"),
        ("name = 'My Reader'", "does not match"),
    ],
)
def test_what_it_refuses_is_not(toml: str, fault: str) -> None:
    assert any(fault in message for message in faults(toml))


def test_keys_say_what_they_mean() -> None:
    assert printed()["properties"]["date"]["description"].startswith("Of publication")
