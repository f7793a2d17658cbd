"""The digest's mail links: what is signed, where they stand, and that nothing foreign gets into them."""

from __future__ import annotations

import re
import shlex
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from syncd.digest.actions import mail_link, read_command, subject
from syncd.digest.message import html
from syncd.digest.message import text as plain_text
from tests.syncd.digest.pages import HOSTILE, digest, everywhere, tags
from tests.syncd.digest.sample_week import OWNER, SECRET, followup, week


@given(st.sampled_from(["done", "dismiss", "mute"]), st.from_regex(r"[a-z0-9]{1,26}", fullmatch=True))
def test_signed_commands_come_back(verb: str, key: str) -> None:
    """Given a signed subject, when read with the same secret, then it is the command; with another it is nothing."""
    command = read_command(subject(key, verb, SECRET), SECRET)
    assert command is not None
    assert (command.verb, command.key, command.argument) == (verb, key, "")
    assert read_command(subject(key, verb, SECRET), b"another") is None


def test_snooze_carries_its_duration() -> None:
    """Given the snooze link, when read back, then it is two weeks; altered, it is refused."""
    signed = subject("abc", "snooze", SECRET)
    command = read_command(f"  {signed} ", SECRET)
    assert command is not None
    assert command.argument == "2w"
    assert read_command(signed.replace("2w", "9y"), SECRET) is None
    assert read_command(signed.replace("abc", "abd"), SECRET) is None
    assert read_command("Re: " + signed, SECRET) is None
    assert mail_link(OWNER, "abc", "done", SECRET).startswith("mailto:ada@example.org?subject=syncd%3A%20done%20abc%20")


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
