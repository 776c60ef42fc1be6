"""Fonts and images that a page names and does not use, taken off it: a part of the book shares one list among its pages.

qpdf looks through every word of a page to find out. What it took off a page is kept, by what is drawn there and what is named,
and the same is taken off without looking the next time.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.keeping.pieces import Pieces

_NAMED = ("/Font", "/XObject")
"""The kinds of resources that qpdf takes off (`QPDFPageObjectHelper::removeUnreferencedResources`)."""


def drop_unused(pdf: pikepdf.Pdf, pieces: Pieces) -> None:
    """Take off every page the fonts and images that it does not use."""
    for page in pdf.pages:
        if _holds_forms(page):  # what they use counts too
            page.remove_unreferenced_resources()
        else:
            _drop(page, pieces)


def _drop(page: pikepdf.Page, pieces: Pieces) -> None:
    looked: list[bool] = []

    def look() -> Any:
        looked.append(True)
        before = _names(page)
        page.remove_unreferenced_resources()
        return {kind: [name for name in before[kind] if name not in left] for kind, left in _names(page).items()}

    unused = pieces.once(["unused", _drawn(page), _names(page)], look)
    if not looked and "/Resources" in page.obj:
        _take_off(page.obj, unused)


def _take_off(page: pikepdf.Object, unused: dict[str, list[str]]) -> None:
    """Do as qpdf does: the lists become the page's own, since other pages may share them."""
    resources = page.Resources
    if resources.is_indirect:
        page.Resources = resources = copy.copy(resources)
    for kind, names in unused.items():
        if isinstance(resources.get(kind), Dictionary):
            resources[kind] = copy.copy(resources[kind])
            for name in names:
                del resources[kind][name]


def _drawn(page: pikepdf.Page) -> str:
    contents = page.obj.get("/Contents", Array())
    digest = hashlib.sha256()
    for stream in contents if isinstance(contents, Array) else [contents]:
        digest.update(hashlib.sha256(stream.read_bytes()).digest())
    return digest.hexdigest()


def _names(page: pikepdf.Page) -> dict[str, list[str]]:
    resources = page.obj.get("/Resources", Dictionary())
    return {kind: sorted(resources.get(kind, Dictionary()).keys()) for kind in _NAMED}


def _holds_forms(page: pikepdf.Page) -> bool:
    objects = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    return any(objects[name].get("/Subtype") == Name.Form for name in objects.keys())  # noqa: SIM118
