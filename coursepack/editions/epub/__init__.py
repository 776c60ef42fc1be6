"""The e-book: the canonical book as one EPUB 3.3 file.

In: the canonical book, its configuration, the page map of the print edition, fonts. Out: the bytes of the file; the
same input gives the same bytes. The rooms, in the order of the work:

`documents` (one content document a section) → `pagebreaks` (markers of the print edition's pages) → `readings` (those that the
e-book only names) → `references` (page references filled, links between files) → `citations`, `semantics`, `notes` (types, roles,
links back) → `navigation` (contents, landmarks, page list) → `images`, `drawings`, `fonts` (files) → `metadata` → `container`
(the ZIP file).
"""

from __future__ import annotations

from coursepack.config import Config
from coursepack.document.model import Book, PageMap
from coursepack.editions.epub.assembly import Assembly
from coursepack.editions.epub.citations import link_citations
from coursepack.editions.epub.documents import open_documents, own_copies
from coursepack.editions.epub.fonts import EpubFonts
from coursepack.editions.epub.images import package_images
from coursepack.editions.epub.pagebreaks import insert_page_breaks
from coursepack.editions.epub.readings import name_readings
from coursepack.editions.epub.references import fill_references, link_files
from coursepack.editions.epub.semantics import annotate
from coursepack.editions.epub.words import read_words
from coursepack.keeping.store import MemoryStore, Store
from coursepack.labels import read_labels
from coursepack.theme import Theme

__all__ = ["EpubFonts", "write_epub"]


def write_epub(
    book: Book,
    config: Config,
    theme: Theme,
    *,
    page_map: PageMap | None,
    fonts: EpubFonts,
    cover: bytes,
    store: Store | None = None,
) -> bytes:
    """Write the e-book (EPUB 3.3) and return the file. `cover` is a picture, as a PNG file; `store` keeps what was made of each
    document.

    `page_map` gives the page list, the markers and the words of page references; without it (no print edition) the
    e-book has no page list, and page references name their target instead. Raises `TemplateBroken` for a template of
    the book that cannot be rendered and `PageMapError` for a page map of another book.
    """
    words = read_words(theme, config.language)
    kept_in = store or MemoryStore()
    opened = open_documents(book, config)
    documents, marks = insert_page_breaks(opened, page_map, kept_in) if page_map else (own_copies(opened), [])
    name_readings(documents, page_map, words)
    fill_references(documents, page_map, read_labels(theme, config.language), config.index.ranges_in(config.language))
    link_citations(documents, words)
    for document in documents:
        annotate(document, words)
    images, image_files = package_images(book, documents, fonts)
    link_files(documents, image_files)
    assembly = Assembly(config, theme, words, documents, fonts, cover, kept_in)
    return assembly.pack(images, marks, page_map.folios if page_map else {})
