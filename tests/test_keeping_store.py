import os
from pathlib import Path

import pytest

from coursepack.editions.layout.store import unpack
from coursepack.keeping import signature
from coursepack.keeping import store as keeping
from coursepack.keeping.remembered import Remembered
from coursepack.keeping.store import FolderStore, MemoryStore, clear_store, project_store


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


def test_an_entry_that_another_machine_has_signed_counts_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(signature, "_key", lambda: b"theirs")
        FolderStore(tmp_path).put("abcd", b"<script>")
    monkeypatch.setattr(keeping, "_REMEMBERED", Remembered())
    store = FolderStore(tmp_path)
    assert (store.get("abcd"), store.damaged) == (None, 1)


def test_an_entry_does_not_hold_under_another_name(tmp_path: Path):
    store = FolderStore(tmp_path)
    store.put("abcd", b"part")
    (tmp_path / "ab" / "abcd").rename(tmp_path / "ab" / "abce")
    assert store.get("abce") is None


def test_links_and_pipes_in_a_store_are_neither_read_nor_removed_nor_written_through(tmp_path: Path):
    folder, others = tmp_path / "store", tmp_path / "others"
    store = FolderStore(folder)
    store.put("abcd", b"part")
    others.mkdir()
    (folder / "ab" / "abcd").rename(others / "cd01")
    (folder / "ab" / "abcd").symlink_to(others / "cd01")
    (folder / "cd").symlink_to(others)
    os.mkfifo(folder / "ab" / "ab02")
    assert [store.get(key) for key in ("abcd", "cd01", "ab02")] == [None, None, None]
    store.put("cd02", b"part")
    store.prune(limit=0)
    assert [path.name for path in others.iterdir()] == ["cd01"]


@pytest.mark.parametrize("linked", [".coursepack", ".coursepack/store"])
def test_a_store_that_leads_elsewhere_is_not_used(tmp_path: Path, linked: str):
    others = tmp_path / "others"
    (others / "store").mkdir(parents=True)
    (others / "store" / "mine").write_text("x")
    (tmp_path / "project" / linked).parent.mkdir(parents=True)
    (tmp_path / "project" / linked).symlink_to(others)
    assert isinstance(project_store(tmp_path / "project"), MemoryStore)
    clear_store(tmp_path / "project")
    assert (others / "store" / "mine").exists()


def test_the_key_is_made_once_and_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signature, "user_cache_path", lambda _: tmp_path / "cache")
    made = signature._key.__wrapped__()
    assert signature._key.__wrapped__() == made
    assert (tmp_path / "cache" / "key").stat().st_mode & 0o077 == 0
    (tmp_path / "cache" / "key").write_bytes(b"")
    assert len(signature._key.__wrapped__()) == signature.LENGTH
    monkeypatch.setattr(signature, "user_cache_path", lambda _: tmp_path / "cache" / "key")
    assert signature._key.__wrapped__() != signature._key.__wrapped__()
