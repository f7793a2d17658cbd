"""`people`, `show`, `explain`: who is in the log, and what the rules make of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.followups import rulebook
from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from rules.schema import RuleSet
    from syncd.jobs.world import World
    from syncd.model import FollowUp, Person, Tie

_SORTS = ("strength", "name", "last", "rhythm", "next")


@command(
    epilog="""\b
Examples:
  syncd people                     strongest ties first
  syncd people --silent 90d        not in touch for 90 days
  syncd people --group mentors --sort last
  syncd people --all example.com   addresses that are not people, too
  syncd people --network           who starts, who answers, goals, groups, variety
"""
)
@click.argument("filter", required=False)
@click.option("--all", "everyone", is_flag=True, help="Also addresses that are not people.")
@click.option("--group", metavar="NAME", help="Only this group of the config.")
@click.option("--sort", type=click.Choice(_SORTS), default="strength", show_default=True, help="The order.")
@click.option("--silent", metavar="DURATION", help="Only people not in touch for so long, like 90d or 6m.")
@click.option("--network", is_flag=True, help="Give and take instead: who starts and answers, goals, groups, variety.")
def people(
    session: Session,
    filter: str | None,
    everyone: bool,
    group: str | None,
    sort: str,
    silent: str | None,
    network: bool,
) -> None:
    """Whom you are in touch with: last contact, rhythm, next meeting, open follow-up.

    FILTER is a part of a name or an address.
    """
    from syncd.cli import documents

    if network:
        from syncd.cli.network import show_network

        def choose(world: World) -> list[Tie]:
            return sorted(_chosen(session, world, filter, everyone, group, silent), key=_order(sort))

        show_network(session, rulebook(session), choose)
        return
    world = look(session)
    open_for = open_followups(world)
    chosen = sorted(_chosen(session, world, filter, everyone, group, silent), key=_order(sort))
    if session.as_json:
        session.emit({"people": [documents.person(tie, open_for.get(tie.person.key)) for tie in chosen]})
        return
    if not chosen:
        session.note(_nobody(world, filter, group, silent))
        return
    _table(session, chosen, open_for)


def look(session: Session, rules: RuleSet | None = None) -> World:
    """Everything the log says as of now; with `rules` also what these need to be judged."""
    from syncd.jobs.world import gather

    with session.store().read() as log:
        return gather(log, session.settings, session.now, rules)


def open_followups(world: World) -> dict[str, FollowUp]:
    """The open follow-up of each person, by today's key."""
    from syncd.model import LIVE

    return {world.directory.key_of(item.person) or item.person: item for item in world.followups if item.state in LIVE}


def _chosen(
    session: Session, world: World, text: str | None, everyone: bool, group: str | None, silent: str | None
) -> Iterable[Tie]:
    from syncd.dates import Duration, local_day

    if group is not None and group not in (names := [item.name for item in session.settings.groups]):
        raise click.UsageError(f"no group {group!r} in the config; there are: {', '.join(names) or 'none'}")
    latest = None
    if silent is not None:
        try:
            latest = Duration.parse(silent).before(session.today)
        except ValueError as error:
            raise click.UsageError(f"--silent: {error}") from error
    wanted = (text or "").casefold()
    for tie in world.ties.values():
        who = tie.person
        if not (everyone or tie.is_person):
            continue
        if wanted and not (wanted in who.name.casefold() or any(wanted in item for item in who.addresses)):
            continue
        if group is not None and group not in who.groups:
            continue
        if latest is not None:
            last = tie.last_contact
            if last is not None and (last.day or local_day(last.at, session.zone)) > latest:
                continue
        yield tie


def _order(sort: str) -> Any:
    def key(tie: Tie) -> tuple[Any, ...]:
        by = {
            "strength": -tie.strength,
            "name": tie.person.name.casefold(),
            "last": -(tie.last_contact.at if tie.last_contact else 0),
            "next": tie.next_meeting.at if tie.next_meeting else float("inf"),
            "rhythm": tie.rhythm_days if tie.rhythm_days is not None else float("inf"),
        }
        return by[sort], tie.person.name.casefold(), tie.person.key

    return key


def _nobody(world: World, text: str | None, group: str | None, silent: str | None) -> str:
    if not world.ties:
        return "nobody is in the log yet: syncd sync pulls your mail and meetings"
    if text or group or silent:
        return "nobody fits; without filters syncd people shows everyone, --all also mere addresses"
    return "nobody you wrote to or met is in the log yet; --all shows the addresses that wrote to you"


def _table(session: Session, chosen: list[Tie], open_for: dict[str, FollowUp]) -> None:
    from syncd.cli.style import Cell, Column, table

    columns = [
        Column("name", least=14, weight=3),
        Column("last"),
        Column("how", dim=True),
        Column("rhythm", right=True),
        Column("strength", right=True, dim=True),
        Column("next"),
        Column("follow-up", least=8, weight=2),
    ]
    rows: list[list[str | Cell]] = []
    for tie in chosen:
        item = open_for.get(tie.person.key)
        rows.append(
            [
                tie.person.name if tie.is_person else f"({tie.person.name})",
                when(session, tie.last_contact),
                how(tie.last_contact),
                f"{tie.rhythm_days:g}d" if tie.rhythm_days is not None else "",
                f"{tie.strength:.1f}",
                when(session, tie.next_meeting),
                item.title if item else "",
            ]
        )
    session.say(table(columns, rows, color=session.color))
    session.note(f"{len(chosen):,} shown · syncd show NAME tells more of one")


def when(session: Session, contact: Any) -> str:
    """The local day of a contact, or nothing."""
    from syncd.dates import local_day

    return "" if contact is None else (contact.day or local_day(contact.at, session.zone)).isoformat()


def how(contact: Any) -> str:
    """By what, and who reached out: → from me, ← from them."""
    if contact is None:
        return ""
    arrow = {"outbound": " →", "inbound": " ←"}.get(contact.direction.value if contact.direction else "", "")
    return f"{contact.kind.value}{arrow}"


def resolve(world: World, text: str) -> Person:
    """The one person PERSON means. Ambiguous or unknown is wrong usage (exit 2) and lists the candidates."""
    found = world.directory.find(text)
    if len(found) > 1:
        ties = world.ties
        known = [item for item in found if item.key in ties and ties[item.key].is_person]
        if len(known) == 1:
            return known[0]
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError(f"nobody in the log is {text!r}; syncd people --all lists everyone")
    listed = "\n".join(f"  {item.name} <{item.key}>" for item in found[:20])
    more = f"\n  … and {len(found) - 20} more" if len(found) > 20 else ""
    raise click.UsageError(f"{text!r} could be any of these, name one of them exactly:\n{listed}{more}")


@command(
    epilog="""\b
Examples:
  syncd show grace@example.com
  syncd show "Grace Hopper" --json
  syncd show grace --texts         what the mails say, if bodies = "keep"
"""
)
@click.argument("person")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How much of the timeline to print; 0 is all.",
)
@click.option("--texts", is_flag=True, help='What the mails say, where bodies = "keep" keeps it.')
def show(session: Session, person: str, limit: int, texts: bool) -> None:
    """One person: addresses, facts, timeline, reciprocity, the rules that apply, follow-ups.

    PERSON is an address, a name, or an unambiguous part of either. What does not count as contact says why.
    """
    from syncd.careers import career_of
    from syncd.cli import documents
    from syncd.cli.show import Background, print_person, print_texts
    from syncd.jobs.followup import judge
    from syncd.jobs.network import between
    from syncd.jobs.world import gather
    from syncd.provenance import provenance
    from syncd.ties import timeline

    rules = rulebook(session)
    with session.store().read() as log:
        world = gather(log, session.settings, session.now, rules)
        who = resolve(world, person)
        entries = timeline(who.key, world.facts, world.directory, session.settings, session.now)
        turns = between(who.key, world.facts, world.directory, session.settings, session.now)
        kept = log.texts_about(who.addresses) if texts else None
    tie = world.ties[who.key]
    item = open_followups(world).get(who.key)
    verdicts = judge(world, rules, who.key)
    career = career_of(who.addresses, world.facts, world.directory)
    origins = provenance(who, world.facts, world.directory, session.settings)
    if session.as_json:
        told = documents.person(tie, item) | documents.background(tie.person, career, origins)
        told |= {"reciprocity": documents.reciprocity(turns), "timeline": documents.timeline(entries, kept)}
        # The person's fields at the top, and under "people" too, so that what reads `people` reads `show` as well.
        session.emit({**told, "people": [told]})
        return
    print_person(session, world, tie, entries, verdicts, Background(career, origins, turns), limit)
    if kept is not None:
        print_texts(session, entries[:limit] if limit else entries, kept)


@command(
    epilog="""\b
Examples:
  syncd explain grace
  syncd explain grace --json
"""
)
@click.argument("person")
def explain(session: Session, person: str) -> None:
    """Every rule for one person: fires or not, what it looked at, what would change that."""
    from syncd.cli import documents
    from syncd.cli.show import print_verdicts
    from syncd.jobs.followup import judge

    rules = rulebook(session)
    world = look(session, rules)
    who = resolve(world, person)
    verdicts = judge(world, rules, who.key)
    if session.as_json:
        session.emit({"person": who.key, "rules": [documents.verdict(item) for item in verdicts]})
        return
    print_verdicts(session, who, verdicts)
