"""Watching: every save is built, and a page in the browser shows the result and keeps its place.

Files change → build → the board says what came of it → the server's open connections pass it on → the page shows it. A build
that fails is shown with its diagnostics, above the pages of the last one that did not.
"""

from coursepack.watching.board import Board, State
from coursepack.watching.loop import watch
from coursepack.watching.server import Server

__all__ = ["Board", "Server", "State", "watch"]
