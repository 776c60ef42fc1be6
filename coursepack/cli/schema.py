"""`coursepack schema`: the JSON Schema of reader.toml, for editors that complete and check as one types."""

from __future__ import annotations

from coursepack.cli.answering import print_json
from coursepack.config import json_schema


def schema_command() -> None:
    """Print the JSON Schema of reader.toml.

    Example: coursepack schema > reader.schema.json, and `#:schema ../reader.schema.json` as the first line of reader.toml
    """
    print_json(json_schema())
