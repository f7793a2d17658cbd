"""Running the real `syncd` as a user does, with a config folder of its own; see `tests.forks`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import forks, logs

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
        (self.folder / "config.toml").write_text(logs.with_log(text, self.folder))
        if rules is not None:
            (self.folder / "rules.toml").write_text(rules)

    def command(self, *words: str) -> list[str]:
        """The full command line."""
        time = ["--now", self.now] if self.now else []
        return [str(SYNCD), "--config", str(self.folder / "config.toml"), *time, *words]

    def __call__(self, *words: str, code: int | None = 0, **env: str) -> Outcome:
        """Runs `syncd WORDS` and checks its exit code (None: any)."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            found = forks.run(self.command(*words), {**os.environ, **env}, out, err, 120)
            done = Outcome(found, out.read_text("utf-8"), err.read_text("utf-8"))
        assert "Traceback" not in done.err, done.err
        if code is not None:
            assert done.code == code, f"exit {done.code}\n{done.out}\n{done.err}"
        return done

    def dies(self, seconds: float, *words: str) -> bool:
        """Runs `syncd WORDS` in a fork that is killed after so long; says whether it was, before its end."""
        null = Path(os.devnull)
        return forks.run(self.command(*words), os.environ, null, null, 120, kill=seconds) == -signal.SIGKILL

    def killed(self, seconds: float, *words: str) -> bool:
        """Runs `syncd WORDS` in a process of its own and kills it if it runs longer than that; says whether it did."""
        process = subprocess.Popen(self.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        return False
