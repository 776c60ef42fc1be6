"""Rights: each chapter's record checked against the policy of the book, and printed as acknowledgements."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from coursepack.anatomy import Kind
from coursepack.config import Config
from coursepack.diagnostics import Diagnostic, Rule, Severity, warning
from coursepack.document.ast import Blocks, Node, attributes, walk
from coursepack.document.chapters import Chapter
from coursepack.document.markdown import read_markdown
from coursepack.labels import Labels
from coursepack.sources.rights import Basis, Rights

NO_RECORD = warning("M051", "a chapter has no rights record")
EXPIRED = warning("M052", "a permission has expired")
UNANSWERED = warning("M053", "a permission was asked for and not given yet")


def check_rights(chapters: Sequence[Chapter], config: Config) -> list[Diagnostic]:
    """Find chapters without a record, where one is required, and permissions that do not last as long as the book is used."""
    until = config.permissions.until or config.date
    enforced = config.permissions.enforce and config.editions.print
    return [
        (replace(rule, severity=Severity.ERROR) if enforced else rule).at(
            chapter.places(r"(?m)^rights\b")[0], message, hint
        )
        for chapter in chapters
        for rule, message, hint in _breaches(chapter, until, required=config.permissions.required)
    ]


def _breaches(chapter: Chapter, until: date, *, required: bool) -> list[tuple[Rule, str, str]]:
    rights = chapter.rights
    if rights is None:
        missing = required and chapter.kind is Kind.CHAPTER
        hint = "add ‘rights:’ with holder and basis to its front matter (basis: own for your own words)"
        return [(NO_RECORD, "nothing says by what right this chapter is reproduced", hint)] if missing else []
    found = []
    if rights.expires is not None and rights.expires < until:
        message = f"the permission ends on {rights.expires}, and the book is used until {until}"
        found.append((EXPIRED, message, f"ask {rights.holder} to prolong it, or take the chapter out"))
    if rights.basis is Basis.REQUESTED:
        message = f"{rights.holder} has not given permission yet"
        found.append((UNANSWERED, message, "when it comes, set ‘basis: permission’ and its reference"))
    return found


def acknowledge(chapters: Sequence[Chapter], labels: Labels) -> tuple[list[Chapter], list[Diagnostic]]:
    """Fill the empty `.acknowledgements` divs with a credit for each chapter that has a rights record."""
    problems: list[Diagnostic] = []
    filled = []
    for chapter in chapters:
        blocks = copy.deepcopy(chapter.blocks) if Kind.ACKNOWLEDGEMENTS in chapter.tree.classes else []
        for node in [node for node in walk(blocks) if _asks(node)]:
            node["c"][1], found = _credits(chapters, labels)
            problems += found
        filled.append(chapter.with_blocks(blocks) if blocks else chapter)
    return filled, problems


def _credits(chapters: Sequence[Chapter], labels: Labels) -> tuple[Blocks, list[Diagnostic]]:
    given: Blocks = []
    problems: list[Diagnostic] = []
    for chapter in chapters:
        if chapter.rights is not None:
            entry = f"[[](#{chapter.id})]{{.headword}}\n\n:   {_credit(chapter.rights, labels)}\n"
            blocks, found = read_markdown(chapter.source, entry, labels.quotes)
            given += blocks or []
            problems += found
    return given, problems


def _asks(node: Node) -> bool:
    return node["t"] == "Div" and not node["c"][1] and Kind.ACKNOWLEDGEMENTS in attributes(node)[1]


def _credit(rights: Rights, labels: Labels) -> str:
    """The credit as it was written, or made from the basis; on one line, as a definition."""
    made = labels.word(f"credit-{rights.basis}", holder=rights.holder, reference=rights.reference)
    return " ".join((rights.credit or made).split())
