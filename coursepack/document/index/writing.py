"""Headings → the canonical tree of an index: groups of one letter, sub-headings in lists or run on, references linked.

<div class="index"><div class="letter-group"><h2 class="letter">M</h2><ul>
<li id="index-h7"><span class="heading">Mao</span><span class="locators" data-page-of="ix-1 ix-4~ix-9 ix-7*"/>
<ul><li>…</li></ul></li></ul></div></div>
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from coursepack.collation import Collation, FilingKey
from coursepack.config.index import Index
from coursepack.document.index.checks import headings_by_name, target_of
from coursepack.document.index.emphasis import say
from coursepack.document.index.headings import Heading, Indexes, Level
from coursepack.document.markup import Element, make
from coursepack.labels import Labels


class Writer:
    """Writes the indexes of one book."""

    def __init__(self, indexes: Indexes, labels: Labels, collation: Collation, config: Index) -> None:
        self._indexes, self._labels, self._collation, self._config = indexes, labels, collation, config
        self._known = headings_by_name(indexes)
        self._ids: dict[int, str] = {}

    def fill(self, div: Element, name: str) -> None:
        """Write one index into its div."""
        top = self._sorted(self._indexes[name])
        for letter, group in groupby(top, key=lambda heading: self._collation.letter(heading.sort or heading.words)):
            block = make("div", class_="letter-group")
            if letter and self._config.letters:
                block.append(make("h2", letter, class_="letter"))
            block.append(self._list(list(group)))
            div.append(block)

    def _sorted(self, level: Level) -> list[Heading]:
        def key(heading: Heading) -> FilingKey:
            return self._collation.key(heading.sort or heading.words, below=len(heading.path) > 1 and not heading.sort)

        return sorted(level.values(), key=key)

    def _list(self, headings: Sequence[Heading]) -> Element:
        listed = make("ul")
        listed.extend(self._entry(heading) for heading in headings)
        return listed

    def _entry(self, heading: Heading) -> Element:
        item = make("li", id=self._id(heading))
        self._say(item, heading)
        run_in = self._runs_in(heading)
        last = bool(heading.below) and not run_in and bool(heading.see_also)
        for word, targets in (("see", heading.see), ("see-also", {} if last or run_in else heading.see_also)):
            if targets:
                self._refer(item, word, heading, list(targets))
        if run_in:
            self._run_in(item, heading)
        elif heading.below:
            listed = self._list(self._sorted(heading.below))
            if last:
                line = make("li", class_="see-also")
                line.append(self._reference("see-also", list(heading.see_also)))
                listed.append(line)
            item.append(listed)
        return item

    def _runs_in(self, heading: Heading) -> bool:
        """Whether sub-headings run on: by configuration, where they have no sub-headings of their own (Chicago 15.27)."""
        plain = all(not below.below for below in heading.below.values())
        return self._config.style == "run-in" and bool(heading.below) and plain

    def _say(self, item: Element, heading: Heading) -> None:
        item.append(say(make("span", class_="heading"), heading.said))
        if heading.marks:
            item.append(make("span", class_="locators", data_page_of=" ".join(heading.marks)))

    def _run_in(self, item: Element, heading: Heading) -> None:
        """Sub-headings after their heading, parted by semicolons; a heading without pages ends in a colon."""
        if not heading.see:
            item[-1].tail = "; " if heading.marks else ": "
        for number, below in enumerate(self._sorted(heading.below)):
            if number:
                item[-1].tail = "; "
            run = make("span", class_="run", id=self._id(below))
            self._say(run, below)
            for word, targets in (("see", below.see), ("see-also", below.see_also)):
                if targets:
                    self._refer(run, word, below, list(targets))
            item.append(run)
        if heading.see_also:
            self._refer(item, "see-also", heading, list(heading.see_also))

    def _refer(self, item: Element, word: str, heading: Heading, targets: list[str]) -> None:
        """References after a heading as sentences of their own, after a sub-heading in brackets (Chicago 15.20, 15.24)."""
        below = len(heading.path) > 1
        reference = self._reference(word, targets, small=below)
        item[-1].tail = " (" if below else ". "
        reference.tail = ")" if below else None
        item.append(reference)

    def _reference(self, word: str, targets: list[str], *, small: bool = False) -> Element:
        said = self._labels.word(word)
        span = make("span", class_="see")
        span.append(make("em", said[:1].lower() + said[1:] if small else said))
        for number, target in enumerate(sorted(targets, key=self._collation.key)):
            span[-1].tail = "; " if number else " "
            span.append(self._link(target))
        return span

    def _link(self, target: str) -> Element:
        heading = target_of(target, self._known)
        if heading is None:
            return make("span", target.replace("!", ", "))
        above = ("!".join(heading.path[:depth]) for depth in range(1, len(heading.path) + 1))
        return say(make("a", href=f"#{self._id(heading)}"), ", ".join(self._known[entry].said for entry in above))

    def _id(self, heading: Heading) -> str:
        """A heading's id, by the order in which headings are asked for: the same for the same book."""
        return self._ids.setdefault(id(heading), f"index-h{len(self._ids) + 1}")
