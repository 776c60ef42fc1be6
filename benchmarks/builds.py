"""How long builds take, beside one plain run of pandoc with citeproc and WeasyPrint over the same book (W).

    python -m benchmarks.builds [CHAPTERS]       # 20 chapters make about 400 pages; run it from the checkout

Prints wall and CPU seconds, the ratios of both to W, and the peak memory of the largest process of each run. Every run is a
process of its own, started from nothing, but for the one that watches. Other programs that are installed set the same chapters on
pages of their own (`benchmarks.peers`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peers import PEERS, plain
from benchmarks.reader import CHAPTERS, SETTINGS, STEMS, write_reader

ROOT = Path(__file__).parent.parent
WATCHING = """
import sys, time
from pathlib import Path
from coursepack.diagnostics import Diagnostics
from coursepack.pipeline import build
from coursepack.progress import Silent

def once():
    began, used = time.perf_counter(), time.process_time()
    build(Path(sys.argv[1]), Path(sys.argv[1]) / "dist", Diagnostics(), Silent())
    return time.perf_counter() - began, time.process_time() - used

once()
print("ready", flush=True)
sys.stdin.readline()
print(*once())
"""


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


def watched(project: Path) -> tuple[float, float, float]:
    """As `measured`, of an edit in a process that has built the book before."""
    command = [sys.executable, "-c", WATCHING, str(project)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    edit(project, 3)
    process.stdin.write("\n")
    process.stdin.flush()
    wall, cpu = map(float, process.stdout.readline().split())
    _, _, used = os.wait4(process.pid, 0)
    return wall, cpu, used.ru_maxrss / 1024


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
        show("the same in a watching process", watched(project))
        edit(project, 2, " ".join(STEMS * 40))
        show("a chapter grew by pages", measured(build(project)))
        with_screen(project)
        show("the screen edition on top", measured(build(project)))
        for title, commands in PEERS.items():
            if found := commands(project, folder):
                show(title, measured(found))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHAPTERS)
