"""The e-book and the printed book as ONIX for Books 3.0 (EDItEUR, reference names), for shops and distributors.

Codes are of EDItEUR's code lists, issue 60 and later; the number of a list stands beside each table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from coursepack.config import Config
from coursepack.editions.export.catalogue.languages import marc_language
from coursepack.editions.export.catalogue.people import Person, authors, editors
from coursepack.editions.export.catalogue.reader import Pages
from coursepack.editions.export.plain_text import one_line
from coursepack.editions.export.trade.finished import Finished

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"

_FEATURES: Mapping[str, str] = {
    "tableOfContents": "11",
    "index": "12",
    "readingOrder": "13",
    "alternativeText": "14",
    "MathML": "17",
    "pageBreakMarkers": "19",
    "structuralNavigation": "29",
    "ARIA": "30",
    "displayTransformability": "36",
}
"""List 196: what the e-book's own accessibility metadata say, as shops hear it."""
_VERSIONS, _LEVELS = {"2.0": "80", "2.1": "81", "2.2": "82"}, {"A": "84", "AA": "85", "AAA": "86"}
_SUMMARY, _EPUB_ACCESSIBILITY_1_1, _TESTED_BY, _REPORT = "00", "04", "90", "94"
_AUTHOR, _EDITOR = "A01", "B01"  # list 17
_ISBN, _URN, _DOI = "15", "22", "06"  # list 5


@dataclass(frozen=True, slots=True)
class _Product:
    """One product: the e-book or the printed book."""

    reference: str
    isbn: str
    form: tuple[str, ...]
    """List 150, then lists 175."""
    extent: str
    """List 23: pages of its own, or of its printed counterpart."""
    finished: Finished | None = None


def write_onix(config: Config, finished: Finished, pages: Pages | None) -> bytes:
    """Write one message with the e-book, and the printed book if there is one and it has an ISBN."""
    root = etree.Element("ONIXMessage", nsmap={None: NAMESPACE})
    root.set("release", "3.0")
    header = _add(root, "Header")
    _add(_add(header, "Sender"), "SenderName", config.publisher or config.title)
    _add(header, "SentDateTime", f"{config.date:%Y%m%d}")
    known = config.identifiers
    ebook = _Product(finished.identifier, _digits(known.isbn_epub), ("ED", "E101"), "08", finished)
    printed = _Product(f"urn:isbn:{_digits(known.isbn_print)}", _digits(known.isbn_print), ("BC",), "00")
    products = [ebook, *([printed] if pages and printed.isbn else [])]
    for product in products:
        others = [other for other in products if other is not product]
        _write_product(_add(root, "Product"), config, product, others, pages)
    # Names are written without prefixes and put into the namespace at the end, which lxml writes once.
    for element in root.iter(etree.Element):
        element.tag = f"{{{NAMESPACE}}}{element.tag!s}"
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _write_product(
    product: etree._Element, config: Config, item: _Product, others: list[_Product], pages: Pages | None
) -> None:
    _add(product, "RecordReference", item.reference)
    _add(product, "NotificationType", "03")
    _identify(product, item, config.identifiers.doi)
    _describe(_add(product, "DescriptiveDetail"), config, item, pages)
    if config.description:
        text = _add(_add(product, "CollateralDetail"), "TextContent")
        for name, value in (("TextType", "03"), ("ContentAudience", "00"), ("Text", config.description)):
            _add(text, name, value)
    _publish(_add(product, "PublishingDetail"), config)
    if others:
        related = _add(product, "RelatedMaterial")
        for other in others:
            one = _add(related, "RelatedProduct")
            _add(one, "ProductRelationCode", "13" if item.finished else "27")
            _identify(one, other, "")
    _supply(_add(product, "ProductSupply"), config)


def _identify(parent: etree._Element, item: _Product, doi: str) -> None:
    """Name a product: by its ISBN, else by its URN, or by a reference of the publisher's own (list 5)."""
    kinds = [(_ISBN, item.isbn)] if item.isbn else []
    if not item.isbn:
        kinds.append((_URN if item.reference.startswith("urn:") else "01", item.reference))
    if doi:
        kinds.append((_DOI, doi.removeprefix("https://doi.org/")))
    for kind, value in kinds:
        identifier = _add(parent, "ProductIdentifier")
        _add(identifier, "ProductIDType", kind)
        if kind == "01":
            _add(identifier, "IDTypeName", "URI")
        _add(identifier, "IDValue", value)


def _describe(detail: etree._Element, config: Config, item: _Product, pages: Pages | None) -> None:
    _add(detail, "ProductComposition", "00")
    _add(detail, "ProductForm", item.form[0])
    for form in item.form[1:]:
        _add(detail, "ProductFormDetail", form)
    if item.finished:
        for kind, text in _accessible(config, item.finished):
            feature = _add(detail, "ProductFormFeature")
            _add(feature, "ProductFormFeatureType", "09")
            _add(feature, "ProductFormFeatureValue", kind)
            if text:
                _add(feature, "ProductFormFeatureDescription", text)
        _add(detail, "EpubTechnicalProtection", "00")
        _license(detail, config)
    _title(_add(detail, "TitleDetail"), config)
    people = [(_AUTHOR, person) for person in authors(config)] + [(_EDITOR, person) for person in editors(config)]
    for number, (role, person) in enumerate(people, 1):
        _contributor(_add(detail, "Contributor"), number, role, person)
    if not people:
        _add(detail, "NoContributor")
    if config.edition:
        _add(detail, "EditionStatement", config.edition)
    language = _add(detail, "Language")
    _add(language, "LanguageRole", "01")
    _add(language, "LanguageCode", marc_language(config.language))
    if pages:
        extent = _add(detail, "Extent")
        for name, value in (("ExtentType", item.extent), ("ExtentValue", str(pages.sides)), ("ExtentUnit", "03")):
            _add(extent, name, value)
    _subjects(detail, config)


def _title(title: etree._Element, config: Config) -> None:
    _add(title, "TitleType", "01")
    element = _add(title, "TitleElement")
    _add(element, "TitleElementLevel", "01")
    _add(element, "TitleText", config.title)
    if config.subtitle:
        _add(element, "Subtitle", config.subtitle)


def _accessible(config: Config, finished: Finished) -> Iterator[tuple[str, str]]:
    """Values of list 196, and words where a value has any."""
    said = finished.accessibility
    yield _SUMMARY, " ".join(said.get("accessibilitySummary", ()))
    yield from ((code, "") for name, code in _FEATURES.items() if name in said.get("accessibilityFeature", ()))
    if "textual" in said.get("accessModeSufficient", ()):
        yield "52", ""
    claim = config.epub.conformance
    if claim is not None:
        yield _EPUB_ACCESSIBILITY_1_1, ""
        yield _VERSIONS[claim.wcag], ""
        yield _LEVELS[claim.level], ""
        yield _TESTED_BY, claim.certified_by
        if claim.report:
            yield _REPORT, claim.report


def _license(detail: etree._Element, config: Config) -> None:
    if config.licence:
        licence = _add(detail, "EpubLicense")
        _add(licence, "EpubLicenseName", config.rights or config.licence)
        expression = _add(licence, "EpubLicenseExpression")
        _add(expression, "EpubLicenseExpressionType", "02")
        _add(expression, "EpubLicenseExpressionLink", config.licence)


def _contributor(contributor: etree._Element, number: int, role: str, person: Person) -> None:
    _add(contributor, "SequenceNumber", str(number))
    _add(contributor, "ContributorRole", role)
    if person.family:
        _add(contributor, "PersonName", person.printed)
        _add(contributor, "PersonNameInverted", person.inverted)
    else:
        _add(contributor, "CorporateName", person.printed)


def _subjects(detail: etree._Element, config: Config) -> None:
    """Thema (list 27: 93), the first as the main one, and keywords (20)."""
    for place, code in enumerate(config.distribution.thema):
        subject = _add(detail, "Subject")
        if place == 0:
            _add(subject, "MainSubject")
        _add(subject, "SubjectSchemeIdentifier", "93")
        _add(subject, "SubjectCode", code)
    if config.subjects:
        subject = _add(detail, "Subject")
        _add(subject, "SubjectSchemeIdentifier", "20")
        _add(subject, "SubjectHeadingText", "; ".join(config.subjects))


def _publish(detail: etree._Element, config: Config) -> None:
    publisher = _add(detail, "Publisher")
    _add(publisher, "PublishingRole", "01")
    _add(publisher, "PublisherName", config.publisher or config.institution or config.title)
    if config.place:
        _add(detail, "CityOfPublication", config.place)
    _add(detail, "PublishingStatus", "04")
    date = _add(detail, "PublishingDate")
    _add(date, "PublishingDateRole", "01")
    _add(date, "Date", f"{config.date:%Y%m%d}")
    rights = _add(detail, "SalesRights")
    _add(rights, "SalesRightsType", "02")
    _add(_add(rights, "Territory"), "RegionsIncluded", "WORLD")


def _supply(supply: etree._Element, config: Config) -> None:
    detail = _add(supply, "SupplyDetail")
    supplier = _add(detail, "Supplier")
    _add(supplier, "SupplierRole", "01")
    _add(supplier, "SupplierName", config.publisher or config.institution or config.title)
    _add(detail, "ProductAvailability", "20")
    amount = config.distribution.amount
    if amount is None:
        _add(detail, "UnpricedItemType", "01")
        return
    price = _add(detail, "Price")
    _add(price, "PriceType", "02")
    _add(price, "PriceAmount", amount[1])
    _add(price, "CurrencyCode", amount[0])


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, name)
    if text:
        child.text = one_line(text)
    return child


def _digits(isbn: str) -> str:
    return "".join(character for character in isbn if character.isalnum())
