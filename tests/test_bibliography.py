"""Reading whole .bib files: every hazard of the corpus in tests/data/bib is read, or reported, as its first line says."""

from __future__ import annotations

import importlib
import pkgutil
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from coursepack.diagnostics import Rule, Severity
from coursepack.sources import bibliography
from coursepack.sources.bibliography import read as reading
from coursepack.sources.bibliography import read_bibliography, to_csl
from coursepack.sources.bibliography.read import parse_bibliography

CORPUS = Path(__file__).parent / "data" / "bib"
CASES = sorted(CORPUS.glob("*.bib"))
EXPECTED = re.compile(r"Expected: (.*?); keys: (.*)\.")


def codes(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [diagnostic.code for diagnostic in parse_bibliography(data, "x.bib")[1]]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_each_hazard_is_read_or_reported(case: Path) -> None:
    expected = EXPECTED.match(case.read_text(encoding="utf-8"))
    assert expected, "the first line says what to expect"
    read, found = read_bibliography(case, case.name)
    assert sorted({d.code for d in found}) == expected[1].replace("nothing", "").split()
    assert [key.replace(" ", "_") for key in read.entries] == expected[2].split()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_head_is_an_entry_or_an_error(case: Path) -> None:
    read, found = read_bibliography(case, case.name)
    lost = [d for d in found if d.code in ("B005", "B006", "B008", "B009", "B010") and d.severity is Severity.ERROR]
    assert read.heads >= len(read.entries)
    assert read.heads - len(read.entries) <= len(lost)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_good_entry_survives_its_neighbours(case: Path) -> None:
    read, _ = read_bibliography(case, case.name)
    items, found = to_csl(read.entries.values())
    citable = [key for key, entry in read.entries.items() if entry.type not in ("xdata", "set")]
    assert list(items) == citable
    assert all(item["type"] and item["id"] == key for key, item in items.items())
    assert {d.code for d in found} <= {"B040"}


def rules() -> set[str]:
    modules = [
        importlib.import_module(f"{bibliography.__name__}.{m.name}")
        for m in pkgutil.iter_modules(bibliography.__path__)
    ]
    return {value.code for module in modules for value in vars(module).values() if isinstance(value, Rule)}


def test_every_rule_has_a_case_that_breaks_it() -> None:
    seen = {d.code for case in CASES for d in read_bibliography(case, case.name)[1]}
    elsewhere = {"B001", "B002", "B003", "B004", "B036", "B040"}  # below, in cases, and in test_bibliography_csl
    assert rules() == seen | elsewhere
    assert not seen & elsewhere


def test_codes_are_not_used_twice() -> None:
    modules = [
        importlib.import_module(f"{bibliography.__name__}.{m.name}")
        for m in pkgutil.iter_modules(bibliography.__path__)
    ]
    titles: dict[str, set[str]] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule):
                titles.setdefault(value.code, set()).add(value.title)
    assert all(len(each) == 1 for each in titles.values())


def test_a_missing_file_is_a_diagnostic(tmp_path: Path) -> None:
    read, found = read_bibliography(tmp_path / "gone.bib", "gone.bib")
    assert (dict(read.entries), read.heads) == ({}, 0)
    assert [(d.code, d.location.file) for d in found] == [("B001", "gone.bib")]


ENTRY = "@book{a,\n  author = {Dikötter, Frank},\n  title = {One},\n  date = 1990,\n}\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ENTRY.encode(), []),
        (ENTRY.encode("utf-8-sig"), ["B003"]),
        (ENTRY.replace("\n", "\r\n").encode(), ["B003"]),
        (ENTRY.encode("utf-16"), ["B003"]),
        (ENTRY.encode("utf-16-be").join([b"\xfe\xff", b""]), ["B003"]),
        (ENTRY.encode("utf-16-be"), ["B003"]),
        (ENTRY.encode("utf-16-le"), ["B003"]),
        (ENTRY.encode("latin-1"), ["B002"]),
        (ENTRY.replace("One", "One\x08").encode(), ["B004"]),
    ],
    ids=[
        "utf-8",
        "signature",
        "windows-lines",
        "utf-16",
        "utf-16-be",
        "utf-16-be-no-mark",
        "utf-16-le-no-mark",
        "latin-1",
        "control",
    ],
)
def test_encodings_are_reported_and_read(data: bytes, expected: list[str]) -> None:
    read, found = parse_bibliography(data, "x.bib")
    assert [d.code for d in found] == expected
    assert read.entries["a"].fields["author"] == "Dikötter, Frank"
    assert read.entries["a"].location.line == 1


def test_more_entries_than_any_bibliography_has_are_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ENTRIES", 2)
    assert "B001" not in codes("@misc{a, title={A}}\n@misc{b, title={B}} @")
    assert codes("@misc{a, title={A}}\n@misc{b, title={B}}\n@misc{c,") == ["B001"]


def test_the_line_of_a_byte_that_is_not_utf8_is_named() -> None:
    assert str(parse_bibliography(ENTRY.encode("latin-1"), "x.bib")[1][0].location) == "x.bib:2"


def test_lines_are_counted_behind_a_backslash_at_the_end_of_a_line() -> None:
    text = '@misc{a, title = "One\\\\\nTwo \\\nThree"}\ntext \\\n@misc{b, title = "B",\n note = "b"}\n@misc{c,\n'
    read, found = parse_bibliography(text.encode(), "x.bib")
    assert [str(read.entries[key].location) for key in "ab"] == ["x.bib:1", "x.bib:5"]
    assert str(read.entries["b"].at("note")) == "x.bib:6"
    assert [str(d.location) for d in found if d.code == "B008"] == ["x.bib:7"]
    assert read.entries["a"].fields["title"] == "One\\\\ Two \\ Three"


def test_an_entry_knows_its_place_its_source_and_its_keywords() -> None:
    text = "\n@Book{a,\n  Title = {One},\n  keywords = {primary, Soviet},\n  date = 1990\n}"
    entry = parse_bibliography(text.encode(), "x.bib")[0].entries["a"]
    assert (entry.type, str(entry.location), entry.keywords) == ("book", "x.bib:2", ("primary", "Soviet"))
    assert entry.raw == text.strip()
    assert str(entry.at("keywords")) == "x.bib:4"
    assert list(entry.fields) == ["title", "keywords", "date"]


def test_macros_concatenation_and_months_are_resolved() -> None:
    read, _ = read_bibliography(CORPUS / "strings-and-concatenation.bib", "x.bib")
    fields = read.entries["joined"].fields
    assert dict(fields) == {
        "title": "The Title",
        "publisher": "University Press",
        "address": "London",
        "year": "1990",
        "month": "jan~5",
    }


def test_a_part_inherits_from_its_book_and_keeps_both_dates() -> None:
    read, _ = read_bibliography(CORPUS / "crossref.bib", "x.bib")
    part = read.entries["part"]
    assert part.fields["booktitle"] == "{Wengao}"  # in braces: a title in another language keeps its capitals
    assert part.fields["booksubtitle"] == "{Eight}"
    assert (part.fields["title"], part.fields["volume"], part.fields["editor"]) == ("A Speech", "8", "Guo, Jian")
    assert (part.fields["date"], part.host_date) == ("1959-12", {"date": "1993"})
    assert "date" not in part.inherited
    assert "publisher" in part.inherited


def test_a_long_chain_of_parents_is_no_problem() -> None:
    links = "".join(f"@xdata{{x{n}, xdata = {{x{n + 1}}}}}\n" for n in range(3000))
    read, found = parse_bibliography(f"{links}@xdata{{x3000, publisher = {{P}}}}".encode(), "x.bib")
    assert found == []
    assert read.entries["x0"].fields["publisher"] == "P"


def test_the_cycle_is_shown_link_by_link() -> None:
    found = read_bibliography(CORPUS / "crossref-cycle.bib", "x.bib")[1]
    assert "a → b → a" in found[0].message or "b → a → b" in found[0].message


def test_what_is_wrong_is_told_with_its_line_and_a_remedy() -> None:
    for case in CASES:
        for diagnostic in read_bibliography(case, case.name)[1]:
            assert diagnostic.location.line > 2, case.name
            assert diagnostic.hint, case.name
            assert diagnostic.message, case.name


def test_reading_is_not_quadratic() -> None:
    def steps(count: int) -> int:
        text = "".join(
            f"@book{{k{n}, author = {{A, B}}, title = {{T{n}}}, date = 1990}}\n@book{{bad{n}, title = {{x}},,}}\n"
            for n in range(count)
        )
        read, found = parse_bibliography(text.encode(), "x.bib")
        assert len(read.entries) == count
        return len(found)

    assert steps(2000) == 2000


def read_in_a_small_room(folder: Path, text: str) -> str:
    """What `check --bibliography` says of a file, with 1 GB of memory and a minute of work."""
    path = folder / "hazard.bib"
    path.write_text(text, encoding="utf-8")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    command = [sys.executable, "-m", "coursepack", "check", "--bibliography", str(path)]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=bounded, cwd=root, check=False)
    assert done.returncode in (0, 1), done.stderr[-500:]
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA counts all memory on Linux only")
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("@book{a, author={Able, Ann}, date={2001}, title = {" + "word " * 4_000_000 + "}}", {"B018"}),
        ("@string{m0 = {xxxxxxxxxx}}" + "".join(f"@string{{m{n} = m{n - 1} # m{n - 1}}}\n" for n in range(1, 41)), {"B018"}),
        ("@book{a, author={Able, Ann}, date={2001}, title = {" + "{" * 40_000 + "x" + "}" * 40_000 + "}}", set()),
        (
            "".join(f"@xdata{{x{n}, xdata={{x{n + 1}}}}}\n" for n in range(10_000))
            + "@xdata{x10000, publisher={P}}\n@book{a, author={Able, Ann}, title={T}, date={2001}, xdata={x0}}",
            set(),
        ),
        ("".join(f"@book{{c{n}, crossref={{c{(n + 1) % 2000}}}, title={{T}}}}\n" for n in range(2000)), {"B013", "B020"}),
    ],
    ids=["twenty-megabytes", "doubled-macros", "deep-braces", "chain-of-xdata", "circle-of-two-thousand"],
)  # fmt: skip
def test_hostile_files_are_read_in_bounded_time_and_memory(tmp_path: Path, text: str, codes: set[str]) -> None:
    said = read_in_a_small_room(tmp_path, text)
    assert set(re.findall(r"error (B\d+)", said)) == codes
