"""What `export` writes: everything in the log, a row at a time. docs/export.md tells what each field means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from syncd.cli import documents
from syncd.cli.session import Session, utc
from syncd.contact import Judge, hand_contacts, mail_contact
from syncd.meetings import meetings
from syncd.model import Contact, MailRow, Role, WhyNot
from syncd.people import exists

if TYPE_CHECKING:
    from syncd.jobs.world import World
    from syncd.store.log import Log

Row = dict[str, Any]

_CONTACT = ("uid", "at", "kind", "direction", "subject", "account", "counted", "why_not", "person")
FIELDS: dict[str, tuple[str, ...]] = {
    "syncd": ("syncd", "now", "version", "me", "timezone"),
    "account": ("name", "provider", "address", "state", "last_attempt", "last_success", "error"),
    "person": (
        *("key", "name", "addresses", "groups", "tags", "status", "is_person", "birthday"),
        *("first_contact", "last_contact", "last_contact_kind", "last_inbound", "last_outbound"),
        *("last_meeting", "next_meeting", "emails_in", "emails_out", "meetings", "rhythm_days", "strength"),
        "open_followup",
    ),
    "mail": (
        *("uid", "at", "direction", "author", "coauthors", "to", "cc", "bcc", "subject", "accounts", "gone", "link"),
        *("why_not", "says", "text"),
    ),
    "meeting": ("uid", "at", "subject", "account", "organizer", "attendees", "cancelled", "link"),
    "logged": ("uid", "at", "kind", "direction", "address", "account", "text"),
    "contact": _CONTACT,
    "card": (
        *("account", "addresses", "name", "birthday", "tags", "company", "position", "met", "link", "changed"),
        *("company_before", "position_before"),
    ),
    "followup": (
        *("id", "key", "rule", "kind", "person", "name", "title", "due", "date", "priority", "state", "raised"),
        *("settled", "reason", "notes", "evidence", "sink"),
    ),
    "curation": ("at", "verb", "address", "other"),
    "unreadable": ("account", "stream", "locator", "reason"),
}
"""The fields of each type, in their order."""


def rows(session: Session, log: Log, world: World) -> Iterator[tuple[str, Row]]:
    """(type, row) of everything; each row has exactly the fields of its type. Mails stream."""
    yield "syncd", _head(session)
    yield from (("account", row) for row in _accounts(session, log))
    yield from (("person", row) for row in _people(world))
    yield from _mails(log, world)
    yield from _meetings(world)
    yield from _logged(world)
    yield from (("card", row) for row in _cards(world))
    yield from (("followup", row) for row in _followups(world))
    for said in world.facts.curations:
        yield "curation", {"at": utc(said.at), "verb": said.verb, "address": said.address, "other": said.other or None}
    for bad in log.unreadable():
        yield (
            "unreadable",
            {"account": bad.account, "stream": bad.stream, "locator": bad.locator, "reason": bad.reason},
        )


def _head(session: Session) -> Row:
    me = session.settings.me
    return {
        "syncd": 1,
        "now": utc(session.instant),
        "version": version("syncd"),
        "me": sorted(me.addresses),
        "timezone": me.timezone,
    }


def _accounts(session: Session, log: Log) -> Iterator[Row]:
    states = log.account_states()
    for account in session.settings.accounts:
        state = states.get(account.name)
        yield {
            "name": account.name,
            "provider": account.provider,
            "address": account.address or None,
            "state": state.state if state else "never",
            "last_attempt": utc(state.last_attempt) if state and state.last_attempt else None,
            "last_success": utc(state.last_success) if state and state.last_success is not None else None,
            "error": state.error if state else None,
        }


def _people(world: World) -> Iterator[Row]:
    from syncd.cli.people import open_followups

    live = open_followups(world)
    for key in sorted(world.ties):
        tie = world.ties[key]
        told = documents.person(tie, live.get(key)) | {"birthday": tie.person.birthday or None}
        yield {field: told[field] for field in FIELDS["person"]}


def _mails(log: Log, world: World) -> Iterator[tuple[str, Row]]:
    judge = Judge(world.facts, world.directory, world.settings, world.now)
    texts = log.text_of if log.has_texts() else _none
    for mail in world.facts.mails:
        verdict = judge.mail(mail)
        if verdict is None:  # spam, a draft, or later than now
            continue
        entry = mail_contact(mail, verdict.outbound, verdict.why)
        yield "mail", _mail(mail, entry, world, texts(mail.id), log.said_in(mail.id))
        for key in sorted(verdict.keys):
            yield "contact", _contact(entry, key)
        for key in sorted(verdict.ignored):
            yield "contact", _contact(mail_contact(mail, verdict.outbound, WhyNot.IGNORED), key)


def _none(_: int) -> str | None:
    return None


def _mail(mail: MailRow, entry: Contact, world: World, text: str | None, said: str | None) -> Row:
    names = world.facts.addresses

    def placed(*roles: Role) -> list[str]:
        return sorted({names[number] for role, number in mail.parties if role in roles})

    return {
        "uid": mail.uid,
        "at": utc(mail.at),
        "direction": entry.direction.value if entry.direction else None,
        "author": names[mail.author],
        "coauthors": placed(Role.COAUTHOR),
        "to": placed(Role.TO),
        "cc": placed(Role.CC),
        "bcc": placed(Role.BCC),
        "subject": mail.subject or None,
        "accounts": sorted({copy.account for copy in mail.copies if exists((copy,))}),
        "gone": all(copy.gone for copy in mail.copies),
        "link": mail.link or None,
        "why_not": entry.why_not.value if entry.why_not else None,
        "says": json.loads(said) if said else None,
        "text": text,
    }


def _contact(entry: Contact, person: str) -> Row:
    return documents.timeline([entry])[0] | {"person": person}


def _meetings(world: World) -> Iterator[tuple[str, Row]]:
    for meeting in meetings(world.facts.events, world.directory, world.settings, world.now):
        event = meeting.event
        entry = meeting.contact(None)
        yield (
            "meeting",
            {
                "uid": meeting.uid,
                "at": documents.at(entry),
                "subject": event.summary or None,
                "account": meeting.account,
                "organizer": event.organizer or None,
                "attendees": sorted({one.address for one in event.attendees if one.address}),
                "cancelled": event.cancelled,
                "link": event.link or None,
            },
        )
        for key, why in sorted(meeting.verdicts.items()):
            yield "contact", _contact(meeting.contact(why), key)


def _logged(world: World) -> Iterator[tuple[str, Row]]:
    for row in world.facts.hand:
        yield (
            "logged",
            {
                "uid": row.uid or f"hand:{row.id}",
                "at": utc(row.at),
                "kind": row.kind.value,
                "direction": row.direction.value,
                "address": row.address,
                "account": row.account or None,
                "text": row.text or None,
            },
        )
    for key, entry in hand_contacts(world.facts, world.directory, world.now):
        yield "contact", _contact(entry, key)


def _cards(world: World) -> Iterator[Row]:
    for row in world.facts.cards:
        card, before = row.card, row.before
        yield {
            "account": row.account,
            "addresses": list(card.addresses),
            "name": card.name or None,
            "birthday": card.birthday or None,
            "tags": list(card.tags),
            "company": card.company or None,
            "position": card.position or None,
            "met": card.met.isoformat() if card.met else None,
            "link": card.link or None,
            "changed": None if row.changed is None else utc(row.changed),
            "company_before": before.company or None if before else None,
            "position_before": before.position or None if before else None,
        }


def _followups(world: World) -> Iterator[Row]:
    for item in world.followups:
        yield {
            "id": str(item.id),
            "key": item.key,
            "rule": item.rule,
            "kind": item.rule_kind,
            "person": world.directory.key_of(item.person) or item.person,
            "name": item.name,
            "title": item.title,
            "due": item.due.isoformat(),
            "date": item.date.isoformat(),
            "priority": item.priority,
            "state": item.state.value,
            "raised": utc(item.raised),
            "settled": None if item.settled is None else utc(item.settled),
            "reason": item.reason,
            "notes": item.notes,
            "evidence": [each.uid for each in item.evidence],
            "sink": item.sink or None,
        }


def flat(value: Any) -> Any:
    """A field as a cell of a spreadsheet.

    Text that a spreadsheet would take for a formula (=, +, -, @, a tab or a line break at its start) gets an
    apostrophe in front (OWASP, "CSV Injection").
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
