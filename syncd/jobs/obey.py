"""Obeying the digest's mail links: a signed mail from me to myself does what `syncd done|snooze|dismiss|mute` do.

What such a mail changes and that it was dealt with are stored in one transaction, under the mail's identity and the
command's signature: killed at any moment a command is neither lost nor obeyed twice, whatever number of mails carry
it, and what becomes of the mail later changes nothing. A mail counts as of its own time, not of the time of reading:
an archive is read without `--now`, and asked with it (CONTRACT.md §1). The calendar or list follows with the next
`apply`, which finds the intent that is left here (`syncd.reconcile`, rows L11 and S1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from syncd.dates import Duration, local_day
from syncd.digest.actions import Command, looks_signed, read_command
from syncd.jobs.refused import FOREIGN, FORGED, STRANGER, UNKNOWN, WHY, count, is_news, untimely
from syncd.joining import is_mine, my_addresses
from syncd.model import LIVE, FollowUp, Mark, State
from syncd.people import exists
from syncd.secret import known_key
from syncd.settings import Settings
from syncd.store.commands import Answered, CommandMail
from syncd.store.log import Log, Store

OBEYED, NOTHING, REPEATED = "obeyed", "nothing", "repeated"
_NOTHING_DONE = {NOTHING: "settled already", REPEATED: "obeyed before"}
_LOOKED = "commands_looked"  # the version of the facts that hold no command still to be dealt with


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A command that was dealt with. `outcome`: obeyed, nothing (settled before), repeated, or why it was refused.

    `title` is the follow-up's, "" if it was refused; `news` False: old commands in an old mailbox, not worth a word.
    """

    verb: str
    title: str
    outcome: str
    news: bool = True


def told(dealt_with: Sequence[Obeyed]) -> list[str]:
    """What to tell people about them, a line each; what was refused in one."""
    lines = [f"by mail: {one.verb}: {one.title}" for one in dealt_with if one.outcome == OBEYED]
    lines += [
        f"by mail: {one.verb}: {one.title}: {_NOTHING_DONE[one.outcome]}"
        for one in dealt_with
        if one.outcome in _NOTHING_DONE
    ]
    if refused := sum(one.outcome in WHY and one.news for one in dealt_with):
        lines.append(f"{count(refused)} not obeyed: syncd status says why")
    return lines


def obey(store: Store, settings: Settings, now: datetime) -> Sequence[Obeyed]:
    """Deals with every command in the log that was not dealt with, oldest first. The caller holds the lock.

    Drafts and spam are left until they are something else. Raises Trouble if the signing key can't be read.
    """
    key = known_key(settings.paths.state)
    with store.begin() as log:
        version = str(log.facts_version())
        if log.meta(_LOOKED) == version:
            return ()
        mails = [mail for mail in log.command_mails() if looks_signed(mail.subject) and exists(mail.copies)]
        due = [mail for mail in mails if mail.at <= now.timestamp()]
        dealt_with: list[Obeyed] = []
        if due:
            desk = _Desk(log, settings, now, key)
            dealt_with = [desk.deal_with(mail) for mail in due]
        if len(due) == len(mails):
            log.set_meta(_LOOKED, version)
        return dealt_with


class _Desk:
    """Where commands are dealt with, inside one transaction."""

    def __init__(self, log: Log, settings: Settings, now: datetime, key: bytes | None) -> None:
        self._log, self._settings, self._key = log, settings, key
        self._now = int(now.timestamp())
        self._zone = ZoneInfo(settings.me.timezone)
        self._me = my_addresses(settings, log.own_addresses())
        self._followups = {item.key: item for item in log.followups()}
        self._obeyed = {one.signature for one in log.answered_commands(0) if one.outcome == OBEYED}

    def deal_with(self, mail: CommandMail) -> Obeyed:
        """Obeys or refuses it, and notes that."""
        command = read_command(mail.subject, self._key) if self._key else None
        item = self._followups.get(command.key) if command else None
        outcome = self._against(mail, command)
        if not outcome and command is not None:
            outcome = UNKNOWN if item is None else self._carry_out(command, item, mail)
        verb = mail.subject.split()[1].lower()
        signature = command.signature if command else ""
        if outcome == OBEYED:
            self._obeyed.add(signature)
        self._log.answer_command(Answered(mail.identity, mail.at, self._now, verb, outcome, signature))
        title = item.title if item and outcome not in WHY else ""
        return Obeyed(verb, title, outcome, is_news(mail.at, self._now))

    def _against(self, mail: CommandMail, command: Command | None) -> str:
        """Why it is not to be obeyed, or ""."""
        if not all(is_mine(author, self._me) for author in mail.authors):
            return STRANGER
        if any(copy.marks & Mark.FORGED for copy in mail.copies):
            return FORGED
        if command is None:
            return FOREIGN
        return untimely(command, mail.at, self._zone)

    def _carry_out(self, command: Command, item: FollowUp, mail: CommandMail) -> str:
        if command.signature in self._obeyed:
            return REPEATED
        if command.verb == "mute":
            self._log.curate(self._now, "mute", item.person)
            return OBEYED
        if item.state not in LIVE:
            return NOTHING
        after = (
            self._snoozed(item, command.argument, mail.at)
            if command.verb == "snooze"
            else self._settled(item, State.DONE if command.verb == "done" else State.DISMISSED, mail.at)
        )
        self._followups[item.key] = self._log.save_followup(after)
        return OBEYED

    def _settled(self, item: FollowUp, state: State, asked: int) -> FollowUp:
        action = "complete" if state is State.DONE else "remove"
        return replace(item, state=state, settled=asked, pending=action if _written(item) else "")

    def _snoozed(self, item: FollowUp, duration: str, asked: int) -> FollowUp:
        """Put off from the day of the mail, whenever it is read; `apply` writes no day that is past by then."""
        day = Duration.parse(duration).after(local_day(asked, self._zone), self._settings.followups.workdays)
        if item.state is State.PLANNED or item.pending == "create":
            return replace(item, state=State.SNOOZED, date=day, pending="create")  # it is still to be made
        return replace(item, state=State.SNOOZED, date=day, pending="snooze" if _written(item) else "")


def _written(item: FollowUp) -> bool:
    """Whether something of ours stands in a calendar or list; what the user reworded is theirs."""
    return bool(item.sink) and not item.reworded
