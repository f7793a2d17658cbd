"""Running the real `syncd` as a user does: a process of its own, a config folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYNCD = Path(sys.executable).with_name("syncd")


@dataclass(frozen=True)
class Outcome:
    """What a finished process left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


class Cli:
    """A profile in `folder`, and the command line to use it with."""

    def __init__(self, folder: Path, now: str | None = None) -> None:
        self.folder = folder
        self.now = now

    def config(self, text: str, rules: str | None = None) -> None:
        """Writes config.toml (and rules.toml)."""
        (self.folder / "config.toml").write_text(text)
        if rules is not None:
            (self.folder / "rules.toml").write_text(rules)

    def command(self, *words: str) -> list[str]:
        """The full command line."""
        time = ["--now", self.now] if self.now else []
        return [str(SYNCD), "--config", str(self.folder / "config.toml"), *time, *words]

    def __call__(self, *words: str, code: int | None = 0, **env: str) -> Outcome:
        """Runs `syncd WORDS` and checks its exit code (None: any)."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, env={**os.environ, **env}, timeout=120, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return Outcome(done.returncode, done.stdout, done.stderr)
