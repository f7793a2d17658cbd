"""How well the made-up mails are understood: floors for the part that was tuned on and the part that never was."""

from __future__ import annotations

import pytest

from rules.reading.signals import signals
from tests.rules.reading.labelled import LANGUAGES, Found, Labelled, labelled, scored


def read(mail: Labelled) -> Found:
    found = signals(mail.body, mail.subject, sent=mail.sent)
    return Found(
        bool(found.asks), bool(found.promises), min((one.due for one in found.promises if one.due), default=None)
    )


def test_the_tuned_part() -> None:
    """What was tuned on is nearly always right."""
    scores = scored(labelled("tuned"), read)
    assert scores.asks.precision >= 0.98
    assert scores.asks.recall >= 0.98
    assert scores.promises.precision >= 0.95
    assert scores.promises.recall >= 0.95
    assert scores.due >= 0.95


def test_the_held_out_part() -> None:
    """What was written first and never tuned on shows what to expect of other people's mail."""
    scores = scored(labelled("held_out"), read)
    assert scores.asks.precision >= 0.92
    assert scores.asks.recall >= 0.9
    assert scores.promises.precision >= 0.9
    assert scores.promises.recall >= 0.9
    assert scores.due >= 0.9


def test_the_second_held_out_part() -> None:
    """What was written before the tables were gone over again, around the mistakes they were known to make."""
    scores = scored(labelled("fresh"), read)
    assert scores.asks.precision >= 0.85
    assert scores.asks.recall >= 0.9
    assert scores.promises.precision >= 0.85
    assert scores.promises.recall >= 0.7
    assert scores.due >= 0.9


@pytest.mark.parametrize("part", ["tuned", "held_out"])
def test_nothing_is_asked_by_what_nobody_wrote_to_me(part: str) -> None:
    """Newsletters, robots, surveys and salesmen ask nothing, however they put it."""
    known = ("unsubscribe", "survey", "umfrage", "enquête", "encuesta", "% off", "abbestellen", "demo", "do not reply")
    mails = [mail for mail in labelled(part) if any(word in mail.body.lower() for word in known)]
    assert len(mails) >= 5
    assert [mail.where for mail in mails if read(mail).asks] == [mail.where for mail in mails if mail.asks]


def test_the_set_is_large_and_hard_enough() -> None:
    """Several hundred mails, four languages, two fifths of which ask nothing."""
    mails = [*labelled("tuned"), *labelled("held_out"), *labelled("fresh")]
    counts = {language: sum(mail.language == language for mail in mails) for language in LANGUAGES}
    assert len(mails) >= 350
    assert counts["de"] >= 80
    assert min(counts["fr"], counts["es"]) >= 25
    assert counts["en"] > len(mails) / 2
    assert sum(not mail.asks for mail in mails) >= 0.4 * len(mails)
    assert len({mail.body for mail in mails}) == len(mails)
