"""First stage: `manuscript/reader.toml` → `Config`, or diagnostics that name the key, the line and the remedy."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coursepack.config import Config
from coursepack.config.fields import LONGEST_LINE
from coursepack.diagnostics import Diagnostic, Location, error

NO_CONFIGURATION = error("C001", "reader.toml is missing or unreadable")
NOT_TOML = error("C002", "reader.toml is not valid TOML")
UNKNOWN_KEY = error("C003", "unknown key in reader.toml")
MISSING_KEY = error("C004", "a required key is missing in reader.toml")
BAD_VALUE = error("C005", "a value in reader.toml cannot be used")

CONFIGURATION = "manuscript/reader.toml"
_MAX_BYTES = 1024 * 1024

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"""(?<![\w.'"-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{200}}""")
"""A dotted key, each of whose parts takes the reader of TOML as much memory as all before it."""
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_HIDDEN = re.compile(r"\s*\(at (?:line \d+, column \d+|end of document)\)")

Path_ = tuple[str | int, ...]


def read_configuration(project: Path) -> tuple[Config | None, list[Diagnostic]]:
    """Read the configuration of the project in folder `project`; `None` where it cannot be used."""
    text, problems = _read(project)
    if text is None:
        return None, problems
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        return None, [
            NOT_TOML.at(Location(CONFIGURATION, line), "a key has hundreds of dots: its tables stand too deep")
        ]
    try:
        data = tomllib.loads(text)
    except RecursionError:
        return None, [NOT_TOML.at(Location(CONFIGURATION), "its lists stand hundreds deep within each other")]
    except ValueError as fault:  # TOMLDecodeError, and what Python says of a number with thousands of digits
        return None, [_toml_fault(text, str(fault))]
    if (control := _control_character(text, data)) is not None:
        return None, [control]
    try:
        return Config.model_validate(data), []
    except ValidationError as fault:
        places = key_lines(text)
        return None, [_explain(item, places, text) for item in fault.errors()]


def place_of(project: Path, *key: str | int) -> Location:
    """Where a key of the configuration is written; the file alone where it is not."""
    text, _ = _read(project)
    return Location(CONFIGURATION, key_lines(text or "").get(key, 0))


def _read(project: Path) -> tuple[str | None, list[Diagnostic]]:
    here, path = Location(CONFIGURATION), project / CONFIGURATION
    if path.is_file() and not path.resolve().is_relative_to(project.resolve()):
        return None, [NO_CONFIGURATION.at(here, "the file is a link that leads outside the project's folder")]
    if path.exists() and (not path.is_file() or path.stat().st_size > _MAX_BYTES):
        return None, [NO_CONFIGURATION.at(here, f"it is no file of at most {_MAX_BYTES // 1024} KB")]
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except FileNotFoundError:
        hint = "a project is a folder with manuscript/reader.toml; docs/configuration.md shows the smallest one"
        return None, [NO_CONFIGURATION.at(here, "there is no such file", hint)]
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        return None, [NO_CONFIGURATION.at(Location(CONFIGURATION, line), "not UTF-8 text", "save the file as UTF-8")]
    except OSError as fault:
        return None, [NO_CONFIGURATION.at(here, f"cannot be read: {fault.strerror}")]


def _toml_fault(text: str, message: str) -> Diagnostic:
    match = _AT_LINE.search(message)
    line, column = (int(match[1]), int(match[2])) if match else (text.count("\n") + 1, 0)
    return NOT_TOML.at(
        Location(CONFIGURATION, line, column),
        _HIDDEN.sub("", message),
        'texts stand in "quotation marks", lists in [brackets] with commas; see https://toml.io',
    )


def _control_character(text: str, data: Any) -> Diagnostic | None:
    """What an escape of TOML can bring into a text, and no page can hold (XML 1.0, 2.2)."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and (match := _CONTROL.search(item)):
            escape = f"\\u{ord(match[0]):04x}"
            lines = [number for number, line in enumerate(text.splitlines(), 1) if escape in line.lower()]
            message = f"a text holds the control character U+{ord(match[0]):04X}"
            return BAD_VALUE.at(Location(CONFIGURATION, lines[0] if lines else 0), message, "delete it")
        waiting += item.values() if isinstance(item, dict) else item if isinstance(item, list) else []
    return None


def key_lines(text: str) -> dict[Path_, int]:
    """Line of every key and table of a TOML text, by path; items of an array of tables carry their index."""
    lines: dict[Path_, int] = {}
    table: Path_ = ()
    counts: dict[Path_, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _names(header[2])
            if header[1] == "[[":
                index = counts.get(table, -1) + 1
                counts[table] = index
                table = (*table, index)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_names(key[1])), number)
    return lines


def _names(dotted: str) -> Path_:
    return tuple(part.strip(" \"'") for part in dotted.split("."))


def _explain(item: ErrorDetails, places: dict[Path_, int], text: str) -> Diagnostic:
    path: Path_ = tuple(item["loc"])
    location = Location(CONFIGURATION, _line(path, item["input"], places, text))
    key = _dotted(path)
    if item["type"] == "extra_forbidden":
        known = _known_keys(path[:-1])
        near = difflib.get_close_matches(str(path[-1]), known, n=1)
        hint = f"did you mean ‘{near[0]}’?" if near else f"known keys here: {', '.join(known)}"
        return UNKNOWN_KEY.at(location, f"unknown key ‘{key}’", hint)
    if item["type"] == "missing":
        return MISSING_KEY.at(location, f"the key ‘{key}’ is missing", _example(key))
    message = _PLAIN_WORDS.get(item["type"]) or item["msg"].removeprefix("Value error, ")
    return BAD_VALUE.at(location, f"{key}: {message}" if key else message, _example(key))


def _line(path: Path_, value: Any, places: dict[Path_, int], text: str) -> int:
    """The line of a key, or of the nearest table around it; for an item of a list, the line where it is written."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            start = places[path[:length]]
            return _line_of_value(text, start, value) if length < len(path) and isinstance(value, str) else start
    return 1


def _line_of_value(text: str, start: int, value: str) -> int:
    for number, line in enumerate(text.splitlines()[start - 1 :], start):
        if value in line:
            return number
    return start


def _dotted(path: Path_) -> str:
    names = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(names).lstrip(".")


def _known_keys(path: Path_) -> list[str]:
    model: Any = Config
    for part in path:
        if isinstance(part, str):
            field = next(f for n, f in model.model_fields.items() if part in (n, f.alias))
            model = _model_in(field.annotation)
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel]:
    inner = getattr(annotation, "__args__", (annotation,))[0]
    model: type[BaseModel] = inner
    return model


_PLAIN_WORDS = {
    "list_type": "a list is expected: texts in [brackets], with commas",
    "string_type": "a text is expected: words in quotation marks",
    "string_too_short": "the text is empty",
    "string_too_long": f"the text has more than {LONGEST_LINE:,} characters; a title page has room for one of a line or two",
    "model_type": "a table is expected: keys below a line with its name in [brackets]",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "too_short": "the list is empty",
}
"""What pydantic's types of error are called here."""

_EXAMPLES = {
    "title": 'title = "Leap and Famine"',
    "date": "date = 2026-09-01",
    "language": 'language = "en-GB"',
    "contents": '[contents]\nchapters = ["chapters/01-first.md"]',
    "name": 'name = "my-reader" (small letters, digits and hyphens)',
    "licence": 'licence = "https://creativecommons.org/licenses/by/4.0/"',
    "contents.chapters": 'chapters = ["chapters/01-first.md"]',
    "contents.parts": '[[contents.parts]]\ntitle = "Part title"\nchapters = ["chapters/01-first.md"]',
    "page.size": 'size = "6x9in"',
}


def _example(key: str) -> str:
    return f"write, for example: {_EXAMPLES[key]}" if key in _EXAMPLES else ""
