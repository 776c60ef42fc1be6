"""Watching: saves are built, the page shows them in place, errors are shown and outlived, and nobody else may look."""

import http.client
import io
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium, needs_chromium, wait_for_drawn
from conftest import BIBLIOGRAPHY, CHAPTER, READER
from PIL import Image
from playwright.sync_api import Page, expect
from watchfiles import Change

from coursepack.cli.watching import build_recorded
from coursepack.diagnostics import Diagnostics
from coursepack.errors import CoursepackError, ExitCode
from coursepack.keeping.record import recall
from coursepack.pipeline import Built, build
from coursepack.progress import Silent
from coursepack.watching import Board, Server, watch
from coursepack.watching.board import Editions
from coursepack.watching.loop import _Sources, build_once


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched")
    (folder / "manuscript").mkdir()
    (folder / "manuscript" / "reader.toml").write_text(READER)
    (folder / "manuscript" / "one.md").write_text(CHAPTER)
    (folder / "bibliography.bib").write_text(BIBLIOGRAPHY)
    return folder


def build_of(folder: Path) -> Callable[[Diagnostics], Built]:
    return lambda diagnostics: build(folder, folder / "dist", diagnostics, Silent(), workers=1)


@pytest.fixture(scope="module")
def board(reader: Path) -> Board:
    """A board after one good build."""
    board = Board(reader / "dist")
    build_once(build_of(reader), board)
    assert not board.state.failed, board.state.message
    return board


@pytest.fixture(scope="module")
def server(board: Board) -> Iterator[Server]:
    with Server(board) as server:
        yield server


def get(server: Server, path: str, host: str = "") -> tuple[int, bytes, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=300)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    response = connection.getresponse()
    try:
        return response.status, response.read(), response.headers
    finally:
        connection.close()


def test_a_page_is_an_image_of_the_width_asked_for(server: Server) -> None:
    status, data, headers = get(server, "/page/0.png?width=300")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(data)).size == (300, 450)


def test_the_width_of_an_image_is_bounded(server: Server) -> None:
    assert max(Image.open(io.BytesIO(get(server, "/page/0.png?width=99999")[1])).size) == 2400
    assert Image.open(io.BytesIO(get(server, "/page/0.png?width=x")[1])).size[0] == 800
    assert max(Image.open(io.BytesIO(get(server, f"/page/0.png?width={'9' * 5000}")[1])).size) == 2400


def test_the_e_book_is_served_from_its_navigation_on_and_may_run_nothing(server: Server, board: Board) -> None:
    status, data, headers = get(server, f"/epub/{board.state.start}")
    assert (status, headers["Content-Type"]) == (200, "application/xhtml+xml")
    assert b"The first chapter" in data
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/page/999.png",
        "/epub/no.xhtml",
        "/epub/../../etc/passwd",
        "/epub/%2e%2e/%2e%2e/etc/passwd",
        "/viewer.py",
        "/../server.py",
    ],
)
def test_what_is_not_there_is_not_found(path: str, server: Server) -> None:
    assert get(server, path)[0] == 404


def test_other_names_of_this_machine_are_not_answered(server: Server) -> None:
    assert get(server, "/", host=f"localhost:{server.server_port}")[0] == 200
    assert get(server, "/", host="evil.example:80")[0] == 421
    assert get(server, "/report.html", host="evil.example")[0] == 421


def test_no_page_of_another_site_may_show_the_book(server: Server) -> None:
    for path in ("/", "/page/0.png", "/dist/report.html"):
        assert get(server, path)[2]["Cross-Origin-Resource-Policy"] == "same-origin"


def test_only_this_machine_is_answered(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_files_of_the_build_are_served_and_no_others(server: Server, board: Board, reader: Path) -> None:
    (reader / "dist" / "private.txt").write_text("not of the build")
    status, data, headers = get(server, "/dist/small-screen.pdf")
    assert (status, data[:5], headers["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert get(server, "/dist/citations/small.ris")[0] == 200
    report = get(server, "/dist/report.html")[1].decode()
    links = {link.partition("#")[0] for link in re.findall(r'<a href="([^"#]+)', report)}
    assert len(links) > 10
    assert [link for link in sorted(links) if get(server, f"/dist/{link}")[0] != 200] == []
    for path in ("private.txt", "../manuscript/one.md", "%2e%2e/manuscript/one.md", "citations", "", "/etc/passwd"):
        assert get(server, f"/dist/{path}")[0] == 404, path


def test_the_report_of_a_failed_build_is_shown_and_the_editions_stay(project: Callable[..., Path]) -> None:
    folder = project()
    board = Board(folder / "dist")
    build_once(build_of(folder), board)
    (folder / "manuscript" / "one.md").write_text(CHAPTER.replace("@able2001", "@nobody"))
    build_once(build_of(folder), board)
    assert (board.state.failed, board.state.code) == (True, ExitCode.MANUSCRIPT)
    with Server(board) as server:
        assert "no work has the key ‘nobody’" in get(server, "/dist/report.html")[1].decode()
        assert get(server, "/dist/small-print.pdf")[0] == 200


def test_before_the_first_build_there_is_nothing_to_show(tmp_path: Path) -> None:
    with Server(Board(tmp_path)) as server:
        assert get(server, "/page/0.png")[0] == 404
        assert get(server, "/dist/report.html")[0] == 404
        assert get(server, "/")[0] == 200


def test_a_connection_hears_every_state(board: Board, server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=300)
    connection.request("GET", "/events")
    stream = connection.getresponse()

    def heard() -> dict[str, Any]:
        line = next(line for line in stream if line.startswith(b"data: "))
        said: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return said

    assert heard()["moment"] == board.state.moment
    board.post(building=True)
    assert heard()["building"] is True
    board.post(building=False)
    assert heard()["building"] is False
    stream.close()
    connection.close()


def test_waiting_ends_with_a_post_or_with_time(tmp_path: Path) -> None:
    board = Board(tmp_path)
    assert board.wait(0, 0.01) is None
    threading.Timer(0.05, lambda: board.post(message="now")).start()
    later = board.wait(0, 300)
    assert later is not None
    assert later.message == "now"
    assert (later.moment, later.version) == (1, 0)
    board.post(Editions(b"%PDF"))
    assert board.state.version == 1


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("manuscript/one.md", True),
        ("bibliography.bib", True),
        ("templates/print/book.css", True),
        ("dist/report.html", False),
        (".coursepack/layout/x", False),
        (".git/index", False),
        ("manuscript/.one.md.swp", False),
        ("manuscript/one.md~", False),
        ("../elsewhere.md", False),
    ],
)
def test_only_changes_of_sources_matter(path: str, matters: bool, tmp_path: Path) -> None:
    project = tmp_path / "book"
    place = (project / path).resolve()
    assert _Sources(project, project / "dist")(Change.modified, str(place)) is matters


def test_files_of_a_former_name_go_and_the_record_of_the_last_build_holds(project: Callable[..., Path]) -> None:
    folder = project()
    build_recorded(folder, folder / "dist", Silent(), Diagnostics())
    former = next((folder / "dist").glob("*-print.pdf"))
    reader = folder / "manuscript" / "reader.toml"
    name = former.name.removesuffix("-print.pdf")
    reader.write_text(
        reader.read_text(encoding="utf-8").replace(f'name = "{name}"', 'name = "renamed"'), encoding="utf-8"
    )
    (folder / "dist" / f"{name}.epub").write_bytes(b"changed by hand")
    built = build_recorded(folder, folder / "dist", Silent(), Diagnostics())
    assert {path.name for path in (folder / "dist").iterdir() if path.name.startswith(name)} == {f"{name}.epub"}
    assert (folder / "dist" / "renamed-print.pdf") in built.files
    assert recall(folder, folder / "dist")["pages"] == built.pages


def test_a_fault_of_any_kind_is_shown_and_the_last_editions_stay(reader: Path) -> None:
    def fail(_: Diagnostics) -> Built:
        raise ZeroDivisionError("a fault of our own")

    board = Board(reader / "dist")
    build_once(build_of(reader), board)
    good = board.editions
    build_once(fail, board)
    assert board.state.failed
    assert board.state.message == "coursepack failed: ZeroDivisionError: a fault of our own"
    assert (board.editions, board.state.version) == (good, 1)


def test_what_is_saved_while_the_first_build_lasts_is_built_after_it(tmp_path: Path) -> None:
    stop, read = threading.Event(), list[str]()
    chapter = tmp_path / "one.md"
    chapter.write_text("as it was")

    def save_and_fail(_: Diagnostics) -> Built:
        read.append(chapter.read_text())
        if len(read) == 1:
            chapter.write_text("as it is saved meanwhile")
        else:
            stop.set()
        raise CoursepackError("whatever")

    guard = threading.Timer(60, stop.set)
    guard.start()
    watch(tmp_path, save_and_fail, Board(tmp_path / "dist"), stop, lambda _: None)
    guard.cancel()
    assert read == ["as it was", "as it is saved meanwhile"]


@contextmanager
def watched(folder: Path) -> Iterator[Server]:
    """The whole of `coursepack watch`, with the loop in a thread."""
    stop, told = threading.Event(), list[str]()
    with Server(Board(folder / "dist")) as server:
        tell = lambda board: told.append(board.state.message)  # noqa: E731
        loop = threading.Thread(target=watch, args=(folder, build_of(folder), server.board, stop, tell))
        loop.start()
        try:
            yield server
        finally:
            stop.set()
            loop.join(300)
            assert not loop.is_alive()
            assert len(told) > 1


@contextmanager
def browser_page(address: str) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 500})
        page.set_default_timeout(300_000)
        page.goto(address)
        yield page


def scrolled(page: Page) -> float:
    return float(page.evaluate("document.getElementById('pages').scrollTop"))


@needs_chromium
def test_in_a_browser_the_page_follows_the_manuscript_and_keeps_its_place(project: Callable[..., Path]) -> None:
    folder = project()
    chapter = folder / "manuscript" / "one.md"
    with watched(folder) as server, browser_page(server.address) as page:
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        expect(page.locator("body")).to_have_attribute("data-version", "1", timeout=300_000)
        shown = page.locator("#pages img").count()
        page.locator("#folio").fill("1")
        page.locator("#folio").press("Enter")
        place = scrolled(page)
        assert place > 300
        wait_for_drawn(page, "#pages img[src*='version=1']")

        chapter.write_text(CHAPTER.replace("cites", "cites [@nobody] and"))
        expect(page.locator("#status")).to_have_class("failed", timeout=300_000)
        expect(page.locator("#findings")).to_contain_text("error K001 manuscript/one.md:3")
        assert page.locator("#pages img").count() == shown

        chapter.write_text(CHAPTER + "\n## A section\n\nWords that were added.\n")
        expect(page.locator("body")).to_have_attribute("data-version", "2", timeout=300_000)
        expect(page.locator("#findings")).to_be_hidden()
        wait_for_drawn(page, "#pages img[src*='version=2']")
        assert abs(scrolled(page) - place) < 40

        page.locator("#show-book").click()
        document = page.frame_locator("#document")
        document.get_by_role("link", name="The first chapter").first.click()
        expect(document.locator("body")).to_contain_text("Words that were added.")
        chapter.write_text(CHAPTER + "\n## A section\n\nWords that were changed.\n")
        expect(document.locator("body")).to_contain_text("Words that were changed.", timeout=300_000)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Report").click()
        report = opened.value
        expect(report.locator("figure img").first).to_be_visible()
        report.get_by_role("link", name="citations/small.html").click()
        expect(report.locator("body")).to_contain_text("Able, Ann. Alpha.")
        if target := os.environ.get("COURSEPACK_SCREENSHOTS"):
            page.locator("#show-pages").click()
            page.wait_for_timeout(1500)
            page.screenshot(path=f"{target}/watch.png")
        assert faults == []
