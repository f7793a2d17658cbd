"""How `init` asks: one question after another, each answer tried by the config's own parser before the next one."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import click

from syncd.cli.session import Session
from syncd.cli.style import clean, paint
from syncd.paths import locate, under
from syncd.problems import ConfigProblems, Problem, listed, near
from syncd.setup.answers import NONE, Answers, config_text
from syncd.setup.questions import QUESTIONS, Hints, Question

_WIDTH = 78
_MARGIN = "     "


class Interview:
    """The questions put to one user, or to their flags."""

    def __init__(self, session: Session, hints: Hints, place: Path) -> None:
        self._session, self._hints, self._place = session, hints, place
        self._color = not (session.no_color or os.environ.get("NO_COLOR")) and sys.stderr.isatty()

    def answers(
        self, given: Mapping[str, str], answers: Answers, *, ask: bool, defaults: bool
    ) -> tuple[Answers, list[str]]:
        """All answers, and the flags of those that are missing.

        `given` come from flags; `answers` hold what is never asked. The others are asked if `ask`, else taken from
        the defaults if `defaults`. Raises UsageError for a flag that is wrong or not for this provider.
        """
        missing: list[str] = []
        number = 0
        for question in QUESTIONS:
            if not question.fits(answers):
                if question.key in given:
                    raise click.UsageError(f"{question.flag} is of no use with {_context(question, answers)}")
                continue
            default = question.default(answers, self._hints)
            if question.key in given:
                answers, problem = self._tried(question, answers, given[question.key])
                if problem:
                    raise click.UsageError(f"{question.flag}: {problem}")
            elif ask and not (defaults and default is not None):
                number += 1
                answers = self._asked(question, answers, default, number)
            elif defaults and default is not None:
                answers, problem = self._tried(question, answers, default)
                if problem:
                    missing.append(question.flag)
            else:
                missing.append(question.flag)
                if question.key == "provider":
                    return answers, [*missing, *_unknown(given)]
        return answers, missing

    def say(self, text: str, tone: str | None = None) -> None:
        """Lines of the conversation, on stderr, each wrapped to fit; tables fit already."""
        for line in text.split("\n"):
            margin = line[: len(line) - len(line.lstrip())]
            fitting = _wrap(line, margin) if len(line) >= _WIDTH and "  " not in line.strip() else [line]
            for each in fitting:
                self._session.note(paint(each, tone, self._color))

    def _asked(self, question: Question, answers: Answers, default: str | None, number: int) -> Answers:
        self._put(question, number)
        while True:
            shown = f"{_MARGIN}[{default}] > " if default else f"{_MARGIN}> "
            answer = click.prompt(shown, prompt_suffix="", default=default, show_default=False, err=True)
            found, problem = self._tried(question, answers, str(answer).strip())
            if not problem:
                return found
            self.say(f"{_MARGIN}{clean(problem)}", "yellow")

    def _put(self, question: Question, number: int) -> None:
        head, *more = _wrap(question.text, _MARGIN)
        self.say(f"\n{number:>3}. {head.lstrip()}", "bold")
        for line in more:
            self.say(line, "bold")
        self.say(f"{_MARGIN}{question.why}", "dim")
        for word, meaning in question.choices.items():
            self.say(f"{_MARGIN}{word:<10} {meaning}")

    def _tried(self, question: Question, answers: Answers, text: str) -> tuple[Answers, str]:
        """The answers with this one, and what is wrong with it, or ""."""
        if question.choices:
            text, problem = _chosen(question, text)
            if problem:
                return answers, problem
        value = "" if question.key == "password_command" and text == NONE else _absolute(question, text)
        found = answers.put(question.key, value)
        return found, self._config_says(question, found) or self._disk_says(question, found)

    def problems(self, answers: Answers) -> list[str]:
        """What the config's parser has against all of it."""
        return [str(each) for each in self._problems(answers)]

    def _problems(self, answers: Answers) -> list[Problem]:
        from syncd.config import parse

        try:
            parse(config_text(answers), locate(self._place, os.environ), os.environ)
        except ConfigProblems as found:
            return found.problems
        return []

    def _config_says(self, question: Question, answers: Answers) -> str:
        """What the parser has against this answer; problems of what is not answered yet are passed over."""
        for problem in self._problems(answers):
            if problem.key in question.keys:
                meant = f"; did you mean {problem.suggestion}?" if problem.suggestion else ""
                return f"{problem.expected}{meant}"
        return ""

    def _disk_says(self, question: Question, answers: Answers) -> str:
        """Whether what the answer names is there."""
        from syncd.config import parse
        from syncd.ports import Trouble
        from syncd.wiring import source

        if question.key == "client_secret":
            return _client(under(self._place.parent, answers.client_secret, os.environ))
        if question.key == "path" or (question.key == "calendar" and answers.calendar != NONE):
            try:
                settings = parse(config_text(answers), locate(self._place, os.environ), os.environ)
                account = settings.accounts[-1]
                if account.path and "://" not in account.path:
                    source(account, settings, self._session.now).streams()
            except Trouble as trouble:
                return str(trouble).partition("; see ")[0]  # … which key of the config: there is none yet
            except ConfigProblems:
                return ""  # of something that is not answered yet
        return ""


def _wrap(text: str, margin: str) -> list[str]:
    """Paths and flags stay whole."""
    return textwrap.wrap(
        text.strip(),
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _context(question: Question, answers: Answers) -> str:
    if question.key in ("kind", "digest_to"):
        return "these follow-ups" if question.key == "kind" else f"--digest-via {answers.digest_via}"
    return f"--provider {answers.provider}"


def _unknown(given: Mapping[str, str]) -> list[str]:
    """What is asked whatever the provider."""
    return [q.flag for q in QUESTIONS if q.key in ("addresses", "name", "timezone", "followups") and q.key not in given]


def _chosen(question: Question, text: str) -> tuple[str, str]:
    """One of the choices, by its name or the beginning of it; and what is wrong, or ""."""
    fitting = [word for word in question.choices if word.startswith(text.lower())]
    if text and len(fitting) == 1:
        return fitting[0], ""
    if text in question.choices:
        return text, ""
    meant = near(text, question.choices)
    return text, f"expected one of {listed(question.choices)}" + (f"; did you mean {meant}?" if meant else "")


def _absolute(question: Question, text: str) -> str:
    """Names of files are meant from where the user stands, not from the config's folder."""
    prefix = "file:" if question.key == "digest_via" and text.startswith("file:") else ""
    name = text.removeprefix(prefix)
    relative = name and not name.startswith(("~", "/")) and "://" not in name and name != NONE
    if not relative or not (question.path or prefix):
        return text
    if question.key == "followups" and not name.lower().endswith(".ics"):
        return text  # an account
    return f"{prefix}{Path.cwd() / name}"


def _client(path: Path) -> str:
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        return f"can't read {path}: {error.strerror}"
    except ValueError:
        found = None
    if not isinstance(found, dict) or "installed" not in found:
        return f"{path} is not the file of an OAuth client of type “Desktop app” (it begins with “installed”)"
    return ""
