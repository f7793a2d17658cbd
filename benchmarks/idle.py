"""What a daemon costs that has nothing to do, with all providers configured: memory beside a process that imports the
five libraries of the stack, and how often it wakes up."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.profile import SYNCD
from benchmarks.report import Report, Row

if TYPE_CHECKING:
    from benchmarks.scenes import Bed

_LIBRARIES = "import googleapiclient.discovery, msal, icalendar, sqlalchemy, schedule"
_SECONDS, _QUICK = 120, 5
_CONFIG = """\
[me]
addresses = ["ada@example.org"]
[[account]]
name = "google"
provider = "google"
address = "ada@example.org"
api_endpoint = "http://127.0.0.1:1"
[[account]]
name = "microsoft"
provider = "microsoft"
address = "ada@example.org"
client_id = "00000000-0000-0000-0000-000000000000"
graph_endpoint = "http://127.0.0.1:1"
[[account]]
name = "imap"
provider = "imap"
address = "ada@example.org"
host = "127.0.0.1"
port = 1
tls = "none"
password_command = ["echo", "x"]
[[account]]
name = "caldav"
provider = "caldav"
url = "http://127.0.0.1:1/"
password_command = ["echo", "x"]
calendars = ["primary"]
[[account]]
name = "archive"
provider = "mbox"
path = "mail.mbox"
[daemon]
every = "1h"
[followups]
to = "followups.ics"
[digest]
via = "file:digests"
"""


def idle(bed: Bed, report: Report) -> None:
    """Proportional set size (smaps_rollup) and context switches of the daemon while it waits."""
    folder = bed.folder / "idle"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "config.toml").write_text(_CONFIG)
    (folder / "rules.toml").write_text('[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n')
    (folder / "mail.mbox").write_text("")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(folder / "notify"))
        daemon = subprocess.Popen(
            [str(SYNCD), "--config", str(folder / "config.toml"), "run"],
            env={**os.environ, "NOTIFY_SOCKET": str(folder / "notify")},
            stderr=subprocess.DEVNULL,
        )
        while b"STATUS=waiting" not in ear.recv(4096):
            pass
    rival = subprocess.Popen(
        [sys.executable, "-c", f"{_LIBRARIES}; print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert rival.stdout is not None
    rival.stdout.readline()
    ratio = _memory(daemon.pid) / _memory(rival.pid)
    before = _switches(daemon.pid)
    seconds = _SECONDS if bed.mails > 5_000 else _QUICK
    time.sleep(seconds)
    rate = (_switches(daemon.pid) - before) / seconds
    for process in (daemon, rival):
        process.kill()
        process.communicate()
    met = "yes" if ratio <= 0.8 else "**no**"
    figure = f"{ratio:.2f} × a process that imports the five libraries"
    report.rows.append(Row("memory of an idle daemon (PSS)", None, figure, "≤ 0.8", met))
    report.rows.append(
        Row("wake-ups of an idle daemon", None, f"{rate:.3f} a second", "≤ 0.1", "yes" if rate <= 0.1 else "**no**")
    )


def _memory(pid: int) -> int:
    """Private and shared memory in octets, the shared divided by those who share it."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def _switches(pid: int) -> int:
    """How often its threads gave the processor away: once for each time they woke up."""
    texts = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/status")]
    return sum(int(count) for text in texts for count in re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.M))
