"""Fonts and images that a page names and does not use are taken off, as qpdf takes them off."""

import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from coursepack.editions.press.colour import Luminosity
from coursepack.editions.press.content import Rewriter
from coursepack.editions.press.resources import drop_unused

PIXEL = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 1, "/Height": 1, "/BitsPerComponent": 8}


def book(*contents: bytes) -> pikepdf.Pdf:
    """Pages that share one list of two fonts and an image."""
    pdf = pikepdf.new()
    fonts = {name: pdf.make_indirect(Dictionary(Type=Name.Font, Name=Name(name))) for name in ("/One", "/Two")}
    image = pikepdf.Stream(pdf, b"\0", Dictionary({**PIXEL, "/ColorSpace": Name.DeviceGray}))
    shared = pdf.make_indirect(
        Dictionary(Font=pdf.make_indirect(Dictionary(fonts)), XObject=Dictionary({"/Im": image}))
    )
    for content in contents:
        page = pdf.add_blank_page()
        page.obj.Contents, page.obj.Resources = pdf.make_stream(content), shared
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def used(page: pikepdf.Page) -> frozenset[str]:
    rewriter = Rewriter(Luminosity(), page.obj.Resources)
    rewriter.rewrite(page)
    return frozenset(rewriter.names)


def dropped(*contents: bytes) -> pikepdf.Pdf:
    pdf = book(*contents)
    drop_unused(pdf, [used(page) for page in pdf.pages])
    return pdf


def names(page: pikepdf.Page) -> list[list[str]]:
    return [sorted(page.obj.Resources[kind].keys()) for kind in ("/Font", "/XObject")]


def test_a_page_keeps_what_it_uses() -> None:
    pdf = dropped(b"BT /One 9 Tf ET", b"BT /Two 9 Tf ET /Im Do")
    one, two = pdf.pages
    assert names(one) == [["/One"], []]
    assert names(two) == [["/Two"], ["/Im"]]


@pytest.mark.parametrize(
    "content", [b"BT /One 9 Tf ET", b"/Im Do", b"/One gs /Two cs (/Im) Tj", b"q Q", b"/Two 1 Tf /Two 2 Tf"]
)
def test_the_file_is_the_one_that_qpdf_makes(content: bytes) -> None:
    contents = content, b"BT /Two 9 Tf ET"
    looked = book(*contents)
    looked.remove_unreferenced_resources()
    assert saved(dropped(*contents)) == saved(looked)


def test_what_a_form_uses_stays_on_its_page() -> None:
    pdf = book(b"/Form Do")
    page = pdf.pages[0].obj
    form = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": [0, 0, 9, 9]}
    page.Resources.XObject["/Form"] = pikepdf.Stream(pdf, b"BT /Two 9 Tf ET", Dictionary(form))
    drop_unused(pdf, [frozenset({"/Form"})])
    assert "/Two" in names(pdf.pages[0])[0]
