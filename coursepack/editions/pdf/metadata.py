"""What the PDF says of itself: the information dictionary, XMP, language (ISO 32000-1, 14.3), and the standards it claims
(ISO 14289-1, 5; ISO 19005-2, 6.6.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

import pikepdf

PRODUCER = "coursepack"

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}

_UA_SCHEMA = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""
"""Explains `pdfuaid` to readers of PDF/A, which knows it not (ISO 19005-2, 6.6.2.3.3)."""


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """What the document says of itself. `date` is the book's own date (zone-aware), never the clock's."""

    title: str
    authors: tuple[str, ...]
    lang: str
    """BCP 47."""
    date: datetime
    subject: str = ""
    keywords: tuple[str, ...] = ()
    identifier: str = ""
    """For dc:identifier: an ISBN or another name of the book, as a URI."""
    publisher: str = ""
    rights: tuple[str, ...] = ()
    """The copyright notice, and the address of the licence."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The standards that a file says it keeps."""

    accessible: bool = False
    """PDF/UA-1 (ISO 14289-1)."""
    archival: int = 0
    """Part of ISO 19005 (PDF/A), conformance level A; 0 for none."""


NOTHING = Claims()


def describe(pdf: pikepdf.Pdf, meta: PdfMetadata, claims: Claims = NOTHING) -> None:
    """Write the metadata into a PDF."""
    entries = {
        "/Title": meta.title,
        "/Author": ", ".join(meta.authors),
        "/Subject": meta.subject,
        "/Keywords": ", ".join(meta.keywords),
        "/Producer": PRODUCER,
        "/CreationDate": pdf_date(meta.date),
        "/ModDate": pdf_date(meta.date),
    }
    for key, value in entries.items():
        if value:
            pdf.docinfo[key] = pikepdf.String(value)
    packet = pdf.make_stream(xmp(meta, claims).encode())
    packet.Type, packet.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = packet
    pdf.Root.Lang = pikepdf.String(meta.lang)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def xmp(meta: PdfMetadata, claims: Claims = NOTHING) -> str:
    """Write the XMP packet, byte for byte the same for the same metadata."""
    declarations = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    properties = "\n".join([*_properties(meta), *_identification(claims)])
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {declarations}><rdf:Description rdf:about="">\n'
        f"{properties}\n"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )


def _properties(meta: PdfMetadata) -> Iterator[str]:
    yield f"<dc:title>{_alternative(meta.title)}</dc:title>"
    if meta.authors:
        yield f"<dc:creator>{_list('Seq', meta.authors)}</dc:creator>"
    yield f"<dc:language>{_list('Bag', (meta.lang,))}</dc:language>"
    if meta.subject:
        yield f"<dc:description>{_alternative(meta.subject)}</dc:description>"
    if meta.keywords:
        yield f"<dc:subject>{_list('Bag', meta.keywords)}</dc:subject>"
        yield f"<pdf:Keywords>{escape(', '.join(meta.keywords))}</pdf:Keywords>"
    if meta.publisher:
        yield f"<dc:publisher>{_list('Bag', (meta.publisher,))}</dc:publisher>"
    yield f"<dc:date>{_list('Seq', (meta.date.date().isoformat(),))}</dc:date>"
    if meta.rights:
        yield f"<dc:rights>{_alternative(' '.join(meta.rights))}</dc:rights>"
    if meta.identifier:
        yield f"<dc:identifier>{escape(meta.identifier)}</dc:identifier>"
    date = meta.date.isoformat(timespec="seconds")
    yield f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>"
    yield f"<pdf:Producer>{PRODUCER}</pdf:Producer>"


def _identification(claims: Claims) -> Iterator[str]:
    if claims.archival:
        yield f"<pdfaid:part>{claims.archival}</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    if claims.accessible:
        yield "<pdfuaid:part>1</pdfuaid:part>"
        yield _UA_SCHEMA


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


def _list(kind: str, items: tuple[str, ...]) -> str:
    entries = "".join(f"<rdf:li>{escape(item)}</rdf:li>" for item in items)
    return f"<rdf:{kind}>{entries}</rdf:{kind}>"


def pdf_date(date: datetime) -> str:
    """Write a date as PDF does (ISO 32000-1, 7.9.4)."""
    offset = date.strftime("%z")
    zone = f"{offset[:3]}'{offset[3:5]}'" if offset else ""
    return date.strftime("D:%Y%m%d%H%M%S") + zone
