"""Reading text files of a project: bytes → `SourceFile`, or a diagnostic. No path leaves the project's folder."""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coursepack.diagnostics import Diagnostic, Location, error, warning
from coursepack.errors import CoursepackError, ExitCode

MISSING_FILE = error("M001", "a file that the book names is missing")
OUTSIDE_PROJECT = error("M002", "a path leads outside the project")
NOT_UTF8 = error("M003", "a text file is not UTF-8")
CONTROL_CHARACTER = warning("M004", "a control character was dropped")
TOO_LARGE = error("M006", "a file is too large")

MAX_BYTES = 2 * 1024 * 1024
"""Of a text file: about 350,000 words, more than any chapter; what is larger is a mistake, and takes minutes to parse."""

LARGEST = 128 * 1024 * 1024
"""Bytes of any file that is read; what it is may allow less. Larger ones are not opened."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that mean nothing in a book: C0 and C1 controls, and what XML 1.0 (2.2) does not take."""


class TooMuch(CoursepackError):
    """The files of a project are more than can be taken together."""

    exit_code = ExitCode.MANUSCRIPT


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text as the author wrote it, in Unicode NFC with LF line ends. `path` is relative to the project, with `/`."""

    path: str
    text: str

    def at(self, offset: int) -> Location:
        """The line and column of a character."""
        starts = _line_starts(self.text)
        line = bisect_right(starts, offset)
        return Location(self.path, line, offset - starts[line - 1] + 1)

    def locate(self, pattern: str) -> Location:
        """The place of the first match of a regular expression; the file alone where there is none."""
        match = re.search(pattern, self.text)
        return self.at(match.start()) if match else Location(self.path)

    def locate_words(self, snippet: str) -> Location:
        """The place where the words of `snippet` stand in the source, whatever markup and line breaks are between them."""
        words = re.findall(r"\w+", snippet)[:8]
        for count in range(len(words), 0, -1):
            pattern = r"\W{1,12}".join(map(re.escape, words[:count]))
            if match := re.search(pattern, self.text):
                return self.at(match.start())
        return Location(self.path)


@lru_cache(maxsize=16)
def _line_starts(text: str) -> list[int]:
    """Where the lines of a text begin: thousands of findings ask for their places in one."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def inside(project: Path, relative: str) -> Path | None:
    """The path of a project's file, links followed; `None` if it lies outside the project's folder."""
    if "\0" in relative:
        return None
    root = project.resolve()
    path = Path(os.path.realpath(root / relative))  # Path.resolve() raises for a circle of links before Python 3.13
    return path if path.is_relative_to(root) else None


def read_text(project: Path, relative: str, named_at: Location) -> tuple[SourceFile | None, list[Diagnostic]]:
    """Read the text file `relative` of a project; `named_at` is the place that asks for it."""
    data, problems = read_bytes(project, relative, named_at)
    if data is None:
        return None, problems
    if len(data) > MAX_BYTES:
        message = f"‘{relative}’ has {len(data) / 1024**2:.1f} MB; at most {MAX_BYTES // 1024**2} MB are taken"
        return None, [TOO_LARGE.at(named_at, message, "divide it into chapters")]
    try:
        text = data.decode(_encoding(relative, data))
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        message = f"byte {data[fault.start]:#04x} is not {'UTF-16' if fault.encoding.startswith('utf-16') else 'UTF-8'}"
        return None, [NOT_UTF8.at(Location(relative, line), message, "save the file with the encoding UTF-8")]
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    source = SourceFile(relative, text)
    problems = [
        CONTROL_CHARACTER.at(source.at(match.start()), f"control character U+{ord(match[0]):04X}", "delete it")
        for match in CONTROL.finditer(text)
    ]
    return SourceFile(relative, CONTROL.sub("", text)), problems


def _encoding(relative: str, data: bytes) -> str:
    """UTF-8; of a table, also UTF-16 with its mark: what Excel calls "Unicode text"."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf-16" if marked and relative.endswith(".csv") else "utf-8-sig"


def read_bytes(project: Path, relative: str, named_at: Location) -> tuple[bytes | None, list[Diagnostic]]:
    """Read any file of a project."""
    path = inside(project, relative)
    if path is None:
        hint = "copy the file into the project"
        return None, [OUTSIDE_PROJECT.at(named_at, f"‘{relative}’ lies outside the project's folder", hint)]
    try:
        if path.exists() and not path.is_file():
            return None, [MISSING_FILE.at(named_at, f"‘{relative}’ is a folder or device, not a file", "name a file")]
        if (size := path.stat().st_size) > LARGEST:
            message = f"‘{relative}’ has {size // 1024**2} MB; at most {LARGEST // 1024**2} MB are read"
            return None, [TOO_LARGE.at(named_at, message, "make the file smaller")]
        return path.read_bytes(), []
    except (FileNotFoundError, NotADirectoryError):
        return None, [MISSING_FILE.at(named_at, f"there is no file ‘{relative}’", _near(path))]
    except OSError as fault:
        return None, [MISSING_FILE.at(named_at, f"‘{relative}’ cannot be read: {fault.strerror}")]


def project_sources(project: Path, bibliography: str) -> dict[str, bytes]:
    """What a book is made from, by path: its bibliography, and all in `manuscript` and `templates` but hidden files and links.

    Raises `TooMuch` where they are more than `LARGEST` together.
    """
    path = inside(project, bibliography)
    found = {bibliography: path} if path is not None else {}
    for folder in (project / "manuscript", project / "templates"):
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(project).parts
            hidden = any(part.startswith(".") for part in parts)
            linked = path.resolve() != project.resolve().joinpath(*parts)
            if path.is_file() and not hidden and not linked:
                found["/".join(parts)] = path
    files = {name: found[name] for name in sorted(found) if found[name].is_file()}
    if sum(path.stat().st_size for path in files.values()) > LARGEST:
        raise TooMuch(f"manuscript and templates hold more than {LARGEST // 1024**2} MB, which cannot be attached")
    return {name: path.read_bytes() for name, path in files.items()}


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no folder ‘{path.parent.name}’ either"
    same = [other.name for other in sorted(path.parent.iterdir()) if other.name.lower() == path.name.lower()]
    alike = same or [other.name for other in sorted(path.parent.iterdir()) if other.stem[-6:] == path.stem[-6:]]
    return f"did you mean ‘{alike[0]}’?" if alike else "check the spelling"
