"""Reads config.toml into `Settings` (CONTRACT.md §1, §2); all problems at once. `syncd.rulebook` reads the rules.

Keys beyond the contract's example, which says that each place can be overridden but names no keys:
``[log] path`` (the SQLite file; not together with ``url``) and ``[paths] state`` (tokens and the lock live there).
A UTF-8 byte order mark is passed over. Accounts' keys are in `syncd.accounts`, groups' and people's in
`syncd.address_book`, matchers' in `syncd.settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

from syncd.accounts import NO_PASSWORDS, TLS, read_accounts, server, span
from syncd.address_book import read_groups, read_people
from syncd.addresses import canonical
from syncd.dates import Duration, shorter
from syncd.paths import locate, under, with_state
from syncd.problems import ConfigProblems, Problem, near, quoted
from syncd.sections import Section, read_toml
from syncd.settings import (
    SENDING_PROVIDERS,
    WRITABLE_PROVIDERS,
    Account,
    ContactSettings,
    DigestSettings,
    FollowUpSettings,
    Me,
    Paths,
    Settings,
    Smtp,
)
from syncd.toml_values import ADDRESS, mail_address, meant_address
from syncd.zones import is_zone, meant_zone, system_zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LEAST = Duration(3, "y")
_TOO_SHORT = (
    "expected at least 3 years: rhythm and strength look back two, and `revive` at a good year before two of silence"
)
PORTS = {"implicit": 465, "starttls": 587, "none": 25}
SAMPLE = """\
[me]
name = "Ada Example"
addresses = ["ada@example.org"]

[[account]]
name = "takeout"
provider = "mbox"
path = "~/Takeout/Mail/*.mbox"

[followups]
to = "followups.ics"
"""

_Path = Callable[[str], Path]


def load(path: Path | None, env: Mapping[str, str]) -> Settings:
    """The config at `path` (``--config``; None: ``SYNCD_CONFIG`` or the XDG place). `env` is the environment.

    Raises ConfigProblems with everything that is wrong with it.
    """
    places = locate(path, env)
    name = places.config.name
    problems: list[Problem] = []
    if not os.path.exists(places.config):  # noqa: PTH110 - Path.exists raises where the folder is locked
        raise ConfigProblems([Problem(name, expected=f"there is no config at {places.config}")], _HOW_TO_BEGIN)
    text = read_text(places.config, name, problems)
    if text is None:
        raise ConfigProblems(problems, _correct(places))
    return parse(text, places, env)


def parse(text: str, places: Paths, env: Mapping[str, str]) -> Settings:
    """The config `text` as it would stand at `places`. Raises ConfigProblems with everything that is wrong with it."""
    problems: list[Problem] = []
    root = read_toml(places.config.name, text, problems)
    settings = None if root is None else _settings(root, places, env)
    if problems or settings is None:
        raise ConfigProblems(problems, _correct(places))
    return settings


def _correct(places: Paths) -> str:
    return f"Correct {places.config} and run the command again."


_HOW_TO_BEGIN = f"""\
To look around first, with no account: syncd demo.
Then let syncd init write one, or write it yourself; this is enough:

{SAMPLE}"""


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The file as text, or None and a problem in `problems`; `name` is what the problem calls it."""
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        meant = path / "config.toml"
        suggestion = str(meant) if meant.is_file() else ""
        problems.append(Problem(name, expected=f"{path} is a folder, not a file", suggestion=suggestion))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        problems.append(Problem(name, expected=f"can't read {path}: {reason}"))
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(Problem(name, line, expected="this is not UTF-8 text: save the file as UTF-8"))
    return None


def _settings(root: Section, places: Paths, env: Mapping[str, str]) -> Settings:
    def absolute(path: str) -> Path:
        return under(places.config.parent, path, env)

    accounts = read_accounts(root, places.config.parent, env)
    me, mine = _me(root.section("me"), accounts, env)
    smtp = _smtp(root)
    log_url, keep, paths = _log(root, places, absolute)
    settings = Settings(
        paths=paths,
        me=me,
        accounts=tuple(replace(one, since=shorter(one.since, keep)) for one in accounts),
        contact=_contact(root.section("contact")),
        followups=_followups(root.section("followups"), accounts, absolute),
        digest=_digest(root.section("digest"), accounts, mine, smtp is not None, absolute),
        every=_every(root.section("daemon")),
        log_url=log_url,
        keep=keep,
        smtp=smtp or Smtp(),
        groups=read_groups(root),
        people=read_people(root),
    )
    in_rules = "rules belong in rules.toml beside this file, or in rules.d/*.toml"
    root.rest({"rule": in_rules, "rules": in_rules})
    return settings


# ---------------------------------------------------------------- [me]


def _me(section: Section, accounts: Sequence[Account], env: Mapping[str, str]) -> tuple[Me, tuple[str, ...]]:
    """Me, and my addresses in their order, the config's first."""
    own = section.addresses("addresses")
    mine = (*own, *(account.address for account in accounts if account.address))
    zone = section.text("timezone")
    if zone and not is_zone(zone):
        meant = meant_zone(zone)
        expected = 'expected a time zone of the IANA database, like "Europe/Berlin"'
        section.problem("timezone", expected, quoted(meant) if meant else "")
    me = Me(section.text("name"), frozenset(mine), zone or system_zone(env))
    section.rest()
    return me, mine


# ---------------------------------------------------------------- what counts, follow-ups, digest


def _contact(section: Section) -> ContactSettings:
    default = ContactSettings()
    found = ContactSettings(
        max_recipients=section.number("max_recipients", default.max_recipients, 1, 10_000),
        max_attendees=section.number("max_attendees", default.max_attendees, 2, 10_000),
        unanswered_invitations=section.flag("unanswered_invitations", default.unanswered_invitations),
        ignore=section.texts(
            "ignore",
            read=_ignored,
            expected='expected an address, "@domain" or a glob like "noreply@*"',
            suggest=lambda text: f"@{text.lower()}" if re.fullmatch(r"[\w.-]+\.\w+", text) else meant_address(text),
        ),
    )
    section.rest()
    return found


def _ignored(text: str) -> str | None:
    if any(sign in text for sign in "*?["):
        return text.lower().strip()
    if text.startswith("@"):
        found = canonical(f"x{text}")
        return found[1:] if found else None
    return mail_address(text)


def _followups(section: Section, accounts: Sequence[Account], absolute: _Path) -> FollowUpSettings:
    default = FollowUpSettings()
    to = section.text("to")
    to_file = bool(to) and to.lower().endswith(".ics")
    if to and not to_file:
        account = next((account for account in accounts if account.name == to), None)
        names = [account.name for account in accounts if account.provider in WRITABLE_PROVIDERS]
        writable = (
            f"an account ({', '.join(names)})" if names else f"an account of {', '.join(sorted(WRITABLE_PROVIDERS))}"
        )
        if account is None:
            meant = near(to, names) or ("" if "." in to or "/" in to else f"{to}.ics")
            section.problem("to", f"expected {writable} or a file ending in .ics", quoted(meant) if meant else "")
        elif account.provider and account.provider not in WRITABLE_PROVIDERS:
            section.problem(
                "to", f"nothing can be written to {account.provider}: expected {writable} or a file ending in .ics"
            )
    workdays = section.texts("workdays", choices=DAYS)
    if section.raw("workdays") == []:
        section.problem("workdays", "expected at least one day")
    found = FollowUpSettings(
        to=str(absolute(to)) if to_file else to,
        to_file=to_file,
        kind=section.text("as", default.kind, choices=("event", "task")),
        calendar=section.text("calendar", default.calendar),
        per_week=section.number("per_week", default.per_week, 0, 1000),
        max_open=section.number("max_open", default.max_open, 0, 1000),
        workdays=frozenset(map(DAYS.index, workdays)) or default.workdays,
        at=section.time("at", default.at),
        write=section.flag("write", default.write),
    )
    section.rest()
    return found


def _digest(
    section: Section, accounts: Sequence[Account], mine: Sequence[str], smtp: bool, absolute: _Path
) -> DigestSettings:
    via = section.text("via")
    names = [account.name for account in accounts if account.provider in SENDING_PROVIDERS]
    expected = (
        f'expected an account that sends mail ({", ".join(names) or "none here"}), "smtp" or "file:" and a folder'
    )
    if via.startswith("file:"):
        folder = via.removeprefix("file:")
        if folder:
            via = f"file:{absolute(folder)}"
        else:
            section.problem("via", expected, '"file:digests/"')
    elif via == "smtp":
        if not smtp:
            section.problem("via", "there is no [smtp] section: add one with host, username and password_command")
    elif via and via not in names:
        meant = near(via, [*names, "smtp"]) or (f"file:{via}" if "/" in via else "")
        section.problem("via", expected, quoted(meant) if meant else "")
    to = section.texts("to", single=True, read=_as_written, expected=ADDRESS, suggest=meant_address) or mine[:1]
    if via and not via.startswith("file:") and not to and "to" not in section:
        section.missing("to", "expected the address the digest goes to; [me] and the accounts name none")
    day = section.text("day", DAYS[0], choices=DAYS)
    found = DigestSettings(tuple(to), via, DAYS.index(day), section.time("at", time(7, 30)))
    section.rest()
    return found


def _as_written(text: str) -> str | None:
    """An address the digest is sent to keeps its dots and +tag: the user may sort by them."""
    return text.strip() if mail_address(text) else None


# ---------------------------------------------------------------- daemon, log, smtp


def _every(section: Section) -> timedelta:
    every = section.interval("every", timedelta(minutes=5))
    section.rest()
    return every


def _log(root: Section, places: Paths, absolute: _Path) -> tuple[str, Duration | None, Paths]:
    """The log's URL, or "", how long facts are kept, and the places as the config wants them."""
    log, paths = root.section("log"), root.section("paths")
    url, file, state = log.text("url"), log.text("path"), paths.text("state")
    if url and not re.match(r"postgres(ql)?(\+psycopg)?://", url):
        log.problem("url", "expected the URL of a PostgreSQL database, postgresql://…; for an SQLite file use path")
    if url and file:
        log.problem("path", "expected either path (an SQLite file) or url, not both")
    keep = span(log, "keep", None)
    if keep is not None and shorter(keep, _LEAST) is not _LEAST:
        log.problem("keep", _TOO_SHORT, quoted(str(_LEAST)))
    log.rest()
    paths.rest({"log": "the log's place is [log] path"})
    if file:
        places = replace(places, log=absolute(file))
    return url, keep, with_state(places, absolute(state)) if state else places


def _smtp(root: Section) -> Smtp | None:
    section = root.section("smtp")
    if "smtp" not in root:
        return None
    host = section.text("host", required='expected the mail server\'s name, like "mail.example.org"')
    found = server(section)
    tls = section.text("tls", "starttls", choices=TLS)
    section.rest({"password": NO_PASSWORDS, "url": "not a key of [smtp]: use host and port"})
    port, command = found["port"], found["password_command"]
    assert isinstance(port, int)
    assert isinstance(command, tuple)
    return Smtp(host, port or PORTS[tls], tls, str(found["username"]), command)
