"""What a PDF says of itself to a press: output intent, version of the standard, names, dates, trapping.

PDF/X-4: ISO 15930-7, 6.2 and 6.17; PDF/X-1a:2003: ISO 15930-4, 6.2 and 6.7. All is made of what the file holds and of the job,
never of the clock or of chance.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from typing import Literal
from xml.sax.saxutils import escape

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, String

from coursepack.profiles import OutputProfile

Standard = Literal["pdfx-4", "pdfx-1a"]

VERSIONS: dict[Standard, tuple[str, str]] = {"pdfx-4": ("PDF/X-4", "1.6"), "pdfx-1a": ("PDF/X-1a:2003", "1.4")}
"""What each standard calls itself, and the version of PDF that it is written in."""

REGISTRY = "http://www.color.org"
_UNREGISTERED = "Custom"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAMESPACES = {
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
}
_KEPT = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/pdf/1.3/}"
"""Descriptions of the book stay; claims of other standards (PDF/UA, PDF/A) do not hold of this file."""
_OWN = ("MetadataDate", "Trapped", "CreateDate", "ModifyDate")


def declare(pdf: pikepdf.Pdf, standard: Standard, profile: OutputProfile, pages: Sequence[str]) -> None:
    """Write output intent, XMP packet, information dictionary and names into a finished PDF; `pages` are hashes of its pages."""
    pdf.Root.OutputIntents = Array([pdf.make_indirect(_intent(pdf, profile))])
    info = pdf.docinfo
    for key in [name for name in map(str, info) if name.startswith("/GTS")]:
        del info[key]
    info["/Trapped"] = Name("/False")
    if standard == "pdfx-1a":
        info["/GTS_PDFXVersion"] = info["/GTS_PDFXConformance"] = String(VERSIONS[standard][0])
    packet = pdf.make_stream(_packet(pdf, standard, pages).encode())
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = packet


def _intent(pdf: pikepdf.Pdf, profile: OutputProfile) -> Dictionary:
    stream = pdf.make_stream(profile.data)
    stream.N = 1 if profile.space == "GRAY" else 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(profile.condition or _UNREGISTERED),
        OutputCondition=String(profile.description),
        Info=String(profile.description),
        DestOutputProfile=stream,
    )
    if profile.condition:
        intent.RegistryName = String(REGISTRY)
    return intent


def _packet(pdf: pikepdf.Pdf, standard: Standard, pages: Sequence[str]) -> str:
    """The XMP packet: what the file says of the book, and what the standard asks for."""
    declarations = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    properties = "\n".join([*_described(pdf), *_required(pdf, standard, pages)])
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about="" {declarations}>\n'
        f"{properties}\n"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )


def _described(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The properties that describe the book, from the packet that the file has."""
    if "/Metadata" not in pdf.Root:
        yield _alternative("dc:title", str(pdf.docinfo.get("/Title", "")))
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for description in etree.fromstring(pdf.Root.Metadata.read_bytes(), parser).iter(f"{{{_RDF}}}Description"):
        for element in description.iterchildren(etree.Element):
            name = etree.QName(element)
            if str(element.tag).startswith(_KEPT) and name.localname not in _OWN:
                element.tail = None
                etree.cleanup_namespaces(element)
                yield etree.tostring(element, encoding="unicode")


def _alternative(name: str, text: str) -> str:
    declared = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<{name} {declared}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{name}>'


def _required(pdf: pikepdf.Pdf, standard: Standard, pages: Sequence[str]) -> Iterator[str]:
    created = _xmp_date(str(pdf.docinfo.get("/CreationDate", "")))
    yield f"<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{created}</xmp:ModifyDate>"
    yield f"<xmp:MetadataDate>{created}</xmp:MetadataDate>"
    yield "<pdf:Trapped>False</pdf:Trapped>"
    name = uuid.UUID(bytes=_fingerprint(pdf, pages)[:16], version=5)
    yield f"<xmpMM:DocumentID>uuid:{name}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{name}</xmpMM:InstanceID>"
    yield "<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>"
    prefix = "pdfxid" if standard == "pdfx-4" else "pdfx"
    yield f"<{prefix}:GTS_PDFXVersion>{VERSIONS[standard][0]}</{prefix}:GTS_PDFXVersion>"
    if standard == "pdfx-1a":
        yield f"<pdfx:GTS_PDFXConformance>{VERSIONS[standard][0]}</pdfx:GTS_PDFXConformance>"


def _fingerprint(pdf: pikepdf.Pdf, pages: Sequence[str]) -> bytes:
    """Name the document after its pages and its title: the same book has the same name, another has another."""
    title = str(pdf.docinfo.get("/Title", "")).encode()
    return hashlib.sha256(b"\n".join([title, *(page.encode("ascii") for page in pages)])).digest()


def _xmp_date(date: str) -> str:
    """A date of PDF (ISO 32000-1, 7.9.4) as XMP writes it."""
    digits = date.removeprefix("D:")
    zone = digits[14:].replace("'", ":").rstrip(":") or "Z"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}{zone}"
