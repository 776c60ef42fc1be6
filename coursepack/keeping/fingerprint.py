"""A key for any inputs: two that differ in anything never share one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import PurePath
from typing import Any

from lxml import etree
from pydantic import BaseModel


def fingerprint(*inputs: Any) -> str:
    """Hash inputs of any depth: scalars, bytes, texts, dates, enumerations, dataclasses, models, trees, and what holds these.

    Mappings and sets count without regard to order. Raises `TypeError` for anything else: what cannot be named is not a key.
    """
    digest = hashlib.sha256()
    for piece in _pieces(inputs):
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return digest.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """The value as a row of byte strings: its kind, its length where it holds others, and these."""
    match value:
        case bytes() | bytearray() | memoryview():
            yield from (b"bytes", bytes(value))
        case Enum():
            yield from (b"enum", type(value).__qualname__.encode(), value.name.encode())
        case str():
            yield from (b"text", value.encode("utf-8", "surrogatepass"))
        case None | bool() | int() | float() | date() | PurePath():
            yield from (type(value).__name__.encode(), str(value).encode("utf-8", "surrogatepass"))
        case etree._Element():  # noqa: SLF001  # the only name that lxml has for the class
            yield from (b"tree", etree.tostring(value, with_tail=True))
        case BaseModel():
            yield from (b"model", type(value).__qualname__.encode())
            yield from _pieces([(name, getattr(value, name)) for name in type(value).model_fields])
        case _:
            yield from _composed(value)


def _composed(value: Any) -> Iterator[bytes]:
    if is_dataclass(value) and not isinstance(value, type):
        yield from (b"record", type(value).__qualname__.encode())
        yield from _pieces([(field.name, getattr(value, field.name)) for field in fields(value)])
    elif isinstance(value, Mapping):
        yield from _unordered(b"mapping", value.items())
    elif isinstance(value, Set):
        yield from _unordered(b"set", value)
    elif isinstance(value, Sequence):
        yield from (b"row", str(len(value)).encode())
        for item in value:
            yield from _pieces(item)
    else:
        raise TypeError(f"a {type(value).__qualname__} has no fingerprint")


def _unordered(kind: bytes, items: Any) -> Iterator[bytes]:
    yield from (kind, str(len(items)).encode())
    yield from sorted(fingerprint(item).encode() for item in items)
