"""config.toml → Settings, or everything that is wrong with it at once (CONTRACT.md §1, §2)."""

from __future__ import annotations

import copy
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syncd.config import SAMPLE, load
from syncd.dates import Duration
from syncd.problems import ConfigProblems, shown
from syncd.rulebook import read_rules
from syncd.settings import Settings, Smtp, Who
from syncd.zones import system_zone

BROKEN = sorted((Path(__file__).parents[1] / "data" / "broken").glob("config-*.toml"))
ENV = {"HOME": "/home/ada", "TZ": "Europe/Berlin"}

FULL = """\
[me]
name = "Ada Example"
addresses = ["Ada@Example.org", "a.da+x@gmail.com"]
timezone = "Europe/Vienna"

[[account]]
name = "work"
provider = "google"
address = "ada@work.example"
mail = true
calendars = ["primary"]
since = "18m"
bodies = "none"
client_secret = "client_secret.json"
api_endpoint = "http://127.0.0.1:4002/"

[[account]]
name = "outlook"
provider = "microsoft"
address = "ada@outlook.example"
client_id = "1234"
authority = "https://login.microsoftonline.com/common"
graph_endpoint = "https://graph.microsoft.com/v1.0"

[[account]]
name = "home"
provider = "imap"
address = "ada@home.example"
host = "mail.home.example"
port = 993
tls = "implicit"
username = "ada"
password_command = ["pass", "mail/ada"]
since = "all"

[[account]]
name = "dav"
provider = "caldav"
url = "https://dav.home.example/ada/"

[[account]]
name = "takeout"
provider = "mbox"
path = "Takeout/Mail/*.mbox"
address = "ada@old.example"

[[account]]
name = "holidays"
provider = "ics"
path = "webcal://example.org/holidays.ics"

[contact]
max_recipients = 5
max_attendees = 8
unanswered_invitations = true
ignore = ["@Example-Bots.com", "NoReply@*", "Bob@Example.com"]

[followups]
to = "work"
as = "task"
calendar = "Reach out"
per_week = 0
max_open = 3
workdays = ["mon", "wed"]
at = "08:15"
write = false

[digest]
to = ["ada+digest@example.org"]
via = "smtp"
day = "sun"
at = "18:00"

[daemon]
every = "15m"

[log]
path = "own/log.db"

[paths]
state = "~/syncd-state"

[smtp]
host = "mail.home.example"
username = "ada"
password_command = ["pass", "mail/ada"]

[[group]]
name = "mentors"
who = { address = ["grace@example.com"], domain = "uni.example", tag = ["mentor"], name = ["Grace *"] }

[[group]]
name = "others"
who = { not = { group = "mentors" } }

[[person]]
address = ["Grace@example.com", "tel:+49 151 1234567", "linkedin:GraceH"]
name = "Grace Hopper"
tags = ["mentor"]
birthday = "12-09"
status = "muted"
"""


def read(folder: Path, text: str | bytes, env: Mapping[str, str] = ENV) -> Settings:
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path, env)


def wrong(folder: Path, text: str | bytes) -> str:
    """What the user sees, with the folder's name made the same everywhere."""
    with pytest.raises(ConfigProblems) as caught:
        read(folder, text)
    return f"{caught.value}\n".replace(str(folder), "/home/ada/syncd")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken(path: Path, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    """Given a config with mistakes, when it is read, then each is named with its place, value, and a way out."""
    golden(f"broken/{path.stem}.txt", wrong(tmp_path, path.read_bytes()))


def test_full(tmp_path: Path) -> None:
    """Given every section of the contract, when read, then each value arrives, addresses canonical, paths absolute."""
    settings = read(tmp_path, FULL)
    assert settings.me.name == "Ada Example"
    assert settings.me.timezone == "Europe/Vienna"
    assert settings.me.addresses == {
        "ada@example.org",
        "ada@gmail.com",
        "ada@work.example",
        "ada@outlook.example",
        "ada@home.example",
        "ada@old.example",
    }
    assert [account.name for account in settings.accounts] == ["work", "outlook", "home", "dav", "takeout", "holidays"]
    work, outlook, home, dav, takeout, holidays = settings.accounts
    assert (work.since, work.bodies, work.calendars, work.mail) == (Duration(18, "m"), "none", ("primary",), True)
    assert work.options == {
        "client_secret": f"{tmp_path}/client_secret.json",
        "api_endpoint": "http://127.0.0.1:4002",
    }
    assert outlook.since == Duration(2, "y")
    assert outlook.options == {
        "client_id": "1234",
        "authority": "https://login.microsoftonline.com/common",
        "graph_endpoint": "https://graph.microsoft.com/v1.0",
    }
    assert home.since is None
    assert home.options == {
        "host": "mail.home.example",
        "port": 993,
        "tls": "implicit",
        "username": "ada",
        "password_command": ("pass", "mail/ada"),
    }
    assert (dav.options, dav.mail, dav.address) == ({"url": "https://dav.home.example/ada/"}, False, "")
    assert (takeout.path, takeout.since) == (f"{tmp_path}/Takeout/Mail/*.mbox", None)
    assert (holidays.path, holidays.mail) == ("https://example.org/holidays.ics", False)
    assert settings.contact.max_recipients == 5
    assert settings.contact.max_attendees == 8
    assert settings.contact.unanswered_invitations
    assert settings.contact.ignore == ("@example-bots.com", "noreply@*", "bob@example.com")
    followups = settings.followups
    assert (followups.to, followups.to_file, followups.kind, followups.calendar) == ("work", False, "task", "Reach out")
    assert (followups.per_week, followups.max_open, followups.write) == (0, 3, False)
    assert followups.workdays == {0, 2}
    assert followups.at == time(8, 15)
    digest = settings.digest
    assert (digest.to, digest.via) == (("ada+digest@example.org",), "smtp")
    assert (digest.day, digest.at) == (6, time(18, 0))
    assert settings.every == timedelta(minutes=15)
    assert settings.paths.log == tmp_path / "own" / "log.db"
    assert settings.paths.tokens == Path("/home/ada/syncd-state/tokens")
    assert settings.paths.lock == Path("/home/ada/syncd-state/lock")
    assert settings.smtp == Smtp("mail.home.example", 587, "starttls", "ada", ("pass", "mail/ada"))
    assert settings.groups[0].who == Who(
        tag=("mentor",), address=("grace@example.com",), domain=("uni.example",), name=("Grace *",)
    )
    assert settings.groups[1].who == Who(excluded=Who(group=("mentors",)))
    (grace,) = settings.people
    assert grace.addresses == ("grace@example.com", "tel:+491511234567", "linkedin:graceh")
    assert (grace.name, grace.tags, grace.birthday, grace.status) == ("Grace Hopper", ("mentor",), "12-09", "muted")


def test_empty(tmp_path: Path) -> None:
    """Given an empty file, when read, then every value is the contract's default."""
    settings = read(tmp_path, "")
    assert settings == Settings(settings.paths, me=settings.me)
    assert settings.me.timezone == "Europe/Berlin"
    assert settings.every == timedelta(minutes=5)


def test_sample(tmp_path: Path) -> None:
    """Given the sample shown to those without a config, when read, then it is accepted as it stands."""
    settings = read(tmp_path, SAMPLE)
    assert settings.accounts[0].path == "/home/ada/Takeout/Mail/*.mbox"
    assert settings.followups.to == f"{tmp_path}/followups.ics"
    assert settings.followups.to_file


def test_contract_defaults_of_digest(tmp_path: Path) -> None:
    """Given a digest without `to`, when read, then it goes to my first address."""
    text = '[me]\naddresses = ["ada@example.org", "b@example.org"]\n[digest]\nvia = "file:digests/"\n'
    digest = read(tmp_path, text).digest
    assert digest.to == ("ada@example.org",)
    assert digest.via == f"file:{tmp_path}/digests"


def test_own_dates_of_toml(tmp_path: Path) -> None:
    """Given a birthday and a time written without quotes, when read, then TOML's own values are understood."""
    settings = read(
        tmp_path, '[followups]\nat = 08:30:00\n[[person]]\naddress = "g@example.com"\nbirthday = 1906-12-09\n'
    )
    assert settings.followups.at == time(8, 30)
    assert settings.people[0].birthday == "1906-12-09"


def test_byte_order_mark(tmp_path: Path) -> None:
    """Given a UTF-8 file with a byte order mark, as Windows editors write, when read, then it is read."""
    assert read(tmp_path, b'\xef\xbb\xbf[me]\r\nname = "Ada"\r\n').me.name == "Ada"


def test_no_config(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    """Given no config, when it is read, then the user learns where it was looked for and how to make one."""
    with pytest.raises(ConfigProblems) as caught:
        load(None, {"HOME": str(tmp_path)})
    golden("broken/no-config.txt", str(caught.value).replace(str(tmp_path), "/home/ada"))


def test_folder(tmp_path: Path) -> None:
    """Given --config with the folder instead of the file, when read, then the file is suggested."""
    read(tmp_path, "")
    with pytest.raises(
        ConfigProblems, match=re.escape(f"is a folder, not a file; did you mean {tmp_path}/config.toml?")
    ):
        load(tmp_path, ENV)


def test_unreadable(tmp_path: Path) -> None:
    """Given a config that can't be opened, when read, then the system's reason is shown."""
    loop = tmp_path / "config.toml"
    loop.symlink_to(loop)
    with pytest.raises(ConfigProblems, match=re.escape(str(loop))):
        load(loop, ENV)
    locked = tmp_path / "locked.toml"
    locked.write_text("")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):  # root reads everything
        with pytest.raises(ConfigProblems, match="Permission denied"):
            load(locked, ENV)


def test_secrets_are_not_repeated(tmp_path: Path) -> None:
    """Given a password in the config, when it is refused, then it is not shown: errors are pasted into bug reports."""
    text = '[[account]]\nname = "h"\nprovider = "imap"\naddress = "a@b.example"\nhost = "h"\npassword = "hunter2"\n'
    assert "hunter2" not in wrong(tmp_path, text)
    assert "hunter2" not in wrong(tmp_path, "[smtp]\npassword = hunter2\n")
    assert "hunter2" not in wrong(tmp_path, 'smtp = { password = "hunter2" }\nmee = { client_secret = "hunter2" }\n')


class TestSystemZone:
    """The default of [me].timezone."""

    @pytest.mark.parametrize(
        ("variable", "zone"),
        [
            ("Europe/Berlin", "Europe/Berlin"),
            (":Europe/Berlin", "Europe/Berlin"),
            ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
            ("", "UTC"),
        ],
    )
    def test_variable(self, variable: str, zone: str, tmp_path: Path) -> None:
        """Given $TZ in any of its forms that name a zone, when asked, then it counts."""
        assert system_zone({"TZ": variable}, tmp_path) == zone

    def test_localtime(self, tmp_path: Path) -> None:
        """Given no $TZ, or one that names no zone, when asked, then /etc/localtime's target counts."""
        (tmp_path / "etc").mkdir()
        (tmp_path / "etc" / "localtime").symlink_to("../usr/share/zoneinfo/Europe/Paris")
        assert system_zone({}, tmp_path) == "Europe/Paris"
        assert system_zone({"TZ": "CET-1CEST,M3.5.0"}, tmp_path) == "Europe/Paris"

    def test_timezone_file(self, tmp_path: Path) -> None:
        """Given only /etc/timezone, when asked, then it counts."""
        (tmp_path / "etc").mkdir()
        (tmp_path / "etc" / "timezone").write_text("Europe/Rome\n")
        assert system_zone({}, tmp_path) == "Europe/Rome"

    def test_nothing(self, tmp_path: Path) -> None:
        """Given a machine that says nothing, when asked, then it is UTC."""
        assert system_zone({}, tmp_path) == "UTC"


class TestRules:
    """rules.toml and rules.d beside the config."""

    def test_order(self, tmp_path: Path) -> None:
        """Given rules.toml and two files in rules.d, when read, then rules.toml comes first, the others by name."""
        for name, rule in (("rules.toml", "one"), ("rules.d/b.toml", "three"), ("rules.d/a.toml", "two")):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(f'[[rule]]\nname = "{rule}"\nkind = "drifting"\n')
        (tmp_path / "rules.d" / ".a.toml").write_text("an editor's leavings")
        rules = read_rules(read(tmp_path, "")).rules
        assert [(rule.name, rule.file) for rule in rules] == [
            ("one", "rules.toml"),
            ("two", "rules.d/a.toml"),
            ("three", "rules.d/b.toml"),
        ]

    def test_none(self, tmp_path: Path) -> None:
        """Given no rules file, when read, then there are no rules."""
        assert read_rules(read(tmp_path, "")).rules == ()

    def test_unknown_group(self, tmp_path: Path) -> None:
        """Given a rule for a group that the config lacks, when read, then the near one is suggested."""
        (tmp_path / "rules.toml").write_text('[[rule]]\nname = "a"\nkind = "drifting"\nwho = { group = "mentrs" }\n')
        settings = read(tmp_path, '[[group]]\nname = "mentors"\nwho = { tag = "m" }\n')
        with pytest.raises(ConfigProblems) as caught:
            read_rules(settings)
        assert str(caught.value).splitlines()[0] == (
            'rules.toml:4: rule "a": who: group = "mentrs": there is no such group; did you mean "mentors"?'
        )

    def test_all_files_at_once(self, tmp_path: Path) -> None:
        """Given mistakes in several files, one of them unreadable, when read, then all are shown in one go."""
        (tmp_path / "rules.toml").write_text("[[rule]]\n")
        (tmp_path / "rules.d").mkdir()
        (tmp_path / "rules.d" / "a.toml").write_bytes(b"\xff")
        (tmp_path / "rules.d" / "b.toml").write_text("x = 1\n")
        with pytest.raises(ConfigProblems) as caught:
            read_rules(read(tmp_path, ""))
        assert {problem.file for problem in caught.value.problems} == {"rules.toml", "rules.d/a.toml", "rules.d/b.toml"}


# ---------------------------------------------------------------- properties


def outcome(folder: Path, text: str | bytes) -> Settings | ConfigProblems:
    try:
        return read(folder, text)
    except ConfigProblems as problems:
        return problems


WORDS = st.sampled_from(
    [
        *re.findall(r"[\w.-]+|\[\[?|\]\]?|[={},\n]|\"", FULL),
        '"""',
        "'''",
        "'",
        "#",
        "\\",
        "\r\n",
        "\0",
        "\x1b",
        "é",
        "9e999",
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join)))
@example("a = " + "[" * 5000)
@example("a = " + "9" * 5000)
@example("[me]\nname = 0x" + "f" * 5000)
def test_any_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Given any text at all, when read, then there are settings or problems that can be shown, and nothing else."""
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    found = outcome(folder, text.encode("utf-8", "surrogatepass"))
    assert isinstance(found, Settings) or str(found).count("\n") == len(found.problems) > 0


@given(st.binary())
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Given any bytes, when read, then there are settings or problems."""
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    found = outcome(folder, data)
    assert isinstance(found, Settings) or found.problems


ODD_VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["2y", "0d", "999999y", "@", "x@", "~nobody/x", "file:", "http://[", "a@b", "*", "UTC", ".", "\0"]),
    st.lists(st.one_of(st.text(max_size=5), st.integers(0, 9)), max_size=3),
    st.dictionaries(st.text(min_size=1, max_size=5), st.integers(0, 9), max_size=2),
)


def toml(value: object) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(key))} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in value) + '"'
    return shown(value) if isinstance(value, bool) else str(value)


@given(st.data())
def test_mutations(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Given a good config with one key dropped, renamed or of another type, when read, then it is accepted, or each
    problem names a line of the file."""
    config = copy.deepcopy(tomllib.loads(FULL))
    table: dict[str, object] = config
    while True:
        key = data.draw(st.sampled_from(sorted(table)))
        inner = table[key]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            inner = data.draw(st.sampled_from(inner))
        if not isinstance(inner, dict) or data.draw(st.booleans()):
            break
        table = inner
    match data.draw(st.sampled_from(["drop", "rename", "retype"])):
        case "drop":
            del table[key]
        case "rename":
            table[data.draw(st.text(min_size=1, max_size=6).filter(lambda name: name not in table))] = table.pop(key)
        case _:
            table[key] = data.draw(ODD_VALUES)
    text = "".join(f"{toml(name)} = {toml(value)}\n" for name, value in config.items())
    folder = tmp_path_factory.getbasetemp() / "mutated"
    folder.mkdir(exist_ok=True)
    found = outcome(folder, text)
    for problem in found.problems if isinstance(found, ConfigProblems) else ():
        assert problem.line is not None
        assert 1 <= problem.line <= text.count("\n")
