"""What the kinds that are about one matter (reply-owed, awaiting-reply, promise) have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.finding import Day
from rules.text import first_name, one_line, shorten, told, topic
from rules.threads.fold import Matter, Side
from rules.threads.standing import Standing
from syncd.model import Contact, Tie

_TOPIC = 60


@dataclass(frozen=True, slots=True)
class Timed:
    """An open matter, when it is due and since when it is forgotten. `over`: why it asks for nothing any more."""

    matter: Matter
    due: date
    forgotten: date  # the last day on which it still matters
    over: str = ""


def first(timed: Iterable[Timed], day: Day) -> tuple[Timed | None, list[Timed]]:
    """The one to act on, and the others that are open: what was raised goes on, then the most overdue.

    Of what is forgotten, or was settled by the user, nothing is raised; if there is nothing else it is the one.
    """
    ranked = sorted(timed, key=lambda each: _rank(each, day))
    return (ranked[0] if ranked else None), [each for each in ranked[1:] if _is_alive(each, day)]


def about(matter: Matter) -> str:
    """What it is about, in at most 60 characters."""
    return shorten(one_line(matter.topic), _TOPIC) or topic(matter.contact.subject, _TOPIC)


def quoted(matter: Matter) -> str:
    """`: “the numbers for March?”`, or nothing if the mail has no words."""
    words = about(matter)
    return f": “{words}”" if words else ""


def caller(tie: Tie) -> str:
    """How a sentence calls the person: by first name."""
    return first_name(one_line(tie.person.name or tie.person.key))


def evidence(matter: Matter) -> tuple[Contact, ...]:
    """The mail it began with, what was written again, the counter-question and my answer."""
    found = (matter.contact, *matter.again, *(each for each in (matter.back, matter.since) if each is not None))
    return tuple(sorted(dict.fromkeys(found), key=lambda contact: (contact.at, contact.uid)))


def link(matter: Matter) -> str:
    """The last mail of the matter that a browser can show."""
    return next((contact.link for contact in reversed(evidence(matter)) if contact.link), "")


def footnotes(matter: Matter, standing: Standing, others: Sequence[Timed], day: Day) -> str:
    """What else was looked at: unread text, other open matters."""
    said = ""
    if not matter.read:
        said += ' Its text was not read (bodies = "none", or none was there), only its subject.'
    else:
        said += unread(standing)
    if others:
        named = "; ".join(f"{told(each.matter.contact, day)}, due {each.due}" for each in others[:_NAMED])
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        said += f" Also open: {named}{more}."
    return said


_NAMED = 3


def unread(standing: Standing) -> str:
    """That some mails could not say what they ask or promise, or nothing if all were read."""
    if not standing.unread:
        return ""
    which = "one mail" if standing.unread == 1 else f"{standing.unread} mails"
    return (
        f' The text of {which} with them was not read (bodies = "none", or none was there), only the subject and the '
        "headers: what only the text asks, promises or answers is not seen."
    )


def nothing(side: Side, standing: Standing, day: Day, never: str, began: str) -> str:
    """Why nothing is open: what settled the last of its kind, or `never`."""
    last = standing.last.get(side)
    if last is None or last.closed is None:
        return never + unread(standing)
    closing = last.closed
    return (
        f"{began} on {told(last.contact, day)}{quoted(last)}; {closing.how} on {told(closing.contact, day)}, "
        f"which settles it.{unread(standing)}"
    )


def settled_evidence(side: Side, standing: Standing) -> tuple[Contact, ...]:
    """What `nothing` speaks of."""
    last = standing.last.get(side)
    return (last.contact, last.closed.contact) if last is not None and last.closed is not None else ()


def _is_alive(each: Timed, day: Day) -> bool:
    return not each.over and day.today <= each.forgotten and each.matter.began.uid not in day.over


def _rank(each: Timed, day: Day) -> tuple[bool, bool, bool, date, int, str]:
    contact = each.matter.began
    raised = contact.uid in day.open_due
    return not _is_alive(each, day), not raised, day.today < each.due, each.due, contact.at, contact.uid
