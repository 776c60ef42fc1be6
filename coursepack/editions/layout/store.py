"""Write a part as bytes for the cache, and read it back. Data only: an entry can hold nothing that runs."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from coursepack.editions.layout.facts import Part, PartFacts

_FACTS = TypeAdapter(PartFacts)
_LENGTH = 8


def pack(part: Part) -> bytes:
    """Write a part: length of the facts, the facts as JSON, the PDF."""
    facts = _FACTS.dump_json(part.facts)
    return len(facts).to_bytes(_LENGTH, "big") + facts + part.pdf


def unpack(data: bytes) -> Part | None:
    """Read a part; None if the entry has another form than this release writes."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    try:
        return Part(_FACTS.validate_json(data[_LENGTH:end]), data[end:])
    except ValidationError:
        return None
