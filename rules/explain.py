"""Every rule's verdict on one person, as the values of CONTRACT.md §8 (`explain`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo

from rules.engine import Verdict
from syncd.dates import local_day
from syncd.model import LIVE, Evidence, FollowUp, State

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
) -> list[dict[str, object]]:
    """The list under ``rules``. A follow-up of this cycle that is open or over already is told of in `because`."""
    known = {(f.rule, person_of(f.person), f.cycle): f for f in remembered}
    return [
        {
            "rule": v.rule,
            "kind": v.kind,
            "applies": v.applies,
            "fires": v.fires,
            "because": _because(v, known.get((v.rule, v.person, v.wanted.cycle)) if v.wanted else None, zone),
            "due": v.due.isoformat() if v.due else None,
            "evidence": [evidence_json(each) for each in v.evidence],
        }
        for v in verdicts
    ]


def evidence_json(evidence: Evidence) -> dict[str, object]:
    """``uid``, ``at`` (UTC, or the date of an all-day meeting) and ``subject``."""
    if evidence.day is not None:
        at = evidence.day.isoformat()
    else:
        at = datetime.fromtimestamp(evidence.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"uid": evidence.uid, "at": at, "subject": evidence.subject or None}


def _because(verdict: Verdict, followup: FollowUp | None, zone: tzinfo) -> str:
    if followup is None:
        return verdict.because
    raised = f"It was raised on {local_day(followup.raised, zone)}"
    if followup.state in LIVE:
        return f"{verdict.because} {raised} and is open for {followup.date}."
    settled = f" on {local_day(followup.settled, zone)}" if followup.settled is not None else ""
    what = _BECAME.get(followup.state, followup.state.value)
    return f"{verdict.because} {raised}; {what}{settled}, so this cycle is over until the next contact."
