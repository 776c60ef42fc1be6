"""How long builds take, beside one plain run of pandoc with citeproc and WeasyPrint over the same book (W).

    python -m benchmarks.builds [CHAPTERS]       # 20 chapters make about 400 pages; run it from the checkout

Prints wall and CPU seconds, the ratios of both to W, and the peak memory of the largest process of each run. Every run is a
process of its own, started from nothing, but for `coursepack watch`, which has built the book before. Other programs that are
installed set the same chapters on pages of their own (`benchmarks.peers`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.peers import PEERS, plain
from benchmarks.reader import CHAPTERS, SETTINGS, STEMS, write_reader

ROOT = Path(__file__).parent.parent


def build(project: Path, *options: str) -> list[list[str]]:
    """The command of a build."""
    return [[sys.executable, "-m", "coursepack", "build", str(project), "--quiet", *options]]


def measured(commands: list[list[str]]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak megabytes of commands run one after another."""
    wall = cpu = peak = 0.0
    for command in commands:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0, said.decode()
        wall += time.perf_counter() - began
        cpu += used.ru_utime + used.ru_stime
        peak = max(peak, used.ru_maxrss / 1024)
    return wall, cpu, peak


def watched(project: Path, saves: int) -> Iterator[tuple[float, float, float]]:
    """As `measured`, of `coursepack watch`, from each of so many saves of a chapter to the line that says what came of it."""
    command = [sys.executable, "-m", "coursepack", "watch", str(project), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    for _ in ("the address of the page", "the first build"):
        process.stdout.readline()
    try:
        for _ in range(saves):
            used, began = cpu_of_session(process.pid), time.perf_counter()
            edit(project, 3)
            answer = json.loads(process.stdout.readline())
            wall, cpu = time.perf_counter() - began, cpu_of_session(process.pid) - used
            assert answer["exit_code"] == 0, answer
            yield wall, cpu, peak_of(process.pid)
    finally:
        process.terminate()  # a benchmark that runs in the background ignores Ctrl-C, and so would this
        process.wait()


def peak_of(process: int) -> float:
    """Peak megabytes of a process that runs (proc(5), status)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def cpu_of_session(leader: int) -> float:
    """CPU seconds of all processes that a process began, those that have ended included (proc(5), stat)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, _, _, session, *_, user, system, of_user, of_system = stat.read_text().rpartition(")")[2].split()[:15]
            ticks += sum(map(int, (user, system, of_user, of_system))) if int(session) == leader else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def edit(project: Path, number: int, addition: str = "") -> None:
    """Change a word of a chapter, or let it grow."""
    path = project / "manuscript" / f"{number:02}-chapter.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + f"\n\n{addition}\n" if addition else text.replace(" of ", " for ", 1), encoding="utf-8")


def with_screen(project: Path) -> None:
    path = project / "manuscript" / "reader.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("screen = false", "screen = true"), encoding="utf-8")


def main(chapters: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = write_reader(folder / "book", chapters, SETTINGS)
        whole, cpu, peak = measured(plain(project, folder))
        print(f"{'':34}{'wall s':>8}{'of W':>7}{'CPU s':>8}{'of W':>7}{'MB':>6}")

        def show(title: str, run: tuple[float, float, float]) -> None:
            wall, used, most = run
            print(f"{title:34}{wall:8.1f}{wall / whole:7.2f}{used:8.1f}{used / cpu:7.2f}{most:6.0f}", flush=True)

        show("W: plain pandoc and WeasyPrint", (whole, cpu, peak))
        show("cold, 2 workers", measured(build(project, "--workers", "2")))
        show("nothing changed", measured(build(project)))
        edit(project, 2)
        show("one paragraph edited", measured(build(project)))
        for title, run in zip(("while watching, the first save", "and the next"), watched(project, 2), strict=True):
            show(title, run)
        edit(project, 2, " ".join(STEMS * 40))
        show("a chapter grew by pages", measured(build(project)))
        with_screen(project)
        show("the screen edition on top", measured(build(project)))
        for title, commands in PEERS.items():
            if found := commands(project, folder):
                show(title, measured(found))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHAPTERS)
