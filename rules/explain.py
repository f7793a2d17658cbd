"""Every rule's verdict on one person, told together with what became of it (CONTRACT.md §8, `explain`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from rules.engine import Verdict
from syncd.dates import local_day
from syncd.model import LIVE, FollowUp, State

_BECAME = {
    State.DONE: "you did it",
    State.DISMISSED: "you dismissed it",
    State.CONTACTED: "you were in touch",
    State.EXPIRED: "it was no longer wanted",
}


def explain(
    verdicts: Sequence[Verdict],
    remembered: Iterable[FollowUp] = (),
    *,
    zone: tzinfo,
    person_of: Callable[[str], str] = str,
) -> list[Verdict]:
    """The verdicts, each telling in `because` also of a follow-up of this cycle that is open or over already."""
    known = {(f.rule, person_of(f.person), f.cycle): f for f in remembered}
    return [
        replace(v, because=_because(v, known.get((v.rule, v.person, v.wanted.cycle)) if v.wanted else None, zone))
        for v in verdicts
    ]


def _because(verdict: Verdict, followup: FollowUp | None, zone: tzinfo) -> str:
    if followup is None:
        return verdict.because
    raised = f"It was raised on {local_day(followup.raised, zone)}"
    if followup.state in LIVE:
        return f"{verdict.because} {raised} and is open for {followup.date}."
    settled = f" on {local_day(followup.settled, zone)}" if followup.settled is not None else ""
    what = _BECAME.get(followup.state, followup.state.value)
    return f"{verdict.because} {raised}; {what}{settled}, so this cycle is over until the next contact."
