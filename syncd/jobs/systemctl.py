"""The user's systemd, as systemctl(1) reaches it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from syncd.files import atomic_write
from syncd.ports import Trouble

_PATIENCE = 180  # seconds; longer than the unit's TimeoutStartSec
_PROPERTIES = (
    "ActiveState,SubState,StatusText,MainPID,NRestarts,Result,ExecMainStatus,UnitFileState,ActiveEnterTimestamp"
)


class Systemctl:
    """The user's manager. Times come in UTC, messages in English."""

    def __init__(self, env: Mapping[str, str]) -> None:
        runtime = Path(f"/run/user/{os.getuid()}")
        given = dict(env)
        if not given.get("XDG_RUNTIME_DIR") and runtime.is_dir():  # after su or sudo
            given["XDG_RUNTIME_DIR"] = str(runtime)
        self._env = {**given, "TZ": "UTC", "LC_ALL": "C"}

    @property
    def exists(self) -> bool:
        """Whether this machine has systemd at all."""
        return self._run("--version") is not None

    def reachable(self) -> bool:
        """Whether this user's manager answers."""
        done = self._run("show", "--property=Version")
        return done is not None and done.returncode == 0

    def show(self, unit: str) -> dict[str, str]:
        """The properties of a unit; empty if nobody answers."""
        done = self._run("show", unit, f"--property={_PROPERTIES}")
        lines = done.stdout.splitlines() if done is not None and done.returncode == 0 else []
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def do(self, *words: str, check: bool = True) -> None:
        """Raises Trouble with systemctl's own words if it fails."""
        done = self._run(*words)
        if check and (done is None or done.returncode):
            said = " ".join(done.stderr.split()) if done is not None else "no answer in time"
            raise Trouble(f"systemctl --user {' '.join(words)} failed: {said or 'it does not say why'}")

    def allows(self, settings: Sequence[str]) -> bool:
        """Whether a service can be started with these settings: tried with one that does nothing."""
        place = Path(self._env.get("XDG_RUNTIME_DIR", "")) / "systemd" / "user" / f"syncd-trial-{os.getpid()}.service"
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = ["[Service]", "Type=oneshot", "ExecStart=/bin/true", *settings, ""]
        atomic_write(place, "\n".join(lines).encode())
        try:
            self.do("daemon-reload")
            done = self._run("start", place.name)
            self.do("reset-failed", place.name, check=False)
        finally:
            place.unlink()
        self.do("daemon-reload")
        return done is not None and done.returncode == 0

    def _run(self, *words: str) -> subprocess.CompletedProcess[str] | None:
        """None if there is no such program or it does not come to an end."""
        try:
            return subprocess.run(  # noqa: S603 - our own words, no shell
                ["systemctl", "--user", *words],  # noqa: S607 - wherever the user's PATH has it
                capture_output=True,
                text=True,
                env=self._env,
                timeout=_PATIENCE,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
