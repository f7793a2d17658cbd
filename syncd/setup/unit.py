"""The systemd user unit as text: its name, its command line, and whether a file was edited since syncd wrote it; pure.

Quoting is systemd.syntax(7) and systemd.service(5) "Command lines": ``%`` and ``$`` doubled, quotes and backslashes
escaped. Names are escaped as systemd-escape(1) does.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

PLAIN = "syncd.service"
HARDENING = "hardening.conf"
_STAMP = "# Written by `syncd service install`, "
_NAME = frozenset(string.ascii_letters + string.digits + ":_.-")
_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 - to be refused, not used
_CACHES = frozenset({".cache", "Caches"})


def unit_name(config: Path | None) -> str:
    """The unit of the profile whose config is at `config` (absolute), or of the user's own (None).

    A profile is called as its folder; one that lies in folders called alike shares the name (see `serves`).
    """
    if config is None:
        return PLAIN
    name = config.parent.name or "root"
    escaped = "".join(chr(byte) if chr(byte) in _NAME else f"\\x{byte:02x}" for byte in name.encode())
    if escaped.startswith("."):
        escaped = f"\\x2e{escaped[1:]}"
    return f"syncd-{escaped}.service"


def unit_text(template: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The unit for the machine at hand: `template` is systemd/syncd.service, `command` what ExecStart runs.

    `environment` holds what the program needs and the user's manager may not know.
    """
    program, *arguments = command
    lines = [f"ExecStart={' '.join([_word(program, program=True), *map(_word, arguments)])}"]
    lines += [f"Environment={_quoted(f'{name}={value}')}" for name, value in sorted((environment or {}).items())]
    assert template.count("\nExecStart=syncd run\n") == 1
    return stamped(template.replace("ExecStart=syncd run", "\n".join(lines)))


def stamped(text: str) -> str:
    """`text` under a line that tells later whether it was edited."""
    return f"{_STAMP}{_hash(text)}\n{text}"


def edited(found: str) -> bool:
    """True unless the text is, to the letter, what some version of syncd wrote."""
    head, _, rest = found.partition("\n")
    return head != f"{_STAMP}{_hash(rest)}"


def serves(found: str, config: Path | None) -> bool:
    """Whether a unit's command line is that of the profile at `config` (None: of the user's own)."""
    (line, *_) = [each for each in found.split("\n") if each.startswith("ExecStart=")] or [""]
    return "--config" not in line if config is None else line.endswith(f" --config {_word(str(config))}")


def command_line(program: str, config: Path | None) -> tuple[str, ...]:
    """What the unit runs."""
    return (program, "run", *(["--config", str(config)] if config is not None else []))


def passing(place: Path, temporary: Sequence[Path] = ()) -> bool:
    """Whether a program at `place` (absolute) will soon be gone: in a folder for temporary files or in a cache."""
    if any(part in _CACHES for part in place.parts):
        return True
    return any(place.is_relative_to(folder) for folder in (*map(Path, _TEMPORARY), *temporary))


def _word(word: str, *, program: bool = False) -> str:
    """One word of a command line. Variables are replaced in every word but the program."""
    if re.fullmatch(r"[\w-]+", word, re.ASCII):
        return word
    return _quoted(word) if program else _quoted(word).replace("$", "$$")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'.replace("%", "%%")


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
