"""Keys that differ wherever their inputs do, and work that is done once."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pydantic import BaseModel

from coursepack.keeping import release
from coursepack.keeping.fingerprint import fingerprint
from coursepack.keeping.kept import found_once, kept
from coursepack.keeping.store import MemoryStore


class Side(Enum):
    RECTO = 1
    VERSO = 2


@dataclass(frozen=True)
class Leaf:
    side: Side
    text: str


class Page(BaseModel):
    width: float
    leaf: Leaf


DIFFERENT = [
    None,
    True,
    1,
    1.0,
    "1",
    b"1",
    "",
    (),
    [[]],
    ["ab", "c"],
    ["a", "bc"],
    ["a", ["bc"]],
    {"a": 1},
    {"a": {"b": 1}},
    {"a"},
    Side.RECTO,
    Side.VERSO,
    date(2020, 1, 2),
    Path("a"),
    Leaf(Side.RECTO, "a"),
    Leaf(Side.VERSO, "a"),
    Page(width=1, leaf=Leaf(Side.RECTO, "a")),
    Page(width=2, leaf=Leaf(Side.RECTO, "a")),
    etree.fromstring("<p>a</p>"),
    etree.fromstring("<p>a<b/></p>"),
]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_inputs_that_differ_have_keys_that_differ() -> None:
    assert len({fingerprint(value) for value in DIFFERENT}) == len(DIFFERENT)


@given(VALUES, VALUES)
def test_a_key_tells_apart_what_is_not_equal(one: object, other: object) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (
        repr(one) == repr(other) or (one == other and type(one) is dict)
    )


def test_the_order_of_a_mapping_does_not_count() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_what_has_no_name_is_no_key() -> None:
    with pytest.raises(TypeError):
        fingerprint([object()])


def test_work_is_done_once_for_the_same_inputs_and_release(monkeypatch: pytest.MonkeyPatch) -> None:
    store, done = MemoryStore(), []

    def make() -> bytes:
        done.append(1)
        return b"made"

    assert [kept(store, "stage", ("a", 1), make) for _ in range(2)] == [b"made", b"made"]
    assert len(done) == 1
    kept(store, "stage", ("a", 2), make)
    kept(store, "another", ("a", 1), make)
    assert len(done) == 3
    monkeypatch.setattr("coursepack.keeping.kept.release", lambda: "another release")
    kept(store, "stage", ("a", 1), make)
    assert len(done) == 4


def test_a_check_that_has_found_nothing_is_not_made_again_and_one_that_has_is() -> None:
    store, made = MemoryStore(), []

    def check(text: str) -> list[str]:
        made.append(text)
        return [text] if "fault" in text else []

    found = [found_once(store, "words", text, lambda text=text: check(text)) for text in ("good", "a fault") * 2]
    assert found == [[], ["a fault"]] * 2
    assert made == ["good", "a fault", "a fault"]


def test_the_release_names_code_templates_and_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fresh() -> str:
        release.release.cache_clear()
        return release.release()

    (tmp_path / "templates").mkdir()
    (tmp_path / "one.py").write_text("a = 1")
    monkeypatch.setattr(release, "_PACKAGE", tmp_path)
    monkeypatch.setattr(release, "_TEMPLATES", (tmp_path / "templates",))
    monkeypatch.setattr(release.sys, "path", [str(tmp_path / "site")])
    seen = [fresh()]
    (tmp_path / "one.py").write_text("a = 2")
    seen.append(fresh())
    (tmp_path / "templates" / "book.css").write_text("p {}")
    seen.append(fresh())
    (tmp_path / "site" / "weasyprint-70.0.dist-info").mkdir(parents=True)
    seen.append(fresh())
    assert len(set(seen)) == 4
    assert fresh() == seen[-1]
    release.release.cache_clear()
