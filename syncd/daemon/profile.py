"""The config and rules as they last made sense, and whether they have changed since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rules.schema import RuleSet
from syncd.config import load
from syncd.paths import locate
from syncd.problems import ConfigProblems
from syncd.rulebook import read_rules
from syncd.settings import Settings

_State = tuple[tuple[str, int, int], ...]


class Profile:
    """Read when made; raises ConfigProblems if there is something wrong then. `broken` tells of later edits."""

    def __init__(self, config: Path | None, env: Mapping[str, str]) -> None:
        self._config, self._env = config, env
        self._state = self._look()
        self.settings: Settings = load(config, env)
        self.rules: RuleSet = read_rules(self.settings)
        self.broken = ""

    def changed(self) -> bool:
        """Whether any of the files is not as it was when last read."""
        return self._look() != self._state

    def read_again(self) -> None:
        """Takes the files as they are now; what does not make sense leaves all as it was, and `broken` says what."""
        self._state = self._look()
        try:
            settings = load(self._config, self._env)
            rules = read_rules(settings)
        except ConfigProblems as problems:
            self.broken = (
                f"the config as it was goes on, since the newest edit is broken: {str(problems).splitlines()[0]}"
            )
            return
        if settings.paths.lock != self.settings.paths.lock or settings.log != self.settings.log:
            self.broken = "the config as it was goes on: the log and the lock move only with a restart of syncd"
            return
        self.settings, self.rules, self.broken = settings, rules, ""

    def _look(self) -> _State:
        places = locate(self._config, self._env)
        found = []
        for path in (places.config, *places.rules):
            try:
                about = path.stat()
            except OSError:
                continue
            found.append((str(path), about.st_mtime_ns, about.st_size))
        return tuple(found)
