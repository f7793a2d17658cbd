"""`doctor` on the log: whether it is whole, how the accounts went, what in it needs an eye."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from syncd.jobs.finding import Finding, bad, note, ok
from syncd.jobs.summary import current
from syncd.jobs.troubles import BROKEN, FOLLOWING, SENDING, SUSPECT
from syncd.lock import daemon_pid
from syncd.settings import Settings
from syncd.store.log import AccountState, BadItem, Log, Store

DAMAGED = "the log is damaged"
_WAL = 64_000_000  # octets: SQLite empties it at 4 MB unless a reader keeps it from that
_LONG_AGO = timedelta(days=3)
_AHEAD = 600  # seconds a clock may be off


def state(store: Store, settings: Settings, real: datetime) -> Iterator[Finding]:
    """The log itself. `real`: what the clock says, or a later --now."""
    if damage := store.damage():
        yield bad(
            f"{DAMAGED}: {damage}",
            f"syncd backup --restore FILE --force, or move {store.where} away and syncd sync",
        )
        return
    yield ok(f"log {store.where}: {store.size() / 1e6:.1f} MB, {store.engine()}, whole")
    for exposure in store.exposures():
        yield bad(exposure.text, exposure.fix)
    wal = settings.paths.log.with_name(f"{settings.paths.log.name}-wal")
    if not settings.log_url and wal.exists() and (size := wal.stat().st_size) > _WAL:
        yield note(
            f"the write-ahead log has grown to {size / 1e6:,.0f} MB: another program keeps the log open",
            f"end it (fuser {wal} names it); the next syncd sync empties the file",
        )
    with store.read() as log:
        yield from _clock(log, real)


def _clock(log: Log, real: datetime) -> Iterator[Finding]:
    """Nothing syncd did itself can lie ahead, unless the clock was wrong then or is now."""
    now = int(real.timestamp())
    latest = max((one.last_attempt for one in log.account_states().values()), default=0)
    if latest > now + _AHEAD:
        yield bad(
            f"the clock says {real:%Y-%m-%d %H:%M} UTC, but the log was synced later: it is wrong now, or was then",
            "timedatectl set-ntp true, then syncd sync",
        )
    elif (newest := log.newest()) is not None and newest > now + 86_400:
        yield note(
            "the log has mail from the future: it was taken in while the clock, or --now, was ahead",
            "check the clock: timedatectl; such mail counts once its time has come",
        )


def contents(store: Store, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What is in it."""
    with store.read() as log:
        yield from _accounts(log, settings, now)
        yield from _troubles(log, settings)
        yield from _unreadable(log.unreadable())
        for address, count in current(log, settings, now).maybe_mine:
            yield note(
                f"is {address} yours? {count:,} mails reached you through it and do not count",
                f'if so: [me] addresses = [… , "{address}"]; if not, it is perhaps a list',
            )
        zones = Counter(row.event.unknown_zone for row in log.facts().events if row.event.unknown_zone)
        for zone, count in zones.most_common():
            yield note(
                f'{count:,} events are in the unknown time zone "{zone}"; they were read as {settings.me.timezone}',
                "correct the zone in the calendar they come from",
            )


def _accounts(log: Log, settings: Settings, now: datetime) -> Iterator[Finding]:
    states = log.account_states()
    for account in settings.accounts:
        found = states.get(account.name)
        if found is None:
            yield note(f"account {account.name} was never synced", f"syncd sync {account.name}")
        elif found.state != "ok":
            yield _failed(found)
        elif found.last_success is not None and now.timestamp() - found.last_success > _LONG_AGO.total_seconds():
            days = int((now.timestamp() - found.last_success) // 86_400)
            yield note(f"account {account.name} was last synced {days:,} days ago", f"syncd sync {account.name}")
        if account.bodies != "keep" and log.has_texts(account.name):
            yield note(
                f"texts of mails of {account.name} are still kept, though the config no longer says so",
                f"syncd sync {account.name} removes them",
            )


def _failed(found: AccountState) -> Finding:
    text = f"account {found.name} could not be read: {found.error}"
    match found.state:
        case "needs_auth":
            return bad(text, f"syncd auth {found.name}")
        case "waiting_for_unlock":
            return note(text, f"unlock the keyring, then syncd sync {found.name}")
        case "offline":
            return note(text, f"check the network; syncd sync {found.name} tries again")
    return bad(text, f"mend that, then syncd sync {found.name}")


def _troubles(log: Log, settings: Settings) -> Iterator[Finding]:
    """What the daemon, or the last `apply`, left for people to mend."""
    daemon = daemon_pid(settings.paths.lock) is not None
    fixes = {
        SUSPECT: "look at the calendar or list; if all is well there, syncd apply tries again",
        FOLLOWING: "syncd apply tries again and tells more",
        SENDING: "syncd digest --send tries again and tells more",
        BROKEN: "syncd rules check tells more",
    }
    told = set()
    for name, fix in fixes.items():
        if (text := log.meta(name)) and text not in told and (daemon or name != BROKEN):
            told.add(text)
            yield bad(text, fix)


def _unreadable(items: list[BadItem]) -> Iterator[Finding]:
    """By account and reason, with one example each."""
    reasons: defaultdict[tuple[str, str], list[BadItem]] = defaultdict(list)
    for item in items:
        reasons[item.account, item.reason].append(item)
    for (account, reason), found in sorted(reasons.items(), key=lambda each: -len(each[1])):
        first = found[0]
        yield note(
            f"{len(found):,} unreadable in {account}: {reason} (such as {first.stream}: {first.locator})",
            f"nothing need be done; syncd export lists all; mended ones are taken by syncd sync {account}",
        )
