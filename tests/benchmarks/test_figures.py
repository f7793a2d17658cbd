"""The figures that `sync` computes in one reading are those of the slow way: everything inferred of everybody."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.mailbox import ALIAS, ME, write_mbox
from benchmarks.profile import Profile
from syncd.config import load
from syncd.jobs.figures import summarise
from syncd.jobs.summary import current
from syncd.jobs.world import gather
from syncd.store.log import Store
from syncd.ties import maybe_mine

CONFIG = """\
[me]
addresses = ["ada@example.org"]
timezone = "Europe/Berlin"

[[account]]
name = "mail"
provider = "mbox"
path = "mails.mbox"
bodies = "none"

[[account]]
name = "again"
provider = "mbox"
path = "mails.mbox"
bodies = "none"

[[person]]
name = "Never Met"
address = "never@met.example"
"""


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """600 mails, each in two accounts."""
    folder = tmp_path_factory.mktemp("figures")
    mbox = write_mbox(folder / "mails.mbox", 600)
    made = Profile(folder / "profile", "mbox", mbox)
    (made.folder / "config.toml").write_text(CONFIG.replace("mails.mbox", str(mbox)))
    subprocess.run(made.command("sync"), check=True, capture_output=True)
    return made


@pytest.mark.parametrize("me", [ME, ALIAS])
@pytest.mark.parametrize("day", ["2026-03-01", "2021-06-01", "2010-01-01"])
def test_figures_agree_with_ties(profile: Profile, day: str, me: str) -> None:
    """Given a log and one of my two addresses, when its figures are computed as of any day, then ties say the same."""
    now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    settings = load(Path(profile.folder / "config.toml"), os.environ)
    settings = replace(settings, me=replace(settings.me, addresses=frozenset({me})))
    with Store.open(settings.log, write=False).read() as log:
        figures = summarise(log, settings, now)
        world = gather(log, settings, now)
        mails = [row for row in world.facts.mails if row.at <= now.timestamp()]
        later = [row.at for row in world.facts.mails if row.at > now.timestamp()]
        assert figures.people == sum(tie.is_person for tie in world.ties.values())
        assert bool(figures.maybe_mine) == (me == ALIAS and bool(mails))
        assert list(figures.maybe_mine) == maybe_mine(world.facts, world.directory, settings, now)
        assert figures.interactions == len(mails)
        assert dict(figures.accounts) == ({"mail": len(mails), "again": len(mails)} if mails else {})
        assert figures.until == min(later, default=None)


def test_what_sync_stored_is_used(profile: Profile) -> None:
    """Given a synced log, when the figures are asked for as of the sync, then they are those of that moment."""
    now = datetime.fromisoformat("2026-03-01").replace(tzinfo=UTC)
    settings = load(Path(profile.folder / "config.toml"), os.environ)
    with Store.open(settings.log, write=False).read() as log:
        stored = log.summary()
        assert stored is not None
        assert current(log, settings, now).people == stored["people"] == summarise(log, settings, now).people
