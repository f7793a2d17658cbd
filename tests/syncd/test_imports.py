"""Import directions, start-up, and who owns the names `connectors` and `rules`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import connectors
import rules
import syncd
from syncd.cli.app import COMMANDS

ROOT = Path(__file__).parent.parent.parent
HEAVY = ("sqlalchemy", "alembic", "icalendar", "requests", "jinja2", "rich", "connectors", "rules", "syncd.store")


def test_import_directions_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given the contracts in pyproject, when linted, then all are kept, and every module of syncd has a place."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("package", [connectors, rules])
def test_the_top_level_packages_are_ours(package: object) -> None:
    """`connectors` and `rules` also exist on PyPI: here they lie beside syncd, and hold a docstring only."""
    path = Path(str(getattr(package, "__file__", "")))
    assert path.parent.parent == Path(syncd.__file__).parent.parent
    assert path.read_text().strip().startswith('"""')
    assert path.read_text().strip().count("\n") == 0


def _loaded(arguments: list[str], **env: str) -> set[str]:
    """The modules a run of the program has loaded when it ends."""
    code = (
        "import atexit, sys; atexit.register(lambda: print('LOADED', *sys.modules, file=sys.stderr)); "
        f"sys.argv = {['syncd', *arguments]!r}; from syncd.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **env}, check=False
    )
    return set(done.stderr.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["people", "--help"], ["nosuch"]])
def test_help_is_light(arguments: list[str]) -> None:
    """Given only a question for help, when answered, then neither SQLAlchemy nor a provider was imported."""
    assert not {name for name in _loaded(arguments) if name.startswith(HEAVY)}


def test_completion_is_light() -> None:
    """Given a shell that asks for completions, when answered, then neither SQLAlchemy nor a provider was imported."""
    env = {"_SYNCD_COMPLETE": "bash_complete", "COMP_WORDS": "syncd peo", "COMP_CWORD": "1"}
    assert not {name for name in _loaded([], **env) if name.startswith(HEAVY)}


def test_due_pays_for_no_provider(tmp_path: Path) -> None:
    """Given a profile, when `due` or `status` is asked, then no connector is imported."""
    (tmp_path / "config.toml").write_text('[me]\naddresses = ["a@example.org"]\n')
    for command in ("due", "status"):
        loaded = _loaded(["--config", str(tmp_path / "config.toml"), command])
        assert not {
            name for name in loaded if name.startswith(("connectors.", "icalendar", "requests", "jinja2", "alembic"))
        }


def test_every_command_loads() -> None:
    """Given the table of commands, when each is asked for help, then it answers with an example."""
    from click.testing import CliRunner

    from syncd.cli.app import root

    for name in COMMANDS:
        answer = CliRunner().invoke(root, [name, "--help"])
        assert answer.exit_code == 0, name
        assert "Example" in answer.output, name
