"""Finishing for the press: what becomes of colours, images, boxes and declarations; other people's tools agree."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms
from press_books import BLEED, MM, finished, photograph, plain, profile_for

from coursepack.config import Press, trim_size
from coursepack.editions.press import PressJob, finish, interior_job
from coursepack.editions.press.colour import Inks, Luminosity
from coursepack.editions.press.content import Rewriter
from coursepack.editions.press.functions import Unconvertible, convert_function, evaluate
from coursepack.editions.press.identity import Standard
from coursepack.editions.press.spaces import kind_of, lab_to_rgb
from coursepack.keeping.store import MemoryStore
from coursepack.profiles import black_ink_of, output_profile, shipped_profile

FOUR, ONE = Inks(profile_for("cmyk")), Inks(profile_for("black"))


def pages_as_text(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [document[index].get_textpage().get_text_range() for index in range(len(document))]


# Colours


def test_black_is_black_ink_alone_and_white_is_paper() -> None:
    assert FOUR.of_rgb(0, 0, 0) == (0, 0, 0, 1)
    assert FOUR.of_rgb(1, 1, 1) == (0, 0, 0, 0)
    assert (ONE.of_rgb(0, 0, 0), ONE.of_rgb(1, 1, 1)) == ((0,), (1,))


def test_greys_are_black_ink_toned_for_the_paper() -> None:
    cyan, magenta, yellow, black = FOUR.of_rgb(0.5, 0.5, 0.5)
    assert (cyan, magenta, yellow) == (0, 0, 0)
    assert black == pytest.approx(1 - ONE.of_rgb(0.5, 0.5, 0.5)[0])
    tones = [ONE.of_rgb(value / 20, value / 20, value / 20)[0] for value in range(21)]
    assert tones == sorted(tones)


def test_colours_go_through_the_profile_and_keep_to_its_limit_of_ink() -> None:
    red = FOUR.of_rgb(0.8, 0, 0)
    assert red[1] > 0.8 > 0.3 > red[0]
    assert red[2] > 0.8
    corners = [(r, g, b) for r in (0.0, 0.3, 1.0) for g in (0.0, 0.3, 1.0) for b in (0.0, 0.3, 1.0)]
    assert max(sum(FOUR.of_rgb(*corner)) for corner in corners) <= 3.01
    assert ONE.of_rgb(0, 0, 1) < ONE.of_rgb(1, 0, 0) < ONE.of_rgb(0, 1, 0)


def test_ink_that_is_given_as_ink_stays_so_or_becomes_its_weight() -> None:
    assert FOUR.of_cmyk(0.1, 0.2, 0.3, 0.4) == (0.1, 0.2, 0.3, 0.4)
    assert ONE.of_cmyk(0, 0, 0, 0.4) == (0.6,)
    assert ONE.of_cmyk(1, 1, 1, 1) == (0,)


def test_lab_colours_are_read() -> None:
    assert lab_to_rgb(100, 0, 0) == pytest.approx((1, 1, 1), abs=0.002)
    assert lab_to_rgb(0, 0, 0) == pytest.approx((0, 0, 0), abs=0.002)
    assert lab_to_rgb(54.29, 80.8, 69.89) == pytest.approx((1, 0, 0), abs=0.01)  # sRGB red seen under D50


@pytest.mark.parametrize(
    ("picture", "in_four", "in_one"),
    [
        (photograph(), "CMYK", "L"),
        (photograph("L"), "L", "L"),
        (photograph("L").convert("RGB"), "L", "L"),
        (photograph("CMYK"), "CMYK", "L"),
        (photograph("P"), "CMYK", "L"),
        (Image.new("1", (3, 3)), "1", "1"),
    ],
)
def test_pictures_become_grey_or_four_inks(picture: Image.Image, in_four: str, in_one: str) -> None:
    assert (FOUR.of_image(picture).mode, ONE.of_image(picture).mode) == (in_four, in_one)


def test_a_picture_with_a_broken_profile_is_taken_as_srgb() -> None:
    picture, spoilt = photograph(), photograph()
    spoilt.info["icc_profile"] = b"no profile"
    assert FOUR.of_image(spoilt).tobytes() == FOUR.of_image(picture).tobytes()


def test_a_picture_is_converted_from_the_profile_that_it_brings() -> None:
    picture = photograph()
    picture.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same, other = FOUR.of_image(picture), photograph("CMYK")
    other.info["icc_profile"] = shipped_profile().data
    assert max(abs(a - b) for a, b in zip(same.tobytes(), FOUR.of_image(photograph()).tobytes(), strict=True)) <= 1
    assert ONE.of_image(other).mode == "L"


# Profiles


def test_the_grey_profile_is_one_that_littlecms_takes_and_knows_the_ink() -> None:
    grey = black_ink_of(shipped_profile())
    read = ImageCms.ImageCmsProfile(io.BytesIO(grey.data)).profile
    assert (read.device_class, read.xcolor_space.strip(), read.connection_space.strip()) == ("prtr", "GRAY", "XYZ")
    assert int.from_bytes(grey.data[:4], "big") == len(grey.data)
    assert output_profile(grey.data).description == "Black ink of ISO Coated v2 300% (basICColor)"
    assert black_ink_of(grey) is grey


@pytest.mark.parametrize(
    "data",
    [b"", b"x" * 200, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()],
    ids=["empty", "noise", "screen"],
)
def test_what_is_no_output_profile_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="it is"):
        output_profile(data)


# Content


def rewritten(content: str, inks: Inks = FOUR, **spaces: pikepdf.Object) -> str:
    with pikepdf.new() as pdf:
        resources = Dictionary(ColorSpace=Dictionary({f"/{name}": space for name, space in spaces.items()}))
        return Rewriter(inks, resources).rewrite(pdf.make_stream(content.encode())).decode().replace("\n", " ").strip()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0 0 0 rg 1 1 1 RG", "0 0 0 1 k 0 0 0 0 K"),
        ("/DeviceRGB cs 0 0 0 sc", "0 0 0 1 k 0 0 0 1 k"),
        ("/DeviceCMYK CS 0 0 0 .5 SCN", "0 0 0 1 K 0 0 0 0.5 K"),
        ("/DeviceRGB cs q /DeviceGray cs 0 sc Q 1 1 1 scn", "0 0 0 1 k q 0 0 0 1 k 0 0 0 1 k Q 0 0 0 0 k"),
        (".5 g 0 0 9 9 re f", ".5 g 0 0 9 9 re f"),
        ("/Pattern cs /p0 scn", "/Pattern cs /p0 scn"),
        ("/P <</MCID 0>> BDC (a) Tj EMC", "(a) Tj"),
        ("/Span <</ActualText (word)>> BDC (a) Tj EMC", "/Span << /ActualText (word) >> BDC (a) Tj EMC"),
        ("/P <</MCID 0>> BDC /Span <</ActualText (w)>> BDC EMC EMC", "/Span << /ActualText (w) >> BDC EMC"),
    ],
)
def test_operators_of_colour_are_written_in_ink(before: str, after: str) -> None:
    assert rewritten(before).replace("0.5 g", ".5 g") == after


def test_named_spaces_are_converted_and_spot_colours_are_left_alone() -> None:
    lab = Array([Name.Lab, Dictionary(WhitePoint=[0.9642, 1, 0.8249])])
    spot = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, Dictionary()])
    assert rewritten("/l cs 0 0 0 scn", l=lab) == "0 0 0 1 k 0 0 0 1 k"
    assert rewritten("/s cs 1 scn", s=spot) == "/s cs 1 scn"
    assert kind_of(Name.Unknown, Dictionary()) == ""


def test_what_a_soft_mask_lets_through_is_no_ink() -> None:
    assert Luminosity().of_rgb(1, 1, 1) == (1,)
    assert Luminosity().of_rgb(0, 0, 0) == (0,)


# Gradients


def test_a_gradient_keeps_its_hard_stop() -> None:
    with pikepdf.new() as pdf:
        ramps = [Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[end] * 3, N=1) for end in (0, 1, 1)]
        stitched = Dictionary(
            FunctionType=3, Domain=[0, 1], Bounds=[0.5, 0.5], Encode=[0, 1] * 3, Functions=Array(ramps)
        )
        inks = convert_function(pdf, stitched, lambda colour: ONE.of_rgb(*colour))
        assert [list(map(float, inks.Bounds)), len(inks.Functions)] == [[0.5], 2]
        assert evaluate(inks, 0.49) == pytest.approx([0])
        assert evaluate(inks, 1) == pytest.approx([1])
        array = Array([Dictionary(FunctionType=2, Domain=[0, 1], N=1) for _ in range(3)])
        assert evaluate(convert_function(pdf, array, lambda colour: ONE.of_rgb(*colour)), 1) == pytest.approx([1])


def test_a_function_that_is_not_known_is_left_to_the_preflight() -> None:
    with pikepdf.new() as pdf, pytest.raises(Unconvertible):
        convert_function(pdf, Dictionary(FunctionType=4, Domain=[0, 1]), lambda colour: colour)


# The file


@pytest.mark.parametrize(("standard", "colour"), [("pdfx-4", "cmyk"), ("pdfx-1a", "black")])
def test_the_same_pages_give_the_same_bytes(standard: Standard, colour: str) -> None:
    assert finish(plain(), PressJob(standard, profile_for(colour), BLEED, True, 4)) == finished(standard, colour)


def test_pictures_are_kept_for_each_press_apart_and_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    of_image = Inks.of_image
    monkeypatch.setattr(Inks, "of_image", lambda inks, picture: made.append(inks.space) or of_image(inks, picture))
    store, counts = MemoryStore(), []
    jobs: list[tuple[Standard, str]] = [("pdfx-4", "cmyk"), ("pdfx-1a", "cmyk"), ("pdfx-4", "black")]
    for standard, colour in [*jobs, *jobs]:
        job = PressJob(standard, profile_for(colour), BLEED, True, 4)
        made.clear()
        assert finish(plain(), job, store) == finished(standard, colour)
        counts.append(len(made))
    assert min(counts[:3]) > 0
    assert counts[3:] == [0, 0, 0]


def test_the_words_are_the_same_as_before() -> None:
    before, after = pages_as_text(plain()), pages_as_text(finished("pdfx-1a", "black"))
    assert after[: len(before)] == before
    assert not "".join(after[len(before) :]).strip()


@pytest.mark.parametrize(
    ("size", "bleed", "marks"),
    [("a4", 0, False), ("a5", 3, True), ("6x9in", 3, True), ("royal", 5, False), ("120 x 190 mm", 3, True)],
)
def test_boxes_are_right_for_any_size(size: str, bleed: float, marks: bool) -> None:
    from_config = Press(bleed=f"{bleed} mm", marks=marks)
    with pikepdf.new() as blank:
        blank.add_blank_page(page_size=trim_size(size))
        target = io.BytesIO()
        blank.save(target)
    with pikepdf.open(io.BytesIO(finish(target.getvalue(), interior_job(from_config, shipped_profile())))) as pdf:
        assert len(pdf.pages) == from_config.signature
        for page in pdf.pages:
            trim, bled, sheet = (
                [float(edge) for edge in page.obj[f"/{name}Box"]] for name in ("Trim", "Bleed", "Media")
            )
            assert (trim[2], trim[3]) == pytest.approx(trim_size(size), abs=0.01)
            assert trim[0] - bled[0] == pytest.approx(bleed * MM, abs=0.01)
            assert (bled[0] - sheet[0] > 14) == marks


@pytest.mark.parametrize("standard", ["pdfx-4", "pdfx-1a"])
def test_soft_masks_stay_in_pdfx_4_and_lie_on_paper_in_pdfx_1a(standard: Standard) -> None:
    with pikepdf.open(io.BytesIO(finished(standard))) as pdf:
        images = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]
        masked = [item for item in images if "/SMask" in item]
        assert len(masked) == (standard == "pdfx-4")
        assert {str(item.ColorSpace) for item in images} == {"/DeviceCMYK", "/DeviceGray"}
        groups = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Group" in item]
        assert bool(groups) == (standard == "pdfx-4")


# Other people's tools


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize(("standard", "colour"), [("pdfx-4", "black"), ("pdfx-1a", "black"), ("pdfx-4", "cmyk")])
def test_ghostscript_separates_it_without_a_word_onto_the_plates_that_it_needs(
    standard: Standard, colour: str, tmp_path: Path
) -> None:
    (tmp_path / "book.pdf").write_bytes(finished(standard, colour, marks=False, sheer=standard == "pdfx-4"))
    command = [
        tool("gs"),
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-dSAFER",
        "-sDEVICE=tiffsep",
        "-r30",
        "-o",
        "%d.tif",
        "book.pdf",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""
    used = set()
    for path in tmp_path.glob("*(*).tif"):
        with Image.open(path) as plate:
            if plate.convert("L").getextrema()[0] < 250:
                used.add(re.findall(r"\((\w+)\)", path.name)[0])
    assert used == ({"Black"} if colour == "black" else {"Cyan", "Magenta", "Yellow", "Black"})


def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(finished("pdfx-1a", "cmyk"))
    done = subprocess.run([tool("qpdf"), "--check", tmp_path / "book.pdf"], capture_output=True, text=True, check=False)
    assert (done.returncode, "No syntax or stream encoding errors found" in done.stdout) == (0, True)
    assert "PDF Version: 1.4" in done.stdout


def test_poppler_sees_only_embedded_fonts_and_images_in_ink(tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(finished())
    fonts = subprocess.run([tool("pdffonts"), tmp_path / "book.pdf"], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    named = [re.findall(r"\+(EBGaramond-\w+) +CID TrueType +Identity-H +yes yes yes", row) for row in rows]
    assert sorted(name for found in named for name in found) == ["EBGaramond-Italic", "EBGaramond-Regular"]
    assert len(rows) == 2
    images = subprocess.run(
        [tool("pdfimages"), "-list", tmp_path / "book.pdf"], capture_output=True, text=True, check=True
    )
    kinds = [(row.split()[2], row.split()[5]) for row in images.stdout.splitlines()[2:]]
    assert {colour for kind, colour in kinds if kind == "image"} == {"cmyk", "gray"}
