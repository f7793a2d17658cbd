"""Events survive the log."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Answer, Attendee, AttendeeType, Event, Moment
from syncd.store.payload import dump_event, load_event

_text = st.text(max_size=12)
_moments = st.builds(
    Moment, st.sampled_from(["2026-03-01", "2026-03-01T10:00:00"]), st.sampled_from(["", "UTC", "Europe/Berlin"])
)
_attendees = st.builds(Attendee, _text, _text, st.sampled_from(Answer), st.sampled_from(AttendeeType))
_events = st.builds(
    Event,
    uid=_text,
    start=_moments,
    end=st.none() | _moments,
    sequence=st.integers(0, 2**40),
    updated=st.none() | st.integers(0, 2**33),
    rules=st.lists(_text, max_size=2).map(tuple),
    dates=st.lists(_moments, max_size=2).map(tuple),
    except_rules=st.lists(_text, max_size=1).map(tuple),
    except_dates=st.lists(_moments, max_size=2).map(tuple),
    original=st.none() | _moments,
    whole_rest=st.booleans(),
    reply=st.booleans(),
    cancelled=st.booleans(),
    organizer=_text,
    organizer_name=_text,
    attendees=st.lists(_attendees, max_size=3).map(tuple),
    complete=st.booleans(),
    type=st.sampled_from(["default", "birthday"]),
    free=st.booleans(),
    summary=_text,
    link=_text,
    my_answer=st.none() | st.sampled_from(Answer),
    unknown_zone=_text,
)


@given(_events)
def test_events_survive(event: Event) -> None:
    """Given any event, when stored and read, then it is the same, and its text is stable."""
    text = dump_event(event)
    assert load_event(text) == event
    assert dump_event(load_event(text)) == text


def test_every_field_is_generated() -> None:
    """Given a new field of Event, then the strategy above must learn it too."""
    assert {field.name for field in fields(Event)} == set(_events.wrapped_strategy.kwargs)  # type: ignore[attr-defined]  # hypothesis keeps them there


def test_a_newer_syncds_keys_are_passed_over() -> None:
    """Given a payload with a key of the future, when read, then the rest is there."""
    text = dump_event(Event("u", Moment("2026-03-01"))).replace("{", '{"colour":"red",', 1)
    assert load_event(text) == Event("u", Moment("2026-03-01"))
