"""The page and what it shows, served to this machine alone.

Only requests that name 127.0.0.1 or localhost are answered, so that no other site can read the book through the browser; the
e-book's documents may run no script and fetch nothing from elsewhere.
"""

from __future__ import annotations

import json
import mimetypes
import re
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from urllib.parse import parse_qs, unquote, urlsplit

from coursepack.watching.artist import LARGEST, Artist
from coursepack.watching.board import Board
from coursepack.watching.editions import epub_file

HOST = "127.0.0.1"
_PAGE = files("coursepack") / "watching" / "page"
_POLICY = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; frame-ancestors 'self'"
_OWN_POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_OF_FILES = "frame-ancestors 'none'"
"""For what a browser shows in a viewer of its own (PDF) or saves; pages get `_POLICY`."""
_REPORT = "report.html"
_KEEP_ALIVE = 10.0  # seconds after which an idle connection says that it is still there
_TYPES = {".xhtml": "application/xhtml+xml", ".woff2": "font/woff2", ".ttf": "font/ttf", ".opf": "application/xml"}


class Server(ThreadingHTTPServer):
    """Serves one board on 127.0.0.1; port 0 takes any that is free."""

    daemon_threads = True

    def __init__(self, board: Board, port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.board = board
        self.artist = Artist()
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return f"http://{HOST}:{self.server_port}/"

    def __enter__(self) -> Server:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self.artist.close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds of silence after which a connection is closed

    def do_GET(self) -> None:  # the name that http.server calls
        """Answer a request for one of the routes."""
        if self.headers.get("Host", "").rpartition(":")[0] not in (HOST, "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        path = unquote(urlsplit(self.path).path)
        for pattern, answer in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match:
                try:
                    answer(self, *match.groups())
                except LookupError:
                    self.send_error(HTTPStatus.NOT_FOUND)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                return
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the build."""

    def _send(self, data: bytes, media_type: str, policy: str = _POLICY) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")  # no page of another site may show it
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def own_file(self, name: str) -> None:
        """A file of the page itself."""
        name = name or "viewer.html"
        self._send((_PAGE / name).read_bytes(), _type_of(name), _OWN_POLICY)

    def page(self, index: str) -> None:
        """The image of one page, `?width=` pixels wide."""
        given = parse_qs(urlsplit(self.path).query).get("width", ["800"])[0]
        width = min(int(given[:6]), LARGEST) if given.isdecimal() and int(given[:6]) else 800
        pdf = self._needed(self.server.board.editions.pdf)
        self._send(self.server.artist.page_image(pdf, int(index), width), "image/png")

    def book(self, path: str) -> None:
        """A file of the e-book."""
        self._send(epub_file(self._needed(self.server.board.editions.epub), path), _type_of(path))

    def finished(self, name: str) -> None:
        """A file that the last good build wrote, or the report, which tells of the last build of all."""
        board = self.server.board
        path = board.folder / name
        if name not in (_REPORT, *board.editions.files) or not path.is_file():
            raise LookupError(name)
        media_type = _type_of(name)
        page = media_type.startswith(("text/html", "image/svg", "application/xhtml", "text/xml", "application/xml"))
        self._send(path.read_bytes(), media_type, _POLICY if page else _OF_FILES)

    @staticmethod
    def _needed(data: bytes) -> bytes:
        if not data:
            raise LookupError("this edition has not been built")
        return data

    def events(self) -> None:
        """The state now, and every later one as it comes (HTML Living Standard, 9.2: server-sent events)."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        moment = -1
        while not self.server.closing.is_set():
            state = self.server.board.wait(moment, _KEEP_ALIVE if moment >= 0 else 0.5)
            moment = state.moment if state else moment
            text = f"data: {json.dumps(state.as_json())}\n\n" if state else ": still here\n\n"
            self.wfile.write(text.encode())
            self.wfile.flush()


_ROUTES: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"/(|viewer\.css|viewer\.js)", _Handler.own_file),
    (r"/events", _Handler.events),
    (r"/page/(\d{1,5})\.png", _Handler.page),
    (r"/epub/(.+)", _Handler.book),
    (r"/dist/(.+)", _Handler.finished),
)


def _type_of(name: str) -> str:
    ending = name[name.rfind(".") :] if "." in name else ""
    kind = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
