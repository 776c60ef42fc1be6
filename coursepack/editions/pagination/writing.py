"""`pagination.json`: a pagination as JSON, one block a line so that versions can be compared by eye; and read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coursepack.editions.pagination.model import Block, Pagination

FORMAT = "coursepack pagination 1"
"""First value of the file; the number is raised when a release can no longer read what an earlier one wrote."""

_ADAPTER = TypeAdapter(Pagination)


class NotAPagination(ValueError):
    """A file is not a pagination, or a damaged one; the message says what is wrong."""


def write(pagination: Pagination) -> bytes:
    """Write a pagination."""
    return ("\n".join(_lines(pagination)) + "\n").encode()


def _lines(pagination: Pagination) -> Iterator[str]:
    yield "{"
    yield f'"format": {_json(FORMAT)},'
    yield f'"book": {_json(asdict(pagination.book))},'
    yield f'"pages": {_json(pagination.pages)},'
    yield '"sections": ['
    for index, section in enumerate(pagination.sections, start=1):
        head = {"id": section.id, "title": section.title, "page": section.page}
        yield f'{_json(head)[:-1]}, "blocks": ['
        yield ",\n".join(f"  {_json(_fields(block))}" for block in section.blocks) or " "
        yield "]}" + ("," if index < len(pagination.sections) else "")
    yield "]}"


def _fields(block: Block) -> dict[str, Any]:
    """The fields of a block, without those that most blocks leave empty."""
    row: dict[str, Any] = {"kind": block.kind, "page": block.page, "words": block.words, "clauses": block.clauses}
    if block.id:
        row["id"] = block.id
    if block.turns:
        row["turns"] = [asdict(turn) for turn in block.turns]
    return row


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(data: bytes) -> Pagination:
    """Read a pagination back; raises `NotAPagination`, whose message says what is wrong with the file."""
    try:
        content = json.loads(data)
    except RecursionError:
        raise NotAPagination("its lists stand hundreds deep within each other") from None
    except ValueError as fault:
        raise NotAPagination(f"it is not JSON: {fault}") from fault
    said = content.pop("format", None) if isinstance(content, dict) else None
    if said != FORMAT:
        raise NotAPagination("it was not written by coursepack, or by a later release")
    try:
        return _ADAPTER.validate_python(content)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise NotAPagination(f"it is damaged at {place}: {first['msg']}") from fault
