"""promise: I said in a mail that I would do something, and have not delivered."""

from __future__ import annotations

from datetime import timedelta

from rules.finding import Day, Finding
from rules.kinds import matters
from rules.settings import Promise
from rules.text import told
from rules.threads.fold import Side
from rules.threads.standing import Standing
from syncd.model import Tie


def judge(settings: Promise, tie: Tie, standing: Standing, day: Day) -> Finding:
    """Due on the day the mail names, else `after` its own, until it is kept, taken back, waived or forgotten."""
    name = matters.caller(tie)
    timed = []
    for matter in standing.of(Side.PROMISED):
        start = day.of(matter.contact)
        due = matter.due or settings.after.after(start, day.workdays)
        forgotten = settings.forget.after(start, day.workdays)
        if due >= forgotten:  # for a far day: not forgotten before it has come
            forgotten = settings.forget.after(due, day.workdays)
        timed.append(matters.Timed(matter, due, forgotten))
    chosen, others = matters.first(timed, day)
    if chosen is None:
        never = f"No open promise of yours to {name}; one in a mail of yours would start it."
        because = matters.nothing(Side.PROMISED, standing, day, never, "You promised")
        return Finding(False, because, evidence=matters.settled_evidence(Side.PROMISED, standing))
    matter, due, forgotten = chosen.matter, chosen.due, chosen.forgotten
    start = day.of(matter.contact)
    topic = matters.quoted(matter)
    by = "as you said" if matter.due is not None else f"{settings.after}, as you named no day"
    because = f"You promised on {told(matter.contact, day)}{topic}; "
    confirmed = matter.contact.uid in day.open_due  # maybe before its day: then it stays
    fires = (confirmed or due <= day.today) and day.today <= forgotten
    suggested = settings.suggested and not confirmed
    coming = suggested and day.today < due <= day.today + _COMING
    if day.today > forgotten:
        because += f"that is forgotten since {forgotten} ({settings.forget})."
    else:
        because += (
            f"it {'was' if day.today >= due else 'is'} due on {due} ({by}) and is forgotten after {forgotten}. A later "
            "mail of yours in the thread that delivers, takes it back or passes it on settles it, and so do they if "
            "they say there is no need."
        )
    if suggested and (fires or coming):
        because += " It is only suggested in the digest until you confirm it (suggested = true)."
    return Finding(
        fires=fires,
        because=because + matters.footnotes(matter, standing, others, day),
        due=due,
        cycle=matter.began.uid,
        evidence=matters.evidence(matter),
        interval=max((due - start).days, 1),
        reason=f"You promised {name} on {start}{topic}",
        owed=f"what you promised on {start}{topic}",
        closes_on="outbound",
        topic=matters.about(matter),
        link=matters.link(matter),
        suggested=suggested,
        coming=coming,
    )


_COMING = timedelta(days=7)
"""How long before its day a promise is shown to be confirmed: until the next digest."""
