"""The documents: links lead somewhere, commands work as shown, and examples are what they say.

A document is followed from top to bottom in one folder. A fenced block after a line that is only the path of a file is
written to that file; of a `console` block every line that begins with `$` is run, and the other lines must be what it says.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from epubcheck_runner import run_epubcheck
from typer.testing import CliRunner

from coursepack.cli import COMMANDS, application
from coursepack.config import Config
from coursepack.sources.bibliography import read_bibliography

ROOT = Path(__file__).parent.parent
STARTER = ROOT / "coursepack" / "starter" / "README.md"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", STARTER, *(ROOT / "docs").rglob("*.md")])
SPHINX = str(Path(sys.executable).parent / "sphinx-build")
FENCE = re.compile(r"(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SMALLEST: dict[str, Any] = {"title": "T", "date": "2026-01-01", "contents": {"chapters": ["one.md"]}}
INDENTED = re.compile(
    r"^ {4,}(?:\$ )?(?:coursepack|make|pip|python|gs|qpdf|pdf[a-z]+|epubcheck|biber) .*", re.MULTILINE
)
INLINE = re.compile(r"`coursepack ([^`]+)`")
PROGRAMS = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
NOT_FOR_TESTS = ("make", "python", "watch")
"""The first word of what is not run: it would run these tests, change a document, or not end."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(document: Path) -> str:
    """A document without its code."""
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in text.splitlines() if not line.startswith("    ")]
    return re.sub(
        r"(`+)(?!`).+?(?<!`)\1(?!`)", lambda code: "`" + code[0].strip("`").replace("]", "") + "`", "\n".join(lines)
    )


def anchors(document: Path) -> set[str]:
    """The anchors of the headings, as GitHub and MyST make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    found = []
    for target in LINK.findall(prose(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            found.append(target)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    assert broken_links(document) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# Here and now\n")
    document = tmp_path / "a.md"
    document.write_text("[x](b.md#here-and-now) [y](gone.md) [z](b.md#there) `[code](no.md)`\n\n    [code](no.md)\n")
    assert broken_links(document) == ["gone.md", "b.md#there"]


def fences(document: Path, kind: str) -> list[str]:
    return [text for _, language, text in FENCE.findall(document.read_text(encoding="utf-8")) if language == kind]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_examples_can_be_read(document: Path) -> None:
    for text in fences(document, "toml"):
        Config.model_validate(SMALLEST | tomllib.loads(text))
    for text in fences(document, "yaml"):
        assert yaml.safe_load(text)
    assert {kind for _, kind, _ in FENCE.findall(document.read_text(encoding="utf-8"))} <= {
        "toml", "yaml", "console", "markdown", "bibtex", "text", "css",
    }  # fmt: skip


def run(line: str, folder: Path) -> str:
    """Run one command in a folder; return what it says, and fail where it fails without having said so."""
    words = shlex.split(line.partition(" > ")[0])
    if words[0] == "coursepack":
        if words[1] in NOT_FOR_TESTS:
            assert words[1] in COMMANDS
            words = [*words[:2], "--help"]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            done = CliRunner().invoke(application(), words[1:])
        if " > " in line:
            (folder / line.partition(" > ")[2]).write_text(done.stdout)
        assert done.exit_code == 0 or " error" in done.output, done.output
        return done.output
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return ""
    if words[0] == "epubcheck":
        assert run_epubcheck(folder / words[1]) == []
        return ""
    if words[0] == "python":
        words, folder = [sys.executable, *words[1:3], "--help"], ROOT
    found = shutil.which(words[0], path=PROGRAMS)
    if found is None:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run([found, *words[1:]], cwd=folder, check=True, capture_output=True, text=True).stdout


def follow(document: Path, folder: Path) -> int:
    """Do what a document says, from top to bottom; return how many commands were run."""
    done = 0
    for path, kind, text in FENCE.findall(document.read_text(encoding="utf-8")):
        if path:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        said: list[str] = []
        for line in text.splitlines() if kind == "console" else ():
            if line.startswith("$ cd "):
                folder = folder / line.removeprefix("$ cd ")
            elif line.startswith("$ "):
                said, done = run(line.removeprefix("$ "), folder).splitlines(), done + 1
            else:
                assert line in said
    return done


FOLLOWED = [document for document in DOCUMENTS if fences(document, "console")]


@pytest.mark.parametrize("document", FOLLOWED, ids=name_of)
def test_a_document_can_be_followed_word_for_word(
    document: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Where a document speaks of `my-reader` and does not make it, it is there: a new reader, built."""
    text = document.read_text(encoding="utf-8")
    if document == STARTER or ("my-reader" in text and "$ coursepack new" not in text):
        shutil.copytree(request.getfixturevalue("started"), tmp_path / "my-reader")
        tmp_path = tmp_path / "my-reader" if document == STARTER else tmp_path
    assert follow(document, tmp_path) >= 1


def unfollowed(text: str) -> list[str]:
    """Commands that stand in a document but not in a block whose commands are run."""
    return [line.strip() for line in INDENTED.findall(re.sub(FENCE, "", text))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_stands_where_it_is_run(document: Path) -> None:
    assert unfollowed(document.read_text(encoding="utf-8")) == []


def test_a_command_that_is_not_run_is_seen() -> None:
    text = "    coursepack check a\n\n```console\n$ coursepack check b\n```\n\n    $ qpdf --check c\n\n    a line\n"
    assert unfollowed(text) == ["coursepack check a", "$ qpdf --check c"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_commands_within_a_sentence_are_commands(document: Path) -> None:
    for line in INLINE.findall(document.read_text(encoding="utf-8")):
        name, *rest = line.split()
        if name in ("COMMAND", "--install-completion"):
            continue
        assert name in COMMANDS, line
        known = CliRunner().invoke(application([name]), [name, "--help"], env={"COLUMNS": "200"}).output
        assert [word for word in rest if word.startswith("--") and word not in known] == [], line


def test_the_tutorial_and_the_recipes_are_among_them() -> None:
    assert {"README.md", "docs/tutorial.md", "docs/how-to.md", "docs/commands.md"} <= set(map(name_of, FOLLOWED))


def test_a_command_that_says_something_else_is_seen(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("```console\n$ echo one\ntwo\n```\n")
    with pytest.raises(AssertionError):
        follow(document, tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_bibliographies_are_read_whole(document: Path, tmp_path: Path) -> None:
    for text in fences(document, "bibtex"):
        (tmp_path / "b.bib").write_text(text)
        read, problems = read_bibliography(tmp_path / "b.bib", "b.bib")
        assert (len(read.entries), problems) == (text.count("@"), [])


def test_the_lines_of_the_recipes_fit_a_new_reader(tmp_path: Path) -> None:
    """Each table of the recipes, put in the place of the new reader's own, is a configuration."""
    CliRunner().invoke(application(["new"]), ["new", str(tmp_path / "reader")])
    for text in fences(ROOT / "docs" / "how-to.md", "toml"):
        merged = tomllib.loads((tmp_path / "reader/manuscript/reader.toml").read_text()) | tomllib.loads(text)
        assert Config.model_validate(merged).title


def test_the_documents_become_web_pages_without_a_warning(tmp_path: Path) -> None:
    command = [SPHINX, "--fail-on-warning", "--keep-going", "-q", str(ROOT / "docs"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "entangled bank" in (tmp_path / "tutorial.html").read_text()
