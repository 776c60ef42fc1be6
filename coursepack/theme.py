"""The templates of a book: the package's own, any of which a project may override. The only importer of Jinja2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from coursepack.diagnostics import Diagnostic, Location, error

BROKEN_TEMPLATE = error("C010", "a template of the book cannot be rendered")

_LARGEST_FACTOR = 1_000_000
_ESCAPED = (".html", ".xhtml", ".opf", ".ncx", ".xml", ".svg")


class TemplateBroken(Exception):
    """A template does not work; `diagnostic` says which, and where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def own_templates() -> Path:
    """The folder of templates that coursepack ships: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    return next(folder for folder in (package / "templates", package.parent / "templates") if folder.is_dir())


class _Loader(FileSystemLoader):
    """Reads the templates of one folder; a symbolic link that leads out of it leads nowhere."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Read one template (Jinja2's loader interface)."""
        source, path, current = super().get_source(environment, template)
        folder = Path(self.searchpath[0]).resolve()
        if not Path(path).resolve().is_relative_to(folder):
            raise TemplateNotFound(template)
        return source, path, current


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, without the two operators that make much of little."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers within reason; refuse everything else."""
        small = all(isinstance(side, int | float) and abs(side) < _LARGEST_FACTOR for side in (left, right))
        if operator == "*" and small:
            return left * right
        raise SecurityError(f"a template multiplies only numbers below {_LARGEST_FACTOR}")


class Theme:
    """Templates and style sheets by name, such as `epub/package.opf`; those in `project/templates` win."""

    def __init__(self, project: Path | None = None) -> None:
        folders = [own_templates()]
        if project is not None:
            folders.insert(0, project / "templates")
        self._environment = _Sandbox(
            loader=ChoiceLoader([_Loader(folder) for folder in folders]),
            autoescape=lambda name: bool(name) and str(name).endswith(_ESCAPED),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, name: str, **context: Any) -> str:
        """Fill a template. Text is escaped in markup templates, save what is marked as `markup`; raises `TemplateBroken`."""
        try:
            return self._environment.get_template(name).render(**context)
        except TemplateNotFound as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), f"there is no template ‘{fault.name}’")) from fault
        except UnicodeDecodeError as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), "it is not UTF-8 text")) from fault
        except TemplateSyntaxError as fault:
            place = _place(fault.name or name, fault.lineno)
            raise TemplateBroken(BROKEN_TEMPLATE.at(place, fault.message or "syntax error")) from fault
        except RecursionError as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), "it includes itself without end")) from fault
        except (TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as fault:
            raise TemplateBroken(BROKEN_TEMPLATE.at(_place(name), f"{type(fault).__name__}: {fault}")) from fault

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
