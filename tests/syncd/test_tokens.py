"""Where logins are kept: keyring or file, decided once, never changed silently."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from syncd.ports import Locked, Trouble
from syncd.tokens import TokenStore


class Ring(KeyringBackend):
    """A keyring in memory that can be locked or hang. A real backend for keyring's own front."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring types only part of itself
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False
        self.slow = 0.0

    def _ready(self) -> None:
        time.sleep(self.slow)
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._ready()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ready()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ready()
        del self.held[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    found = Ring()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def test_a_profile_of_its_own_uses_files(ring: Ring, tmp_path: Path) -> None:
    """Given --config, when a token is saved, then only a file that nobody else can read holds it."""
    store = TokenStore(tmp_path / "tokens", keyring=False)
    store.save("work", "secret")
    assert store.load("work") == "secret"
    assert Path(store.where("work")).stat().st_mode & 0o777 == 0o600
    assert ring.held == {}


def test_the_keyring_holds_it(ring: Ring, tmp_path: Path) -> None:
    """Given a keyring that answers, when a token is saved, then no file holds it; forgetting removes every trace."""
    store = TokenStore(tmp_path / "tokens", keyring=True)
    store.save("work", "secret")
    assert (store.load("work"), store.where("work")) == ("secret", "the system keyring")
    assert not any("secret" in path.read_text() for path in (tmp_path / "tokens").iterdir())
    store.forget("work")
    assert (store.load("work"), store.where("work"), ring.held) == (None, "", {})


def test_without_a_keyring_a_file(ring: Ring, tmp_path: Path) -> None:
    """Given a keyring that is locked when first asked, when a token is saved, then a file holds it, for good."""
    ring.locked = True
    store = TokenStore(tmp_path / "tokens", keyring=True)
    store.save("work", "secret")
    ring.locked = False
    store.save("work", "newer")
    assert (store.load("work"), ring.held) == ("newer", {})
    assert store.where("work").endswith("work.json")


def test_a_locked_keyring_is_waited_for(ring: Ring, tmp_path: Path) -> None:
    """Given a token in the keyring, when that is locked, then it is neither lost nor moved to a file."""
    store = TokenStore(tmp_path / "tokens", keyring=True)
    store.save("work", "secret")
    ring.locked = True
    with pytest.raises(Locked, match="unlock"):
        store.load("work")
    with pytest.raises(Locked):
        store.save("work", "newer")
    ring.locked = False
    assert store.load("work") == "secret"


def test_a_keyring_that_hangs(ring: Ring, tmp_path: Path) -> None:
    """Given a keyring that waits for a prompt nobody sees, when asked, then it is given up after two seconds."""
    store = TokenStore(tmp_path / "tokens", keyring=True)
    store.save("work", "secret")
    ring.slow = 4
    with pytest.raises(Locked, match="2 s"):
        store.load("work")


def test_a_file_others_can_read(tmp_path: Path) -> None:
    """Given a token file with a lax mode, when read, then it is refused, with the command that mends it."""
    store = TokenStore(tmp_path / "tokens", keyring=False)
    store.save("work", "secret")
    os.chmod(store.where("work"), 0o644)  # noqa: PTH101 - the path is text here
    with pytest.raises(Trouble, match="chmod 600"):
        store.load("work")
    assert store.load("home") is None
