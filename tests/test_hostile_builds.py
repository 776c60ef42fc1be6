"""What a build touches: no file outside the project and what coursepack stands on, and no network, in no process."""

import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_cache_path
from reading_pdfs import reading_pdf

import coursepack

Make = Callable[..., Path]

WATCHED = """\
import json, os, sys
_OUT = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def _hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        told = os.path.abspath(os.fsdecode(arguments[0]))
    elif event.startswith("socket.") and event not in ("socket.gethostname",):
        told = repr(arguments)
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"):
        told = repr(arguments[0])
    else:
        return
    os.write(_OUT, (json.dumps([os.getpid(), event, told]) + "\\n").encode())

sys.addaudithook(_hook)
"""
"""As `sitecustomize`, so that every Python of a build has it: its workers, and the process that reads PDF files."""


def watched(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], list[tuple[int, str, str]]]:
    """Run coursepack; what its processes opened, as process, event and name."""
    hooks, log = folder / "hooks", folder / "log.jsonl"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCHED)
    path = os.pathsep.join([str(hooks), str(Path(coursepack.__file__).parent.parent)])
    environment = {**os.environ, "PYTHONPATH": path, "WATCHED": str(log), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["TMPDIR"] = str(hooks)
    done = subprocess.run(
        [sys.executable, "-m", "coursepack", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=folder,
    )
    return done, [tuple(json.loads(line)) for line in log.read_text().splitlines()]


def allowed(folder: Path) -> tuple[str, ...]:
    """Where a build may read: the project, what is installed, the user's cache, fonts and the system's own tables."""
    installed = {*sysconfig.get_paths().values(), *site.getsitepackages(), sys.prefix, sys.base_prefix, sys.exec_prefix}
    own = Path(coursepack.__file__).parent.parent
    system = (
        "/dev/null",
        "/dev/urandom",
        "/proc/",
        "/sys/",
        "/usr/share/",
        "/usr/lib",
        "/usr/local/lib",
        "/lib",
        "/etc/",
    )
    places = (folder, own, user_cache_path("coursepack"), *map(Path, installed))
    return (*{text for place in places for text in (str(place), os.path.realpath(place))}, *system)


LIBRARY_FINDERS = ("ldconfig", "gcc", "cc", "ld", "objdump", "sh", "otool")
"""What Python's `ctypes.util.find_library` asks where Pango is."""
SECRETS = ("passwd", "shadow", ".ssh", "secret", ".env", ".netrc")


def hostile(make: Make) -> Path:
    """A project that asks for what is not its own in every way that is only a warning or nothing."""
    reader = (
        'name = "small"\ntitle = "A Small Reader"\ndate = 2026-01-01\n[contents]\nfront = ["title-page", "contents"]\n'
        'chapters = ["one.md", "two.md", "three.md"]\n[screen]\nattachments = ["sources"]\n'
    )
    text = "# {0} {{#{0}}}\n\n[Words](file:///etc/passwd) <https://example.invalid/x> text.\n"
    folder = make(
        manuscript__reader_dot_toml=reader,
        manuscript__one_dot_md=text.format("one"),
        manuscript__two_dot_md=text.format("two").replace("file:///etc/passwd", "https://example.invalid/a"),
        manuscript__three_dot_md="# Three {#three}\n\n::: {.facsimile file=readings/a.pdf}\n:::\n",
        **{"manuscript/readings/a.pdf": reading_pdf("Words"), "manuscript/.env": "TOKEN=secret"},
    )
    (folder / "manuscript" / "one.md").write_text(
        text.format("one").replace("file:///etc/passwd", "https://example.invalid/b")
    )
    secret = folder.parent.parent / f"{folder.parent.name}-secret"
    secret.write_text("secret")
    (folder / "manuscript" / "linked.md").symlink_to(secret)
    (folder / "endless").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.skipif(os.name != "posix", reason="paths of the system are known for POSIX alone")
def test_a_build_opens_nothing_outside_its_project_and_no_socket(project: Make, tmp_path: Path) -> None:
    folder = hostile(project)
    done, log = watched(tmp_path, "build", str(folder), "--workers", "2")
    assert done.returncode == 0, done.stderr
    places = (*allowed(folder), str(tmp_path / "hooks"), str(tmp_path / "log.jsonl"))
    opened = {told for _, event, told in log if event == "open"}
    assert sorted(name for name in opened if not name.startswith(places)) == []
    assert sorted(name for name in opened if name.endswith(SECRETS) or "shadow" in name) == []
    assert [row for row in log if row[1].startswith("socket.")] == []
    programs = {Path(told.strip("'")).name for _, event, told in log if event == "subprocess.Popen"}
    assert {re.split(r"[.\d-]", program)[0] for program in programs} <= {"pandoc", "python", *LIBRARY_FINDERS}
    assert len({process for process, *_ in log}) > 3, "the workers were watched too"
    assert b"TOKEN" not in b"".join(path.read_bytes() for path in (folder / "dist").rglob("*") if path.is_file())


def test_the_watcher_sees_a_file_and_a_socket(tmp_path: Path) -> None:
    done, log = watched(tmp_path, "check", "--pdf", "/etc/passwd", str(tmp_path))
    assert done.returncode != 0
    assert any(event == "open" and told == "/etc/passwd" for _, event, told in log)
    hooks = {"PYTHONPATH": str(tmp_path / "hooks"), "WATCHED": str(tmp_path / "log.jsonl")}
    subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], env={**os.environ, **hooks}, check=True)
    assert "socket.__new__" in (tmp_path / "log.jsonl").read_text()


NAMES = ("manuscript/reader.toml", "manuscript/one.md", "bibliography.bib", "manuscript/a.png")
CHECKS = """\
import json, sys
from typer.testing import CliRunner
from coursepack.cli import application
for project in sys.argv[1:]:
    done = CliRunner().invoke(application(), ["check", project])
    print(json.dumps([type(done.exception).__name__, done.exit_code, done.stderr]), flush=True)
"""
"""One program that checks several projects, each by the command line."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/zero and sparse files")
@pytest.mark.parametrize("kind", ["endless", "pipe", "sparse"])
def test_no_source_that_never_ends_is_read(kind: str, project: Make, tmp_path: Path) -> None:
    sound = project(manuscript__one_dot_md='# T {#t}\n\nSee [@able2001].\n\n![C](a.png){alt="a"}\n')
    folders = [shutil.copytree(sound, tmp_path / Path(name).name) for name in NAMES]
    for folder, name in zip(folders, NAMES, strict=True):
        make_endless(folder / name, kind)
    done = subprocess.run(
        [sys.executable, "-c", CHECKS, *folders],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        cwd=Path(coursepack.__file__).parent.parent,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [ended for *ended, _ in answers] == [["SystemExit", 1]] * len(NAMES), answers
    for name, (*_, said) in zip(NAMES, answers, strict=True):
        assert "error" in said, name
        assert "Traceback" not in said, name


def make_endless(path: Path, kind: str) -> None:
    path.unlink(missing_ok=True)
    if kind == "endless":
        path.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(2**40)


def test_every_test_that_the_list_of_threats_names_is_there() -> None:
    tests = Path(__file__).parent
    said = re.findall(
        r"`(test_\w+\.py)(?:::(\w+))?`", (tests.parent / "docs" / "safety.md").read_text(encoding="utf-8")
    )
    assert len(said) > 20
    assert [pair for pair in said if f"def {pair[1]}" not in (tests / pair[0]).read_text(encoding="utf-8")] == []
