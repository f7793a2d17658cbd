"""`doctor`: each trouble is found, and comes with one line that says what to do."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from syncd import clock
from syncd.jobs import checkup_log
from syncd.jobs.checkup import remedy
from syncd.jobs.finding import Finding
from syncd.jobs.troubles import BROKEN, FOLLOWING, SENDING, SUSPECT
from syncd.lock import alone, writer
from syncd.ports import AuthExpired, Busy, Locked, NotBuilt, NotGranted, Trouble, Unavailable
from syncd.secret import signing_key
from tests import logs
from tests.letters import ME, day, letter, meeting
from tests.syncd.care import Profile, came, count, wrote

RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'
TODAY = clock.now()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile in which all is well."""
    made = Profile(tmp_path / "ada", rules=RULES)
    made.mails(wrote(1), came(1))
    made.sync(now=TODAY)
    return made


def examined(profile: Profile, code: int) -> list[Finding]:
    """What `doctor` finds, in no service's view; everything but what is well has a fix of one line."""
    env = {"XDG_CONFIG_HOME": str(profile.folder / "xdg")}
    found = [
        Finding(row["level"], row["text"], row["fix"] or "")
        for row in profile.cli("doctor", "--json", code=code, **env).json["findings"]
    ]
    for one in found:
        assert bool(one.fix) == (one.level != "ok"), one
        assert "\n" not in one.text + one.fix
    assert any(one.level == "bad" for one in found) == (code == 1)
    return found


def told(profile: Profile, level: str, text: str, fix: str) -> None:
    """Asserts that this is found."""
    found = examined(profile, 1 if level == "bad" else 0)
    assert [one for one in found if one.level == level and text in one.text and fix in one.fix], found


def test_all_is_well(profile: Profile) -> None:
    """Given nothing wrong, when examined, then it exits 0 and names nothing but that no daemon runs."""
    found = examined(profile, 0)
    assert [one.text for one in found if one.level != "ok"] == ["no daemon runs: nothing is synced by itself"]
    assert any("log" in one.text and "whole" in one.text for one in found)
    assert "✓" in profile.cli("doctor").out


def test_a_broken_config_is_shown_whole(profile: Profile) -> None:
    """Given a config that makes no sense, when examined, then it is shown as every command shows it."""
    profile.cli.config("nonsense = 1\n")
    assert "nonsense" in profile.cli("doctor", code=78).err


@pytest.mark.parametrize("place", ["log.db", "data", "state", "tokens", "links.key", "notes.json", "mail.json"])
def test_what_others_can_read(profile: Profile, place: str) -> None:
    """Given a file or folder that others can read, when examined, then the chmod that closes it is named."""
    if logs.ON_POSTGRESQL and place in ("log.db", "data"):
        pytest.skip("about the SQLite file itself")
    state = profile.settings.paths.state
    state.mkdir(mode=0o700)
    (state / "tokens").mkdir(mode=0o700)
    signing_key(state)
    for path in (state / "notes.json", state / "tokens" / "mail.json"):
        path.write_text("{}")
        path.chmod(0o600)
    (path,) = [one for one in [profile.folder / place, *profile.folder.rglob(place)] if one.exists()][:1]
    path.chmod(0o755 if path.is_dir() else 0o644)
    told(profile, "bad", f"others can read {path}", f"chmod {'700' if path.is_dir() else '600'} {path}")


def test_a_config_with_a_secret_address(profile: Profile) -> None:
    """Given a calendar's private address in a config that others can read, when examined, then that is wrong."""
    profile.configure('[[account]]\nname = "web"\nprovider = "ics"\npath = "http://127.0.0.1:9/private.ics"\n')
    (profile.folder / "config.toml").chmod(0o644)
    told(profile, "bad", "others can read", f"chmod 600 {profile.folder / 'config.toml'}")


def test_an_account_that_can_not_be_read(profile: Profile) -> None:
    """Given an archive that is gone and a server that does not answer, when examined, then each says what to do."""
    profile.configure(
        '[[account]]\nname = "web"\nprovider = "imap"\naddress = "ada@example.org"\nhost = "127.0.0.1"\n'
        '[[account]]\nname = "gone"\nprovider = "mbox"\naddress = "ada@example.org"\npath = "nowhere.mbox"\n'
    )
    found = examined(profile, 1)
    bad = {one.text.split()[1]: one.fix for one in found if one.level == "bad"}
    assert bad == {
        "web:": "check the network and try later: syncd sync web",
        "gone:": "check the network and try later: syncd sync gone",
    }


@pytest.mark.parametrize(
    ("trouble", "fix"),
    [
        (AuthExpired("x"), "syncd auth work"),
        (NotGranted("x"), "syncd auth work"),
        (Locked("x"), "unlock the keyring, then syncd sync work"),
        (Unavailable("x"), "check the network and try later: syncd sync work"),
        (Busy("x"), "wait until it is done, or end it"),
        (NotBuilt("x"), "correct the config, then syncd doctor"),
        (Trouble("x"), "mend that, then syncd sync work"),
    ],
)
def test_each_kind_of_trouble_has_its_remedy(trouble: Trouble, fix: str) -> None:
    """Given trouble of any kind, then there is something to do about it."""
    assert remedy(trouble, "work") == fix


@pytest.mark.parametrize(
    ("state", "level", "fix"),
    [
        ("needs_auth", "bad", "syncd auth mail"),
        ("waiting_for_unlock", "note", "unlock the keyring"),
        ("offline", "note", "check the network"),
        ("degraded", "bad", "mend that"),
    ],
)
def test_how_the_last_sync_went(profile: Profile, state: str, level: str, fix: str) -> None:
    """Given an account whose last sync failed, when examined, then it is told with its error and what to do."""
    with logs.peek(profile.log) as log:
        log.execute(f"UPDATE account SET state = '{state}', error = 'no luck' WHERE name = 'mail'")
    told(profile, level, "account mail could not be read: no luck", fix)


def test_accounts_that_lie_idle(profile: Profile) -> None:
    """Given an account never synced and one last synced long ago, when examined, then both are named."""
    profile.sync(now=TODAY - timedelta(days=9))
    profile.configure('[[account]]\nname = "more"\nprovider = "mbox"\naddress = "ada@example.org"\npath = "m.mbox"\n')
    told(profile, "note", "account mail was last synced 9 days ago", "syncd sync mail")
    told(profile, "note", "account more was never synced", "syncd sync more")


def test_a_clock_that_is_wrong(profile: Profile) -> None:
    """Given a log that was synced later than now, when examined, then the clock is suspected, whatever --now says."""
    profile.sync(now=TODAY + timedelta(days=2))
    told(profile, "bad", "the clock says", "timedatectl set-ntp true")


def test_mail_from_the_future(profile: Profile) -> None:
    """Given mail that was taken in as of a later day, when examined, then that is told."""
    later = TODAY + timedelta(days=30)
    profile.mails(wrote(1), came(2, when=f"{later:%Y-%m-%d}"))
    profile.sync(now=later)
    profile.sync(now=TODAY)
    told(profile, "note", "mail from the future", "timedatectl")


@logs.of_the_file
def test_a_damaged_log(profile: Profile) -> None:
    """Given a damaged log, when examined, then the way back is named."""
    data = bytearray(profile.log.read_bytes())
    for page in range(4, len(data) // 4096 - 2):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    profile.log.write_bytes(data)
    found = examined(profile, 1)
    assert [one for one in found if one.level == "bad" and "damaged" in one.text]


def test_a_log_of_another_version(profile: Profile) -> None:
    """Given a log of another schema, when examined, then it says what brings it up to date."""
    with logs.peek(profile.log) as log:
        log.execute("UPDATE alembic_version SET version_num = '0001'")
    told(profile, "bad", "another version of syncd", "syncd sync")


def test_no_log(tmp_path: Path) -> None:
    """Given a new profile, when examined, then what makes the log is named, and nothing is wrong."""
    told(Profile(tmp_path / "ada", rules=RULES), "note", "there is no log yet", "syncd sync")


@logs.of_the_file
def test_an_endless_write_ahead_log(profile: Profile) -> None:
    """Given a write-ahead log of 80 MB, when examined, then what to end is said."""
    reader = sqlite3.connect(profile.log)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM mail").fetchone()
    with sqlite3.connect(profile.log) as writing:
        writing.execute("CREATE TABLE big (x BLOB)")
        writing.execute("INSERT INTO big VALUES (zeroblob(80000000))")
    with profile.store().read() as log:
        assert log.newest() is not None
    found = list(checkup_log.state(profile.store(), profile.settings, TODAY))
    reader.close()
    assert any("write-ahead log has grown to 8" in one.text and "fuser" in one.fix for one in found)


def test_unreadable_mail_by_reason(profile: Profile) -> None:
    """Given mails that can't be read, when examined, then there is a line for each reason, with how many and one."""
    profile.mails(wrote(1), *(b"Subject: nobody wrote this %d\n\n" % number for number in range(12)))
    profile.sync(now=TODAY)
    found = [one for one in examined(profile, 0) if " unreadable in " in one.text]
    assert len(found) == 1
    assert found[0].text.startswith("12 unreadable in mail: ")
    assert "syncd sync mail" in found[0].fix


def test_addresses_and_zones(profile: Profile) -> None:
    """Given much mail through an unknown address, and events in a zone nobody knows, when examined, then it asks."""
    profile.mails(*(letter(f"p{n}@x.example", "ada@alias.example", "2026-03-01") for n in range(6)))
    odd = (
        meeting("m", day("2026-03-01"), [ME])
        .replace("DTSTART:", "DTSTART;TZID=Middle-earth:")
        .replace("Z\r\nDTEND", "\r\nDTEND")
    )
    profile.meetings(odd)
    profile.sync(now=TODAY)
    told(profile, "note", "is ada@alias.example yours?", '[me] addresses = [… , "ada@alias.example"]')
    told(profile, "note", 'unknown time zone "Middle-earth"', "correct the zone")


@pytest.mark.parametrize(
    ("name", "fix"), [(SUSPECT, "syncd apply"), (FOLLOWING, "syncd apply"), (SENDING, "syncd digest --send")]
)
def test_what_the_daemon_could_not_do(profile: Profile, name: str, fix: str) -> None:
    """Given trouble the daemon left, when examined, then it is told once, and what tries again; `status` tells too."""
    with profile.store(write=True).begin() as log:
        log.set_meta(name, "no luck")
    told(profile, "bad", "no luck", fix)
    assert profile.cli("status", "--json").json["problems"] == ["no luck"]


def test_a_broken_edit(profile: Profile) -> None:
    """Given a broken edit, when a daemon goes on with the old rules, then doctor and status say so; without one they
    are silent, for then the files themselves are read."""
    with profile.store(write=True).begin() as log:
        log.set_meta(BROKEN, "the newest edit is broken")
    assert examined(profile, 0)
    with alone(profile.settings.paths.lock, daemon=True):
        told(profile, "bad", "the newest edit is broken", "syncd rules check")
        status = profile.cli("status", "--json").json
        assert status["problems"] == ["the newest edit is broken"]
        assert status["daemon"] is not None
        assert all(one["next_run"] for one in status["accounts"])
    status = profile.cli("status", "--json").json
    assert (status["problems"], status["daemon"]) == ([], None)
    assert [one["next_run"] for one in status["accounts"]] == [None, None]


def test_who_is_at_work(profile: Profile) -> None:
    """Given a lock that is held, when examined, then it says by whom, and does its work all the same."""
    with writer(profile.settings.paths.lock):
        assert any("another syncd is at work (pid" in one.text for one in examined(profile, 0))
    with alone(profile.settings.paths.lock, daemon=True):
        assert any("the daemon runs (pid" in one.text for one in examined(profile, 0))


def test_the_key_of_mail_links(profile: Profile) -> None:
    """Given a damaged key, when examined, then what makes a new one is said."""
    path = profile.settings.paths.state / "links.key"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"short")
    path.chmod(0o600)
    told(profile, "bad", "is damaged", f"rm {path}")


def test_rules_that_do_nothing(profile: Profile) -> None:
    """Given an empty group, a rule that fits nobody, a failing example, and rules of texts without texts, when
    examined, then each is named."""
    more = '[[rule]]\nname = "vips"\nkind = "keep-in-touch"\nevery = "9d"\nwho = { group = "vips" }\n'
    more += '[[rule]]\nname = "owed"\nkind = "reply-owed"\n'
    group = '[[group]]\nname = "vips"\nwho = { domain = "nowhere.example" }\n'
    profile.configure(group, bodies="none", rules=RULES + more)
    profile.sync(now=TODAY)
    told(profile, "note", "nobody is in the group vips", "correct its who")
    told(profile, "note", "rule vips fits nobody", "rules.toml")
    told(profile, "note", 'bodies = "none" for mail: owed judge by subjects alone', 'bodies = "scan"')
    example = '[[rule.example]]\nlast_contact = "2026-01-01"\nnow = "2026-02-03"\nexpect = "due 2020-01-31"\n'
    profile.configure(rules=RULES + example)
    told(profile, "bad", "rule all: an example does not hold", "syncd rules test")
    profile.configure(rules="")
    told(profile, "note", "there are no rules", "syncd init")


def test_nobody_knows_me(tmp_path: Path) -> None:
    """Given a config without an address or an account, when examined, then both are asked for."""
    profile = Profile(tmp_path / "ada", rules=RULES)
    profile.cli.config("[me]\n")
    told(profile, "bad", "no address of yours is known", "[me] addresses")
    told(profile, "bad", "no address of yours is known", "")
    assert any("the config has no account" in one.text for one in examined(profile, 1))


def test_logins(profile: Profile) -> None:
    """Given a login in a file, and one whose account is gone, when examined, then it says where the one lies, and how
    to be rid of the other; `status` says where, too."""
    folder = profile.settings.paths.tokens
    folder.parent.mkdir(mode=0o700)
    folder.mkdir(mode=0o700)
    for name in ("mail.json", "old.json", "older.keyring"):
        (folder / name).write_text("{}")
        (folder / name).chmod(0o600)
    assert any(one.text.endswith(f"login in {folder / 'mail.json'}") for one in examined(profile, 0))
    told(profile, "note", "the login of old is kept", f"rm {folder / 'old.json'}")
    told(profile, "note", "the login of older is kept", "syncd auth older --forget")
    found = profile.cli("status", "--json").json["accounts"]
    assert [one["login"] for one in found] == [str(folder / "mail.json"), None]


def test_texts_that_shall_go(tmp_path: Path) -> None:
    """Given kept texts, when the config no longer says keep, then what removes them is named."""
    profile = Profile(tmp_path / "ada", bodies="keep", rules=RULES)
    profile.mails(wrote(1))
    profile.sync(now=TODAY)
    assert count(profile.log, "body") == 1
    profile.configure(rules=RULES)
    told(profile, "note", "texts of mails of mail are still kept", "syncd sync mail removes them")


def test_a_file_that_can_not_be_written(profile: Profile) -> None:
    """Given follow-ups that shall go into a folder that is not there, when examined, then that is wrong."""
    profile.configure('[followups]\nto = "nowhere/f.ics"\n', rules=RULES)
    told(profile, "bad", "follow-ups can't be written", "make its folder")
