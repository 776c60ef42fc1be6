"""Pages for the browser are drawn by a process of its own, which ends with the one that watches."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from coursepack.watching.artist import LARGEST, Artist


def pdf_of(*sizes: tuple[int, int]) -> bytes:
    with pikepdf.new() as pdf:
        for size in sizes:
            pdf.add_blank_page(page_size=size)
        data = io.BytesIO()
        pdf.save(data)
        return data.getvalue()


@pytest.fixture(scope="module")
def artist() -> Iterator[Artist]:
    artist = Artist()
    yield artist
    artist.close()


def drawn(artist: Artist, pdf: bytes, index: int, width: int) -> tuple[int, int]:
    with Image.open(io.BytesIO(artist.page_image(pdf, index, width))) as image:
        return image.size


def test_each_page_is_drawn_as_wide_as_it_is_asked_for(artist: Artist) -> None:
    pdf, other = pdf_of((200, 300), (400, 200)), pdf_of((100, 500))
    assert drawn(artist, pdf, 0, 100) == (100, 150)
    assert drawn(artist, pdf, 1, 100) == (100, 50)
    assert drawn(artist, other, 0, 10_000) == (LARGEST / 5, LARGEST)
    assert drawn(artist, pdf, 0, 50) == (50, 75)


@pytest.mark.parametrize(("pdf", "index"), [(pdf_of((200, 300)), 1), (b"no PDF", 0)])
def test_what_is_no_page_is_not_found(artist: Artist, pdf: bytes, index: int) -> None:
    with pytest.raises(LookupError):
        artist.page_image(pdf, index, 100)


def test_where_the_process_has_died_another_draws_the_next_page(artist: Artist) -> None:
    pdf = pdf_of((200, 300))
    artist.page_image(pdf, 0, 100)
    assert artist._process is not None
    assert artist._process.pid != os.getpid()
    artist._process.kill()
    artist._process.join()
    with pytest.raises(LookupError):
        artist.page_image(pdf, 0, 100)
    assert drawn(artist, pdf, 0, 100) == (100, 150)


_KILLED = """
import os, signal, sys
from pathlib import Path
from coursepack.watching.artist import Artist

artist = Artist()
artist.page_image(Path(sys.argv[1]).read_bytes(), 0, 100)
print(artist._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a process is awaited by its standard output")
def test_the_process_ends_with_one_that_is_killed(tmp_path: Path) -> None:
    pdf = tmp_path / "one.pdf"
    pdf.write_bytes(pdf_of((200, 300)))
    with subprocess.Popen([sys.executable, "-c", _KILLED, pdf], stdout=subprocess.PIPE, text=True) as watching:
        # To the end of the pipe, which the process that draws holds open as long as it runs.
        said, _ = watching.communicate(timeout=120)
    assert int(said) != watching.pid
    assert watching.returncode == -signal.SIGKILL
