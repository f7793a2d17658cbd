"""The unit as systemd takes it: read and judged by systemd-analyze, run by a real `systemd --user` where one can be."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.jobs.service import Service
from syncd.ports import Trouble
from syncd.setup.unit import unit_text
from tests.systemd.private import Private, private

ROOT = Path(__file__).parent.parent.parent
UNIT = "syncd.service"
HARDENING = ROOT / "systemd" / f"{UNIT}.d" / "hardening.conf"

PLAYER = """
import os, signal, socket, sys, time
from pathlib import Path

home = Path(os.environ["HOME"])
notes = open(home / "notes", "a", buffering=1)
line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
address = os.environ["NOTIFY_SOCKET"]
line.connect("\\0" + address[1:] if address.startswith("@") else address)
say = lambda text: line.send(text.encode())

def tries(what):
    try:
        return what()
    except OSError as error:
        return error.strerror

def reload(*_):
    say("RELOADING=1"); say("READY=1\\nSTATUS=read again")

play = (home / "play").read_text()
print("start", *sys.argv[1:], file=notes)
if play.startswith("exit"):
    sys.exit(int(play.split()[1]))
signal.signal(signal.SIGHUP, reload)
signal.signal(signal.SIGTERM, lambda *_: (say("STOPPING=1"), sys.exit(0)))
print("uid", os.getuid(), "umask", oct(os.umask(0o77)), file=notes)
print("watchdog", os.environ["WATCHDOG_USEC"], file=notes)
print("etc", tries(lambda: open("/etc/syncd-was-here", "w")), file=notes)
print("home", tries(lambda: (home / "written").write_text("x")), file=notes)
print("tmp", len(os.listdir("/tmp")), file=notes)
print("packet", tries(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)), file=notes)
print("child", os.system("true"), file=notes)
say("READY=1\\nSTATUS=first look at work")
while play != "hang":
    say("WATCHDOG=1"); time.sleep(0.1)
time.sleep(60)
"""


def installed(folder: Path, *, hardened: bool) -> Path:
    """The unit as `service install` writes it."""
    path = folder / UNIT
    path.write_text(unit_text((ROOT / "systemd" / UNIT).read_text(), ("/bin/true", "run", "--config", "/a b/c.toml")))
    if hardened:
        (folder / f"{UNIT}.d").mkdir()
        shutil.copy(HARDENING, folder / f"{UNIT}.d")
    return path


def analyze(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    env = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
    return subprocess.run(["systemd-analyze", *words], env=env, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("hardened", [False, True])
def test_systemd_finds_no_fault(tmp_path: Path, hardened: bool) -> None:
    """Given the unit, plain and hardened, when systemd-analyze verifies it, then it has nothing to say."""
    done = analyze(tmp_path, "--user", "verify", str(installed(tmp_path, hardened=hardened)))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("most", "hardened"), [(65, False), (25, True)])
def test_exposure(tmp_path: Path, most: int, hardened: bool) -> None:
    """Given the unit, when systemd-analyze scores it, then it is 6.5 at most without namespaces, 2.5 with them."""
    unit = str(installed(tmp_path, hardened=hardened))
    done = analyze(tmp_path, "security", "--offline=true", "--no-pager", f"--threshold={most}", unit)
    assert "Overall exposure level" in done.stdout, done.stderr
    assert done.returncode == 0, done.stdout.splitlines()[-1]


# ---------------------------------------------------------------- with a manager


@pytest.fixture(scope="module")
def manager() -> Iterator[Private]:
    with private() as found:
        if isinstance(found, str):
            pytest.skip(found)
        yield found


@pytest.fixture
def service(manager: Private) -> Iterator[Service]:
    found = Service(None, manager.env)
    yield found
    found.uninstall(force=True)
    shutil.rmtree(found.path.with_name(f"{UNIT}.d"), ignore_errors=True)
    (manager.home / "notes").unlink(missing_ok=True)
    manager.ctl("daemon-reload")


def play(manager: Private, what: str) -> Path:
    """The program that the unit will run: it notes what it may do and plays the daemon's part of the protocol."""
    (manager.home / "play").write_text(what)
    program = manager.program("syncd", PLAYER)
    manager.own()
    return program


def notes(manager: Private) -> dict[str, str]:
    lines = (manager.home / "notes").read_text().splitlines()
    return dict(line.split(" ", 1) for line in lines)


def test_it_runs(manager: Private, service: Service) -> None:
    """Given a real user manager, when installed, then the service is up once it says READY, its STATUS is shown, it
    may do what it needs and nothing else; reload reaches it; uninstall ends it."""
    program = play(manager, "work")
    assert service.install(program).running
    found = service.condition()
    assert (found.state, found.enabled, found.says, found.restarts) == ("running", True, "first look at work", 0)
    assert found.since is not None
    said = notes(manager)
    assert said["start"] == "run"
    assert said["uid"] == "65534 umask 0o77"
    assert said["watchdog"] == "600000000"
    assert (said["etc"], said["home"], said["child"]) == ("Permission denied", "1", "0")
    assert said["packet"] == "Address family not supported by protocol"
    pid = found.pid
    manager.ctl("reload", UNIT)
    assert service.condition().says == "read again"
    assert not service.install(program).changed
    assert service.condition().pid == pid
    assert service.uninstall().running is False
    assert manager.until(UNIT, lambda shown: shown["LoadState"] == "not-found")["ActiveState"] == "inactive"


def test_a_bad_config_does_not_loop(manager: Private, service: Service) -> None:
    """Given a daemon that exits 78, when started, then it is not started again, and `status` says what to do."""
    with pytest.raises(Trouble, match=r"restart syncd\.service failed"):
        service.install(play(manager, "exit 78"))
    found = service.condition()
    assert (found.state, found.code, found.restarts) == ("failed", 78, 0)
    assert found.advice[0] == "the config or rules are wrong: syncd rules check"


@pytest.mark.parametrize("code", [1, 75])
def test_other_failures_are_tried_again(manager: Private, service: Service, code: int) -> None:
    """Given a daemon that fails or finds the log locked, when it ends, then another try is waiting."""
    with pytest.raises(Trouble, match="failed"):
        service.install(play(manager, f"exit {code}"))
    found = service.condition()
    assert (found.state, found.code) == ("starting", code)
    assert manager.ctl("show", UNIT, "--property=SubState,RestartUSec") == "RestartUSec=2min\nSubState=auto-restart"


def test_a_hanging_daemon_is_found_out(manager: Private, service: Service) -> None:
    """Given a daemon that makes no progress, and the user's drop-in with a short watchdog, when time is up, then it is
    ended and will be started anew; no core is left."""
    drop_in = service.path.with_name(f"{UNIT}.d") / "override.conf"
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text("[Service]\nWatchdogSec=200ms\n")
    service.install(play(manager, "hang"))
    shown = manager.until(UNIT, lambda shown: shown["SubState"] == "auto-restart")
    assert (shown["Result"], shown["SubState"]) == ("watchdog", "auto-restart")
    assert not list(manager.home.glob("core*"))


def test_more_walls(manager: Private, service: Service) -> None:
    """Given a machine that allows namespaces, when installed with --harden, then the disk is read-only but home, /tmp
    is empty, and the daemon runs; all of it goes with uninstall."""
    try:
        service.install(play(manager, "work"), harden=True)
    except Trouble as trouble:  # here a container without namespaces; then nothing was installed
        assert not service.path.exists()
        pytest.skip(str(trouble))
    said = notes(manager)
    assert (said["etc"], said["home"], said["tmp"]) == ("Read-only file system", "1", "0")
    assert service.condition().state == "running"
    service.uninstall()
    assert not service.path.with_name(f"{UNIT}.d").exists()
