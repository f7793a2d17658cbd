"""Where logins are kept: the system keyring if it answers within two seconds, else a file (0600, written atomically).

Which of the two was decided when the account logged in and stays so: a keyring that is locked later is waited for,
never replaced by a file behind the user's back (PROVIDERS.md §5b). What is kept is one text, the provider's own form.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from syncd.files import atomic_write
from syncd.ports import Locked, Trouble

_PATIENCE = 2.0  # seconds a keyring may take to answer (CONTRACT.md §1)
_SERVICE = "syncd"
_T = TypeVar("_T")


class TokenStore:
    """The logins of one profile. `keyring` False (``--config``) keeps everything in the profile's own folder."""

    def __init__(self, folder: Path, *, keyring: bool) -> None:
        self._folder = folder
        self._keyring = keyring

    def load(self, account: str) -> str | None:
        """The account's token; None if it never logged in. Raises Locked while the keyring does not answer."""
        if self._marker(account).exists():
            found = _asked(lambda: _keyring().get_password(_SERVICE, account))
            return None if found is None else str(found)
        path = self._file(account)
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                raise Trouble(f"others can read the login {path} (mode {mode:o}): chmod 600 {path}")
            return path.read_text("utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Trouble(f"can't read the login {path}: {error.strerror}: check its permissions") from error

    def save(self, account: str, token: str) -> None:
        """Keeps it where the account's token is kept already; a new one in the keyring if that answers."""
        marker = self._marker(account)
        if marker.exists():
            _asked(lambda: _keyring().set_password(_SERVICE, account, token))
        elif self._keyring and not self._file(account).exists() and self._into_keyring(account, token):
            self._write(marker, "")
        else:
            self._write(self._file(account), token)

    def forget(self, account: str) -> None:
        """Removes it."""
        if self._marker(account).exists():
            _asked(lambda: _keyring().delete_password(_SERVICE, account))
        for path in (self._marker(account), self._file(account)):
            path.unlink(missing_ok=True)

    def where(self, account: str) -> str:
        """Where the token is, for people; "" if there is none."""
        if self._marker(account).exists():
            return "the system keyring"
        return str(self._file(account)) if self._file(account).exists() else ""

    @contextmanager
    def locked(self, account: str) -> Iterator[None]:
        """Only one process refreshes a login at a time: of two, the later could keep a token that is void already."""
        self._make_folder()
        handle = os.open(self._folder / f"{account}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _into_keyring(self, account: str, token: str) -> bool:
        try:
            _asked(lambda: _keyring().set_password(_SERVICE, account, token))
        except Locked:
            return False
        return True

    def _write(self, path: Path, text: str) -> None:
        self._make_folder()
        try:
            atomic_write(path, text.encode(), mode=0o600)
        except OSError as error:
            raise Trouble(f"can't keep the login in {path}: {error.strerror}") from error

    def _make_folder(self) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # parents=True makes them for everybody
        self._folder.mkdir(exist_ok=True, mode=0o700)

    def _file(self, account: str) -> Path:
        return self._folder / f"{account}.json"

    def _marker(self, account: str) -> Path:
        return self._folder / f"{account}.keyring"


def _keyring() -> Any:
    """The system's keyring. Raises RuntimeError if there is none that keeps things encrypted."""
    import keyring  # slow to import, and only logins need it

    backend = keyring.get_keyring()
    if backend.priority < 1:  # the null and plain-text backends
        raise RuntimeError("there is no keyring")
    return backend


def _asked(question: Callable[[], _T]) -> _T:
    """The keyring's answer. It may hang on a prompt nobody sees, so a thread asks and is left behind after 2 s."""
    answers: list[_T] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(question())
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            errors.append(error)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    if not answers:
        why = type(errors[0]).__name__ if errors else "no answer within 2 s"
        raise Locked(f"the system keyring holds the login but can't be used now ({why}): unlock it and try again")
    return answers[0]
