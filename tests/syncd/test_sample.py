"""The made-up mailbox of the demo: fictional, deterministic, readable by others."""

from __future__ import annotations

import email
import mailbox
import os
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from rules.examples import run_examples
from syncd.config import load
from syncd.rulebook import read_rules
from syncd.sample import write_sample

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
RESERVED = re.compile(r"(?:example\.(?:com|org|net)|\.example|\.test|\.invalid)$")


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sample."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, NOW)
    return folder


def test_the_same_day_makes_the_same_sample(sample: Path, tmp_path: Path) -> None:
    """Given the same moment, when made twice, then every file is the same; on another day the mail is another."""
    write_sample(tmp_path / "again", NOW)
    assert _files(tmp_path / "again") == _files(sample)
    write_sample(tmp_path / "later", NOW.replace(day=25))
    assert _files(tmp_path / "later") != _files(sample)


def test_there_is_enough_and_of_every_kind(sample: Path) -> None:
    """Given the mbox, when read by the standard library, then hundreds of mails, with lists, drafts, spam, robots."""
    (path,) = sample.glob("mail/*.mbox")
    with closing(mailbox.mbox(path)) as box:
        letters = [email.message_from_bytes(bytes(one)) for one in box]
    assert 250 <= len(letters) <= 600
    labels = " ".join(str(one.get("X-Gmail-Labels", "")) for one in letters)
    assert "Spam" in labels
    assert "Drafts" in labels
    assert any(one["List-Id"] for one in letters)
    assert any(one["Auto-Submitted"] for one in letters)
    assert any("text/calendar" in part.get_content_type() for one in letters for part in one.walk())


def test_only_reserved_domains_occur(sample: Path) -> None:
    """Given all files, when searched for addresses, then none could belong to anybody (RFC 2606)."""
    for name, folded in _files(sample).items():
        data = folded.replace(b"\r\n ", b"")
        for domain in re.findall(rb"[\w.+-]@([A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z])", data):
            assert RESERVED.search(domain.decode()), f"{domain!r} in {name}"


def test_the_calendar_is_one(sample: Path) -> None:
    """Given the calendar, when read by the icalendar library, then it holds series, cancelled and declined meetings."""
    text = (sample / "calendar.ics").read_bytes()
    events = Calendar.from_ical(text.decode()).walk("VEVENT")
    assert len(events) >= 10
    assert b"RRULE" in text
    assert b"CANCELLED" in text
    assert b"PARTSTAT=DECLINED" in text


def test_config_and_rules_are_right(sample: Path) -> None:
    """Given the sample's config and rules, when read, then there are no problems and every example holds."""
    settings = load(sample / "config.toml", os.environ)
    rules = read_rules(settings)
    results = run_examples(rules, settings.followups.workdays, UTC)
    assert results
    assert [one for one in results if not one.passed] == []
