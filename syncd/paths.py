"""Where syncd's files live (CONTRACT.md §1).

Without ``--config`` the places are those of the XDG Base Directory Specification 0.8
(https://specifications.freedesktop.org/basedir-spec/latest/): a variable that is empty or holds a relative path is
ignored. With ``--config`` or ``SYNCD_CONFIG`` everything lies beside that file, in ``data/`` and ``state/``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from syncd.settings import Paths


def home(env: Mapping[str, str]) -> Path:
    """The user's home: $HOME if it is absolute, else the account database's."""
    return _absolute(env.get("HOME", "")) or Path.home()


def locate(config: Path | None, env: Mapping[str, str]) -> Paths:
    """All places, absolute, before the config itself has its say. Looks which rules files exist, touches nothing else.

    `config` is what ``--config`` names; without it ``SYNCD_CONFIG`` counts. `~` is the home folder in either.
    """
    named = str(config) if config is not None else env.get("SYNCD_CONFIG", "")
    if named:
        file = under(Path(), named, env).absolute()
        return _places(file, file.parent / "data", file.parent / "state")
    base = home(env)
    file = (_absolute(env.get("XDG_CONFIG_HOME", "")) or base / ".config") / "syncd" / "config.toml"
    data = (_absolute(env.get("XDG_DATA_HOME", "")) or base / ".local" / "share") / "syncd"
    state = (_absolute(env.get("XDG_STATE_HOME", "")) or base / ".local" / "state") / "syncd"
    return replace(_places(file, data, state), keyring=True)


def with_state(places: Paths, state: Path) -> Paths:
    """The same places with another folder for what syncd keeps for itself: tokens and the lock."""
    return replace(places, state=state, tokens=state / "tokens", lock=state / "lock")


def under(folder: Path, path: str, env: Mapping[str, str]) -> Path:
    """`path` made absolute: `~` is the home folder, anything relative lies in `folder`.

    Symbolic links are not followed: a config that is a link into a dotfiles folder is still read where it lies.
    """
    if path == "~" or path.startswith("~/"):
        return home(env) / path[2:]
    if path.startswith("~"):
        path = os.path.expanduser(path)  # noqa: PTH111 - Path.expanduser raises for an unknown user
    return folder / path


def _places(config: Path, data: Path, state: Path) -> Paths:
    return with_state(
        Paths(config, _rules(config.parent), data / "log.db", state / "tokens", state / "lock", state), state
    )


def _rules(folder: Path) -> tuple[Path, ...]:
    main = folder / "rules.toml"
    parts = sorted((folder / "rules.d").glob("*.toml"), key=lambda path: path.name)
    return (*([main] if os.path.lexists(main) else []), *(path for path in parts if not path.name.startswith(".")))


def _absolute(text: str) -> Path | None:
    return Path(text) if text.startswith("/") else None
