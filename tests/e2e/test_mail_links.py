"""The digest's mail links through the real command line: from the page to a mail in my mailbox to the calendar."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.e2e.google import google
from tests.e2e.microsoft import office
from tests.letters import ME, letter
from tests.process import Cli

CONFIG = """\
[me]
name = "Ada Example"
addresses = ["ada@example.org"]
timezone = "Europe/Berlin"
[[account]]
name = "mail"
provider = "maildir"
path = "Maildir"
address = "ada@example.org"
[followups]
to = "followups.ics"
as = "task"
[digest]
via = "file:digests/"
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'
NOW = "2026-06-01T09:00:00Z"
PEOPLE = ("grace", "bob", "carol", "dan")


class Mailbox:
    """A Maildir, and a machine that reads it."""

    def __init__(self, folder: Path, maildir: Path | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.maildir = maildir or folder / "Maildir"
        for name in ("cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True, exist_ok=True)
        self.cli = Cli(folder, NOW)
        self.cli.config(CONFIG.replace('"Maildir"', f'"{self.maildir}"'), RULES)

    def put(self, name: str, raw: bytes) -> None:
        (self.maildir / "cur" / f"{name}:2,S").write_bytes(raw)

    def tasks(self) -> dict[str, str]:
        """STATUS or date of every task in the calendar file by first name."""
        text = (self.cli.folder / "followups.ics").read_text()
        found = {}
        for part in text.split("BEGIN:VTODO")[1:]:
            name = re.search(r"SUMMARY:.*?(\w+)@example", part)
            assert name is not None
            done = "STATUS:COMPLETED" in part
            day = re.search(r"DUE[^:]*:(\d{8})", part)
            found[name[1]] = "done" if done else day[1] if day else ""
        return found


def states(cli: Cli) -> dict[str, str]:
    """The state of every follow-up by first name."""
    rows = cli("due", "--settled", "--json").json["followups"]
    return {row["name"].split("@")[0]: row["state"] for row in rows}


def links(page: str) -> dict[tuple[str, str], str]:
    """(first name, verb) → subject, as a mail program makes it of the page's links."""
    found = {}
    for block in re.split(r"<bdi>(?=\w+@example)", page)[1:]:
        who = block.split("@")[0]
        for to, title in re.findall(r'href="mailto:([^?"]+)\?subject=([^"&]+)"', block):
            assert unescape(to) == ME
            subject = unquote(unescape(title))
            found[who, subject.split()[1]] = subject
    return found


def test_every_link_does_what_it_says(tmp_path: Path) -> None:
    """Given four follow-ups, when the mails of four links arrive, then each is obeyed once, in log and calendar."""
    box = Mailbox(tmp_path)
    for who in PEOPLE:
        box.put(who, letter(ME, f"{who}@example.com", "2026-03-01", f"Hello {who}"))
    box.cli("sync")
    box.cli("apply")
    sent = Path(box.cli("digest", "--send").out.strip())
    mail = message_from_bytes(sent.with_suffix(".eml").read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    html, plain = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "mailto:" not in plain.get_content()
    found = links(html.get_content())
    assert len(found) == 16
    (key,) = (tmp_path / "state").glob("*.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600

    verbs = dict(zip(PEOPLE, ("done", "snooze", "dismiss", "mute"), strict=True))
    for who, verb in verbs.items():
        box.put(verb, letter(ME, ME, "2026-06-01", found[who, verb], message_id=f"<{verb}@x>"))
    box.put("forged", letter("eve@example.net", ME, "2026-06-01", found["dan", "done"], message_id="<f@x>"))
    box.put("digest", sent.with_suffix(".eml").read_bytes())
    box.cli.now = "2026-06-01T15:00:00Z"
    told = box.cli("sync").err
    assert "by mail: done: " in told
    assert "a mail command was not obeyed" in told
    assert states(box.cli) == {"grace": "done", "bob": "snoozed", "carol": "dismissed", "dan": "open"}
    box.cli("apply")
    assert box.tasks() == {"grace": "done", "bob": "20260615"}
    (problem,) = box.cli("status", "--json").json["problems"]
    assert "does not come from an address of yours" in problem


def test_an_old_archive_is_read_now_and_asked_as_of_then(tmp_path: Path) -> None:
    """Given links of years ago, one used twice, when synced without --now, then as of their day all are obeyed, once.

    A snooze stands for its day then, though it is long past; CONTRACT.md §1: sync without --now, and ask with it.
    """
    box = Mailbox(tmp_path)
    for who in ("grace", "bob"):
        box.put(who, letter(ME, f"{who}@example.com", "2022-03-01", f"Hello {who}"))
    box.cli.now = "2022-06-06T09:00:00Z"
    page = tmp_path / "week.html"
    for command in (["sync"], ["apply"], ["digest", "--output", str(page)]):
        box.cli(*command)
    found = links(page.read_text())
    box.put("done", letter(ME, ME, "2022-06-07", found["grace", "done"], message_id="<1@x>"))
    box.put("snooze", letter(ME, ME, "2022-06-07", found["bob", "snooze"], message_id="<2@x>"))
    box.put("again", letter(ME, ME, "2022-06-09", found["bob", "snooze"], message_id="<3@x>"))
    box.cli.now = "2026-06-01T09:00:00Z"
    told = box.cli("sync").err
    assert told.count("by mail: ") == 3
    assert "obeyed before" in told
    assert "not obeyed" not in told
    box.cli.now = "2022-06-10T09:00:00Z"
    assert "you settled it" in box.cli("apply").out
    assert box.tasks() == {"grace": "done", "bob": "20220621"}


def test_of_two_machines_the_one_that_signed_obeys(tmp_path: Path) -> None:
    """Given a mailbox that two machines read, when a link of the first is used, then the second only tells."""
    one = Mailbox(tmp_path / "one", tmp_path / "Maildir")
    other = Mailbox(tmp_path / "other", tmp_path / "Maildir")
    one.put("grace", letter(ME, "grace@example.com", "2026-03-01"))
    for command in (["sync"], ["apply"], ["digest", "--output", str(one.cli.folder / "week.html")]):
        one.cli(*command)
    found = links((one.cli.folder / "week.html").read_text())
    one.put("done", letter(ME, ME, "2026-05-31", found["grace", "done"]))
    for box in (other, one):
        box.cli("sync")
    assert states(one.cli) == {"grace": "done"}
    (problem,) = other.cli("status", "--json").json["problems"]
    assert "not signed on this machine" in problem


def test_through_gmail(tmp_path: Path) -> None:
    """Given the digest in Gmail, when a link's mail lies in Drafts, and then is sent to myself, then it is obeyed then,
    and the event is marked as done."""
    with google() as account:
        account.wrote("grace@example.com", "2026-01-05", "g1")
        cli = account.profile(tmp_path / "ada")
        for command in (["sync"], ["apply"], ["digest", "--send"]):
            cli(*command)
        (raw,) = (one.raw for one in account.mail.messages.values() if b"X-Syncd-Digest:" in one.raw)
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        html = mail.get_body(("html",))
        assert html is not None
        title = links(html.get_content())["grace", "done"]
        at = 1_780_300_800_000  # 1 June, 8:00 UTC
        draft = account.mail.deliver(letter(ME, ME, "2026-06-01", title, message_id="<c@x>"), ["DRAFT"], at=at)
        assert "by mail" not in cli("sync").err
        account.mail.send_draft(draft)
        account.mail.label(draft, ["INBOX"])
        assert cli("sync").err.count("by mail: done: ") == 1
        assert states(cli) == {"grace": "done"}
        cli("apply")
        assert [title[0] for title in account.followups()] == ["✓"]


def test_through_outlook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given the mail of a link in Sent Items and Inbox, when synced, then it is obeyed once, and the event goes."""
    with office(tmp_path, monkeypatch) as account:
        account.wrote("grace@example.com", "2026-01-05", "g1")
        cli = account.profile(tmp_path / "ada")
        page = cli.folder / "week.html"
        for command in (["sync"], ["apply"], ["digest", "--output", str(page)]):
            cli(*command)
        title = links(page.read_text())["grace", "dismiss"]
        at = datetime(2026, 6, 1, 8, tzinfo=UTC)
        account.graph.mail.send([ME], at=at, subject=title, message_id="<c@x>")
        account.graph.mail.deliver(ME, at=at, subject=title, message_id="<c@x>")
        assert cli("sync").err.count("by mail: dismiss: ") == 1
        cli("apply")
        assert states(cli) == {"grace": "dismissed"}
        assert account.followups() == []


def test_preview_opens_the_page_or_says_where_it_is(tmp_path: Path) -> None:
    """Given a browser, and then none, when previewed, then the page opens; else its path, which is printed, will do."""
    box = Mailbox(tmp_path)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o700)
    shown = box.cli("digest", "--preview", BROWSER=f"{browser} %s", TMPDIR=str(tmp_path))
    page = Path(shown.out.strip())
    assert (tmp_path / "opened").read_text().strip() == page.as_uri()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "<html" in page.read_text()
    alone = box.cli("digest", "--preview", PATH=str(tmp_path / "nowhere"), TMPDIR=str(tmp_path))
    assert Path(alone.out.strip()).is_file()
    assert "no browser could be opened" in alone.err
