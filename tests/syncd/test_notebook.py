"""What a connector must not forget."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncd.notebook import Notebook
from syncd.ports import Trouble


def test_notes_are_kept(tmp_path: Path) -> None:
    """Given a note, when asked by another process, then it is there; None forgets it; only the owner can read it."""
    path = tmp_path / "state" / "notes.json"
    Notebook(path).put("calendar", "abc")
    Notebook(path).put("list", "ü")
    assert (Notebook(path).get("calendar"), Notebook(path).get("list"), Notebook(path).get("none")) == (
        "abc",
        "ü",
        None,
    )
    assert path.stat().st_mode & 0o777 == 0o600
    Notebook(path).put("calendar", None)
    assert Notebook(path).get("calendar") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "7"])
def test_a_damaged_notebook_is_not_forgotten(tmp_path: Path, text: str) -> None:
    """Given a damaged file, when read or written, then that is said and nothing is overwritten."""
    path = tmp_path / "notes.json"
    path.write_text(text)
    with pytest.raises(Trouble, match="move it away"):
        Notebook(path).get("calendar")
    with pytest.raises(Trouble):
        Notebook(path).put("calendar", "abc")
    assert path.read_text() == text
