"""What is due, as a function of the time and what the log remembers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.agenda import LONGEST, Agenda, Try, agenda, digest_moment, next_digest, next_run
from syncd.dates import iso_week
from syncd.settings import DigestSettings

BERLIN = ZoneInfo("Europe/Berlin")
EVERY = timedelta(minutes=5)
MONDAYS = DigestSettings(to=("ada@example.org",), via="file:/d", day=0, at=time(7, 30))
NONE = DigestSettings()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _plan(now: datetime, tries: dict[str, Try], *, digest: DigestSettings = NONE, sent: str = "") -> Agenda:
    return agenda(["a", "b"], tries, EVERY, digest, sent, None, now, BERLIN)


def test_what_was_never_tried_is_due() -> None:
    """Given accounts never read, when asked, then both are due, in the config's order."""
    assert _plan(_at("2026-06-01T09:00Z"), {}).accounts == ("a", "b")


def test_who_waits_longest_comes_first() -> None:
    """Given two accounts that are due, when asked, then the one tried longer ago comes first."""
    now = _at("2026-06-01T09:00Z")
    second = int(now.timestamp())
    assert _plan(now, {"a": Try(second - 600), "b": Try(second - 900)}).accounts == ("b", "a")


def test_nothing_is_due_before_its_time() -> None:
    """Given accounts read a minute ago, when asked, then nothing is due, and the next start is in four minutes."""
    now = _at("2026-06-01T09:00Z")
    second = int(now.timestamp())
    found = _plan(now, {"a": Try(second - 60), "b": Try(second)})
    assert not found
    assert found.next_start(second) == second + 240


@pytest.mark.parametrize(("failures", "minutes"), [(0, 5), (1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (500, 60)])
def test_failures_lengthen_the_pause(failures: int, minutes: int) -> None:
    """Given failures in a row, when asked for the next run, then the pause doubles up to an hour."""
    assert next_run(Try(1_000_000, failures), EVERY, 1_000_000) == 1_000_000 + minutes * 60


def test_a_rare_poll_is_not_made_rarer() -> None:
    """Given a config that polls twice a day, when a poll failed, then it is twice a day still."""
    assert next_run(Try(0, 9), timedelta(hours=12), 0) == 12 * 3600


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 60))
def test_no_clock_delays_a_poll_for_long(step: int, failures: int) -> None:
    """Given any step of the clock, when asked, then the next run is at most an hour away."""
    now = 1_780_000_000
    assert next_run(Try(now + step, failures), EVERY, now) <= now + LONGEST.total_seconds()


def test_a_digest_is_due_once_a_week() -> None:
    """Given Monday 7:30 in Berlin, when asked before and after, then it is due after, until that week's was sent."""
    done = {name: Try(int(_at("2026-06-08T07:20+02:00").timestamp())) for name in "ab"}
    before = _plan(_at("2026-06-08T07:29+02:00"), done, digest=MONDAYS, sent="2026-W23")
    after = _plan(_at("2026-06-08T07:30+02:00"), done, digest=MONDAYS, sent="2026-W23")
    sent = _plan(_at("2026-06-08T07:35+02:00"), done, digest=MONDAYS, sent="2026-W24")
    assert (before.digest, after.digest, sent.digest) == (None, _at("2026-06-08T07:30+02:00"), None)


def test_a_missed_digest_is_due_late() -> None:
    """Given a machine that was off from Sunday to Thursday, when asked, then Monday's digest is due."""
    found = _plan(_at("2026-06-11T10:00+02:00"), {}, digest=MONDAYS, sent="2026-W23")
    assert found.digest is not None
    assert iso_week(found.digest.date()) == "2026-W24"


def test_a_missed_digest_gives_way_to_the_next() -> None:
    """Given a machine that comes back an hour before the next digest, when asked, then only the next one is sent."""
    assert _plan(_at("2026-06-15T06:30+02:00"), {}, digest=MONDAYS, sent="2026-W23").digest is None


def test_sending_again_waits() -> None:
    """Given a digest that could not be sent, when asked at once, then it is due five minutes later."""
    now = _at("2026-06-08T07:31+02:00")
    second = int(now.timestamp())
    tries = {name: Try(second) for name in "ab"}
    found = agenda(["a", "b"], tries, EVERY, MONDAYS, "2026-W23", Try(second, 1), now, BERLIN)
    assert found.digest is None
    assert found.wake == second + 300


@pytest.mark.parametrize(
    ("day", "at", "zone", "now", "expected"),
    [
        (6, time(2, 30), BERLIN, "2026-03-29T12:00+02:00", "2026-03-29T01:30Z"),  # 2:30 does not exist that day
        (6, time(2, 30), BERLIN, "2026-10-25T12:00+01:00", "2026-10-25T00:30Z"),  # 2:30 comes twice: the first
        (0, time(0, 0), ZoneInfo("Pacific/Kiritimati"), "2026-06-07T10:00Z", "2026-06-07T10:00Z"),
        (0, time(7, 30), BERLIN, "2026-06-08T05:29:59Z", "2026-06-01T05:30Z"),
    ],
)
def test_moments_by_the_wall_clock(day: int, at: time, zone: ZoneInfo, now: str, expected: str) -> None:
    """Given gaps, doubled hours and far zones, when asked for the latest moment, then it is that of the wall clock."""
    settings = DigestSettings(via="x", day=day, at=at)
    assert digest_moment(settings, _at(now), zone).timestamp() == _at(expected).timestamp()


@given(
    st.integers(0, 6),
    st.times(),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.lists(st.integers(1, 12 * 86_400), min_size=1, max_size=40),
)
def test_one_digest_a_week_whatever_the_sleep(day: int, at: time, zone: str, pauses: list[int]) -> None:
    """Given a machine that sleeps at random, when the digest is sent as soon as it is due, then never twice a week, and
    none is missed unless the next was hours away."""
    settings = DigestSettings(via="x", day=day, at=at.replace(second=0, microsecond=0))
    local = ZoneInfo(zone)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sent: list[str] = [iso_week(digest_moment(settings, now, local).date())]
    for looked in _looks(now, pauses):
        found = agenda([], {}, EVERY, settings, sent[-1], None, looked, local)
        latest = digest_moment(settings, looked, local)
        if found.digest is not None:
            assert found.digest == latest
            sent.append(iso_week(found.digest.date()))
        elif sent[-1] != iso_week(latest.date()):
            assert next_digest(settings, looked, local).timestamp() - looked.timestamp() < 12 * 3600
    assert sent == sorted(set(sent))


def _looks(start: datetime, pauses: Iterable[int]) -> Iterable[datetime]:
    for pause in pauses:
        start += timedelta(seconds=pause)
        yield start
