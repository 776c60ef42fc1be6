"""Every rule has a code of its own, a section in docs/diagnostics.md, and a test that sees it fail."""

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path

import coursepack
from coursepack.diagnostics import Rule
from coursepack.errors import CoursepackError, ExitCode

TESTS = Path(__file__).parent
DOCUMENT = (TESTS.parent / "docs" / "diagnostics.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## ([A-Z]\d{3}): (.+)$", DOCUMENT, re.MULTILINE)
CORPUS = {"B": "data/bib/*.bib"}
"""Where the first lines of files say which codes they bring forth."""


def all_rules() -> dict[str, list[Rule]]:
    """Every rule of the package by the module and name of its constant."""
    found: dict[int, Rule] = {}
    for module in pkgutil.walk_packages(coursepack.__path__, "coursepack."):
        if not module.name.endswith("__main__"):
            values = vars(importlib.import_module(module.name)).values()
            found |= {id(value): value for value in values if isinstance(value, Rule)}
    rules: dict[str, list[Rule]] = {}
    for rule in found.values():
        rules.setdefault(rule.code, []).append(rule)
    return rules


RULES = all_rules()


def seen_failing(code: str) -> bool:
    """Whether a golden case, the corpus or a test module brings the code forth."""
    if any(path.name.startswith(code) for path in (TESTS / "cases").iterdir()):
        return True
    modules = (path for path in TESTS.glob("test_*.py") if path != Path(__file__))
    corpus = TESTS.glob(CORPUS.get(code[0], "none"))
    heads = (path.read_text(encoding="utf-8", errors="replace").partition("\n")[0] for path in corpus)
    names = {name for name, value in constants() if value.code == code}
    texts = [path.read_text(encoding="utf-8") for path in modules]
    return any(code in text for text in (*heads, *texts)) or any(
        re.search(rf"\b{name}\b", text) for name in names for text in texts if code[0] == "L"
    )


def constants() -> list[tuple[str, Rule]]:
    return [
        (name, value)
        for module in pkgutil.walk_packages(coursepack.__path__, "coursepack.")
        if not module.name.endswith("__main__")
        for name, value in vars(importlib.import_module(module.name)).items()
        if isinstance(value, Rule)
    ]


def test_there_are_rules_of_every_letter() -> None:
    assert {code[0] for code in RULES} == set("CMDBKXFLEP")


def test_codes_are_unique() -> None:
    assert {code: [rule.title for rule in rules] for code, rules in RULES.items() if len(rules) > 1} == {}


def test_every_rule_has_exactly_one_section_under_its_title() -> None:
    assert [code for code, count in Counter(code for code, _ in HEADINGS).items() if count > 1] == []
    assert dict(HEADINGS) == {code: rules[0].title for code, rules in RULES.items()}


def test_every_section_says_something() -> None:
    sections = re.findall(r"^## ([A-Z]\d{3}): .+\n((?:(?!#).*\n)*)", DOCUMENT, re.MULTILINE)
    assert len(sections) == len(HEADINGS)
    assert [code for code, text in sections if len(text.split()) < 6] == []


def test_every_rule_is_seen_failing() -> None:
    assert [code for code in sorted(RULES) if not seen_failing(code)] == []


def test_every_exit_code_is_in_the_table() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (\w+) \|", DOCUMENT, re.MULTILINE))
    assert rows == {str(int(code)): code.name for code in ExitCode}


def test_every_fault_carries_an_exit_code_of_the_table() -> None:
    faults = [CoursepackError, *CoursepackError.__subclasses__()]
    assert all(fault.exit_code in ExitCode for fault in faults)
