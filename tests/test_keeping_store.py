import os
from pathlib import Path

from coursepack.editions.layout.store import unpack
from coursepack.keeping.store import FolderStore, MemoryStore


def test_a_memory_cache_gives_back_what_was_put():
    cache = MemoryStore()
    cache.put("ab", b"part")
    assert (cache.get("ab"), cache.get("cd")) == (b"part", None)


def test_a_directory_cache_outlives_its_object(tmp_path: Path):
    FolderStore(tmp_path / "cache").put("abcd", b"part")
    assert FolderStore(tmp_path / "cache").get("abcd") == b"part"
    assert FolderStore(tmp_path / "cache").get("ef01") is None


def test_a_damaged_entry_counts_as_missing_and_can_be_put_again(tmp_path: Path):
    cache = FolderStore(tmp_path)
    cache.put("abcd", b"part")
    (entry,) = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1] + b"T")
    assert cache.get("abcd") is None
    entry.write_bytes(b"")
    assert cache.get("abcd") is None
    cache.put("abcd", b"part")
    assert cache.get("abcd") == b"part"


def test_nothing_is_left_beside_the_entries(tmp_path: Path):
    FolderStore(tmp_path).put("abcd", b"part")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abcd"]


def test_a_folder_that_cannot_be_written_only_forgets(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    cache = FolderStore(tmp_path / "file" / "cache")
    cache.put("abcd", b"part")
    assert cache.get("abcd") is None


def test_an_entry_of_another_release_counts_as_missing():
    facts = b'{"pages": []}'
    assert unpack(len(facts).to_bytes(8, "big") + facts + b"%PDF") is None


def test_damaged_entries_are_counted(tmp_path: Path):
    store = FolderStore(tmp_path)
    store.put("abcd", b"part")
    store.get("abcd")
    assert store.damaged == 0
    (tmp_path / "ab" / "abcd").write_bytes(b"short")
    store.get("abcd")
    assert store.damaged == 1


def test_pruning_removes_what_was_used_longest_ago(tmp_path: Path):
    store = FolderStore(tmp_path)
    for number, key in enumerate(("aa01", "aa02", "bb03")):
        store.put(key, b"x" * 100)
        os.utime(tmp_path / key[:2] / key, (number, number))
    store.get("aa01")
    store.prune(limit=300)
    assert [store.get(key) is not None for key in ("aa02", "aa01", "bb03")] == [False, True, True]


def test_pruning_clears_what_abandoned_builds_left_and_nothing_else(tmp_path: Path):
    store = FolderStore(tmp_path)
    store.put("aa01", b"x")
    old, new = tmp_path / "aa" / ".new-old", tmp_path / "aa" / ".new-new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    store.prune()
    assert (old.exists(), new.exists(), store.get("aa01")) == (False, True, b"x")
