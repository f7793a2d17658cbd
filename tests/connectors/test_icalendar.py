"""iCalendar bytes → events: leniently, each item for itself."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentline, Parameters

from connectors.icalendar import NotACalendar, Parsed, locator, parse
from connectors.icalendar.lines import calendars
from syncd.model import Answer, Attendee, AttendeeType, Event, Moment
from syncd.recurrence import instant, zone_of

NEW_YORK_OF_OUTLOOK = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
OWN_RULES = """BEGIN:VTIMEZONE
TZID:Base
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0545
TZOFFSETTO:+0130
RRULE:FREQ=YEARLY;BYDAY=1MO;BYMONTH=9
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700601T000000
TZOFFSETFROM:+0130
TZOFFSETTO:+0545
RRULE:FREQ=YEARLY;BYDAY=1MO;BYMONTH=6
END:DAYLIGHT
END:VTIMEZONE"""


def calendar(*events: str, head: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.splitlines()]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def only(*lines: str, head: str = "") -> Event:
    """The event of these lines; UID and DTSTART are added where missing."""
    given = list(lines)
    for needed in ("UID:u", "DTSTART:20260302T090000Z"):
        name = needed.split(":")[0]
        if not any(line.startswith((f"{name}:", f"{name};")) for line in given):
            given.append(needed)
    parsed = parse(calendar("\n".join(given), head=head))
    assert not parsed.unreadable
    (event,) = parsed.events
    return event


def test_a_whole_invitation() -> None:
    """Given a full invitation, then every property stands in the event."""
    event = only(
        "UID:abc@x.org",
        "DTSTART;TZID=Europe/Berlin:20260302T090000",
        "DTEND;TZID=Europe/Berlin:20260302T100000",
        "SEQUENCE:3",
        "DTSTAMP:20260101T000000Z",
        "LAST-MODIFIED:20260201T000000Z",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "EXDATE;TZID=Europe/Berlin:20260309T090000,20260316T090000",
        "RDATE;VALUE=PERIOD:20260401T070000Z/PT1H",
        'ORGANIZER;CN="Hopper, Grace":mailto:Grace@Example.COM',
        "ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:MAILTO:ada@example.org",
        "ATTENDEE;CUTYPE=ROOM;PARTSTAT=TENTATIVE:mailto:room@example.org",
        "SUMMARY:Plans\\, and\\nmore",
        "URL:https://cal.example/abc",
    )
    assert event == Event(
        uid="abc@x.org",
        start=Moment("2026-03-02T09:00:00", "Europe/Berlin"),
        end=Moment("2026-03-02T10:00:00", "Europe/Berlin"),
        sequence=3,
        updated=int(datetime(2026, 2, 1, tzinfo=UTC).timestamp()),
        rules=("FREQ=WEEKLY;COUNT=5",),
        dates=(Moment("2026-04-01T07:00:00", "UTC"),),
        except_dates=(Moment("2026-03-09T09:00:00", "Europe/Berlin"), Moment("2026-03-16T09:00:00", "Europe/Berlin")),
        organizer="grace@example.com",
        organizer_name="Hopper, Grace",
        attendees=(
            Attendee("ada@example.org", "Ada", Answer.ACCEPTED),
            Attendee("room@example.org", "", Answer.TENTATIVE, AttendeeType.ROOM),
        ),
        summary="Plans, and more",
        link="https://cal.example/abc",
    )


def test_everything_but_a_start_may_be_missing() -> None:
    """Given a bare start, then the event stands, under a uid made of organizer, start and summary."""
    bare = parse(calendar("DTSTART:20260302T090000Z\nSUMMARY:a", "DTSTART:20260302T090000Z\nSUMMARY:b")).events
    again = parse(calendar("SUMMARY:a\nDTSTAMP:20260101T000000Z\nDTSTART:20260302T090000Z")).events
    assert all(event.uid.startswith("event:") for event in bare)
    assert bare[0].uid != bare[1].uid
    assert bare[0].uid == again[0].uid


def test_a_broken_item_costs_only_itself() -> None:
    """Given three items of which one has no start and one a broken one, then the third is read, the two are listed."""
    parsed = parse(calendar("UID:a", "UID:b\nDTSTART:20261332T990000", "UID:c\nDTSTART;VALUE=DATE:20260302"))
    assert [event.uid for event in parsed.events] == ["c"]
    assert [(one.locator, one.reason[:31]) for one in parsed.unreadable] == [
        ("a|", "it has no readable start"),
        ("b|", "'20261332T990000': month must b"),
    ]


@pytest.mark.parametrize(
    "junk",
    [
        "\x00\x01",
        "NO COLON HERE",
        "X;;;=:",
        'ATTENDEE;CN="open:mailto:q@x.org',
        "SUMMARY",
        ":",
        "BEGIN:VALARM\r\nEND:VALARM",
        "EXDATE:",
        "EXDATE:never",
        "RRULE:",
        "SEQUENCE:many",
        "DTSTAMP:yesterday",
        "DTEND:",
        "RECURRENCE-ID:",
        "URL:javascript:1",
    ],
)
def test_a_broken_line_costs_only_itself(junk: str) -> None:
    """Given a broken line in an event, then the event is read without it."""
    event = only("SUMMARY:still here", *junk.split("\r\n"))
    assert (event.summary, event.start, event.original, event.link) == (
        "still here",
        Moment("2026-03-02T09:00:00", "UTC"),
        None,
        "",
    )


def test_lines_folded_in_the_midst_of_a_character() -> None:
    """Given a fold between two octets of one letter and Latin-1 elsewhere, then both are read."""
    data = calendar("UID:u\nDTSTART:20260302T090000Z\nSUMMARY:M\u00fcller").replace(b"\xc3\xbc", b"\xc3\r\n \xbc")
    assert parse(data).events[0].summary == "Müller"
    assert parse(data.replace(b"\xc3\r\n \xbc", b"\xfc")).events[0].summary == "Müller"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("mailto:bob@x.org", "bob@x.org"),
        ("MailTo:Bob@X.org", "bob@x.org"),
        ("bob@x.org", "bob@x.org"),
        ("mailto:mailto:b.o.b+x@gmail.com", "bob@gmail.com"),
        ("<mailto:bob@x.org>", "bob@x.org"),
        ("urn:uuid:1234", ""),
        ("invalid:nomail", ""),
        ("", ""),
        ("/O=EXCHANGE/CN=BOB", ""),
    ],
)
def test_attendee_addresses(written: str, address: str) -> None:
    """Given an attendee in each form met, then its address is canonical, or empty where there is none."""
    assert [one.address for one in only(f"ATTENDEE;CN=Bob:{written}").attendees] == [address]


def test_an_address_in_the_email_parameter_stands_in() -> None:
    """Given a urn with EMAIL beside it (RFC 7986), then that is the address; the value wins if it is one itself."""
    assert only("ATTENDEE;EMAIL=bob@x.org:urn:uuid:1").attendees[0].address == "bob@x.org"
    assert only("ATTENDEE;EMAIL=other@x.org:mailto:bob@x.org").attendees[0].address == "bob@x.org"


@pytest.mark.parametrize(
    ("line", "attendee"),
    [
        ("ATTENDEE:mailto:b@x.org", Attendee("b@x.org")),
        ("ATTENDEE;PARTSTAT=needs-action:mailto:b@x.org", Attendee("b@x.org", "", Answer.NEEDS_ACTION)),
        ("ATTENDEE;PARTSTAT=X-MAYBE:mailto:b@x.org", Attendee("b@x.org", "", Answer.NEEDS_ACTION)),
        ("ATTENDEE;PARTSTAT=Delegated:mailto:b@x.org", Attendee("b@x.org", "", Answer.DELEGATED)),
        ("ATTENDEE;CUTYPE=X-THING:mailto:b@x.org", Attendee("b@x.org", type=AttendeeType.UNKNOWN)),
        ("ATTENDEE;CUTYPE=group:mailto:b@x.org", Attendee("b@x.org", type=AttendeeType.GROUP)),
        ('ATTENDEE;CN="O\'Neil; Bob, Jr.":mailto:b@x.org', Attendee("b@x.org", "O'Neil; Bob, Jr.")),
        ("ATTENDEE;CN=Bob ^'B^' X:mailto:b@x.org", Attendee("b@x.org", 'Bob "B" X')),
        ("ATTENDEE;CN=a:b:mailto:b@x.org", Attendee("b@x.org", "a")),
    ],
)
def test_attendees(line: str, attendee: Attendee) -> None:
    """Given answers, types and names in each form met, then they are read as RFC 5545 says, unknown ones by default."""
    assert only(line).attendees == (attendee,)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["TRANSP:TRANSPARENT"], (True, "default", False)),
        (["TRANSP:OPAQUE"], (False, "default", False)),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], (True, "default", False)),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], (False, "outOfOffice", False)),
        (["X-MICROSOFT-CDO-BUSYSTATUS:BUSY"], (False, "default", False)),
        (["STATUS:cancelled"], (False, "default", True)),
    ],
)
def test_free_out_of_office_and_cancelled(lines: list[str], expected: tuple[bool, str, bool]) -> None:
    """Given each mark, then it is told as free, another type, or cancelled (CONTRACT.md §4)."""
    event = only(*lines)
    assert (event.free, event.type, event.cancelled) == expected


def test_methods() -> None:
    """Given each METHOD, then CANCEL cancels, REPLY answers, and proposals state no fact."""
    assert only("SUMMARY:x", head="METHOD:REQUEST").cancelled is False
    assert only("SUMMARY:x", head="METHOD:cancel").cancelled is True
    assert only("SUMMARY:x", head="METHOD:REPLY").reply is True
    for method in ("COUNTER", "ADD", "DECLINECOUNTER", "REFRESH"):
        parsed = parse(calendar("UID:u\nDTSTART:20260302T090000Z", head=f"METHOD:{method}"))
        assert (parsed.events, parsed.skipped) == ([], 1)


def test_replies_and_cancellations_need_no_start() -> None:
    """Given a REPLY or CANCEL without DTSTART, then it stands at its RECURRENCE-ID, else at its DTSTAMP."""
    lines = "UID:u\nDTSTAMP:20260101T000000Z"
    for method in ("REPLY", "CANCEL"):
        (event,) = parse(calendar(lines, head=f"METHOD:{method}")).events
        assert event.start == Moment("2026-01-01T00:00:00", "UTC")
        (event,) = parse(calendar(f"{lines}\nRECURRENCE-ID:20260302T090000Z", head=f"METHOD:{method}")).events
        assert event.start == event.original == Moment("2026-03-02T09:00:00", "UTC")


def test_our_own_follow_ups_are_passed_over() -> None:
    """Given an event with X-SYNCD-KEY, then it is skipped and counted so."""
    parsed = parse(calendar("UID:u\nDTSTART:20260302T090000Z\nX-SYNCD-KEY:k", "UID:v\nDTSTART:20260302T090000Z"))
    assert ([event.uid for event in parsed.events], parsed.skipped) == (["v"], 1)


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("99999999999999", 2**31 - 1), ("-1", 0), ("x", 0), ("٣", 0)])
def test_sequences(text: str, number: int) -> None:
    """Given SEQUENCE in any form, then a number within the RFC's range, 0 for junk."""
    assert only(f"SEQUENCE:{text}").sequence == number


def test_other_components_are_ignored() -> None:
    """Given to-dos, journals and alarms with starts and summaries of their own, then only the event is read."""
    data = b"""BEGIN:VCALENDAR
BEGIN:VTODO
UID:t
DTSTART:20260101T000000Z
END:VTODO
BEGIN:VEVENT
UID:e
DTSTART:20260302T090000Z
BEGIN:VALARM
SUMMARY:alarm
DTSTART:19700101T000000Z
ATTENDEE:mailto:alarm@x.org
END:VALARM
SUMMARY:event
END:VEVENT
BEGIN:VJOURNAL
UID:j
END:VJOURNAL
END:VCALENDAR
"""
    (event,) = parse(data).events
    assert (event.uid, event.summary, event.attendees) == ("e", "event", ())


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("DTSTART;VALUE=DATE:20260302", Moment("2026-03-02")),
        ("DTSTART:20260302", Moment("2026-03-02")),
        ("DTSTART;VALUE=DATE;TZID=Europe/Berlin:20260302", Moment("2026-03-02")),
        ("DTSTART;VALUE=DATE:20260302T090000", Moment("2026-03-02")),
        ("DTSTART:20260302T090000", Moment("2026-03-02T09:00:00")),
        ("DTSTART:20260302T0900", Moment("2026-03-02T09:00:00")),
        ("DTSTART:2026-03-02T09:00:00Z", Moment("2026-03-02T09:00:00", "UTC")),
        ("DTSTART;TZID=Europe/Berlin:20260302T090000Z", Moment("2026-03-02T09:00:00", "UTC")),
        ("DTSTART;TZID=europe/berlin:20260302T090060", Moment("2026-03-02T09:00:59", "Europe/Berlin")),
        (
            "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260302T090000",
            Moment("2026-03-02T09:00:00", "Europe/Berlin"),
        ),
        ('DTSTART;TZID="W. Europe Standard Time":20260302T090000', Moment("2026-03-02T09:00:00", "Europe/Berlin")),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20260302T090000", Moment("2026-03-02T09:00:00", "UTC")),
        ("DTSTART;TZID=GMT+0100:20260302T090000", Moment("2026-03-02T09:00:00", "+01:00")),
        ("DTSTART;TZID=Etc/GMT+1:20260302T090000", Moment("2026-03-02T09:00:00", "Etc/GMT+1")),
        ("DTSTART:20260302T090000+0100", Moment("2026-03-02T09:00:00", "+01:00")),
    ],
)
def test_moments(line: str, moment: Moment) -> None:
    """Given a start in each form met, then its wall clock and zone are told."""
    assert only(line).start == moment


def test_a_zone_nobody_knows_is_floating_and_named() -> None:
    """Given a TZID without a VTIMEZONE, then the time floats (the owner's zone) and the name is kept for doctor."""
    event = only("DTSTART;TZID=Mars/Olympus:20260302T090000", head="X-WR-TIMEZONE:Asia/Tokyo")
    assert (event.start, event.unknown_zone) == (Moment("2026-03-02T09:00:00"), "Mars/Olympus")
    assert only("DTSTART:20260302T090000Z").unknown_zone == ""


def test_x_wr_timezone_serves_floating_times_only() -> None:
    """Given X-WR-TIMEZONE, then times without a zone lie there, dates and UTC stay; an unknown one is named."""
    head = "X-WR-TIMEZONE:Asia/Tokyo"
    assert only("DTSTART:20260302T090000", head=head).start == Moment("2026-03-02T09:00:00", "Asia/Tokyo")
    assert only("DTSTART;VALUE=DATE:20260302", head=head).start == Moment("2026-03-02")
    assert only("DTSTART:20260302T090000Z", head=head).start.zone == "UTC"
    assert only("DTSTART:20260302T090000", head="X-WR-TIMEZONE:Nowhere").unknown_zone == "Nowhere"


def test_a_floating_exception_lies_on_the_series_clock() -> None:
    """Given EXDATE without a zone in a series with one, then it is meant in the series' zone."""
    event = only("DTSTART;TZID=Europe/Berlin:20260302T090000", "EXDATE:20260309T090000", "RRULE:FREQ=WEEKLY")
    assert event.except_dates == (Moment("2026-03-09T09:00:00", "Europe/Berlin"),)


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "Eastern of ours", "(UTC-05:00) Eastern Time (US & Canada)"])
def test_a_zone_with_the_rules_of_a_known_one_is_that_one(tzid: str) -> None:
    """Given a made-up name with New York's rules since 1601 (as Outlook writes), then it is New York."""
    start = f'UID:u\nDTSTART;TZID="{tzid}":20260302T090000'
    definition = NEW_YORK_OF_OUTLOOK.format(tzid=tzid)
    first = parse(calendar(start, head=definition)).events[0]
    last = parse(calendar(start).replace(b"END:VCALENDAR", f"{definition}\nEND:VCALENDAR".encode())).events[0]
    assert first.start.zone == last.start.zone == "America/New_York"


def test_a_zone_of_its_own_is_kept_as_a_table() -> None:
    """Given rules no known zone has, then instants follow them: +05:45 from June to September, else +01:30."""
    winter = only("DTSTART;TZID=Base:20260302T090000", head=OWN_RULES).start
    summer = only("DTSTART;TZID=Base:20260702T090000", head=OWN_RULES).start
    assert winter.zone.startswith("x:")
    assert datetime.fromtimestamp(instant(winter, UTC), UTC).isoformat() == "2026-03-02T07:30:00+00:00"
    assert datetime.fromtimestamp(instant(summer, UTC), UTC).isoformat() == "2026-07-02T03:15:00+00:00"
    assert zone_of(winter.zone, UTC) is not UTC


def test_a_zone_without_changes_is_its_offset() -> None:
    """Given a VTIMEZONE that only ever has one offset, then it is that offset."""
    offsets = "DTSTART:19700101T000000\nTZOFFSETFROM:-0330\nTZOFFSETTO:-0330"
    head = f"BEGIN:VTIMEZONE\nTZID:Fixed\nBEGIN:STANDARD\n{offsets}\nEND:STANDARD\nEND:VTIMEZONE"
    assert only("DTSTART;TZID=Fixed:20260302T090000", head=head).start.zone == "-03:30"


def test_a_zone_defined_for_a_few_years_is_no_known_one() -> None:
    """Given changes in 1998 and 1999 only, then it is not taken for a zone that merely stays so later (La Paz)."""
    parts = "BEGIN:STANDARD\nDTSTART:19981025T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\n"
    parts += "BEGIN:DAYLIGHT\nDTSTART:19990404T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT"
    head = f"BEGIN:VTIMEZONE\nTZID:US-Eastern\n{parts}\nEND:VTIMEZONE"
    assert only("DTSTART;TZID=US-Eastern:19990101T090000", head=head).start.zone.startswith("x:-14400;")


def test_x_lic_location_names_the_zone() -> None:
    """Given a VTIMEZONE that says which IANA zone it is, then that counts."""
    head = OWN_RULES.replace("TZID:Base", "TZID:Base\nX-LIC-LOCATION:Asia/Kathmandu")
    assert only("DTSTART;TZID=Base:20260302T090000", head=head).start.zone == "Asia/Kathmandu"


def test_locators_tell_occurrences_and_replies_apart() -> None:
    """Given a series, its override and a reply, then each has a locator of its own."""
    day = "DTSTART:20260302T090000Z"
    names = [
        locator(only(day)),
        locator(only(day, "RECURRENCE-ID:20260302T090000Z")),
        locator(only(day, "ATTENDEE:mailto:b@x.org", head="METHOD:REPLY")),
    ]
    assert names == ["u|", "u|2026-03-02T09:00:00@UTC", "u||reply|b@x.org"]


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"<html><body>Sign in</body></html>", b"BEGIN:VCARD\r\nEND:VCARD\r\n"]
)
def test_what_is_no_calendar_says_so(data: bytes) -> None:
    """Given bytes without a calendar, then NotACalendar, never an empty one."""
    with pytest.raises(NotACalendar):
        parse(data)


def test_an_empty_calendar_is_one_and_a_torn_one_is_not_closed() -> None:
    """Given a calendar without events, then it is legitimate; one that breaks off says so and gives what it has."""
    assert parse(calendar()) == Parsed()
    torn = parse(
        calendar("UID:a\nDTSTART:20260302T090000Z", "UID:b\nDTSTART:20260302T090000Z").rpartition(b"END:VEVENT")[0]
    )
    assert ([event.uid for event in torn.events], torn.closed) == (["a", "b"], False)


def test_utf_16_and_other_line_ends() -> None:
    """Given UTF-16, a byte order mark, or bare CR and LF, then the same event is read."""
    text = calendar("UID:u\nDTSTART:20260302T090000Z\nSUMMARY:Größe").decode()
    for data in (
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
        text.replace("\r\n", "\r").encode(),
        text.replace("\r\n", "\n").encode(),
        text.replace("\r\n", "\r\r\n").encode(),
    ):
        assert parse(data).events[0].summary == "Größe"


names = st.sampled_from(["CN", "PARTSTAT", "ROLE", "TZID", "X-A"])
values = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters='"'), max_size=12
)


@given(params=st.dictionaries(names, values.map(str.strip).filter(bool), max_size=3), value=values)
def test_lines_are_parted_as_the_library_parts_them(params: dict[str, str], value: str) -> None:
    """Given any property the library writes, then our short way for plain lines reads what the library reads."""
    line = Contentline.from_parts("ATTENDEE", Parameters(params), value)
    _, read, written = Contentline(str(line)).raw_parts()  # type: ignore[no-untyped-call]  # the library has no types here
    data = b"\r\n".join([b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", str(line).encode(), b"END:VEVENT", b"END:VCALENDAR", b""])
    found = [ours for part in next(calendars(data)).parts for ours in part.lines]
    assert [(ours.params, ours.value.strip()) for ours in found] == [
        ({key: ",".join(one) if isinstance(one, list) else one for key, one in read.items()}, str(written).strip())
    ]


@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_crash_the_parser(data: bytes) -> None:
    """Given any bytes inside an event, then it is read or listed, and a neighbour is read."""
    whole = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:n\nDTSTART:20260302T090000Z\nEND:VEVENT\nBEGIN:VEVENT\n" + data
    assert parse(whole + b"\nEND:VEVENT\nEND:VCALENDAR\n").events[0].uid == "n"


@given(
    name=st.sampled_from(
        ["DTSTART", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "ATTENDEE", "SEQUENCE", "X-WR-TIMEZONE"]
    ),
    param=st.sampled_from(["", ";TZID=x", ";VALUE=DATE", ";VALUE=PERIOD", ";RANGE=THISANDFUTURE"]),
    value=st.text(st.sampled_from("0123456789TZ+-:;,=/FREQDAILYmto@. "), max_size=30),
)
def test_no_value_crashes_the_parser(name: str, param: str, value: str) -> None:
    """Given any value of any property, then the event is read or listed."""
    parsed = parse(calendar(f"UID:u\n{name}{param}:{value}\nDTSTART;TZID=Europe/Berlin:20260302T090000"))
    assert len(parsed.events) + len(parsed.unreadable) == 1
    for event in parsed.events:
        instant(event.start, ZoneInfo("Europe/Berlin"))
