"""What `init` does once the config is written: login, first sync, groups, plan, service."""

from __future__ import annotations

import io
import json
import os
from contextlib import nullcontext, redirect_stdout, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import BAD_CONFIG, FAILED, LATER, NEEDS_AUTH, OK, Session
from syncd.cli.style import Cell, Column, many, table
from syncd.files import atomic_write

if TYPE_CHECKING:
    from syncd.cli.interview import Interview
    from syncd.settings import Account
    from syncd.setup.proposals import Proposal

_WHO = 4  # names shown of a group


def keep(place: Path, config: str, *, force: bool) -> None:
    """Writes config and rules, each as a whole. With `force` what was there is kept as ``.bak``; else rules stay."""
    from rules.schema import default_rules_text

    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    rules = place.with_name("rules.toml")
    for path in (place, rules):
        if force and os.path.lexists(path):
            path.rename(_spare(path))
    if not os.path.lexists(rules):
        atomic_write(rules, default_rules_text().encode(), mode=0o600)
    atomic_write(place, config.encode(), mode=0o600)  # last: with it, init is past its questions


def _spare(path: Path) -> Path:
    number = 0
    while os.path.lexists(found := path.with_name(f"{path.name}.bak{number or ''}")):
        number += 1
    return found


class Outset:
    """One run of the steps. `values` are init's options; each step says what it does and why."""

    def __init__(self, session: Session, interview: Interview, values: dict[str, Any], *, asking: bool) -> None:
        self._session, self._talk, self._values, self._asking = session, interview, values, asking
        self._document: dict[str, Any] = {}

    def run(self) -> int:
        """All steps; gives the exit code."""
        code = self._steps()
        if self._session.as_json:
            paths = self._session.settings.paths
            head = {"config": str(paths.config), "rules": [str(each) for each in paths.rules]}
            empty = dict.fromkeys(("sync", "groups", "plan", "service"))
            self._session.emit({**head, **empty, **self._document})
        return code

    def _steps(self) -> int:
        for account in self._session.settings.accounts:
            if (code := self._login(account)) != OK:
                return code
        self._head("Reading mail and meetings")
        code = self._sync()
        if code in (LATER, NEEDS_AUTH, BAD_CONFIG):
            self._talk.say("syncd init goes on from here")
            return code
        self._groups()
        self._head("What the rules would do now; nothing is written yet")
        planned = self._step("plan", name="plan")
        installed = self._service()
        self._next(installed)
        asked_for = FAILED if self._values["service"] and not installed else OK
        return code or planned or asked_for

    def _head(self, text: str) -> None:
        self._talk.say(f"\n{text}", "bold")

    # ------------------------------------------------------------ login, sync

    def _login(self, account: Account) -> int:
        from syncd.wiring import tokens

        if not _wants_login(account) or tokens(self._session.settings).where(account.name):
            return OK
        file, name = self._values["login"], account.name
        words = [word for word, on in (("--no-browser", "no_browser"), ("--device", "device")) if self._values[on]]
        if file is None and (self._values["no_login"] or not self._asking):
            self._talk.say(f"log in with syncd auth {name}; then syncd init goes on")
            return NEEDS_AUTH
        self._head(f"Logging in to {name}")
        code = self._step("auth", name, *(["--import", file] if file is not None else words))
        if code not in (OK, FAILED):  # failed: something was not granted, and is left out
            self._talk.say(f"correct that, then syncd init goes on; or log in with syncd auth {name}")
        return OK if code == FAILED and tokens(self._session.settings).where(name) else code

    def _sync(self) -> int:
        try:
            return self._step("sync", name="sync", now=False)
        except (KeyboardInterrupt, click.Abort):
            self._talk.say("stopped; going on with what is there. The next syncd sync reads the rest")
            return OK

    # ------------------------------------------------------------ groups

    def _groups(self) -> None:
        from syncd.jobs.setup import propose
        from syncd.setup.answers import MADE

        settings = self._session.settings
        if self._values["groups"] is False or settings.groups:
            return
        if not settings.paths.config.read_text("utf-8", "replace").startswith(MADE):
            self._talk.say("groups for your own config: syncd rules backtest --suggest says which intervals fit")
            return
        found, people = propose(self._session.store(), settings, self._session.now)
        self._head("Whom you are in touch with, and how often")
        if not found:
            self._talk.say(
                f"{many(people, 'person', 'people')} in the log, and too little contact in the last year to make "
                "groups of; tag people instead: syncd tag"
            )
        else:
            self._talk.say(f"Of {many(people, 'person', 'people')} in the log, these would make groups:")
            self._talk.say(_table(found, self._session))
            found = self._accepted(found)
        if found:
            self._write(found)
        self._document["groups"] = [_proposal(each) for each in found]

    def _accepted(self, found: list[Proposal]) -> list[Proposal]:
        if self._values["groups"] or not self._asking or self._values["yes"]:
            return found
        answer = click.prompt(
            "Keep them? y: all, n: none, e: change some",
            type=click.Choice(["y", "n", "e"]),
            default="y",
            show_choices=False,
            err=True,
        )
        return found if answer == "y" else [] if answer == "n" else self._edited(found)

    def _edited(self, found: list[Proposal]) -> list[Proposal]:
        from syncd.dates import Duration

        kept = []
        self._talk.say("an interval like 14d, 6w or 3m; none: the group without a rule; drop: no such group")
        for each in found:
            while True:
                answer = str(click.prompt(f"{each.name}, every", default=each.every or "none", err=True)).strip()
                if answer in ("none", "drop"):
                    break
                with suppress(ValueError):
                    Duration.parse(answer)
                    break
                self._talk.say("expected a duration like 14d, 6w or 3m, none or drop", "yellow")
            if answer != "drop":
                kept.append(replace(each, every=None if answer == "none" else answer))
        return kept

    def _write(self, found: list[Proposal]) -> None:
        """Groups first: a rule may only speak of a group that is there."""
        from syncd.rulebook import read_rules
        from syncd.setup.proposals import groups_text, rules_text

        paths = self._session.settings.paths
        taken = {rule.name for rule in read_rules(self._session.settings).rules}
        rules = paths.config.with_name("rules.toml")
        texts = {
            paths.config: groups_text(found),
            rules: rules_text([each for each in found if each.name not in taken]),
        }
        for path, text in texts.items():
            before = path.read_text("utf-8") if path.exists() else ""
            atomic_write(path, f"{before.rstrip()}\n{text}".encode())
        self._talk.say(f"written: groups into {paths.config.name}, their rules into {rules.name}")

    # ------------------------------------------------------------ service, the end

    def _service(self) -> bool:
        from syncd.cli.service import of_profile

        wanted, service = self._values["service"], of_profile(self._session)
        condition = service.condition()
        if wanted is False or condition.state != "not installed":
            return condition.state == "running"
        self._head("The service")
        self._talk.say("It syncs every few minutes, writes follow-ups and sends the digest: a systemd user unit.")
        if wanted is None and self._asking and not self._values["yes"]:
            wanted = click.confirm("Install and start it now?", default=True, err=True)
            if not wanted:
                self._talk.say("later: syncd service install; without systemd: docs/service.md")
                return False
        return self._step("service", "install", name="service", now=False) == OK

    def _next(self, installed: bool) -> None:
        self._head("Next")
        followups = self._session.settings.followups
        lines = ["syncd people            whom you are in touch with"]
        if followups.to:
            lines.append(
                "syncd apply             write that plan" + (" (the service does it, too)" if installed else "")
            )
        lines += [
            "syncd digest            the week on one page",
            "syncd explain NAME      how the rules look at somebody",
        ]
        if not installed:
            lines.append("docs/service.md         how to have all that done by itself")
        for line in lines:
            self._talk.say(f"  {line}")

    # ------------------------------------------------------------ other commands

    def _step(self, *words: str, name: str = "", now: bool = True) -> int:
        """Another command of this program, as if typed; its JSON becomes part of ours."""
        from syncd.cli.app import root

        session = Session()
        place = [] if self._session.config is None else ["--config", str(self._session.config)]
        time = ["--now", self._session.now.isoformat()] if now and self._session.time_given else []
        plain = ["--no-color"] if self._session.no_color else []
        shape = ["--json"] if self._session.as_json else []
        out = io.StringIO()
        try:
            with redirect_stdout(out) if shape else nullcontext():
                args = [*place, *time, *plain, *shape, *words]
                code = root.main(args=args, prog_name="syncd", standalone_mode=False, obj=session)
        except Exception as error:  # noqa: BLE001 - report() raises again what is a bug
            code = session.report(error)
        if shape and name and out.getvalue():
            found = json.loads(out.getvalue())
            self._document[name] = {key: value for key, value in found.items() if key not in ("syncd", "now")}
        return code if isinstance(code, int) else OK


def _wants_login(account: Account) -> bool:
    """Whether the account's login is one that `syncd auth` keeps."""
    if account.provider in ("imap", "caldav"):
        return not account.options.get("password_command")
    return account.provider in ("google", "microsoft")


def _table(found: list[Proposal], session: Session) -> str:
    from syncd.setup.proposals import about

    columns = [
        Column("group"),
        Column("people", right=True),
        Column("until now, every"),
        Column("remind every"),
        Column("who", least=14, weight=1, dim=True),
    ]
    rows: list[list[str | Cell]] = [
        [
            each.name,
            str(len(each.people)),
            about(each.usual) if each.usual is not None else "",
            each.every or "no rule",
            ", ".join(each.people[:_WHO]),
        ]
        for each in found
    ]
    return table(columns, rows, color=session.color)


def _proposal(one: Proposal) -> dict[str, Any]:
    return {"group": one.name, "people": len(one.people), "usual_gap_days": one.usual, "every": one.every}
