"""PDF files as readings for tests: a page for each text, drawn with a standard font."""

from __future__ import annotations

import io

import pikepdf


def reading_pdf(*texts: str, password: str = "") -> bytes:
    """A PDF with a page for each text; a page without text holds a black square, as a scan would."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for text in texts:
        page = pdf.add_blank_page(page_size=(400, 600))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
        drawn = f"BT /F 24 Tf 40 500 Td ({text}) Tj ET" if text else "40 500 100 100 re f"
        page.Contents = pdf.make_stream(drawn.encode())
    data = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else None
    pdf.save(data, encryption=encryption or False)
    return data.getvalue()


def bomb(levels: int = 12) -> bytes:
    """A PDF of a few kilobytes with a page that draws a form ten times, which draws another ten times, and so on."""
    pdf = pikepdf.new()
    form = pdf.make_stream(b"0 0 1 1 re f")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 400, 600])
    for _ in range(levels):
        inner, form = form, pdf.make_stream(b"/X Do " * 10)
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 400, 600])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    page = pdf.add_blank_page(page_size=(400, 600))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.Contents = pdf.make_stream(b"/X Do")
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()
