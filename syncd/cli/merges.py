"""`suggest-merges`: who may be one person, and what says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from syncd.merging import Suggestion


@command(
    name="suggest-merges",
    epilog="""\b
Examples:
  syncd suggest-merges                 with numbers and evidence
  syncd suggest-merges --accept 4711   the two are one; syncd split takes it back
  syncd suggest-merges --reject 4712   they are not; never suggested again
""",
)
@click.option("--accept", metavar="NUMBER", multiple=True, help="These two are one person; may be given several times.")
@click.option("--reject", metavar="NUMBER", multiple=True, help="These two are not; never suggest it again.")
def suggest_merges(session: Session, accept: tuple[str, ...], reject: tuple[str, ...]) -> None:
    """Who may be one person, with what says so. Nobody is merged by the name alone, and nobody without you.

    A number stands for the same two people whenever it is shown.
    """
    if not accept and not reject:
        _show(session, _suggestions(session))
        return
    from syncd.cli.curate import writing
    from syncd.merging import suggestions

    with writing(session) as (log, world):
        ties = world.ties
        listed = {
            one.number: one
            for one in suggestions(world.facts, world.directory, lambda key: key in ties and ties[key].is_person)
        }
        accepted, rejected = ([_chosen(listed, text) for text in texts] for texts in (accept, reject))
        if both := {one.number for one in accepted} & {one.number for one in rejected}:
            raise click.UsageError(f"{min(both)} can't be both accepted and rejected")
        for verb, chosen in (("merge", accepted), ("distinct", rejected)):
            for one in chosen:
                log.curate(session.instant, verb, one.one, one.other)
    if session.as_json:
        session.emit(
            {"accepted": [_document(one) for one in accepted], "rejected": [_document(one) for one in rejected]}
        )
        return
    for one in accepted:
        session.say(f"{one.one} and {one.other} are one person now; syncd split takes it back")
    for one in rejected:
        session.say(f"{one.one} and {one.other} stay two people; that is not suggested again")


def _suggestions(session: Session) -> list[Suggestion]:
    from syncd.jobs.world import gather
    from syncd.merging import suggestions

    with session.store().read() as log:
        world = gather(log, session.settings, session.now)
        ties = world.ties
        return suggestions(world.facts, world.directory, lambda key: key in ties and ties[key].is_person)


def _chosen(listed: dict[int, Suggestion], text: str) -> Suggestion:
    found = listed.get(int(text)) if text.isascii() and text.isdigit() else None
    if found is None:
        raise click.UsageError(f"no suggestion has the number {text!r}; syncd suggest-merges lists them")
    return found


def _document(one: Suggestion) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "people": [one.one, one.other],
        "evidence": list(one.evidence),
    }


def _show(session: Session, found: list[Suggestion]) -> None:
    if session.as_json:
        session.emit({"suggestions": [_document(one) for one in found]})
        return
    from syncd.cli.style import clean

    if not found:
        session.say("nothing says that any two are one person; syncd merge A B is for what only you know")
        return
    for one in found:
        session.say(f"{one.number}  {clean(one.name)}: {clean(one.one)} and {clean(one.other)}")
        for evidence in one.evidence:
            session.say(f"      {clean(evidence)}")
    session.note("syncd suggest-merges --accept NUMBER · --reject NUMBER")
