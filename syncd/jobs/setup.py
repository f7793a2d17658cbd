"""For `init`: what this machine says of its user, and the groups that fit what the log holds."""

from __future__ import annotations

import configparser
import glob
import os
import pwd
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from syncd.dates import Duration
from syncd.jobs.backtest_report import fitting, usual_gap
from syncd.jobs.replay import Past
from syncd.jobs.world import World, gather
from syncd.joining import my_addresses
from syncd.paths import home
from syncd.settings import Settings
from syncd.setup.proposals import COLLEAGUES, RECENT, Proposal, proposals
from syncd.setup.questions import Hints
from syncd.store.log import Store
from syncd.zones import system_zone

_THUNDERBIRD = (
    "~/.thunderbird",
    "~/snap/thunderbird/common/.thunderbird",
    "~/.var/app/org.mozilla.Thunderbird/.thunderbird",
)
_PLACES = {  # where archives usually lie, the likeliest first
    "mbox": (
        "~/Takeout/Mail/*.mbox",
        "~/Downloads/Takeout/Mail/*.mbox",
        *(f"{each}/*/ImapMail/*.*" for each in _THUNDERBIRD),
        *(f"{each}/*/Mail/*.*" for each in _THUNDERBIRD),
    ),
    "maildir": ("~/Maildir", "~/Mail", "~/mail", "~/.mail", "~/.maildir", "~/.local/share/mail"),
    "ics": ("~/.local/share/evolution/calendar/system/calendar.ics", "~/calendar.ics", "~/Calendar/*.ics"),
}
_PREF = re.compile(r'user_pref\("mail\.identity\.id\d+\.(useremail|fullName)", "([^"\\]+)"\);')
_WINDOW = Duration(2, "y")  # as for a rhythm


def hints(env: Mapping[str, str]) -> Hints:
    """Name, address, zone and archives, as far as a few cheap looks find them."""
    base = home(env)
    git = _git(base, env)
    thunderbird = _thunderbird(base)
    name = git.get("name") or thunderbird.get("fullName") or _gecos()
    paths = {provider: tuple(_found(base, places)) for provider, places in _PLACES.items()}
    address = thunderbird.get("useremail") or git.get("email") or ""
    return Hints(name, address, system_zone(env), paths)


def _git(base: Path, env: Mapping[str, str]) -> dict[str, str]:
    """[user] of git's own config (git-config(1): Files)."""
    xdg = env.get("XDG_CONFIG_HOME", "")
    folder = Path(xdg) if xdg.startswith("/") else base / ".config"
    for file in (base / ".gitconfig", folder / "git" / "config"):
        reader = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=",))
        with suppress(OSError, ValueError, configparser.Error):
            reader.read_string("\n".join(line.strip() for line in file.read_text("utf-8").splitlines()))
            if reader.has_section("user"):
                return {key: value.strip().strip('"') for key, value in reader.items("user") if value}
    return {}


def _thunderbird(base: Path) -> dict[str, str]:
    """The first identity of the first profile that has one."""
    for place in _THUNDERBIRD:
        for file in sorted(glob.glob(f"{_at(base, place)}/*/prefs.js")):  # noqa: PTH207 - the home may hold a glob sign
            with suppress(OSError):
                found: dict[str, str] = {}
                for key, value in _PREF.findall(Path(file).read_text("utf-8", "replace")):
                    found.setdefault(key, value)
                if found:
                    return found
    return {}


def _gecos() -> str:
    with suppress(KeyError):
        return pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].strip()
    return ""


def _found(base: Path, places: Sequence[str]) -> Iterator[str]:
    """What is there, as one would write it into the config."""
    for place in places:
        inside = glob.glob(_at(base, place))  # noqa: PTH207 - as above
        inside = [each for each in inside if not each.endswith((".msf", ".dat")) and _holds(Path(each))]
        if "*.*" in place:  # one of Thunderbird's servers
            yield from (f"~/{Path(each).relative_to(base)}" for each in sorted(inside))
        elif inside:
            yield place


def _holds(path: Path) -> bool:
    if not path.is_dir():
        return True
    with suppress(OSError):
        return any(path.iterdir())
    return False


def _at(base: Path, place: str) -> str:
    return f"{glob.escape(str(base))}/{place.removeprefix('~/')}"


# ---------------------------------------------------------------- groups


def propose(store: Store, settings: Settings, now: datetime) -> tuple[list[Proposal], int]:
    """Groups with the interval that fits each (as `rules backtest --suggest` finds it), and how many people there are.

    Groups of which it can't be told, as there was too little contact, are left out; colleagues have no interval.
    """
    with store.read() as log:
        world = gather(log, settings, now)
        people = sum(tie.is_person for tie in world.ties.values())
        since = int((now - timedelta(days=RECENT)).timestamp())
        found = proposals(world.ties.values(), _usual_gaps(world), my_addresses(settings, world.facts.own), since)
    fit = [each if each.name == COLLEAGUES else _with_interval(each) for each in found]
    return [each for each in fit if each.name == COLLEAGUES or each.every is not None], people


def _with_interval(one: Proposal) -> Proposal:
    return one if one.usual is None else replace(one, every=f"{fitting(one.usual)}d")


def _usual_gaps(world: World) -> dict[str, float]:
    """By Person.key, of those with at least five days of contact in two years."""
    past = Past(world.facts, world.directory, world.settings, world.now)
    past.advance(world.now)
    first = _WINDOW.before(world.now.date()).toordinal()
    found = {}
    for key, tie in world.ties.items():
        if tie.is_person:
            gap = usual_gap(sorted(day for day in past.days_of_contact(key) if day >= first))
            if gap is not None:
                found[key] = gap
    return found
