from pathlib import Path

from coursepack.editions.layout import DirectoryCache, MemoryCache
from coursepack.editions.layout.store import unpack


def test_a_memory_cache_gives_back_what_was_put():
    cache = MemoryCache()
    cache.put("ab", b"part")
    assert (cache.get("ab"), cache.get("cd")) == (b"part", None)


def test_a_directory_cache_outlives_its_object(tmp_path: Path):
    DirectoryCache(tmp_path / "cache").put("abcd", b"part")
    assert DirectoryCache(tmp_path / "cache").get("abcd") == b"part"
    assert DirectoryCache(tmp_path / "cache").get("ef01") is None


def test_a_damaged_entry_counts_as_missing_and_can_be_put_again(tmp_path: Path):
    cache = DirectoryCache(tmp_path)
    cache.put("abcd", b"part")
    (entry,) = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1] + b"T")
    assert cache.get("abcd") is None
    entry.write_bytes(b"")
    assert cache.get("abcd") is None
    cache.put("abcd", b"part")
    assert cache.get("abcd") == b"part"


def test_nothing_is_left_beside_the_entries(tmp_path: Path):
    DirectoryCache(tmp_path).put("abcd", b"part")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abcd"]


def test_a_folder_that_cannot_be_written_only_forgets(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    cache = DirectoryCache(tmp_path / "file" / "cache")
    cache.put("abcd", b"part")
    assert cache.get("abcd") is None


def test_an_entry_of_another_release_counts_as_missing():
    facts = b'{"pages": []}'
    assert unpack(len(facts).to_bytes(8, "big") + facts + b"%PDF") is None
