"""Other programs that do a part of the same: mu and notmuch (Debian), todoman (PyPI, in an environment of its own)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from benchmarks.mailbox import ALIAS, ME
from benchmarks.measure import run


class Mu:
    """`mu index` with a database of its own."""

    name = "mu"

    def __init__(self, home: Path, maildir: Path) -> None:
        self.home, self.maildir = home, maildir
        self.env: Mapping[str, str] = {"HOME": str(home)}
        self._own = f"--muhome={home / 'mu'}"

    def fresh(self) -> None:
        """An empty database."""
        shutil.rmtree(self.home / "mu", ignore_errors=True)
        mine = (f"--my-address={ME}", f"--my-address={ALIAS}")
        run(["mu", "init", "--quiet", self._own, f"--maildir={self.maildir}", *mine], self.env)

    def index(self) -> Sequence[str]:
        """Takes in what is new."""
        return ["mu", "index", "--quiet", self._own]


class Notmuch:
    """`notmuch new` with a database of its own."""

    name = "notmuch"

    def __init__(self, home: Path, maildir: Path) -> None:
        self.home, self.maildir = home, maildir
        self.env: Mapping[str, str] = {"HOME": str(home), "NOTMUCH_CONFIG": str(home / "notmuch-config")}

    def fresh(self) -> None:
        """An empty database outside of the Maildir; mails stay where they are and keep their flags."""
        shutil.rmtree(self.home / "notmuch", ignore_errors=True)
        (self.home / "notmuch").mkdir()
        (self.home / "notmuch-config").write_text(
            f"[database]\nmail_root={self.maildir}\npath={self.home / 'notmuch'}\n"
            f"[user]\nname=Ada\nprimary_email={ME}\nother_email={ALIAS}\n[new]\ntags=unread\n"
            "[maildir]\nsynchronize_flags=false\n"
        )

    def index(self) -> Sequence[str]:
        """Takes in what is new."""
        return ["notmuch", "new", "--quiet", "--no-hooks"]


Indexer = Mu | Notmuch


def indexers(home: Path, maildir: Path) -> tuple[list[Indexer], list[str]]:
    """Those that are installed, and a reason for each that is not."""
    home.mkdir(parents=True, exist_ok=True)
    found: list[Indexer] = []
    missing = []
    for kind, package in ((Mu, "maildir-utils"), (Notmuch, "notmuch")):
        if shutil.which(kind.name):
            found.append(kind(home, maildir))
        else:
            missing.append(f"{kind.name}: not installed (apt-get install {package})")
    return found, missing


class Todoman:
    """`todo list` over a folder of .ics files."""

    def __init__(self, home: Path, todos: int, today: date) -> None:
        self.program = home / "todoman" / "bin" / "todo"
        self.env = {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "TODOMAN_CONFIG": str(home / "todoman.py"),
        }
        folder = home / "todos" / "due"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number in range(todos):
            (folder / f"{number}.ics").write_bytes(_todo(number, today).encode())
        (home / "todoman.py").write_text(f'path = "{home / "todos"}/*"\ndefault_list = "due"\n')

    def install(self) -> str:
        """Makes the environment if there is none; returns why not, or ""."""
        if self.program.exists():
            return ""
        folder = self.program.parent.parent
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "todoman"]
            subprocess.run(pip, check=True, capture_output=True, timeout=300)
        except (subprocess.SubprocessError, OSError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            return f"todoman: can't be installed ({error})"
        return ""


def _todo(number: int, today: date) -> str:
    due = today + timedelta(days=number)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//bench//EN",
        "BEGIN:VTODO",
        f"UID:{number}@bench.example",
        "DTSTAMP:20260201T000000Z",
        f"SUMMARY:Write to person {number}",
        f"DUE:{due:%Y%m%d}T090000Z",
        "PRIORITY:5",
        "STATUS:NEEDS-ACTION",
        "END:VTODO",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines)
