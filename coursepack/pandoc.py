"""The only caller of pandoc, which the package pypandoc brings.

Every run is bounded and the same everywhere: a fixed locale, 1 GB of heap, seconds of the processor, and pandoc's own sandbox,
so that no manuscript can read a file, reach the network or hang the build. What it answers depends on its arguments and input
alone, so that an answer may be kept (`keep_in`): a chapter that has not changed is not parsed again.
"""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

from coursepack.errors import TookTooMuch, ToolFailed
from coursepack.keeping.kept import kept
from coursepack.keeping.store import Store

Ast = dict[str, Any]
"""A pandoc document as its JSON form: `pandoc-api-version`, `meta`, `blocks`."""

MARKDOWN = (
    "markdown+smart+lists_without_preceding_blankline-auto_identifiers-implicit_header_references"
    "-raw_tex-raw_attribute-tex_math_double_backslash-example_lists-task_lists-yaml_metadata_block"
    "-pandoc_title_block-native_divs-native_spans"
)
"""Pandoc's Markdown as docs/markup.md describes it; raw HTML is parsed, so that it can be found and refused."""

_ENVIRONMENT = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_LIMITS = ("+RTS", "-M1g", "-O400m", "-A64m", "-RTS")
"""At most 1 GB of heap. A large nursery, and old data left alone up to 400 MB, spare a long run a seventh of its time."""
_SECONDS = 120  # of the processor; a book of 2,000 notes takes about 4
_SECONDS_TO_PARSE = 10  # as well; a text of 100,000 characters takes about half a second
_CHARACTERS = 50_000  # give a parse one second more
_HEAP_EXHAUSTED = 251  # the exit code of a program in Haskell whose heap is full
_BUSY = 10  # times as long by the clock, on a machine that has much else to do
_BOUNDED = ("/bin/sh", "-c", 'ulimit -S -t "$0" 2>/dev/null || :; exec "$@"')
"""Where the caller's own limit is narrower it cannot be widened, and holds."""
_stores: list[Store] = []
"""Where answers are kept now: the last one. Keys name all that an answer depends on, so that any store gives the same."""


@cache
def _path() -> str:
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as fault:
        raise ToolFailed(f"pandoc is not installed: {fault}") from fault


@cache
def version() -> str:
    """Pandoc's version, such as "3.9"; part of every cache key."""
    return str(pypandoc.get_pandoc_version())


@contextmanager
def keep_in(store: Store) -> Iterator[None]:
    """Keep the answers of all runs in a store, those of other threads too, until the block ends."""
    _stores.append(store)
    try:
        yield
    finally:
        _stores.remove(store)


def run(
    arguments: Sequence[str], stdin: str, files: Mapping[str, str] | None = None, *, seconds: int | None = None
) -> str:
    """Run pandoc on `stdin` and return its standard output.

    `files` are files of our own (a style, a bibliography) by the names that `arguments` call them; with them pandoc runs in a
    folder that holds nothing else, and outside its sandbox. `seconds` of the processor are what it may take, at most. Raises
    `ToolFailed` with pandoc's last words when it exits with an error or takes too long.
    """

    def make() -> bytes:
        return _run(arguments, stdin, files or {}, seconds=seconds)

    if not _stores:
        return make().decode()
    return kept(_stores[-1], "pandoc", (version(), arguments, stdin, files or {}), make).decode()


def to_docx(ast: Ast, day: date) -> bytes:
    """Write a document for a word processor; `day` is the date of the file. Raises `ToolFailed`."""
    seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    arguments, stdin = ["-f", "json", "-t", "docx", "-o", "-"], json.dumps(ast, ensure_ascii=False)
    environment = {"SOURCE_DATE_EPOCH": str(max(seconds, 0))}
    if not _stores:
        return _run(arguments, stdin, {}, environment)
    inputs = (version(), arguments, stdin, environment)
    return kept(_stores[-1], "pandoc", inputs, lambda: _run(arguments, stdin, {}, environment))


def _run(
    arguments: Sequence[str],
    stdin: str | bytes,
    files: Mapping[str, str],
    environment: Mapping[str, str] | None = None,
    *,
    seconds: int | None = None,
) -> bytes:
    most = _SECONDS if seconds is None else seconds
    command = [*_BOUNDED, str(most), _path(), *_LIMITS, *([] if files else ["--sandbox"]), *arguments]
    with tempfile.TemporaryDirectory(prefix="coursepack-") as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603  # a fixed program; what varies goes to its standard input
                command,
                cwd=folder,
                input=stdin if isinstance(stdin, bytes) else stdin.encode(),
                capture_output=True,
                timeout=most * _BUSY,
                env={**_ENVIRONMENT, **(environment or {})},
                check=False,
            )
        except subprocess.TimeoutExpired as fault:
            raise TookTooMuch(f"pandoc took more than {most * _BUSY} seconds") from fault
        except OSError as fault:
            raise ToolFailed(f"pandoc could not be run: {fault.strerror}") from fault
    if done.returncode == -signal.SIGXCPU:
        raise TookTooMuch(f"pandoc took more than {most} seconds")
    if done.returncode == _HEAP_EXHAUSTED:
        raise TookTooMuch("pandoc took more than 1 GB of memory")
    if done.returncode:
        raise ToolFailed(done.stderr.decode(errors="replace").strip() or f"pandoc exited with {done.returncode}")
    return done.stdout


def parse(markdown: str) -> Ast:
    """Parse one Markdown text."""
    return _loaded(run(["-f", MARKDOWN, "-t", "json"], markdown, seconds=_to_parse(markdown)))


def parse_fragments(texts: Sequence[str]) -> list[list[Any]]:
    """Parse many Markdown texts in one run, each by itself, whatever stands in it; returns the blocks of each.

    They travel as values of a metadata block (JSON is YAML), which pandoc parses one by one; a value that ends in a line
    break comes back as blocks.
    """
    block = json.dumps({"texts": [f"{text}\n" for text in texts]}, ensure_ascii=False)
    dialect = f"{MARKDOWN}+yaml_metadata_block"
    ast = _loaded(run(["-f", dialect, "-t", "json"], f"---\n{block}\n---\n", seconds=_to_parse(block)))
    values = ast["meta"]["texts"]["c"] if texts else []
    return [value["c"] if value["t"] == "MetaBlocks" else [] for value in values]


def _to_parse(text: str | bytes) -> int:
    return _SECONDS_TO_PARSE + len(text) // _CHARACTERS


def _loaded(answer: str) -> Ast:
    try:
        ast: Ast = json.loads(answer)
    except RecursionError as fault:
        raise ToolFailed("its lists, quotations or divs stand hundreds deep within each other") from fault
    return ast


def read(data: bytes, kind: str, *options: str) -> Ast:
    """Read a file of another format (`docx`, `odt`, `html`, a Markdown) that is to become a chapter."""
    arguments = ["-f", kind, "-t", "json", *filter(None, options)]
    return _loaded(_run(arguments, data, {}, seconds=_to_parse(data)).decode())


def to_markdown(blocks: list[Any]) -> str:
    """Write blocks as the Markdown of a chapter, one line a paragraph; raw Markdown nodes are set as they are."""
    ast = {"pandoc-api-version": api_version(), "meta": {}, "blocks": blocks}
    extensions = "markdown+smart-raw_html-raw_tex-raw_attribute-native_divs-native_spans-simple_tables-multiline_tables"
    return run(["-f", "json", "-t", extensions, "--wrap=none", "--reference-location=block"], json.dumps(ast))


def to_xhtml(ast: Ast) -> str:
    """Write a document's body as well-formed XHTML, sections nested, notes at the end, mathematics as MathML."""
    arguments = ["-f", "json", "-t", "html5", "--section-divs", "--mathml", "--wrap=none", "--no-highlight"]
    return run(arguments, json.dumps(ast, ensure_ascii=False))


@cache
def api_version() -> list[int]:
    """The version of pandoc's document model that this pandoc speaks."""
    versions: list[int] = parse("")["pandoc-api-version"]
    return versions
