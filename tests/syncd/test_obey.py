"""Mail commands: a signed mail from me to myself does once what the command line does; all others are refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from syncd.digest.actions import looks_signed, subject
from syncd.jobs.obey import Obeyed, told
from syncd.model import Gone, Place, State
from tests import logs
from tests.syncd.command_mails import ALIAS, ALSO_ME, KEY, ME, NOW, OTHER, WEEK, Desk, followup, weeks_ago

FORGED = "Authentication-Results: mx.example; dmarc=fail header.from=example.org"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, [followup()])


# ---------------------------------------------------------------- obeyed


@pytest.mark.parametrize(
    ("verb", "state", "pending"), [("done", State.DONE, "complete"), ("dismiss", State.DISMISSED, "remove")]
)
def test_a_link_settles_its_follow_up(desk: Desk, verb: str, state: State, pending: str) -> None:
    """Given the mail of a link, when met, then the follow-up is settled, the calendar's part left for apply, once."""
    desk.get(verb)
    assert desk.obey() == [Obeyed(verb, "Write to Grace", "obeyed")]
    after = desk.followup()
    assert (after.state, after.settled, after.pending) == (state, int(NOW.timestamp()), pending)
    assert desk.obey() == []
    assert desk.listed() == ""


def test_snoozed_from_the_day_of_the_mail(desk: Desk) -> None:
    """Given a snooze mailed on Saturday and met on Monday, when obeyed, then it is two weeks from Saturday."""
    desk.get("snooze", week=weeks_ago(1), when=NOW - timedelta(days=2))
    desk.obey()
    after = desk.followup()
    assert (after.state, after.date, after.pending) == (State.SNOOZED, date(2026, 12, 5), "snooze")


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=21), timedelta(days=4000)])
def test_the_time_of_reading_changes_nothing(desk: Desk, late: timedelta) -> None:
    """Given mails of an archive that is read at once, late or years later, when obeyed, then all is the same."""
    with desk.store.begin() as log:
        log.save_followup(followup(OTHER))
    desk.get("snooze")
    desk.get("done", OTHER)
    assert [one.outcome for one in desk.obey(NOW + late)] == ["obeyed", "obeyed"]
    assert desk.followup().date == date(2026, 12, 7)
    assert desk.followup(OTHER).settled == int(NOW.timestamp())


def test_one_link_is_obeyed_once_whatever_number_of_mails_carry_it(desk: Desk) -> None:
    """Given a snooze by link, and two more mails by it, when met together and later, then only the first counts."""
    desk.get("snooze", week=weeks_ago(1), when=NOW - timedelta(days=5), uid="<1@x>")
    desk.get("snooze", week=weeks_ago(1), when=NOW - timedelta(days=4), uid="<2@x>")
    assert desk.outcomes() == ["obeyed", "repeated"]
    desk.get("snooze", week=weeks_ago(1), uid="<3@x>")
    assert told(desk.obey()) == ["by mail: snooze: Write to Grace: obeyed before"]
    assert desk.followup().date == date(2026, 12, 2)
    assert desk.listed() == ""


def test_the_next_digest_can_snooze_again(desk: Desk) -> None:
    """Given a snooze, and two weeks later another from that week's digest, when obeyed, then both count."""
    desk.get("snooze", week=weeks_ago(2), when=NOW - timedelta(days=14))
    assert desk.outcomes() == ["obeyed"]
    desk.get("snooze")
    assert desk.outcomes() == ["obeyed"]
    assert desk.followup().date == date(2026, 12, 7)


def test_what_was_unmuted_stays_so(desk: Desk) -> None:
    """Given a mute by link and then `unmute`, when the same link is mailed again, then the person is not muted."""
    desk.get("mute", uid="<1@x>")
    assert desk.outcomes() == ["obeyed"]
    with desk.store.begin() as log:
        log.curate(int(NOW.timestamp()), "unmute", "a@example.com")
    desk.get("mute", uid="<2@x>")
    assert desk.outcomes() == ["repeated"]
    with desk.store.read() as log:
        assert [one.verb for one in log.facts().curations] == ["mute", "unmute"]


def test_a_refused_mail_does_not_use_the_link_up(desk: Desk) -> None:
    """Given a link that somebody else mailed first, when I mail it, then it is obeyed."""
    desk.get("done", sender="eve@example.net", when=NOW - timedelta(hours=1), uid="<1@x>")
    desk.get("done", uid="<2@x>")
    assert desk.outcomes() == ["stranger", "obeyed"]


def test_mute_mutes_the_person(desk: Desk) -> None:
    """Given the mute link, when obeyed, then the person is muted as by command; also if the follow-up is settled."""
    desk.get("done")
    desk.get("mute")
    assert desk.outcomes() == ["obeyed", "obeyed"]
    with desk.store.read() as log:
        assert [(one.verb, one.address) for one in log.facts().curations] == [("mute", "a@example.com")]


def test_settled_already_is_nothing_to_do(desk: Desk) -> None:
    """Given done and then dismiss, when obeyed, then the second finds nothing to do and nobody is troubled with it."""
    desk.get("done")
    desk.get("dismiss", when=NOW - timedelta(minutes=-1))
    later = NOW + timedelta(minutes=5)
    assert [one.outcome for one in desk.obey(later)] == ["obeyed", "nothing"]
    assert desk.followup().state is State.DONE
    assert desk.listed(later) == ""


def test_nothing_is_left_for_a_calendar_that_holds_nothing_of_ours(tmp_path: Path) -> None:
    """Given a follow-up in no calendar, one reworded, one to be made, when settled, then nothing wrong is left."""
    items = [followup("c" * 26, sink=""), followup("d" * 26, reworded=True)]
    desk = Desk(tmp_path, [*items, followup("e" * 26, state=State.PLANNED, pending="create")])
    for item in items:
        desk.get("dismiss", item.key)
    desk.get("snooze", "e" * 26)
    assert desk.outcomes() == ["obeyed"] * 3
    assert [desk.followup(item.key).pending for item in items] == ["", ""]
    assert (desk.followup("e" * 26).state, desk.followup("e" * 26).pending) == (State.SNOOZED, "create")


@pytest.mark.parametrize("sender", [ALSO_ME, ALIAS, "Ada <ada+phone@example.org>"])
def test_every_address_of_mine_is_me(desk: Desk, sender: str) -> None:
    """Given another account's address, a provider's alias, a tagged one, when it writes, then it is me."""
    desk.get("done", sender=sender)
    assert desk.outcomes() == ["obeyed"]


def test_seen_in_two_places_it_is_one(desk: Desk) -> None:
    """Given the mail in Sent and in Inbox, and later in another account, when met, then it is obeyed once."""
    one = desk.mail(desk.signed("snooze"))
    desk.put(one, folder="Sent")
    desk.put(one)
    assert desk.outcomes() == ["obeyed"]
    desk.put(one, account="home")
    assert desk.outcomes() == []


def test_deleted_later_changes_nothing(desk: Desk) -> None:
    """Given an obeyed mail that is deleted and met anew, when looked again, then nothing happens."""
    one = desk.mail(desk.signed("snooze"))
    desk.put(one)
    assert desk.outcomes() == ["obeyed"]
    desk.put(Gone(one.locator))
    desk.put(one)
    assert desk.outcomes() == []
    assert desk.followup().state is State.SNOOZED


def test_an_unsent_draft_waits(desk: Desk) -> None:
    """Given the mail as a draft, when met, then nothing happens until it is sent; spam does not exist at all."""
    desk.get("done", place=Place.DRAFT, uid="<1@x>")
    desk.get("dismiss", place=Place.SPAM, uid="<2@x>")
    assert desk.outcomes() == []
    desk.get("done", uid="<1@x>")
    assert desk.outcomes() == ["obeyed"]


def test_what_fails_halfway_did_not_happen(desk: Desk) -> None:
    """Given a log that refuses the note of a command, when obeyed, then the follow-up is open, and obeyed next time."""
    desk.get("done")
    raw = logs.peek(desk.settings.paths.log)
    raw.execute("ALTER TABLE command RENAME COLUMN verb TO struck")
    raw.commit()
    with suppress(Exception):
        desk.obey()
        pytest.fail("the fault did not strike")
    assert desk.followup().state is State.OPEN
    raw.execute("ALTER TABLE command RENAME COLUMN struck TO verb")
    raw.commit()
    raw.close()
    assert desk.outcomes() == ["obeyed"]


# ---------------------------------------------------------------- refused


def test_from_somebody_else_it_is_refused(desk: Desk) -> None:
    """Given a rightly signed mail of somebody else, or of us both, when met, then it is refused and listed."""
    desk.get("done", sender="eve@example.net", uid="<1@x>")
    desk.get("done", sender=f"{ME}, eve@example.net", uid="<2@x>")
    assert desk.outcomes() == ["stranger", "stranger"]
    assert desk.outcomes() == []
    assert desk.followup().state is State.OPEN
    listed = "2 mail commands were not obeyed: the newest, “done” of 23 November: it does not come from an address of"
    assert desk.listed().startswith(listed)


def test_a_forged_sender_is_refused(desk: Desk) -> None:
    """Given a mail whose provider says dmarc=fail, when met, then it is refused."""
    desk.get("done", headers=[FORGED])
    assert desk.outcomes() == ["forged"]
    assert desk.followup().state is State.OPEN


@pytest.mark.parametrize(
    "change",
    [("done", "dismiss"), (KEY, OTHER), ("syncd:", "SYNCD: "), ("2w", "9y"), ("W48-", "W49-"), ("W48-", "W99-")],
)
def test_what_was_altered_is_refused(desk: Desk, change: tuple[str, str]) -> None:
    """Given a subject of which something was altered, when met, then only what is still signed is obeyed."""
    verb = "snooze" if change[0] == "2w" else "done"
    desk.put(desk.mail(desk.signed(verb).replace(*change, 1)))
    assert desk.outcomes() == (["obeyed"] if change[0] == "syncd:" else ["foreign"])


def test_another_machines_command_is_its_own(desk: Desk) -> None:
    """Given a command signed elsewhere, when met, then it is told once for a week, and not at all if it is old."""
    desk.put(desk.mail(subject(KEY, "done", b"another machine's key", WEEK), uid="<1@x>"))
    old = NOW - timedelta(days=100)
    desk.put(desk.mail(subject(KEY, "done", b"another machine's key", WEEK), when=old, uid="<2@x>"))
    assert told(desk.obey()) == ["a mail command was not obeyed: syncd status says why"]
    assert "if you run syncd on another one too" in desk.listed()
    assert desk.listed(NOW + timedelta(days=8)) == ""


def test_without_a_key_nothing_is_ours(desk: Desk) -> None:
    """Given a machine that never signed a link, when a command is met, then it is refused and no key is made."""
    key = desk.settings.paths.state / "links.key"
    desk.get("done")
    key.unlink()
    assert desk.outcomes() == ["foreign"]
    assert not key.exists()


WEEK_ENDS = datetime(2026, 9, 13, 22, tzinfo=UTC)  # 14 September in Berlin: the end of week 37


def test_too_long_after_its_digest_is_refused_for_good(desk: Desk) -> None:
    """Given a link mailed more than 60 days after the end of its week, when met, then it is refused; in time, obeyed.

    Winter time has begun in between: days are local days.
    """
    latest = WEEK_ENDS + timedelta(days=60, hours=1)
    desk.get("done", week="2026-W37", when=latest + timedelta(minutes=1), uid="<1@x>")
    assert desk.outcomes() == ["old"]
    assert "more than 60 days" in desk.listed()
    desk.get("done", week="2026-W37", when=latest, uid="<2@x>")
    assert desk.outcomes() == ["obeyed"]


def test_from_before_its_digest_is_not_believed(desk: Desk) -> None:
    """Given a link mailed more than a day before its week began, when met, then it is refused; in the last day not."""
    earliest = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 22 November in Berlin; the week begins on the 23rd
    desk.get("done", when=earliest - timedelta(minutes=1), uid="<1@x>")
    assert desk.outcomes() == ["early"]
    assert "before the week of its digest" in desk.listed()
    desk.get("done", when=earliest, uid="<2@x>")
    assert desk.outcomes() == ["obeyed"]


def test_what_an_archive_refused_is_listed_as_of_its_days(desk: Desk) -> None:
    """Given a mail refused years later, when told, then nobody is troubled; as of the days after it, it is listed."""
    desk.get("done", sender="eve@example.net")
    later = NOW + timedelta(days=1000)
    assert told(desk.obey(later)) == []
    assert desk.listed(later) == ""
    assert "a mail command was not obeyed" in desk.listed(NOW + timedelta(days=6))
    assert desk.listed(NOW + timedelta(days=8)) == ""
    assert desk.listed(NOW - timedelta(days=1)) == ""


def test_an_unknown_follow_up_is_refused_for_good(desk: Desk) -> None:
    """Given a command for a follow-up this log does not have, when it has it later, then it is not obeyed then."""
    desk.get("done", OTHER)
    assert desk.outcomes() == ["unknown"]
    with desk.store.begin() as log:
        log.save_followup(followup(OTHER))
    assert desk.outcomes() == []
    assert desk.followup(OTHER).state is State.OPEN


@pytest.mark.parametrize("prefix", ["Re: ", "[EXT] ", "Fwd: ", "AW: "])
def test_answers_and_marked_subjects_are_no_commands(desk: Desk, prefix: str) -> None:
    """Given a subject with something before it, when met, then it is no command: neither obeyed nor refused."""
    desk.put(desk.mail(prefix + desk.signed("done")))
    assert desk.outcomes() == []
    assert desk.listed() == ""


@pytest.mark.parametrize("title", ["syncd: done with it, thanks", "syncd: how is it going?", "syncd:", "syncd: done"])
def test_mail_about_syncd_is_just_mail(desk: Desk, title: str) -> None:
    """Given a subject that only begins like a command, when met, then nobody is troubled with it."""
    desk.put(desk.mail(title, sender="eve@example.net"))
    assert not looks_signed(title)
    assert desk.outcomes() == []
    assert desk.listed() == ""


def test_mail_of_later_does_not_exist_yet(desk: Desk) -> None:
    """Given a command dated in an hour, when looked now and then, then it is obeyed then."""
    desk.get("done", when=NOW + timedelta(hours=1))
    assert desk.outcomes() == []
    assert [one.outcome for one in desk.obey(NOW + timedelta(hours=2))] == ["obeyed"]
