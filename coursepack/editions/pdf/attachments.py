"""Files inside a PDF (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8): each says what it has to do with the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from mimetypes import MimeTypes
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from coursepack.editions.pdf.metadata import pdf_date

_TYPES = MimeTypes(filenames=())
_OWN_TYPES = {
    ".bib": "application/x-bibtex",
    ".csl": "application/vnd.citationstyles.style+xml",
    ".json": "application/json",
    ".md": "text/markdown",
    ".ris": "application/x-research-info-systems",
    ".toml": "application/toml",
    ".yaml": "application/yaml",
}
_ANY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. `name` may hold slashes; `description` is in the book's language."""

    name: str
    data: bytes
    relationship: Literal["Source", "Data"]
    """What the document was made from; data that say in another form what it says (ISO 19005-3, annex E)."""
    description: str = ""


def attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment], date: datetime) -> None:
    """Embed files, and associate them with the document. `date`: the book's own."""
    ordered = sorted(attachments, key=lambda attachment: bytes(String(attachment.name)))
    specifications = [pdf.make_indirect(_specification(pdf, attachment, date)) for attachment in ordered]
    if not specifications:
        return
    names = [
        item for pair in zip((String(each.name) for each in ordered), specifications, strict=True) for item in pair
    ]
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(names)))
    pdf.Root.AF = Array(specifications)


def _specification(pdf: pikepdf.Pdf, attachment: Attachment, date: datetime) -> Dictionary:
    stream = pdf.make_stream(attachment.data)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/" + media_type(attachment.name))
    stream.Params = Dictionary(Size=len(attachment.data), ModDate=String(pdf_date(date)))
    return Dictionary(
        Type=Name.Filespec,
        F=String(attachment.name),
        UF=String(attachment.name),
        Desc=String(attachment.description or attachment.name),
        AFRelationship=Name("/" + attachment.relationship),
        EF=Dictionary(F=stream, UF=stream),
    )


def media_type(name: str) -> str:
    """The media type of a file by its name, the same on every machine."""
    suffix = f".{name.rsplit('.', maxsplit=1)[-1]}" if "." in name else ""
    return _OWN_TYPES.get(suffix) or _TYPES.guess_type(name)[0] or _ANY
