"""Groups that fit the people one is in touch with, and how they are written down; pure.

*colleagues*    people at a domain of one's own: a group, but no rule, as one sees them anyway.
*inner-circle*  the strongest ties among those one is in touch with about every three weeks or more often.
*a domain's*    three or more people of another organisation.
*regular*       whom one hears from every few months and who is in none of the others.

Only people in touch within `RECENT` days are looked at. How often is told by the usual gap: three quarters of the gaps
between days of contact are not longer. (The median, which is the rhythm, is a day for whoever answers the next day.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rules.starter import group_rule
from syncd.dates import Duration
from syncd.matching import domain_matches
from syncd.merging import FREE_MAIL
from syncd.model import Status, Tie
from syncd.problems import printable, quoted
from syncd.settings import Group, Who

RECENT = 365  # days
COLLEAGUES, INNER, REGULAR = "colleagues", "inner-circle", "regular"
_OFTEN, _SOMETIMES = 21.0, 120.0  # days of usual gap
_MOST = {INNER: 12, REGULAR: 25}
_TOGETHER = 3  # people who make a domain a group
_DOMAINS = 4
_LEAST = 2
_SECOND_LEVEL = frozenset(["ac", "co", "com", "edu", "gov", "net", "or", "org"])
_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365, "workday": 1}
_WHY = {
    COLLEAGUES: "people at your own domain; no rule, as you see them anyway",
    INNER: "those you are in touch with most often",
    REGULAR: "people you hear from every few months",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A group. `people` are the names to show, strongest first; `usual` the median of their usual gaps in days, None if
    it can't be told; `every` the interval that fits, None for no rule."""

    group: Group
    people: tuple[str, ...]
    usual: float | None = None
    every: str | None = None

    @property
    def name(self) -> str:
        return self.group.name

    @property
    def why(self) -> str:
        """One line: who they are."""
        return _WHY.get(self.name, f"people at {', '.join(self.group.who.domain)}")


def proposals(ties: Iterable[Tie], gaps: Mapping[str, float], mine: Collection[str], since: int) -> list[Proposal]:
    """Groups, without intervals yet.

    `gaps`: the usual gaps in days by Person.key, of those of whom it can be told. `mine` are my canonical addresses.
    Contact before the instant `since` is passed over.
    """
    known = sorted((tie for tie in ties if _counts(tie, since)), key=lambda tie: (-tie.strength, tie.person.key))
    own = {address.rpartition("@")[2] for address in mine} - FREE_MAIL
    colleagues = _at(own, known)
    inner = _paced(known, gaps, _OFTEN)[: _MOST[INNER]]
    houses = _houses(known, own)
    taken = _keys([*colleagues, *inner, *(tie for domain in houses for tie in _at({domain}, known))])
    regular = _paced([tie for tie in known if tie.person.key not in taken], gaps, _SOMETIMES)[: _MOST[REGULAR]]
    names = _names(houses)
    found = [
        *([(_of_domains(COLLEAGUES, own), colleagues)] if len(colleagues) >= _TOGETHER else []),
        *([(_of_people(INNER, inner), inner)] if len(inner) >= _LEAST else []),
        *((_of_domains(names[domain], {domain}), _at({domain}, known)) for domain in houses),
        *([(_of_people(REGULAR, regular), regular)] if len(regular) >= _LEAST else []),
    ]
    return [_proposal(group, members, gaps) for group, members in found]


def _counts(tie: Tie, since: int) -> bool:
    last = tie.last_contact
    return tie.is_person and tie.person.status is Status.ACTIVE and last is not None and last.at >= since


def _keys(ties: Iterable[Tie]) -> set[str]:
    return {tie.person.key for tie in ties}


def _domains(tie: Tie) -> set[str]:
    return {address.rpartition("@")[2] for address in tie.person.addresses if "@" in address}


def _at(domains: Collection[str], ties: Iterable[Tie]) -> list[Tie]:
    """Who has an address at one of these domains or below, as a matcher has it."""
    return [tie for tie in ties if any(domain_matches(each, one) for each in domains for one in _domains(tie))]


def _paced(ties: Iterable[Tie], gaps: Mapping[str, float], most: float) -> list[Tie]:
    return [tie for tie in ties if gaps.get(tie.person.key, most + 1) <= most]


def _houses(ties: Iterable[Tie], own: Collection[str]) -> list[str]:
    """The domains of other organisations with the most people; a subdomain not beside its own domain."""
    count = Counter(domain for tie in ties for domain in _domains(tie))
    ours = [domain for domain in count if any(domain_matches(each, domain) for each in own)]
    others = {domain: n for domain, n in count.items() if domain not in FREE_MAIL and domain not in ours}
    top = [d for d in others if not any(d != other and domain_matches(other, d) for other in others)]
    size = {d: sum(n for other, n in others.items() if domain_matches(d, other)) for d in top}
    return sorted((d for d in top if size[d] >= _TOGETHER), key=lambda d: (-size[d], d))[:_DOMAINS]


def _of_people(name: str, members: Sequence[Tie]) -> Group:
    return Group(name, Who(address=tuple(tie.person.key for tie in members)))


def _of_domains(name: str, domains: Collection[str]) -> Group:
    return Group(name, Who(domain=tuple(sorted(domains))))


def _proposal(group: Group, members: Sequence[Tie], gaps: Mapping[str, float]) -> Proposal:
    usual = [gaps[tie.person.key] for tie in members if tie.person.key in gaps]
    people = tuple(tie.person.name or tie.person.key for tie in members)
    return Proposal(group, people, median(usual) if usual else None)


def _names(domains: Sequence[str]) -> dict[str, str]:
    """A short name for each domain; the whole where the short one is not its own."""
    short = {domain: _short(domain) for domain in domains}
    taken = Counter([*short.values(), COLLEAGUES, INNER, REGULAR])
    return {domain: name if taken[name] == 1 else domain for domain, name in short.items()}


def _short(domain: str) -> str:
    """``nord`` of mail.nord.example, ``acme`` of acme.co.uk."""
    labels = domain.split(".")[:-1] or [domain]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return re.sub(r"[^\w-]", "-", labels[-1])


# ---------------------------------------------------------------- words and files


def about(days: float) -> str:
    """``day``, ``9 days``, ``3 weeks``, ``4 months``: what stands behind "every"."""
    if days < 1.5:
        return "day"
    if days < 14:
        return f"{days:.0f} days"
    return f"{days / 7:.0f} weeks" if days < 60 else f"{days / 30.4:.0f} months"


def groups_text(proposed: Sequence[Proposal]) -> str:
    """The groups as TOML to append to config.toml."""
    return "".join(_group(each) for each in proposed)


def _group(one: Proposal) -> str:
    usual = f"; about every {about(one.usual)}" if one.usual is not None else ""
    head = f"\n# {one.why[0].upper()}{one.why[1:]}{usual}.\n[[group]]\nname = {quoted(one.name)}\n"
    who = one.group.who
    if who.domain:
        return f"{head}who = {{ domain = [{', '.join(map(quoted, who.domain))}] }}\n"
    names = dict(zip(who.address, one.people, strict=True))
    lines = [
        f"    {quoted(key) + ',':<40} # {printable(name)}" if name != key else f"    {quoted(key)},"
        for key, name in names.items()
    ]
    return "\n".join([f"{head}[group.who]", "address = [", *lines, "]", ""])


def rules_text(proposed: Sequence[Proposal]) -> str:
    """The rules of the groups as TOML to append to rules.toml."""
    return "".join(
        group_rule(
            one.name,
            one.every,
            _lead(one.every),
            f"Keep regular contact: {one.why}"
            + (f"; until now about every {about(one.usual)}." if one.usual is not None else "."),
            4 if one.name == INNER else 5,
        )
        for one in proposed
        if one.every is not None
    )


def _lead(every: str) -> str:
    """A quarter of the interval, a week at most: with more, a short one would be due at once after each contact."""
    interval = Duration.parse(every)
    return f"{min(7, int(interval.count * _DAYS[interval.unit] / 4))}d"
