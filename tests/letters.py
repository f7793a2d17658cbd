"""Making mail and meetings for tests, as bytes a real program would have written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path

ME = "ada@example.org"
_NUMBER = count(1)


def day(text: str, hour: int = 12) -> datetime:
    """``2026-03-01`` at an hour, UTC."""
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=UTC)


def letter(
    sender: str = ME,
    to: str | Iterable[str] = ME,
    when: datetime | str = "2026-03-01",
    subject: str = "Hello",
    *,
    message_id: str | None = None,
    cc: str = "",
    headers: Iterable[str] = (),
    body: str = "Text.\n",
) -> bytes:
    """One mail. `when` may be a day or a literal Date value."""
    moment = day(when) if isinstance(when, str) and len(when) == 10 else when
    date = format_datetime(moment) if isinstance(moment, datetime) else moment
    lines = [
        f"Message-ID: {message_id or f'<{next(_NUMBER)}@test.example>'}",
        f"Date: {date}",
        f"From: {sender}",
        f"To: {to if isinstance(to, str) else ', '.join(to)}",
        *([f"Cc: {cc}"] if cc else []),
        f"Subject: {subject}",
        *headers,
    ]
    return ("\n".join(line for line in lines if not line.endswith(": ")) + "\n\n" + body).encode()


def mbox(path: Path, letters: Iterable[bytes]) -> Path:
    """Writes an mbox (mboxrd)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for one in letters:
            quoted = b"\n".join(
                b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in one.split(b"\n")
            )
            file.write(b"From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n" + quoted.rstrip(b"\n") + b"\n\n")
    return path


def meeting(
    uid: str,
    start: datetime | str,
    attendees: Iterable[str] = (),
    *,
    organizer: str = ME,
    extra: Iterable[str] = (),
    summary: str = "Talk",
) -> str:
    """One VEVENT. `attendees` are ``address`` or ``address;PARTSTAT=DECLINED``; accepted if nothing is said."""
    if isinstance(start, str):
        times = [f"DTSTART;VALUE=DATE:{start.replace('-', '')}"]
    else:
        times = [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}"]
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *times, f"SUMMARY:{summary}"]
    if organizer:
        lines.append(f"ORGANIZER:mailto:{organizer}")
    for entry in attendees:
        address, _, parameters = entry.partition(";")
        lines.append(f"ATTENDEE;{parameters or 'PARTSTAT=ACCEPTED'}:mailto:{address}")
    return "\r\n".join([*lines, *extra, "END:VEVENT"]) + "\r\n"


def calendar(path: Path, events: Iterable[str], *, method: str = "") -> Path:
    """Writes an .ics file."""
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + (f"METHOD:{method}\r\n" if method else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((head + "".join(events) + "END:VCALENDAR\r\n").encode())
    return path
