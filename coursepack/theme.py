"""The templates of a book: the package's own, any of which a project may override. The only importer of Jinja2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock
from types import CodeType
from typing import Any

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from coursepack.diagnostics import Ended, Location, error
from coursepack.memory import bounded_memory
from coursepack.stylesheets import excess_of

BROKEN_TEMPLATE = error("C010", "a template of the book cannot be rendered")

_LARGEST_FACTOR = 1_000_000
_LARGEST_FILE = 2 * 1024 * 1024  # bytes of a template
_MOST_STEPS = 1_000_000
"""Turns of loops in one template, a call being as much as ten: a book of 5,000 works takes some ten thousand."""
_LONGEST = 50_000_000  # characters that a template may become
_PAGES, _LONGEST_PAGES = "book/", 100_000
"""The templates of title pages, and what such a page may become; a page of text has 3,000."""
_MEMORY = 256 * 1024**2  # bytes that it may take meanwhile, beside what the build has
_FILLING = Lock()
"""Held while a template is filled: its turns are counted, and one counter serves."""
_COUNTED = "counted"
_ENDLESS_FILTER, _ENDLESS_FUNCTION = "wordwrap", "lipsum"
"""Of Jinja's own, those that run for minutes in a single call, where no turns are counted: no page is wrapped by a template."""
_ESCAPED = (".html", ".xhtml", ".opf", ".ncx", ".xml", ".svg")


_ORIGINAL = "original"
"""Where a book's own template finds the one that it stands in the place of: `{% include "original/print/book.css" %}`."""


class TemplateBroken(Ended):
    """A template does not work; `diagnostic` says which, and where."""


def own_templates() -> Path:
    """The folder of templates that coursepack ships: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    return next(folder for folder in (package / "templates", package.parent / "templates") if folder.is_dir())


class _Loader(FileSystemLoader):
    """Reads the templates of one folder; a link that leads out of it, or is in its place, leads nowhere."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder.parent.resolve() / folder.name

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Read one template (Jinja2's loader interface)."""
        if self._real(template) is None:
            raise TemplateNotFound(template)
        return super().get_source(environment, template)

    def files(self) -> dict[str, bytes]:
        """All templates of the folder, by name."""
        found = {name: self._real(name) for name in self.list_templates()}
        return {name: path.read_bytes() for name, path in found.items() if path is not None and path.is_file()}

    def _real(self, template: str) -> Path | None:
        """Where a template stands; `None` where that is out of bounds."""
        real = Path(self.searchpath[0], *split_template_path(template)).resolve()
        outside = not real.is_relative_to(self._folder)
        return None if outside or (real.is_file() and real.stat().st_size > _LARGEST_FILE) else real


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, without the two operators that make much of little, and with a bound for loops and calls."""

    intercepted_binops = frozenset({"*", "**"})
    steps = 0

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse a template (Jinja2's hook), and let every loop count its turns."""
        template = super()._parse(source, name, filename)
        for loop in template.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return template

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        """The items of a loop; raises `SecurityError` where the template has taken too many turns."""
        for item in items:
            self._step()
            yield item

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls (Jinja2's hook); macros may call each other without end."""
        self._step(10)
        return super().call(context, called, *args, **kwargs)

    def _step(self, turns: int = 1) -> None:
        self.steps += turns
        if self.steps > _MOST_STEPS:
            raise SecurityError("its loops and macros run without end")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers within reason; refuse everything else."""
        small = all(isinstance(side, int | float) and abs(side) < _LARGEST_FACTOR for side in (left, right))
        if operator == "*" and small:
            return left * right
        raise SecurityError(f"a template multiplies only numbers below {_LARGEST_FACTOR}")


class _Compiled(BytecodeCache):
    """Templates by the files that they stand in, each compiled once in a process and again only where its text has changed:
    watching fills the same ones at every save.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of this very text (Jinja2's hook)."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has been compiled (Jinja2's hook)."""
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


def shipped_templates() -> dict[str, bytes]:
    """All templates that coursepack ships, by name."""
    return _Loader(own_templates()).files()


class Theme:
    """Templates and style sheets by name, such as `epub/package.opf`; those in `project/templates` win."""

    def __init__(self, project: Path | None = None) -> None:
        self._own = None if project is None else _Loader(project / "templates")
        shipped = _Loader(own_templates())
        own = [] if self._own is None else [self._own]
        self._environment = _Sandbox(
            loader=ChoiceLoader([*own, shipped, PrefixLoader({_ORIGINAL: shipped})]),
            autoescape=lambda name: bool(name) and str(name).endswith(_ESCAPED),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_COMPILED,
        )
        self._environment.filters[_COUNTED] = self._environment.counted
        del self._environment.filters[_ENDLESS_FILTER], self._environment.globals[_ENDLESS_FUNCTION]

    def own_files(self) -> dict[str, bytes]:
        """The templates of the book's own, by their names: with this release, all that a filled template depends on."""
        return {} if self._own is None else self._own.files()

    def _is_own(self, name: str) -> bool:
        """Whether the book has a file of its own in the place of this template."""
        return self._own is not None and name in self._own.list_templates()

    def render(self, name: str, **context: Any) -> str:
        """Fill a template. Text is escaped in markup templates, save what is marked as `markup`; raises `TemplateBroken`."""
        try:
            with _FILLING, bounded_memory(_MEMORY):
                self._environment.steps = 0
                filled = self._environment.get_template(name).render(**context)
            most = _LONGEST_PAGES if name.startswith(_PAGES) else _LONGEST
            if len(filled) > most:
                raise SecurityError(f"it becomes more than {most:,} characters")
            if name.endswith(".css") and self._is_own(name) and (excess := excess_of(filled)):
                raise TemplateBroken(BROKEN_TEMPLATE.at(self._place_of(name, excess.word), excess.message))
            return filled
        except TemplateNotFound as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), f"there is no template ‘{fault.name}’")) from fault
        except UnicodeDecodeError as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), "it is not UTF-8 text")) from fault
        except TemplateSyntaxError as fault:
            place = _place(fault.name or name, fault.lineno)
            raise TemplateBroken(BROKEN_TEMPLATE.at(place, fault.message or "syntax error")) from fault
        except MemoryError as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), "it makes texts without end")) from fault
        except RecursionError as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), "it includes itself without end")) from fault
        except (TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), f"{type(fault).__name__}: {fault}")) from fault

    def _place_of(self, name: str, word: str) -> Location:
        """The line of a template that a word stands in, if it is there as it is."""
        before, found, _ = self.text(name).partition(word or "\0")
        return _place(name, before.count("\n") + 1 if found else 0)

    def text(self, name: str) -> str:
        """Read a file of the theme as it is, such as a style sheet; raises `TemplateBroken` where there is none."""
        loader = self._environment.loader
        assert loader is not None  # noqa: S101  # set in __init__
        try:
            return loader.get_source(self._environment, name)[0]
        except TemplateNotFound as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), f"there is no template ‘{name}’")) from fault
        except UnicodeDecodeError as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), "it is not UTF-8 text")) from fault


def markup(text: str) -> Markup:
    """Mark a text as markup already, not to be escaped."""
    return Markup(text)  # noqa: S704  # our own serialised trees


def _place(name: str, line: int = 0) -> Location:
    return Location(f"templates/{name}", line)
