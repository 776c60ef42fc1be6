"""A parsed text against docs/markup.md: what pandoc takes without a word, and the book could not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, Node, attributes, rewrite_inlines, text_of, walk
from coursepack.document.index_markup import check_mark
from coursepack.sources.files import SourceFile

RESERVED_CLASS = error("M021", "a class that the build keeps for itself")
NOTE_IN_NOTE = error("M022", "a note stands inside a note")
NO_WORDS = error("M023", "a heading has no words")
NOTE_LABEL = error("M024", "a note and its label do not pair")
BAD_LANGUAGE = error("M025", "a language tag that is none")
SKIPPED_LEVEL = error("M026", "a heading skips a level")
LOST_LINE = error("M027", "a line that pandoc takes for the address of a link")

RESERVED = frozenset(
    "call citation cited entry folio footnote footnote-back footnote-ref footnotes label line-block locators note noteref "
    "notes number opener pageref reset-citation-positions xref".split()
)
"""Classes of the canonical tree (docs/canonical.md) that only the build may set."""

_WITH_ATTRIBUTES = ("Div", "Span", "Header", "Link", "Image", "Code", "CodeBlock", "Table", "Figure")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NO_MARKUP = re.compile(r"^(```+|~~~+)[\s\S]*?^\1|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)|<!--[\s\S]*?-->", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_LINK_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:", re.MULTILINE)
_BRACKETS = re.compile(r"(?<!\\)\[(?!\^)([^\[\]]+)\]")
_LABEL = re.compile(r"\[\^([^\]\s]+)\]")
_NO_HEADING = re.compile(r"^##+[ \t]*(?:$|[\^!\[{@])", re.MULTILINE)
_FIRST_PARAGRAPH = re.compile(r".*(?:\n(?!\s*\n| {0,3}\[\^).+)*")


def check_markup(source: SourceFile, nodes: Sequence[Node]) -> list[Diagnostic]:
    """Check classes, languages, notes, headings and index entries among the nodes of a parsed text."""
    found: list[Diagnostic] = []
    for node in nodes:
        if node["t"] in _WITH_ATTRIBUTES:
            found += _check_attributes(source, node)
        if node["t"] == "Cite" and any(inner["t"] == "Note" for inner in walk(_affixes(node))):
            place = source.locate_words(text_of(node["c"][1]))
            found.append(
                NOTE_IN_NOTE.at(place, "a note stands inside a citation", "set it before or after the citation")
            )
        if node["t"] == "Note" and any(inner["t"] == "Note" for inner in walk(node["c"])):
            place = source.locate_words(words_of(node["c"]))
            found.append(NOTE_IN_NOTE.at(place, "a note cannot have a note", "write it into the note itself"))
    return [*found, *_check_headings(source, nodes)]


def _affixes(cite: Node) -> list[Inlines]:
    """What is written before and after the keys of a citation."""
    return [citation[name] for citation in cite["c"][0] for name in ("citationPrefix", "citationSuffix")]


def check_link_labels(source: SourceFile) -> list[Diagnostic]:
    """A line such as `[Mao]: We must` is a link definition to pandoc, and its words are gone; so is every unused one."""
    text = _NO_MARKUP.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source.text)
    definitions = list(_LINK_DEFINITION.finditer(text))
    starts = {match.start(1) for match in definitions}
    used = {" ".join(match[1].lower().split()) for match in _BRACKETS.finditer(text) if match.start(1) not in starts}
    return [
        LOST_LINE.at(
            source.at(match.start()),
            f"pandoc takes the line that begins ‘[{match[1]}]:’ for the address of a link, and does not print it",
            f"write \\[{match[1]}\\]: where it is text",
        )
        for match in definitions
        if " ".join(match[1].lower().split()) not in used
    ]


def check_note_labels(source: SourceFile) -> list[Diagnostic]:
    """Every label is defined once and called, outside notes: pandoc drops the others, and their words."""
    text = _NO_MARKUP.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source.text)
    definitions = list(_DEFINITION.finditer(text))
    starts = {match.start(1) for match in definitions}
    calls = [match for match in _LABEL.finditer(text) if match.start(1) not in starts]
    found = [*_unpaired(source, definitions, calls)]
    for match in definitions:
        paragraph = _FIRST_PARAGRAPH.match(text, match.end())
        if paragraph and _LABEL.search(paragraph[0]):
            hint = "write it into the note itself"
            found.append(NOTE_IN_NOTE.at(source.at(match.start()), f"the note ‘{match[1]}’ has a note", hint))
    return found


def words_of(inlines: Inlines | Blocks) -> str:
    """The words of inlines without citations and images, which are no words of their own."""

    def only_words(nodes: Inlines) -> Inlines:
        return [node for node in nodes if node["t"] not in ("Cite", "Image")]

    return text_of(rewrite_inlines(inlines, only_words)).strip()


def _unpaired(source: SourceFile, definitions: list[re.Match[str]], calls: list[re.Match[str]]) -> Iterator[Diagnostic]:
    called, defined = {call[1] for call in calls}, Counter(match[1] for match in definitions)
    for call in calls:
        if call[1] not in defined:
            hint = f"write the note: a paragraph that begins with [^{call[1]}]:"
            yield NOTE_LABEL.at(source.at(call.start()), f"there is no note ‘{call[1]}’", hint)
    for match in definitions:
        place = source.at(match.start())
        if match[1] not in called:
            yield NOTE_LABEL.at(place, f"nothing calls the note ‘{match[1]}’", f"set [^{match[1]}] where it belongs")
        elif defined[match[1]] > 1:
            yield NOTE_LABEL.at(place, f"there are {defined[match[1]]} notes ‘{match[1]}’", "rename the others")


def _check_attributes(source: SourceFile, node: Node) -> Iterator[Diagnostic]:
    _, classes, pairs = attributes(node)
    for name in sorted(RESERVED & set(classes)):
        place = source.locate(rf"(?:\.|::: *){re.escape(name)}\b")
        yield RESERVED_CLASS.at(place, f"the class ‘{name}’ has a meaning of its own", "choose another name")
    language = pairs.get("lang", "")
    if language and not _LANGUAGE.fullmatch(language):
        place = source.locate(rf"lang=[\"']?{re.escape(language)}")
        yield BAD_LANGUAGE.at(place, f"‘{language}’ is not a language tag", "write, for example, zh-Hans, ru or fr")
    if "index" in classes and node["t"] == "Span":
        yield from check_mark(source, node)


def _check_headings(source: SourceFile, nodes: Sequence[Node]) -> Iterator[Diagnostic]:
    above = 1
    without_words = 0
    for node in nodes:
        if node["t"] != "Header" or node["c"][0] == 1:
            continue
        level, words = node["c"][0], words_of(node["c"][2])
        if words:
            place = source.locate_words(words) if level > above + 1 else Location(source.path)
        else:
            place = _nth_heading_without_words(source, without_words)
            without_words += 1
            yield NO_WORDS.at(place, f"a heading of level {level} has no words", "write some, or delete it")
        if level > above + 1:
            hint = f"write {'#' * (above + 1)}"
            yield SKIPPED_LEVEL.at(place, f"‘{words}’ is of level {level}, but stands below level {above}", hint)
        above = level


def _nth_heading_without_words(source: SourceFile, count: int) -> Location:
    starts = _headings_without_words(source.text)
    return source.at(starts[count]) if count < len(starts) else Location(source.path)


@lru_cache(maxsize=4)
def _headings_without_words(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _NO_HEADING.finditer(text))
