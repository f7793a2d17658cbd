"""Who works through the whole loop where several machines share a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def claim(place: Path | str) -> Iterator[None]:
    """Held by `run`, `sync` and `apply` beside the lock of their machine. A file needs no more than that.

    `place` as `Store.open` takes it. Raises Busy, naming the holder and its machine; Unavailable.
    """
    if isinstance(place, Path):
        yield
        return
    from syncd.store.postgresql.database import claimed

    with claimed(place):
        yield
