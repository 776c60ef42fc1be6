"""The chronology: events in order of time, whole or chosen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coursepack.diagnostics import Location
from coursepack.sources.chronology import Choice, Event, read_chronology

ENTRIES = """\
- date: 1958/1962
  text: The Leap.
  tags: leap
- date: 1957-24
  text: A winter of water works.
  tags: [leap, water]
- date: 1957-11-18
  text: The pledge.
  label: Mid-November 1957
  people: [Mao Zedong, Nikita Khrushchev]
  chapter: wager
- date: 1962
  text: The retreat.
"""


@pytest.fixture
def events(project: Callable[..., Path]) -> list[Event]:
    events, _, problems = read_chronology(project(manuscript__chronology_dot_yaml=ENTRIES), Location("x"))
    assert problems == []
    return events


def texts(events: list[Event]) -> list[str]:
    return [event.text for event in events]


def test_events_stand_in_order_of_their_beginning(events: list[Event]) -> None:
    assert texts(events) == ["The pledge.", "A winter of water works.", "The Leap.", "The retreat."]


def test_an_event_keeps_all_that_is_said_of_it(events: list[Event]) -> None:
    pledge = events[0]
    assert (pledge.label, pledge.chapters) == ("Mid-November 1957", ("wager",))
    assert pledge.people == ("Mao Zedong", "Nikita Khrushchev")
    assert pledge.location == Location("manuscript/chronology.yaml", 7)


def test_events_that_touch_a_time_are_chosen(events: list[Event]) -> None:
    assert texts(Choice("1958", "1961").of(events)) == ["A winter of water works.", "The Leap."]
    assert texts(Choice(start="1962-06").of(events)) == ["The Leap.", "The retreat."]
    assert texts(Choice(end="1957-11").of(events)) == ["The pledge."]
    assert Choice().of(events) == events


def test_events_are_chosen_by_tag(events: list[Event]) -> None:
    assert texts(Choice(tag="leap").of(events)) == ["A winter of water works.", "The Leap."]
    assert Choice(tag="famine").of(events) == []


def test_a_time_that_is_none_cannot_be_chosen(events: list[Event]) -> None:
    with pytest.raises(ValueError, match="EDTF"):
        Choice("the fifties").of(events)


def test_bad_dates_are_reported_and_the_others_kept(project: Callable[..., Path]) -> None:
    entries = '- date: 1958-02-30\n  text: a\n- date: "17 May 1958"\n  text: b\n- date: 1958\n  text: c\n'
    events, _, problems = read_chronology(project(manuscript__chronology_dot_yaml=entries), Location("x"))
    assert texts(events) == ["c"]
    assert [(item.code, item.location.line) for item in problems] == [("D010", 1), ("D010", 3)]


def test_an_entry_that_stands_twice_is_reported_once(project: Callable[..., Path]) -> None:
    entries = "- date: 1958\n  text: a\n- date: 1958\n  text: b\n- date: 1958\n  text: a\n"
    events, _, [problem] = read_chronology(project(manuscript__chronology_dot_yaml=entries), Location("x"))
    assert texts(events) == ["a", "b", "a"]
    assert (problem.code, problem.location.line) == ("D011", 5)


def test_a_missing_file_is_reported_where_it_is_asked_for(project: Callable[..., Path]) -> None:
    events, _, [problem] = read_chronology(project(), Location("manuscript/one.md", 9))
    assert events == []
    assert (problem.code, problem.location) == ("M001", Location("manuscript/one.md", 9))
