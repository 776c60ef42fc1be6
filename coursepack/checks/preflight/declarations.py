"""Rules of what the file says of itself: version, output intent, XMP, information dictionary, identifiers.

PDF/X-4: ISO 15930-7, 6.1, 6.2 and 6.17; PDF/X-1a:2003: ISO 15930-4, 6.1, 6.2, 6.5 and 6.7.
"""

from __future__ import annotations

from collections.abc import Iterator

from coursepack.checks.preflight.model import Declared, Expected, Reading
from coursepack.diagnostics import Diagnostic, Location, error

WRONG_INTENT = error("P020", "the output intent is missing or another")
WRONG_DECLARATION = error("P021", "the file does not say what its standard asks for")

_REQUIRED = ("title", "CreateDate", "ModifyDate", "MetadataDate", "DocumentID", "VersionID", "RenditionClass")
_DATES = ("CreationDate", "ModDate")
_TRAPPED = ("True", "False")
_HIGHEST = {"pdfx-4": "1.6", "pdfx-1a": "1.4"}
_NAMES = {"pdfx-4": "PDF/X-4", "pdfx-1a": "PDF/X-1a:2003"}


def check_declarations(reading: Reading, expected: Expected, file: Location) -> Iterator[Diagnostic]:
    """Check the file as a whole."""
    declared = reading.declared
    for fault in _intent_faults(declared, expected):
        yield WRONG_INTENT.at(file, fault)
    for fault in (*_version_faults(declared, expected), *_metadata_faults(declared)):
        yield WRONG_DECLARATION.at(file, fault)


def _intent_faults(declared: Declared, expected: Expected) -> Iterator[str]:
    if declared.intents != ("GTS_PDFX",):
        said = ", ".join(declared.intents) or "none"
        yield f"the file must have one output intent, GTS_PDFX; it has {said}"
        return
    wanted = "GRAY" if expected.colour == "black" else "CMYK"
    if declared.profile_space != wanted:
        yield f"the embedded profile is for {declared.profile_space or 'nothing'}, not for {wanted}"
    if not declared.condition:
        yield "the output intent names no printing condition"


def _version_faults(declared: Declared, expected: Expected) -> Iterator[str]:
    name = _NAMES[expected.standard]
    if expected.standard == "pdfx-4":
        said = declared.properties.get("pdfxid:GTS_PDFXVersion", "")
    else:
        said = declared.information.get("GTS_PDFXVersion", "")
        conformance = declared.information.get("GTS_PDFXConformance", "")
        if conformance != name:
            yield f"it claims the conformance ‘{conformance}’, not {name}"
    if said != name:
        yield f"it claims to be ‘{said}’, not {name}"
    if declared.version > _HIGHEST[expected.standard]:
        yield f"it is written in PDF {declared.version}; {name} ends at {_HIGHEST[expected.standard]}"


def _metadata_faults(declared: Declared) -> Iterator[str]:
    missing = [name for name in _REQUIRED if not declared.properties.get(name)]
    missing += [name for name in _DATES if not declared.information.get(name)]
    if missing:
        yield f"it does not tell {', '.join(missing)}"
    trapped = declared.information.get("Trapped", "").removeprefix("/")
    if trapped not in _TRAPPED or declared.properties.get("Trapped") != trapped:
        yield "it does not say whether it is trapped, or says it twice otherwise"
    if declared.information.get("Title", "") != declared.properties.get("title", ""):
        yield "its title is one in the metadata and another in the information dictionary"
    if not declared.has_id:
        yield "it has no identifier"
