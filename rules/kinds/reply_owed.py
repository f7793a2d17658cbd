"""reply-owed: somebody asked me something, and neither I nor anybody for me has answered, nor have we met since."""

from __future__ import annotations

from rules.finding import Day, Finding
from rules.kinds import matters
from rules.settings import ReplyOwed
from rules.text import told
from rules.threads.fold import Side
from rules.threads.standing import Standing
from syncd.model import Tie


def judge(settings: ReplyOwed, tie: Tie, standing: Standing, day: Day) -> Finding:
    """Due `after` the day they asked, until it is settled or `forget` has passed."""
    name = matters.caller(tie)
    timed = []
    for matter in standing.of(Side.OWED):
        start = day.of(matter.contact)
        due, forgotten = settings.after.after(start, day.workdays), settings.forget.after(start, day.workdays)
        timed.append(matters.Timed(matter, due, forgotten))
    chosen, others = matters.first(timed, day)
    if chosen is None:
        never = f"No open question of {name} to you; one put to you would start it."
        because = matters.nothing(Side.OWED, standing, day, never, f"{name} asked")
        return Finding(False, because, evidence=matters.settled_evidence(Side.OWED, standing))
    matter, due, forgotten = chosen.matter, chosen.due, chosen.forgotten
    start = day.of(matter.contact)
    topic = matters.quoted(matter)
    because = f"{name} asked on {told(matter.contact, day)}{topic}, and nobody on your side has answered since"
    if matter.back is not None:
        because += f" (your question back on {day.of(matter.back)} is no answer)"
    if matter.again:
        because += f"; asked again on {day.of(matter.again[-1])}"
    gone = day.today > forgotten
    because += (
        f"; that is forgotten since {forgotten} ({settings.forget})."
        if gone
        else f"; an answer {'was' if day.today >= due else 'is'} due on {due} ({settings.after}) and is forgotten "
        f"after {forgotten}. An answer in the thread, a meeting or a call settles it."
    )
    return Finding(
        fires=due <= day.today <= forgotten,
        because=because + matters.footnotes(matter, standing, others, day),
        due=due,
        cycle=matter.began.uid,
        evidence=matters.evidence(matter),
        interval=max((due - start).days, 1),
        reason=f"{name} asked on {start}{topic}",
        owed=f"an answer from you; {name} asked on {start}{topic}",
        closes_on="outbound",
        topic=matters.about(matter),
        link=matters.link(matter),
    )
