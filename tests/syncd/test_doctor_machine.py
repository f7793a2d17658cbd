"""`doctor` on what lies around the log: disk, SQLite, packages, the service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syncd.jobs import checkup_machine
from syncd.jobs.service import Condition
from tests import logs
from tests.syncd.care import Profile

UNIT = Path("/home/ada/.config/systemd/user/syncd.service")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile that was never synced."""
    return Profile(tmp_path / "ada")


@logs.of_the_file
def test_little_space(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a disk that fills, when examined, then it is a note below 500 MB and wrong below 50 MB."""

    class Usage:
        free = 0

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)  # the system's answer, not our code
    levels = {}
    for Usage.free in (10_000_000, 100_000_000, 900_000_000):
        levels[Usage.free] = [one.level for one in checkup_machine.space(profile.settings)]
    assert levels == {10_000_000: ["bad"], 100_000_000: ["note"], 900_000_000: []}


def test_old_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an SQLite with the WAL-reset bug, when examined, then it says why that can't strike; a newer one is not
    worth a word."""
    with _version(monkeypatch, (3, 51, 2)):
        (found,) = checkup_machine.database()
        assert (found.level, "one write at a time" in found.text) == ("ok", True)
    with _version(monkeypatch, (3, 51, 3)):
        assert list(checkup_machine.database()) == []


@contextmanager
def _version(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("sqlite3.sqlite_version_info", version)  # the library's, not ours
        yield


def test_foreign_packages(tmp_path: Path) -> None:
    """Given a package of PyPI called rules before ours on the path, when examined, then it is named."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "__init__.py").write_text("")
    code = (
        "import sys; import syncd.jobs.checkup_machine as m; [sys.modules.pop(n) for n in list(sys.modules)"
        f" if n.partition('.')[0] == 'rules']; sys.path.insert(0, {str(tmp_path)!r});"
        " print([(f.level, f.text, f.fix) for f in m.packages()])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert f"the package rules comes from {tmp_path}" in out
    assert "pipx" in out


@pytest.mark.parametrize(
    ("found", "levels", "said"),
    [
        (Condition(UNIT, "not installed", advice=("syncd service install",)), ["note"], "no daemon runs"),
        (Condition(UNIT, "stopped", advice=("systemctl --user start x",)), ["note"], "does not run"),
        (Condition(UNIT, "failed", result="exit-code", code=1, advice=("journalctl",)), ["bad"], "exit code 1"),
        (Condition(UNIT, "starting", restarts=3, result="exit-code", code=1, advice=("journalctl",)), ["bad"], "fails"),
        (Condition(UNIT, "unknown", advice=("by hand",)), ["note"], "no user manager"),
        (Condition(UNIT, "running", enabled=True, lingers=True), ["ok"], "is running"),
        (Condition(UNIT, "running", enabled=False, lingers=True), ["ok", "note"], "does not start by itself"),
        (Condition(UNIT, "running", enabled=True, advice=("loginctl",)), ["ok", "note"], "ends when you log out"),
        (Condition(UNIT, "running", enabled=True, lingers=True, edited=True), ["ok", "note"], "was edited"),
    ],
)
def test_the_service(profile: Profile, found: Condition, levels: list[str], said: str) -> None:
    """Given a service in any condition, when examined, then what is wrong is told, with what to do."""
    findings = list(checkup_machine.service(found, profile.settings))
    assert [one.level for one in findings] == levels
    assert said in findings[-1].text
    assert all(one.fix for one in findings if one.level != "ok")
