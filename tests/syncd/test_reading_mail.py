"""Texts become signals before a batch is stored, and go no further."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.said import load
from syncd.jobs.reading import Reader
from syncd.model import Batch, Gone, Mail, Mark, Place, Seen
from syncd.settings import Settings
from tests.syncd.worlds import ALSO_ME, GRACE, ME, at, settings

ASKS = "Hi Ada,\n\ncould you send me the numbers by tomorrow?\n\nGrace\n"


def mail(author: str = GRACE, marks: int = 0, when: str = "2026-11-02T12:00") -> Mail:
    return Mail(1, "<1@example>", at(when), author, (), (), "Numbers", b"", marks, 100)


def seen(fact: Mail, text: str = ASKS, place: Place = Place.KEPT) -> Seen:
    return Seen("1", fact, int(place), text=text)


def read(item: Seen, config: Settings | None = None, account: str = "work", own: tuple[str, ...] | None = None) -> Seen:
    batch = Reader(account, config or settings()).read(Batch([item], "cursor", done=1, total=2, own=own))
    assert (batch.cursor, batch.done, batch.total, batch.own) == ("cursor", 1, 2, own)
    (found,) = batch.items
    assert isinstance(found, Seen)
    assert found.text == ""
    return found


def signals(item: Seen) -> str:
    assert isinstance(item.fact, Mail)
    return item.fact.signals


def test_a_text_becomes_signals() -> None:
    """Given a mail with text, when read, then what it asks is kept with it, and the text is gone."""
    said = load(signals(read(seen(mail()))))
    assert said is not None
    assert [ask.topic for ask in said.asks] == ["could you send me the numbers by tomorrow?"]


def test_a_day_is_the_owner_s() -> None:
    """Given a promise for tomorrow in a mail of late evening UTC, then tomorrow is that of my zone, Berlin."""
    fact = mail(ME, when="2026-11-03T00:30")  # 23:30 of the 2nd in UTC
    said = load(signals(read(seen(fact, "I'll send you the numbers tomorrow."))))
    assert said is not None
    assert [str(promise.due) for promise in said.promises] == ["2026-11-04"]


@pytest.mark.parametrize(
    "item",
    [
        seen(mail(marks=Mark.LIST)),
        seen(mail(marks=Mark.REPORT)),
        seen(mail(marks=Mark.CALENDAR)),
        seen(mail(marks=Mark.SYNCD)),
        seen(mail(), place=Place.SPAM),
        seen(mail(), place=Place.DRAFT),
        seen(mail(), text=""),
    ],
)
def test_robots_drafts_and_spam_are_not_read(item: Seen) -> None:
    """Given mail that asks nobody, then nothing is kept of its text."""
    assert signals(read(item)) == ""


def test_nothing_is_read_where_bodies_forbid_it() -> None:
    """Given bodies = "none", when a source hands over a text all the same, then nothing is kept of it."""
    config = settings()
    config = replace(config, accounts=tuple(replace(each, bodies="none") for each in config.accounts))
    assert signals(read(seen(mail()), config)) == ""


def test_my_own_addresses_are_known() -> None:
    """Given an automatic sounding mail of an address of mine, from the config or as just reported, then it is mine."""
    text = "I'll send the numbers tomorrow. You can unsubscribe here."
    for own in (None, ("alias@example.org",)):
        author = "alias@example.org" if own else ALSO_ME
        said = load(signals(read(seen(mail(author), text), own=own)))
        assert said is not None
        assert said.promises
    said = load(signals(read(seen(mail(GRACE), text))))
    assert said is not None
    assert not said.promises


def test_an_attachment_delivers() -> None:
    """Given a mail with an attachment, then it delivers whatever it says."""
    said = load(signals(read(seen(mail(ME, Mark.ATTACHMENT), "Numbers."))))
    assert said is not None
    assert said.delivers


def test_what_is_no_mail_passes() -> None:
    """Given other items, then they pass as they are."""
    gone = Gone("1")
    assert Reader("work", settings()).read(Batch([gone], "")).items == [gone]
