"""Events as Graph shows them, and made from what a client sends."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from tests.simulators.microsoft import goid, odata, schema
from tests.simulators.microsoft.call import Call, Refusal
from tests.simulators.microsoft.ledger import fine_stamp
from tests.simulators.microsoft.mail_view import recipient
from tests.simulators.microsoft.series import Attendee, Event
from tests.simulators.microsoft.zones import as_preferred, instant, parsed

_NEVER = "0001-01-01T00:00:00Z"
_FIELDS = {"subject": "subject", "showAs": "show_as", "sensitivity": "sensitivity", "importance": "importance"}
_FIELDS |= {"reminderMinutesBeforeStart": "reminder", "isReminderOn": "reminds", "isAllDay": "all_day"}


def show(call: Call, event: Event) -> dict[str, Any]:
    """The event's JSON, some properties of beta among it as measured, cut to `$select`."""
    everything = {**_identity(call, event), **_content(call, event), **_people(call, event)}
    if event.original is not None:
        at = fine_stamp(instant(event.start, event.zone))
        everything["originalStart"] = at if event.kind == "occurrence" else None  # null for exceptions, as measured
    select = odata.names(call.query, "$select")
    unknown = set(select) - set(schema.properties("event"))
    if unknown:
        what = sorted(unknown)[0]
        raise Refusal(400, "BadRequest", f"Could not find a property named '{what}' on type 'microsoft.graph.event'.")
    if select:
        everything = {name: value for name, value in everything.items() if name in ("id", *select)}
    return {"@odata.etag": event.etag(), **everything, **_expanded(call, event)}


def stub(call: Call, event: Event) -> dict[str, Any]:
    """All that a delta tells of an occurrence."""
    return {
        "@odata.type": "#microsoft.graph.event",
        "id": call.id(event),
        "seriesMasterId": event.master,
        "type": event.kind,
        "start": _when(call, event, event.start),
        "end": _when(call, event, event.end),
    }


def _identity(call: Call, event: Event) -> dict[str, Any]:
    original = event.original_zone or event.zone
    return {
        "id": call.id(event),
        "createdDateTime": fine_stamp(event.created),
        "lastModifiedDateTime": fine_stamp(event.modified),
        "changeKey": event.change_key(),
        "categories": list(event.categories),
        "transactionId": event.transaction,
        "originalStartTimeZone": original,
        "originalEndTimeZone": original,
        "iCalUId": goid.shown(event.uid, event.original, bare=event.bare),
        "uid": goid.shown(event.uid, None, bare=True),
        "seriesMasterId": event.master or None,
        "type": event.kind,
        "occurrenceId": f"OID.{event.master}.{event.original}" if event.master else None,
        "webLink": f"https://outlook.office365.com/owa/?itemid={event.regular}&exvsurl=1&path=/calendar/item",
    }


def _content(call: Call, event: Event) -> dict[str, Any]:
    content = event.text if call.prefer.text or not event.html else event.html
    return {
        "subject": event.subject,
        "bodyPreview": event.text[:255],
        "body": {"contentType": "text" if content is event.text else "html", "content": content},
        "start": _when(call, event, event.start),
        "end": _when(call, event, event.end),
        "isAllDay": event.all_day,
        "isCancelled": event.cancelled,
        "isDraft": False,
        "importance": event.importance,
        "sensitivity": event.sensitivity,
        "showAs": event.show_as,
        "hasAttachments": False,
        "reminderMinutesBeforeStart": event.reminder,
        "isReminderOn": event.reminds,
        "location": {
            "displayName": event.location,
            "locationType": "default",
            "uniqueIdType": "unknown",
            "address": {},
            "coordinates": {},
        },
        "locations": [],
        "recurrence": event.recurrence,
        "onlineMeetingUrl": None,
        "isOnlineMeeting": bool(event.online),
        "onlineMeetingProvider": "teamsForBusiness" if event.online else "unknown",
        "onlineMeeting": {"joinUrl": event.online} if event.online else None,
    }


def _people(call: Call, event: Event) -> dict[str, Any]:
    answered = fine_stamp(event.modified) if event.response not in ("organizer", "none", "notResponded") else _NEVER
    return {
        "isOrganizer": event.response == "organizer",
        "organizer": recipient(event.organizer),
        "responseRequested": True,
        "responseStatus": {"response": event.response, "time": answered},
        "allowNewTimeProposals": True,
        "hideAttendees": False,
        "attendees": [
            {
                "type": one.type,
                "status": {"response": one.response, "time": _NEVER},
                **recipient(one.address),
            }
            for one in event.attendees
        ],
    }


def _expanded(call: Call, event: Event) -> dict[str, Any]:
    """Extended properties: shown only if expanded, and only those named, their names' case counting."""
    asked = odata.names(call.query, "$expand")
    if not asked:
        return {}
    named = re.match(r"singleValueExtendedProperties\(\$filter=(id eq '[^']+'(?: or id eq '[^']+')*)\)\Z", asked[0])
    if named is None or len(asked) > 1:
        raise Refusal(400, "BadRequest", f"$expand={asked} is not simulated")
    wanted = re.findall(r"'([^']+)'", named[1])
    have = [
        {"id": one, "value": event.properties[property_id(one)]}
        for one in wanted
        if property_id(one) in event.properties
    ]
    return {"singleValueExtendedProperties": have} if have else {}


def property_id(text: str) -> str:
    """The id of an extended property in one form: the GUID's case does not count, the name's does."""
    form = re.match(r"(\w+) \{?([0-9a-fA-F-]{36})\}? Name (.+)\Z", text)
    if form is None:
        raise Refusal(400, "ErrorInvalidProperty", f"The property id '{text}' is not valid.")
    return f"{form[1]} {{{form[2].lower()}}} Name {form[3]}"


def _when(call: Call, event: Event, wall: datetime) -> dict[str, str]:
    return as_preferred(wall, event.zone, call.prefer.zone, all_day=event.all_day)


def changed(event: Event, body: dict[str, Any]) -> Event:
    """The event with a client's properties. Raises Refusal for times that Exchange does not take."""
    fields: dict[str, Any] = {mine: body[name] for name, mine in _FIELDS.items() if name in body}
    if "start" in body:
        fields["start"], fields["zone"] = parsed(body["start"])
    if "end" in body:
        fields["end"], zone = parsed(body["end"])
        if zone != fields.get("zone", event.zone):
            raise Refusal(400, "ErrorPropertyValidationFailure", "start and end in two zones are not simulated")
    if "body" in body:
        content = body["body"].get("content") or ""
        is_html = body["body"].get("contentType", "text") == "html"
        fields["text"] = re.sub(r"<[^>]+>", "", content) if is_html else content
        fields["html"] = content if is_html else ""
    if "location" in body:
        fields["location"] = body["location"].get("displayName", "")
    if "categories" in body:
        fields["categories"] = tuple(body["categories"])
    if "attendees" in body:
        fields["attendees"] = tuple(_attendee(one) for one in body["attendees"])
    if "recurrence" in body:
        fields["recurrence"] = body["recurrence"]
        fields["kind"] = "seriesMaster" if body["recurrence"] else "singleInstance"
    if "singleValueExtendedProperties" in body:
        given = {property_id(one["id"]): one["value"] for one in body["singleValueExtendedProperties"]}
        fields["properties"] = {**event.properties, **given}
    found = replace(event, **fields)
    _check_times(found)
    return found


def _check_times(event: Event) -> None:
    if event.end < event.start:
        raise Refusal(400, "ErrorPropertyValidationFailure", "The end date you entered occurs before the start date.")
    if event.all_day and (event.start.time() != time() or event.end.time() != time() or event.end == event.start):
        text = "The Event.Start property for an all-day event needs to be set to midnight."
        raise Refusal(400, "ErrorPropertyValidationFailure", text)


def _attendee(given: dict[str, Any]) -> Attendee:
    address = given["emailAddress"]
    named = (address["name"], address["address"]) if address.get("name") else address["address"]
    return Attendee(named, type=given.get("type", "required"))
