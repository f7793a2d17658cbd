"""What `init` writes: config texts that the parser takes, groups that fit the contact there was; and its hints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schema import default_rules_text, parse_rules
from syncd.config import parse
from syncd.jobs.setup import hints
from syncd.model import Contact, Direction, Kind, Person, Status, Tie
from syncd.paths import locate
from syncd.settings import Settings, Who
from syncd.setup.answers import MADE, NONE, SOURCES, Answers, config_text
from syncd.setup.proposals import Proposal, about, groups_text, proposals, rules_text

DAY = 86_400
NOW = 2000 * DAY


def read(text: str, folder: Path = Path("/profile")) -> Settings:
    """The config through the real parser. Raises ConfigProblems."""
    return parse(text, locate(folder / "config.toml", {}), {"HOME": "/home/ada", "TZ": "UTC"})


# ---------------------------------------------------------------- the config

ADA = Answers(addresses=("ada@example.org",), name="Ada", timezone="Europe/Berlin")
OWN = {
    "google": {"client_secret": "/home/ada/client.json", "followups": "google", "digest_via": "google"},
    "microsoft": {"client_id": "1234", "followups": "microsoft", "kind": "task", "digest_via": "microsoft"},
    "imap": {"host": "imap.example.org", "calendar": "https://dav.example.org/ada/", "followups": "calendar"},
    "caldav": {"url": "https://dav.example.org/ada/", "followups": "calendar", "password_command": "pass 'my mail'"},
    "mbox": {"path": "~/Takeout/*.mbox", "calendar": "https://c.example/ada.ics?key=1", "followups": "/f.ics"},
    "maildir": {"path": "~/Mail", "calendar": NONE, "followups": NONE, "digest_via": NONE},
    "ics": {"path": "webcal://calendar.example/private.ics", "followups": "/f.ics", "digest_via": "file:/d"},
}


@pytest.mark.parametrize("provider", SOURCES)
def test_every_source_makes_a_config(provider: str) -> None:
    """Given answers for a source, when written, then the parser takes the file, which says what it is."""
    answers = replace(ADA, provider=provider, **OWN[provider])  # type: ignore[arg-type]  # texts all
    text = config_text(answers)
    settings = read(text)
    assert text.startswith(MADE)
    assert settings.accounts[0].provider == provider
    assert settings.me.addresses == {"ada@example.org"}
    assert settings.me.timezone == "Europe/Berlin"
    assert (settings.followups.to or NONE) == OWN[provider]["followups"]
    assert settings.digest.via == OWN[provider].get("digest_via", "").replace(NONE, "")
    assert max(map(len, text.split("\n"))) <= 120


def test_a_calendar_beside_the_mail() -> None:
    """Given a calendar's address, when it is a server's beside IMAP, then CalDAV reads it; else it is a file or URL."""
    made = [read(config_text(replace(ADA, provider=p, **OWN[p]))) for p in ("imap", "mbox", "maildir")]  # type: ignore[arg-type]  # texts all
    assert [[each.provider for each in one.accounts] for one in made] == [
        ["imap", "caldav"],
        ["mbox", "ics"],
        ["maildir"],
    ]
    assert made[0].accounts[1].calendars == ("primary",)


LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(LINE, LINE)
def test_whatever_is_typed_means_itself(name: str, path: str) -> None:
    """Given any printable text, when written, then it is read back as it was."""
    settings = read(config_text(replace(ADA, provider="mbox", name=name, path=f"/{path}")))
    assert settings.me.name == name
    assert settings.accounts[0].path == f"/{path}"


# ---------------------------------------------------------------- groups


GAPS: dict[str, float] = {}


def tie(address: str, gap: float | None = None, *, strength: float = 1, days: int = 10, **person: object) -> Tie:
    """Somebody I was in touch with `days` ago, and usually every `gap` days."""
    if gap is not None:
        GAPS[address] = gap
    who = Person(address, address.partition("@")[0].title(), (address,))
    last = Contact("<1>", NOW - days * DAY, Kind.EMAIL, Direction.OUTBOUND, "", "mail")
    return Tie(replace(who, **person), True, last_contact=last, strength=strength)  # type: ignore[arg-type]  # of Person


@pytest.fixture(autouse=True)
def _no_gaps() -> None:
    GAPS.clear()


def proposed(*ties: Tie, mine: str = "ada@example.org") -> list[Proposal]:
    return proposals(ties, GAPS, {mine}, NOW - 365 * DAY)


def grouped(*ties: Tie, mine: str = "ada@example.org") -> dict[str, list[str]]:
    return {each.name: list(each.people) for each in proposed(*ties, mine=mine)}


def test_groups_that_fit() -> None:
    """Given people of several circles, when grouped, then by closeness and by organisation; the strongest first."""
    assert grouped(
        tie("grace@navy.mil", 8, strength=9),
        tie("mateo@gmail.com", 20.5, strength=5),
        tie("leyla@nord.example", 30),
        tie("seun@mail.nord.example", 40),
        tie("priya@nord.example", strength=2),
        tie("hanako@nord.example"),
        tie("chen@tax.example", 75),
        tie("sofie@atelier.example", 100),
        tie("anna@atelier.example", 200),
        tie("eve@example.org", 3, strength=20),
        tie("bob@example.org"),
        tie("cy@example.org"),
    ) == {
        "colleagues": ["Eve", "Bob", "Cy"],
        "inner-circle": ["Eve", "Grace", "Mateo"],
        "nord": ["Priya", "Hanako", "Leyla", "Seun"],
        "regular": ["Chen", "Sofie"],
    }


def test_who_is_left_out() -> None:
    """Given the silent, the muted and mere addresses, or a free-mail domain of mine, when grouped, then not they."""
    away = tie("a@x.example", 5, days=400)
    muted = tie("b@x.example", 5, status=Status.MUTED)
    stranger = replace(tie("c@x.example", 5), is_person=False)
    assert grouped(away, muted, stranger, tie("d@x.example", 5)) == {}
    assert "colleagues" not in grouped(*(tie(f"{n}@gmail.com") for n in "abcd"), mine="ada@gmail.com")


def test_two_organisations_of_one_name() -> None:
    """Given acme.example and acme.co.uk, when grouped, then each has a name of its own."""
    people = [tie(f"{n}@{domain}", 30) for domain in ("acme.example", "acme.co.uk", "zeta.co.uk") for n in "abc"]
    assert list(grouped(*people)) == ["acme.co.uk", "acme.example", "zeta"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


@given(st.lists(NAMES, min_size=3, max_size=6, unique=True), st.sampled_from(["7d", "6w", "3m", "1y", None]))
def test_groups_are_written_so_that_they_are_read(names: list[str], every: str | None) -> None:
    """Given people of any name, when their groups and rules are appended, then config and rules hold them."""
    ties = [tie(f"p{number}@x.example", 5, name=name) for number, name in enumerate(names)]
    found = [replace(each, every=every) for each in proposed(*ties)]
    settings = read(config_text(replace(ADA, provider="mbox", path="/x")) + groups_text(found))
    assert [(each.name, each.who) for each in settings.groups] == [(each.name, each.group.who) for each in found]
    assert settings.groups[0].who == Who(address=tuple(each.person.key for each in ties))
    text = default_rules_text() + rules_text(found)
    rules = parse_rules([("rules.toml", text)], [each.name for each in settings.groups]).rules
    assert [rule.name for rule in rules if rule.who.group] == [each.name for each in found if each.every]


def test_the_lead_of_a_short_interval_is_short() -> None:
    """Given an interval, when its rule is written, then the lead is a quarter of it, and a week at most."""
    group = Proposal(proposed(*(tie(f"{n}@x.example", 5) for n in "ab"))[0].group, ("A", "B"))
    leads = {every: rules_text([replace(group, every=every)]) for every in ("7d", "2w", "90d")}
    assert [line for text in leads.values() for line in text.split("\n") if line.startswith("lead")] == [
        'lead = "1d"',
        'lead = "3d"',
        'lead = "7d"',
    ]


@pytest.mark.parametrize(
    ("words", "days"), [("day", 1), ("9 days", 9), ("3 weeks", 21), ("8 weeks", 58), ("4 months", 120)]
)
def test_about_how_often(words: str, days: float) -> None:
    """Given days, when shown after "about every", then as people say it."""
    assert about(days) == words


# ---------------------------------------------------------------- hints


def test_hints_of_git_and_thunderbird(tmp_path: Path) -> None:
    """Given git's config, a Thunderbird profile and archives, when looked for, then found, with ~ for the home."""
    (tmp_path / ".gitconfig").write_text(
        '[core]\n\teditor = vi\n[user]\n\tname = "Ada Example"\n\temail = a@git.example\n'
    )
    profile = tmp_path / ".thunderbird" / "x.default"
    for server in ("ImapMail/imap.example.org", "Mail/Local Folders"):
        (profile / server).mkdir(parents=True)
        (profile / server / "INBOX").write_text("")
    (profile / "prefs.js").write_text(
        'user_pref("mail.identity.id1.fullName", "Ada of Thunderbird");\n'
        'user_pref("mail.identity.id1.useremail", "ada@example.org");\n'
    )
    (tmp_path / "Maildir" / "cur").mkdir(parents=True)
    found = hints({"HOME": str(tmp_path), "TZ": "Europe/Berlin"})
    assert (found.name, found.address, found.timezone) == ("Ada Example", "ada@example.org", "Europe/Berlin")
    assert found.paths == {
        "mbox": ("~/.thunderbird/x.default/ImapMail/imap.example.org",),
        "maildir": ("~/Maildir",),
        "ics": (),
    }


def test_hints_of_nothing(tmp_path: Path) -> None:
    """Given a home with nothing (or a git config that is none), when looked for, then there are no hints, no error."""
    (tmp_path / ".gitconfig").write_bytes(b"\xff\x00[user")
    found = hints({"HOME": str(tmp_path), "TZ": "UTC"})
    assert (found.address, found.timezone, set(found.paths.values())) == ("", "UTC", {()})
