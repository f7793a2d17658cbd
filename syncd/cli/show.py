"""How `show` and `explain` look on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syncd.cli.people import how, open_followups, when
from syncd.cli.style import Cell, Column, clean, paint, table

if TYPE_CHECKING:
    from rules.engine import Verdict
    from syncd.careers import Career
    from syncd.cli.session import Session
    from syncd.jobs.world import World
    from syncd.model import Contact, Person, Tie
    from syncd.network import Reciprocity
    from syncd.provenance import Provenance


def print_person(
    session: Session,
    world: World,
    tie: Tie,
    entries: Sequence[Contact],
    verdicts: Sequence[Verdict],
    background: Background,
    limit: int,
) -> None:
    """Facts, follow-up, rules that apply, timeline."""
    who = tie.person
    session.say(paint(clean(who.name), "bold", session.color) + _from(background.origins.name))
    for label, value in _facts(session, tie, background):
        if value:
            session.say(f"  {label:13} {clean(value)}")
    item = open_followups(world).get(who.key)
    if item is not None:
        session.say(f"  {'follow-up':13} {item.id}: {clean(item.title)} ({item.state}, {item.date})")
    if any(verdict.applies for verdict in verdicts):
        session.say()
        _print_rules(session, [verdict for verdict in verdicts if verdict.applies])
    session.say()
    if not entries:
        session.say("  no interactions")
        return
    shown = entries[:limit] if limit else entries
    columns = [
        Column("when"),
        Column("what"),
        Column("counts"),
        Column("subject", least=20, weight=1),
    ]
    rows: list[list[str | Cell]] = [
        [
            when(session, entry),
            how(entry),
            Cell("yes", "green") if entry.counted else Cell(entry.why_not.value if entry.why_not else "no", "dim"),
            entry.subject,
        ]
        for entry in shown
    ]
    session.say(table(columns, rows, color=session.color))
    if len(entries) > len(shown):
        session.note(f"{len(entries) - len(shown):,} older ones: --limit 0 shows all")


def print_texts(session: Session, entries: Sequence[Contact], texts: Mapping[tuple[str, int], str]) -> None:
    """What the mails say, newest first; nothing in them can steer the terminal."""
    from textwrap import fill

    from syncd.cli.style import terminal_width

    width = min(100, terminal_width())
    found = [(entry, text) for entry in entries if (text := texts.get((entry.uid, entry.at)))]
    for entry, text in found:
        session.say()
        session.say(paint(f"  {when(session, entry)} {how(entry)}  {clean(entry.subject)}", "bold", session.color))
        for line in text.splitlines():
            session.say(fill(clean(line), width, initial_indent="    ", subsequent_indent="    "))
    if not found:
        session.note('no text of these mails is kept: it is for accounts with bodies = "keep", from then on')


@dataclass(frozen=True, slots=True)
class Background:
    """What is shown of a person beside contact: their work, where all of it comes from, who starts and answers."""

    career: Career
    origins: Provenance
    turns: Reciprocity


def _from(origin: str) -> str:
    """Mail is where names and addresses come from if nothing else is said."""
    return f" [{origin}]" if origin and origin != "mail" else ""


def _origin(account: str) -> str:
    """The account of an import, for people: ``import:linkedin`` → ``LinkedIn``."""
    name = account.removeprefix("import:")
    return {"linkedin": "LinkedIn", "vcard": "vCard"}.get(name, name)


def _work(session: Session, career: Career) -> str:
    from syncd.cli.style import day

    if not str(career.job):
        return ""
    changed = career.previous
    new = f"; new since {day(changed.changed, session.zone)}, before: {changed.before}" if changed else ""
    return f"{career.job} [{_origin(career.job_source)}]{new}"


def _status(who: Person, origin: str) -> str:
    match who.status.value:
        case "active":
            return ""
        case "ignored":
            return f"ignored{_from(origin)}: what the log has of them is kept; syncd purge removes it"
        case _:
            return f"{who.status.value}{_from(origin)}"


def _facts(session: Session, tie: Tie, background: Background) -> list[tuple[str, str]]:
    who, origins, career = tie.person, background.origins, background.career
    reached = ""
    if tie.emails_in or tie.emails_out or tie.meetings:
        reached = f"{tie.emails_out:,} mails to them, {tie.emails_in:,} from them, {tie.meetings:,} meetings"
    return [
        ("addresses", ", ".join(each + _from(origins.addresses.get(each, "")) for each in who.addresses)),
        ("groups", ", ".join(who.groups)),
        ("tags", ", ".join(each + _from(origins.tags.get(each, "")) for each in who.tags)),
        ("status", _status(who, origins.status)),
        ("", "" if tie.is_person else "only an address: you never wrote to or met them"),
        ("birthday", who.birthday and who.birthday + _from(origins.birthday)),
        ("work", _work(session, career)),
        ("met", f"{career.met} ({_origin(career.met_source)})" if career.met else ""),
        ("first contact", when(session, tie.first_contact)),
        ("last contact", _last(session, tie)),
        ("last from you", when(session, tie.last_outbound)),
        ("last from them", when(session, tie.last_inbound)),
        ("last meeting", when(session, tie.last_meeting)),
        ("next meeting", when(session, tie.next_meeting)),
        ("exchanged", reached),
        ("who starts", starting(background.turns)),
        ("who answers", answering(background.turns)),
        ("rhythm", f"every {tie.rhythm_days:g} days" if tie.rhythm_days is not None else ""),
        ("strength", f"{tie.strength:.1f}"),
    ]


def starting(turns: Reciprocity) -> str:
    """``you start 70 % of 10 conversations``."""
    if turns.my_share is None:
        return ""
    return (
        f"you start {turns.my_share:.0%} of {turns.begun:,} conversation{'' if turns.begun == 1 else 's'} in two years"
    )


def answering(turns: Reciprocity) -> str:
    """``they answer 8 of 9, usually within 1.5 days; you 5 of 6, within 4 hours``."""
    parts = []
    for who, answered, asked, hours in (
        ("they answer", turns.they_answered, turns.my_turns, turns.their_hours),
        ("you", turns.i_answered, turns.their_turns, turns.my_hours),
    ):
        if asked:
            within = f", usually within {span(hours)}" if hours is not None else ""
            parts.append(f"{who} {answered:,} of {asked:,}{within}")
    return "; ".join(parts)


def span(hours: float) -> str:
    """``20 minutes``, ``4 hours``, ``1.5 days``."""
    from syncd.cli.style import many

    if hours < 0.95:
        return many(max(1, round(hours * 60)), "minute")
    return many(round(hours), "hour") if hours < 36 else f"{hours / 24:.1f} days"


def _last(session: Session, tie: Tie) -> str:
    last = tie.last_contact
    if last is None:
        return "never"
    subject = f", “{last.subject}”" if last.subject else ""
    return f"{when(session, last)} ({how(last)}{subject})"


def print_verdicts(session: Session, who: Person, verdicts: Sequence[Verdict]) -> None:
    """Each rule: fires or not, and because of what."""
    session.say(paint(clean(who.name), "bold", session.color))
    if not verdicts:
        session.say("no rules yet: write rules.toml beside the config")
    _print_rules(session, verdicts)


def _print_rules(session: Session, verdicts: Sequence[Verdict]) -> None:
    from textwrap import fill

    from syncd.cli.style import terminal_width

    width = min(100, terminal_width())
    for verdict in verdicts:
        sign = paint("●", "green", session.color) if verdict.fires else paint("○", "dim", session.color)
        due = f", due {verdict.due}" if verdict.due else ""
        session.say(f"  {sign} {clean(verdict.rule)} ({verdict.kind}){due}")
        text = fill(clean(verdict.because), width, initial_indent="      ", subsequent_indent="      ")
        session.say(paint(text, "dim", session.color))
