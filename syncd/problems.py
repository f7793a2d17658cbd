"""What is wrong with a config or rules file, for people (CONTRACT.md §1); pure.

The reader that finds it is `syncd.sections`; whoever began the reading raises `ConfigProblems` at the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

SHOWN = 60  # characters of a value that are repeated to the user
SECRET = re.compile(r"passw|secret|token", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `where` names the table for people (``account "work"``), `value` and `suggestion` are written as TOML would,
    `expected` says what is wrong or what would be right. Empty parts are left out.
    """

    file: str
    line: int | None = None
    where: str = ""
    key: str = ""
    value: str = ""
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        said = f"{self.key} = {self.value}" if self.value else self.key
        text = ": ".join(part for part in (place, self.where, said, self.expected) if part)
        return printable(f"{text}; did you mean {self.suggestion}?" if self.suggestion else text)


class ConfigProblems(Exception):
    """All that is wrong, in the order of the files and their lines; `str()` shows it to people. Exit code 78."""

    def __init__(self, problems: Iterable[Problem], advice: str = "Correct this and run the command again.") -> None:
        found = list(dict.fromkeys(problems))
        files = list(dict.fromkeys(problem.file for problem in found))
        self.problems = sorted(found, key=lambda problem: (files.index(problem.file), problem.line or 0))
        self.advice = advice
        super().__init__(self.problems, advice)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), self.advice])


def near(word: str, choices: Iterable[str]) -> str:
    """The choice `word` was probably meant to be, or ""."""
    plain = {choice.lower().replace("_", "-"): choice for choice in choices}
    found = get_close_matches(word.lower().replace("_", "-").strip()[:SHOWN], plain, n=1)
    return plain[found[0]] if found else ""


def quoted(text: str) -> str:
    """`text` as a TOML string on one line, everything a terminal would act on escaped."""
    return printable(json.dumps(text, ensure_ascii=False))


def printable(text: str) -> str:
    """`text` with everything a terminal would act on escaped as TOML does."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in text
    )


def shown(value: object, depth: int = 0) -> str:
    """`value` about as TOML writes it, shortened."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = quoted(value if len(value) <= SHOWN else f"{value[:SHOWN]}…")
        case int() if value.bit_length() > 128:
            text = "a very large number"
        case int() | float():
            text = str(value)
        case list():
            text = "[…]" if depth > 1 else f"[{', '.join(shown(item, depth + 1) for item in value[:10])}]"
        case dict():
            pairs = "…" if depth > 1 else ", ".join(f"{k} = {veiled(k, v, depth + 1)}" for k, v in value.items())
            text = f"{{ {pairs} }}" if pairs else "{}"
        case _:
            text = str(value)
    return text if depth or len(text) <= SHOWN + 10 else f"{text[: SHOWN + 9]}…"


def veiled(key: str, value: object, depth: int = 0) -> str:
    """As `shown`, but nothing that may be a password: these words end up in logs and bug reports."""
    return "…" if SECRET.search(key) and not key.endswith("_command") else shown(value, depth)


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)
