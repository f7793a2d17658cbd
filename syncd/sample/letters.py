"""The texts of the cast turned into mails as real programs write them, each with its day and its place."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from hashlib import sha256
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from syncd.sample.cast import ADA, OLD_ADA, ZONE, Character, Exchange, table, workday

_MAILBOX = re.compile(r"\s*(.*?)\s*<(\S+@\S+)>\s*")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `place`: mbox, or the Maildir folder: inbox, sent, drafts. `labels` and `thread` are Gmail's."""

    raw: str
    at: datetime
    place: str
    labels: str
    thread: int
    mine: bool


def letters(cast: Mapping[str, Character], today: date) -> list[Letter]:
    """All mail, oldest first; what lies in both mailboxes stands in the list twice."""
    small = table("smalltalk.toml")
    odds = table("odds.toml")
    found = [letter for person in cast.values() for letter in _stories(person, small[person.circle], today)]
    for newsletter in odds["newsletter"]:
        found += _newsletter(newsletter, today)
    found += [_single(mail, today) for mail in odds["mail"]]
    return sorted(found, key=lambda letter: (letter.at, letter.place, letter.raw))


# ---------------------------------------------------------------- stories


def _stories(person: Character, pool: list[Exchange], today: date) -> Iterator[Letter]:
    """One person's exchanges; every third of the old ones was imported into the newer mailbox as well."""
    rng = Random(person.key)  # noqa: S311 - a story, no secret
    rest = rng.sample(pool, len(pool))
    for number, ago in enumerate(person.days):
        exchange = person.threads[number] if number < len(person.threads) else rest[number % len(rest)]
        day = today - timedelta(days=ago)
        if person.circle == "work":
            day = workday(day, back=True)
        old = person.old is not None and ago >= person.old
        for letter in _thread(person, number, ago, exchange, day, old, rng):
            yield letter
            if old and number % 3 == 0:
                yield Letter(letter.raw, letter.at, "mbox", letter.labels, letter.thread, letter.mine)


def _thread(
    person: Character, number: int, ago: int, exchange: Exchange, day: date, old: bool, rng: Random
) -> Iterator[Letter]:
    """The mails of one exchange, all of one day."""
    subject, *texts = exchange
    ada = OLD_ADA if old else ADA
    them = (person.name, person.address_at(ago))
    at = datetime.combine(day, time(rng.randrange(8, 12), rng.randrange(60), rng.randrange(60)), ZONE)
    refs: list[str] = []
    for step, marked in enumerate(texts):
        mine = marked.startswith(">")
        sender, to = (ada, them) if mine else (them, ada)
        reply = refs or subject.startswith("Re: ")
        own = _message_id(f"{person.key}/{number}/{step}", sender[1])
        moment = at.astimezone(ZoneInfo("Europe/Berlin" if mine else person.zone))
        head = [
            *_received(moment, sender[1], to[1], mine=mine),
            ("Message-ID", own),
            ("Date", format_datetime(moment)),
            ("From", _written(*sender)),
            ("To", _written(*to)),
            ("Subject", _encoded(f"Re: {subject.removeprefix('Re: ')}" if reply else subject)),
            *([("In-Reply-To", refs[-1]), ("References", " ".join(refs))] if refs else []),
        ]
        sign = "Ada" if mine else person.sign or person.name.split()[0]
        body = f"{marked[1:].strip()}\n\n{sign}\n"
        place = ("sent" if mine else "inbox") if old else "mbox"
        labels = "Sent,Opened" if mine else "Archived,Opened,Important" if ago > 14 else "Inbox,Opened,Important"
        yield Letter(_mail(head, body), at, place, labels, _number(f"{person.key}/{number}"), mine)
        refs.append(own)
        at += timedelta(minutes=rng.randrange(35, 170))


# ---------------------------------------------------------------- the rest


def _newsletter(entry: Mapping[str, Any], today: date) -> Iterator[Letter]:
    rng = Random(entry["address"])  # noqa: S311 - a story, no secret
    host = entry["address"].partition("@")[2]
    for number in range(entry["count"]):
        day = today - timedelta(days=2 + number * entry["every"])
        at = datetime.combine(day, time(6, rng.randrange(60), rng.randrange(60)), UTC)
        subject = entry["subjects"][number % len(entry["subjects"])]
        head = [
            *_received(at, entry["address"], entry["to"], mine=False),
            ("Message-ID", _message_id(f"{entry['list']}/{number}", entry["address"])),
            ("Date", format_datetime(at)),
            ("From", _written(entry["name"], entry["address"])),
            ("To", _written(ADA[0], entry["to"])),
            ("Subject", _encoded(subject)),
            ("List-Id", f"{entry['name']} <{entry['list']}>"),
            ("List-Unsubscribe", f"<https://{host}/unsubscribe/{number}>"),
            ("Precedence", "bulk"),
        ]
        raw = _mail(head, f"{entry['text']}\n")
        yield Letter(raw, at, "mbox", "Inbox,Category Updates,Unread", _number(f"{entry['list']}/{number}"), False)


def _single(entry: Mapping[str, Any], today: date) -> Letter:
    """One [[mail]] of odds.toml; its author may be unreadable and its Date wrong."""
    sender = entry["from"]
    found = _MAILBOX.fullmatch(sender)
    address = found[2] if found else sender
    mine = address in (ADA[1], OLD_ADA[1])
    at = datetime.combine(today - timedelta(days=entry["days"]), time(13, 30), ZONE)
    name = f"{entry['subject']}/{address}"
    head = [
        *_received(at, address, ADA[1], mine=mine),
        ("Message-ID", _message_id(name, address)),
        ("Date", entry.get("date") or format_datetime(at)),
        ("From", _mailboxes(sender)),
        ("To", _mailboxes(entry["to"])),
        ("Subject", _encoded(entry["subject"])),
        *(tuple(header.split(": ", 1)) for header in entry.get("headers", ())),
    ]
    uid = entry.get("invitation")
    raw = _invitation(head, entry, uid, address, at) if uid else _mail(head, f"{entry['text']}\n")
    labels = entry.get("labels") or ("Sent,Opened" if mine else "Inbox,Opened")
    return Letter(raw, at, entry.get("box", "mbox"), labels, _number(name), mine)


def _invitation(head: Iterable[tuple[str, ...]], entry: Mapping[str, Any], uid: str, author: str, at: datetime) -> str:
    """A mail with the request as a second part; the meeting itself stands in the calendar."""
    boundary = f"=_{_digest(uid)[:20]}"
    request = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nordfjord//Calendar//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{at.astimezone(UTC) + timedelta(days=7):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{entry['subject'].removeprefix('Invitation: ')}",
        f"ORGANIZER:mailto:{author}",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{ADA[1]}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    parts = (("text/plain; charset=utf-8", entry["text"]), ("text/calendar; charset=utf-8; method=REQUEST", None))
    body = "".join(
        f"--{boundary}\nContent-Type: {kind}\n\n{content or chr(10).join(request)}\n" for kind, content in parts
    )
    lines = [f"{name}: {value}" for name, value in (*head, ("MIME-Version", "1.0"))]
    lines.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
    return "\n".join(lines) + f"\n\n{body}--{boundary}--\n"


# ---------------------------------------------------------------- writing


def _mail(head: Iterable[tuple[str, ...]], body: str) -> str:
    lines = [f"{name}: {value}" for name, value in head]
    coding = "7bit" if body.isascii() else "8bit"
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {coding}"]
    return "\n".join(lines) + f"\n\n{body}"


def _received(at: datetime, sender: str, to: str, *, mine: bool) -> list[tuple[str, str]]:
    """The way an incoming mail took: one line of Ada's server, one of theirs."""
    if mine:
        return []
    theirs, ours = sender.rpartition("@")[2], to.rpartition("@")[2]
    ours = ours if " " not in ours else ADA[1].partition("@")[2]
    relay = f"mx.{theirs}" if re.fullmatch(r"[\w.-]+", theirs) else "unknown.example"
    there, here = (format_datetime((at + timedelta(seconds=s)).astimezone(UTC)) for s in (1, 3))
    return [
        ("Delivered-To", to),
        ("Received", f"from {relay} (192.0.2.{_number(relay) % 250 + 2})\n by mail.{ours} with ESMTPS; {here}"),
        ("Received", f"by {relay} with ESMTPSA; {there}"),
    ]


def _mailboxes(value: str) -> str:
    """A list of mailboxes with its names encoded; what is none stays as it is."""
    found = [(_MAILBOX.fullmatch(part), part.strip()) for part in value.split(", ")]
    if not all(match or "@" in part for match, part in found):
        return _encoded(value) if "<" not in value else _written(*_split(value))
    return ",\n ".join(_written(match[1], match[2]) if match else part for match, part in found)


def _split(value: str) -> tuple[str, str]:
    """Name and address of one mailbox whose name has a comma."""
    match = _MAILBOX.fullmatch(value)
    return (match[1], match[2]) if match else ("", value)


def _written(name: str, address: str) -> str:
    return formataddr((name, address), "utf-8")


def _encoded(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8", maxlinelen=76).encode()


def _message_id(seed: str, address: str) -> str:
    host = address.rpartition("@")[2]
    return f"<{_digest(seed)[:24]}@{host if re.fullmatch(r'[a-z.-]+', host) else 'unknown.example'}>"


def _number(seed: str) -> int:
    """A number as Gmail gives them to threads: 19 digits."""
    return 10**18 + int.from_bytes(sha256(seed.encode()).digest()[:7], "big")


def _digest(seed: str) -> str:
    return b32encode(sha256(seed.encode()).digest()).decode("ascii").lower().rstrip("=")
