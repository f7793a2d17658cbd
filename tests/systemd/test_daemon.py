"""The daemon itself under a real `systemd --user`; run by root's own manager, as our Python may lie in root's home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from time import sleep

import pytest

from syncd.jobs.service import Service
from tests.letters import ME, letter, mbox
from tests.process import SYNCD
from tests.systemd.private import Private, private

CONFIG = """\
[me]
addresses = ["ada@example.org"]
timezone = "UTC"
[[account]]
name = "mail"
provider = "mbox"
path = "mail.mbox"
[followups]
to = "followups.ics"
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'


@pytest.fixture
def manager() -> Iterator[Private]:
    with private(os.getuid()) as found:
        if isinstance(found, str):
            pytest.skip(found)
        yield found


def wait_for(path: Path) -> str:
    for _ in range(200):
        if path.exists():
            return path.read_text()
        sleep(0.05)
    raise AssertionError(f"no {path.name} in ten seconds")


def test_the_daemon_as_a_service(manager: Private) -> None:
    """Given a profile, when its service is installed, then systemd sees it ready, it does its work behind all walls,
    reloads, and ends in good order; a config broken while it is down is not tried twice."""
    profile = manager.home / "ada"
    profile.mkdir()
    (profile / "config.toml").write_text(CONFIG)
    (profile / "rules.toml").write_text(RULES)
    mbox(profile / "mail.mbox", [letter(ME, "grace@navy.mil", "2026-01-05", "Hello")])
    service = Service(profile / "config.toml", manager.env)
    unit = service.path.name
    walls = not SYNCD.is_relative_to(gettempdir())  # behind them a clone that lies there is not to be seen
    assert service.install(SYNCD, harden=walls).running
    assert service.condition().state == "running"
    assert "Write to grace@navy.mil" in wait_for(profile / "followups.ics")
    manager.ctl("reload", unit)
    assert manager.until(unit, lambda shown: shown["ActiveState"] == "active")["Result"] == "success"
    (profile / "config.toml").write_text("[me]\nnam = 1\n")
    manager.ctl("stop", unit)
    stopped = manager.until(unit, lambda shown: shown["ActiveState"] in ("inactive", "failed"))
    assert (stopped["ActiveState"], stopped["Result"], stopped["ExecMainStatus"]) == ("inactive", "success", "0")
    manager.ctl("start", unit)
    found = service.condition()
    assert (found.state, found.code, found.restarts) == ("failed", 78, 0)
    assert service.uninstall(force=True).running is False
