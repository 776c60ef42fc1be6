"""The report: one page that shows the pages, what was proved, and where in the manuscript each finding stands."""

import base64
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from browsing import chromium, needs_chromium
from PIL import Image
from playwright.sync_api import Page

from coursepack.diagnostics import Diagnostic, Diagnostics, Location, Severity
from coursepack.errors import BuildFailed, ProofFailed
from coursepack.keeping.store import MemoryStore
from coursepack.pipeline import build
from coursepack.progress import Silent
from coursepack.report import write_failure
from coursepack.report.proofs import Proof
from coursepack.report.quoting import Quoter
from coursepack.report.thumbnails import WIDTH

PHOTOGRAPH = (300, 200)
READER = """\
name = "small"
title = "A Small <Reader>"
date = 2026-01-01

[contents]
chapters = ["one.md"]
back = ["bibliography"]

[[silence]]
code = "B025"
reason = "The page carries no date."

[page]
size = "a5"
"""
CHAPTER = """\
# The first chapter

A sentence that cites a book [@able2001, 5]. Another.^[A note of its own.]

![A photograph.](grey.png){alt="Grey, all over."}

A page on the web [@web], and the book again [@able2001, 7]; a word \u0007 with a bell.
"""
BIBLIOGRAPHY = """\
@book{able2001, author = {Able, Ann}, title = {Alpha}, publisher = {Press}, location = {London}, date = {2001}}
@online{web, author = {Baker, Bo}, title = {Beta}, url = {https://example.org/beta}}
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with one finding that is shown, one that is set aside, and a photograph."""
    folder = tmp_path_factory.mktemp("reported")
    (folder / "manuscript").mkdir()
    (folder / "manuscript" / "reader.toml").write_text(READER)
    (folder / "manuscript" / "one.md").write_text(CHAPTER)
    (folder / "bibliography.bib").write_text(BIBLIOGRAPHY)
    Image.new("L", PHOTOGRAPH, 128).save(folder / "manuscript" / "grey.png", dpi=(400, 400))
    diagnostics = Diagnostics()
    build(folder, folder / "out", diagnostics, Silent(), workers=1)
    assert "M004" in [item.code for item in diagnostics]
    return folder / "out"


@pytest.fixture(scope="module")
def html(out: Path) -> str:
    return (out / "report.html").read_text()


@pytest.fixture(scope="module")
def said(out: Path) -> dict[str, list[dict[str, object]]]:
    data: dict[str, list[dict[str, object]]] = json.loads((out / "report.json").read_text())
    return data


def test_every_page_is_shown_in_small(out: Path, html: str, said: dict[str, dict[str, int]]) -> None:
    images = [base64.b64decode(data) for data in re.findall(r'src="data:image/webp;base64,([^"]+)"', html)]
    assert len(images) == said["layout"]["pages"]
    assert {Image.open(io.BytesIO(data)).size[0] for data in images} == {WIDTH}
    assert len(set(images)) > 4


def test_a_finding_is_shown_with_the_lines_of_the_manuscript(html: str) -> None:
    finding = re.search(r'<li class="warning">\n<p><strong>warning M004</strong>(.*?)</li>', html, re.DOTALL)
    assert finding is not None
    assert "manuscript/one.md:7" in finding[1]
    assert '<span class="meant"><b>    7</b> A page on the web [@web]' in finding[1]


def test_what_was_set_aside_is_shown_with_its_reason(html: str) -> None:
    assert "Set aside, because: The page carries no date." in html


def test_every_proof_has_its_figures(said: dict[str, list[dict[str, object]]]) -> None:
    groups = {proof["group"] for proof in said["proved"]}
    assert groups == {"Printed pages", "E-book", "Exports"}
    assert [proof for proof in said["proved"] if not proof["holds"] or not proof["due"]] == []
    assert not Proof("E-book", "Notes", found=1, due=2).holds


def test_citations_are_counted_by_kind_of_work(html: str, said: dict[str, list[dict[str, object]]]) -> None:
    assert said["citations_by_type"] == [
        {"name": "book", "works": 1, "citations": 2},
        {"name": "web page", "works": 1, "citations": 1},
    ]
    assert "Able, Ann. Alpha. Press, 2001. <code>able2001</code>" in html


def test_images_are_measured_where_they_stand(said: dict[str, list[dict[str, object]]]) -> None:
    (image,) = said["images"]
    assert (image["path"], image["width"], image["height"]) == ("grey.png", *PHOTOGRAPH)
    assert image["ppi"] == said["preflight"]["small-print.pdf"]["lowest_ppi"] > 0  # type: ignore[call-overload]
    assert image["folios"] == ["1"]


def test_the_books_words_are_no_markup(html: str) -> None:
    assert "A Small &lt;Reader&gt;" in html
    assert "<Reader>" not in html


def test_a_place_without_a_line_or_a_file_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text("x" * 1000)
    (tmp_path.parent / "outside.md").write_text("secret\n")
    quoter = Quoter(tmp_path)

    def quoted(file: str, line: int) -> list[str]:
        finding = Diagnostic("M001", Severity.WARNING, Location(file, line), "")
        return [text.text for text in quoter.quote(finding).lines]

    assert quoted("long.md", 1) == ["x" * 400 + "…"]
    assert quoted("long.md", 0) == quoted("gone.md", 1) == quoted("long.md", 9) == quoted("../outside.md", 1) == []


def test_pages_are_drawn_once(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def draw(_: object, index: int) -> tuple[str, int, int]:
        drawn.append(index)
        return "", 1, 1

    monkeypatch.setattr("coursepack.report.thumbnails._draw", draw)
    store, project = MemoryStore(), out.parent
    for _ in range(2):
        build(project, project / "again", Diagnostics(), Silent(), 1, store)
    assert len(drawn) == len(set(drawn)) > 4


@pytest.fixture(scope="module", params=["light", "dark"])
def page(out: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Page, list[str]]]:
    faults: list[str] = []
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 420, "height": 800}, color_scheme=request.param)
        shown.set_default_timeout(300_000)
        shown.on("console", lambda message: faults.append(message.text))
        shown.on("pageerror", lambda fault: faults.append(str(fault)))
        shown.on("requestfailed", lambda asked: faults.append(asked.url))
        shown.goto((out / "report.html").as_uri())
        yield shown, faults


@pytest.fixture(scope="module")
def failed(out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], Diagnostics]:
    """A folder with the editions of a good build and the report of a failed one; its files before; what was found."""
    folder = tmp_path_factory.mktemp("failed")
    shutil.copytree(out.parent, folder / "book")
    before = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    chapter = folder / "book" / "manuscript" / "one.md"
    chapter.write_text(CHAPTER.replace("@able2001, 7", "@abel2001, 7"))
    diagnostics = Diagnostics()
    with pytest.raises(BuildFailed):
        build(folder / "book", folder / "book" / "out", diagnostics, Silent(), workers=1)
    return folder / "book" / "out", before, diagnostics


def test_a_build_that_failed_renews_the_report_alone(failed: tuple[Path, dict[str, bytes], Diagnostics]) -> None:
    out, before, diagnostics = failed
    after = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert {name for name in before if before[name] != after[name]} == {"report.html", "report.json"}
    assert before.keys() == after.keys()
    said = json.loads(after["report.json"])
    assert (said["built"], said["exit_code"], said["title"]) == (False, 1, "A Small <Reader>")
    assert said["diagnostics"] == [item.as_json() for item in diagnostics]
    assert json.loads(before["report.json"])["built"] is True


def test_the_report_of_a_failure_quotes_the_manuscript(failed: tuple[Path, dict[str, bytes], Diagnostics]) -> None:
    page = (failed[0] / "report.html").read_text()
    assert "✗ not built: 1 error<" in page
    assert '<span class="meant"><b>    7</b> A page on the web [@web], and the book again [@abel2001, 7]' in page
    assert (
        page.index("What stopped the build")
        < page.index("K001")
        < page.index("What else was noticed")
        < page.index("M004")
    )


def test_a_folder_that_is_no_project_gets_no_report(tmp_path: Path) -> None:
    assert write_failure(tmp_path, BuildFailed("1 error"), Diagnostics()) == {}


def test_a_configuration_and_templates_that_are_broken_still_give_a_report(tmp_path: Path) -> None:
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "templates" / "report").mkdir(parents=True)
    (tmp_path / "templates" / "report" / "failure.html").write_text("{{ broken")
    (tmp_path / "manuscript" / "reader.toml").write_text("title = ")
    diagnostics = Diagnostics()
    with pytest.raises(BuildFailed):
        build(tmp_path, tmp_path / "dist", diagnostics, Silent(), workers=1)
    assert [item.code for item in diagnostics] == ["C002"]
    assert "C002" in (tmp_path / "dist" / "report.html").read_text()


def test_ten_thousand_mistakes_fit_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript" / "reader.toml").write_text(READER)
    rule = Diagnostic("K001", Severity.ERROR, Location("manuscript/reader.toml", 2), "wrong")
    files = write_failure(tmp_path, ProofFailed("10000 errors"), Diagnostics([rule] * 10_000))
    assert files["report.html"].count(b"error K001") == 1000
    assert b"And 9000 more" in files["report.html"]
    assert b"the finished files are not what the manuscript says" in files["report.html"]
    assert len(json.loads(files["report.json"])["diagnostics"]) == 10_000


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_the_report_of_a_failure_can_be_read(
    scheme: Literal["light", "dark"], failed: tuple[Path, dict[str, bytes], Diagnostics]
) -> None:
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 420, "height": 800}, color_scheme=scheme)
        shown.set_default_timeout(300_000)
        shown.goto((failed[0] / "report.html").as_uri())
        verdict = shown.locator(".verdict .bad")
        assert verdict.inner_text() == "✗ not built: 1 error"
        box = verdict.bounding_box()
        assert box is not None
        assert box["y"] < 300
        assert shown.evaluate("document.documentElement.scrollWidth") <= 420
        assert shown.evaluate(CONTRAST) == []
        if target := os.environ.get("COURSEPACK_SCREENSHOTS"):
            shown.screenshot(path=f"{target}/failed-{scheme}.png")


CONTRAST = """() => {
  const linear = part => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(part => linear(part / 255));
    return .2126 * r + .7152 * g + .0722 * b };
  const ground = element => { for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour }
    return 'rgb(255, 255, 255)' };
  const texts = [...document.querySelectorAll('body *')].filter(
    element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return texts.filter(element => {
    const [low, high] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => a - b);
    return (high + .05) / (low + .05) < 4.5 }).map(element => element.outerHTML.slice(0, 80)) }"""
"""Texts whose contrast with their ground is below 4.5 to 1 (WCAG 2.2, 1.4.3)."""


def test_in_a_browser_nothing_is_broken(page: tuple[Page, list[str]]) -> None:
    shown, faults = page
    assert shown.evaluate("[...document.images].filter(image => !image.complete || !image.naturalWidth).length") == 0
    assert shown.evaluate("document.images.length") > 4
    assert faults == []


def test_in_a_browser_links_lead_somewhere(page: tuple[Page, list[str]], out: Path) -> None:
    shown, _ = page
    targets = shown.evaluate("[...document.querySelectorAll('a')].map(link => link.getAttribute('href'))")
    missing = [href for href in targets if not href.startswith("#") and not (out / href.partition("#")[0]).is_file()]
    missing += [href for href in targets if href.startswith("#") and not shown.locator(href).count()]
    assert missing == []
    assert shown.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == shown.evaluate(
        "document.querySelectorAll('[id]').length"
    )


def test_in_a_browser_the_page_fits_and_can_be_read(page: tuple[Page, list[str]]) -> None:
    shown, _ = page
    assert shown.evaluate("document.documentElement.scrollWidth") <= 420
    assert shown.evaluate(CONTRAST) == []
    assert shown.evaluate("[...document.images].filter(image => !image.alt).length") == 0
    levels = shown.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(heading => +heading.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
