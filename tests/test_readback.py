"""The citations are read back beside other proofs, to the same result as in their turn."""

from dataclasses import dataclass

import pytest
from conftest import READER
from epub_book import picture

from coursepack.bindery import PlainPages, write_ebook, write_editions
from coursepack.composition import compose
from coursepack.diagnostics import Diagnostics
from coursepack.editions.layout import Layout
from coursepack.errors import ProofFailed
from coursepack.preparation import Prepared, prepare
from coursepack.processes import divided_among
from coursepack.progress import Silent
from coursepack.readback import Citations, read_back_beside

CHAPTER = "# One {#one}\n\nA book [@able2001, 5]. And again.[^again]\n\n[^again]: Said [@able2001, 6].\n"
WORK = (
    "@book{able2001, author = {Able, Ann}, title = {Alpha}, publisher = {Press}, location = {London}, date = {2001}}\n"
)


@dataclass(frozen=True)
class Finished:
    prepared: Prepared
    layout: Layout
    plain: PlainPages
    files: dict[str, bytes]

    def read(self, files: dict[str, bytes], found: Diagnostics, processes: int) -> Citations:
        with (
            divided_among(processes),
            read_back_beside(files, self.prepared, self.layout, self.plain) as read_back,
        ):
            return read_back.prove_citations(found)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("book")
    (folder / "manuscript").mkdir()
    (folder / "manuscript" / "reader.toml").write_text(READER, encoding="utf-8")
    (folder / "manuscript" / "one.md").write_text(CHAPTER, encoding="utf-8")
    (folder / "bibliography.bib").write_text(WORK, encoding="utf-8")
    prepared = prepare(folder, Diagnostics(), Silent())
    layout = compose(prepared, Silent())
    plain = PlainPages(prepared, layout)
    files = write_editions(prepared, layout, lambda: write_ebook(prepared, layout, picture()))
    return Finished(prepared, layout, plain, files)


@pytest.mark.parametrize("processes", [1, 2])
def test_notes_entries_and_exports_are_counted(finished: Finished, processes: int) -> None:
    found = Diagnostics()
    figures = finished.read(finished.files, found, processes).figures
    assert list(found) == []
    assert (figures.notes, figures.printed_notes, figures.epub_notes) == (2, 2, 2)
    assert set(figures.exports.values()) == {1}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_spoilt_export_fails_the_proof(finished: Finished, processes: int) -> None:
    path = next(name for name in finished.files if name.endswith(".bib") and name.count("/") == 1)
    found = Diagnostics()
    with pytest.raises(ProofFailed):
        finished.read({**finished.files, path: b""}, found, processes)
    assert [item.location.file for item in found.errors] == [path]
