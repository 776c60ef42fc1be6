"""Bounds of time and memory for the layout of one section.

In: a section, and the work on it. Out: what comes of the work, or `SectionUnset`, which says what is the matter.

A thread beside the work looks every quarter of a second how much of the processor the work has had, and how much memory has come
to the process. Where that is too much, it has Python raise an exception in the thread of the work; one that gives no answer, in a
worker, is ended by the system. How fast a machine is decides nothing but whether that happens.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from math import inf
from typing import TypeVar, cast

from coursepack.memory import bounded_memory, resident

SECONDS, MEGABYTES = 300, 1024
"""Of the processor, and of memory, for any section: a page takes about half a second, and a megabyte or two."""
SECONDS_SETTING, MEGABYTES_SETTING = "COURSEPACK_SECTION_SECONDS", "COURSEPACK_SECTION_MEGABYTES"
"""Variables of the environment that say otherwise: the person who builds decides, and no manuscript."""

_CHARACTERS = 4_000
"""Of markup: a section gets a second more for so many, and a megabyte; at most twice as much as the shortest."""
_LOOK = 0.25
_AGAIN = 10.0
"""Seconds of the processor after which the exception comes once more, where something has swallowed it."""
_PATIENCE = 60
"""Seconds of the processor after which a worker is ended that gives no answer."""


_ADDRESSED = 2
"""Times as much may be addressed as is held: the libraries set aside what they may need."""

Outcome = TypeVar("Outcome")


class Reason(StrEnum):
    """Why a section could not be laid out."""

    TIME = "time"
    MEMORY = "memory"
    ENGINE = "engine"
    DIED = "died"


class SectionUnset(Exception):  # it says what happened
    """A section could not be laid out; `detail` holds the seconds, the megabytes, or what the engine failed with."""

    def __init__(self, section: str, reason: Reason, detail: str) -> None:
        super().__init__(section, reason, detail)
        self.section, self.reason, self.detail = section, reason, detail


class _Beyond(BaseException):
    """Raised in the midst of the work; the layout engine goes on after many an `Exception`."""


class _Hushed:
    """For `sys.unraisablehook`: silent about our exception, which Python swallows in an object's `__del__`; it comes again."""

    def __init__(self, otherwise: Callable[[sys.UnraisableHookArgs], object]) -> None:
        self._otherwise = otherwise

    def __call__(self, report: sys.UnraisableHookArgs, /) -> None:
        if report.exc_type is not _Beyond:
            self._otherwise(report)


def _hush() -> None:
    if not isinstance(sys.unraisablehook, _Hushed):
        sys.unraisablehook = _Hushed(sys.unraisablehook)


class _Watch(threading.Thread):
    """Looks after the work of the thread that makes it, until it is told to stop."""

    def __init__(self, seconds: float, megabytes: float) -> None:
        super().__init__(name="bounds of a section", daemon=True)
        self._worker = threading.get_ident()
        self._clock = _clock_of(self._worker)
        self._most_seconds = self._spent() + seconds
        self._bytes = resident() + int(megabytes * 1024**2)
        self._stopped = threading.Event()
        self._raising = threading.Lock()
        self.found: Reason | None = None

    def over(self, work: Callable[[], Outcome]) -> Outcome | None:
        """Watch over some work, and give what comes of it; nothing where it was ended."""
        _hush()
        try:
            try:
                self.start()
                return work()
            finally:
                self.stop()
        except _Beyond:
            self._stop_at_last()
            return None

    def run(self) -> None:
        """Look, and raise where a bound is passed (`threading`'s hook)."""
        while not self._stopped.wait(_LOOK):
            reason = self._passed()
            if reason is not None:
                self._raise(reason)

    def stop(self) -> None:
        """Look no more; an exception that was on its way is called back.

        Where none was, Python must hear nothing of it: it would look for one at every step from then on, and under a debugger
        or a profiler never take the next (CPython 3.11, `_Py_HandlePending`).
        """
        with self._raising:
            self._stopped.set()
            if self.found is not None:
                _raise_in(self._worker, None)
        self.join()
        self.found = self.found or self._passed()

    def _stop_at_last(self) -> None:
        """Stop, though the exception may come once more while that is done."""
        while True:
            with suppress(_Beyond):
                self.stop()
                return

    def _passed(self) -> Reason | None:
        if self._spent() > self._most_seconds:
            return Reason.TIME
        return Reason.MEMORY if self._bytes < resident() else None

    def _raise(self, reason: Reason) -> None:
        with self._raising:
            if not self._stopped.is_set():
                self.found = self.found or reason
                self._most_seconds = self._spent() + _AGAIN
                self._bytes += self._bytes
                _raise_in(self._worker, _Beyond)

    def _spent(self) -> float:
        return time.process_time() if self._clock is None else time.clock_gettime(self._clock)


def within_bounds(section: str, length: int, work: Callable[[], Outcome]) -> Outcome:
    """Do the work on a section of so many characters of markup; raises `SectionUnset` where it passes a bound."""
    seconds, megabytes = bounds_of(length)
    watch = _Watch(seconds, megabytes)
    try:
        with bounded_memory(int(megabytes * 1024**2) * _ADDRESSED), _ended_by_the_system(seconds + _PATIENCE):
            outcome = watch.over(work)
    except MemoryError:
        raise SectionUnset(section, Reason.MEMORY, f"{megabytes:.0f}") from None
    if watch.found is not None:
        raise SectionUnset(section, watch.found, f"{seconds if watch.found is Reason.TIME else megabytes:.0f}")
    return cast("Outcome", outcome)


def bounds_of(length: int) -> tuple[float, float]:
    """Seconds of the processor and megabytes for a section of so many characters of markup."""
    settings = _set(SECONDS_SETTING, SECONDS), _set(MEGABYTES_SETTING, MEGABYTES)
    seconds, megabytes = (most + min(length / _CHARACTERS, most) for most in settings)
    return seconds, megabytes


def _set(name: str, otherwise: int) -> float:
    """A number that the environment sets; what is no number above nothing is as good as unset."""
    with suppress(ValueError):
        number = float(os.environ.get(name, ""))
        if 0 < number < inf:
            return number
    return otherwise


@contextmanager
def _ended_by_the_system(seconds: float) -> Iterator[None]:
    """End this process after so many seconds of the processor, whatever it does: of a signal nobody waits for (POSIX)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, *before)


def _clock_of(thread: int) -> int | None:
    """The clock of one thread's time of the processor; without one, that of the process serves."""
    ask = getattr(time, "pthread_getcpuclockid", None)
    return None if ask is None else int(ask(thread))


def _raise_in(thread: int, exception: type[BaseException] | None) -> None:
    """Have Python raise an exception in another thread as soon as it takes a step; `None` calls back what was on its way."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), exception and ctypes.py_object(exception))
