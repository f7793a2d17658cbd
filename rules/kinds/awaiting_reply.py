"""awaiting-reply: I asked somebody something, and neither they nor anybody else who was asked has answered."""

from __future__ import annotations

from rules.finding import Day, Finding
from rules.kinds import matters
from rules.settings import AwaitingReply
from rules.text import told
from rules.threads.fold import Matter, Side
from rules.threads.standing import Standing
from syncd.model import Contact, Tie


def judge(settings: AwaitingReply, tie: Tie, standing: Standing, day: Day) -> Finding:
    """Due `after` the day I asked last, until it is answered, was asked `max_nudges` times again, or is forgotten."""
    name = matters.caller(tie)
    timed = []
    for matter in standing.of(Side.AWAITING):
        nudges = _nudges(matter, day)
        start = day.of(nudges[-1] if nudges else matter.began)
        due, forgotten = settings.after.after(start, day.workdays), settings.forget.after(start, day.workdays)
        over = "asked often enough" if len(nudges) >= settings.max_nudges else ""
        timed.append(matters.Timed(matter, due, forgotten, over))
    chosen, others = matters.first(timed, day)
    if chosen is None and standing.waits:
        return _my_turn(standing, day)
    if chosen is None:
        never = f"No open question of yours to {name}; one you ask would start it."
        because = matters.nothing(Side.AWAITING, standing, day, never, "You asked")
        return Finding(False, because, evidence=matters.settled_evidence(Side.AWAITING, standing))
    matter, due, forgotten = chosen.matter, chosen.due, chosen.forgotten
    start, nudges = day.of(matter.contact), _nudges(matter, day)
    since = day.of(matter.began)
    topic = matters.quoted(matter)
    because = f"You asked on {told(matter.contact, day)}{topic}, and nobody you asked has answered since"
    if matter.back is not None:
        answered = f", which you answered on {since}," if matter.since is not None else ""
        because += f" (their question back on {day.of(matter.back)}{answered} is no answer)"
    if nudges:
        because += f"; you wrote again on {', '.join(str(day.of(nudge)) for nudge in nudges)}"
    if chosen.over:
        because += f", and {settings.max_nudges} is as often as you want to ask again (max_nudges)."
    elif day.today > forgotten:
        because += f"; that is forgotten since {forgotten} ({settings.forget})."
    else:
        because += (
            f"; it is time to ask again from {due} on ({settings.after}), and forgotten after {forgotten}. "
            "An answer, a meeting or a call settles it; an out-of-office does not."
        )
    return Finding(
        fires=not chosen.over and due <= day.today <= forgotten,
        because=because + matters.footnotes(matter, standing, others, day),
        due=due,
        cycle=matter.began.uid,
        evidence=matters.evidence(matter),
        interval=max((due - since).days, 1),
        reason=f"You asked {name} on {start}{topic}",
        owed=f"an answer from {name}; you asked on {start}{topic}",
        closes_on="inbound",
        topic=matters.about(matter),
        link=matters.link(matter),
    )


def _my_turn(standing: Standing, day: Day) -> Finding:
    """Nothing is waited for in a thread in which I owe an answer."""
    matter = standing.waits[0]
    because = f"You asked on {told(matter.contact, day)}{matters.quoted(matter)}, but "
    because += f"they asked back on {day.of(matter.back)}" if matter.back is not None else "they ask you something too"
    because += ": in that thread it is your turn. Once you answered, this waits for them again."
    return Finding(False, because + matters.unread(standing), evidence=matters.evidence(matter))


def _nudges(matter: Matter, day: Day) -> list[Contact]:
    """My later mails to them in the thread; what I wrote on the day I asked belongs to the question."""
    asked = day.of(matter.began)
    return [contact for contact in matter.again if day.of(contact) > asked]
