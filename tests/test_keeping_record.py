"""Nothing has changed: seen only where it is so."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coursepack.keeping import record as records
from coursepack.keeping import signature
from coursepack.keeping.record import RECORDS, forget, last_written, outdated, recall, record, survey


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has been built once, some time ago."""
    folder = tmp_path / "project"
    (folder / "manuscript").mkdir(parents=True)
    (folder / "manuscript" / "one.md").write_text("# One\n")
    (folder / "templates").mkdir()
    (folder / "dist").mkdir()
    built = folder / "dist" / "book.pdf"
    built.write_bytes(b"%PDF")
    time.sleep(0.05)  # past the tick in which a file is not trusted
    record(folder, folder / "dist", survey(folder, folder / "dist"), [built], {"pages": 3})
    return folder


def last(project: Path) -> object:
    return recall(project, project / "dist")


def test_what_the_last_build_said_is_said_again(project: Path) -> None:
    assert last(project) == {"pages": 3}


def rewrite(name: str, text: str) -> Callable[[Path], object]:
    return lambda project: (project / name).write_text(text)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a chapter": rewrite("manuscript/one.md", "# Two\n"),
    "a new file": rewrite("templates/book.css", "p {}"),
    "a file less": lambda project: (project / "manuscript" / "one.md").unlink(),
    "a name": lambda project: (project / "manuscript" / "one.md").rename(project / "manuscript" / "two.md"),
    "an edition": rewrite("dist/book.pdf", "%PFD"),
    "an edition less": lambda project: (project / "dist" / "book.pdf").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_calls_for_a_build(change: str, project: Path) -> None:
    CHANGES[change](project)
    assert last(project) is None


def test_files_that_a_build_no_longer_makes_are_outdated_unless_they_were_changed(project: Path) -> None:
    out, before = project / "dist", last_written(project, project / "dist")
    assert outdated(before, [out / "other.pdf"]) == [out / "book.pdf"]
    assert outdated(before, [out / "book.pdf"]) == []
    (out / "book.pdf").write_bytes(b"mine")
    assert outdated(before, []) == []
    (out / "book.pdf").unlink()
    assert outdated(before, []) == []
    assert last_written(project, project / "elsewhere") == {}


def test_a_change_that_keeps_size_and_time_is_noticed(project: Path) -> None:
    chapter = project / "manuscript" / "one.md"
    before = chapter.stat()
    chapter.write_text("# Two\n")
    os.utime(chapter, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert chapter.stat().st_size == before.st_size
    assert last(project) is None


def test_another_release_calls_for_a_build(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "release", lambda: "another")
    assert last(project) is None


def test_a_file_that_was_only_touched_and_a_hidden_one_do_not(project: Path) -> None:
    os.utime(project / "manuscript" / "one.md", (1, 1))
    (project / ".notes").write_text("mine")
    (project / ".git").mkdir()
    (project / ".git" / "HEAD").write_text("main")
    assert last(project) == {"pages": 3}


def test_another_output_folder_has_a_record_of_its_own(project: Path) -> None:
    assert recall(project, project / "elsewhere") is None


def test_a_file_that_changes_while_it_is_sealed_is_not_trusted_by_its_times(tmp_path: Path) -> None:
    (tmp_path / "now.md").write_text("just now")
    assert survey(tmp_path, tmp_path / "dist")["now.md"][:4] == [0, 0, 0, 0]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"made_by": 1}', b"\xff"])
def test_a_damaged_record_calls_for_a_build(damage: bytes, project: Path) -> None:
    (kept,) = (project / RECORDS).iterdir()
    assert json.loads(kept.read_bytes())["outcome"] == {"pages": 3}
    kept.write_bytes(damage)
    assert last(project) is None


def test_records_can_be_forgotten(project: Path) -> None:
    forget(project)
    assert last(project) is None


def test_a_folder_of_more_files_than_a_book_has_is_not_recorded(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_MOST_FILES", 1)
    (project / "manuscript" / "two.md").write_text("# Two\n")
    assert survey(project, project / "dist") == {}


def test_a_record_that_came_with_the_project_calls_for_a_build(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature, "_key", lambda: b"mine")
    assert last(project) is None


def test_a_record_that_was_changed_by_hand_calls_for_a_build(project: Path) -> None:
    (kept,) = (project / RECORDS).iterdir()
    kept.write_text(kept.read_text().replace('"pages": 3', '"pages": 4'))
    assert last(project) is None


def test_links_pipes_and_devices_are_sealed_unread(project: Path, tmp_path: Path) -> None:
    (project / "endless").symlink_to("/dev/zero")
    (project / "gone").symlink_to("nowhere")
    (project / "manuscript" / "linked.md").symlink_to(tmp_path / "outside.md")
    os.mkfifo(project / "pipe")
    (tmp_path / "outside.md").write_text("one")
    time.sleep(0.05)
    record(project, project / "dist", survey(project, project / "dist"), [], {"pages": 4})
    assert last(project) == {"pages": 4}
    (tmp_path / "outside.md").write_text("two")
    assert last(project) is None


def test_a_folder_of_records_that_leads_elsewhere_is_not_used(project: Path, tmp_path: Path) -> None:
    (project / ".coursepack").rename(tmp_path / "moved")
    (project / ".coursepack").symlink_to(tmp_path / "moved")
    assert last(project) is None
    record(project, project / "dist", survey(project, project / "dist"), [], {"pages": 4})
    forget(project)
    assert len(list((tmp_path / "moved" / "builds").iterdir())) == 1


def test_a_pipe_in_the_place_of_a_record_is_not_read(project: Path) -> None:
    (kept,) = (project / RECORDS).iterdir()
    kept.unlink()
    os.mkfifo(kept)
    assert last(project) is None
