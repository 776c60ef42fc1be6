"""Citations, resolved once for the whole book.

Only the citations go through citeproc, not the text around them: one small document with the citations of every chapter in
their order, a heading that resets the style's positions where the book wants first citations in full again, and a note for
every note. What comes back is put where the citation stood (`coursepack.document.citation_places`). The result depends only
on that document, the bibliography and the style, never on the prose, so that it can be kept while the prose is edited.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coursepack import pandoc
from coursepack.diagnostics import Diagnostic, Location, error
from coursepack.document.ast import Blocks, Inlines, Node, rewrite_inlines, walk
from coursepack.document.chapters import Chapter
from coursepack.document.entry_order import file_articles
from coursepack.document.styles import Style
from coursepack.errors import CoursepackError, ToolFailed
from coursepack.sources.bibliography.rendering import FAMILY_FIRST_MARK

NOTHING_PRINTED = error("K013", "The style prints nothing for a work")
UNKNOWN_KEY = error("K001", "a citation names a work that the bibliography does not have")

_MOST_UNKNOWN = 100
"""Keys of a chapter that are reported one by one, each with those that are nearest to it."""

_NO_FORM = re.compile(r"entry with no printed form: (\S+)")
_NO_CITATION = re.compile(r"Citation with no printed form: (\S+)")
_TIME = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?(?:[–-]\d{1,2}:\d{2}(?::\d{2})?)?)([.,;]?)")

_TERMS = {"chap": "chapter", "sec": "section", "pt": "part", "bk": "book"}
_SHORT_TERM = re.compile(rf"({'|'.join(_TERMS)})\.\u00a0(.+)")

CslItem = Mapping[str, Any]
"""One work as a CSL-JSON item."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What citeproc made: the inlines of every citation in order of occurrence, and the bibliography's entries by key."""

    citations: tuple[Inlines, ...]
    entries: tuple[tuple[str, Blocks], ...]


def cites_of(blocks: Any) -> list[Node]:
    """The citations below a node, in document order."""
    return [node for node in walk(blocks) if node["t"] == "Cite"]


def cited_keys(chapters: Sequence[Chapter]) -> list[str]:
    """The keys of all works that the book cites, each once, in order of first citation; then those of `nocite`."""
    keys = [key for chapter in chapters for cite in chapter.cites for key in _keys(cite)]
    keys += [key for chapter in chapters for key in chapter.nocite]
    return list(dict.fromkeys(keys))


def check_keys(chapters: Iterable[Chapter], known: Iterable[str]) -> list[Diagnostic]:
    """Report every citation of a work that the bibliography does not have, with its place and the nearest keys."""
    known = set(known)
    return [fault for chapter in chapters for fault in _unknown_in(chapter, known)]


def _unknown_in(chapter: Chapter, known: set[str]) -> Iterator[Diagnostic]:
    cited = dict.fromkeys([*(key for cite in chapter.cites for key in _keys(cite)), *chapter.nocite])
    unknown = [key for key in cited if key not in known]
    for key in unknown[:_MOST_UNKNOWN]:
        yield from _unknown(chapter, key, known)
    if others := unknown[_MOST_UNKNOWN:]:
        message = f"{len(others):,} more works are cited that the bibliography does not have"
        yield UNKNOWN_KEY.at(chapter.location, message, "is it another book's bibliography?")


def _unknown(chapter: Chapter, key: str, known: set[str]) -> list[Diagnostic]:
    near = difflib.get_close_matches(key, sorted(known), n=3, cutoff=0.4)
    hint = f"the nearest keys are {', '.join(near)}" if near else "add the work to the bibliography"
    message = f"no work has the key ‘{key}’"
    return [UNKNOWN_KEY.at(place, message, hint) for place in chapter.places(rf"@\{{?({re.escape(key)})(?!\w)")]


def resolve(
    chapters: Sequence[Chapter], items: Mapping[str, CslItem], style: Style, lang: str, *, by_chapter: bool
) -> Resolved:
    """Run citeproc once over the citations of the whole book; `by_chapter`: each chapter cites in full again.

    Every key must be in `items`. Raises `ToolFailed` where citeproc warns of anything.
    """
    blocks = [block for chapter in chapters for block in _extract(chapter, reset=by_chapter and style.notes)]
    if not style.notes:
        blocks = rewrite_inlines(blocks, _with_terms)
    arguments = ["-f", "json", "-t", "json", "--citeproc", "--fail-if-warnings"]
    arguments += ["--bibliography=references.json", "--csl=style.csl"]
    document = _document(blocks, _uncited(blocks, items), lang)
    references = _json(list(items.values()))
    files = {"references.json": references, "style.csl": style.xml}
    try:
        answer = json.loads(pandoc.run(arguments, _json(document), files))
    except ToolFailed as fault:
        raise _explained(fault) from fault
    blocks = answer["blocks"]
    if FAMILY_FIRST_MARK in references:
        blocks = rewrite_inlines(blocks, _without_commas)
    resolved = _read_answer(blocks, sum(len(chapter.cites) for chapter in chapters))
    return replace(resolved, entries=file_articles(resolved.entries, items, lang)) if style.by_name else resolved


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class NothingPrintedError(CoursepackError):
    """A style has nothing to print for some works; `keys` names them."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"the style prints nothing for {', '.join(keys)}")
        self.keys = tuple(keys)


class NothingLeftError(NothingPrintedError):
    """A style has nothing but the author to print in some citations, and they leave the author out; `keys` names their works."""


def _explained(fault: ToolFailed) -> CoursepackError:
    if keys := _NO_FORM.findall(str(fault)):
        return NothingPrintedError(keys)
    keys = list(dict.fromkeys(_NO_CITATION.findall(str(fault))))
    return NothingLeftError(keys) if keys else fault


def check_printed(fault: NothingPrintedError, places: Mapping[str, Location], style: str) -> list[Diagnostic]:
    """Report works of which a style prints nothing; `places` says where each is entered."""
    hint = (
        "Give the work a title, or a description in its place with entrysubtype = {untitled}; or choose another style."
    )
    return [
        NOTHING_PRINTED.at(places[key], f"the style {style} prints nothing for ‘{key}’", hint) for key in fault.keys
    ]


def entry_anchor(key: str) -> str:
    """The id of a work's entry in the bibliography; characters that are not safe in an id are spelt out."""
    return "ref-" + re.sub(r"[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}_", key)


def _keys(cite: Node) -> list[str]:
    return [citation["citationId"] for citation in cite["c"][0]]


def _extract(chapter: Chapter, *, reset: bool) -> Blocks:
    """The citations of one chapter as a document of their own: a paragraph for each note, and each citation outside notes."""
    blocks: Blocks = [{"t": "Header", "c": [1, ["", ["reset-citation-positions"] if reset else [], []], []]}]
    for place in chapter.tree.cited:
        cites = [_with_times(cite) for cite in place.cites]
        inlines = [{"t": "Note", "c": [{"t": "Para", "c": _note_extract(cites, bare=place.bare)}]}]
        blocks.append({"t": "Para", "c": inlines if place.in_note else cites})
    return blocks


def _with_terms(inlines: Inlines) -> Inlines:
    """Spell out the short terms that citeproc does not take for locators, such as `chap.`, so that a style sets its own.

    Notes styles print them as typed, which in English is Chicago's way, and need nothing of this.
    """
    return [_spelt_out(node) if node["t"] == "Cite" else node for node in inlines]


def _spelt_out(cite: Node) -> Node:
    return {
        "t": "Cite",
        "c": [[{**each, "citationSuffix": _full(each["citationSuffix"])} for each in cite["c"][0]], cite["c"][1]],
    }


def _full(suffix: Inlines) -> Inlines:
    """The suffix with its first term in full; pandoc has tied an abbreviation to what follows by a no-break space."""
    out = list(suffix)
    for index, node in enumerate(suffix[:3]):
        term = _SHORT_TERM.match(node["c"]) if node["t"] == "Str" else None
        if term:
            out[index : index + 1] = [{"t": "Str", "c": _TERMS[term[1]]}, {"t": "Space"}, {"t": "Str", "c": term[2]}]
            break
    return out


def _note_extract(cites: list[Node], *, bare: bool) -> Inlines:
    """A note that is one citation stays so, and gets the style's full stop; in others a word stands before each citation,
    so that citeproc treats none of them as the beginning of the note.
    """
    if bare:
        return cites
    word = {"t": "Str", "c": "-"}
    return [node for cite in cites for node in (word, {"t": "Space"}, cite)] or [word]


def _with_times(cite: Node) -> Node:
    """Put times in braces, `{00:07:41}`, so that citeproc does not take them for pages; a word `timestamp` falls away."""
    citations = [{**each, "citationSuffix": _timed(each["citationSuffix"])} for each in cite["c"][0]]
    return {"t": "Cite", "c": [citations, cite["c"][1]]}


def _timed(suffix: Inlines) -> Inlines:
    texts = [node["c"] if node["t"] == "Str" else "" for node in suffix]
    times = [(index, match) for index, text in enumerate(texts) if (match := _TIME.fullmatch(text))]
    if not times or any("{" in text for text in texts):
        return suffix
    (first, opening), (last, _) = times[0], times[-1]
    out = list(suffix)
    out[first] = {"t": "Str", "c": f"{{{opening[0]}"}
    closing = _TIME.fullmatch(texts[last])
    if closing is not None:
        start = "{" if first == last else ""
        out[last] = {"t": "Str", "c": f"{start}{closing[1]}}}{closing[2]}"}
    if first > 1 and texts[first - 2] == "timestamp":
        del out[first - 2 : first]
    return out


def _uncited(blocks: Blocks, items: Iterable[str]) -> list[str]:
    """The works to name under `nocite`; to name the cited ones too changes nothing, and costs a seventh of the time."""
    cited = {key for cite in cites_of(blocks) for key in _keys(cite)}
    return [key for key in items if key not in cited]


def _document(blocks: Blocks, keys: list[str], lang: str) -> pandoc.Ast:
    nocite = [
        {
            "citationId": key,
            "citationPrefix": [],
            "citationSuffix": [],
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for key in keys
    ]
    meta = {
        "lang": {"t": "MetaString", "c": lang},
        "link-citations": {"t": "MetaBool", "c": True},
        "nocite": {"t": "MetaInlines", "c": [{"t": "Cite", "c": [nocite, []]}]},
    }
    return {"pandoc-api-version": pandoc.api_version(), "meta": meta, "blocks": blocks}


def _read_answer(answer: Blocks, expected: int) -> Resolved:
    references = next((block for block in answer if block["t"] == "Div" and block["c"][0][0] == "refs"), None)
    citations = tuple(cite["c"][1] for cite in cites_of([block for block in answer if block is not references]))
    if len(citations) != expected:
        raise ToolFailed(f"citeproc returned {len(citations)} citations for {expected}")
    entries = references["c"][1] if references else []
    return Resolved(citations, tuple((block["c"][0][0].removeprefix("ref-"), block["c"][1]) for block in entries))


def _without_commas(inlines: Inlines) -> Inlines:
    """Take out the comma that a bibliography sets into a family-first name: "Mao, Zedong" becomes "Mao Zedong"."""
    out: Inlines = []
    for node in inlines:
        if node["t"] == "Str" and node["c"].startswith(FAMILY_FIRST_MARK):
            if len(out) > 1 and out[-1]["t"] == "Space" and out[-2]["t"] == "Str":
                out[-2] = {"t": "Str", "c": out[-2]["c"].removesuffix(",")}
            out.append({"t": "Str", "c": node["c"].replace(FAMILY_FIRST_MARK, "")})
        else:
            out.append(node)
    return out
