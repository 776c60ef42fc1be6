"""Warnings that an author has looked at and set aside, each with a reason: in `reader.toml`, or in a chapter beside the words.

In: `[[silence]]` entries, and comments such as `<!-- coursepack: ignore B030 because the journal counts so -->`. Out: the
warnings that stay, those that were set aside, and a warning for each silence that had nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coursepack.config import Silence
from coursepack.diagnostics import Diagnostic, Diagnostics, Location, Severity, error, warning
from coursepack.sources.files import SourceFile

IDLE = warning("C020", "A silence silences nothing")
BAD_COMMENT = error("M030", "A comment to coursepack cannot be understood")

_COMMENT = re.compile(r"<!--\s*coursepack:(.*?)-->", re.DOTALL)
_IGNORE = re.compile(r"\s*ignore\s+([A-Z]\d{3})\s+because\s+(\S.*?)\s*", re.DOTALL)
_BLOCK_END = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Silenced:
    """A warning that was set aside, and why."""

    diagnostic: Diagnostic
    reason: str


@dataclass(slots=True)
class _Rule:
    """One silence: which warnings it means, its reason, where it is written, and whether it had anything to do."""

    code: str
    file: str
    match: str
    lines: range | None
    reason: str
    written_at: Location
    used: bool = False

    def means(self, diagnostic: Diagnostic) -> bool:
        place = diagnostic.location
        return (
            diagnostic.severity is Severity.WARNING
            and diagnostic.code == self.code
            and self.file in ("", place.file)
            and self.match.casefold() in diagnostic.message.casefold()
            and (self.lines is None or place.line in self.lines)
        )


@dataclass(slots=True)
class Silences:
    """All silences of a book. `apply` may be called again as warnings are found; `idle` is asked once, at the end."""

    silenced: list[Silenced] = field(default_factory=list)
    _rules: list[_Rule] = field(default_factory=list)

    def add_configured(self, entries: Sequence[Silence], places: Sequence[Location]) -> None:
        """Take the `[[silence]]` entries of the configuration, each with the place where it is written."""
        for entry, place in zip(entries, places, strict=True):
            self._rules.append(_Rule(entry.code, entry.file, entry.match, None, entry.reason, place))

    def add_comments(self, source: SourceFile) -> list[Diagnostic]:
        """Take the comments of a chapter; what is meant as one and cannot be understood is an error."""
        found = []
        for comment in _COMMENT.finditer(source.text):
            place = source.at(comment.start())
            ignore = _IGNORE.fullmatch(comment[1])
            if ignore is None:
                hint = "write <!-- coursepack: ignore B030 because … -->, with the code of one warning"
                found.append(BAD_COMMENT.at(place, f"‘{' '.join(comment[1].split())}’ is not understood", hint))
                continue
            reason = " ".join(ignore[2].split())
            self._rules.append(_Rule(ignore[1], source.path, "", _reach(source, comment), reason, place))
        return found

    def apply(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return the diagnostics that stay; the others are kept in `silenced`."""
        kept = []
        for diagnostic in diagnostics:
            rules = [rule for rule in self._rules if rule.means(diagnostic)]
            for rule in rules:
                rule.used = True
            if rules:
                self.silenced.append(Silenced(diagnostic, rules[0].reason))
            else:
                kept.append(diagnostic)
        return kept

    def set_aside(self, diagnostics: Diagnostics) -> None:
        """Take what the author has silenced out of the diagnostics."""
        diagnostics.items[:] = self.apply(diagnostics)

    def idle(self, unless: str = "") -> list[Diagnostic]:
        """Warn of every silence that had nothing to do, `unless` its code has one of these letters."""
        hint = "Delete it, or correct its code, file or match. Errors cannot be silenced."
        return [
            IDLE.at(rule.written_at, f"there is no warning {rule.code} here to be silenced", hint)
            for rule in self._rules
            if not rule.used and rule.code[0] not in unless
        ]


def _reach(source: SourceFile, comment: re.Match[str]) -> range:
    """The lines that a comment speaks for: its own line, if there are words on it, or else the block that follows."""
    text = source.text
    first, last = source.at(comment.start()).line, source.at(comment.end()).line
    before = text[text.rfind("\n", 0, comment.start()) + 1 : comment.start()]
    after = text[comment.end() :].partition("\n")[0]
    if before.strip() or after.strip():
        return range(first, last + 1)
    rest = text[comment.end() :]
    start = comment.end() + len(rest) - len(rest.lstrip())
    end = _BLOCK_END.search(text, start)
    return range(first, source.at(end.start() if end else len(text)).line + 1)
