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
