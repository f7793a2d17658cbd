"""What every command shares: the global options, the config, the time, and how results and errors are shown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from syncd import clock

if TYPE_CHECKING:
    from syncd.ports import Trouble
    from syncd.settings import Settings
    from syncd.store.log import Store

F = TypeVar("F", bound=Callable[..., Any])

OK, FAILED, USAGE, LATER, NEEDS_AUTH, BAD_CONFIG = 0, 1, 2, 75, 77, 78


def options_into(function: F) -> F:
    """Adds the global options to a command."""
    for option in (
        click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same)."),
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
        click.option("--now", metavar="TIME", help="Look at everything as of this moment (RFC 3339)."),
        click.option("--config", metavar="PATH", type=click.Path(), help="The config file; data is kept beside it."),
    ):
        function = option(function)
    return function


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., int | None]], click.Command]:
    """A command that knows the global options too and is handed the Session as its first argument.

    It returns its exit code (None is 0).
    """

    def decorate(function: Callable[..., int | None]) -> click.Command:
        def invoke(**values: Any) -> int:
            session = click.get_current_context().ensure_object(Session)
            session.take({key: values.pop(key) for key in ("config", "now", "as_json", "no_color")})
            return function(session, **values) or OK

        invoke.__doc__ = function.__doc__
        invoke.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]  # click's own place for options
        make: Callable[[Any], click.Command] = click.command(name or function.__name__, **settings)
        return make(options_into(invoke))

    return decorate


class Session:
    """The state of one run of the program."""

    def __init__(self) -> None:
        self.config: Path | None = None
        self.as_json = False
        self.no_color = False
        self._now: datetime | None = None
        self.time_given = False

    def take(self, values: Mapping[str, Any]) -> None:
        """Takes global options; what stands after the command's name wins."""
        if values.get("config"):
            self.config = Path(values["config"])
        self.as_json = self.as_json or bool(values.get("as_json"))
        self.no_color = self.no_color or bool(values.get("no_color"))
        if values.get("now"):
            self._now = _moment(values["now"])
            self.time_given = True

    @cached_property
    def settings(self) -> Settings:
        """The config, read once. Raises ConfigProblems."""
        from syncd.config import load

        path = self.config
        if path is None and os.environ.get("SYNCD_CONFIG"):
            path = Path(os.environ["SYNCD_CONFIG"])
        return load(path, os.environ)

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.settings.me.timezone)

    @cached_property
    def now(self) -> datetime:
        """The moment everything is looked at: --now, SYNCD_NOW, or the clock."""
        if self._now is not None:
            return self._now
        if os.environ.get("SYNCD_NOW"):
            return _moment(os.environ["SYNCD_NOW"])
        return clock.now()

    @property
    def instant(self) -> int:
        """`now` in seconds."""
        return int(self.now.timestamp())

    @property
    def today(self) -> date:
        """The local day of `now`."""
        return self.now.astimezone(self.zone).date()

    @property
    def color(self) -> bool:
        """Whether stdout may be coloured."""
        return not (self.no_color or os.environ.get("NO_COLOR") or self.as_json) and sys.stdout.isatty()

    def store(self, *, write: bool = False) -> Store:
        """The log. Writers hold the lock while they use it (`syncd.lock`)."""
        from syncd.store.log import Store

        return Store.open(self.settings.log, write=write)

    def emit(self, document: Mapping[str, Any]) -> None:
        """Prints the one JSON document of a command."""
        head = {"syncd": 1, "now": utc(self.instant)}
        click.echo(json.dumps({**head, **document}, ensure_ascii=False, indent=2))

    def say(self, text: str = "") -> None:
        """A result for people, on stdout."""
        click.echo(text)

    def note(self, text: str) -> None:
        """Something beside the result, on stderr."""
        click.echo(text, err=True)

    def report(self, error: Exception) -> int:
        """Shows expected trouble in plain words and returns its exit code; re-raises what is a bug."""
        from syncd.ports import Trouble
        from syncd.problems import ConfigProblems

        if isinstance(error, ConfigProblems):
            self.note(str(error))
            return BAD_CONFIG
        if isinstance(error, OSError) and not isinstance(error, Trouble):
            self.note(f"syncd: {error.strerror or error}: {error.filename}" if error.filename else f"syncd: {error}")
            return FAILED
        if not isinstance(error, Trouble):
            raise error
        self.note(f"syncd: {error}")
        return code_of(error)


def code_of(trouble: Trouble) -> int:
    """The exit code of expected trouble (CONTRACT.md §1)."""
    from syncd.ports import AuthExpired, Busy, Locked, NotBuilt, NotGranted, RateLimited, Unavailable

    if isinstance(trouble, AuthExpired | NotGranted):
        return NEEDS_AUTH
    if isinstance(trouble, Busy | Locked | RateLimited | Unavailable):
        return LATER
    return BAD_CONFIG if isinstance(trouble, NotBuilt) else FAILED


def worst(codes: Iterable[int]) -> int:
    """Of several outcomes: a login that is needed outweighs a failure, a failure outweighs being offline."""
    found = set(codes)
    return next((code for code in (NEEDS_AUTH, BAD_CONFIG, FAILED, LATER) if code in found), OK)


def utc(instant: int) -> str:
    """RFC 3339 UTC with Z, seconds (CONTRACT.md §8)."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--now {text!r} is not a time like 2026-11-22T09:00:00+01:00") from error
    if moment.tzinfo is None:
        raise click.UsageError(f"--now {text!r} has no zone: add Z or an offset like +01:00")
    return moment
