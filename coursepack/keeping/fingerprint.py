"""A key for any inputs: two that differ in anything never share one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any

from lxml import etree
from pydantic import BaseModel

_SCALARS = frozenset((bool, int, float))
_SHORT = 4096
"""Bytes that are sooner copied than hashed apart."""


def fingerprint(*inputs: Any) -> str:
    """Hash inputs of any depth: scalars, bytes, texts, dates, enumerations, dataclasses, models, trees, and what holds these.

    Mappings and sets count without regard to order. Raises `TypeError` for anything else: what cannot be named is not a key.
    """
    row: list[bytes] = []
    _add(inputs, row)
    digest = hashlib.sha256()
    for piece in row:
        if len(piece) < _SHORT:
            digest.update(len(piece).to_bytes(8, "big") + piece)
        else:
            digest.update(len(piece).to_bytes(8, "big"))
            digest.update(piece)
    return digest.hexdigest()


def _add(value: Any, row: list[bytes]) -> None:
    """Add the value to a row of byte strings: its kind, its length where it holds others, and these."""
    kind = type(value)
    if kind is str:
        row += (b"text", value.encode("utf-8", "surrogatepass"))
    elif kind is tuple or kind is list:
        _add_row(value, row)
    elif kind is dict:
        _add_mapping(value, row)
    elif value is None or kind in _SCALARS:
        row += (kind.__name__.encode(), str(value).encode())
    elif kind is bytes:
        row += (b"bytes", value)
    else:
        _add_other(value, row)


def _add_other(value: Any, row: list[bytes]) -> None:
    match value:
        case bytes() | bytearray() | memoryview():
            row += (b"bytes", bytes(value))
        case Enum():
            row += (b"enum", type(value).__qualname__.encode(), value.name.encode())
        case str():
            row += (b"text", value.encode("utf-8", "surrogatepass"))
        case bool() | int() | float() | date() | PurePath():
            row += (type(value).__name__.encode(), str(value).encode("utf-8", "surrogatepass"))
        case etree._Element():  # noqa: SLF001  # the only name that lxml has for the class
            row += (b"tree", etree.tostring(value, with_tail=True))
        case BaseModel():
            row += (b"model", type(value).__qualname__.encode())
            _add_row([(name, getattr(value, name)) for name in type(value).model_fields], row)
        case _:
            _add_composed(value, row)


def _add_composed(value: Any, row: list[bytes]) -> None:
    names = _field_names(type(value))  # type: ignore[arg-type]  # every class can be hashed
    if names is not None:
        row += (b"record", type(value).__qualname__.encode())
        _add_row([(name, getattr(value, name)) for name in names], row)
    elif isinstance(value, Mapping):
        _add_mapping(value, row)
    elif isinstance(value, Set):
        row += (b"set", str(len(value)).encode(), *sorted(fingerprint(item).encode() for item in value))
    elif isinstance(value, Sequence):
        _add_row(value, row)
    else:
        raise TypeError(f"a {type(value).__qualname__} has no fingerprint")


def _add_row(items: Sequence[Any], row: list[bytes]) -> None:
    row += (b"row", str(len(items)).encode())
    for item in items:
        _add(item, row)


def _add_mapping(value: Mapping[Any, Any], row: list[bytes]) -> None:
    """Names are put in order as they are; entries with other keys by their hashes, which takes twice as long."""
    if all(type(key) is str for key in value):
        row += (b"mapping of names", str(len(value)).encode())
        for key in sorted(value):
            row.append(key.encode("utf-8", "surrogatepass"))
            _add(value[key], row)
    else:
        row += (b"mapping", str(len(value)).encode(), *sorted(fingerprint(item).encode() for item in value.items()))


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass; `None` for any other class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None
