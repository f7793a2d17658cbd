"""`bodies = "keep"`: what mails say is kept, shown, exported, purged, and dropped once the config says so."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests import logs
from tests.syncd.care import GRACE, NOW, Profile, came, count, wrote

WORD = "Xylophone"
ALAN = "Alan Turing <alan@example.net>"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Two mails with Grace and one with Alan, kept with their texts."""
    made = Profile(tmp_path / "ada", bodies="keep")
    made.mails(
        wrote(1, body="Dear Grace,\n\nthe Xylophone is \x1b[31myours.\n"),
        came(1, body="Thanks for the Zither!\n"),
        came(2, by=ALAN, body="Xanadu\n"),
    )
    made.sync()
    return made


def show(profile: Profile, *words: str) -> str:
    return profile.cli("--now", NOW.isoformat(), "show", *words).out


def test_texts_are_kept_and_shown(profile: Profile) -> None:
    """Given bodies = "keep", when a person is shown with texts, then each mail says what it says, harmlessly."""
    told = show(profile, "grace", "--texts")
    assert "    the Xylophone is yours.\n" in told
    assert "    Thanks for the Zither!\n" in told
    assert "\x1b" not in told
    assert "Xanadu" not in told
    assert "Xylophone" not in show(profile, "grace")
    assert "Xylophone" not in show(profile, "grace", "--texts", "--limit", "1")


def test_texts_in_documents(profile: Profile) -> None:
    """Given texts, when asked for as JSON, then the timeline has them if --texts says so, and `export` has them."""
    document = profile.cli("--now", NOW.isoformat(), "show", "grace", "--texts", "--json").json
    assert [entry["text"] for entry in document["timeline"]] == [
        "Thanks for the Zither!",
        "Dear Grace,\n\nthe Xylophone is \x1b[31myours.",
    ]
    plain = profile.cli("--now", NOW.isoformat(), "show", "grace", "--json").json
    assert all("text" not in entry for entry in plain["timeline"])
    texts = {line["uid"]: line["text"] for line in profile.exported() if line["type"] == "mail"}
    assert texts["<in2@x>"] == "Xanadu"


def test_text_and_mail_are_stored_together(tmp_path: Path) -> None:
    """Given a sync that stops after each batch, then every mail stored has its text."""
    profile = Profile(tmp_path / "ada", bodies="keep")
    profile.mails(*(wrote(number, body=f"Text {number}\n") for number in range(6)))
    for done in (2, 4, 6):
        profile.sync(batch=2, pause=lambda: True)
        assert (count(profile.log, "mail"), count(profile.log, "body")) == (done, done)


@pytest.mark.parametrize("bodies", ["scan", "none"])
def test_dropped_once_the_config_says_so(profile: Profile, bodies: str) -> None:
    """Given kept texts, when the config says scan or none, then the next sync removes them from the file."""
    assert WORD.encode() in profile.bytes()
    profile.configure(bodies=bodies)
    profile.sync()
    assert count(profile.log, "body") == 0
    assert WORD.encode() not in profile.bytes()
    assert count(profile.log, "mail") == 3
    assert "no text of these mails is kept" in profile.cli("show", "grace", "--texts").err


@logs.of_the_file
def test_dropped_for_good_though_somebody_reads(profile: Profile) -> None:
    """Given a reader that keeps the file from being rewritten, when texts are dropped, then the next sync does it."""
    reader = sqlite3.connect(profile.log, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM mail").fetchone()
    profile.configure(bodies="scan")
    profile.sync()
    assert count(profile.log, "body") == 0
    assert WORD.encode() in profile.bytes()
    reader.close()
    profile.sync()
    assert WORD.encode() not in profile.bytes()


def test_nothing_is_kept_of_what_is_only_scanned(tmp_path: Path) -> None:
    """Given scan or none, when synced, then no word of a text that asks nothing is in the file."""
    profile = Profile(tmp_path / "ada", bodies="scan")
    profile.mails(came(1, body="The Xylophone arrived. Could you send the invoice?\n"))
    profile.sync()
    assert WORD.encode() not in profile.bytes()
    assert count(profile.log, "body") == 0


def test_from_scan_to_keep(tmp_path: Path) -> None:
    """Given mail that was scanned, when the config says keep, then the text of mail from then on is kept."""
    profile = Profile(tmp_path / "ada", bodies="scan")
    profile.mails(came(1))
    profile.sync()
    profile.configure(bodies="keep")
    profile.sync()
    assert (count(profile.log, "mail"), count(profile.log, "body")) == (1, 0)
    profile.mails(came(1), came(2, body="Xylophone\n"))
    profile.sync()
    assert "Xylophone" in show(profile, "grace", "--texts")


def test_purge_takes_texts(profile: Profile) -> None:
    """Given kept texts, when a person is purged, then theirs are gone from the file, and others' stay."""
    profile.mails(
        wrote(1, body="Xylophone\n"), came(1), came(2, by=ALAN), wrote(3, to=f"{GRACE}, {ALAN}", body="Quoted Xerxes\n")
    )
    profile.sync()
    profile.cli("--now", NOW.isoformat(), "purge", "grace", "--yes")
    assert (count(profile.log, "mail"), count(profile.log, "body")) == (2, 1)
    for word in (b"Xylophone", b"Zither", b"Xerxes"):
        assert word not in profile.bytes()
    profile.sync()
    assert count(profile.log, "body") == 1


def test_texts_of_two_accounts(tmp_path: Path) -> None:
    """Given the same mail in two accounts that both keep, when one no longer does, then the other's text stays."""
    more = '[[account]]\nname = "more"\nprovider = "mbox"\npath = "m.mbox"\naddress = "ada@example.org"\n'
    profile = Profile(tmp_path / "ada", config=more + 'bodies = "keep"\n', bodies="keep")
    profile.mails(came(1, body="Xylophone\n"))
    profile.sync()
    assert (count(profile.log, "mail"), count(profile.log, "body")) == (1, 2)
    profile.configure(more + 'bodies = "keep"\n')
    profile.sync()
    assert count(profile.log, "body WHERE account = 'more'") == count(profile.log, "body") == 1
    assert "Xylophone" in show(profile, "grace", "--texts")
