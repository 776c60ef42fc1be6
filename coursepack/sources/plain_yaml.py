"""YAML as authors need it: texts, lists and mappings, nothing else.

Dates and numbers stay texts (1958-05 is an EDTF date, and 1958 is not an integer). Aliases, tags and deep nesting, which can
make a few lines grow without bound (YAML 1.2.2, 3.2.2.2), and keys given twice, of which one would be lost, are refused.
"""

from __future__ import annotations

from typing import Any

import yaml

MAX_DEPTH = 12
"""Levels of lists and mappings within each other."""

Plain = str | list[Any] | dict[str, Any]
"""A text, or a list or mapping of such values; an empty value is an empty text."""


class PlainYamlError(ValueError):
    """A text is not YAML, or more than plain YAML; `line` and `column` count from 1, 0 = unknown."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def compose(text: str) -> yaml.Node | None:
    """Parse one document into its nodes, which know their places; `None` if it is empty. Raises `PlainYamlError`."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        raise PlainYamlError(f"the character U+{_code(fault.character):04X} is not allowed", line, 0) from fault
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise PlainYamlError(fault.problem or str(fault), *place) from fault
    return node


def _code(character: str | int) -> int:
    return character if isinstance(character, int) else ord(character)


def plain(node: yaml.Node | None) -> Plain:
    """The value of a node. Raises `PlainYamlError` for a key that is no text or is given twice."""
    match node:
        case yaml.SequenceNode():
            return [plain(item) for item in node.value]
        case yaml.MappingNode():
            return _mapping(node)
        case yaml.ScalarNode() if node.tag != _NULL:
            return str(node.value)
    return ""


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = plain(key_node)
        mark = key_node.start_mark
        if not isinstance(key, str):
            raise PlainYamlError("a key must be a word", mark.line + 1, mark.column + 1)
        if key in values:
            raise PlainYamlError(f"the key ‘{key}’ is given twice", mark.line + 1, mark.column + 1)
        values[key] = plain(value_node)
    return values


_NULL = "tag:yaml.org,2002:null"


class _Loader(yaml.SafeLoader):
    """Composes nodes and stops at the first that is not plain."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose one node (PyYAML's `Composer`), within bounds."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _refusal("aliases (*name) are not taken: write the words again", event)
        if getattr(event, "tag", None) is not None:
            raise _refusal("tags (!name) are not taken; put a text with ! in “quotation marks”", event)
        if self.depth == MAX_DEPTH:
            raise _refusal(f"lists stand more than {MAX_DEPTH} deep within each other", event)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _refusal(message: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=message, problem_mark=event.start_mark)  # type: ignore[arg-type]  # a stub's slip


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
