"""What all items of a server share: ids, versions, times and the lock that user and API take turns with."""

from __future__ import annotations

import hashlib
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock

EPOCH = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


class Ledger:
    """Counts. `now` moves a second with each change: no simulated time depends on the machine's clock."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.seq = 0
        self._ids = 0

    def change(self) -> int:
        """The number of a new change; later changes have greater numbers."""
        self.seq += 1
        return self.seq

    def now(self) -> datetime:
        """The server's time, UTC."""
        return EPOCH + timedelta(seconds=self.seq)

    def ids(self) -> tuple[str, str]:
        """An immutable id and a regular one for a new item. Some differ from another only by the case of a letter."""
        self._ids += 1
        return self._id("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A"), self.regular()

    def regular(self) -> str:
        """A regular id; an item gets another one when it moves."""
        self._ids += 1
        return self._id("AAMkAGVmMDEzMTM4LTZmYWUtNDdkNC1hMDZiLTU1OGY5OTZhYmY4OABGAAAA")

    def container(self) -> str:
        """The id of a folder, calendar or list: the same with and without the preference for immutable ids."""
        self._ids += 1
        return self._id("AQMkADAwATMwMAItMzQ0ADEtOTM5Yy0wMAItMDAKAC4AAAN") + "="

    def _id(self, prefix: str) -> str:
        seed = (self._ids - 1) // 4  # four neighbours share their letters
        digest = urlsafe_b64encode(hashlib.sha256(f"{prefix}{seed}".encode()).digest()).decode().rstrip("=")
        return prefix + digest + ("AAAA", "AAAa", "AAaA", "AAaa")[(self._ids - 1) % 4]


@dataclass(eq=False)
class Item:
    """A message, event or task: two ids, and a version that every change raises."""

    id: str
    regular: str
    change: int
    created: datetime = field(kw_only=True, default=EPOCH)
    modified: datetime = field(kw_only=True, default=EPOCH)

    def change_key(self) -> str:
        """`changeKey`: another one after every change."""
        return b64encode(hashlib.sha256(f"{self.id}{self.change}".encode()).digest()[:30]).decode()

    def etag(self) -> str:
        """`@odata.etag`."""
        return f'W/"{self.change_key()}"'


def stamp(moment: datetime) -> str:
    """``2026-11-02T08:00:00Z``, as mail has it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fine_stamp(moment: datetime) -> str:
    """``2026-11-02T08:00:00.0000000Z``, as events and tasks have it: seven digits."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
