"""Whole books through the real pandoc, WeasyPrint and EPUBCheck: what a reader would hold."""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from epubcheck_runner import run_epubcheck
from lxml import etree

from coursepack.diagnostics import Diagnostics
from coursepack.errors import BuildFailed, ExitCode, ProofFailed
from coursepack.keeping.store import Store
from coursepack.pipeline import Built, build
from coursepack.progress import Silent

BOOK = Path(__file__).parent / "books" / "everything"


def build_copy(folder: Path, workers: int, store: Store | None = None) -> tuple[Path, Built, Diagnostics]:
    project = folder / "a project" / BOOK.name
    shutil.copytree(BOOK, project)
    diagnostics = Diagnostics()
    built = build(project, folder / "out", diagnostics, Silent(), workers, store)
    return folder / "out", built, diagnostics


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, everything_kept: Store) -> Path:
    folder, built, diagnostics = build_copy(tmp_path_factory.mktemp("book"), 2, everything_kept)
    assert [item.message for item in diagnostics] == []
    assert built.pages > 30
    return folder


def pages(pdf: Path, *options: str) -> list[str]:
    done = subprocess.run(["pdftotext", *options, pdf, "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


def labels_of(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as opened:
        return [page.label for page in opened.pages]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("-\n", ""))


def test_every_file_is_there(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == [
        "catalogue",
        "citations",
        "everything-cover.pdf",
        "everything-print.pdf",
        "everything-screen.pdf",
        "everything.epub",
        "pagination.json",
        "permissions.csv",
        "report.html",
        "report.json",
    ]


def test_the_same_book_gives_the_same_bytes_anywhere_and_with_any_number_of_workers(out: Path, tmp_path: Path) -> None:
    again, _, _ = build_copy(tmp_path / "somewhere" / "else", 1)
    for path in sorted(out.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(out)).read_bytes(), path.name


def test_epubcheck_finds_nothing(out: Path) -> None:
    assert run_epubcheck(out / "everything.epub") == []


def test_a_note_of_seven_hundred_words_is_printed_whole_over_the_end_of_a_page(out: Path) -> None:
    printed = pages(out / "everything-print.pdf")
    first = next(index for index, text in enumerate(printed) if "This note has seven hundred words" in text)
    last = next(
        index for index, text in enumerate(printed) if "The last words of the long note" in " ".join(text.split())
    )
    assert last > first


def test_screen_and_print_have_the_same_pages(out: Path) -> None:
    screen, printed = pages(out / "everything-screen.pdf"), pages(out / "everything-print.pdf")
    hard = [text.replace("\u00ad", "\u2010") for text in screen]
    assert printed[: len(screen)] == hard
    assert printed[len(screen) :] == [""], "the page that fills the last leaf"


def test_the_contents_name_the_pages_where_the_chapters_begin(out: Path) -> None:
    printed = pages(out / "everything-print.pdf", "-layout")
    contents = next(text for text in printed if text.strip().startswith("Contents"))
    for title in ("Introduction", "Blocks", "Notes", "Glossary", "Bibliography"):
        named = re.search(rf"{title}\s+(\w+)\s*$", contents, re.MULTILINE)
        assert named is not None, title
        openings = [
            text.strip() for text in printed if re.match(rf"\s*(chapter \d+\s+)?{title}\n", text, re.IGNORECASE)
        ]
        assert [text.splitlines()[-1].strip() for text in openings] == [named[1]]


def test_front_matter_counts_in_roman_and_the_body_from_one(out: Path) -> None:
    labels = labels_of(out / "everything-print.pdf")
    assert labels[:5] == ["i", "ii", "iii", "iv", "v"]
    first = labels.index("1")
    assert first % 2 == 0
    assert labels[first:] == [str(number) for number in range(1, len(labels) - first + 1)]


def test_every_block_of_the_book_begins_on_the_page_that_the_pagination_names(out: Path) -> None:
    pdf = out / "everything-print.pdf"
    letters = re.compile(r"[^\W\d]+")  # figures apart: the numbers of notes stand between the words
    printed = {
        label: "".join(letters.findall(text)).lower() for label, text in zip(labels_of(pdf), pages(pdf), strict=True)
    }
    pagination = json.loads((out / "pagination.json").read_text())
    blocks = [block for section in pagination["sections"] for block in section["blocks"]]
    places = [place for block in blocks for place in (block, *block.get("turns", ()))]
    assert len(blocks) > 100
    assert sum(len(block.get("turns", ())) for block in blocks) > 3
    missed = [p for p in places if "".join(letters.findall(p["words"])[:3]).lower() not in printed[p["page"]]]
    assert [place["words"] for place in missed] == []


def test_blank_pages_are_blank(out: Path) -> None:
    report = json.loads((out / "report.json").read_text())
    shown = pages(out / "everything-screen.pdf")
    assert len(shown) == report["layout"]["pages"]
    assert sum(1 for text in shown if not text.strip()) == report["layout"]["blank_pages"] > 5


def test_running_heads_name_the_book_on_the_left_and_the_chapter_on_the_right(out: Path) -> None:
    printed = pages(out / "everything-print.pdf", "-layout")
    heads = {
        index: " ".join(text.split()[:6])
        for index, text in enumerate(printed)
        if "seven hundred words" in text or "says:" in text
    }
    assert len(heads) > 4
    for index, head in heads.items():
        if index == min(heads):
            assert head.upper().startswith("CHAPTER 3 NOTES")
        elif index % 2:
            assert re.match(r"\d+ A BOOK OF EVERYTHING", head.upper())
        else:
            assert re.match(r"Notes \d+", head)


def test_running_heads_of_chronology_and_index_name_what_goes_on(tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "manuscript").mkdir(parents=True)
    contents = 'opening = ["chronology"]\nchapters = ["one.md"]\nback = ["index"]\n'
    editions = "[editions]\nprint = false\nepub = false\ncitations = false\n[page]\nsize = 'a5'\n"
    (book / "manuscript" / "reader.toml").write_text(
        f'name = "r"\ntitle = "T"\ndate = 2026-01-01\n[contents]\nfront = []\n{contents}{editions}'
    )
    marks = "".join(f'[w{n}]{{.index entry="Mao Zedong!aspect {n}"}} ' for n in range(120))
    (book / "manuscript" / "one.md").write_text(f"# One {{#one}}\n\n::: {{.chronology group=year}}\n:::\n\n{marks}\n")
    (book / "manuscript" / "chronology.yaml").write_text("- {date: 1957, text: A year.}\n")
    (book / "bibliography.bib").write_text("")
    build(book, tmp_path / "out", Diagnostics(), Silent(), 1)
    heads = [" ".join(text.split("\n", 1)[0].split()) for text in pages(tmp_path / "out" / "r-screen.pdf", "-layout")]
    assert any(re.fullmatch(r"(\d+ )?Index · Mao Zedong( \d+)?", head) for head in heads)


def test_notes_are_the_same_in_print_and_in_the_e_book(out: Path) -> None:
    with zipfile.ZipFile(out / "everything.epub") as epub:
        [name] = [name for name in epub.namelist() if name.endswith("words.xhtml")]
        root = etree.fromstring(epub.read(name))
    notes = [" ".join("".join(note.itertext()).split()) for note in root.iter("{http://www.w3.org/1999/xhtml}aside")]
    printed = words(" ".join(pages(out / "everything-print.pdf")))
    joined = " ".join(printed)
    assert len(notes) == 8
    for number, note in enumerate(notes, 1):
        assert words(note)[0] == str(number)
        assert " ".join(words(note)) in joined


def test_the_first_citation_of_a_chapter_is_in_full(out: Path) -> None:
    text = " ".join(" ".join(pages(out / "everything-print.pdf")).split())
    assert "1. Ann Able, Alpha: A Study (Press, 2001), 1." in text
    assert "2. Able, Alpha, 5." in text


def test_the_index_names_the_pages_of_its_marks(out: Path) -> None:
    printed = pages(out / "everything-print.pdf", "-layout")
    indexes = "".join(text for text in printed if text.strip().startswith("Index"))
    [folio] = re.findall(r"\bfamous, (\d+)", indexes)
    page = next(text for text in printed if "Persons and things are indexed" in " ".join(text.split()))
    assert re.search(rf"^\s*{folio}\b|\b{folio}\s*$", page.strip(), re.MULTILINE)


def test_a_style_sheet_that_hides_text_fails_the_proof_and_writes_nothing(tmp_path: Path) -> None:
    project = tmp_path / "hiding"
    shutil.copytree(BOOK, project)
    own = Path(__file__).parent.parent / "templates/print/book.css"
    (project / "templates/print").mkdir(parents=True)
    (project / "templates/print/book.css").write_text(own.read_text() + "\n.verse { display: none }\n")
    diagnostics = Diagnostics()
    with pytest.raises(ProofFailed) as failure:
        build(project, tmp_path / "out", diagnostics, Silent(), 1)
    assert failure.value.exit_code == ExitCode.PROOF
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "report.json"]
    lost = [item for item in diagnostics.errors if "Roses are red" in item.message]
    assert [(item.location.file, item.location.line) for item in lost] == [("manuscript/02-blocks.md", 15)]


def test_a_book_with_a_mistake_is_not_built(project: Callable[..., Path], tmp_path: Path) -> None:
    folder = project(manuscript__one_dot_md="# T\n\nText [@nobody].\n")
    with pytest.raises(BuildFailed):
        build(folder, tmp_path / "out", Diagnostics(), Silent(), 1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "report.json"]


@pytest.mark.parametrize("style", ["ieee", "modern-language-association"])
def test_other_styles_build_and_pass_epubcheck(style: str, project: Callable[..., Path], tmp_path: Path) -> None:
    reader = (
        'name = "small"\ntitle = "Small"\ndate = 2026-01-01\n[contents]\nchapters = ["one.md"]\n'
        f'[citations]\nstyle = "{style}"\n'
    )
    folder = project(manuscript__reader_dot_toml=reader)
    built = build(folder, tmp_path / "out", Diagnostics(), Silent(), 1)
    assert built.counts.notes == 1
    assert run_epubcheck(tmp_path / "out/small.epub") == []


def test_a_book_that_cites_nothing_needs_no_bibliography(project: Callable[..., Path], tmp_path: Path) -> None:
    folder = project(manuscript__one_dot_md="# T\n\nText.^[A note.]\n")
    (folder / "bibliography.bib").unlink()
    built = build(folder, tmp_path / "out", Diagnostics(), Silent(), 1)
    assert (built.counts.notes, built.counts.works) == (1, 0)
    assert run_epubcheck(tmp_path / "out/small.epub") == []


def test_a_link_to_a_bibliography_elsewhere_is_not_followed(project: Callable[..., Path], tmp_path: Path) -> None:
    folder = project()
    shutil.move(folder / "bibliography.bib", tmp_path / "elsewhere.bib")
    (folder / "bibliography.bib").symlink_to(tmp_path / "elsewhere.bib")
    diagnostics = Diagnostics()
    with pytest.raises(BuildFailed):
        build(folder, tmp_path / "out", diagnostics, Silent(), 1)
    assert "M002" in [item.code for item in diagnostics]


def test_pages_of_short_notes_are_proved(project: Callable[..., Path], tmp_path: Path) -> None:
    """A folio that is stamped on a page last of all once ran into the last note, and the proof blamed the note."""
    rows = "".join(f"| row {number}^[n{number}] | [@able2001, {number}] |\n" for number in range(20))
    folder = project(manuscript__one_dot_md=f"# T\n\n| a | b |\n|---|---|\n{rows}")
    built = build(folder, tmp_path / "out", Diagnostics(), Silent(), 1)
    assert built.counts.notes == 40
