"""Meetings from CalDAV: tokens that went stale, servers that lack things, entries that change."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.ics import IcsSource
from syncd.model import Unreadable
from syncd.ports import CursorExpired
from syncd.settings import Account
from tests.connectors.caldav.desk import NOW, Desk, facts, meeting
from tests.contracts.source import Shelf
from tests.servers.between import Asked, Reply

both = pytest.mark.parametrize("place", ["radicale", "xandikos"], indirect=True)
SERIES = "RRULE:FREQ=DAILY;COUNT=5\r\n"
MOVED = "RECURRENCE-ID:20260303T090000Z\r\n"
_STALE = {
    "http://radicale.org/ns/sync/": "http://radicale.org/ns/sync/" + "0" * 64,
    "": "0123456789012345678901234567890123456789",  # Xandikos: a git tree
}


def uids(shelf: Shelf) -> set[str]:
    return {event.uid for event in facts(shelf).values()}


def fetched(desk: Desk) -> list[str]:
    """The entries whose data was asked for."""
    bodies = [one.body.decode() for one in desk.proxy.seen if b"calendar-multiget" in one.body]
    return [name for body in bodies for name in re.findall(r"/([^/<]+\.ics)<", body)]


# ---------------------------------------------------------------- passes


@both
def test_nothing_new_is_one_request(desk: Desk) -> None:
    """Given a synced calendar, when read again, then that is one request; a change costs one more."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.read(shelf)
    desk.proxy.seen.clear()
    assert (desk.read(shelf), [one.method for one in desk.proxy.seen]) == (0, ["REPORT"])
    desk.put("b.ics", meeting("b"))
    desk.proxy.seen.clear()
    assert (desk.read(shelf), desk.proxy.called(), fetched(desk)) == (1, 2, ["b.ics"])
    assert uids(shelf) == {"a", "b"}


@both
def test_a_stale_token_compares_all(desk: Desk) -> None:
    """Given a token the server forgot, when read, then only what changed is fetched, what went is gone, all else stays.

    Radicale answers 403 and Xandikos 412, both with valid-sync-token.
    """
    for name in ("a", "b", "c"):
        desk.put(f"{name}.ics", meeting(name))
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.cursor is not None
    state = json.loads(shelf.cursor)
    stale = next(new for start, new in _STALE.items() if state["token"].startswith(start))
    shelf.cursor = json.dumps({**state, "token": stale})
    desk.put("b.ics", meeting("b", "20260404T090000Z"))
    desk.delete("c.ics")
    desk.put("d.ics", meeting("d"))
    desk.proxy.seen.clear()
    assert desk.read(shelf) == 1
    assert (uids(shelf), fetched(desk)) == ({"a", "b", "d"}, ["b.ics", "d.ics"])
    assert json.loads(shelf.cursor)["token"] != stale
    assert desk.read(shelf) == 0


def _without(*names: str) -> object:
    """A server that does not know these properties."""

    def rewrite(asked: Asked, reply: Reply) -> Reply:
        body = reply.body
        for name in names:
            body = re.sub(rb"<(?:\w+:)?%b[^>]*>[^<]*</(?:\w+:)?%b>" % (name.encode(), name.encode()), b"", body)
        return replace(reply, body=body)

    return rewrite


@pytest.mark.parametrize(("missing", "quiet"), [(["sync-token"], 1), (["sync-token", "getctag"], 2)])
def test_a_server_without_tokens(desk: Desk, missing: list[str], quiet: int) -> None:
    """Given a server without sync tokens (and ctags), when read, then ETags are compared and only news is fetched."""
    desk.proxy.rewrite = _without(*missing)  # type: ignore[assignment]  # a plain function
    desk.put("a.ics", meeting("a"))
    desk.put("b.ics", meeting("b"))
    shelf = Shelf()
    desk.read(shelf)
    desk.proxy.seen.clear()
    assert (desk.read(shelf), desk.proxy.called()) == (0, quiet)
    desk.delete("a.ics")
    desk.put("c.ics", meeting("c"))
    desk.proxy.seen.clear()
    assert desk.read(shelf) == 1
    assert (uids(shelf), fetched(desk)) == ({"b", "c"}, ["c.ics"])


def test_changes_in_pages(desk: Desk) -> None:
    """Given a server that cuts its report with 507, when read, then the rest is asked for with the token it gave."""
    shelf = Shelf()
    desk.read(shelf)
    for name in ("a", "b", "c"):
        desk.put(f"{name}.ics", meeting(name))
    true: list[bytes] = []

    def before(asked: Asked) -> None:
        if b"urn:page:2" in asked.body:
            asked.body = re.sub(rb"<d:sync-token>.*</d:sync-token>", true[0], asked.body)

    def rewrite(asked: Asked, reply: Reply) -> Reply:
        if b"sync-collection" not in asked.body or true:
            return reply
        true.extend(re.findall(rb"<d:sync-token>.*</d:sync-token>", asked.body))
        first = re.findall(rb"<response>.*?</response>", reply.body, re.DOTALL)[0]
        more = b"<response><href>%b</href><status>HTTP/1.1 507 More</status></response>" % asked.path.encode()
        body = b'<multistatus xmlns="DAV:">%b%b<sync-token>urn:page:2</sync-token></multistatus>' % (first, more)
        return replace(reply, body=body)

    desk.proxy.before, desk.proxy.rewrite = before, rewrite
    desk.proxy.seen.clear()
    assert desk.read(shelf) == 1
    assert (uids(shelf), len(fetched(desk)), desk.proxy.called()) == ({"a", "b", "c"}, 3, 3)


@pytest.mark.parametrize("status", [400, 405, 501])
def test_a_server_without_multiget(desk: Desk, status: int) -> None:
    """Given a server that refuses to give several entries at once, when read, then they are asked for one by one."""
    desk.proxy.before = lambda asked: Reply(status) if b"calendar-multiget" in asked.body else None
    desk.put("größe & co.ics", meeting("a"))
    desk.put("b.ics", meeting("b"))
    shelf = Shelf()
    desk.read(shelf)
    assert (uids(shelf), desk.proxy.called("GET")) == ({"a", "b"}, 2)


# ---------------------------------------------------------------- entries


@both
def test_the_facts_are_those_of_a_file(desk: Desk, tmp_path: Path) -> None:
    """Given entries at the server and the same in an .ics file, when both are read, then the facts are equal."""
    entries = {
        "lunch": meeting(
            "lunch", more="ORGANIZER:mailto:grace@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\r\n"
        ),
        "series": meeting("series", more=SERIES) + meeting("series", "20260303T120000Z", MOVED),
        "allday": meeting("allday", "20260310").replace("DTSTART:", "DTSTART;VALUE=DATE:"),
        "odd name": meeting("odd", more='X-ODD;X="a;b":c\r\nCATEGORIES:&amp;<x>\r\nURL:https://a.example/?x=1&y=2\r\n'),
    }
    for name, entry in entries.items():
        desk.put(f"{name}.ics", entry)
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(entries.values())}END:VCALENDAR\r\n"
    (tmp_path / "all.ics").write_bytes(whole.encode())
    mine, theirs = Shelf(), Shelf()
    desk.read(mine)
    for batch in IcsSource(Account("cal", "ics", path=str(tmp_path / "all.ics")), NOW).read("all.ics", None, set):
        theirs.apply(batch)
    key = repr
    assert sorted(facts(theirs).values(), key=key) == sorted(facts(mine).values(), key=key)
    assert len(mine.there) == 5


def test_what_an_entry_loses_is_gone(desk: Desk) -> None:
    """Given a series with a moved occurrence, when that is taken back, then it is gone, the series stays."""
    desk.put("s.ics", meeting("s", more=SERIES), meeting("s", "20260303T120000Z", MOVED))
    shelf = Shelf()
    desk.read(shelf)
    assert len(shelf.there) == 2
    desk.put("s.ics", meeting("s", more=SERIES))
    assert desk.read(shelf) == 1
    assert [event.original for event in facts(shelf).values()] == [None]


def test_old_meetings_are_passed_over(desk: Desk) -> None:
    """Given a `since`, when read, then older single meetings are counted as skipped, series stay; a change is seen."""
    desk.put("old.ics", meeting("old", "20200101T090000Z"))
    desk.put("series.ics", meeting("series", "20200101T090000Z", SERIES))
    desk.put("new.ics", meeting("new"))
    shelf = Shelf()
    desk.read(shelf, since="1y")
    assert (uids(shelf), shelf.skipped) == ({"series", "new"}, 1)
    desk.put("new.ics", meeting("new", "20200101T090000Z"))
    desk.read(shelf, since="1y")
    assert uids(shelf) == {"series"}
    with pytest.raises(CursorExpired):
        list(desk.source(since="2y").read(f"calendar:{desk.calendar}", shelf.cursor, set))


def test_our_own_follow_ups_are_no_meetings(desk: Desk) -> None:
    """Given follow-ups and to-dos in a calendar that is read, when read, then they are passed over."""
    desk.put("k.ics", meeting("k@syncd", more="X-SYNCD-KEY:k\r\n"))
    desk.put("t.ics", "BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:x\r\nEND:VTODO\r\n")
    shelf = Shelf()
    desk.read(shelf)
    assert (shelf.items, shelf.skipped) == ({}, 1)
    assert desk.read(shelf) == 0


def test_a_broken_entry_costs_only_itself(desk: Desk) -> None:
    """Given an entry that is no calendar and one without a start, when read, then they are listed with a reason."""
    for name in ("a", "b", "c"):
        desk.put(f"{name}.ics", meeting(name))

    def rewrite(asked: Asked, reply: Reply) -> Reply:
        entries = re.split(rb"(?=<response>)", reply.body)
        spoilt = [
            one.replace(b"BEGIN:VCALENDAR", b"BEGIN:NOTHING").replace(b"BEGIN:VEVENT", b"BEGIN:X")
            if b"UID:a" in one
            else one.replace(b"DTSTART:2026", b"DTSTART:soon")
            if b"UID:b" in one
            else one
            for one in entries
        ]
        return replace(reply, body=b"".join(spoilt))

    desk.proxy.rewrite = rewrite
    shelf = Shelf()
    desk.read(shelf)
    bad = {item.locator: item.reason for item in shelf.items.values() if isinstance(item, Unreadable)}
    assert uids(shelf) == {"c"}
    assert bad["a.ics/"] == "it is not a calendar entry"
    assert len(bad) == 2
