from dataclasses import replace

import pytest

from coursepack.document.model import Matter, Opening
from coursepack.editions.layout import LayoutJob, Sheet
from coursepack.editions.layout.keys import job_key, sheet_key

SHEET = Sheet("one", Matter.BODY, Opening.RECTO, '<p>Text</p><img src="figures/a%20b.png" alt="">', "en")
JOB = LayoutJob("p { margin: 0 }", {"fonts/a.ttf": b"font"}, {"figures/a b.png": b"a", "figures/other.png": b"o"})


def key(sheet: Sheet = SHEET, job: LayoutJob = JOB) -> str:
    return sheet_key(job_key(job), sheet, job)


@pytest.mark.parametrize(
    "changed",
    [
        key(replace(SHEET, html=SHEET.html + " ")),
        key(replace(SHEET, lang="fr")),
        key(replace(SHEET, opening=Opening.VERSO)),
        key(replace(SHEET, id="two")),
        key(job=replace(JOB, css="p { margin: 1pt }")),
        key(job=replace(JOB, fonts={"fonts/a.ttf": b"other"})),
        key(job=replace(JOB, images=JOB.images | {"figures/a b.png": b"changed"})),
    ],
)
def test_whatever_the_layout_depends_on_changes_the_key(changed: str):
    assert changed != key()


def test_what_it_does_not_depend_on_leaves_the_key():
    assert key(replace(SHEET, matter=Matter.FRONT)) == key()
    assert key(job=replace(JOB, images=JOB.images | {"figures/other.png": b"changed"})) == key()


def test_an_image_of_the_style_sheet_counts_for_every_section():
    job = replace(JOB, css='hr { background: url("figures/other.png") }')
    assert key(job=job) != key(job=replace(job, images=job.images | {"figures/other.png": b"changed"}))
