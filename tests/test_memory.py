"""What a build changes of how memory is searched ends with it."""

import gc

import pytest

from coursepack.memory import seldom_searched, stays


def a_build_that_fails() -> None:
    with seldom_searched():
        assert gc.get_threshold()[0] > 10_000
        raise ValueError("the build ends")


def test_memory_is_searched_less_often_for_as_long_as_a_build_lasts() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="the build ends"):
        a_build_that_fails()
    assert gc.get_threshold() == before


def test_what_stays_is_searched_again_when_the_build_has_ended() -> None:
    frozen = gc.get_freeze_count()
    with seldom_searched():
        stays()
        assert gc.get_freeze_count() > frozen
    assert gc.get_freeze_count() == 0
