"""The user unit as text, and putting it in place by a systemctl that takes notes (tests/systemd has a real one)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.jobs.service import Service
from syncd.ports import Trouble
from syncd.setup.unit import edited, passing, serves, stamped, unit_name, unit_text
from tests.process import Cli

TEMPLATE = "[Service]\nExecStart=syncd run\nType=notify\n"
PROGRAM = Path("/home/ada/.local/bin/syncd")


class Machine:
    """A home, and a systemctl on PATH that notes what it is told. `answers`: whether a manager can be reached."""

    def __init__(self, folder: Path, *, answers: bool = True, systemd: bool = True) -> None:
        self.home, self._notes = folder / "home", folder / "notes"
        tools = folder / "bin"
        for each in (self.home, tools):
            each.mkdir(parents=True)
        if systemd:
            program = tools / "systemctl"
            program.write_text(
                f"#!{sys.executable} -S\nimport sys\nwords = sys.argv[1:]\n"
                "assert words.pop(0) == '--user'\n"
                f"open({str(self._notes)!r}, 'a').write(' '.join(words) + '\\n')\n"
                f"sys.exit(0 if words == ['--version'] or {answers} else 'Failed to connect to bus')\n"
            )
            program.chmod(0o755)
        self.env: dict[str, str] = {"HOME": str(self.home), "PATH": str(tools), "XDG_RUNTIME_DIR": str(folder)}
        self.units = self.home / ".config" / "systemd" / "user"

    def service(self, config: Path | None = None, **env: str) -> Service:
        return Service(config, {**self.env, **env})

    @property
    def told(self) -> list[str]:
        """What was to be changed since it was last asked."""
        lines = self._notes.read_text().splitlines() if self._notes.exists() else []
        self._notes.unlink(missing_ok=True)
        return [line for line in lines if not line.startswith(("show", "--version"))]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


# ---------------------------------------------------------------- the text


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("syncd.service", None),
        ("syncd-band.service", "/home/ada/band/config.toml"),
        (r"syncd-my\x20band\x40home.service", "/home/ada/my band@home/config.toml"),
        (r"syncd-\x2esecret.service", "/home/ada/.secret/other.toml"),
        (r"syncd-caf\xc3\xa9.service", "/home/ada/café/config.toml"),
        ("syncd-root.service", "/config.toml"),
    ],
)
def test_a_profile_has_a_unit_of_its_own(name: str, config: str | None) -> None:
    """Given a config, when its unit is named, then by its folder, escaped as systemd-escape does."""
    assert unit_name(Path(config) if config else None) == name


def test_paths_are_quoted_for_systemd() -> None:
    """Given a path with all that systemd would act on, when written, then it means itself."""
    text = unit_text(
        TEMPLATE, ("/opt/a $b/syncd", "run", "--config", '/a "b" 100%/$c\\d.toml'), {"XDG_DATA_HOME": "/d%"}
    )
    assert 'ExecStart="/opt/a $b/syncd" run --config "/a \\"b\\" 100%%/$$c\\\\d.toml"\n' in text
    assert 'Environment="XDG_DATA_HOME=/d%%"\n' in text


PATHS = st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(PATHS, PATHS)
def test_an_edit_is_seen_and_so_is_another_profile(one: str, other: str) -> None:
    """Given a unit, when any text is changed, then it counts as edited; and it serves its own profile only."""
    mine, theirs = Path("/a", one, "c"), Path("/a", other, "c")
    text = unit_text(TEMPLATE, ("/bin/syncd", "run", "--config", str(mine)))
    assert not edited(text)
    assert edited(text + one)
    assert edited(text.replace("notify", "simple"))
    assert serves(text, mine)
    assert serves(text, theirs) == (mine == theirs)
    assert not serves(text, None)
    assert serves(unit_text(TEMPLATE, ("/bin/syncd", "run")), None)


@pytest.mark.parametrize(
    ("gone", "place"),
    [
        (True, "/tmp/x/bin/syncd"),
        (True, "/var/tmp/syncd"),
        (True, "/home/ada/.cache/uv/archive/bin/syncd"),
        (True, "/scratch/here/bin/syncd"),
        (False, "/home/ada/.local/bin/syncd"),
        (False, "/home/ada/tmp/bin/syncd"),
    ],
)
def test_what_will_not_last(gone: bool, place: str) -> None:
    """Given a program's place, when it is one for passing things (or /scratch, the TMPDIR here), then it is seen."""
    assert passing(Path(place), [Path("/scratch")]) == gone


# ---------------------------------------------------------------- install


def test_install_writes_enables_and_starts(machine: Machine) -> None:
    """Given a manager, when installed twice, then the unit runs that program, and the second time changes nothing."""
    done = machine.service().install(PROGRAM)
    assert (done.path, done.changed, done.running) == (machine.units / "syncd.service", True, True)
    assert machine.told == ["daemon-reload", "enable syncd.service", "restart syncd.service"]
    text = done.path.read_text()
    assert f'\nExecStart="{PROGRAM}" run\n' in text
    assert "Environment=" not in text
    assert not edited(text)
    assert not machine.service().install(PROGRAM).changed


def test_install_for_a_profile_and_unusual_places(machine: Machine) -> None:
    """Given --config, or XDG places that the manager does not know, when installed, then the unit says so."""
    config = machine.home / "band" / "config.toml"
    assert f'run --config "{config}"\n' in machine.service(config).install(PROGRAM).path.read_text()
    found = machine.service(XDG_DATA_HOME="/data", XDG_STATE_HOME=str(machine.home / ".local/state")).install(PROGRAM)
    assert [line for line in found.path.read_text().split("\n") if line.startswith("Environment")] == [
        'Environment="XDG_DATA_HOME=/data"'
    ]


def test_install_without_a_manager(tmp_path: Path) -> None:
    """Given no user bus, when installed, then the unit is written and the advice holds what to type."""
    machine = Machine(tmp_path, answers=False)
    done = machine.service().install(PROGRAM)
    assert (done.changed, done.running) == (True, None)
    assert "systemctl --user daemon-reload && systemctl --user enable --now syncd.service" in done.advice
    assert done.path.exists()
    assert machine.told == []
    assert machine.service().condition().state == "unknown"


def test_install_without_systemd(tmp_path: Path) -> None:
    """Given no systemctl at all, when installed, then nothing is written and the message says where to read on."""
    machine = Machine(tmp_path, systemd=False)
    with pytest.raises(Trouble, match=r"no systemd: docs/service\.md"):
        machine.service().install(PROGRAM)
    assert not machine.units.exists()


def test_what_was_edited_is_left_alone(machine: Machine) -> None:
    """Given an edited unit and a drop-in, when installed, then only --force replaces the one, and nothing the other."""
    service = machine.service()
    path = service.install(PROGRAM).path
    path.write_text(path.read_text() + "# mine\n")
    drop_in = path.with_name("syncd.service.d") / "override.conf"
    drop_in.parent.mkdir()
    drop_in.write_text("[Service]\nNice=1\n")
    with pytest.raises(Trouble, match=r"was edited: .* --force"):
        service.install(PROGRAM)
    with pytest.raises(Trouble, match="was edited"):
        service.uninstall()
    assert path.read_text().endswith("# mine\n")
    assert service.install(PROGRAM, force=True).changed
    assert not edited(path.read_text())
    assert drop_in.read_text() == "[Service]\nNice=1\n"


def test_a_newer_version_replaces_what_an_older_one_wrote(machine: Machine) -> None:
    """Given the unedited unit of another version, when installed, then it is replaced without a question."""
    path = machine.service().install(PROGRAM).path
    path.write_text(stamped(f'[Service]\nExecStart="{PROGRAM}" run\n'))
    assert machine.service().install(PROGRAM).changed
    assert "WatchdogSec" in path.read_text()


def test_two_profiles_in_folders_of_one_name(machine: Machine) -> None:
    """Given the unit of another profile called alike, when installed or removed, then it is left alone."""
    theirs = machine.service(machine.home / "a" / "band" / "config.toml").install(PROGRAM).path
    mine = machine.service(machine.home / "b" / "band" / "config.toml")
    with pytest.raises(Trouble, match="another profile whose folder has the same name"):
        mine.install(PROGRAM)
    with pytest.raises(Trouble, match="another profile whose folder has the same name"):
        mine.uninstall()
    assert theirs.exists()


# ---------------------------------------------------------------- uninstall


def test_uninstall_takes_away_what_install_brought(machine: Machine) -> None:
    """Given an installed unit with a drop-in of the user's, when removed, then the drop-in stays and is named."""
    service = machine.service()
    path = service.install(PROGRAM).path
    drop_in = path.with_name("syncd.service.d") / "override.conf"
    drop_in.parent.mkdir()
    drop_in.write_text("")
    assert machine.told
    done = service.uninstall()
    assert (done.changed, path.exists(), drop_in.exists()) == (True, False, True)
    assert str(drop_in.parent) in done.advice[0]
    assert machine.told == ["disable --now syncd.service", "daemon-reload", "reset-failed syncd.service"]
    assert not service.uninstall().changed
    assert service.condition().state == "not installed"


# ---------------------------------------------------------------- the commands


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a profile and no manager, when its commands are run, then they say so; a broken config is not installed."""
    for name, value in Machine(tmp_path / "machine", answers=False).env.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "ada").mkdir()
    cli = Cli(tmp_path / "ada")
    cli.config("[me]\nnam = 1\n")
    assert cli("service", "install", code=78).out == ""
    status = cli("service", "status", "--json", code=1).json
    assert (status["unit"], status["state"], status["pid"]) == ("syncd-ada.service", "not installed", None)
    assert "nothing to remove" in cli("service", "uninstall").out
    cli.config("[me]\nname = 'Ada'\n")
    outcome = cli("service", "install", "--json", code=1)
    if outcome.out:  # else this clone lies where nothing lasts
        assert outcome.json["running"] is None
    else:
        assert "will not last" in outcome.err
