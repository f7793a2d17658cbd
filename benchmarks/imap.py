"""A first sync over IMAP from a Dovecot on this machine, beside `mbsync`, which fetches the same mail in full.

mbsync (isync) copies whole mails into a Maildir; syncd asks for headers and structures alone (`bodies = "none"`): fewer
octets, more thought. What reading texts takes is the scene `reading`. The server's indexes are thrown away before every
first sync, so that all begin with a cold one. CPU is the client's alone, wall time holds the server's part.
``python -m benchmarks.imap [MAILS]`` measures this alone.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.mailbox import ALIAS, ME, letters
from benchmarks.measure import Cost, Step, interleaved
from benchmarks.profile import SYNCD
from benchmarks.report import Report
from tests.servers.dovecot import PASSWORD, PROGRAM, Dovecot, dovecot
from tests.servers.imap_between import imap_between

if TYPE_CHECKING:
    from benchmarks.scenes import Bed

_USER = "bench"
_OURS = '`syncd sync`, bodies = "none"'
_CONFIG = """\
[me]
addresses = ["{me}", "{alias}"]
timezone = "Europe/Berlin"
[[account]]
name = "mail"
provider = "imap"
address = "{me}"
host = "127.0.0.1"
port = {port}
tls = "none"
username = "{user}"
password_command = ["echo", "{password}"]
since = "all"
bodies = "none"
[followups]
to = "followups.ics"
"""
_MBSYNC = """\
IMAPAccount bench
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""


def imap(bed: Bed, report: Report) -> None:
    """First syncs and syncs with nothing new."""
    if not os.access(PROGRAM, os.X_OK):
        report.notes.append("dovecot: not installed (apt-get install dovecot-imapd)")
        return
    mail = _mailbox(bed.folder / f"imap-{bed.mails}", bed.mails)
    with dovecot(form="maildir") as server:
        (server.folder / "mail" / _USER).symlink_to(mail)
        steps, again = _contestants(bed, report, server, mail)
        costs = interleaved(steps, min(bed.rounds, 3), print)
        for name, cost in costs.items():
            report.time(f"{name}, first, over IMAP", cost, bed.mails)
        _compare(report, "rate of sync (headers) ÷ mbsync (whole mails), over IMAP", costs, rate=True)
        costs = interleaved(again, min(bed.rounds, 3), print)
        for name, cost in costs.items():
            report.time(f"{name}, nothing new, over IMAP", cost)
        _compare(report, "sync ÷ mbsync, nothing new, over IMAP", costs, rate=False)
        _round_trips(bed, report, server)


def _contestants(bed: Bed, report: Report, server: Dovecot, mail: Path) -> tuple[list[Step], list[Step]]:
    """The programs' first runs, and their next ones."""
    folder = bed.folder / "profile-imap"
    command = _profile(folder, server.plain)
    first = [Step(_OURS, command, {}, partial(_cold, mail, folder / "data"))]
    again = [Step(_OURS, command, {})]
    if not bed.rivals:
        return first, again
    if shutil.which("mbsync"):
        copy = bed.folder / "imap-mbsync"
        config = bed.folder / "mbsyncrc"
        config.write_text(_MBSYNC.format(port=server.plain, user=_USER, password=PASSWORD, folder=copy))
        command = ["mbsync", "-q", "-c", str(config), "bench"]
        first.append(Step("mbsync", command, {}, partial(_cold, mail, copy, make=True)))
        again.append(Step("mbsync", command, {}))
    else:
        report.notes.append("mbsync: not installed (apt-get install isync)")
    return first, again


def _compare(report: Report, what: str, costs: Mapping[str, Cost], *, rate: bool) -> None:
    if "mbsync" in costs:
        one, other = (costs["mbsync"], costs[_OURS]) if rate else (costs[_OURS], costs["mbsync"])
        report.ratio(what, one.cpu / max(other.cpu, 0.001), one.wall / max(other.wall, 0.001))


def _round_trips(bed: Bed, report: Report, server: Dovecot) -> None:
    """How many commands a sync with nothing new takes, login and all."""
    folder = bed.folder / "profile-imap"
    with imap_between(server.plain) as proxy:
        command = _profile(folder, proxy.port, fresh=False)
        subprocess.run(command, check=True, capture_output=True)
        verbs = [line.split()[0] for line in proxy.commands() if line]
    report.amount(f"commands of a sync with nothing new ({', '.join(verbs)})", len(verbs), "commands")


def _profile(folder: Path, port: int, *, fresh: bool = True) -> Sequence[str]:
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    text = _CONFIG.format(me=ME, alias=ALIAS, port=port, user=_USER, password=PASSWORD)
    (folder / "config.toml").write_text(text)
    (folder / "rules.toml").write_text('[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n')
    return [str(SYNCD), "--config", str(folder / "config.toml"), "sync", "--json"]


def _mailbox(folder: Path, count: int) -> Path:
    """A Maildir of whole mails that Dovecot may write its indexes to; one that is there already is kept."""
    if not folder.exists():
        unfinished = folder.with_name(folder.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in ("cur", "new", "tmp"):
            (unfinished / part).mkdir(parents=True)
        for letter in letters(count):
            path = unfinished / "cur" / f"{letter.at}.M{letter.number}P1.host:2,S"
            path.write_bytes(f"{letter.headers}\n{letter.body}".encode())
            os.utime(path, (letter.at, letter.at))  # becomes INTERNALDATE
        unfinished.rename(folder)
    if os.getuid() == 0:
        owner = pwd.getpwnam("nobody")
        subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", str(folder)], check=True)
    return folder


def _cold(mail: Path, ours: Path, *, make: bool = False) -> None:
    """The server knows nothing of its mail, nor does the client."""
    for path in mail.glob("dovecot.index*"):
        path.unlink()
    shutil.rmtree(ours, ignore_errors=True)
    if make:
        ours.mkdir()


def main() -> int:
    """Prints the table of this scene."""
    from benchmarks.scenes import Bed

    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    bed = Bed(Path(os.environ.get("SYNCD_BENCH_DIR") or "/tmp/syncd-bench"), mails, rounds)
    bed.folder.mkdir(parents=True, exist_ok=True)
    report = Report(mails, rounds)
    imap(bed, report)
    print(report.text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
