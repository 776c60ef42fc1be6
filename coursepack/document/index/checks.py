"""What an editor asks about the headings of an index: whether references lead somewhere, and headings earn their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coursepack.diagnostics import Diagnostic, warning
from coursepack.document.index.headings import Heading, Indexes, Level, all_headings, index_of
from coursepack.document.index.marks import Mark

DEAD_REFERENCE = warning("X011", "the index refers to a heading that it does not have")
SEE_AND_PAGES = warning("X013", "an index heading has pages and refers elsewhere for them")
ROUND_ABOUT = warning("X014", "a reference of the index leads back, or only further on")
ALONE = warning("X016", "an index heading has nothing but one sub-heading")
NOT_PRINTED = warning("X018", "an index mark belongs to an index that the book does not print")


def check_indexes(marks: Sequence[Mark], printed: set[str]) -> list[Diagnostic]:
    """Report marks that no index of the book takes; a book without any index is left in peace."""
    lost = [mark for mark in marks if printed and index_of(mark, printed) not in printed]
    if not lost:
        return []
    wanted = lost[0].index or "subjects"
    message = f"{len(lost)} marks of {wanted}, of which this is the first, go into no index"
    return [NOT_PRINTED.at(lost[0].place, message, f"list “index-{wanted}” or “index” in the contents")]


def check_headings(indexes: Indexes) -> list[Diagnostic]:
    """Report references that help no reader, and headings that are better joined to their only sub-heading."""
    known = _by_name(indexes)
    found: list[Diagnostic] = []
    for level in indexes.values():
        for heading in all_headings(level):
            found += _check_references(heading, known)
            found += _check_lone_sub_heading(heading)
    return found


def target_of(reference: str, known: dict[str, Heading]) -> Heading | None:
    """The heading that a reference names, as "Main!sub" or "Main, sub"."""
    return known.get(reference) or known.get(reference.replace(", ", "!", 1))


def headings_by_name(indexes: Indexes) -> dict[str, Heading]:
    """Every heading by its entry; one that several indexes have, by that of the first."""
    return _by_name(indexes)


def _by_name(indexes: Indexes) -> dict[str, Heading]:
    known: dict[str, Heading] = {}
    for name in sorted(indexes):
        for heading in all_headings(indexes[name]):
            known.setdefault("!".join(heading.path), heading)
    return known


def _check_references(heading: Heading, known: dict[str, Heading]) -> Iterator[Diagnostic]:
    if heading.see and (heading.marks or heading.below):
        place = next(iter(heading.see.values()))
        hint = "write seealso, or move the marks to the other heading"
        yield SEE_AND_PAGES.at(place, f"‘{heading.name}’ has pages or sub-headings of its own, and a “see”", hint)
    for target, place in (*heading.see.items(), *heading.see_also.items()):
        other = target_of(target, known)
        if other is None:
            message = f"‘{heading.name}’ refers to ‘{target}’, which the index does not have"
            yield DEAD_REFERENCE.at(place, message, "correct the name")
        elif other.path == heading.path:
            yield ROUND_ABOUT.at(place, f"‘{heading.name}’ refers to itself", "take the reference out")
        elif other.see and not (other.marks or other.below):
            further = next(iter(other.see))
            message = f"‘{heading.name}’ refers to ‘{target}’, which only refers to ‘{further}’"
            hint = (
                "take one of the two out" if target_of(further, known) is heading else f"refer to ‘{further}’ at once"
            )
            yield ROUND_ABOUT.at(place, message, hint)


def _check_lone_sub_heading(heading: Heading) -> Iterator[Diagnostic]:
    bare = not (heading.marks or heading.see or heading.see_also)
    if bare and len(heading.below) == 1:
        [below] = _only(heading.below)
        hint = f'write entry="{heading.words}, {below.words}", or mark the heading itself'
        yield ALONE.at(heading.place, f"‘{heading.name}’ has nothing but the sub-heading ‘{below.words}’", hint)


def _only(level: Level) -> list[Heading]:
    return list(level.values())
