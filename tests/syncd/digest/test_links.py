"""The digest's mail links: what is signed, where they stand, and that nothing foreign gets into them."""

from __future__ import annotations

import re
import shlex
from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.dates import iso_week
from syncd.digest.actions import mail_link, read_command, subject
from syncd.digest.message import html
from syncd.digest.message import text as plain_text
from tests.syncd.digest.pages import HOSTILE, digest, everywhere, tags
from tests.syncd.digest.sample_week import OWNER, SECRET, followup, week


@given(
    st.sampled_from(["done", "dismiss", "mute"]),
    st.from_regex(r"[a-z0-9]{1,26}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(iso_week),
)
def test_signed_commands_come_back(verb: str, key: str, week: str) -> None:
    """Given a signed subject, when read with the same secret, then it is the command; with another it is nothing."""
    command = read_command(subject(key, verb, SECRET, week), SECRET)
    assert command is not None
    assert (command.verb, command.key, command.argument, command.week) == (verb, key, "", week)
    assert iso_week(command.monday) == week
    assert read_command(subject(key, verb, SECRET, week), b"another") is None


def test_snooze_carries_its_duration() -> None:
    """Given the snooze link, when read back, then it is two weeks; altered, it is refused."""
    signed = subject("abc", "snooze", SECRET, "2026-W47")
    command = read_command(f"  {signed} ", SECRET)
    assert command is not None
    assert command.argument == "2w"
    assert read_command(signed.replace("2w", "9y"), SECRET) is None
    assert read_command(signed.replace("abc", "abd"), SECRET) is None
    assert read_command("Re: " + signed, SECRET) is None
    assert mail_link(OWNER, "abc", "done", SECRET, "2026-W47").startswith(
        "mailto:ada@example.org?subject=syncd%3A%20done%20abc%20"
    )


def test_each_week_signs_anew() -> None:
    """Given the same link in the digests of two weeks, when signed, then each has its own signature and week."""
    one, other = (subject("abc", "done", SECRET, week) for week in ("2026-W47", "2026-W48"))
    assert re.fullmatch(r"syncd: done abc 2026W47-[A-Za-z0-9_-]{22}", one)
    assert one.partition("-")[2] != other.partition("-")[2]
    assert read_command(one.replace("W47", "W48"), SECRET) is None
    assert read_command(one.replace("2026W47-", ""), SECRET) is None


@pytest.mark.parametrize("week", ["", "2026W47", "2026-W00", "2026-W54", "2026-47"])
def test_only_a_week_can_be_signed(week: str) -> None:
    """Given no ISO week, when a link is to be signed, then it is not."""
    with pytest.raises(ValueError, match="cannot sign"):
        subject("abc", "done", SECRET, week)


def test_links_appear_only_with_a_secret() -> None:
    """Given no secret, when rendered, then the text names the commands to type and there are no mail links."""
    assert "mailto:" not in html(week())
    assert "syncd done" in plain_text(week())
    assert "mailto:" in html(week(), mailbox=OWNER, secret=SECRET)
    assert "mailto:" not in html(week(), secret=SECRET)


def test_every_open_follow_up_has_its_four_links_once() -> None:
    """Given follow-ups of this week and later ones, when rendered, then each has its four links."""
    links = [link for link in tags(week(), SECRET).links if link.startswith("mailto:")]
    commands = [read_command(unquote(link.split("?subject=")[1]), SECRET) for link in links]
    wanted = {(f"k{number:031x}", verb) for number in (9, 12, 14, 16) for verb in ("done", "snooze", "dismiss", "mute")}
    assert {(one.key, one.verb) for one in commands if one} == wanted
    assert {one.week for one in commands if one} == {week().week}
    assert len(links) == len(wanted)
    assert all(link.startswith(f"mailto:{OWNER}?subject=") for link in links)


def test_hostile_text_adds_no_link() -> None:
    """Given hostile names, subjects and addresses, when rendered with links, then only our own mail links are there."""
    links = tags(everywhere(HOSTILE), SECRET).links
    assert len([link for link in links if link.startswith("mailto:")]) == 12
    assert all(
        re.fullmatch(r"(mailto:ada@example\.org\?subject=|https://mail\.example/)[!-;=?-~]+", one) for one in links
    )


def test_plain_text_has_commands_instead_of_links() -> None:
    """Given a follow-up of somebody with an odd address, when written, then what is to be typed is safe to paste."""
    one = digest([], [followup(7, "$(rm x)'@x.example", "P", "why")])
    shown = plain_text(one, mailbox=OWNER, secret=SECRET)
    assert """syncd done 7 | snooze 7 2w | dismiss 7""" in shown
    (line,) = (line for line in shown.splitlines() if "mute" in line)
    assert shlex.split(line.split("| ")[-1])[-2:] == ["mute", "$(rm x)'@x.example"]
    assert "mailto:" not in shown
