"""`service`: syncd as a systemd user unit, put in place, taken away, looked at.

Talks to the user's manager through systemctl(1) only. Where there is no manager to talk to (a container, an ssh session
without one), the unit is written all the same and `advice` says what to type where there is one.
"""

from __future__ import annotations

import os
import pwd
import re
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import syncd
from syncd.files import atomic_write
from syncd.jobs.systemctl import Systemctl
from syncd.paths import home
from syncd.ports import Trouble
from syncd.setup.unit import HARDENING, command_line, edited, passing, serves, stamped, unit_name, unit_text

_PLACES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
_STATES = {
    "active": "running",
    "reloading": "running",
    "activating": "starting",
    "deactivating": "stopping",
    "inactive": "stopped",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What `install` or `uninstall` did. `running` None: no manager could be asked. `advice`: what is left to do."""

    path: Path
    changed: bool
    running: bool | None
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """How the service stands. `state`: not installed | unknown (no manager) | running | starting | stopping | stopped |
    failed. `says` is the daemon's own STATUS line, `code` its last exit code, `since` when it came up."""

    path: Path
    state: str
    enabled: bool | None = None
    edited: bool = False
    says: str = ""
    since: datetime | None = None
    pid: int | None = None
    restarts: int = 0
    result: str = ""
    code: int | None = None
    lingers: bool = False
    advice: tuple[str, ...] = ()


class Service:
    """The unit of one profile: of the config at `config` (absolute), or the user's own (None)."""

    def __init__(self, config: Path | None, env: Mapping[str, str]) -> None:
        named = env.get("XDG_CONFIG_HOME", "")
        base = Path(named) if named.startswith("/") else home(env) / ".config"
        self._config, self._env = config, env
        self.unit = unit_name(config)
        self.path = base / "systemd" / "user" / self.unit
        self._hardening = self.path.with_name(f"{self.unit}.d") / HARDENING
        self._manager = Systemctl(env)

    # ------------------------------------------------------------ install

    def install(self, program: Path, *, force: bool = False, harden: bool = False) -> Done:
        """Writes the unit that runs `program`, enables and starts it. Raises Trouble where that would harm something
        or systemd refuses."""
        if not self._manager.exists:
            raise Trouble("this machine has no systemd: docs/service.md says how to run syncd with cron or by hand")
        text = unit_text(_shipped("syncd.service"), command_line(str(program), self._config), self._places())
        before = self._found()
        if before is not None and not force:
            self._refuse(before)
        reachable = self._manager.reachable()
        changed = before != text
        if harden:
            changed = self._harden(reachable, force=force) or changed
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if before != text:
            atomic_write(self.path, text.encode(), mode=0o644)
        if not reachable:
            return Done(self.path, changed, None, self._by_hand())
        was_active = self._manager.show(self.unit).get("ActiveState") == "active"
        self._manager.do("daemon-reload")
        self._manager.do("enable", self.unit)
        if changed or not was_active:
            self._manager.do("restart", self.unit)
        return Done(self.path, changed, True, self._afterwards())

    def _refuse(self, found: str) -> None:
        if edited(found):
            raise Trouble(
                f"{self.path} was edited: put your changes into a drop-in (systemctl --user edit {self.unit}), then "
                "install with --force to have the unit made anew"
            )
        if not serves(found, self._config):
            raise Trouble(
                f"{self.path} serves another profile whose folder has the same name: rename one of the folders, or "
                "replace the other's unit with --force"
            )

    def _harden(self, reachable: bool, *, force: bool) -> bool:
        """Puts the drop-in beside the unit, once it is known to work here. True if that changed anything."""
        text = stamped(_shipped(f"syncd.service.d/{HARDENING}"))
        found = _read(self._hardening)
        if found == text:
            return False
        if found is not None and edited(found) and not force:
            raise Trouble(f"{self._hardening} was edited: it is left alone; --force makes it anew")
        if not reachable:
            raise Trouble("--harden has to try what this machine allows, and there is no user manager to try it with")
        settings = [line for line in text.split("\n") if re.match(r"\w+=", line)]
        if not self._manager.allows(settings):
            raise Trouble("this machine does not allow its users these walls: install without --harden")
        self._hardening.parent.mkdir(parents=True, exist_ok=True)
        return atomic_write(self._hardening, text.encode(), mode=0o644)

    def _places(self) -> dict[str, str]:
        """Variables that name other places than the usual ones: a shell's are not known to the user's manager."""
        usual = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_STATE_HOME": ".local/state"}
        found = {name: self._env.get(name, "") for name in _PLACES} if self._config is None else {}
        return {
            name: at for name, at in found.items() if at.startswith("/") and at != str(home(self._env) / usual[name])
        }

    def _by_hand(self) -> tuple[str, ...]:
        return (
            "no user manager of systemd can be reached from here, so nothing was started. In a session that has one:",
            f"systemctl --user daemon-reload && systemctl --user enable --now {self.unit}",
            "without one: docs/service.md says how to run syncd with cron or by hand",
        )

    def _afterwards(self) -> tuple[str, ...]:
        if _lingers():
            return ()
        return ("it runs while you are logged in; to have it run from boot on: loginctl enable-linger",)

    # ------------------------------------------------------------ uninstall, status

    def uninstall(self, *, force: bool = False) -> Done:
        """Stops and removes the unit and what syncd put beside it; drop-ins of the user's stay."""
        found = self._found()
        if found is None:
            return Done(self.path, False, False)
        if not force:
            self._refuse(found)
        advice: list[str] = []
        reachable = self._manager.exists and self._manager.reachable()
        if reachable:
            self._manager.do("disable", "--now", self.unit)
        self.path.unlink()
        self._unlink_wants()
        hardening = _read(self._hardening)
        if hardening is not None and (force or not edited(hardening)):
            self._hardening.unlink()
        with suppress(OSError):
            self._hardening.parent.rmdir()
        if self._hardening.parent.exists():
            advice.append(f"your drop-ins stay: {self._hardening.parent}")
        if reachable:
            self._manager.do("daemon-reload")
            self._manager.do("reset-failed", self.unit, check=False)
        else:
            advice.append(f"no user manager could be reached: if it runs, systemctl --user stop {self.unit}")
        return Done(self.path, True, False if reachable else None, tuple(advice))

    def condition(self) -> Condition:
        """How it stands now; raises nothing."""
        found = self._found()
        if found is None:
            return Condition(self.path, "not installed", advice=("syncd service install",))
        if not (self._manager.exists and self._manager.reachable()):
            return Condition(self.path, "unknown", edited=edited(found), advice=self._by_hand())
        shown = self._manager.show(self.unit)
        state = _STATES.get(shown.get("ActiveState", ""), "unknown")
        code = int(shown["ExecMainStatus"]) if shown.get("ExecMainStatus", "").isdigit() else None
        return Condition(
            self.path,
            state,
            enabled=shown.get("UnitFileState") == "enabled",
            edited=edited(found),
            says=shown.get("StatusText", "") if state in ("running", "starting") else "",
            since=_moment(shown.get("ActiveEnterTimestamp", "")) if state == "running" else None,
            pid=int(shown.get("MainPID", "0")) or None,
            restarts=int(shown.get("NRestarts", "0")),
            result=shown.get("Result", ""),
            code=code,
            lingers=_lingers(),
            advice=self._remedy(state, code, shown),
        )

    def _remedy(self, state: str, code: int | None, shown: Mapping[str, str]) -> tuple[str, ...]:
        if state == "failed" and code == 78:
            return ("the config or rules are wrong: syncd rules check", f"then: systemctl --user restart {self.unit}")
        if state == "failed" or shown.get("SubState") == "auto-restart":
            return (f"journalctl --user -u {self.unit} -n 30 says why",)
        if state == "stopped":
            return (f"systemctl --user start {self.unit}",)
        return () if _lingers() else self._afterwards()

    def _found(self) -> str | None:
        return _read(self.path)

    def _unlink_wants(self) -> None:
        """What `systemctl disable` does, for where no manager does it."""
        for link in self.path.parent.glob(f"*.wants/{self.unit}"):
            link.unlink()


def lasting_program() -> Path:
    """The `syncd` in use, by the name it was called by: a link of pipx or uv stays right when they update it.

    Raises Trouble if it will not be there tomorrow.
    """
    called = Path(sys.argv[0])
    if called.name != "syncd" or not called.is_file():
        called = Path(sys.executable).with_name("syncd")
    found = called.absolute()
    temporary = [Path(tempfile.gettempdir()).absolute()]
    for place in (found, found.resolve(), Path(sys.prefix)):
        if passing(place, temporary):
            raise Trouble(
                f"this syncd runs from {place}, which will not last: install it with pipx or uv tool and run "
                "syncd service install from there"
            )
    if not os.access(found, os.X_OK):
        raise Trouble(f"there is no program at {found}: install syncd with pipx or uv tool")
    return found


def _shipped(name: str) -> str:
    """A file of systemd/: in a wheel it lies inside the package, in a clone beside it."""
    package = Path(syncd.__file__).parent
    for folder in (package / "systemd", package.parent / "systemd"):
        text = _read(folder / name)
        if text is not None:
            return text
    raise Trouble(f"this installation of syncd lacks systemd/{name}: install it again")


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return None


def _lingers() -> bool:
    """Whether the user's manager runs without a login (loginctl enable-linger)."""
    with suppress(KeyError, OSError):
        return Path("/var/lib/systemd/linger", pwd.getpwuid(os.getuid()).pw_name).exists()
    return False


def _moment(text: str) -> datetime | None:
    """``Sun 2026-11-22 11:07:42 UTC``."""
    match = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text)
    return datetime.fromisoformat(match[0]).replace(tzinfo=UTC) if match else None
