"""The JSON documents of CONTRACT.md §8, from domain values. Absent values are null, never missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from syncd.cli.session import utc
from syncd.model import Contact, Doing, Evidence, FollowUp, Held, Person, State, Tie, Wanted

if TYPE_CHECKING:
    from rules.engine import Verdict
    from syncd.careers import Career
    from syncd.network import Reciprocity
    from syncd.provenance import Provenance


Texts = Mapping[tuple[str, int], str]
"""What mails say, by uid and instant."""


def at(contact: Contact | None) -> str | None:
    """When: RFC 3339 UTC, or the date of an all-day meeting."""
    if contact is None:
        return None
    return contact.day.isoformat() if contact.day else utc(contact.at)


def person(tie: Tie, open_followup: FollowUp | None) -> dict[str, Any]:
    """One entry of `people`."""
    who = tie.person
    return {
        "key": who.key,
        "name": who.name,
        "addresses": list(who.addresses),
        "groups": list(who.groups),
        "tags": list(who.tags),
        "status": who.status.value,
        "is_person": tie.is_person,
        "first_contact": at(tie.first_contact),
        "last_contact": at(tie.last_contact),
        "last_contact_kind": tie.last_contact.kind.value if tie.last_contact else None,
        "last_inbound": at(tie.last_inbound),
        "last_outbound": at(tie.last_outbound),
        "last_meeting": at(tie.last_meeting),
        "next_meeting": at(tie.next_meeting),
        "emails_in": tie.emails_in,
        "emails_out": tie.emails_out,
        "meetings": tie.meetings,
        "rhythm_days": tie.rhythm_days,
        "strength": round(tie.strength, 1),
        "open_followup": open_followup.key if open_followup else None,
    }


def background(who: Person, career: Career, origins: Provenance) -> dict[str, Any]:
    """What `show` knows of a person beside contact; `from` says where each comes from."""
    change = career.previous
    return {
        "birthday": who.birthday or None,
        "met": career.met.isoformat() if career.met else None,
        "company": career.job.company or None,
        "position": career.job.position or None,
        "job_before": str(change.before) if change else None,
        "job_changed": utc(change.changed) if change else None,
        "from": {
            "name": origins.name or None,
            "birthday": origins.birthday or None,
            "status": origins.status or None,
            "tags": dict(origins.tags),
            "addresses": dict(origins.addresses),
        },
    }


def reciprocity(turns: Reciprocity) -> dict[str, Any]:
    """Give and take with one person; hours are medians."""
    return {
        "begun_by_me": turns.begun_by_me,
        "begun_by_them": turns.begun_by_them,
        "my_turns": turns.my_turns,
        "they_answered": turns.they_answered,
        "their_hours": _rounded(turns.their_hours),
        "their_turns": turns.their_turns,
        "i_answered": turns.i_answered,
        "my_hours": _rounded(turns.my_hours),
    }


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 2)


def timeline(entries: Sequence[Contact], texts: Texts | None = None) -> list[dict[str, Any]]:
    """The timeline of `show`; with `texts`, by uid and instant, each mail's is told, too."""
    rows = [_entry(entry) for entry in entries]
    if texts is not None:
        for row, entry in zip(rows, entries, strict=True):
            row["text"] = texts.get((entry.uid, entry.at))
    return rows


def _entry(entry: Contact) -> dict[str, Any]:
    return {
        "uid": entry.uid,
        "at": at(entry),
        "kind": entry.kind.value,
        "direction": entry.direction.value if entry.direction else None,
        "subject": entry.subject or None,
        "account": entry.account or None,
        "counted": entry.counted,
        "why_not": entry.why_not.value if entry.why_not else None,
    }


def evidence(items: Iterable[Evidence]) -> list[dict[str, Any]]:
    """What a decision rests on."""
    return [
        {"uid": item.uid, "at": item.day.isoformat() if item.day else utc(item.at), "subject": item.subject or None}
        for item in items
    ]


def verdict(item: Verdict) -> dict[str, Any]:
    """One rule of `explain`."""
    return {
        "rule": item.rule,
        "kind": item.kind,
        "applies": item.applies,
        "fires": item.fires,
        "because": item.because,
        "due": item.due.isoformat() if item.due else None,
        "evidence": evidence(item.evidence),
    }


def action(doing: Doing, who: Person | None, sink: str | None) -> dict[str, Any]:
    """One action of `plan` and `apply`."""
    item = doing.followup
    return {
        "action": doing.action,
        "key": item.key,
        "rule": item.rule,
        "kind": item.rule_kind,
        "person": who.key if who else item.person,
        "addresses": list(who.addresses if who else doing.addresses),
        "name": item.name,
        "title": item.title,
        "due": item.due.isoformat(),
        "date": item.date.isoformat(),
        "reason": item.reason,
        "evidence": evidence(item.evidence),
        "sink": sink,
        "why": doing.why or None,
    }


def held(item: Held, key: str, sink: str | None) -> dict[str, Any]:
    """One wanted follow-up that was held back."""
    wanted: Wanted = item.wanted
    return {
        "action": "none",
        "key": key,
        "rule": wanted.rule,
        "kind": wanted.rule_kind,
        "person": wanted.person,
        "addresses": list(wanted.addresses),
        "name": wanted.name,
        "title": wanted.title,
        "due": wanted.due.isoformat(),
        "date": None,
        "reason": wanted.reason,
        "evidence": evidence(wanted.evidence),
        "sink": sink,
        "held_by": item.held_by,
    }


def followup(item: FollowUp, person_key: str, today: date) -> dict[str, Any]:
    """One entry of `due`. A snoozed one is open again, and overdue, from the day it was snoozed to."""
    woken = item.state is State.SNOOZED and item.date <= today
    state = State.OPEN if item.state is State.PLANNED or woken else item.state
    return {
        "id": str(item.id),
        "key": item.key,
        "rule": item.rule,
        "kind": item.rule_kind,
        "person": person_key,
        "name": item.name,
        "title": item.title,
        "due": item.due.isoformat(),
        "date": item.date.isoformat(),
        "days_overdue": days_overdue(item, today),
        "state": state.value,
        "reason": item.reason,
    }


def days_overdue(item: FollowUp, today: date) -> int:
    """Whole days since it was due (since the day it was snoozed to); 0 before."""
    return max(0, (today - (item.date if item.state is State.SNOOZED else item.due)).days)
