"""`--help` and completion stay quick: they import neither the log's machinery nor a provider."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {
    "sqlalchemy",
    "alembic",
    "sqlite3",
    "connectors",
    "icalendar",
    "dateutil",
    "requests",
    "jinja2",
    "rich",
    "idna",
}
REPORT = """
import atexit, sys
atexit.register(lambda: print("\\nMODULES", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr))
from syncd.cli import main
main()
"""


def imported(*words: str, **env: str) -> set[str]:
    """The top-level modules that `syncd WORDS` has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *words],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return set(done.stderr.rpartition("\nMODULES ")[2].split())


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("--version",), ("completion", "bash")])
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    """Given no profile, when help, the version or a completion script is asked for, then nothing heavy is loaded."""
    modules = imported(*words)
    assert "click" in modules
    assert modules & HEAVY == set()


@pytest.mark.parametrize("words", ["syncd ", "syncd peo", "syncd people --", "syncd sync ", "syncd rules "])
def test_completion_imports_nothing_heavy(words: str) -> None:
    """Given a half-typed line, when the shell asks for completions, then nothing heavy is loaded."""
    modules = imported(_SYNCD_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))
    assert "click" in modules
    assert modules & HEAVY == set()


@pytest.mark.parametrize("name", ["sync", "people", "plan", "due", "status", "digest"])
def test_a_commands_help_imports_nothing_heavy(name: str) -> None:
    """Given a command, when its help is asked for, then nothing heavy is loaded."""
    assert imported(name, "--help") & HEAVY == set()


def test_the_test_would_notice() -> None:
    """Given a command that reads the log, then the module list does show what reads it."""
    assert "sqlite3" in imported("due")
