"""Images: known to be pictures, and nothing more, before anything is laid out."""

import io
import itertools
import random
import struct
import zlib
from pathlib import Path

import pytest
from effort import at_most
from PIL import Image as Pillow

from coursepack.anatomy import Image
from coursepack.diagnostics import Diagnostic, Location
from coursepack.keeping.store import MemoryStore
from coursepack.sources.images import MAX_BYTES, read_image

HERE = Location("manuscript/one.md", 5)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60 30">{}</svg>'


def read(folder: Path, name: str, data: bytes | str) -> tuple[Image | None, list[Diagnostic]]:
    path = folder / "manuscript" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_image(folder, name, HERE)


def code_of(folder: Path, name: str, data: bytes | str) -> str:
    image, [problem] = read(folder, name, data)
    assert image is None
    assert problem.location == HERE
    return problem.code


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    noise = random.Random(1).randbytes(size[0] * size[1] * 3)
    data = io.BytesIO()
    Pillow.frombytes("RGB", size, noise).save(data, kind)
    return data.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unfolds into more than any machine has."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_pictures_are_read_with_their_size(tmp_path: Path, kind: str, media_type: str) -> None:
    image, problems = read(tmp_path, f"figures/a.{kind.lower()}", picture(kind))
    assert problems == []
    assert image is not None
    assert (image.media_type, image.width, image.height) == (media_type, 40, 30)


def test_the_content_counts_not_the_name(tmp_path: Path) -> None:
    image, _ = read(tmp_path, "a.png", picture("JPEG"))
    assert image is not None
    assert image.media_type == "image/jpeg"


@pytest.mark.parametrize("length", [0, 4, 20, 60, 2000])
def test_a_picture_that_is_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    assert code_of(tmp_path, "a.png", picture("PNG")[:length]) == "F001"


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "PPM"])
def test_other_kinds_of_picture_are_refused(tmp_path: Path, kind: str) -> None:
    assert code_of(tmp_path, "a.png", picture(kind)) == "F001"


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 9_000), (9_000, 9_000)])
def test_a_picture_that_unfolds_without_bound_is_refused_at_once(tmp_path: Path, width: int, height: int) -> None:
    with at_most(10):
        assert code_of(tmp_path, "a.png", png_that_claims(width, height)) == "F003"


def test_a_file_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path, "a.png", bytes(MAX_BYTES + 1)) == "F003"


@pytest.mark.parametrize(
    "source",
    [
        "http://example.org/a.png",
        "HTTPS://example.org/a.png",
        "//example.org/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "ftp://example.org/a.png",
    ],
)
def test_nothing_is_fetched(tmp_path: Path, source: str) -> None:
    image, [problem] = read_image(tmp_path, source, HERE)
    assert image is None
    assert problem.code == "F002"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "F001"),
        ("gone.png", "M001"),
        ("../../a.png", "M002"),
        ("a\0.png", "M002"),
        (".", "M001"),
        ("/etc/passwd", "M001"),
    ],
)
def test_what_is_no_file_of_the_manuscript_is_reported(tmp_path: Path, source: str, code: str) -> None:
    (tmp_path / "manuscript").mkdir()
    assert [problem.code for problem in read_image(tmp_path, source, HERE)[1]] == [code]


def test_a_link_to_a_picture_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(picture("PNG"))
    (tmp_path / "project/manuscript").mkdir(parents=True)
    (tmp_path / "project/manuscript/a.png").symlink_to(tmp_path / "outside.png")
    assert [problem.code for problem in read_image(tmp_path / "project", "a.png", HERE)[1]] == ["M002"]


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 60 30"', (60, 30)),
        ('viewBox="0,0,60.4,30"', (60, 30)),
        ('width="200" height="100" viewBox="0 0 60 30"', (200, 100)),
        ('width="1in" height="2.54cm"', (96, 96)),
        ('width="100%" height="50%" viewBox="0 0 600 300"', (600, 300)),
        ('width="0" height="0"', (300, 150)),
        ('width="1.2.3" height="4"', (300, 150)),
        ('viewBox="0 0 . 10"', (300, 150)),
        ("", (300, 150)),
    ],
)
def test_the_size_of_a_drawing(tmp_path: Path, attributes: str, size: tuple[int, int]) -> None:
    image, problems = read(tmp_path, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')
    assert problems == []
    assert image is not None
    assert (image.width, image.height) == size


@pytest.mark.parametrize(
    "content",
    [
        "<rect width='1' height='1' fill='url(#g)'/>",
        "<style>rect { fill: url(#g) }</style>",
        "<use href='#x'/><a xlink:href='#x'/>",
        "<image href='data:image/png;base64,iVBORw0='/>",
        "<text>Steel &amp; grain: 5 &lt; 10; onward</text>",
    ],
)
def test_a_drawing_that_only_draws_is_taken(tmp_path: Path, content: str) -> None:
    image, problems = read(tmp_path, "a.svg", SVG.format(content))
    assert problems == []
    assert image is not None


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<g onload='alert(1)'/>",
        "<g ONCLICK='alert(1)'/>",
        "<animateMotion/>",
        "<set attributeName='href' to='x'/>",
        "<image xlink:href='http://example.org/a.png'/>",
        "<image href='../../secret.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
        "<use href='other.svg#x'/>",
        "<a href='javascript:alert(1)'/>",
        "<g xml:base='http://example.org/'/>",
        "<style>@import 'a.css';</style>",
        "<style>@IMPORT 'a.css';</style>",
        "<style>@\\69mport 'a.css';</style>",
        "<style><![CDATA[@imp]]><!-- --><![CDATA[ort 'a.css';]]></style>",
        "<style>rect { fill: url(http://example.org/a) }</style>",
        "<style>@font-face { src: URL(a.ttf) }</style>",
        "<rect fill=\"URL('http://example.org/a')\"/>",
        "<rect style='fill: url(a.svg#g)'/>",
    ],
)
def test_a_drawing_that_does_more_is_refused(tmp_path: Path, content: str) -> None:
    assert code_of(tmp_path, "a.svg", SVG.format(content)) == "F004"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "words">]>',
        '<?xml-stylesheet href="http://example.org/a.css"?>',
    ],
)
def test_entities_and_style_sheets_before_a_drawing_are_refused(tmp_path: Path, head: str) -> None:
    assert code_of(tmp_path, "a.svg", head + SVG.format("")) == "F004"


def test_a_document_type_alone_does_no_harm(tmp_path: Path) -> None:
    head = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    image, problems = read(tmp_path, "a.svg", f'<?xml version="1.0"?>{head}{SVG.format("")}')
    assert problems == []
    assert image is not None


def test_entities_that_multiply_are_refused_at_once(tmp_path: Path) -> None:
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in itertools.pairwise(names))
    with at_most(10):
        text = f'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">{entities}]>{SVG.format("<text>&j;</text>")}'
        assert code_of(tmp_path, "a.svg", text) in ("F001", "F004")


@pytest.mark.parametrize(
    "data", [b"", b"not markup", b"<html/>", b"<svg/>", SVG.encode()[:-6], b"\x1f\x8b\x08\0", ("<g>" * 5000).encode()]
)
def test_what_is_no_drawing_is_refused(tmp_path: Path, data: bytes) -> None:
    assert code_of(tmp_path, "a.svg", data) == "F001"


@pytest.mark.parametrize(
    ("words", "font"),
    [
        ('<text font-family="DejaVu Sans">A</text>', "DejaVu Sans"),
        ("<text style=\"font-family: 'DejaVu Sans', serif\">A</text>", "DejaVu Sans"),
        ("<style>text { font-family: serif }</style><text>A</text>", "serif"),
        ('<text font-family="EB Garamond, serif">A</text>', ""),
        ('<text font-family="&quot;Noto Serif SC&quot;">A</text>', ""),
        ('<path d="M0 0" font-family="DejaVu Sans"/>', ""),
        ("<text>A</text>", ""),
    ],
)
def test_words_in_a_drawing_are_set_in_the_books_fonts(tmp_path: Path, words: str, font: str) -> None:
    (tmp_path / "manuscript").mkdir()
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{words}</svg>'
    (tmp_path / "manuscript" / "a.svg").write_text(drawing, encoding="utf-8")
    image, problems = read_image(tmp_path, "a.svg", Location("manuscript/one.md", 3))
    assert [(item.code, item.message) for item in problems] == (
        [("F007", f"‘a.svg’ has words in the font {font}")] if font else []
    )
    assert (image is None) == bool(font)


def used(attribute: str, levels: int = 12) -> str:
    """Groups each of which draws the next ten times."""
    group = "<g id='g{}'>" + f"<rect width='1' height='1' {attribute}/>" * 10 + "</g>"
    if attribute.startswith("href"):
        group = group.replace("rect", "use")
    return "".join(group.format(level, inner=level + 1).replace("NEXT", f"g{level + 1}") for level in range(levels))


@pytest.mark.parametrize(
    "content",
    [used("href='#NEXT'"), used("xlink:href='#NEXT'").replace("rect", "use"), used("fill='url(#NEXT)'")],
    ids=["use", "xlink", "pattern"],
)
def test_a_drawing_that_draws_itself_millions_of_times_is_refused(tmp_path: Path, content: str) -> None:
    assert code_of(tmp_path, "a.svg", SVG.format(content + "<g id='g12'/>")) == "F003"


@pytest.mark.parametrize(
    "line",
    ["<path d='M0 0{}'/>".format(" L1 1" * 200_001), "<polygon points='{}'/>".format("1,1 " * 200_001)],
    ids=["path", "polygon"],
)
def test_a_drawing_of_hundreds_of_thousands_of_points_is_refused(tmp_path: Path, line: str) -> None:
    assert code_of(tmp_path, "a.svg", SVG.format(line)) == "F003"


@pytest.mark.parametrize(
    "content",
    [
        "<rect width='nan' height='1'/>",
        "<rect width='1' height='-INF'/>",
        f"<rect width='{'9' * 400}' height='1'/>",
        "<g transform='scale(1e308) rotate(2)'/>",
        "<path d='M0 0 L1 Infinity'/>",
        "<path d='M0-12345678901L1 2'/>",
        "<path d='M0 0 L{} 2'/>".format("9" * 5000),
        "<rect style='stroke-width:99999999px'/>",
        "<style>rect { stroke-width: 1e9 }</style>",
    ],
)
def test_a_drawing_whose_numbers_no_page_has_room_for_is_refused(tmp_path: Path, content: str) -> None:
    _, problems = read(tmp_path, "a.svg", SVG.format(content))
    assert [item.code for item in problems] == ["F008"]
    assert "‘a.svg’ has " in problems[0].message


@pytest.mark.parametrize(
    "content",
    [
        "<path d='M4512345.25 5000000L1e-12 2e3 0000000001'/>",
        "<rect id='a99999999999' class='nan' fill='#999999' style='font-family: Infinity; fill: #99999999'/>",
        "<g transform='matrix(.70710678118654752440 0 0 1 1E2 -3)'/>",
        "<title>nan 99999999999</title>",
    ],
)
def test_ordinary_numbers_of_a_drawing_are_taken(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, "a.svg", SVG.format(content))[1] == []


def test_a_drawing_in_a_circle_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path, "a.svg", SVG.format("<g id='a'><use href='#a'/></g>")) == "F003"


def test_a_symbol_may_be_used_often(tmp_path: Path) -> None:
    uses = "<symbol id='s'><rect width='1' height='1'/></symbol>" + "<use href='#s'/>" * 1000
    assert read(tmp_path, "a.svg", SVG.format(uses + "<a href='#s'><text>s</text></a>"))[1] == []


def test_pixels_are_read_once_while_the_file_stays_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, path = MemoryStore(), tmp_path / "manuscript" / "a.png"
    first = read(tmp_path, "a.png", picture("PNG"))
    assert read_image(tmp_path, "a.png", HERE, store) == first
    with monkeypatch.context() as patch:
        patch.setattr(Pillow, "open", lambda _: pytest.fail("it is read again"))
        assert read_image(tmp_path, "a.png", HERE, store) == first
    path.write_bytes(path.read_bytes()[:-200])
    for _ in range(2):
        assert [problem.code for problem in read_image(tmp_path, "a.png", HERE, store)[1]] == ["F001"]
