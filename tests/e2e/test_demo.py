"""`syncd demo`: what a stranger sees first, on any day."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.process import SYNCD, Cli


def _demo(folder: Path, now: str, code: int = 0) -> str:
    done = subprocess.run(
        [SYNCD, "demo", "--dir", folder, "--now", now], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-25", "2027-01-01", "2028-02-29"])
def test_the_demo_is_lively_on_any_day(tmp_path: Path, day: str) -> None:
    """Given any day of the week, when the demo runs, then it makes some follow-ups, holds some back, and ends well."""
    shown = _demo(tmp_path / "demo", f"{day}T09:00:00+01:00")
    cli = Cli(tmp_path / "demo", f"{day}T09:05:00+01:00")
    made = re.findall(r"^BEGIN:VTODO", (cli.folder / "followups.ics").read_text(), re.MULTILINE)
    assert 4 <= len(made) <= 9
    assert len({one["held_by"] for one in cli("plan", "--json").json["held_back"]}) >= 2
    assert cli("plan", "--json").json["actions"] == []
    assert list((cli.folder / "digests").glob("*.html"))
    assert "Type next" in shown
    wide = [line for line in shown.splitlines() if len(line) > 80 and "/" not in line]
    assert wide == []


def test_what_it_says_to_type_works(tmp_path: Path) -> None:
    """Given the demo's last words, when typed, then each command succeeds."""
    shown = _demo(tmp_path / "demo", "2026-11-22T09:00:00+01:00")
    tail = shown[shown.index("Type next") :]
    commands = [line.strip() for line in tail.splitlines() if line.startswith("  ")]
    assert len(commands) >= 4
    script = "\n".join(["set -e", f'PATH="{SYNCD.parent}:$PATH"', *commands])
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr


def test_it_replaces_only_an_older_demo(tmp_path: Path) -> None:
    """Given a folder of somebody's, when the demo is sent there, then it refuses; an older demo is made anew."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert "--dir" in _demo(tmp_path / "mine", "2026-11-22T09:00:00Z", code=2)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    _demo(tmp_path / "demo", "2026-11-22T09:00:00Z")
    _demo(tmp_path / "demo", "2026-11-23T09:00:00Z")
