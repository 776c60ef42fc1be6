"""Finished files appear whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coursepack.publish import LeadsElsewhere, output_folder, publish, withdraw


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_and_folders_are_made(tmp_path: Path) -> None:
    files = {"a.pdf": b"A", "citations/a.ris": b"R"}
    written = publish(tmp_path / "deep" / "dist", files)
    assert written == [tmp_path / "deep/dist/a.pdf", tmp_path / "deep/dist/citations/a.ris"]
    assert content(tmp_path / "deep/dist") == files
    assert {path.stat().st_mode & 0o777 for path in written} == {0o644}


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"A", "b": b"B"})
    before = {name: (tmp_path / name).stat().st_ino for name in "ab"}
    publish(tmp_path, {"a": b"A", "b": b"new"})
    assert (tmp_path / "a").stat().st_ino == before["a"]
    assert content(tmp_path) == {"a": b"A", "b": b"new"}


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    publish(tmp_path, {"a": b"A"})
    assert content(tmp_path) == {"a": b"A", "notes.txt": b"mine"}


def test_where_one_file_cannot_be_written_all_stay_as_they_were(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"old"})
    (tmp_path / "blocked").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="blocked"):
        publish(tmp_path, {"a": b"new", "blocked/b": b"B"})
    assert content(tmp_path) == {"a": b"old", "blocked": b"a file where a folder should be"}


def test_a_full_disk_leaves_no_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, {"a": b"old", "b": b"old"})
    calls: list[int] = []

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    patch: Callable[[int], None] = full
    monkeypatch.setattr("coursepack.publish.os.fsync", patch)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, {"a": b"new", "b": b"new"})
    assert content(tmp_path)["a"] == b"old"
    assert content(tmp_path)["b"] == b"old"


def test_no_link_takes_what_is_written_elsewhere(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    (project / "dist").mkdir(parents=True)
    elsewhere.mkdir()
    assert output_folder(project, None) == project / "dist"
    (project / "dist" / "citations").symlink_to(elsewhere)
    with pytest.raises(LeadsElsewhere, match="citations leads to"):
        publish(project / "dist", {"a.pdf": b"A", "citations/a.ris": b"R"})
    assert list(elsewhere.iterdir()) == []
    assert not (project / "dist" / "a.pdf").exists()
    (project / "out").symlink_to(elsewhere)
    assert output_folder(project, project / "out") == project / "out", "who names the folder knows it"
    (project / "dist" / "citations").unlink()
    (project / "dist").rmdir()
    (project / "dist").symlink_to(elsewhere)
    with pytest.raises(LeadsElsewhere, match="--out"):
        output_folder(project, None)


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"mine")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.pdf").symlink_to(tmp_path / "kept")
    publish(tmp_path / "dist", {"a.pdf": b"A"})
    assert (tmp_path / "kept").read_bytes() == b"mine"
    assert (tmp_path / "dist" / "a.pdf").read_bytes() == b"A"


def test_withdrawn_files_go_with_the_folders_that_they_leave_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = publish(tmp_path / "dist", {"a": b"A", "citations/chapters/one.ris": b"1", "citations/a.ris": b"R"})
    monkeypatch.chdir(tmp_path)
    withdraw(Path("dist"), files[1:2])
    assert content(tmp_path / "dist") == {"a": b"A", "citations/a.ris": b"R"}
    assert not (tmp_path / "dist" / "citations" / "chapters").exists()
    withdraw(tmp_path / "dist", [*files])
    assert list(tmp_path.iterdir()) == [tmp_path / "dist"]


def test_nothing_is_withdrawn_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    mine = tmp_path / "other" / "mine"
    mine.parent.mkdir()
    mine.write_text("mine")
    (tmp_path / "dist" / "link").symlink_to(mine.parent)
    withdraw(
        tmp_path / "dist", [mine, tmp_path / "dist" / "link" / "mine", tmp_path / "dist" / ".." / "other" / "mine"]
    )
    assert mine.read_text() == "mine"
