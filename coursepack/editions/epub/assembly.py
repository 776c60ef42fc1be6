"""E-book: trees, images and lists filled into the theme's templates, and listed in the package document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursepack.config import Config
from coursepack.document.model import Kind
from coursepack.editions.epub.container import Item, pack
from coursepack.editions.epub.documents import NAV_FILE, ContentDocument
from coursepack.editions.epub.fonts import EpubFonts, embedded_faces
from coursepack.editions.epub.metadata import describe
from coursepack.editions.epub.navigation import (
    depth,
    heading_words,
    landmarks,
    page_targets,
    place_contents_markers,
    table_of_contents,
)
from coursepack.editions.epub.pagebreaks import PageMark
from coursepack.editions.epub.references import CONTENTS_ID, landmark_file, relative
from coursepack.editions.epub.vocabulary import MATHML, SVG, find_class, plain_text
from coursepack.editions.epub.words import Words
from coursepack.editions.epub.xhtml import written
from coursepack.keeping.store import Store
from coursepack.theme import Theme, markup

XHTML = "application/xhtml+xml"
COVER_ID = "cover"
COVER_FILE = "text/cover.xhtml"


@dataclass(frozen=True, slots=True)
class Assembly:
    """What every file of the package is made from."""

    config: Config
    theme: Theme
    words: Words
    documents: Sequence[ContentDocument]
    fonts: EpubFonts
    cover: bytes
    """A PNG file."""
    store: Store

    def pack(self, images: Sequence[Item], marks: Sequence[PageMark], folios: Mapping[str, str]) -> bytes:
        """Make all files and put them into the container."""
        styles = self._styles()
        sheets = [item.href for item in styles if item.media_type == "text/css"]
        contents = self._contents_lists(marks, folios)
        pages = self._pages(sheets)
        nav = self._item("nav", NAV_FILE, "nav.xhtml", sheets, **contents)
        described = describe(self.config, self.documents, self.words, has_pages=bool(marks))
        context = {"config": self.config, "metadata": described, "words": self.words}
        ncx = self.theme.render("epub/toc.ncx", **context, **contents).encode()
        items = [
            Item(nav.id, nav.href, nav.media_type, nav.data, "nav"),
            Item("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx),
            *pages,
            *styles,
            Item("cover-image", "images/cover.png", "image/png", self.cover, "cover-image"),
            *images,
        ]
        package = self.theme.render("epub/package.opf", **context, items=items, spine=self._spine())
        return pack(package, self.theme.text("epub/container.xml"), items, self.config.date, self.store)

    def _styles(self) -> list[Item]:
        """Give the style sheet, and the font with its own where the book has characters that need it."""
        found = [
            Item("css", "css/book.css", "text/css", self.theme.render("epub/book.css", config=self.config).encode())
        ]
        faces = embedded_faces([document.root for document in self.documents], self.fonts, self.config.epub.embed_fonts)
        if faces:
            named = [
                {
                    "family": face.family,
                    "style": face.style,
                    "weight": face.weight,
                    "file": relative(face.item.href, "css/fonts.css"),
                    "languages": face.languages,
                }
                for face in faces
            ]
            sheet = self.theme.render("epub/fonts.css", faces=named)
            found += [Item("css-fonts", "css/fonts.css", "text/css", sheet.encode()), *(face.item for face in faces)]
        return found

    def _contents_lists(self, marks: Sequence[PageMark], folios: Mapping[str, str]) -> dict[str, Any]:
        """Make the context of the navigation document and the NCX."""
        contents = landmark_file(self.documents, Kind.CONTENTS)
        toc = table_of_contents(self.documents, folios)
        return {
            "title": self._contents_title(),
            "heading": self.words["contents"] if contents is None else heading_words(contents),
            "markers": place_contents_markers(None if contents is None else contents.root, toc),
            "toc": toc,
            "toc_depth": depth(toc),
            "landmarks": landmarks(self.documents, self.words),
            "pages": page_targets(marks),
            "contents_id": CONTENTS_ID,
        }

    def _pages(self, sheets: Sequence[str]) -> list[Item]:
        """Make every content document but the navigation: the cover and the sections."""
        book_title = self.config.title
        alt = self.words["cover-alt"].format(title=self._cover_words())
        cover_title = f"{self.words['cover']} – {book_title}"
        made = [self._item(COVER_ID, COVER_FILE, "cover.xhtml", sheets, title=cover_title, alt=alt)]
        titles = {cover_title, self._contents_title()}
        made += [
            self._section(document, sheets, _unique(_title(document, book_title), titles))
            for document in self.documents
            if not document.is_navigation
        ]
        return made

    def _contents_title(self) -> str:
        contents = landmark_file(self.documents, Kind.CONTENTS)
        return f"{self.words['contents'] if contents is None else contents.section.title} – {self.config.title}"

    def _cover_words(self) -> str:
        return ", ".join([self.config.full_title, *self.config.contributors])

    def _section(self, document: ContentDocument, sheets: Sequence[str], title: str) -> Item:
        language = document.root.get("lang") or self.config.language
        item = self._item(
            document.manifest_id,
            document.file,
            "page.xhtml",
            sheets,
            title=title,
            matter=document.matter,
            language=language,
            body=markup(written(document.root, self.store)),
        )
        properties = [
            name for name, namespace in (("mathml", MATHML), ("svg", SVG)) if _has_namespace(document, namespace)
        ]
        return Item(item.id, item.href, item.media_type, item.data, " ".join(properties))

    def _item(self, name: str, file: str, template: str, sheets: Sequence[str], **context: Any) -> Item:
        common = {
            "config": self.config,
            "words": self.words,
            "language": self.config.language,
            "sheets": [relative(sheet, file) for sheet in sheets],
        }
        text = self.theme.render(f"epub/{template}", **(common | context))
        return Item(name, file, XHTML, text.encode())

    def _spine(self) -> list[str]:
        """Order the files: the navigation document stands where the contents are, or before the first that it lists."""
        order = [document.manifest_id for document in self.documents]
        if "nav" not in order:
            listed = [index for index, document in enumerate(self.documents) if document.section.level]
            order.insert(listed[0] if listed else len(order), "nav")
        return [COVER_ID, *order]


def _title(document: ContentDocument, book_title: str) -> str:
    """Write a title: “Chapter 3: Silencing the doubters – Leap and Famine”."""
    number = find_class(document.root, "number", "p")
    lead = "" if number is None else f"{plain_text(number)}: "
    return f"{lead}{document.section.title} – {book_title}"


def _unique(title: str, taken: set[str]) -> str:
    count, unique = 1, title
    while unique in taken:
        count += 1
        unique = f"{title} ({count})"
    taken.add(unique)
    return unique


def _has_namespace(document: ContentDocument, namespace: str) -> bool:
    return any(True for _ in document.root.iter(f"{{{namespace}}}*"))
