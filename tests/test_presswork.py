"""Presswork: a whole build for a press that gave its own profile; pages, cover and sheets pass, and each can be spoilt."""

import io
import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from pikepdf import Array, Name
from PIL import Image

from coursepack.diagnostics import Diagnostic, Diagnostics
from coursepack.errors import ProofFailed
from coursepack.pipeline import build, check_press_file
from coursepack.preparation import Prepared, prepare
from coursepack.presswork import judge_press_file
from coursepack.profiles import output_profile, shipped_profile
from coursepack.progress import Silent

MM = 72 / 25.4
READER = """\
name = "small"
title = "A Small Reader"
publisher = "Some Press"
date = 2026-01-01
description = "What it is about."
[contents]
chapters = ["one.md"]
[page]
size = "74 x 100 mm"
[editions]
screen = false
epub = false
citations = false
[print]
colour = "cmyk"
profile = "press.icc"
condition = "CGATS TR 001"
ink-limit = 330
signature = 4
[cover]
image = "ground.jpg"
[imposition]
booklet = true
signatures = true
"""
OF_GHOSTSCRIPT = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
"""A profile of web offset (SWOP), where the machine has Ghostscript; else the shipped one stands for the user's."""
FILES = ("small-print.pdf", "small-cover.pdf", "small-booklet.pdf", "small-signatures.pdf")


class Run(NamedTuple):
    """What was sent to the press, and the project that it was made of."""

    prepared: Prepared
    out: Path
    profile: bytes


def ground(width: int) -> bytes:
    """A picture in red and blue, as high as a cover with its bleed."""
    picture = Image.linear_gradient("L").resize((width, width * 106 // 77))
    target = io.BytesIO()
    Image.merge("RGB", (picture, picture.rotate(180), Image.new("L", picture.size, 120))).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("press")
    manuscript = folder / "book" / "manuscript"
    manuscript.mkdir(parents=True)
    profile = OF_GHOSTSCRIPT.read_bytes() if OF_GHOSTSCRIPT.exists() else shipped_profile().data
    (folder / "book" / "press.icc").write_bytes(profile)
    (folder / "book" / "bibliography.bib").write_bytes(b"")
    (manuscript / "reader.toml").write_text(READER)
    (manuscript / "one.md").write_text('# One\n\nText.^[A note.]\n\n![A picture](inner.jpg){alt="Two colours"}\n')
    (manuscript / "ground.jpg").write_bytes(ground(960))
    (manuscript / "inner.jpg").write_bytes(ground(300))
    build(folder / "book", folder / "out", Diagnostics(), Silent(), 1)
    return Run(prepare(folder / "book", Diagnostics(), Silent()), folder / "out", profile)


def test_everything_that_goes_to_the_press_was_judged_and_is_in_the_report(run: Run) -> None:
    report = json.loads((run.out / "report.json").read_text())
    assert tuple(report["preflight"]) == FILES
    assert not [item for item in report["diagnostics"] if item["code"].startswith("P")]
    pages, cover, booklet, signatures = report["preflight"].values()
    assert (cover["pages"], cover["inks"]) == (1, ["cyan", "magenta", "yellow", "black"])
    assert cover["trim"] == f"{148 + report['cover']['spine']:.1f} × 100.0 mm"
    assert (booklet["pages"], signatures["pages"]) == (pages["pages"] / 2, 2)
    assert booklet["lowest_ppi"] == signatures["lowest_ppi"] == pages["lowest_ppi"] == 300
    assert 300 <= cover["lowest_ppi"] < 330
    page = (run.out / "report.html").read_text()
    assert all(f'<h3><a href="{name}">' in page for name in FILES)


def test_the_users_profile_is_in_every_file_and_colours_go_through_it(run: Run) -> None:
    for name in FILES:
        with pikepdf.open(run.out / name) as pdf:
            (intent,) = pdf.Root.OutputIntents
            assert (intent.DestOutputProfile.read_bytes(), str(intent.OutputConditionIdentifier)) == (
                run.profile,
                "CGATS TR 001",
            )
            assert str(intent.Info) == output_profile(run.profile).description


def judged(run: Run, name: str, data: bytes) -> list[Diagnostic]:
    """What the preflight says of a file, as the build asks it."""
    with pikepdf.open(run.out / FILES[0]) as pdf:
        pages = len(pdf.pages)
    found = Diagnostics()
    judge_press_file(data, name, run.prepared, found, pages)
    return list(found)


@pytest.mark.parametrize("name", FILES)
def test_a_file_as_it_was_built_passes(name: str, run: Run) -> None:
    assert judged(run, name, (run.out / name).read_bytes()) == []


Spoil = Callable[[pikepdf.Pdf], None]


def draw(pdf: pikepdf.Pdf, content: str) -> None:
    pdf.pages[0].contents_add(f"\nq {content} Q\n".encode())


def wider(pdf: pikepdf.Pdf) -> None:
    left, bottom, right, top = (float(edge) for edge in pdf.pages[0].TrimBox)
    pdf.pages[0].obj.TrimBox = Array([left, bottom, right + 1, top])


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def untrapped(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Trapped"]


def on_screen(pdf: pikepdf.Pdf) -> None:
    draw(pdf, "1 0 0 rg 50 50 9 9 re f")


def flooded(pdf: pikepdf.Pdf) -> None:
    draw(pdf, "1 1 1 .9 k 50 50 9 9 re f")


def hairline(pdf: pikepdf.Pdf) -> None:
    draw(pdf, "0 0 0 1 K .1 w 50 50 m 90 90 l S")


def without_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def a_page_more(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])


def linked(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([pikepdf.Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])])


def coarse(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image:
            width, height = int(item.Width) // 3, int(item.Height) // 3
            item.write(bytes(4 * width * height))
            item.Width, item.Height = width, height
            for key in ("/Filter", "/Decode"):
                if key in item:
                    del item[key]


EVERYWHERE: list[tuple[str, Spoil]] = [
    ("P011", wider),
    ("P013", linked),
    ("P020", no_intent),
    ("P021", untrapped),
    ("P030", on_screen),
    ("P032", flooded),
    ("P034", hairline),
    ("P040", coarse),
    ("P050", without_fonts),
    ("P062", a_page_more),
]


def spoilt(run: Run, name: str, spoil: Spoil) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(run.out / name) as pdf:
        spoil(pdf)
        pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", FILES[1:3])
@pytest.mark.parametrize(("code", "spoil"), EVERYWHERE, ids=[f"{code}-{spoil.__name__}" for code, spoil in EVERYWHERE])
def test_a_spoilt_cover_or_sheet_is_refused(code: str, spoil: Spoil, name: str, run: Run) -> None:
    findings = judged(run, name, spoilt(run, name, spoil))
    assert code in {item.code for item in findings}, findings
    assert {item.location.file for item in findings} == {name}


def lines_of(pdf: pikepdf.Pdf, keep: Callable[[str], bool]) -> None:
    """Leave out some lines of the last content stream, which draws the marks."""
    last = pdf.pages[0].Contents[-1]
    last.write("\n".join(line for line in last.read_bytes().decode().split("\n") if keep(line)).encode())


def no_registration(pdf: pikepdf.Pdf) -> None:
    lines_of(pdf, lambda line: " c " not in f"{line} ")


def no_folds(pdf: pikepdf.Pdf) -> None:
    last = pdf.pages[0].Contents[-1]
    content = last.read_bytes().decode()
    last.write(f"{content[: content.index(' d')].rpartition('[')[0]} Q".encode())


def crooked(pdf: pikepdf.Pdf) -> None:
    """The marks a point to the right of where they were."""
    last = pdf.pages[0].Contents[-1]
    last.write(last.read_bytes().replace(b"Q\nq\n", b"Q\nq\n1 0 0 1 1 0 cm\n", 1))


def in_black_alone(pdf: pikepdf.Pdf) -> None:
    last = pdf.pages[0].Contents[-1]
    last.write(last.read_bytes().replace(b"/CoursepackAll CS 1 SCN", b"0 0 0 1 K"))


def lopsided(pdf: pikepdf.Pdf) -> None:
    """A registration mark at the head that has none opposite it."""
    x, y = 120.0, float(pdf.pages[0].BleedBox[3]) + 10
    draw(pdf, f"/CoursepackAll CS 1 SCN {x - 7} {y} m {x + 7} {y} l {x} {y - 7} m {x} {y + 7} l S")


MARKS: list[tuple[Spoil, str]] = [
    (no_registration, "no registration mark at head, foot, left, right"),
    (crooked, "4 crop marks, not 8"),
    (in_black_alone, "0 crop marks, not 8"),
    (lopsided, "registration marks do not face each other"),
]


@pytest.mark.parametrize("name", FILES[:2])
@pytest.mark.parametrize(("spoil", "message"), MARKS, ids=[spoil.__name__ for spoil, _ in MARKS])
def test_marks_are_read_from_the_file(spoil: Spoil, message: str, name: str, run: Run) -> None:
    findings = [item for item in judged(run, name, spoilt(run, name, spoil)) if item.code == "P012"]
    assert any(message in item.message for item in findings), findings


@pytest.mark.parametrize("spoil", [no_folds, crooked])
def test_the_folds_of_the_spine_are_marked_where_the_pages_need_them(spoil: Spoil, run: Run) -> None:
    said = [item.message for item in judged(run, FILES[1], spoilt(run, FILES[1], spoil)) if item.code == "P012"]
    assert sum("no mark shows the fold 74.0 mm from the left" in message for message in said) == 2
    assert sum("no mark shows the fold" in message for message in said) == 4


def test_fold_marks_leave_room_for_registration_marks(run: Run) -> None:
    """Above the cover, no mark comes nearer to another than 2 mm."""
    with pikepdf.open(run.out / FILES[1]) as pdf:
        lines = pdf.pages[0].Contents[-1].read_bytes().decode().split("\n")
        top = float(pdf.pages[0].BleedBox[3])
    above = [line.split() for line in lines if line.endswith(" l S") and float(line.split()[1]) > top]
    upright = sorted({round(float(words[0]), 3) for words in above if words[0] == words[3]})
    registration = [float(line.split()[6]) for line in lines if " c" in line and float(line.split()[7]) > top]
    assert len(registration) == 2
    assert len(upright) == 4
    nearest = min(abs(x - mark) for x in upright for mark in registration)
    assert nearest > 7 + 2 * MM
    assert all(right > left for left, right in pairwise(upright))


def test_a_cover_picture_that_is_too_coarse_is_refused(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(run.prepared.shop.project, book)
    found = Diagnostics()
    (book / "manuscript" / "ground.jpg").write_bytes(ground(400))
    with pytest.raises(ProofFailed):
        build(book, tmp_path / "out", found, Silent(), 1)
    assert [(item.code, item.location.file) for item in found.errors] == [("P040", "small-cover.pdf")]
    assert "‘ground.jpg’ of 400 × 550 pixels" in found.errors[0].message
    assert not list((tmp_path / "out").glob("*.pdf"))


def test_one_finished_cover_or_sheet_is_judged_alone_by_its_name(run: Run, tmp_path: Path) -> None:
    project = run.prepared.shop.project
    assert check_press_file(project, run.out / FILES[2], Diagnostics(), Silent()) is not None
    (tmp_path / FILES[1]).write_bytes(spoilt(run, FILES[1], no_intent))
    found = Diagnostics()
    with pytest.raises(ProofFailed):
        check_press_file(project, tmp_path / FILES[1], found, Silent())
    assert "P020" in {item.code for item in found.errors}
