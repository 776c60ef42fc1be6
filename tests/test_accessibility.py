"""The screen editions keep PDF/UA-1 and PDF/A at once; what is promised in docs/accessibility.md."""

from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from verapdf_runner import failures, needs_verapdf


@needs_verapdf
@pytest.mark.parametrize(
    ("flavour", "editions"), [("ua1", ("screen", "large-print")), ("2a", ("large-print",)), ("3a", ("screen",))]
)
def test_verapdf_finds_that_the_editions_keep_what_they_claim(
    accessible: Path, flavour: str, editions: tuple[str, ...]
) -> None:
    assert failures(flavour, *(accessible / "out" / f"everything-{edition}.pdf" for edition in editions)) == ""


@needs_verapdf
@pytest.mark.parametrize("flavour", ["ua1", "2a"])
def test_verapdf_finds_that_the_sample_reader_keeps_both_in_all_its_screen_editions(sample: Path, flavour: str) -> None:
    assert (
        failures(flavour, *(sample / f"leap-and-famine-{edition}.pdf" for edition in ("screen", "large-print"))) == ""
    )


@needs_verapdf
@pytest.mark.parametrize(("flavour", "clause"), [("ua1", "7.1"), ("2a", "6.2.4.3")])
def test_verapdf_can_fail(accessible: Path, tmp_path: Path, flavour: str, clause: str) -> None:
    with pikepdf.open(accessible / "out" / "everything-large-print.pdf") as pdf:
        del pdf.Root.OutputIntents, pdf.Root.StructTreeRoot, pdf.Root.MarkInfo
        pdf.save(tmp_path / "spoilt.pdf")
    assert clause in failures(flavour, tmp_path / "spoilt.pdf")


def test_all_colours_are_srgb_by_a_profile_without_a_clock(accessible: Path) -> None:
    with pikepdf.open(accessible / "out" / "everything-screen.pdf") as pdf:
        (intent,) = pdf.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
    assert (intent.S, profile[16:20], profile[36:40]) == ("/GTS_PDFA1", b"RGB ", b"acsp")
    assert profile[24:26] == (2000).to_bytes(2, "big")


def test_exports_and_sources_are_inside_and_say_what_they_are(accessible: Path) -> None:
    with pikepdf.open(accessible / "out" / "everything-screen.pdf") as pdf:
        files = {str(each.UF): each for each in pdf.Root.AF}
        assert {objects.objgen for objects in files.values()} == {
            pdf.Root.Names.EmbeddedFiles.Names[index].objgen for index in range(1, 2 * len(files), 2)
        }
        export, source = files["citations/everything.csl.json"], files["manuscript/01-words.md"]
        assert (export.AFRelationship, source.AFRelationship) == ("/Data", "/Source")
        assert export.EF.F.read_bytes() == (accessible / "out/citations/everything.csl.json").read_bytes()
        assert source.EF.F.read_bytes() == (accessible / "book/manuscript/01-words.md").read_bytes()
        assert source.EF.F.Subtype == "/text/markdown"
        assert str(source.EF.F.Params.ModDate).startswith("D:20260302")


def test_the_copyright_page_names_the_typeface_that_large_print_is_set_in(accessible: Path) -> None:
    said = {}
    for edition in ("screen", "large-print"):
        with pypdfium2.PdfDocument(accessible / "out" / f"everything-{edition}.pdf") as pdf:
            words = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
        said[edition] = next(page for page in words if "Set in" in page).partition("Set in ")[2]
    assert said["screen"].startswith("EB Garamond and Noto Serif SC.")
    assert said["large-print"].startswith("Lexend and Noto Serif SC.")
