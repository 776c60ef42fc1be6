"""What a finished build had before it and what it wrote, so that the next can see that nothing has changed.

In: a project, its output folder. Out: what the last build said, if every file is as it was, its own output included. This is
asked before the heavy rooms are imported; it takes the place of a build only where the build could do nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from coursepack.keeping.release import release
from coursepack.keeping.signature import holds, own_folder, sign

RECORDS = ".coursepack/builds"
"""Where a project keeps the records of its builds: one for each output folder."""

Seal = list[int | str]
"""Size, times of the last changes of content and of state (in nanoseconds), number of the file, SHA-256."""

_MOST_FILES = 20_000
"""A folder that holds more is no project, and is not looked through."""
_RACE = 20_000_000  # nanoseconds: a file may change again within one tick of its clock


def survey(project: Path, out: Path) -> dict[str, Seal]:
    """Seal every file that a build may read, by its path in the project; call it before the build.

    Every file of the project counts, so that nothing must be declared, but for hidden ones and those below `out`. Empty if the
    project cannot be sealed.
    """
    sealed: dict[str, Seal] = {}
    for path in _sources(project, out):
        seal = _seal(path)
        if seal is None or len(sealed) == _MOST_FILES:
            return {}
        sealed[path.relative_to(project).as_posix()] = seal
    return sealed


def record(project: Path, out: Path, sources: Mapping[str, Seal], written: Iterable[Path], outcome: Any) -> None:
    """Keep what a build said (`outcome`, JSON), with the seals of its sources and of the files that it has written."""
    files = {os.path.abspath(path): _seal(path) for path in written}  # noqa: PTH100  # links stay links
    if not sources or None in files.values():
        return
    kept = {"made_by": _made_by(), "sources": sources, "files": files, "outcome": outcome}
    place = _place(project, out)
    if place is None:
        return
    kept["signature"] = sign(str(place), json.dumps(kept).encode()).hex()
    with suppress(OSError):  # without a record the next build takes longer, no more
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=place.parent, prefix=".new-", delete=False, encoding="utf-8") as file:
            json.dump(kept, file)
        Path(file.name).replace(place)


def recall(project: Path, out: Path) -> Any:
    """What the last build into `out` said, if another would say and write the same; else None."""
    try:
        kept = _own_record(_place(project, out))
        sources, files = kept["sources"], kept["files"]
        if kept["made_by"] != _made_by():
            return None
        found = [path.relative_to(project).as_posix() for path in _sources(project, out)]
        if len(found) != len(sources) or any(not _holds(project / name, sources.get(name)) for name in found):
            return None
        return kept["outcome"] if all(_holds(Path(name), seal) for name, seal in files.items()) else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def last_written(project: Path, out: Path) -> dict[Path, Seal]:
    """The files that the last build into `out` wrote there, with their seals."""
    try:
        files: dict[str, Seal] = _own_record(_place(project, out))["files"]
        return {Path(name): seal for name, seal in files.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def outdated(before: Mapping[Path, Seal], written: Iterable[Path]) -> list[Path]:
    """Of the files that an earlier build wrote, those that this one no longer makes, and that nobody has changed since."""
    still = {os.path.abspath(path) for path in written}  # noqa: PTH100  # links stay links
    return [path for path, seal in before.items() if str(path) not in still and path.is_file() and _holds(path, seal)]


def _own_record(place: Path | None) -> dict[str, Any]:
    """A record that a build of this user has written there; raises `LookupError` or what reading raises for any other."""
    if place is None or not stat.S_ISREG(place.lstat().st_mode):
        raise LookupError
    kept: dict[str, Any] = json.loads(place.read_bytes())
    signature = bytes.fromhex(kept.pop("signature"))
    if not holds(signature, str(place), json.dumps(kept).encode()):
        raise LookupError
    return kept


def forget(project: Path) -> None:
    """Remove the records of a project."""
    if folder := own_folder(project, RECORDS):
        shutil.rmtree(folder, ignore_errors=True)


def _place(project: Path, out: Path) -> Path | None:
    folder = own_folder(project, RECORDS)
    return folder and folder / f"{hashlib.sha256(os.path.abspath(out).encode()).hexdigest()[:16]}.json"  # noqa: PTH100


def _sources(project: Path, out: Path) -> Iterator[Path]:
    spared = os.path.realpath(out)
    for folder, folders, names in os.walk(project):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and name != "__pycache__" and os.path.realpath(Path(folder, name)) != spared
        )
        yield from (Path(folder, name) for name in sorted(names) if name[0] != ".")


def _seal(path: Path) -> Seal | None:
    """Seal a file; None for one that cannot be read or changes just now."""
    try:
        before = _state(path)
        digest = _digest(path)
        settled = before == _state(path) and max(before[1:3]) < time.time_ns() - _RACE
    except OSError:
        return None
    return [*before, digest] if settled else [0, 0, 0, 0, digest]


def _holds(path: Path, seal: Seal | None) -> bool:
    """Whether a file is as it was sealed; its content is read only where its state has changed."""
    if seal is None:
        return False
    *state, digest = seal
    return _state(path) == state or _digest(path) == digest


def _digest(path: Path) -> str:
    """The SHA-256 of a file's content; of a link, a pipe or a device, which may lead out or never end, of its state."""
    kind = path.lstat().st_mode
    if stat.S_ISREG(kind):
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    target = path.readlink() if stat.S_ISLNK(kind) else ""
    return hashlib.sha256(f"{kind} {target} {_state(path)}".encode("utf-8", "surrogateescape")).hexdigest()


def _state(path: Path) -> list[int]:
    status = path.stat() if path.is_file() else path.lstat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _made_by() -> list[Any]:
    """This release, and the pandoc that it would find outside its packages."""
    named = os.environ.get("PYPANDOC_PANDOC") or shutil.which("pandoc")
    return [release(), _state(Path(named)) if named and Path(named).exists() else None]
