"""Bodies against the hand-made schema."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.microsoft import schema
from tests.simulators.microsoft.odata import Invalid


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("message", [], "message: [] is no object"),
        ("message", {"isRead": "yes"}, "message.isRead: 'yes' is no boolean"),
        ("message", {"receivedDateTime": "2026-11-02 08:00"},
         "message.receivedDateTime: '2026-11-02 08:00' is no time"),
        ("message", {"toRecipients": {}}, "message.toRecipients: {} is no list"),
        ("message", {"toRecipients": [{"emailAddress": {"name": 3}}]},
         "message.toRecipients[0].emailAddress.name: 3 is no string"),
        ("event", {"reminderMinutesBeforeStart": True}, "event.reminderMinutesBeforeStart: True is no int"),
        ("[event]", {"value": [{"type": "x"}]},
         "[event][0].type: 'x' is none of singleInstance|occurrence|exception|seriesMaster"),
        ("[event]", {}, "[event]: no list of values"),
        ("message", {"@odata.type": "#microsoft.graph.eventMessageRequest", "meetingMessageType": "x"},
         "message.meetingMessageType: 'x' is none of none|meetingRequest|meetingCancelled|meetingAccepted|"
         "meetingTenativelyAccepted|meetingDeclined"),
    ],
)  # fmt: skip
def test_a_wrong_response_is_told(name: str, body: Any, text: str) -> None:
    """Given a wrong type anywhere in a response, when it is checked, then the place is named."""
    with pytest.raises(Invalid) as caught:
        schema.check_response(name, body)
    assert text == str(caught.value)


def test_a_response_may_hold_more() -> None:
    """Given unknown and null properties in a response, when it is checked, then it is fine."""
    schema.check_response("message", {"sizeInBytes": 3, "subject": None, "body": {"contentType": "text"}})


@pytest.mark.parametrize("name", ["message", "event", "todoTask", "calendar", "sendMail", "batch", "linkedResource"])
def test_every_type_of_a_property_exists(name: str) -> None:
    """Given a resource, when all its properties are looked up, then none has a type that nobody described."""
    for kind in schema.properties(name).values():
        plain = kind.partition(" ")[0].strip("[]")
        assert plain.startswith("=") or plain in schema._PLAIN or schema.properties(plain)
