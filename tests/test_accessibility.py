"""The screen edition keeps PDF/UA-1 and PDF/A-2a at once; what is promised in docs/accessibility.md."""

import io
import shutil
from pathlib import Path

import pikepdf
import pytest
from verapdf_runner import failures, needs_verapdf

from coursepack.diagnostics import Diagnostics
from coursepack.pipeline import build
from coursepack.progress import Silent

BOOK = Path(__file__).parent / "books" / "everything"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accessible")
    shutil.copytree(BOOK, folder / "book")
    build(folder / "book", folder / "out", Diagnostics(), Silent(), 2)
    return folder / "out"


@needs_verapdf
@pytest.mark.parametrize("flavour", ["ua1", "2a"])
def test_verapdf_finds_that_the_screen_edition_keeps_what_it_claims(out: Path, flavour: str) -> None:
    assert failures(flavour, out / "everything-screen.pdf") == ""


@needs_verapdf
@pytest.mark.parametrize(("flavour", "clause"), [("ua1", "7.1"), ("2a", "6.2.4.3")])
def test_verapdf_can_fail(out: Path, tmp_path: Path, flavour: str, clause: str) -> None:
    with pikepdf.open(out / "everything-screen.pdf") as pdf:
        del pdf.Root.OutputIntents, pdf.Root.StructTreeRoot, pdf.Root.MarkInfo
        pdf.save(tmp_path / "spoilt.pdf")
    assert clause in failures(flavour, tmp_path / "spoilt.pdf")


def test_all_colours_are_srgb_by_a_profile_without_a_clock(out: Path) -> None:
    with pikepdf.open(io.BytesIO((out / "everything-screen.pdf").read_bytes())) as pdf:
        (intent,) = pdf.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
    assert (intent.S, profile[16:20], profile[36:40]) == ("/GTS_PDFA1", b"RGB ", b"acsp")
    assert profile[24:26] == (2000).to_bytes(2, "big")
