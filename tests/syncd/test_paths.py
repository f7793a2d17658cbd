"""Where files live (CONTRACT.md §1; XDG Base Directory Specification)."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncd.paths import locate, under, with_state

ADA = {"HOME": "/home/ada"}


def test_home() -> None:
    """Given no XDG variables, when located, then all lies in the specification's default folders."""
    places = locate(None, ADA)
    assert places.config == Path("/home/ada/.config/syncd/config.toml")
    assert places.log == Path("/home/ada/.local/share/syncd/log.db")
    assert places.state == Path("/home/ada/.local/state/syncd")
    assert places.tokens == Path("/home/ada/.local/state/syncd/tokens")
    assert places.lock == Path("/home/ada/.local/state/syncd/lock")
    assert places.rules == ()


def test_xdg() -> None:
    """Given absolute XDG variables, when located, then they count."""
    env = ADA | {"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s"}
    places = locate(None, env)
    assert (places.config, places.log) == (Path("/c/syncd/config.toml"), Path("/d/syncd/log.db"))
    assert (places.tokens, places.lock) == (Path("/s/syncd/tokens"), Path("/s/syncd/lock"))


@pytest.mark.parametrize("value", ["", "relative", "./x", "~/x"])
def test_xdg_ignored(value: str) -> None:
    """Given an XDG variable that is empty or relative, when located, then it is as if unset ("must be absolute")."""
    env = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), value)
    assert locate(None, ADA | env) == locate(None, ADA)


def test_named_config(tmp_path: Path) -> None:
    """Given --config, when located, then everything lies beside it, whatever XDG says."""
    places = locate(tmp_path / "own.toml", ADA | {"XDG_DATA_HOME": "/d", "SYNCD_CONFIG": "/other/config.toml"})
    assert places.config == tmp_path / "own.toml"
    assert places.log == tmp_path / "data" / "log.db"
    assert places.tokens == tmp_path / "state" / "tokens"
    assert places.lock == tmp_path / "state" / "lock"


def test_variable(tmp_path: Path) -> None:
    """Given SYNCD_CONFIG, when located, then it is as --config; empty it is as unset."""
    assert locate(None, ADA | {"SYNCD_CONFIG": f"{tmp_path}/c.toml"}) == locate(tmp_path / "c.toml", ADA)
    assert locate(None, ADA | {"SYNCD_CONFIG": ""}) == locate(None, ADA)


def test_relative_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a relative --config, when located, then it is taken from the working folder and made absolute."""
    monkeypatch.chdir(tmp_path)
    assert locate(Path("a/config.toml"), ADA).log == tmp_path / "a" / "data" / "log.db"
    assert locate(Path("~/config.toml"), ADA).config == Path("/home/ada/config.toml")


def test_linked_config(tmp_path: Path) -> None:
    """Given a config that is a link into a dotfiles folder, when located, then the link's folder counts."""
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "config.toml").write_text("")
    (tmp_path / "config.toml").symlink_to("dotfiles/config.toml")
    assert locate(tmp_path / "config.toml", ADA).log == tmp_path / "data" / "log.db"


def test_rules(tmp_path: Path) -> None:
    """Given rules.toml and rules.d, when located, then rules.toml comes first, the others by name; hidden files don't
    count."""
    (tmp_path / "rules.d").mkdir()
    for name in ("rules.toml", "rules.d/20.toml", "rules.d/10.toml", "rules.d/.10.toml", "rules.d/10.toml~"):
        (tmp_path / name).write_text("")
    assert [str(path.relative_to(tmp_path)) for path in locate(tmp_path / "config.toml", ADA).rules] == [
        "rules.toml",
        "rules.d/10.toml",
        "rules.d/20.toml",
    ]


def test_state() -> None:
    """Given a folder of its own for the state, then tokens and lock move with it and nothing else does."""
    before = locate(None, ADA)
    after = with_state(before, Path("/s"))
    assert (after.tokens, after.lock, after.state) == (Path("/s/tokens"), Path("/s/lock"), Path("/s"))
    assert (after.config, after.log, after.rules) == (before.config, before.log, before.rules)


@pytest.mark.parametrize(
    ("written", "absolute"),
    [
        ("mail", "/etc/syncd/mail"),
        ("/mail", "/mail"),
        ("~", "/home/ada"),
        ("~/mail", "/home/ada/mail"),
        ("~nobody-of-that-name/mail", "/etc/syncd/~nobody-of-that-name/mail"),
        ("a/~", "/etc/syncd/a/~"),
    ],
)
def test_under(written: str, absolute: str) -> None:
    """Given a path as written in the config, then `~` is home and the rest is taken from the config's folder."""
    assert under(Path("/etc/syncd"), written, ADA) == Path(absolute)
