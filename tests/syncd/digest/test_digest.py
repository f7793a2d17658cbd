"""What the digest of a week holds, and the mail it becomes (CONTRACT.md §7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.digest.chart import WEEKS, mondays, text, weekly_counts, weeks
from syncd.digest.foreign import plain, web_link
from syncd.digest.message import html, message_id, render
from syncd.digest.message import text as plain_text
from syncd.digest.sections import Digest
from syncd.digest.week import AT_MOST
from syncd.model import Direction, State
from tests.syncd.digest.pages import HOSTILE, digest, everywhere, tags
from tests.syncd.digest.sample_week import NOW, OWNER, SECRET, ZONE, at, contact, followup, tie, week


def titles(one: Digest) -> list[str]:
    """The sections shown."""
    return [section.title for section in one.sections]


# ---------------------------------------------------------------- the week


def test_the_whole_week_reads_well(golden: Callable[[str, str], None]) -> None:
    """Given a week with something in every section, when rendered, then text, page and mail are those looked at."""
    one = week()
    golden("digest/week.txt", plain_text(one))
    golden("digest/week.html", html(one, mailbox=OWNER, secret=SECRET))
    mail = render(one, sender=OWNER, to=[OWNER], owner=OWNER, mailbox=OWNER, secret=SECRET)
    golden("digest/week.eml", mail.as_string())


def test_sections_come_in_their_order_and_only_if_not_empty() -> None:
    """Given a full and an empty week, when composed, then the order is the contract's, and nothing empty is shown."""
    assert titles(week()) == [
        "This week",
        "You owe",
        "Waiting on",
        "Promised",
        "Drifting",
        "One to revive",
        "Introduce",
        "This week’s meetings",
        "New people",
        "Done last week",
        "Held back",
        "Goals",
        "Your network",
        "Problems",
    ]
    assert titles(digest()) == []


def test_an_empty_week_still_says_something() -> None:
    """Given nothing at all, when rendered, then text and page are not blank."""
    assert len(plain_text(digest()).split()) > 3
    assert "<html" in html(digest())


def test_at_most_seven_people_and_one_entry_each() -> None:
    """Given nine people due and one of them twice, when composed, then seven are shown, each once, overdue ones too."""
    many = [followup(n, f"p{n}@x.example", f"P {n}", "why", day=date(2026, 11, 2)) for n in range(1, 10)]
    one = digest(followups=[*many, followup(99, "p1@x.example", "P 1", "again")])
    (section, *_) = one.sections
    assert [entry.name for entry in getattr(section, "entries", ())] == [f"P {n}" for n in range(1, AT_MOST + 1)]
    assert getattr(section, "more", None) == 2


def test_dates_of_reasons_are_said_in_words() -> None:
    """Given a reason with dates of the rules' kind, when composed, then people read them; what is quoted stays."""
    reason = "No contact since 2026-10-01; you asked on 2024-02-03 “Free on 2026-11-30?”, room 2026-13-45"
    one = digest([tie("p@x.example", "P")], [followup(1, "p@x.example", "P", reason)])
    wanted = "No contact since 1 October; you asked on 3 February 2024 “Free on 2026-11-30?”, room 2026-13-45"
    assert wanted in " ".join(plain_text(one).split())


def test_later_follow_ups_wait_for_their_week() -> None:
    """Given a follow-up snoozed beyond the coming week, when composed, then it is not shown."""
    assert titles(digest(followups=[followup(1, "p@x.example", "P", "why", day=NOW.date() + timedelta(days=8))])) == []


def test_meetings_of_the_coming_days_only() -> None:
    """Given meetings in three days and in nine, when composed, then only the first is shown, with the last contact."""
    soon = tie("s@x.example", "Soon", contact(at(2026, 11, 2), "Plan"), ahead=contact(at(2026, 11, 26), "Lunch"))
    later = tie("l@x.example", "Later", ahead=contact(at(2026, 12, 2), "Talk"))
    shown = plain_text(digest([soon, later]))
    assert "Soon" in shown
    assert "Plan" in shown
    assert "Later" not in shown


def test_done_is_what_was_settled_in_the_last_seven_days() -> None:
    """Given ticked, contacted and dismissed ones, when composed, then only the first two are done."""
    days = at(2026, 11, 20)
    settled = [
        followup(1, "a@x.example", "A", "", state=State.DONE, settled=days),
        followup(2, "b@x.example", "B", "", state=State.CONTACTED, settled=days),
        followup(3, "c@x.example", "C", "", state=State.DISMISSED, settled=days),
        followup(4, "d@x.example", "D", "", state=State.DONE, settled=at(2026, 11, 1)),
    ]
    (section,) = digest(settled=settled).sections
    assert [line.name for line in getattr(section, "lines", ())] == ["A", "B"]


# ---------------------------------------------------------------- the chart


def test_the_chart_counts_complete_local_iso_weeks() -> None:
    """Given contact on two Sunday nights and this Monday morning in Berlin, when counted, then this week waits."""
    before = int(datetime(2026, 11, 15, 23, 30, tzinfo=ZONE).timestamp())
    sunday = int(datetime(2026, 11, 22, 23, 30, tzinfo=ZONE).timestamp())
    monday = int(datetime(2026, 11, 23, 0, 30, tzinfo=ZONE).timestamp())
    told = [(before, Direction.OUTBOUND), (sunday, Direction.INBOUND), (monday, Direction.OUTBOUND)]
    assert weekly_counts(told, NOW, ZONE)[-2:] == ((0, 1), (1, 0))


def test_the_chart_survives_clock_changes_and_years_end() -> None:
    """Given twelve weeks over a clock change and a week 53, when dated, then each begins on its Monday."""
    days = mondays(datetime(2027, 1, 12, 7, tzinfo=ZONE), ZONE)
    assert len(days) == WEEKS
    assert all(day.weekday() == 0 for day in days)
    assert [day.isocalendar().week for day in days][-3:] == [53, 1, 2]


def test_a_meeting_counts_both_ways() -> None:
    """Given a meeting last week, when counted, then it is contact in both directions."""
    assert weekly_counts([(at(2026, 11, 18), None)], NOW, ZONE)[-1] == (1, 1)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=WEEKS, max_size=WEEKS))
def test_the_text_chart_fits(counts: list[tuple[int, int]]) -> None:
    """Given any counts, when drawn, then five lines of at most 72 columns, and something is never drawn as nothing."""
    lines = text(weeks(tuple(counts), NOW, ZONE)).splitlines()
    assert len(lines) == 5
    assert all(len(line) <= 72 for line in lines if max(map(max, counts)) < 1000)


# ---------------------------------------------------------------- the mail


def test_the_mails_headers() -> None:
    """Given a digest, when made a mail, then it is marked as automatic and ours, with one Message-ID per ISO week."""
    mail = render(week(), sender=OWNER, to=[OWNER], owner=OWNER)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Syncd"] == "digest"
    assert mail["X-Syncd-Digest"] == "2026-W48"
    assert mail["Message-ID"] == message_id("2026-W48", OWNER) == message_id("2026-W48", OWNER.upper())
    assert mail["Message-ID"] != message_id("2026-W49", OWNER)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_the_text_is_at_most_72_columns() -> None:
    """Given long names and subjects, when rendered as text, then lines stay within 72 columns."""
    long = "word " * 60
    one = digest([tie("a@x.example", long, contact(at(2026, 11, 1), long))], [followup(1, "a@x.example", long, long)])
    assert max(map(len, plain_text(one).splitlines())) <= 72


def test_hostile_text_is_shown_as_text() -> None:
    """Given names and subjects full of markup, breaks and escapes, when rendered, then they forge nothing."""
    for secret in (None, SECRET):
        assert tags(everywhere(HOSTILE), secret).seen <= tags(everywhere("plain"), secret).seen
    written = plain_text(everywhere(HOSTILE))
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert not re.search(r"^Bcc:", written, re.MULTILINE)


@given(st.text(min_size=1, max_size=60))
def test_no_text_makes_an_element(text: str) -> None:
    """Given any text as name, subject, reason and problem, when rendered, then only the template's elements are."""
    assert tags(everywhere(text)).seen <= tags(everywhere("plain")).seen | {("a", ""), ("a", "href"), ("a", "style")}


def test_nothing_remote_is_loaded() -> None:
    """Given the whole week, when rendered, then there is no image, font, script or style sheet from elsewhere."""
    page = html(week())
    assert not re.search(r"<(img|link|script|iframe|object)\b|@import|url\(", page)
    assert all(link.startswith(("https://mail.example/", "mailto:")) for link in tags(week()).links)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "https://u:p@x", "x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    """Given an address that is no plain http(s) one, when linked, then there is no link."""
    assert web_link(url) == ""


@given(st.text())
def test_plain_text_is_one_harmless_line(text: str) -> None:
    """Given any text, when made plain, then it is one line without control characters, and plain again is the same."""
    once = plain(text)
    assert len(once.splitlines()) <= 1
    assert plain(once) == once
