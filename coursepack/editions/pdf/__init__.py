"""Join the parts of a layout into one PDF; the only room that knows uharfbuzz.

In: a `Layout` (parts without fonts and folios, and the page map) and the book's metadata. Out: the bytes of a PDF.
"""

from coursepack.editions.pdf.attachments import Attachment
from coursepack.editions.pdf.joining import Inking, join, joined_in_ink
from coursepack.editions.pdf.metadata import PdfMetadata

__all__ = ["Attachment", "Inking", "PdfMetadata", "join", "joined_in_ink"]
