"""The preflight: a good file passes, and every rule is broken by a file that was spoilt on purpose."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from press_books import expected, finished
from typer.testing import CliRunner

from coursepack.checks.preflight import preflight
from coursepack.cli import application
from coursepack.diagnostics import Diagnostic, Severity
from coursepack.editions.press.identity import Standard
from coursepack.errors import ExitCode
from coursepack.keeping.store import MemoryStore

VARIANTS = [("pdfx-4", "cmyk"), ("pdfx-4", "black"), ("pdfx-1a", "cmyk"), ("pdfx-1a", "black")]


STORE = MemoryStore()
"""Knows the pages of whatever file was judged before: most of them are pages of the next."""


def judged(data: bytes, standard: Standard = "pdfx-4", colour: str = "cmyk", *, marks: bool = True) -> list[Diagnostic]:
    return preflight(data, expected(standard, colour, marks=marks), "reader-print.pdf", STORE)[1]


@pytest.mark.parametrize(("standard", "colour"), VARIANTS)
@pytest.mark.parametrize("marks", [True, False])
def test_a_finished_file_passes(standard: Standard, colour: str, marks: bool) -> None:
    figures, findings = preflight(finished(standard, colour, marks=marks), expected(standard, colour, marks=marks), "f")
    assert findings == []
    assert figures is not None
    assert figures.standard == {"pdfx-4": "PDF/X-4", "pdfx-1a": "PDF/X-1a:2003"}[standard]
    assert (figures.trim, figures.bleed, figures.pages % 4) == ("100.0 × 130.0 mm", "3.0 mm", 0)
    assert bool(figures.colour_pages) == (colour == "cmyk")
    assert figures.inks == (("cyan", "magenta", "yellow", "black") if colour == "cmyk" else ("black",))
    assert figures.lowest_ppi == 300
    assert 150 < figures.most_ink <= 300 if colour == "cmyk" else figures.most_ink == 100
    assert figures.fonts == ("EBGaramond-Italic", "EBGaramond-Regular")


Spoil = Callable[[pikepdf.Pdf], None]


def spoilt(spoil: Spoil, standard: Standard = "pdfx-4", colour: str = "cmyk") -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(finished(standard, colour))) as pdf:
        spoil(pdf)
        pdf.save(target)
    return target.getvalue()


def page(pdf: pikepdf.Pdf, number: int = 5) -> pikepdf.Object:
    return pdf.pages[number - 1].obj


def draw(pdf: pikepdf.Pdf, content: str, number: int = 5) -> None:
    pdf.pages[number - 1].contents_add(f"\nq {content} Q\n".encode())


def resource(pdf: pikepdf.Pdf, kind: str, item: pikepdf.Object, number: int = 5) -> str:
    return str(pdf.pages[number - 1].add_resource(pdf.make_indirect(item), Name(kind)))


def key_of(pdf: pikepdf.Pdf, name: str) -> None:
    text = pdf.Root.Metadata.read_bytes().decode()
    start, end = text.index(f"<{name}>"), text.index(f"</{name}>") + len(name) + 3
    pdf.Root.Metadata.write((text[:start] + text[end:]).encode())


def other_trim(pdf: pikepdf.Pdf) -> None:
    page(pdf).TrimBox = Array([0, 0, 280, 368])


def no_trim(pdf: pikepdf.Pdf) -> None:
    del page(pdf)["/TrimBox"]


def no_bleed(pdf: pikepdf.Pdf) -> None:
    page(pdf).BleedBox = page(pdf).TrimBox


def small_sheet(pdf: pikepdf.Pdf) -> None:
    page(pdf).MediaBox = page(pdf).TrimBox


def art_box(pdf: pikepdf.Pdf) -> None:
    page(pdf).ArtBox = page(pdf).TrimBox


def no_marks(pdf: pikepdf.Pdf) -> None:
    page(pdf).Contents = Array(list(page(pdf).Contents)[:-1])


def marks_cut_short(pdf: pikepdf.Pdf) -> None:
    page(pdf).MediaBox = Array([-15, -15, *(float(edge) + 15 for edge in list(page(pdf).TrimBox)[2:])])


def mark_in_bleed(pdf: pikepdf.Pdf) -> None:
    draw(pdf, "0 0 0 1 K .25 w 0 -8 m 0 -4 l S")


def annotation(pdf: pikepdf.Pdf) -> None:
    page(pdf).Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9])])


def javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]))


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def pdfa_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].S = Name.GTS_PDFA1


def intent_without_profile(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents[0]["/DestOutputProfile"]


def nameless_condition(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents[0]["/OutputConditionIdentifier"]


def no_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]


def no_version(pdf: pikepdf.Pdf) -> None:
    key_of(pdf, "pdfxid:GTS_PDFXVersion")


def no_document_id(pdf: pikepdf.Pdf) -> None:
    key_of(pdf, "xmpMM:DocumentID")


def untrapped(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Trapped"]


def other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = String("Another")


def rgb_text(pdf: pikepdf.Pdf) -> None:
    font = next(iter(page(pdf).Resources.Font.keys()))
    draw(pdf, f"1 0 0 rg BT {font} 9 Tf 9 9 Td <0003> Tj ET")


def rgb_space(pdf: pikepdf.Pdf) -> None:
    name = resource(pdf, "/ColorSpace", Array([Name.CalRGB, Dictionary(WhitePoint=[1, 1, 1])]))
    draw(pdf, f"{name} cs 1 0 0 scn 9 9 9 9 re f")


def rgb_image(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(b"\xff\0\0" * 4)
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 2, 2
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    draw(pdf, f".4 0 0 .4 9 9 cm {resource(pdf, '/XObject', image)} Do")


def rgb_in_form(pdf: pikepdf.Pdf) -> None:
    inner = pdf.make_stream(b"1 0 0 RG 0 0 m 20 20 l S")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 20])
    draw(pdf, f"{resource(pdf, '/XObject', inner)} Do")


def rgb_gradient(pdf: pikepdf.Pdf) -> None:
    ramp = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 0, 0], N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 9, 9], Function=ramp)
    draw(pdf, f"{resource(pdf, '/Shading', shading)} sh")


def spot_colour(pdf: pikepdf.Pdf) -> None:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 1, 0], N=1)
    space = Array([Name.Separation, Name("/PANTONE"), Name.DeviceCMYK, pdf.make_indirect(tint)])
    draw(pdf, f"{resource(pdf, '/ColorSpace', space)} cs 1 scn 9 9 9 9 re f")


def flooded(pdf: pikepdf.Pdf) -> None:
    draw(pdf, ".9 .8 .8 .9 k 9 9 9 9 re f")


def flooded_image(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(b"\xff\xf0\xe0\xd0" * 4)
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 2, 2
    image.ColorSpace, image.BitsPerComponent = Name.DeviceCMYK, 8
    draw(pdf, f".4 0 0 .4 9 9 cm {resource(pdf, '/XObject', image)} Do")


def hairline(pdf: pikepdf.Pdf) -> None:
    draw(pdf, "0 0 0 1 K .1 w 9 9 m 90 90 l S")


def thin_bar(pdf: pikepdf.Pdf) -> None:
    draw(pdf, "0 0 0 1 k 9 9 90 .12 re f")


def rich_black(pdf: pikepdf.Pdf) -> None:
    font = next(iter(page(pdf).Resources.Font.keys()))
    draw(pdf, f".6 .5 .5 1 k BT {font} 9 Tf 9 9 Td <0003> Tj ET")


def coarse(pdf: pikepdf.Pdf) -> None:
    enlarge(pdf, 3)


def soft(pdf: pikepdf.Pdf) -> None:
    enlarge(pdf, 1.5)


def enlarge(pdf: pikepdf.Pdf, times: float) -> None:
    image = pdf.make_stream(bytes(300 * 200))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 300, 200
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    draw(pdf, f"{72 * times} 0 0 {48 * times} 9 9 cm {resource(pdf, '/XObject', image)} Do")


def inner_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(iter(dict(page(pdf).Resources.Font).values())).DescendantFonts[0]


def without_font(pdf: pikepdf.Pdf) -> None:
    del inner_font(pdf).FontDescriptor["/FontFile2"]


def cff_font(pdf: pikepdf.Pdf) -> None:
    descriptor = inner_font(pdf).FontDescriptor
    descriptor.FontFile3 = descriptor.FontFile2
    del descriptor["/FontFile2"]


def strange_font(pdf: pikepdf.Pdf) -> None:
    next(iter(dict(page(pdf).Resources.Font).values())).BaseFont = Name("/ABCDEF+Helvetica")


def no_labels(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/PageLabels"]


def shifted_labels(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r), 2, Dictionary(S=Name.D, St=2)]))


def leaf_lost(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1]


def no_outline(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Outlines"]


SPOILT: list[tuple[str, Spoil, str]] = [
    ("P011", other_trim, "page 5 (folio 3): the trimmed page is 98.8 × 129.8 mm, not 100.0 × 130.0 mm"),
    ("P011", no_trim, "page 5 (folio 3): it has no trim box"),
    ("P011", no_bleed, "page 5 (folio 3): the bleed is 0.0 mm at one side, not 3.0 mm"),
    ("P011", small_sheet, "page 5 (folio 3): the bleed reaches beyond the sheet"),
    ("P011", art_box, "page 5 (folio 3): it has an art box beside its trim box"),
    ("P012", no_marks, "page 5 (folio 3): 0 crop marks, not 8"),
    ("P012", marks_cut_short, "page 5 (folio 3): 0 crop marks, not 8"),
    ("P012", marks_cut_short, "page 5 (folio 3): no registration mark at head, foot, left, right"),
    ("P012", mark_in_bleed, "page 5 (folio 3): a crop mark stands in the bleed"),
    ("P013", annotation, "page 5 (folio 3) holds /Annots"),
    ("P013", javascript, "the file holds /JavaScript"),
    ("P013", form, "the file holds /AcroForm"),
    ("P020", no_intent, "it has none"),
    ("P020", pdfa_intent, "it has GTS_PDFA1"),
    ("P020", intent_without_profile, "the embedded profile is for nothing, not for CMYK"),
    ("P020", nameless_condition, "names no printing condition"),
    ("P021", no_metadata, "it claims to be ‘’, not PDF/X-4"),
    ("P021", no_version, "it claims to be ‘’, not PDF/X-4"),
    ("P021", no_document_id, "it does not tell DocumentID"),
    ("P021", untrapped, "whether it is trapped"),
    ("P021", other_title, "its title is one in the metadata"),
    ("P030", rgb_text, "page 5 (folio 3) is drawn in DeviceRGB (text)"),
    ("P030", rgb_space, "CalRGB (fill)"),
    ("P030", rgb_image, "DeviceRGB (image)"),
    ("P030", rgb_in_form, "DeviceRGB (stroke)"),
    ("P030", rgb_gradient, "DeviceRGB (shading)"),
    ("P030", spot_colour, "Separation PANTONE (fill)"),
    ("P032", flooded, "page 5 (folio 3): 340% of ink on one spot; the limit is 300 %"),
    ("P032", flooded_image, "364% of ink"),
    ("P034", hairline, "1 lines of 0.10 pt and more"),
    ("P034", thin_bar, "1 lines of 0.12 pt and more"),
    ("P035", rich_black, "the text would blur"),
    ("P040", coarse, "page 5 (folio 3): ‘figures/picture.png’ of 300 × 200 pixels stands at 100 pixels an inch"),
    ("P041", soft, "stands at 200 pixels an inch"),
    ("P050", without_font, "it is not embedded"),
    ("P050", cff_font, "its outlines are not TrueType"),
    ("P051", strange_font, "is set in ABCDEF+Helvetica"),
    ("P060", no_labels, "page 5 has no label"),
    ("P060", shifted_labels, "page 4 is labelled 3, and shows 2"),
    ("P061", leaf_lost, "‘Chapter one’ opens on page 2 (folio ii), a verso"),
    ("P061", no_outline, "the outline does not say where ‘Chapter one’ opens"),
    ("P062", leaf_lost, "pages are not a multiple of 4"),
]


def test_pages_that_are_known_are_judged_as_if_they_were_not() -> None:
    good, bad = finished("pdfx-4", "cmyk"), spoilt(flooded)
    judged(good)
    assert judged(bad) == preflight(bad, expected("pdfx-4", "cmyk"), "reader-print.pdf")[1] != []
    assert judged(good) == []


@pytest.mark.parametrize(("code", "spoil", "message"), SPOILT, ids=[f"{c}-{s.__name__}" for c, s, _ in SPOILT])
def test_a_spoilt_file_is_refused(code: str, spoil: Spoil, message: str) -> None:
    findings = judged(spoilt(spoil))
    said = [item.message for item in findings if item.code == code]
    assert any(message in text for text in said), [f"{item.code} {item.message}" for item in findings]
    warned = {item.code for item in findings if item.severity is Severity.WARNING}
    assert warned <= {"P034", "P041"}
    assert {item.location.file for item in findings} == {"reader-print.pdf"}


def test_colour_has_no_place_in_a_book_in_black() -> None:
    findings = judged(spoilt(flooded, "pdfx-4", "black"), "pdfx-4", "black")
    assert [(item.code, item.message) for item in findings if item.code != "P032"] == [
        ("P031", "page 5 (folio 3) is drawn in DeviceCMYK (fill)")
    ]


@pytest.mark.parametrize("inks", [".1 0 0 0", "0 .1 0 0", "0 0 .1 0"], ids=["cyan", "magenta", "yellow"])
def test_a_coloured_ink_that_only_the_bleed_shows_is_found(inks: str) -> None:
    def tinted(pdf: pikepdf.Pdf) -> None:
        draw(pdf, f"{inks} k -8 -8 7 7 re f")

    findings = judged(spoilt(tinted, "pdfx-4", "black"), "pdfx-4", "black")
    assert [(item.code, item.message) for item in findings] == [
        ("P031", "page 5 (folio 3) is drawn in DeviceCMYK (fill)")
    ]
    assert judged(spoilt(tinted)) == []


def test_what_shows_through_has_no_place_in_a_pdfx_1a() -> None:
    def sheer(pdf: pikepdf.Pdf) -> None:
        state = Dictionary(ca=Decimal("0.5"))
        draw(pdf, f"{resource(pdf, '/ExtGState', state)} gs 0 0 0 1 k 9 9 9 9 re f")

    assert judged(spoilt(sheer)) == []
    findings = judged(spoilt(sheer, "pdfx-1a"), "pdfx-1a")
    assert [(item.code, item.message) for item in findings] == [("P033", "page 5 (folio 3) holds fills of 50%")]


def test_a_pdfx_1a_says_so_in_its_information_dictionary() -> None:
    def silent(pdf: pikepdf.Pdf) -> None:
        del pdf.docinfo["/GTS_PDFXVersion"]

    assert [item.code for item in judged(spoilt(silent, "pdfx-1a"), "pdfx-1a")] == ["P021"]


def test_a_file_of_another_standard_or_colour_is_refused() -> None:
    codes = {item.code for item in judged(finished("pdfx-4", "cmyk"), "pdfx-1a", "black")}
    assert codes >= {"P020", "P021", "P031", "P033"}
    assert {item.code for item in judged(finished("pdfx-4", "black", marks=False), colour="black")} == {"P012"}


@pytest.mark.parametrize("data", [b"", b"not a PDF", finished()[:900]])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    figures, findings = preflight(data, expected(), "f")
    assert figures is None
    assert [item.code for item in findings] == ["P010"]


PROJECT = """\
name = "small"
title = "Small"
date = 2026-01-01
[contents]
chapters = ["one.md"]
[page]
size = "100 x 130 mm"
[print]
colour = "cmyk"
signature = 4
"""


def test_check_judges_one_finished_file(project: Callable[..., Path], tmp_path: Path) -> None:
    folder = project(manuscript__reader_dot_toml=PROJECT, manuscript__one_dot_md="# Chapter one\n\nText [@able2001].\n")
    (tmp_path / "a.pdf").write_bytes(finished())
    (tmp_path / "b.pdf").write_bytes(spoilt(no_bleed))
    done = CliRunner().invoke(application(), ["check", str(folder), "--pdf", str(tmp_path / "b.pdf"), "--json"])
    outcome = json.loads(done.stdout)
    assert (done.exit_code, outcome["exit_code"]) == (ExitCode.PROOF, ExitCode.PROOF)
    assert ("P011", "b.pdf") in {(item["code"], item["file"]) for item in outcome["diagnostics"]}
    done = CliRunner().invoke(application(), ["check", str(folder), "--pdf", str(tmp_path / "a.pdf")])
    assert "error P061: the outline does not say where ‘Contents’ opens" not in done.stderr
    assert "P011" not in done.stderr
    done = CliRunner().invoke(application(), ["check", str(folder), "--pdf", str(tmp_path / "none.pdf")])
    assert done.exit_code == ExitCode.MACHINE
