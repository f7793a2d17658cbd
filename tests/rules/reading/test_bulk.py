"""Newsletters, marketing, notifications, robots, recruiters and salesmen: nobody owes them an answer."""

from __future__ import annotations

import pytest

from rules.reading.signals import signals
from tests.rules.reading.bulk import Bulk, bulk
from tests.rules.reading.labelled import LANGUAGES, SENT


def heard(mails: list[Bulk]) -> list[str]:
    """Which of them seem to ask or to promise, read without their headers."""
    found = [(mail, signals(mail.body, mail.subject, sent=SENT)) for mail in mails]
    return [f"{mail.template} {mail.sender}" for mail, said in found if said.asks or said.promises]


@pytest.mark.parametrize("language", LANGUAGES)
def test_their_texts_ask_and_promise_nothing(language: str) -> None:
    """Given several hundred such mails, when only their texts are read, then none asks and none promises."""
    assert heard([mail for mail in bulk() if mail.language == language]) == []


def test_some_of_them_are_known_by_their_words_alone() -> None:
    """Given those without a footer and without headers, when they are read, then they are as silent as the others."""
    bare = [mail for mail in bulk() if not mail.headers]
    assert len(bare) >= 150
    assert heard(bare) == []


def test_there_are_enough_of_them() -> None:
    """Given the templates, when they are sent, then there are at least 300 different mails of every kind."""
    mails = list(bulk())
    assert len(mails) >= 300
    assert len({(mail.subject, mail.body) for mail in mails}) == len(mails)
    assert {mail.kind for mail in mails} == {
        "newsletter", "marketing", "notification", "robot", "recruiter", "sales", "survey", "event",
    }  # fmt: skip
    assert sum("?" in mail.body for mail in mails) > len(mails) / 2


def test_as_a_message() -> None:
    """Given one of them, when it is made a mail, then sender, text and the headers of its kind are in it."""
    mail = next(one for one in bulk() if one.kind == "newsletter" and one.headers)
    message = mail.message("me@example.com", "Wed, 04 Mar 2026 09:00:00 +0000", 7)
    assert message["List-Id"]
    assert message["To"] == "me@example.com"
    assert mail.address in message["From"]
    assert mail.body.split() == message.get_content().split()
