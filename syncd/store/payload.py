"""Events and evidence as compact JSON: only what differs from the default is written."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from syncd.model import Answer, Attendee, AttendeeType, Card, Event, Evidence, Moment


def dump_event(event: Event) -> str:
    """JSON of an Event; equal events give equal text, so that text can be compared."""
    return json.dumps(_plain(event), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Moment):
        return [value.wall, value.zone]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Event | Attendee):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
    return value


def load_event(text: str) -> Event:
    """The Event that `dump_event` wrote; keys of a newer syncd are passed over."""
    raw: dict[str, Any] = json.loads(text)
    known = {field.name for field in fields(Event)}
    values = {name: value for name, value in raw.items() if name in known}
    for name in ("start", "end", "original"):
        if values.get(name) is not None:
            values[name] = Moment(*values[name])
    for name in ("dates", "except_dates"):
        if name in values:
            values[name] = tuple(Moment(*item) for item in values[name])
    for name in ("rules", "except_rules"):
        if name in values:
            values[name] = tuple(values[name])
    if "attendees" in values:
        values["attendees"] = tuple(_attendee(item) for item in values["attendees"])
    if values.get("my_answer") is not None:
        values["my_answer"] = Answer(values["my_answer"])
    return Event(**values)


def _attendee(raw: dict[str, str]) -> Attendee:
    return Attendee(
        raw["address"],
        raw.get("name", ""),
        Answer(raw.get("answer", Answer.NONE)),
        AttendeeType(raw.get("type", AttendeeType.INDIVIDUAL)),
    )


def dump_card(card: Card) -> str:
    """JSON of a Card; equal cards give equal text."""
    raw = {
        field.name: value.isoformat() if isinstance(value, date) else value
        for field in fields(card)
        if (value := getattr(card, field.name)) != field.default
    }
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def load_card(text: str) -> Card:
    """The Card that `dump_card` wrote; keys of a newer syncd are passed over."""
    known = {field.name for field in fields(Card)}
    raw = {name: value for name, value in json.loads(text).items() if name in known}
    raw |= {name: tuple(raw[name]) for name in ("addresses", "tags") if name in raw}
    if raw.get("met"):
        raw["met"] = date.fromisoformat(raw["met"])
    return Card(**raw)


def dump_evidence(evidence: tuple[Evidence, ...]) -> str:
    """JSON of the evidence of a follow-up."""
    rows = [[item.uid, item.at, item.subject, item.day.isoformat() if item.day else None] for item in evidence]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load_evidence(text: str) -> tuple[Evidence, ...]:
    """What `dump_evidence` wrote."""
    return tuple(
        Evidence(uid, at, subject, date.fromisoformat(day) if day else None)
        for uid, at, subject, day in json.loads(text)
    )
