"""A made-up mailbox like a real one, the same octets every time: an mbox and a Maildir of the same mails.

Ten years, 5,000 people (a few of them near, most of them far), threads with References, newsletters, mailing lists,
robots, names in encoded words, invitations. Header blocks have 4 to 6 KB as today's providers write them (Received,
DKIM and ARC chains), bodies 2 to 20 KB.
"""

from __future__ import annotations

import random
import re
from base64 import b64encode
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path

ME = "ada@example.org"
ALIAS = "ada.lovelace@example.com"
PEOPLE = 5_000
END = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
"""All mails are older; benchmarks look at everything as of this instant."""
_DELIVERED = 10_000_000  # and more: the numbers of mails delivered later
_SPAN = 10 * 365 * 86_400
_MULTIPART = re.compile(r"Content-Type: multipart/\w+")
_SHARD = 2_000  # mails made from one random state, so that a longer mailbox begins like a shorter one in kind
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZONES = ("+0000", "+0100", "+0200", "-0500", "-0800", "+0530")
_OFFSETS = {"+0000": 0, "+0100": 3600, "+0200": 7200, "-0500": -18_000, "-0800": -28_800, "+0530": 19_800}
_FIRST = "Grace Alan Barbara Edsger Frances Tony Jürgen Zoë Łukasz Mária Ken Dennis Radia Donald Hedy Søren Ivan Nadia"
_LAST = "Hopper Turing Liskov Dijkstra Allen Hoare Müller Ñuñez Kowalski Kovács Thompson Ritchie Perlman Knuth Lamarr"
_WORDS = (  # noqa: SIM905 - reads better
    "the of a to and in that it for we this with on is be as you at not are have from by will can meeting draft "
    "contract thanks regards tomorrow please send figures budget quarter review agenda travel dinner conference paper "
    "patch release server backup invoice question answer number list plan talk week month already perhaps because"
).split()


@dataclass(frozen=True)
class Person:
    """Somebody who writes: address, display name as it stands in a header, mail host."""

    address: str
    shown: str
    host: str


@dataclass(frozen=True)
class Letter:
    """One mail: header block (LF, without the empty line), its body, and the time of its arrival."""

    number: int
    at: int
    headers: str
    body: str
    kind: str


def everybody(seed: int = 1) -> list[Person]:
    """The people, nearest first."""
    dice = random.Random(seed)
    firsts, lasts = _FIRST.split(), _LAST.split()
    people = []
    for number in range(PEOPLE):
        first, last = dice.choice(firsts), dice.choice(lasts)
        host = f"{dice.choice(('acme', 'initech', 'uni', 'post', 'mail'))}{number % 400}.example"
        if number % 7 == 0:
            host = "gmail.com"
        name = f"{first} {last}"
        ascii_name = name.encode("ascii", "ignore").decode().lower().replace(" ", ".")
        address = f"{ascii_name}.{number}@{host}"
        if not name.isascii():
            shown = f"{Header(name, 'utf-8').encode()} <{address}>"
        elif number % 5 == 0:
            shown = f'"{last}, {first}" <{address}>'
        elif number % 11 == 0:
            shown = address
        else:
            shown = f"{name} <{address}>"
        people.append(Person(address, shown, host))
    return people


def letters(count: int, *, small: bool = False, start: int = 0, seed: int = 7) -> Iterator[Letter]:
    """`count` mails in the order of their arrival, numbered from `start`. `small`: bodies of a few hundred octets.

    With the same arguments they are the same; another `seed` gives other mails between the same people.
    """
    people = everybody()
    texts = _library()
    threads: deque[tuple[Person, str, list[str]]] = deque(maxlen=400)
    step = _SPAN / (count + 1)
    dice = random.Random(seed)
    for index in range(count):
        if index % _SHARD == 0:
            dice = random.Random(seed * 1_000_003 + index)
        number = start + index
        at = END - _SPAN + int(step * (index + dice.random() * 0.9))
        yield _letter(number, at, dice, people, texts, threads, small, seed)


def _letter(
    number: int,
    at: int,
    dice: random.Random,
    people: list[Person],
    texts: list[str],
    threads: deque[tuple[Person, str, list[str]]],
    small: bool,
    seed: int,
) -> Letter:
    roll = dice.random()
    kind = (
        "in" if roll < 0.42 else "out" if roll < 0.62 else "list" if roll < 0.78 else "news" if roll < 0.94 else "robot"
    )
    person = people[min(int(PEOPLE * dice.random() ** 3), PEOPLE - 1)]
    subject, refs = " ".join(dice.choices(_WORDS, k=dice.randint(2, 8))).capitalize(), list[str]()
    if kind in ("in", "out", "list") and threads and dice.random() < 0.6:
        person, subject, refs = threads[int(len(threads) * dice.random())]
        subject = subject if subject.startswith("Re: ") else f"Re: {subject}"
    elif dice.random() < 0.06:
        subject = " ".join(Header(f"Grüße: {subject} – wie besprochen", "utf-8").encode().split())
    message_id = f"<{dice.getrandbits(96):024x}.{number}.{seed}@{ME[4:] if kind == 'out' else person.host}>"
    if kind in ("in", "out", "list"):
        threads.append((person, subject, [*refs[-9:], message_id]))
    others = [people[int(PEOPLE * dice.random() ** 3)] for _ in range(dice.choice((0, 0, 0, 0, 1, 1, 2, 5)))]
    zone = dice.choice(_ZONES)
    date = stamp(at - dice.randint(1, 90), zone)
    headers = _envelope(dice, person, at, kind)
    headers += _addressed(kind, dice, person, others, number)
    headers += [f"Date: {date}", f"Message-ID: {message_id}", f"Subject: {_folded(subject)}"]
    if refs:
        headers += ["References: " + "\n ".join(refs), f"In-Reply-To: {refs[-1]}"]
    boundary = f"{dice.getrandbits(96):024x}"
    html = kind != "list" and dice.random() < 0.7
    mixed = dice.random() < 0.08
    headers.append("MIME-Version: 1.0")
    if html:
        headers.append(f'Content-Type: multipart/{"mixed" if mixed else "alternative"}; boundary="{boundary}"')
    else:
        headers.append('Content-Type: text/plain; charset="UTF-8"\nContent-Transfer-Encoding: 8bit')
    block = "\n".join(headers) + "\n"
    wanted = dice.randint(4_000, 6_000)
    if len(block) < wanted:
        block += _sealed("X-MS-Exchange-AntiSpam-MessageData-0: ", "", dice, (wanted - len(block)) * 3 // 4) + "\n"
    size = dice.randint(200, 400) if small else int(2_000 * 10 ** dice.random())
    return Letter(number, at, block, _body(dice, texts, size, boundary if html else "", number, subject), kind)


def _envelope(dice: random.Random, person: Person, at: int, kind: str) -> list[str]:
    """What servers add: trace, seals, signatures, verdicts."""
    sender = "bounces+" + person.address if kind == "news" else person.address
    host, token = person.host, f"{dice.getrandbits(64):016x}"
    ip = f"203.0.113.{dice.randint(1, 250)}"
    late = stamp(at, "-0800")
    verdict = (
        f"mx.example.org;\n       dkim=pass header.i=@{host} header.s=s{dice.randint(1, 9)} header.b={token[:8]};\n"
        f"       arc=pass (i=1 spf=pass spfdomain={host} dkim=pass dkdomain={host});\n"
        f"       spf=pass (example.org: domain of {sender} designates {ip} as permitted sender)"
        f" smtp.mailfrom={sender};\n       dmarc=pass (p=QUARANTINE sp=NONE dis=NONE) header.from={host}"
    )
    signed = f"a=rsa-sha256; c=relaxed/relaxed;\n        d={host}; s=s{dice.randint(1, 9)};\n        "
    fields = "h=to:subject:message-id:date:from:mime-version:references:in-reply-to;\n        "
    return [
        f"Delivered-To: {ME}",
        f"Received: by 2002:a05:{token[:4]}:{token[4:8]} with SMTP id {token};\n        {late}",
        f"X-Received: by 2002:a17:{token[8:12]}:{token[12:]} with SMTP id {token[::-1]};\n        {late}",
        _sealed(
            f"ARC-Seal: i=2; a=rsa-sha256; t={at}; cv=pass;\n        d=example.org; s=arc-20240605;\n        b=",
            "",
            dice,
            256,
        ),
        _sealed(f"ARC-Message-Signature: i=2; {signed}{fields}bh={_random(dice, 32)};\n        b=", "", dice, 256),
        f"ARC-Authentication-Results: i=2; {verdict}",
        f"Return-Path: <{sender}>",
        f"Received: from mx{dice.randint(1, 9)}.{host} (mx.{host}. [{ip}])\n        by mx.example.org with ESMTPS id"
        f" {token}\n        for <{ME}>\n"
        f"        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {late}",
        f"Received-SPF: pass (example.org: domain of {sender} designates {ip} as permitted sender) client-ip={ip};",
        f"Authentication-Results: {verdict}",
        _sealed(f"DKIM-Signature: v=1; {signed}{fields}bh={_random(dice, 32)};\n        b=", "", dice, 256),
        f"Received: from localhost (localhost [127.0.0.1])\n\tby mx.{host} (Postfix) with ESMTP id {token[:10].upper()}"
        f"\n\tfor <{ME}>; {stamp(at, '+0000')} (UTC)",
        f"X-Virus-Scanned: amavisd-new at {host}",
        f"Received: from mx.{host} ([127.0.0.1])\n\tby localhost (mx.{host} [127.0.0.1]) (amavisd-new, port 10024)\n\t"
        f"with ESMTP id {token[:12]}; {stamp(at, '+0100')} (CET)",
        f"X-Gm-Message-State: {_random(dice, 72)}",
        f"X-Google-Smtp-Source: {_random(dice, 72)}",
    ]


def _addressed(kind: str, dice: random.Random, person: Person, others: list[Person], number: int) -> list[str]:
    """From, To, Cc, and what marks lists and robots."""
    me = f"Ada Lovelace <{ME}>"
    copied = ["Cc: " + ",\n\t".join(other.shown for other in others)] if others else []
    match kind:
        case "out":
            return [f"From: {me}", f"To: {person.shown}", *copied]
        case "in":
            to = ALIAS if dice.random() < 0.15 else me
            return [f"From: {person.shown}", f"To: {to}", *copied]
        case "list":
            name = f"dev{number % 12}"
            return [
                f"From: {person.shown}",
                f"To: {name}@lists.example.net",
                *copied,
                f"List-Id: Talk about {name} <{name}.lists.example.net>",
                f"List-Post: <mailto:{name}@lists.example.net>",
                f"List-Unsubscribe: <https://lists.example.net/options/{name}>,\n"
                f" <mailto:{name}-request@lists.example.net?subject=unsubscribe>",
                "Precedence: list",
            ]
        case "news":
            shop = f"shop{number % 300}.example"
            return [
                f"From: Shop {number % 300} <news@{shop}>",
                f"To: {ME}",
                f"List-Unsubscribe: <https://{shop}/u/{dice.getrandbits(64):x}>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "Precedence: bulk",
            ]
        case _:
            return [
                f"From: no-reply@service{number % 80}.example",
                f"To: {me}",
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: All",
            ]


def _body(dice: random.Random, texts: list[str], size: int, boundary: str, number: int, subject: str) -> str:
    text = texts[dice.randrange(len(texts))]
    begin = text.find("\n", dice.randrange(len(text) - 25_000)) + 1
    if not boundary:
        return text[begin : text.find("\n", begin + size) + 1]
    half = text.find("\n", begin + size // 3) + 1
    plain, rest = text[begin:half], text[half : text.find("\n", half + size * 2 // 3) + 1]
    calendar = ""
    if number % 100 == 0:
        calendar = (
            f'--{boundary}\nContent-Type: text/calendar; charset="UTF-8"; method=REQUEST\n\n'
            f"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:{number}@example\nSUMMARY:{subject[:20]}\n"
            "END:VEVENT\nEND:VCALENDAR\n"
        )
    return (
        f'--{boundary}\nContent-Type: text/plain; charset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        f'{plain}\n--{boundary}\nContent-Type: text/html; charset="UTF-8"\n\n<html><body>\n{rest}</body></html>\n'
        f"{calendar}--{boundary}--\n"
    )


def _library() -> list[str]:
    """A few long texts that bodies are cut from."""
    dice = random.Random(3)
    texts = []
    for _ in range(8):
        lines = [" ".join(dice.choices(_WORDS, k=dice.randint(6, 12))) for _ in range(3_000)]
        texts.append("\n".join(line if dice.random() > 0.1 else "" for line in lines) + "\n")
    return texts


def _random(dice: random.Random, octets: int) -> str:
    return b64encode(dice.randbytes(octets)).decode("ascii")


def _sealed(begin: str, indent: str, dice: random.Random, octets: int) -> str:
    """A header whose value ends in base64, folded as servers fold it."""
    text = _random(dice, octets)
    fold = "\n         " + indent
    return begin + fold.join(text[at : at + 66] for at in range(0, len(text), 66))


def _folded(subject: str) -> str:
    """The subject in lines of at most about 76 characters."""
    lines, line = [], ""
    for word in subject.split(" "):
        if line and len(line) + len(word) > 66:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n ".join([*lines, line])


def stamp(at: int, zone: str) -> str:
    """An RFC 5322 date-time."""
    local = datetime.fromtimestamp(at + _OFFSETS[zone], UTC)
    return f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M:%S} {zone}"


def write_mbox(path: Path, count: int, *, small: bool = False) -> Path:
    """The mbox of `count` mails; one that is there already is kept."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb", buffering=1 << 20) as file:
        for letter in letters(count, small=small):
            local = datetime.fromtimestamp(letter.at, UTC)
            line = f"From someone@example.net {local:%a %b %d %H:%M:%S %Y}\n"
            file.write(
                f"{line}{letter.headers}\n{letter.body.replace(chr(10) + 'From ', chr(10) + '>From ')}\n".encode()
            )
    unfinished.rename(path)
    return path


def write_maildir(folder: Path, count: int) -> Path:
    """A Maildir of the same mails with every body cut to a line; one that is there already is kept."""
    if folder.exists():
        return folder
    unfinished = folder.with_name(folder.name + ".part")
    for part in ("cur", "new", "tmp"):
        (unfinished / part).mkdir(parents=True, exist_ok=True)
    for letter in letters(count):
        _drop(unfinished / "cur", letter, ":2,S")
    unfinished.rename(folder)
    return folder


def deliver(folder: Path, count: int, seed: int, *, seen: bool) -> None:
    """Adds `count` new mails to a Maildir: to new as a delivery agent does, or to cur as a synchroniser does."""
    for letter in letters(count, start=_DELIVERED + seed * count, seed=1_000 + seed):
        _drop(folder / ("cur" if seen else "new"), letter, ":2,S" if seen else "")


def take_back(folder: Path) -> None:
    """Removes what `deliver` added."""
    for part in ("new", "cur"):
        for path in (folder / part).glob("*.M1???????P*"):
            path.unlink()


def _drop(folder: Path, letter: Letter, flags: str) -> None:
    name = f"{letter.at}.M{letter.number}P{letter.number % 32_000}.host{flags}"
    headers = _MULTIPART.sub("Content-Type: text/plain", letter.headers)
    (folder / name).write_bytes(f"{headers}\nThe body, cut to a line.\n".encode())
