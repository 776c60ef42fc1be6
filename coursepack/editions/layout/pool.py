"""Sections handed to the workers of a pressroom, the next to whoever is done first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress

from coursepack.editions.layout.bounds import Reason, SectionUnset
from coursepack.editions.layout.facts import Part
from coursepack.editions.layout.foreman import Answer
from coursepack.editions.layout.keys import images_of
from coursepack.editions.layout.presses import carry_out, set_up
from coursepack.editions.layout.pressroom import Pressroom, PressroomClosed
from coursepack.editions.layout.sheet import LayoutJob, Sheet


class Pool:
    """The workers of one job, in a pressroom that was open, or in one of its own."""

    def __init__(self, job: LayoutJob, count: int, room: Pressroom | None) -> None:
        self._job = job
        self._room = room or Pressroom(count)
        self._count = min(count, self._room.seats)
        self._own = room is None
        self._in_hand: dict[int, Sheet] = {}
        """By the seats of the workers who have them."""
        self._begun = False

    def carry_out(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Part]]:
        """Lay sections out, as many at once as there are workers; whichever is done comes first.

        When one cannot be laid out, the others in hand are given up: the build fails.
        """
        try:
            yield from self._carry_out(deque(sheets))
        except PressroomClosed as fault:
            raise self._unset(fault) from None

    def close(self) -> None:
        """Let the workers go; where one has something in hand that nobody wants any more, it is ended."""
        if self._own or self._in_hand:
            self._room.close()
        elif self._begun:
            self._rest()

    def _carry_out(self, due: deque[Sheet]) -> Iterator[tuple[Sheet, Part]]:
        self._begin(min(self._count, len(due)))
        for number in range(min(self._count, len(due))):
            self._hand(number, due.popleft())
        while self._in_hand:
            for number, answer in self._room.answers(list(self._in_hand)):
                sheet = self._in_hand[number]
                part = self._part(sheet, answer)
                del self._in_hand[number]
                if due:
                    self._hand(number, due.popleft())
                yield sheet, part

    def _begin(self, count: int) -> None:
        if not self._begun:
            self._room.begin(self._job)
            self._begun = True
        self._room.hire(count)

    def _hand(self, number: int, sheet: Sheet) -> None:
        self._in_hand[number] = sheet
        self._room.order(number, (sheet, {name: self._job.images[name] for name in images_of(sheet, self._job)}))

    def _rest(self) -> None:
        with suppress(PressroomClosed):  # the next build opens it anew
            self._room.rest()

    def _part(self, sheet: Sheet, answer: Answer) -> Part:
        if isinstance(answer, SectionUnset):
            raise answer
        if answer is None:
            set_up(self._job)
            return carry_out(sheet)
        return answer

    def _unset(self, fault: PressroomClosed) -> SectionUnset:
        """What became of the section whose worker died; nobody has said which when the foreman was ended too."""
        if isinstance(fault.notice, SectionUnset):
            return fault.notice
        first = next(iter(self._in_hand.values()))
        guilty = first if fault.notice is None else self._in_hand.get(fault.notice, first)
        return SectionUnset(guilty.id, Reason.DIED, "")
