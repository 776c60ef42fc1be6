"""What a process has read is not read again while the file is as it was, and no more is remembered than there is room for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coursepack.keeping import store as keeping
from coursepack.keeping.remembered import Remembered
from coursepack.keeping.store import FolderStore

STATE, OTHER = (4, 1, 1, 1), (4, 1, 2, 2)


def test_what_was_read_is_known_while_the_file_is_as_it_was() -> None:
    remembered = Remembered()
    remembered.put("one", STATE, b"part")
    assert remembered.get("one", STATE) == b"part"
    assert remembered.get("one", OTHER) is None
    assert remembered.get("two", STATE) is None


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    remembered = Remembered(limit=10)
    for name in ("one", "two"):
        remembered.put(name, STATE, b"part")
    remembered.get("one", STATE)
    remembered.put("two", OTHER, b"more")
    remembered.get("one", STATE)
    remembered.put("three", STATE, b"part")
    assert [remembered.get(name, STATE) for name in ("one", "two", "three")] == [b"part", None, b"part"]
    remembered.put("four", STATE, b"more than there is room for")
    assert [remembered.get(name, STATE) for name in ("one", "three", "four")] == [None, None, None]


def test_a_store_reads_an_entry_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, read = FolderStore(tmp_path), []
    store.put("abcd", b"part")
    monkeypatch.setattr(keeping, "_REMEMBERED", Remembered())
    monkeypatch.setattr(keeping, "holds", lambda signature, key, data: not read.append(key))
    assert [FolderStore(tmp_path).get("abcd"), store.get("abcd")] == [b"part", b"part"]
    assert read == ["abcd"]
    entry = tmp_path / "ab" / "abcd"
    entry.write_bytes(entry.read_bytes())
    os.utime(entry, (1, 1))
    assert store.get("abcd") == b"part"
    assert read == ["abcd", "abcd"]
    entry.unlink()
    assert store.get("abcd") is None
    store.put("abcd", b"part")
    assert store.get("abcd") == b"part"
    assert read == ["abcd", "abcd"], "what it has put itself it has in mind"
