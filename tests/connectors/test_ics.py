"""Calendars in files and by URL."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest

from connectors import ics_url
from connectors.ics import IcsSource
from syncd.dates import Duration
from syncd.model import Batch, Event, Mail, Seen, Stream
from syncd.ports import AuthExpired, CursorExpired, RateLimited, Trouble, Unavailable
from syncd.settings import Account
from tests.contracts.source import Backstage, Shelf, SourceContract, sync, sync_in_steps

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def calendar(*uids: str, more: str = "", start: str = "20260302T090000Z", stamp: str = "20260101T000000Z") -> bytes:
    events = [
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:{stamp}\r\nDTSTART:{start}\r\n{more}END:VEVENT\r\n" for uid in uids
    ]
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def source(path: Path | str, since: str = "", now: datetime = NOW, batch: int = 2000) -> IcsSource:
    duration = Duration.parse(since) if since else None
    return IcsSource(Account(name="cal", provider="ics", path=str(path), since=duration), now, batch=batch)


def read(made: IcsSource, stream: str, cursor: str | None = None) -> list[Batch]:
    return list(made.read(stream, cursor, set))


def events(batches: Sequence[Batch]) -> dict[str, Event]:
    found = {}
    for batch in batches:
        for item in batch.items:
            if isinstance(item, Seen):
                assert isinstance(item.fact, Event)
                found[item.locator] = item.fact
    return found


_LATER = count(1)


def put(path: Path, data: bytes) -> None:
    """Writes a file as of a day ago and some seconds, each time later: one of this moment is not trusted to stay."""
    path.write_bytes(data)
    at = NOW.timestamp() - 86_400 + next(_LATER)
    os.utime(path, (at, at))


class AsMail:
    """The source with its events dressed as mail, which the contract's shelf counts."""

    def __init__(self, made: IcsSource) -> None:
        self._made = made

    def streams(self) -> Sequence[Stream]:
        return self._made.streams()

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        for batch in self._made.read(stream, cursor, known):
            dressed = [
                Seen(item.locator, self._mail(item.fact.uid))
                for item in batch.items
                if isinstance(item, Seen) and isinstance(item.fact, Event)
            ]
            yield Batch(dressed, batch.cursor, batch.done, batch.total, batch.skipped, batch.fresh, batch.sweep)

    @staticmethod
    def _mail(uid: str) -> Mail:
        return Mail(0, uid, 0, "", (), (), "", b"", 0, 0)


class FileBackstage(Backstage):
    stream = "cal.ics"

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / self.stream
        self.uids: list[str] = []
        self.add()

    def source(self) -> AsMail:
        return AsMail(source(self.folder, batch=10))

    def add(self, *uids: str) -> None:
        self.uids += uids
        self.path.write_bytes(calendar(*self.uids))

    def remove(self, *uids: str) -> None:
        self.uids = [uid for uid in self.uids if uid not in uids]
        self.add()

    def vanish(self) -> None:
        self.path.unlink()
        self.folder.rmdir()


class TestFile(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        folder = tmp_path / "calendars"
        folder.mkdir()
        return FileBackstage(folder)


class Site:
    """A calendar server that is strict: conditions must be its own validators, word for word."""

    def __init__(self) -> None:
        self.data = calendar("a")
        self.status = 200
        self.headers: dict[str, str] = {}
        self.validators = True
        self.version = 0
        self.asked: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/private-5ecret/basic.ics"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def set(self, data: bytes) -> None:
        self.data, self.version = data, self.version + 1

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        etag, modified = f'"v{self.version}"', f"Sun, 01 Nov 2026 10:00:{self.version:02} GMT"
        match = request.headers.get("If-None-Match")
        if match is not None and not match.startswith('"v'):
            status, body = 400, b""  # nothing of ours
        elif self.status == 200 and match == etag and request.headers.get("If-Modified-Since") == modified:
            status, body = 304, b""
        else:
            status, body = self.status, self.data
        request.send_response(status)
        if self.validators:
            request.send_header("ETag", etag)
            request.send_header("Last-Modified", modified)
        for name, value in self.headers.items():
            request.send_header(name, value)
        if "Content-Length" not in self.headers:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


class UrlBackstage(Backstage):
    stream = "url"

    def __init__(self, site: Site) -> None:
        self.site = site
        self.uids: list[str] = []
        self.add()

    def source(self) -> AsMail:
        return AsMail(source(self.site.url, batch=10))

    def add(self, *uids: str) -> None:
        self.uids += uids
        self.site.set(calendar(*self.uids))

    def remove(self, *uids: str) -> None:
        self.uids = [uid for uid in self.uids if uid not in uids]
        self.add()

    def vanish(self) -> None:
        self.site.close()


class TestUrl(SourceContract):
    @pytest.fixture
    def backstage(self, site: Site) -> Backstage:
        return UrlBackstage(site)

    def test_vanished_place(self, backstage: Backstage) -> None:
        """Given a synced URL, when its server vanished, then reading raises Unavailable and nothing is gone.

        Its one stream is named without asking the server.
        """
        backstage.add("<a@x>")
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        backstage.vanish()
        with pytest.raises(Unavailable, match=r"^127\.0\.0\.1: it can't be reached"):
            sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == {"<a@x>"}


# ---------------------------------------------------------------- files


def test_folders_and_globs_are_one_stream_per_file(tmp_path: Path) -> None:
    """Given calendars in folders, then each is a stream named by its path below the account's."""
    for name in ("b.ics", "sub/a.ICS", "sub/deep/c.ics", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(calendar("x"))
    assert [stream.name for stream in source(tmp_path).streams()] == ["b.ics", "sub/a.ICS", "sub/deep/c.ics"]
    assert [stream.name for stream in source(tmp_path / "**" / "*.ics").streams()] == ["b.ics", "sub/deep/c.ics"]
    assert [stream.name for stream in source(tmp_path / "b.ics").streams()] == ["b.ics"]
    assert events(read(source(tmp_path / "s*" / "*.ICS"), "sub/a.ICS")).keys() == {"x|"}


def test_a_missing_place_is_unavailable(tmp_path: Path) -> None:
    """Given no such file, folder or match, then Unavailable names the path and the account."""
    for path in (tmp_path / "no.ics", tmp_path / "no" / "*.ics"):
        with pytest.raises(Unavailable, match="account cal"):
            source(path).streams()
    with pytest.raises(Unavailable, match="can't be read"):
        read(source(tmp_path), "gone.ics")


def test_an_untouched_file_is_not_read_and_a_touched_one_moves_the_cursor_only(tmp_path: Path) -> None:
    """Given a synced file, when it is touched but the same, then one batch without items and no sweep, then none."""
    path = tmp_path / "cal.ics"
    put(path, calendar("a"))
    cursor = read(source(path), "cal.ics")[-1].cursor
    assert read(source(path), "cal.ics", cursor) == []
    os.utime(path, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    (moved,) = read(source(path), "cal.ics", cursor)
    assert (moved.items, moved.fresh, moved.sweep) == ((), False, False)
    assert read(source(path), "cal.ics", moved.cursor) == []


def test_a_change_of_equal_size_right_after_reading_is_found(tmp_path: Path) -> None:
    """Given a file changed within the clock's coarseness, same size and time, then the change is found."""
    path = tmp_path / "cal.ics"
    for uid in ("a", "b"):
        path.write_bytes(calendar(uid))
        os.utime(path, (NOW.timestamp() - 1, NOW.timestamp() - 1))
        if uid == "a":
            cursor = read(source(path), "cal.ics")[-1].cursor
    assert events(read(source(path), "cal.ics", cursor)).keys() == {"b|"}


def test_a_changed_file_is_a_new_pass(tmp_path: Path) -> None:
    """Given a changed file, then all its events come again, marked fresh and swept, so what it lost is gone."""
    path = tmp_path / "cal.ics"
    put(path, calendar("a", "b"))
    cursor = read(source(path), "cal.ics")[-1].cursor
    put(path, calendar("b", "c"))
    (batch,) = read(source(path), "cal.ics", cursor)
    assert (set(events([batch])), batch.fresh, batch.sweep) == ({"b|", "c|"}, True, True)


def test_an_emptied_calendar_sweeps_but_a_broken_file_does_not(tmp_path: Path) -> None:
    """Given a synced file, then an empty VCALENDAR sweeps all; an empty file or a web page is Unavailable."""
    path = tmp_path / "cal.ics"
    put(path, calendar("a"))
    shelf = Shelf()
    sync(source(path), "cal.ics", shelf)
    for data, reason in ((b"", "it is empty"), (b"<!DOCTYPE html><html>", "web page"), (b"junk", "not a calendar")):
        put(path, data)
        with pytest.raises(Unavailable, match=reason):
            sync(source(path), "cal.ics", shelf)
        assert shelf.there == {"a|"}
    put(path, calendar())
    sync(source(path), "cal.ics", shelf)
    assert shelf.there == set()


def test_a_torn_file_gives_what_it_has_and_removes_nothing(tmp_path: Path) -> None:
    """Given a file that breaks off, then what it holds is taken, nothing is gone, and the run says so."""
    path = tmp_path / "cal.ics"
    put(path, calendar("a", "b"))
    shelf = Shelf()
    sync(source(path), "cal.ics", shelf)
    put(path, calendar("c", "d").partition(b"UID:d")[0])
    for _ in range(2):
        with pytest.raises(Unavailable, match="in the midst"):
            sync(source(path), "cal.ics", shelf)
        assert {"a|", "b|", "c|"} <= shelf.there
    put(path, calendar("c", "d"))
    sync(source(path), "cal.ics", shelf)
    assert shelf.there == {"c|", "d|"}


def test_the_best_copy_in_a_file_wins(tmp_path: Path) -> None:
    """Given three copies of one event in a file, then the highest SEQUENCE, then the latest update wins."""
    path = tmp_path / "cal.ics"
    copies = [(1, "20260105T000000Z"), (2, "20260101T000000Z"), (2, "20260103T000000Z"), (2, "20260102T000000Z")]
    one = "BEGIN:VEVENT\nUID:a\nDTSTART:20260302T090000Z\nSEQUENCE:{}\nLAST-MODIFIED:{}\nSUMMARY:{}\nEND:VEVENT\n"
    body = "".join(one.format(*copy, number) for number, copy in enumerate(copies))
    put(path, f"BEGIN:VCALENDAR\n{body}END:VCALENDAR\n".encode())
    assert [event.summary for event in events(read(source(path), "cal.ics")).values()] == ["2"]


def test_unreadable_events_are_listed_once(tmp_path: Path) -> None:
    """Given broken events, one twice and one beside a readable copy, then each locator is named once."""
    path = tmp_path / "cal.ics"
    put(path, calendar("a") + calendar("a", "b", "b", start="junk"))
    (batch,) = read(source(path), "cal.ics")
    assert [item.locator for item in batch.items] == ["a|", "b|"]


def test_since_drops_old_single_meetings_for_good_but_no_series(tmp_path: Path) -> None:
    """Given since = 1y, then older single meetings are skipped; what was kept once stays however old it grows."""
    path = tmp_path / "cal.ics"
    series = calendar("s", start="20200101T090000Z", more="RRULE:FREQ=WEEKLY\r\n")
    put(path, calendar("old", start="20240101T090000Z") + calendar("new", start="20251201T090000Z") + series)
    (batch,) = read(source(path, "1y"), "cal.ics")
    assert (set(events([batch])), batch.skipped) == ({"new|", "s|"}, 1)
    later = NOW.replace(year=2028)
    put(path, path.read_bytes() + b"\n")
    (batch,) = read(source(path, "1y", later), "cal.ics", batch.cursor)
    assert events([batch]).keys() == {"new|", "s|"}
    with pytest.raises(CursorExpired):
        read(source(path, "5y"), "cal.ics", batch.cursor)


def test_a_stopped_pass_goes_on_where_it_was(tmp_path: Path) -> None:
    """Given 5 events in batches of 2, then each reading goes on, and only the first is fresh, the last sweeps."""
    path = tmp_path / "cal.ics"
    put(path, calendar(*"abcde"))
    seen: list[tuple[list[str], bool, bool]] = []
    cursor: str | None = None
    while batches := read(source(path, batch=2), "cal.ics", cursor)[:1]:
        cursor = batches[0].cursor
        seen.append((list(events(batches)), batches[0].fresh, batches[0].sweep))
    assert seen == [(["a|", "b|"], True, False), (["c|", "d|"], False, False), (["e|"], False, True)]


# ---------------------------------------------------------------- URLs


def test_conditional_requests(site: Site) -> None:
    """Given a synced URL, then it is asked with the server's own validators, and a 304 is nothing new."""
    cursor = read(source(site.url), "url")[-1].cursor
    assert "if-none-match" not in site.asked[-1]
    assert read(source(site.url), "url", cursor) == []
    assert site.asked[-1]["if-none-match"] == '"v0"'
    assert site.asked[-1]["if-modified-since"] == "Sun, 01 Nov 2026 10:00:00 GMT"
    site.set(calendar("b"))
    assert events(read(source(site.url), "url", cursor)).keys() == {"b|"}


def test_an_unfinished_pass_asks_without_conditions(site: Site) -> None:
    """Given a pass stopped in the middle, then a 304 could not continue it, so none is asked for."""
    site.set(calendar(*"abcde"))
    shelf = Shelf()
    for _ in sync_in_steps(source(site.url, batch=2), "url", shelf):
        pass
    assert ["if-none-match" in asked for asked in site.asked] == [False, False, False, True]
    assert shelf.there == {"a|", "b|", "c|", "d|", "e|"}


def test_a_server_without_validators_that_stamps_each_answer(site: Site) -> None:
    """Given no ETag and a DTSTAMP of now in every answer (as Google does), then unchanged events are nothing new."""
    site.validators = False
    site.set(calendar("a", stamp="20261122T080000Z"))
    cursor = read(source(site.url), "url")[-1].cursor
    site.set(calendar("a", stamp="20261122T090000Z"))
    assert read(source(site.url), "url", cursor) == []


def test_another_url_is_asked_without_the_old_ones_validators(site: Site) -> None:
    """Given a URL changed in the config, then the other calendar's ETag is not sent."""
    cursor = read(source(site.url), "url")[-1].cursor
    other = site.url.replace("basic", "other")
    read(source(other), "url", cursor)
    assert "if-none-match" not in site.asked[-1]


@pytest.mark.parametrize(
    ("status", "error", "text"),
    [
        (401, AuthExpired, "wants a login (401)"),
        (403, AuthExpired, "wants a login (403)"),
        (404, Unavailable, "no such calendar (404)"),
        (410, Unavailable, "no such calendar (410)"),
        (429, RateLimited, "less often"),
        (500, Unavailable, "status 500"),
        (304, Unavailable, "status 304"),
    ],
)
def test_refusals_are_plain_and_keep_the_secret(site: Site, status: int, error: type[Trouble], text: str) -> None:
    """Given each refusal, then it is the right error, one line, with the host but not the secret URL."""
    site.status = status
    site.data = b""
    with pytest.raises(error) as caught:
        read(source(site.url), "url")
    assert text in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert "5ecret" not in f"{caught.value}{caught.value.__cause__}"
    assert "\n" not in str(caught.value)


def test_a_rate_limit_says_how_long(site: Site) -> None:
    """Given Retry-After, then it is handed on."""
    site.status, site.headers = 429, {"Retry-After": "120"}
    with pytest.raises(RateLimited) as caught:
        read(source(site.url), "url")
    assert caught.value.retry_after == 120


def test_a_login_page_is_no_calendar(site: Site) -> None:
    """Given a synced calendar whose URL now shows a login page, then Unavailable says so and nothing is gone."""
    shelf = Shelf()
    sync(source(site.url), "url", shelf)
    site.set(b"\n<!DOCTYPE html>\n<html><title>Sign in</title></html>")
    with pytest.raises(Unavailable, match="not a calendar but a web page, perhaps a login"):
        sync(source(site.url), "url", shelf)
    assert shelf.there == {"a|"}


def test_an_answer_that_breaks_off_is_unavailable(site: Site) -> None:
    """Given fewer bytes than announced, then Unavailable and no batch."""
    site.headers = {"Content-Length": "5000"}
    with pytest.raises(Unavailable, match="broke off"):
        read(source(site.url), "url")


def test_what_is_too_large_is_refused(site: Site) -> None:
    """Given more than the largest calendar, then it is refused while it comes in."""
    site.set(b"BEGIN:VCALENDAR\r\n" + b"X" * ics_url.LARGEST)
    with pytest.raises(Unavailable, match="more than 100 MB"):
        read(source(site.url), "url")


def test_redirects_are_followed_and_circles_end(site: Site) -> None:
    """Given a redirect, then it is followed; one to itself or to another kind of place is Unavailable."""
    target = Site()
    target.set(calendar("moved"))
    site.status, site.headers = 302, {"Location": target.url}
    assert events(read(source(site.url), "url")).keys() == {"moved|"}
    target.close()
    site.headers = {"Location": site.url}
    with pytest.raises(Unavailable, match="circle"):
        read(source(site.url), "url")
    site.headers = {"Location": "file:///etc/passwd"}
    with pytest.raises(Unavailable, match="can't be used"):
        read(source(site.url), "url")


def test_a_user_in_the_url_is_used_and_never_shown(site: Site) -> None:
    """Given name and password in the URL, then they are sent as Basic credentials and stand in no message or stream."""
    url = site.url.replace("http://", "http://ada:p%40ss@")
    made = source(url)
    read(made, "url")
    assert site.asked[-1]["authorization"] == f"Basic {base64.b64encode(b'ada:p@ss').decode()}"
    (stream,) = made.streams()
    assert (stream.name, stream.title) == ("url", "127.0.0.1")
    site.status = 403
    with pytest.raises(AuthExpired) as caught:
        read(made, "url")
    assert "ada" not in str(caught.value)


def test_no_cursor_holds_the_url(site: Site) -> None:
    """Given a secret URL, then the cursor, which lies in the log, does not hold it."""
    cursor = read(source(site.url), "url")[-1].cursor
    assert "5ecret" not in cursor
    assert json.loads(cursor)["etag"] == '"v0"'


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("webcal://cal.example/a.ics", "https://cal.example/a.ics"),
        ("WEBCALS://cal.example/a.ics", "https://cal.example/a.ics"),
        ("http://cal.example/a.ics", "http://cal.example/a.ics"),
    ],
)
def test_webcal_means_https(url: str, asked: str) -> None:
    """Given a subscription link, then it is asked for over https."""
    assert ics_url.is_url(url)
    assert ics_url.normal(url) == asked


@pytest.mark.parametrize(
    "url", ["https://", "http://[::1", "http://a..b/x.ics", "http://127.0.0.1:99999/x", "http://\x00/"]
)
def test_urls_that_are_none(url: str) -> None:
    """Given a URL nobody can ask, then Unavailable, never a traceback."""
    with pytest.raises(Unavailable):
        read(source(url), "url")
