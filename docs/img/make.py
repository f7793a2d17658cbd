"""Makes the README's pictures: `python docs/img/make.py PROFILE [NOW]`, on what `syncd demo --dir PROFILE` left.

It works on a copy, from the first sync on. Needs chromium.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from syncd.config import load

HERE = Path(__file__).parent
SYNCD = Path(sys.executable).with_name("syncd")
COMMANDS = {"people": 16, "plan": 24}  # and how many lines of each


def main(profile: Path, now: str = "") -> None:
    """Writes terminal.svg and digest.png beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "profile"
        shutil.copytree(profile, copy, ignore=shutil.ignore_patterns("data", "state"))
        config = copy / "config.toml"
        Path(load(config, os.environ).followups.to).unlink(missing_ok=True)
        syncd = [str(SYNCD), "--config", str(config), *(["--now", now] if now else [])]
        subprocess.run([*syncd, "sync"], check=True)  # noqa: S603 - our own words
        draw_terminal(syncd)
        subprocess.run([*syncd, "apply"], check=True)  # noqa: S603 - our own words
        draw_digest(syncd, copy / "digest.html")


def draw_terminal(syncd: list[str]) -> None:
    """`people` and `plan`, one below the other."""
    console = Console(record=True, width=80, file=io.StringIO())
    for command, most in COMMANDS.items():
        console.print(Text(f"$ syncd {command}", style="bold"))
        lines = in_terminal([*syncd, command]).splitlines()
        shown = lines if len(lines) <= most else [*lines[: most - 1], "…"]
        console.print(Text.from_ansi("\n".join(shown)))
        console.print()
    image = console.export_svg(title="syncd", unique_id="syncd")
    image = re.sub(r"@font-face \{.*?\}\s*", "", image, flags=re.DOTALL)  # they would be fetched from elsewhere
    (HERE / "terminal.svg").write_text(image)


def draw_digest(syncd: list[str], page: Path) -> None:
    """The HTML digest as a browser shows it."""
    subprocess.run([*syncd, "digest", "--output", str(page)], check=True)  # noqa: S603 - our own words
    without = re.compile(r" \([\u3000-\u9fff ]+\)|[\u3000-\u9fff]+ ")  # a bare machine has no font for them
    page.write_text(without.sub("", page.read_text()))
    chromium = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=720,2480"]
    shot = [f"--screenshot={HERE / 'digest.png'}", f"file://{page}"]
    subprocess.run([*chromium, *shot], check=True, capture_output=True)  # noqa: S603 - our own words


def in_terminal(words: list[str]) -> str:
    """What a command prints on a terminal of 80 columns; its notes on stderr left out."""
    ours, theirs = pty.openpty()
    os.set_inheritable(theirs, True)
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm-256color"}
    with subprocess.Popen(words, stdout=theirs, stderr=subprocess.DEVNULL, env=environment):  # noqa: S603 - our own words
        os.close(theirs)
        pieces = []
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
