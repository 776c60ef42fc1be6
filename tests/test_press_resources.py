"""Fonts and images that a page names and does not use are taken off, by what was kept as by looking."""

import io

import pikepdf
from pikepdf import Dictionary, Name

from coursepack.editions.press.resources import drop_unused
from coursepack.keeping.pieces import Pieces
from coursepack.keeping.store import MemoryStore

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


def dropped(store: MemoryStore, *contents: bytes) -> pikepdf.Pdf:
    pdf = book(*contents)
    with Pieces(store, "test") as pieces:
        drop_unused(pdf, pieces)
    return pdf


def names(page: pikepdf.Page) -> list[list[str]]:
    return [sorted(page.obj.Resources[kind].keys()) for kind in ("/Font", "/XObject")]


def test_a_page_keeps_what_it_uses() -> None:
    pdf = dropped(MemoryStore(), b"BT /One 9 Tf ET", b"BT /Two 9 Tf ET /Im Do")
    one, two = pdf.pages
    assert names(one) == [["/One"], []]
    assert names(two) == [["/Two"], ["/Im"]]


def test_what_was_kept_gives_the_same_file_as_looking() -> None:
    contents, store = (b"BT /One 9 Tf ET", b"BT /One 9 Tf ET", b"/Im Do", b"BT /Lost 9 Tf ET"), MemoryStore()
    looked = book(*contents)
    looked.remove_unreferenced_resources()
    first, second = (saved(dropped(store, *contents)) for _ in range(2))
    assert first == second == saved(looked)


def test_a_page_that_draws_something_else_is_looked_at_again() -> None:
    store = MemoryStore()
    dropped(store, b"BT /One 9 Tf ET")
    pdf = dropped(store, b"BT /Two 9 Tf ET")
    assert names(pdf.pages[0]) == [["/Two"], []]
