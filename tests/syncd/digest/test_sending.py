"""The digest as a job: what is composed of a log, and that it is sent once a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from connectors.file_mailer import FileMailer
from rules.schema import RuleSet, parse_rules
from syncd.digest.sections import Notes
from syncd.jobs.digest import compose_digest, mailbox, send_once, was_sent
from syncd.ports import Unavailable
from syncd.settings import Account, DigestSettings, Me, Paths, Settings
from syncd.store.commands import Answered
from syncd.store.log import AccountState, Store
from tests import logs

ME = "ada@example.org"
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


class Postman:
    """A mailer with a Sent folder; it may break down before or after a mail went out."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.breaks = ""

    def send(self, message: EmailMessage) -> str:
        if self.breaks == "before":
            raise Unavailable("offline")
        if message["Message-ID"] not in self.sent:
            self.sent.append(message["Message-ID"])
        if self.breaks == "after":
            raise KeyboardInterrupt
        return "sent"


@pytest.fixture
def world(tmp_path: Path) -> tuple[Store, Settings]:
    """An empty log and a config with one mailbox."""
    state = tmp_path / "state"
    paths = Paths(tmp_path / "config.toml", (), tmp_path / "log.db", state, state / "lock", state)
    mine = (Account("work", "google", ME),)
    settings = Settings(paths, Me("Ada", frozenset({ME}), "Europe/Berlin"), mine, log_url=logs.url(paths.log))
    store = Store.open(settings.log, write=True)
    with store.begin() as log:
        log.save_account_state(AccountState("work", 0, int(NOW.timestamp()), "ok", None))
    return store, settings


def notes(store: Store, settings: Settings, rules: RuleSet | None = None, **more: object) -> list[str]:
    """What the digest names as problems."""
    composed = compose_digest(store, settings, rules or RuleSet(), NOW, **more)  # type: ignore[arg-type]  # its own
    return [note for one in composed.digest.sections if isinstance(one, Notes) for note in one.notes]


# ---------------------------------------------------------------- once a week


def test_sent_once_a_week(world: tuple[Store, Settings], tmp_path: Path) -> None:
    """Given a digest that went out, when asked again in that week, then nothing is sent; the next week has its own."""
    store, settings = world
    folder = FileMailer(tmp_path / "digests")
    sunday, monday = NOW + timedelta(days=6, hours=15), NOW + timedelta(days=6, hours=17)
    assert not was_sent(store, settings, NOW)
    assert send_once(store, settings, RuleSet(), NOW, folder) is not None
    assert was_sent(store, settings, sunday)
    assert send_once(store, settings, RuleSet(), sunday, folder) is None
    assert not was_sent(store, settings, monday)
    assert send_once(store, settings, RuleSet(), monday, folder) is not None
    assert was_sent(store, settings, NOW)
    names = sorted(path.name for path in (tmp_path / "digests").glob("*.eml"))
    assert names == ["syncd-digest-2026-W48.eml", "syncd-digest-2026-W49.eml"]


def test_killed_before_it_was_noted_it_is_not_sent_twice(world: tuple[Store, Settings]) -> None:
    """Given a kill between sending and noting, when run again, then the mailer finds it and the week is noted."""
    store, settings = world
    postman = Postman()
    postman.breaks = "after"
    with pytest.raises(KeyboardInterrupt):
        send_once(store, settings, RuleSet(), NOW, postman)
    assert not was_sent(store, settings, NOW)
    postman.breaks = ""
    assert send_once(store, settings, RuleSet(), NOW + timedelta(hours=1), postman) == "sent"
    assert len(postman.sent) == 1
    assert was_sent(store, settings, NOW)


def test_what_could_not_be_sent_is_tried_again(world: tuple[Store, Settings]) -> None:
    """Given no network, when tried, then the week is not noted, and it goes out later."""
    store, settings = world
    postman = Postman()
    postman.breaks = "before"
    with pytest.raises(Unavailable):
        send_once(store, settings, RuleSet(), NOW, postman)
    postman.breaks = ""
    assert send_once(store, settings, RuleSet(), NOW, postman) == "sent"


# ---------------------------------------------------------------- problems


def test_problems_are_told_with_what_to_do(world: tuple[Store, Settings]) -> None:
    """Given a login that expired, an account never read, an emptied list and a refused command, then all are told."""
    store, settings = world
    settings = replace(settings, accounts=(*settings.accounts, Account("home", "imap", "ada@home.example")))
    instant = int(NOW.timestamp())
    with store.begin() as log:
        log.save_account_state(AccountState("work", instant, instant - 86_400 * 9, "needs_auth", "run syncd auth work"))
        log.save_account_state(AccountState("gone", instant, None, "degraded", "an account of an older config"))
        log.set_meta("suspect", "the list looks emptied")
        log.answer_command(Answered(1, instant - 60, instant, "done", "stranger"))
    assert notes(store, settings, problems=["rules.toml: line 3 is broken"]) == [
        "rules.toml: line 3 is broken",
        "Account work, last read on 14 November: run syncd auth work",
        "Account home was never read: syncd sync home",
        "The list looks emptied",
        "A mail command was not obeyed: “done” of 23 November: it does not come from an address of yours",
    ]


def test_an_hour_offline_is_no_problem(world: tuple[Store, Settings]) -> None:
    """Given an account out of reach for an hour, and for two days, when composed, then only the second is told."""
    store, settings = world
    instant = int(NOW.timestamp())
    for hours, told in ((1, 0), (48, 1)):
        with store.begin() as log:
            last = instant - 3600 * hours
            log.save_account_state(AccountState("work", instant, last, "offline", "no connection"))
        assert len(notes(store, settings)) == told


def test_rules_whose_examples_fail_are_a_problem(world: tuple[Store, Settings]) -> None:
    """Given a rule whose example does not hold, when composed, then it is told that nothing is written."""
    store, settings = world
    text = (
        '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'
        '[[rule.example]]\nlast_contact = "2026-01-01"\nnow = "2026-02-03"\nexpect = "nothing"\n'
    )
    rules = parse_rules([("rules.toml", text)])
    (note,) = notes(store, settings, rules)
    assert note.startswith("Rule all: an example expects nothing and gets due 2026-01-31")


# ---------------------------------------------------------------- where links write to


def test_links_write_to_a_mailbox_that_is_read(world: tuple[Store, Settings]) -> None:
    """Given accounts of all kinds, when chosen, then live mailboxes come first, of these the one that sends."""
    _, settings = world
    work, home = Account("work", "google", ME), Account("home", "imap", "ada@home.example")
    old = Account("old", "mbox", "ada@old.example")
    shared = Account("team", "microsoft", "team@example.org", options={"shared": True})
    for accounts, via, to, wanted in (
        ((old, shared, work, home), "", (), ME),
        ((work, home), "home", (), "ada@home.example"),
        ((work, home), "", ("ada@home.example",), "ada@home.example"),
        ((old,), "", (), "ada@old.example"),
        ((Account("old", "mbox"),), "", (), ME),
        ((Account("c", "ics", mail=False), Account("w", "google", ME, mail=False)), "", (), ""),
    ):
        assert mailbox(replace(settings, accounts=accounts, digest=DigestSettings(to, via))) == wanted


def test_without_a_mailbox_the_commands_are_named(world: tuple[Store, Settings]) -> None:
    """Given only a calendar, when composed with a key, then there is no link to write to."""
    store, settings = world
    composed = compose_digest(store, replace(settings, accounts=()), RuleSet(), NOW, secret=b"k")
    assert "mailto:" not in composed.message.as_string()
