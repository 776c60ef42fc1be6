"""What a worker learns of a section when it lays it out: plain, frozen, picklable values.

Pages count from 0 within the section. Lengths are PDF points (1/72 inch); y counts upwards from the foot of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coursepack.document.model import Matter, PageMap, PageStart


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an element with an id begins."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of the PDF outline; `level` counts from 1."""

    level: int
    title: str
    page: int
    x: float
    y: float
    opened: bool


@dataclass(frozen=True, slots=True)
class FolioTemplate:
    """A folio cut out of a part, to be stamped on joining: so a part stays valid when earlier ones grow.

    `x`, `y`, `size` are in CSS pixels from the top left corner of the page, as the engine writes its content streams;
    `x` is the fixed point of the text: its left end (`align` 0), its middle (0.5) or its right end (1).
    """

    page: int
    font: str
    """Key into `PartFacts.fonts`."""
    size: float
    colour: tuple[str, ...]
    """Operators of the content stream that set the colour."""
    features: tuple[tuple[str, int], ...]
    """OpenType features, for shaping the digits."""
    align: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class FolioGap:
    """A gap for a folio in the text of a page (“p. 43”), filled in on joining: so a part stays valid when the page that it
    names moves. The content of the page has a mark for each digit (`folios.mark`).
    """

    page: int
    target: str
    """Id of the element whose folio goes here."""
    digits: int
    font: str
    """Key into `PartFacts.fonts`."""
    size: float
    """In CSS pixels, as the engine writes its content streams."""
    features: tuple[tuple[str, int], ...]
    """OpenType features, for shaping the digits."""
    nought: int
    """The glyph that the part was laid out with, in the place of each digit."""


@dataclass(frozen=True, slots=True)
class FontFacts:
    """One font that a section uses; the joiner embeds one subset of it for the whole book."""

    name: str
    family: str
    flags: int
    ascent: int
    descent: int
    units_per_em: int
    file: str
    """SHA-256 of the font file, in hexadecimal."""
    index: int
    """Of the face within the file."""
    widths: Mapping[int, int]
    """Glyph id → advance in thousandths of an em."""
    unicode: Mapping[int, str]
    """Glyph id → the text that it stands for."""


class FindingKind(StrEnum):
    """What can be wrong with a section as laid out."""

    TEXT_LOST = "text lost"
    TEXT_DOUBLED = "text doubled"
    TEXT_CHANGED = "text changed"
    NOTE_MISSING = "note missing"
    NOTE_DOUBLED = "note doubled"
    NOTE_CUT = "note cut short"
    NOTE_LATE = "note far from its call"
    NOTE_DISORDER = "note out of order"
    OVERPRINTED = "text outside its area"
    OVERFULL = "line too long"
    IMAGE_LOST = "image lost"
    FOREIGN_FONT = "foreign font"
    ENGINE_WARNING = "engine warning"
    LINK_DANGLING = "link without target"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a section as laid out, for `coursepack.checks.text_audit`."""

    kind: FindingKind
    snippet: str
    """Words of the source near the place, as they stand in the tree; empty if there are none."""
    detail: str
    n: int | None = None
    """`data-n` of the element, where known."""
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where a note stands: the page of its call, and the pages of its text in order."""

    number: str
    call: int
    body: tuple[int, ...]


class SettingKind(StrEnum):
    """What a compositor would not let stand."""

    LADDER = "hyphens on more than three lines in a row"
    HYPHEN_OVER_PAGE = "word broken over the end of a page"
    BROKEN_LAST_WORD = "last line of a paragraph holds the tail of a word only"
    LOOSE = "line with wide spaces"
    WIDOW = "last line of a paragraph alone at the top of a page"
    ORPHAN = "first line of a paragraph alone at the foot of a page"
    RUNT = "last line of a paragraph shorter than the indent"
    HEADING_AT_FOOT = "heading at the foot of a page"
    CAPTION_APART = "caption on another page than its figure or table"
    SHORT_PAGE = "last page of a section with fewer than five lines"


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One place where a section is not set as it should be; `snippet` is the end of the line."""

    kind: SettingKind
    page: int
    snippet: str


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a section are set: counts, and what is not as it should be."""

    stretched: int = 0
    """Lines that are stretched to the measure, notes included."""
    spaces: float = 0.0
    """Sum of their word spaces, in ems."""
    gridded: int = 0
    """Lines of paragraphs that have the height of the line grid."""
    off_grid: int = 0
    """Of these, how many stand more than half a point off it."""
    paragraphs: int = 0
    """Paragraphs of two lines or more, without notes."""
    ladder: int = 0
    """The longest run of lines that end in a hyphen."""
    faults: tuple[SettingFault, ...] = ()


@dataclass(frozen=True, slots=True)
class PartFacts:
    """All that the rest of the build needs to know of one section as laid out."""

    pages: tuple[tuple[float, float], ...]
    """Width and height of each page's media box."""
    anchors: Mapping[str, Anchor]
    bookmarks: tuple[Bookmark, ...]
    folios: tuple[FolioTemplate, ...]
    gaps: tuple[FolioGap, ...]
    """In the order of the text."""
    fonts: Mapping[str, FontFacts]
    starts: tuple[PageStart | None, ...]
    """For each page, where it begins in the section's tree; None if it holds nothing of the tree (only notes carried
    over)."""
    notes: tuple[NotePlace, ...]
    findings: tuple[Finding, ...]
    texts: Mapping[int, int]
    """`data-n` of each element with text of its own, or an image → CRC-32 of that text, as `reading.checksum` makes
    it."""
    lines: int
    """Lines of running text, notes included."""
    hyphenated: int
    """Of these, how many end in a hyphen that the engine put there."""
    setting: Setting = Setting()

    @property
    def extent(self) -> Extent:
        """What folios depend on."""
        return Extent(len(self.pages), {name: anchor.page for name, anchor in self.anchors.items()})


@dataclass(frozen=True, slots=True)
class Extent:
    """How long a section is, and where in it things stand: all of it that folios depend on."""

    length: int
    """In pages."""
    anchors: Mapping[str, int]
    """On which of its pages each element with an id begins."""


@dataclass(frozen=True, slots=True)
class Part:
    """One section laid out: the facts, and a PDF without fonts and folios, which only `editions.pdf` can complete."""

    facts: PartFacts
    pdf: bytes


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part in its place in the book. Blank pages before it are the difference to the end of the part before."""

    id: str
    matter: Matter
    first_page: int
    """Index in the book's PDF, from 0."""
    first_number: int
    """Number of its first page in its run of folios, from 1."""
    part: Part
    depth: int = 0
    """1 for a chapter in a part, as `Sheet.depth`."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """For the report."""

    pages: int
    blank_pages: int
    notes: int
    notes_carried: int
    """Notes whose text runs on to another page."""
    lines: int
    hyphenated: int
    passes: int
    """How often folios were filled in until they stood still."""
    laid_out: tuple[str, ...]
    """Ids of the sections that had to be laid out, once for each time; the others came from the cache."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The book laid out. `settled` is false if page references never came to rest: then it must not be published."""

    parts: tuple[PlacedPart, ...]
    page_map: PageMap
    fonts: Mapping[str, bytes]
    """The book's font files by SHA-256: what `FontFacts.file` names."""
    statistics: Statistics
    settled: bool
