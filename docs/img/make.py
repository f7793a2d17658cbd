"""Makes the README's pictures from a profile: `python docs/img/make.py PROFILE/config.toml [NOW]`; PROFILE is what
`syncd demo --dir PROFILE` left. Needs chromium.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
SYNCD = Path(sys.executable).with_name("syncd")
COMMANDS = ("people", "plan")
LINES = 14  # of each


def main(config: Path, now: str = "") -> None:
    """Writes terminal.svg and digest.png beside this file."""
    options = ["--config", str(config), *(["--now", now] if now else [])]
    console = Console(record=True, width=80, file=tempfile.TemporaryFile("w"))  # noqa: SIM115 - nobody reads it
    for command in COMMANDS:
        console.print(Text(f"$ syncd {command}", style="bold"))
        lines = in_terminal([str(SYNCD), *options, command]).splitlines()
        shown = lines if len(lines) <= LINES else [*lines[: LINES - 1], "…"]
        console.print(Text.from_ansi("\n".join(shown)), "")
    console.save_svg(str(HERE / "terminal.svg"), title="syncd", unique_id="syncd")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "digest.html"
        subprocess.run([SYNCD, *options, "digest", "--output", page], check=True)  # noqa: S603 - our own words
        chromium = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=720,1400"]
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
