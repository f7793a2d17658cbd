"""The key that signs the digest's mail links: 32 random bytes in the state folder, this machine's own.

It is made when the first link is signed, readable by the owner alone, and never changes: a link of any digest works
for 60 days after the week of its digest, once. Nothing else is signed with it, and no other machine has it.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from syncd.ports import Trouble

_BYTES = 32
_NAME = "links.key"


def signing_key(folder: Path) -> bytes:
    """The key in the state folder `folder`, made if there is none. Raises Trouble."""
    known = known_key(folder)
    if known is not None:
        return known
    path = folder / _NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    except OSError as error:
        raise Trouble(f"can't make the key of mail links {path}: {error.strerror}: check its folder") from error
    return _read(path)


def known_key(folder: Path) -> bytes | None:
    """The key, or None if no link was ever signed here. Raises Trouble."""
    path = folder / _NAME
    return _read(path) if os.path.lexists(path) else None


def _make(path: Path) -> None:
    """Puts a whole file there, unless another process was faster: then that one's stays."""
    temporary = path.with_name(f".{_NAME}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # unlike a rename it never replaces
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        key = path.read_bytes()
    except OSError as error:
        raise Trouble(
            f"can't read the key of mail links {path}: {error.strerror}: check its permissions, or remove it: "
            "syncd makes a new one"
        ) from error
    if mode & 0o077:
        raise Trouble(f"others can read the key of mail links {path} (mode {mode:o}): remove it, syncd makes a new one")
    if len(key) != _BYTES:
        raise Trouble(f"the key of mail links {path} is damaged: remove it, syncd makes a new one")
    return key
