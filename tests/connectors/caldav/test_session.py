"""Where the password goes, how it is proved, and from where calendars are found."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.caldav import errors, hosts, webdav
from connectors.caldav.account import entry_of, session_of
from connectors.caldav.consent import log_in
from connectors.caldav.discovery import discover
from connectors.caldav.webdav import DATA, ETAG, NotDav
from syncd.ports import AuthExpired, Trouble
from syncd.settings import Account
from syncd.tokens import TokenStore
from tests.connectors.caldav.desk import NOW, Desk, meeting
from tests.contracts.source import Shelf
from tests.servers.between import Asked, Reply

HOME = "https://caldav.icloud.com/"


@pytest.mark.parametrize(
    ("configured", "url", "may"),
    [
        (HOME, "https://caldav.icloud.com/x", True),
        (HOME, "https://p67-caldav.icloud.com:443/1/calendars/", True),
        (HOME, "https://icloud.com.evil.example/", False),
        (HOME, "https://evil-icloud.com/", False),
        (HOME, "http://caldav.icloud.com/", False),
        (HOME, "http://p67-caldav.icloud.com/", False),
        (HOME, "ftp://caldav.icloud.com/", False),
        (HOME, "https://caldav.icloud.com@evil.example/", False),
        (HOME, "https://caldav.icloud.com:99999/", False),
        ("https://example.org/", "https://dav.example.org/", True),
        ("https://example.org/", "https://other.org/", False),
        ("https://dav.example.co.uk/", "https://cal.example.co.uk/", True),
        ("https://example.co.uk/", "https://evil.co.uk/", False),
        ("https://example.co.uk/", "https://dav.example.co.uk/", True),
        ("https://192.0.2.1/", "https://192.0.2.2/", False),
        ("https://192.0.2.1:8443/", "https://192.0.2.1/", True),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5232/ada/", True),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5233/", False),
        ("http://nas.local/", "https://nas.local/", True),
        ("https://[::1]/", "https://[::1]/x", True),
    ],
)
def test_who_gets_the_password(configured: str, url: str, may: bool) -> None:
    """Given a configured server, when another URL is asked for, then the password goes there only if it is allowed."""
    assert hosts.may_know(configured, url) is may


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_url_or_none(configured: str, url: str) -> None:
    """Given any texts, when compared, then the answer is yes or no, and never an error."""
    assert hosts.may_know(configured, f"https://{url}") in (True, False)
    assert hosts.may_know(f"https://{configured}", url) in (True, False)


def test_a_redirect_to_a_stranger(desk: Desk) -> None:
    """Given a server that sends its users to another host, when read, then the password does not follow."""
    desk.proxy.before = lambda _: Reply(301, {"Location": "https://calendars.evil.example/dav/"})
    with pytest.raises(Trouble, match=r"points to https://calendars\.evil\.example, which does not get your password"):
        desk.read(Shelf(), "x")


def test_a_home_at_a_stranger(desk: Desk) -> None:
    """Given an answer that names a calendar home on another host, when read, then the password does not follow."""

    def rewrite(_: Asked, reply: Reply) -> Reply:
        home = b"<C:calendar-home-set><href>https://evil.example/x/</href></C:calendar-home-set>"
        body = re.sub(rb"<C:calendar-home-set>.*?</C:calendar-home-set>", home, reply.body, flags=re.DOTALL)
        return Reply(reply.status, reply.headers, body)

    desk.proxy.rewrite = rewrite
    with pytest.raises(Trouble, match=r"points to https://evil\.example"):
        desk.read(Shelf(), "x")


@pytest.mark.parametrize(
    ("at", "location", "leads"),
    [
        ("https://x.example/a", "/dav/", "https://x.example/dav/"),
        ("https://x.example:8443/a", "http://x.example/dav/", "https://x.example:8443/dav/"),
        ("https://x.example/a", "http://y.example/dav/", "http://y.example/dav/"),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:1/dav/", "http://127.0.0.1:1/dav/"),
    ],
)
def test_where_redirects_lead(at: str, location: str, leads: str) -> None:
    """Given a redirect to http:// of the same host (a server behind a proxy), when followed, then TLS is kept."""
    assert hosts.redirected(at, location) == leads


def test_a_well_known_place_at_a_stranger(desk: Desk) -> None:
    """Given a mail domain whose well-known place is at another provider, when read, then the message names that."""
    away = Reply(301, {"Location": "https://dav.provider.example/"})
    desk.proxy.before = lambda asked: away if "well-known" in asked.path else Reply(404)
    with pytest.raises(Trouble, match=r"points to https://dav\.provider\.example.*put it into the config"):
        desk.read(Shelf(), "x")


def test_digest_where_basic_is_refused(desk: Desk) -> None:
    """Given a server that wants Digest (Baïkal), when read, then the password crosses the wire once at most."""
    name = desk.calendar
    digests: list[str] = []
    basics: list[str] = []

    def before(asked: Asked) -> Reply | None:
        sent = asked.headers.get("Authorization", "")
        basics.extend([sent] if sent.startswith("Basic") else [])
        if not sent.startswith("Digest"):
            return Reply(401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'})
        digests.append(sent)
        asked.headers.pop("Authorization")
        good = desk.direct("PROPFIND", "", Depth="0").request.headers["Authorization"]
        asked.headers["Authorization"] = good.decode() if isinstance(good, bytes) else good
        return None

    desk.proxy.before = before
    assert desk.read(Shelf(), name) == 1
    assert all(f'username="{desk.user}"' in one and "response=" in one for one in digests)
    assert (len(basics), len(digests) >= 4) == (1, True)


# ---------------------------------------------------------------- where calendars are found


@pytest.mark.parametrize("path", ["", "/", "/{user}/", "/{user}", "/{user}/{calendar}/", "/{user}/{calendar}"])
def test_any_url_of_the_server_will_do(desk: Desk, path: str) -> None:
    """Given the root, the principal, the home or one calendar as url, when looked for, then the calendar is found."""
    name = desk.calendar
    desk.entry = desk.proxy.url + path.format(user=desk.user, calendar=name)
    found = discover(desk.session())
    assert [one.title for one in found.calendars] == [name]
    assert found.home == f"{desk.proxy.url}/{desk.user}/"


def test_one_calendar_alone(desk: Desk) -> None:
    """Given one calendar's URL, when looked for, then only that one is offered."""
    desk.make("second")
    desk.entry = f"{desk.proxy.url}/{desk.user}/{desk.calendar}/"
    assert [one.title for one in discover(desk.session()).calendars] == [desk.calendar]


def test_no_caldav_there(desk: Desk) -> None:
    """Given a web server without CalDAV, when looked for, then the message says to check the url."""
    desk.proxy.before = lambda _: Reply(405)
    with pytest.raises(Trouble, match="is its url a CalDAV server's"):
        discover(desk.session())


@pytest.mark.parametrize(
    ("options", "entry"),
    [
        ({"host": "dav.example.org"}, "https://dav.example.org/"),
        ({"host": "dav.example.org", "port": 8443}, "https://dav.example.org:8443/"),
        ({"host": "::1", "port": 5232, "tls": "none"}, "http://[::1]:5232/"),
        ({"url": "https://dav.example.org/x"}, "https://dav.example.org/x"),
    ],
)
def test_where_it_begins(options: dict[str, object], entry: str) -> None:
    """Given host or url, when the account is read, then that is where it begins."""
    assert entry_of(Account("home", "caldav", options=options)) == entry


# ---------------------------------------------------------------- passwords


def _account(**options: object) -> Account:
    return Account("home", "caldav", options={"username": "ada", **options})


def test_no_password_in_clear_text(tmp_path: Path) -> None:
    """Given http:// to another machine, when opened, then it is refused unless tls = "none" says it is meant."""
    tokens = TokenStore(tmp_path, keyring=False)
    with pytest.raises(Trouble, match="in clear text"):
        session_of(_account(url="http://nas.example.org/dav/"), tokens)
    assert session_of(_account(url="http://nas.example.org/dav/", tls="none"), tokens).host == "nas.example.org"
    assert session_of(_account(url="http://localhost:5232/"), tokens).host == "localhost"


def test_whose_calendars(tmp_path: Path) -> None:
    """Given neither username nor address, when opened, then the message asks for one."""
    with pytest.raises(Trouble, match="set username"):
        session_of(Account("home", "caldav", options={"host": "x.example"}), TokenStore(tmp_path, keyring=False))


class _Said:
    browser, timeout = True, 0.0

    def __init__(self) -> None:
        self.texts: list[str] = []

    def say(self, text: str) -> None:
        self.texts.append(text)


def test_a_login_is_tried_and_kept(desk: Desk, tmp_path: Path) -> None:
    """Given no password_command, when logged in, then the password is tried, kept, and used from then on."""
    tokens, said = TokenStore(tmp_path, keyring=False), _Said()
    account = _account(url=desk.entry, username=desk.user)
    with pytest.raises(AuthExpired, match="run `syncd auth home`"):
        discover(session_of(account, tokens))
    with pytest.raises(AuthExpired, match="nothing was kept"):
        log_in(account, tokens, said, ask=lambda _: "wrong")
    assert tokens.load("home") is None
    name = desk.calendar
    assert log_in(account, tokens, said, ask=lambda _: desk.server.password).granted == ("caldav",)
    assert said.texts == [f"calendars there: {name}"]
    assert discover(session_of(account, tokens)).calendars[0].title == name


# ---------------------------------------------------------------- WebDAV's XML


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_octets_are_an_answer_or_none(data: bytes) -> None:
    """Given any octets, when read as an answer, then they are one or NotDav, and preconditions never fail."""
    with suppress(NotDav):
        webdav.multistatus(data, "https://x.example/")
    webdav.preconditions(data)


@given(st.text(max_size=60), st.text(max_size=20))
def test_texts_survive_xml(name: str, token: str) -> None:
    """Given any texts, when put into a body, then it is XML and holds what XML can hold of them."""
    root = webdav.parse(webdav.mkcalendar(name, name, "VEVENT"))
    assert root.tag == f"{webdav.C}mkcalendar"
    assert webdav.parse(webdav.sync_collection(token)).findtext(f"{webdav.D}sync-token") is not None


def test_an_answer_is_read() -> None:
    """Given relative and absolute hrefs, several in one response, and found and missing properties, when read, then
    only what was found is there."""
    body = b"""<?xml version="1.0"?><A:multistatus xmlns:A="DAV:" xmlns:B="urn:ietf:params:xml:ns:caldav">
      <A:response><A:href>b%20c.ics</A:href><A:propstat><A:prop><A:getetag>"1"</A:getetag></A:prop>
        <A:status>HTTP/1.1 200 OK</A:status></A:propstat><A:propstat><A:prop><B:calendar-data/></A:prop>
        <A:status>HTTP/1.1 404 Not Found</A:status></A:propstat></A:response>
      <A:response><A:href>https://x.example/d/e.ics</A:href><A:href>/d/f.ics</A:href>
        <A:status>HTTP/1.1 404 Not Found</A:status></A:response>
      <A:sync-token> t </A:sync-token></A:multistatus>"""
    answer = webdav.multistatus(body, "https://x.example/d/")
    shown = [(one.url, one.name, one.status, one.text(ETAG), DATA in one.props) for one in answer.responses]
    assert shown == [
        ("https://x.example/d/b%20c.ics", "b c.ics", 0, '"1"', False),
        ("https://x.example/d/e.ics", "e.ics", 404, "", False),
        ("https://x.example/d/f.ics", "f.ics", 404, "", False),
    ]
    assert answer.token == "t"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("", None), ("soon", None), ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0), ("999999", 86_400.0)],
)
def test_how_long_to_wait(header: str, seconds: float | None) -> None:
    """Given Retry-After in seconds or as a date, when read, then it is seconds from now, a day at most."""
    assert errors.retry_after(header, NOW) == seconds


def test_the_cursor_stays_small(desk: Desk) -> None:
    """Given a calendar, when read, then its cursor costs some twenty octets an entry."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.read(shelf)
    assert len(json.loads(shelf.cursor or "")["held"]) < 60
