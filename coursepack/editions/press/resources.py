"""Fonts and images that a page names and does not use, taken off it: a part of the book shares one list among its pages.

What a page uses was found when its content was written in ink. A page with forms, whose content may use what the page names, is
left to qpdf (`QPDFPageObjectHelper::removeUnreferencedResources`), which looks through every word.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Set

import pikepdf
from pikepdf import Dictionary, Name

_KINDS = ("/Font", "/XObject")


def drop_unused(pdf: pikepdf.Pdf, used: Iterable[Set[str]]) -> None:
    """Take off every page the fonts and images that it does not use; `used`: of each page, the names in its content."""
    for page, names in zip(pdf.pages, used, strict=True):
        if _holds_forms(page):  # what they use counts too
            page.remove_unreferenced_resources()
        elif "/Resources" in page.obj:
            _take_off(page.obj, names)


def _take_off(page: pikepdf.Object, used: Collection[str]) -> None:
    """Do as qpdf does: the lists become the page's own, since other pages may share them."""
    resources = page.Resources
    if resources.is_indirect:
        page.Resources = resources = copy.copy(resources)
    for kind in _KINDS:
        if isinstance(resources.get(kind), Dictionary):
            resources[kind] = copy.copy(resources[kind])
            for name in [name for name in resources[kind].keys() if name not in used]:  # noqa: SIM118
                del resources[kind][name]


def _holds_forms(page: pikepdf.Page) -> bool:
    objects = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    return any(objects[name].get("/Subtype") == Name.Form for name in objects.keys())  # noqa: SIM118
