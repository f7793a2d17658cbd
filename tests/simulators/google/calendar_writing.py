"""What events.insert, update and patch make of a body, and what they refuse (PROVIDERS.md §2c)."""

from __future__ import annotations

import copy
from typing import Any

from tests.simulators.google.calendar_world import Body, moment_of
from tests.simulators.google.server import Refusal

READ_ONLY = frozenset({"kind", "etag", "created", "updated", "creator", "organizer", "htmlLink", "recurringEventId"})
_KEPT = READ_ONLY | {"id", "iCalUID", "status", "sequence", "originalStartTime", "eventType"}
_LONGEST_NAME, _LONGEST_VALUE = 44, 1024
_MOST_REMINDERS, _EARLIEST = 5, 40_320


def checked(body: Body) -> Body:
    """A copy of the event without what clients cannot set. Raises Refusal as Google does."""
    body = {name: copy.deepcopy(value) for name, value in body.items() if name not in READ_ONLY}
    for name in ("start", "end"):
        if name not in body:
            raise Refusal(400, "required", f"Missing {name} time.")
        if len(body[name].keys() & {"date", "dateTime"}) != 1:
            raise Refusal(400, "invalid", f"Invalid {name} time.")
    if ("date" in body["start"]) != ("date" in body["end"]):
        raise Refusal(400, "invalid", "Start and end times must either both be date or both be dateTime.")
    if moment_of(body["end"]) < moment_of(body["start"]) or body["end"].get("date") == body["start"].get("date", 0):
        raise Refusal(400, "timeRangeEmpty", "The specified time range is empty.")
    if body.get("recurrence") and "dateTime" in body["start"] and "timeZone" not in body["start"]:
        raise Refusal(400, "required", "Missing time zone definition for start time.")
    _check_reminders(body.get("reminders", {}))
    for name, value in body.get("extendedProperties", {}).get("private", {}).items():
        if len(name) > _LONGEST_NAME or len(value) > _LONGEST_VALUE:
            raise Refusal(400, "invalid", "The property is too long.")
    if any("email" not in one for one in body.get("attendees", ())):
        raise Refusal(400, "required", "Missing attendee email.")
    return body


def _check_reminders(reminders: Body) -> None:
    overrides = reminders.get("overrides", [])
    if overrides and reminders.get("useDefault"):
        raise Refusal(400, "cannotUseDefaultRemindersAndSpecifyOverride", "Cannot specify both.")
    if len(overrides) > _MOST_REMINDERS:
        raise Refusal(400, "invalid", "Too many reminders.")
    for one in overrides:
        if one.get("method") not in ("email", "popup") or not 0 <= one.get("minutes", -1) <= _EARLIEST:
            raise Refusal(400, "invalid", "Invalid reminder.")


def merged(before: Body, given: Body) -> Body:
    """The event with `given` in it: objects field by field, null removes, lists are replaced."""
    return {**_patched(before, given), **_kept(before)}


def replaced(before: Body, given: Body) -> Body:
    """`given` in the event's place."""
    return {**given, **_kept(before)}


def _kept(before: Body) -> Body:
    return {name: value for name, value in before.items() if name in _KEPT}


def _patched(before: Any, given: Any) -> Any:
    if not isinstance(before, dict) or not isinstance(given, dict):
        return given
    both = {name: _patched(before.get(name), value) for name, value in given.items() if value is not None}
    return {name: value for name, value in (before | both).items() if given.get(name, 0) is not None}
