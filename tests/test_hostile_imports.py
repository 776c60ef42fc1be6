"""Files that strangers send: each becomes a chapter, or is refused in words, in bounded time and without a traceback."""

import io
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from effort import at_most
from lxml import etree

from coursepack.importing import Unreadable, copied_text, import_file

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'


def package(**parts: bytes | str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


def refused(folder: Path, name: str, data: bytes | str) -> str:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    with at_most(60), pytest.raises(Unreadable) as fault:
        import_file(folder / name, {})
    return str(fault.value)


def taken(folder: Path, name: str, data: str) -> str:
    (folder / name).write_text(data)
    with at_most(60):
        return import_file(folder / name, {}).markdown


def test_a_package_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    bomb = package(word__document_dot_xml=b"\0" * 201_000_000)
    assert len(bomb) < 250_000
    assert "more than 200 MB" in refused(tmp_path, "a.docx", bomb)


def test_a_package_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    bomb = bytearray(package(word__document_dot_xml=b"\0" * 201_000_000))
    at = bomb.index(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert "it is not a DOCX file" in refused(tmp_path, "a.docx", bytes(bomb))


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_damaged_image_of_a_package_is_no_traceback(kind: str, tmp_path: Path) -> None:
    place = {"docx": "word/media/a.png", "odt": "Pictures/a.png"}[kind]
    data = bytearray(package(**{place: bytes(range(256)) * 40, "word/document.xml": DOCUMENT % "x"}))
    data[60:90] = b"\xff" * 30
    assert f"it is not a {kind.upper()} file" in refused(tmp_path, f"a.{kind}", bytes(data))


def test_entities_are_not_filled_in(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    head = f'<!DOCTYPE d [<!ENTITY s SYSTEM "file://{tmp_path}/secret"><!ENTITY a "aaaaaaaaaa">'
    head += "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
    part = head + DOCUMENT % "words &s; &j;"
    said = refused(tmp_path, "a.docx", package(word__document_dot_xml=part))
    assert "SECRET" not in said
    for name in ("a.html", "a.md", "a.txt"):
        assert "SECRET" not in taken(tmp_path, name, head + "<p>words &s; &j;</p>")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<div>" * 20_000 + "x"),
        ("a.html", "<blockquote>" * 20_000 + "x"),
        ("a.md", ">" * 5_000 + " x"),
        ("a.md", ">" * 400 + " x"),
        ("a.md", "*a **b " * 400 + "x" + "** *" * 400),
    ],
)
def test_what_stands_deep_within_itself_ends_in_words(name: str, text: str, tmp_path: Path) -> None:
    with suppress(Unreadable):
        assert "x" in taken(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "a\n" * 5_000),
        ("a.txt", "a" * 200_000),
        ("a.txt", "a-\n" * 5_000),
        ("a.md", "Words\n\n" + "a:: b\n" * 5_000),
        ("a.txt", "1" + " " * 200_000 + "x\n"),
        ("a.txt", "Words." + "¹" * 20_000 + "\n\n" + "²" * 20_000 + " note\n"),
        ("a.md", f"Words.^[{'a and ' * 20_000}x]\n"),
        ("a.md", "Words.^[" + "Ann Able, Alpha, " * 58 + "]\n"),
        ("a.md", "[0:01](http://[x) [b](https://x.org/?t=" + "9" * 5000 + ")\n"),
        ("a.html", '<p><a href="#n">1</a></p>' * 5_000 + '<p id="n">A note.</p>'),
        (
            "a.html",
            "".join(f'<p><a href="#n{n}">1</a></p>' for n in range(3_000))
            + "".join(f'<p id="n{n}">Note.</p>' for n in range(3_000)),
        ),
    ],
    ids=[
        "lines",
        "letters",
        "parted",
        "properties",
        "spaces",
        "superscripts",
        "names",
        "titles",
        "links",
        "calls of one note",
        "notes",
    ],
)
def test_what_is_only_long_takes_no_long_time(name: str, text: str, tmp_path: Path) -> None:
    assert taken(tmp_path, name, text)


def test_a_text_of_too_many_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied_text, "_MOST_LINES", 3)
    assert "5 lines" in refused(tmp_path, "a.txt", "a\nb\nc\nd\n")


@pytest.mark.parametrize(("name", "size"), [("a.txt", 3), ("a.md", 3), ("a.html", 11), ("a.docx", 101)])
def test_files_of_many_megabytes_are_not_opened(name: str, size: int, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(size * 1024**2)
    with pytest.raises(Unreadable, match="MB are taken"):
        import_file(tmp_path / name, {})


def test_images_of_a_package_are_named_by_the_chapter_and_not_by_the_package(tmp_path: Path) -> None:
    drawing = (
        '<w:document xmlns:w="{w}" xmlns:r="{r}" xmlns:a="{a}" xmlns:wp="{wp}" xmlns:pic="{pic}"><w:body><w:p><w:r><w:t>x</w:t>'
        "</w:r><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed='i'/></pic:blipFill>"
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p></w:body></w:document>"
    ).format(
        w=WORD,
        r="http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        a="http://schemas.openxmlformats.org/drawingml/2006/main",
        wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        pic="http://schemas.openxmlformats.org/drawingml/2006/picture",
    )
    etree.fromstring(drawing)
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{}" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
    )
    parts = {
        "_rels/.rels": relation.format("d", "officeDocument", "word/document.xml"),
        "word/document.xml": drawing,
        "word/_rels/document.xml.rels": relation.format("i", "image", "media/../../../../evil.sh"),
        "word/media/../../../../evil.sh": b"#!/bin/sh",
    }
    (tmp_path / "a.docx").write_bytes(package(**parts))
    chapter = import_file(tmp_path / "a.docx", {})
    assert set(chapter.images) <= {"figures/a-1.bin"}
    assert ".." not in "".join(chapter.images)
