"""`[log] keep`: what is older leaves the log and does not come back; what matters for years stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.dates import Duration, shorter
from syncd.model import Event, Moment
from syncd.problems import ConfigProblems
from syncd.recurrence import occurrences
from syncd.store.retention import Keep
from tests.letters import ME, day, meeting
from tests.syncd.care import NOW, Profile, came, count, wrote

KEEP = '[log]\nkeep = "10y"\n'
ALAN, EVE = "Alan Turing <alan@example.net>", "Eve <eve@old.example>"
OLD, YOUNG = "2016-11-20", "2016-11-24"  # by two days older and younger than ten years


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Mail and meetings on both sides of ten years."""
    made = Profile(tmp_path / "ada", bodies="keep")
    made.mails(
        wrote(1, OLD, body="Xylophone\n"),
        wrote(2, YOUNG),
        wrote(3, OLD, to=ALAN, subject="Zither"),
        came(4, OLD, by=EVE),
        wrote(5, "2026-03-01"),
    )
    made.meetings(
        meeting("old", day(OLD), [ME, "alan@example.net"], summary="Harp"),
        meeting("young", day(YOUNG), [ME, "grace@example.com"]),
        meeting("weekly", day("2016-10-05"), [ME, "grace@example.com"], extra=["RRULE:FREQ=WEEKLY"]),
        meeting("ended", day("2015-01-05"), [ME, "bob@example.net"], extra=["RRULE:FREQ=WEEKLY;COUNT=4"]),
        meeting("lasted", day("2016-11-01"), [ME, "bob@example.net"], extra=["RRULE:FREQ=WEEKLY;COUNT=6"]),
    )
    made.sync()
    return made


def people(profile: Profile) -> list[str]:
    found = profile.cli("--now", NOW.isoformat(), "people", "--all", "--json").json["people"]
    return sorted(one["key"] for one in found)


def uids(profile: Profile) -> set[str]:
    return {line["uid"] for line in profile.exported() if line["type"] in ("mail", "meeting")}


def test_what_is_older_leaves(profile: Profile) -> None:
    """Given mail and meetings, when keep = "10y", then the older are gone from the log and its file, with texts, names
    and those who were known only from them."""
    assert people(profile) == ["alan@example.net", "bob@example.net", "eve@old.example", "grace@example.com"]
    profile.configure(KEEP, bodies="keep")
    profile.sync()
    assert people(profile) == ["bob@example.net", "grace@example.com"]
    found = uids(profile)
    assert {"<out2@x>", "<out5@x>", "young", "weekly/20161123T120000Z", "lasted/20161122T120000Z"} <= found
    assert not found & {"<out1@x>", "<out3@x>", "<in4@x>", "old", "weekly/20161116T120000Z", "lasted/20161115T120000Z"}
    assert not any(uid.startswith("ended/") for uid in found)
    for word in (b"Xylophone", b"Zither", b"Harp", b"alan@example.net", b"Turing", b"eve@old.example"):
        assert word not in profile.bytes(), word


def test_and_does_not_come_back(profile: Profile) -> None:
    """Given what was removed, when everything is read anew, since = "all", then it is passed over."""
    profile.configure(KEEP, bodies="keep")
    profile.sync()
    before = uids(profile)
    profile.mails(wrote(1, OLD), wrote(3, OLD, to=ALAN), wrote(2, YOUNG), wrote(5, "2026-03-01"), wrote(6, OLD))
    reports = profile.sync()
    assert reports[0].counts.skipped >= 3
    assert uids(profile) == before
    assert "alan@example.net" not in people(profile)


def test_what_grows_old_leaves_on_its_day(profile: Profile) -> None:
    """Given keep, when days go by, then each day's sync removes what has become too old, and only once a day."""
    profile.configure(KEEP, bodies="keep")
    profile.sync(now=NOW - timedelta(days=4))
    assert "<out1@x>" in uids(profile)
    profile.sync(now=NOW)
    assert "<out1@x>" not in uids(profile)
    profile.sync(now=NOW + timedelta(days=400))  # ahead of the real clock: nothing real is removed for a question
    assert "<out2@x>" in uids(profile)


def test_what_stays(profile: Profile) -> None:
    """Given keep, then what was logged by hand, follow-ups and who was purged are as before."""
    profile.cli("--now", NOW.isoformat(), "log", "alan", "had tea", "--at", "2016-01-05T12:00:00+01:00")
    profile.cli("--now", NOW.isoformat(), "purge", "eve", "--yes")
    profile.configure(KEEP, bodies="keep")
    profile.sync()
    assert people(profile) == ["alan@example.net", "bob@example.net", "grace@example.com"]
    assert (count(profile.log, "hand"), count(profile.log, "tombstone")) == (1, 1)
    assert profile.cli("doctor", code=None).out.count("what is older than 2016-11-22 leaves the log") == 1


def test_rhythm_and_the_rest_are_the_same(profile: Profile) -> None:
    """Given keep, then rhythm, strength and the last contact of who is left are what they were."""
    names = ("rhythm_days", "strength", "last_contact", "next_meeting", "last_meeting")

    def figures() -> list[object]:
        (grace,) = profile.cli("--now", NOW.isoformat(), "show", "grace", "--json").json["people"]
        return [grace[name] for name in names]

    before = figures()
    profile.configure(KEEP, bodies="keep")
    profile.sync()
    assert figures() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('keep = "2y"', "expected at least 3 years: rhythm and strength look back two"),
        ('keep = "1000d"', "expected at least 3 years"),
        ('keep = "ten years"', 'expected "all" or a duration'),
        ("keep = 10", 'expected "all" or a duration'),
    ],
)
def test_too_short_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """Given a keep that would spoil rhythm or `revive`, when read, then the config is wrong, with the reason."""
    profile = Profile(tmp_path / "ada", config=f"[log]\n{text}\n")
    with pytest.raises(ConfigProblems) as wrong:
        _ = profile.settings
    assert said in str(wrong.value)


@pytest.mark.parametrize(("text", "oldest"), [("3y", "2023-11-22"), ("36m", "2023-11-22"), ("10y", "2016-11-22")])
def test_from_when_on(tmp_path: Path, text: str, oldest: str) -> None:
    """Given keep, then facts are kept from the beginning of a local day on; `all` is for ever; since is no longer."""
    profile = Profile(tmp_path / "ada", config=f'[log]\nkeep = "{text}"\n')
    moment = int(datetime.fromisoformat(f"{oldest}T00:00:00+01:00").timestamp())
    assert profile.settings.oldest(int(NOW.timestamp())) == moment
    assert [str(account.since) for account in profile.settings.accounts] == [text, text]
    profile.configure('[log]\nkeep = "all"\n')
    assert profile.settings.oldest(int(NOW.timestamp())) is None


def test_the_shorter_of_two() -> None:
    """Given since and keep, then the shorter holds; for ever is the longest."""
    ten, one = Duration(10, "y"), Duration(1, "y")
    assert [shorter(ten, one), shorter(one, ten), shorter(None, one), shorter(one, None), shorter(None, None)] == [
        *[one] * 4,
        None,
    ]


RULES = st.sampled_from(["", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=9", "FREQ=MONTHLY;UNTIL=20160301T000000Z", "FREQ=YEARLY"])


@given(rule=RULES, start=st.integers(0, 1100), limit=st.integers(150, 1000))
def test_an_event_goes_when_its_last_occurrence_is_too_old(rule: str, start: int, limit: int) -> None:
    """Given any event and any limit, in days, then it is kept exactly if an occurrence lies at or after the limit."""
    first = datetime(2015, 1, 1, 10, tzinfo=UTC)
    begins = f"{first + timedelta(days=start):%Y-%m-%dT%H:%M:%S}"
    event = Event("u", Moment(begins, "UTC"), rules=(rule,) if rule else ())
    since = int((first + timedelta(days=limit)).timestamp())
    far = int((first + timedelta(days=2000)).timestamp())
    expected = any(one.at >= since for one in occurrences([event], home=UTC, until=far))
    assert Keep(since, UTC).fits(event) == expected
