"""The floor: what reading this mailbox into this log costs at the very least in Python. Imports nothing of syncd.

    python -m benchmarks.floor MBOX LOG

One regular expression finds the wanted headers in the octets of each header block, plain Python brings them into the
form the log holds, and bare sqlite3 writes the same rows into the same tables and indexes, 5,000 mails a commit. It
knows only well-formed mail such as `benchmarks.mailbox` writes: no odd addresses, no obsolete dates, no re-sync, no
error handling. A test compares its rows with syncd's.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from email.header import decode_header, make_header
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

SCHEMA = """
CREATE TABLE stream (id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
 cursor TEXT, pass_no INTEGER NOT NULL);
CREATE UNIQUE INDEX stream_name ON stream (account, name);
CREATE TABLE address (id INTEGER PRIMARY KEY, address TEXT NOT NULL);
CREATE UNIQUE INDEX address_text ON address (address);
CREATE TABLE display_name (address_id INTEGER NOT NULL, name TEXT NOT NULL, own INTEGER NOT NULL,
 first BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (address_id, name, own)) WITHOUT ROWID;
CREATE TABLE mail (id INTEGER PRIMARY KEY, identity BIGINT NOT NULL, uid TEXT NOT NULL, at BIGINT NOT NULL,
 author_id INTEGER NOT NULL, subject TEXT NOT NULL, refs BLOB, size INTEGER NOT NULL);
CREATE UNIQUE INDEX mail_identity ON mail (identity);
CREATE TABLE party (mail_id INTEGER NOT NULL, address_id INTEGER NOT NULL, role INTEGER NOT NULL,
 PRIMARY KEY (mail_id, address_id, role)) WITHOUT ROWID;
CREATE TABLE mail_copy (stream_id INTEGER NOT NULL, locator TEXT NOT NULL, mail_id INTEGER NOT NULL,
 place INTEGER NOT NULL, gone INTEGER NOT NULL, marks INTEGER NOT NULL, pass_no INTEGER NOT NULL, thread TEXT,
 link TEXT, PRIMARY KEY (stream_id, locator)) WITHOUT ROWID;
"""
COMMIT = 5_000
BLOCK = 1 << 20
_MARKS = {b"list-id": 4, b"list-unsubscribe": 4, b"list-post": 4, b"x-auto-response-suppress": 16, b"x-syncd": 128}
_MIXED, _CALENDAR, _AUTO, _PRECEDENCE = 512, 64, 1, 8
_ROLES = ((b"to", 2), (b"cc", 3), (b"bcc", 4), (b"delivered-to", 5), (b"x-original-to", 5))
_WANTED = re.compile(
    rb"\n(?=[ftcbdxsmiralpFTCBDXSMIRALP])((?i:from|to|cc|bcc|delivered-to|x-original-to|date|subject|message-id"
    rb"|in-reply-to|references|content-type|auto-submitted|list-id|list-unsubscribe|list-post|precedence"
    rb"|x-auto-response-suppress|return-path|x-syncd|authentication-results)):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)"
).findall
_PERSON = re.compile(r'\s*(?:(?:"([^"]*)"|([^<",]*?))\s*<([^<>]*)>|([^<>,\s]+))\s*(?:,|$)').findall
_DATE = re.compile(rb"\w{3}, (\d+) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)").match
_MONTHS = {name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def mails(path: str) -> Iterator[bytes]:
    """Each mail of the mbox, without its separator line."""
    rest = b""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - plain
        while block := file.read(BLOCK):
            parts = (rest + block).split(b"\n\nFrom ")
            rest = parts.pop()
            for part in parts:
                yield part[part.find(b"\n") :]
    yield rest[rest.find(b"\n") : -1]


@lru_cache(maxsize=16_384)
def people(value: bytes) -> list[tuple[str, str]]:
    """(canonical address, display name) of an address list."""
    found = []
    for quoted, phrase, angle, bare in _PERSON(value.decode()):
        local, _, domain = (angle or bare).lower().rpartition("@")
        if domain == "gmail.com":
            local = local.partition("+")[0].replace(".", "")
        found.append((f"{local}@{domain}", text(quoted or phrase)))
    return found


def text(value: str) -> str:
    """Decoded, in one line."""
    if "=?" in value:
        value = str(make_header(decode_header(value)))
    return value.replace("\n", "")


@lru_cache(maxsize=16_384)
def reference(value: bytes) -> bytes:
    """What stands for a Message-ID."""
    return blake2b(value, digest_size=8).digest()


@lru_cache(maxsize=4_096)
def days(day: bytes, month: bytes, year: bytes) -> int:
    """Days since 1970-01-01."""
    y, m = int(year), _MONTHS[month]
    if m < 3:
        y, m = y - 1, m + 12
    return 365 * y + y // 4 - y // 100 + y // 400 + (153 * m - 457) // 5 + int(day) - 719_469


def load(source: str, log: str) -> int:
    """Reads the mbox into a new log; returns how many mails there were."""
    database = sqlite3.connect(log, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA cache_size=-32768")
    database.executescript(SCHEMA)
    database.execute("INSERT INTO stream VALUES (1, 'mail', ?, ?, NULL, 1)", (Path(source).name,) * 2)
    numbers: dict[str, int] = {}
    addresses: list[tuple[int, str]] = []
    rows: list[tuple[object, ...]] = []
    parties: list[tuple[int, int, int]] = []
    copies: list[tuple[object, ...]] = []
    names: dict[tuple[int, str, int], tuple[int, int]] = {}

    def number_of(address: str) -> int:
        number = numbers.get(address)
        if number is None:
            number = numbers[address] = len(numbers) + 1
            addresses.append((number, address))
        return number

    def store() -> None:
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO address VALUES (?, ?)", addresses)
        database.executemany("INSERT INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.executemany("INSERT OR IGNORE INTO party VALUES (?, ?, ?)", parties)
        database.executemany("INSERT INTO mail_copy VALUES (1, ?, ?, 0, 0, ?, 1, NULL, NULL)", copies)
        database.executemany(
            "INSERT INTO display_name VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " first = min(first, excluded.first), last = max(last, excluded.last)",
            [(*key, *value) for key, value in names.items()],
        )
        database.execute("COMMIT")
        for part in (addresses, rows, parties, copies, names):
            part.clear()

    count = 0
    for count, mail in enumerate(mails(source), 1):
        head = mail[: mail.find(b"\n\n") + 1]
        fields: dict[bytes, bytes] = {}
        marks = _CALENDAR if b"text/calendar" in mail else 0
        for name, value in _WANTED(head):
            name = name.lower()
            fields.setdefault(name, value)
            marks |= _MARKS.get(name, 0)
        if fields.get(b"auto-submitted", b"no") != b"no":
            marks |= _AUTO
        if fields.get(b"precedence") in (b"bulk", b"list", b"junk"):
            marks |= _PRECEDENCE
        if fields.get(b"content-type", b"").startswith(b"multipart/mixed"):
            marks |= _MIXED
        found = _DATE(fields[b"date"])
        assert found
        day, month, year, hour, minute, second, east, quarter = found.groups()
        at = days(day, month, year) * 86_400 + int(hour) * 3_600 + int(minute) * 60 + int(second)
        at -= int(east) * 3_600 + int(east[:1] + quarter) * 60
        uid = fields[b"message-id"].decode()
        authors = people(fields[b"from"])
        author = authors[0][0]
        author_id = number_of(author)
        identity = int.from_bytes(blake2b(f"{uid}\0{author}".encode(), digest_size=8).digest(), "big", signed=True)
        told = dict(authors)
        for name, role in _ROLES:
            if name in fields:
                for address, shown in people(fields[name]):
                    parties.append((count, number_of(address), role))
                    if role != 5 and not told.get(address):
                        told[address] = shown
        for address, shown in told.items():
            if shown:
                key = (number_of(address), shown, int(address == author))
                first, last = names.get(key, (at, at))
                names[key] = (min(at, first), max(at, last))
        refs = fields[b"references"].split() if b"references" in fields else []
        rows.append(
            (
                count,
                identity,
                uid,
                at,
                author_id,
                text(fields[b"subject"].decode()),
                b"".join(map(reference, refs)) or None,
                len(mail),  # the line end before it stands for the one behind it
            )
        )
        copies.append((blake2b(head[1:], digest_size=8).hexdigest(), count, marks))
        if count % COMMIT == 0:
            store()
    store()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return count


if __name__ == "__main__":
    print(load(*sys.argv[1:]))
