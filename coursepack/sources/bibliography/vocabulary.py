"""The types and fields that BibTeX and BibLaTeX know, what each type needs, and the CSL type that it becomes.

Sources: BibLaTeX manual 3.20, sections 2.1 and 2.2; BibTeXing, section 3; CSL 1.0.2, appendix III.
"""

from __future__ import annotations

from collections.abc import Mapping

from coursepack.sources.bibliography.wordlist import words

CSL_TYPES: Mapping[str, str] = {
    "article": "article-journal", "suppperiodical": "article-journal", "periodical": "periodical",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book", "proceedings": "book",
    "mvproceedings": "book", "reference": "book", "mvreference": "book", "booklet": "pamphlet", "manual": "book",
    "inbook": "chapter", "bookinbook": "chapter", "suppbook": "chapter", "incollection": "chapter",
    "suppcollection": "chapter",
    "inreference": "entry-encyclopedia", "inproceedings": "paper-conference", "conference": "paper-conference",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "mathesis": "thesis",
    "report": "report", "techreport": "report", "unpublished": "manuscript", "misc": "document",
    "online": "webpage", "www": "webpage", "electronic": "webpage", "dataset": "dataset", "software": "software",
    "patent": "patent", "standard": "standard", "letter": "personal_communication", "performance": "performance",
    "audio": "song", "music": "song", "movie": "motion_picture", "video": "motion_picture", "image": "graphic",
    "artwork": "graphic",
    "jurisdiction": "legal_case", "legislation": "legislation", "legal": "treaty", "review": "review",
}  # fmt: skip
"""Entry type → CSL type; `csl_type` refines it by other fields."""

NOT_CITABLE = frozenset({"xdata", "set"})
KNOWN_TYPES = frozenset(CSL_TYPES) | NOT_CITABLE | {"commentary"}

_SUBTYPES: Mapping[str, Mapping[str, str]] = {
    "newspaper": {"article": "article-newspaper", "suppperiodical": "article-newspaper"},
    "magazine": {"article": "article-magazine", "suppperiodical": "article-magazine"},
    "podcast": dict.fromkeys(("audio", "video", "movie", "music", "misc", "online"), "broadcast"),
    "broadcast": dict.fromkeys(("audio", "video", "movie", "music", "misc", "online"), "broadcast"),
    "radio": dict.fromkeys(("audio", "video", "misc", "online"), "broadcast"),
    "television": dict.fromkeys(("audio", "video", "misc", "online"), "broadcast"),
    "blog": {"online": "post-weblog", "article": "post-weblog"},
    "post": {"online": "post", "misc": "post"},
    "interview": dict.fromkeys(("misc", "online", "article", "audio", "video", "unpublished"), "interview"),
    "map": {"misc": "map", "image": "map"},
    "speech": dict.fromkeys(("misc", "unpublished", "audio", "video"), "speech"),
    "letter": dict.fromkeys(("misc", "unpublished"), "personal_communication"),
    "pamphlet": {"misc": "pamphlet", "book": "pamphlet"},
    "dictionary": {"inreference": "entry-dictionary"},
}
"""`entrysubtype` → entry type → CSL type. `untitled` is a subtype too: see `repair`."""

ALIASES: Mapping[str, str] = {
    "address": "location", "annote": "annotation", "archiveprefix": "eprinttype", "journal": "journaltitle",
    "key": "sortkey",
    "pdf": "file", "primaryclass": "eprintclass", "school": "institution", "hyphenation": "langid",
    "archivelocation": "archive_location", "shelfmark": "archive_location", "callnumber": "call-number",
}  # fmt: skip
"""Other names of fields → BibLaTeX's (manual, 2.2.5; the last three, for archives, are coursepack's own)."""

_BODY = """
abstract addendum afterword annotation annotator author authortype bookauthor bookpagination booksubtitle booktitle
booktitleaddon chapter commentator date doi edition editor editora editorb editorc editortype editoratype editorbtype
editorctype eid entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon file foreword holder
howpublished indextitle institution introduction isan isbn ismn isrn issn issue issuesubtitle issuetitle
issuetitleaddon iswc journalsubtitle journaltitle journaltitleaddon label language library location mainsubtitle
maintitle maintitleaddon month nameaddon note number organization origdate origlanguage origlocation origpublisher
origtitle pages pagetotal pagination part publisher pubstate reprinttitle series shortauthor shorteditor shorthand
shorthandintro shortjournal shortseries shorttitle subtitle title titleaddon translator type url urldate urlday
urlmonth urlyear venue version volume volumes year day crossref entryset execute gender ids indexsorttitle keywords
langid langidopts options presort related relatedoptions relatedtype relatedstring sortkey sortname sortshorthand
sorttitle sortyear xdata xref archive archive_location call-number genre medium director producer host guest pmid
pmcid mrnumber zblnumber lista listb listc listd liste listf namea nameb namec nameatype namebtype namectype usera
userb userc userd usere userf verba verbb verbc nocite timestamp owner creationdate modificationdate groups comment
bibsource biburl date-added date-modified bdsk-url-1 bdsk-url-2 bdsk-file-1 mendeley-tags mendeley-groups keyword lccn
urlaccessdate copyright
"""
KNOWN_FIELDS = words(_BODY) | frozenset(ALIASES)
"""Every field that is read, kept for exports, or left out knowingly; `name+an` annotations are known as well."""

VERBATIM = words(
    """
    doi eprint file url urlraw pdf verba verbb verbc pmid pmcid isbn issn crossref xdata xref ids langid options
    """
)
"""Fields without LaTeX in them."""

_TITLE = ("title", "shorttitle", "titleaddon", "maintitle", "booktitle")
_DATE = ("date", "year", "pubstate")
_WHERE = ("booktitle", "maintitle")
REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article": (_TITLE, ("journaltitle", "eprint", "doi", "url"), _DATE),
    "suppperiodical": (_TITLE, ("journaltitle",), _DATE),
    "periodical": (_TITLE, _DATE),
    "inbook": (("author", "editor"), ("title", "chapter", "titleaddon"), _WHERE),
    "bookinbook": (("author", "editor"), _TITLE, _WHERE),
    "incollection": (_TITLE, _WHERE, _DATE),
    "inproceedings": (("author",), _TITLE, ("booktitle", "eventtitle", "maintitle"), _DATE),
    "conference": (("author",), _TITLE, ("booktitle", "eventtitle", "maintitle"), _DATE),
    "inreference": (_TITLE, _WHERE),
    "thesis": (("author",), _TITLE, ("institution",), _DATE),
    "phdthesis": (("author",), _TITLE, ("institution",), _DATE),
    "mastersthesis": (("author",), _TITLE, ("institution",), _DATE),
    "mathesis": (("author",), _TITLE, ("institution",), _DATE),
    "report": (_TITLE, ("author", "institution", "editor"), _DATE),
    "techreport": (_TITLE, ("author", "institution", "editor"), _DATE),
    "unpublished": (("author", "editor", "title"), _TITLE),
    "letter": (("author", "title"),),
    "online": (_TITLE,),
    "patent": (("author", "holder"), _TITLE, ("number",), _DATE),
}
"""What each type cannot do without: one field out of each group."""

REQUIRED_OF_OTHERS: tuple[tuple[str, ...], ...] = (_TITLE,)
_BOOKS = ("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference", "mvreference")
REQUIRED = {**REQUIRED, **dict.fromkeys(_BOOKS, (_TITLE, _DATE))}


def csl_type(entry_type: str, fields: Mapping[str, str]) -> str:
    """Find the CSL type of an entry; never empty."""
    subtype = fields.get("entrysubtype", "").strip().lower()
    refined = _SUBTYPES.get(subtype, {}).get(entry_type)
    if refined:
        return refined
    if entry_type == "unpublished" and (
        "eventtitle" in fields or fields.get("type", "").lower() in ("speech", "lecture", "talk")
    ):
        return "speech"
    if entry_type == "misc" and "howpublished" not in fields and "url" in fields and "archive" not in fields:
        return "webpage"
    if entry_type == "article" and "journaltitle" not in fields and "eprint" in fields:
        return "article"
    return CSL_TYPES.get(entry_type, "document")


def canonical(fields: Mapping[str, str]) -> dict[str, str]:
    """Rename fields to BibLaTeX's names, whose own win where both occur; empty ones are left out."""
    renamed = {ALIASES[name]: value for name, value in fields.items() if name in ALIASES and value}
    return {**renamed, **{name: value for name, value in fields.items() if name not in ALIASES and value}}


ROLES: Mapping[str, str] = {
    "author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
    "editora": "editor",
    "editorb": "editor", "editorc": "editor", "annotator": "contributor", "commentator": "contributor",
    "introduction": "contributor", "foreword": "contributor", "afterword": "contributor", "holder": "contributor",
    "origauthor": "original-author", "director": "director", "producer": "producer", "host": "host", "guest": "guest",
}  # fmt: skip
"""Field → CSL name variable."""

ROLES_BY_TYPE: Mapping[str, str] = {
    "compiler": "compiler", "director": "director", "producer": "producer", "organizer": "organizer", "host": "host",
    "translator": "translator", "illustrator": "illustrator", "curator": "curator",
}  # fmt: skip
"""`editortype` → CSL name variable."""

GENRES: Mapping[str, str] = {
    "phdthesis": "PhD thesis", "mathesis": "master’s thesis", "mastersthesis": "master’s thesis",
    "bathesis": "bachelor’s thesis", "candthesis": "candidate thesis", "techreport": "technical report",
    "resreport": "research report", "audiocd": "audio CD", "datacd": "data CD", "software": "software",
}  # fmt: skip
"""BibLaTeX's localisation keys in `type`, and types that name a genre."""

LANGUAGES: Mapping[str, str] = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "canadian": "en-CA",
    "australian": "en-AU", "newzealand": "en-NZ", "chinese": "zh", "pinyin": "zh-Latn-pinyin", "japanese": "ja",
    "korean": "ko",
    "vietnamese": "vi", "russian": "ru", "german": "de", "ngerman": "de", "austrian": "de-AT", "french": "fr",
    "italian": "it",
    "spanish": "es", "portuguese": "pt", "brazilian": "pt-BR", "dutch": "nl", "swedish": "sv", "danish": "da",
    "norwegian": "nb", "nynorsk": "nn", "norsk": "nb", "finnish": "fi", "polish": "pl", "czech": "cs", "slovak": "sk",
    "hungarian": "hu", "bulgarian": "bg", "romanian": "ro", "greek": "el", "latin": "la", "turkish": "tr",
    "ukrainian": "uk",
    "arabic": "ar", "hebrew": "he", "hindi": "hi", "albanian": "sq", "serbian": "sr", "croatian": "hr", "slovene": "sl",
    "catalan": "ca", "estonian": "et", "latvian": "lv", "lithuanian": "lt", "icelandic": "is", "mongolian": "mn",
}  # fmt: skip
"""babel's language names → BCP 47."""

IN_CSL = words(
    """
    title subtitle shorttitle titleaddon booktitle booksubtitle maintitle mainsubtitle journaltitle
    journalsubtitle issuetitle issuesubtitle series eventtitle origtitle shortjournal edition number issue
    volume volumes chapter pagetotal version note addendum annotation abstract howpublished pubstate venue
    publisher location institution organization origpublisher origlocation eprint eprinttype eprintclass date
    year month day urldate urlyear urlmonth urlday eventdate origdate type genre medium library archive
    archive_location call-number langid language url doi isbn issn pmid pmcid pages eid part keywords keyword
    crossref xdata xref ids options execute label presort sortkey sortname sorttitle sortyear sortshorthand
    indextitle indexsorttitle file timestamp owner creationdate modificationdate groups related relatedtype
    relatedstring relatedoptions bdsk-url-1 bdsk-url-2 bdsk-file-1 date-added date-modified mendeley-tags
    mendeley-groups bibsource biburl editortype editoratype editorbtype editorctype comment langidopts nocite
    """
) | frozenset(ROLES)
"""Fields that have a CSL variable, or that concern only a program; all others go to `custom`."""
