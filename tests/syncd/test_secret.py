"""The key that signs mail links: made once, whole, and readable by nobody else."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from syncd.ports import Trouble
from syncd.secret import known_key, signing_key


def test_made_when_first_needed_and_kept(tmp_path: Path) -> None:
    """Given no state folder, when the key is asked for twice, then it is 32 bytes, the same, for the owner alone."""
    folder = tmp_path / "state"
    assert known_key(folder) is None
    assert not folder.exists()
    key = signing_key(folder)
    assert len(key) == 32
    assert (signing_key(folder), known_key(folder)) == (key, key)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_of_many_who_make_it_at_once_all_get_the_same(tmp_path: Path) -> None:
    """Given eight that ask at the same moment, when none was there, then one made it and all have that one."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(signing_key, [tmp_path] * 8))
    assert len(keys) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_another_profile_has_another(tmp_path: Path) -> None:
    """Given two profiles, when both sign, then with different keys."""
    assert signing_key(tmp_path / "a") != signing_key(tmp_path / "b")


def test_what_others_can_read_is_not_used(tmp_path: Path) -> None:
    """Given a key that others can read, or a damaged one, when read, then the message says what to do."""
    signing_key(tmp_path)
    (file,) = tmp_path.iterdir()
    file.chmod(0o644)
    with pytest.raises(Trouble, match=r"others can read.*remove it"):
        known_key(tmp_path)
    file.write_bytes(b"short")
    file.chmod(0o600)
    with pytest.raises(Trouble, match=r"damaged.*remove it"):
        signing_key(tmp_path)
