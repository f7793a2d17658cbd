"""What is measured, scene by scene."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.idle import idle
from benchmarks.imap import imap
from benchmarks.mailbox import END, deliver, take_back, write_maildir, write_mbox
from benchmarks.measure import Cost, Step, interleaved, peak_anonymous, run
from benchmarks.profile import TODOS, Profile
from benchmarks.reading import reading
from benchmarks.report import Report
from benchmarks.rivals import Indexer, Todoman, indexers

_SAMPLE = 2_000  # mails that the ordinary way is given
_NEW = 100
_SETTLED = 2.5  # seconds until a folder's timestamp can be relied on (connectors/archives/maildir.py)
_MIB = 1 << 20


@dataclass
class Bed:
    """Where things lie, and how much is measured."""

    folder: Path
    mails: int
    rounds: int
    rivals: bool = True
    big: bool = False
    delivered: count[int] = field(default_factory=count)

    def mbox(self) -> Path:
        return write_mbox(self.folder / f"mails-{self.mails}.mbox", self.mails)

    def maildir(self) -> Path:
        """The Maildir without what earlier runs delivered."""
        folder = write_maildir(self.folder / f"maildir-{self.mails}", self.mails)
        take_back(folder)
        return folder

    def profile(self, name: str, provider: str, source: Path) -> Profile:
        return Profile(self.folder / f"profile-{name}", provider, source)

    def indexers(self, maildir: Path, report: Report) -> list[Indexer]:
        if not self.rivals:
            return []
        found, missing = indexers(self.folder / "rivals", maildir)
        report.notes += missing
        return found


def told(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def first_sync(bed: Bed, report: Report) -> None:
    """A first sync of the mbox beside the floor and beside the ordinary way."""
    mbox = bed.mbox()
    profile = bed.profile("mbox", "mbox", mbox)
    floor = bed.folder / "floor.db"
    steps = [
        Step("floor", [sys.executable, "-m", "benchmarks.floor", str(mbox), str(floor)], {}, partial(_gone, floor)),
        Step("syncd sync", profile.command("sync", "--json"), {}, profile.fresh),
    ]
    costs = interleaved(steps, bed.rounds, told)
    ours, least = costs["syncd sync"], costs["floor"]
    report.time("floor: the same rows by a plain script", least, bed.mails)
    report.time("`syncd sync`, first, of the mbox", ours, bed.mails)
    report.ratio("rate of sync ÷ floor", least.cpu / ours.cpu, least.wall / ours.wall, least=0.5)
    report.amount("log per mail", profile.log_size() / bed.mails, "octets", most=900)
    if bed.rivals:
        each = _ordinary(bed, min(_SAMPLE, bed.mails))
        report.time(f"mailbox + email.policy.default + ORM, {min(_SAMPLE, bed.mails):,} mails", each)
        factor = bed.mails / min(_SAMPLE, bed.mails)
        report.ratio("rate of sync ÷ ordinary way", each.cpu * factor / ours.cpu, each.wall * factor / ours.wall, 40)


def _ordinary(bed: Bed, mails: int) -> Cost:
    """The best of the rounds; its imports are not counted."""
    source = write_mbox(bed.folder / f"mails-{mails}.mbox", mails)
    log = bed.folder / "ordinary.db"
    costs = []
    for _ in range(min(bed.rounds, 3)):
        _gone(log)
        command = [sys.executable, "-m", "benchmarks.ordinary", str(source), str(log)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        said = json.loads(done.stdout)
        costs.append(Cost(said["wall"], said["cpu"]))
        told(f"ordinary way: {said}")
    return min(costs, key=lambda cost: cost.cpu)


def maildir(bed: Bed, report: Report) -> None:
    """A first sync of the Maildir (bodies cut to a line) beside mu and notmuch; then again with nothing and 100 new."""
    folder = bed.maildir()
    profile = bed.profile("maildir", "maildir", folder)
    others = bed.indexers(folder, report)
    least = {"mu": 2.5, "notmuch": 5.0}
    sync = profile.command("sync", "--json", now="")
    steps = [Step("syncd", sync, {}, profile.fresh)]
    steps += [Step(other.name, other.index(), other.env, other.fresh) for other in others]
    costs = interleaved(steps, bed.rounds, told)
    ours = costs["syncd"]
    report.time("`syncd sync`, first, of the Maildir", ours, bed.mails)
    for other in others:
        cost = costs[other.name]
        report.time(f"{other.name}, first, of the same Maildir", cost, bed.mails)
        report.ratio(f"rate of sync ÷ {other.name}", cost.cpu / ours.cpu, cost.wall / ours.wall, least[other.name])
    _again(bed, report, folder, sync, others)


def _again(bed: Bed, report: Report, folder: Path, sync: Sequence[str], others: list[Indexer]) -> None:
    time.sleep(_SETTLED)
    again = [Step("syncd", sync, {}), *(Step(other.name, other.index(), other.env) for other in others)]
    for step in again:
        run(step.command, step.env)  # folders just written are looked at once more
    unchanged = interleaved(again, bed.rounds, told)
    _compare(report, "unchanged", unchanged, {"mu": 0.25})
    for seen, where in ((True, "in cur"), (False, "in new")):
        grown: dict[str, list[Cost]] = {step.name: [] for step in again}
        for _ in range(bed.rounds):
            deliver(folder, _NEW, next(bed.delivered), seen=seen)
            time.sleep(_SETTLED)
            for name, cost in interleaved(again, 1, told).items():
                grown[name].append(cost)
        costs = {name: _median(each) for name, each in grown.items()}
        _compare(report, f"{_NEW} new {where}", costs, {"notmuch": 0.5} if seen else {})


def _median(costs: list[Cost]) -> Cost:
    middle = len(costs) // 2
    return Cost(sorted(c.wall for c in costs)[middle], sorted(c.cpu for c in costs)[middle])


def _compare(report: Report, what: str, costs: dict[str, Cost], most: dict[str, float]) -> None:
    ours = costs["syncd"]
    report.time(f"`syncd sync` again, {what}", ours)
    for name, cost in costs.items():
        if name != "syncd":
            report.time(f"{name} again, {what}", cost)
            ratio = ours.cpu / max(cost.cpu, 0.001), ours.wall / max(cost.wall, 0.001)
            report.ratio(f"sync ÷ {name}, {what}", *ratio, most=most.get(name))


def memory(bed: Bed, report: Report) -> None:
    """Peak anonymous memory of a first sync; the same for a mailbox five times as long with small bodies."""
    sources = [bed.mbox()]
    if bed.big:
        mails = bed.mails * 5
        sources.append(write_mbox(bed.folder / f"mails-{mails}-small.mbox", mails, small=True))
    for source in sources:
        profile = bed.profile("memory", "mbox", source)
        peak = peak_anonymous(profile.command("sync", "--json"))
        report.amount(f"peak anonymous memory of a first sync of {source.name}", peak / _MIB, "MiB", most=120)


def commands(bed: Bed, report: Report) -> None:
    """`people`, `plan`, `apply` on the log; `status` and `due` beside todoman's `todo list`."""
    profile = bed.profile("commands", "mbox", bed.mbox())
    run(profile.command("sync", "--json"))
    run(profile.command("apply", "--json"))
    names = ("people", "plan", "status", "due")
    steps = [Step(name, profile.command(name), {}) for name in names]
    costs = interleaved(steps, bed.rounds, told)
    for name in ("people", "plan"):
        report.time(f"`syncd {name}`", costs[name])
    quick = [Step(name, profile.command(name), {}) for name in ("status", "due")]
    steps = quick
    if bed.rivals:
        todoman = Todoman(bed.folder / "rivals", TODOS, datetime.fromtimestamp(END, UTC).date())
        reason = todoman.install()
        if reason:
            report.notes.append(reason)
        else:
            steps = [*quick, Step("todo list", [str(todoman.program), "list"], todoman.env)]
    run(steps[-1].command, steps[-1].env)
    costs = interleaved(steps, 3 * bed.rounds, lambda _: None)
    theirs = costs.get("todo list")
    if theirs:
        report.time(f"`todo list` of {TODOS} (todoman)", theirs)
    for step in quick:
        report.time(f"`syncd {step.name}`", costs[step.name])
        if theirs:
            ours = costs[step.name]
            report.ratio(f"{step.name} ÷ todo list", ours.cpu / theirs.cpu, ours.wall / theirs.wall, most=1.2)


def _gone(database: Path) -> None:
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


SCENES: dict[str, Callable[[Bed, Report], None]] = {
    "first": first_sync,
    "maildir": maildir,
    "memory": memory,
    "commands": commands,
    "reading": reading,
    "imap": imap,
    "idle": idle,
}
