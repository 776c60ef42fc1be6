"""The wheel, as `pip install` gives it: built, installed into an empty environment, and used away from the repository.

Nothing is fetched: hatchling builds in this environment, and the dependencies are those that are installed already.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import chromium, needs_chromium, wait_for_drawn
from playwright.sync_api import expect

from coursepack import __version__
from coursepack.errors import ExitCode

ROOT = Path(__file__).parent.parent
SHIPPED = ("coursepack", "templates")


def build_distributions(source: Path, out: Path) -> tuple[Path, Path]:
    """Build wheel and sdist of a source tree with the project's backend."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build_distributions(ROOT, tmp_path_factory.mktemp("distributions"))


def names_of(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tracked() -> set[str]:
    """The files of package and templates, as they stand in the wheel."""
    files = [path for folder in SHIPPED for path in (ROOT / folder).rglob("*") if path.is_file()]
    names = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}
    return {name if name.startswith("coursepack/") else f"coursepack/{name}" for name in names}


def test_the_wheel_holds_package_templates_starter_and_data(distributions: tuple[Path, Path]) -> None:
    names = names_of(distributions[0])
    assert tracked() == {name for name in names if name.startswith("coursepack/")}
    assert {"coursepack/py.typed", "coursepack/templates/print/book.css", "coursepack/starter/gitignore"} <= names
    assert {"coursepack/watching/page/viewer.html", "coursepack/starter/manuscript/reader.toml"} <= names
    assert any(name.startswith("coursepack/data/icc/") for name in names)
    assert {name.split("/")[0] for name in names} == {"coursepack", f"coursepack-{__version__}.dist-info"}


def test_the_source_distribution_makes_the_same_wheel(distributions: tuple[Path, Path], tmp_path: Path) -> None:
    wheel, source = distributions
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    assert {"Makefile", "build.py", "docs", "tests", "tools", "requirements"} <= {path.name for path in tree.iterdir()}
    again, _ = build_distributions(tree, tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()


@pytest.fixture(scope="module")
def coursepack(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment, which sees the dependencies of this one after its own packages."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", str(distributions[0])], check=True)
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "coursepack"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(coursepack: Path, home: Path, *arguments: str, code: int = ExitCode.OK) -> str:
    """Run the installed command in a folder that knows nothing of the repository; return its standard output."""
    done = subprocess.run(
        [coursepack, *arguments], cwd=home, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def test_the_command_is_the_installed_one(coursepack: Path, home: Path) -> None:
    assert run(coursepack, home, "version") == f"{__version__}\n"
    asked = [coursepack.parent / "python", "-c", "import coursepack; print(coursepack.__file__)"]
    said = subprocess.run(asked, cwd=home, env=environment(), check=True, capture_output=True, text=True).stdout
    assert str(coursepack.parent.parent) in said


def test_styles_schema_and_doctor(coursepack: Path, home: Path) -> None:
    assert "chicago-notes-bibliography" in run(coursepack, home, "styles", "chicago", "notes")
    assert json.loads(run(coursepack, home, "schema"))["title"] == "reader.toml"
    assert all(
        row["found"] for row in json.loads(run(coursepack, home, "doctor", "--json"))["machine"] if row["needed"]
    )


@pytest.fixture(scope="module")
def reader(coursepack: Path, home: Path) -> Path:
    run(coursepack, home, "new", "my-reader", "--title", "My Reader")
    return home / "my-reader"


def test_a_new_reader_is_checked_built_and_exported(coursepack: Path, home: Path, reader: Path) -> None:
    assert json.loads(run(coursepack, home, "check", "my-reader", "--json"))["diagnostics"] == []
    outcome = json.loads(run(coursepack, home, "build", "my-reader", "--json"))
    assert outcome["diagnostics"] == []
    made = {path.name for path in (reader / "dist").iterdir()}
    assert {"my-reader-print.pdf", "my-reader-screen.pdf", "my-reader.epub", "report.html"} <= made
    run(coursepack, home, "export", "my-reader", "--format", "ris", "--out", "ris")
    assert "TY  - BOOK" in (home / "ris" / "citations" / "my-reader.ris").read_text()


@pytest.fixture(scope="module")
def page(coursepack: Path, home: Path, reader: Path) -> Iterator[str]:
    """The address of the page of `coursepack watch`."""
    command = [coursepack, "watch", reader.name]
    process = subprocess.Popen(command, cwd=home, env=environment(), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
        assert address is not None
        yield address[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=300)
    assert process.returncode == ExitCode.OK, "Ctrl-C is how watching ends"


def test_the_page_of_watch_answers(page: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(page).netloc, timeout=300)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert (answer.status, b"<!doctype html>" in answer.read().lower()) == (200, True)
    connection.close()


@needs_chromium
def test_watch_shows_the_pages_in_a_browser(page: str) -> None:
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 1100, "height": 800})
        shown.set_default_timeout(300_000)
        faults: list[str] = []
        shown.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        shown.goto(page)
        expect(shown.locator("body")).to_have_attribute("data-version", "1", timeout=300_000)
        wait_for_drawn(shown, "#pages img")
        if target := os.environ.get("COURSEPACK_SCREENSHOTS"):
            shown.wait_for_timeout(1000)
            shown.screenshot(path=f"{target}/wheel-watch.png")
        assert faults == []
