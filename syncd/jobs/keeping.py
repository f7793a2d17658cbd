"""What the config says of keeping, carried out when an account is synced: `[log] keep`, and `bodies` no longer keep."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from syncd import clock
from syncd.settings import Settings
from syncd.store.log import Store
from syncd.store.retention import Keep

_TRIMMED, _SCRUB = "trimmed", "scrub"


def tidy(store: Store, settings: Settings, account: str, now: int) -> Keep | None:
    """Removes what is too old, once a day, and texts the account shall not keep; returns what holds for new facts.

    The caller holds the pen. Stopped at any moment, or kept from rewriting the file by a reader, it is done again.
    """
    keep = keep_of(settings, now)
    _drop(store, settings, account)
    if keep is not None:
        _trim(store, settings, keep)
    with store.read() as log:
        wanted = log.meta(_SCRUB)
    if wanted and store.scrub(0.5):
        with store.begin() as log:
            log.set_meta(_SCRUB, "")
    return keep


def keep_of(settings: Settings, now: int) -> Keep | None:
    """What is old at the instant `now`; None if everything is kept.

    Nothing is ever removed ahead of the real time: --now may lie in the future.
    """
    since = settings.oldest(min(now, int(clock.now().timestamp())))
    return None if since is None else Keep(since, ZoneInfo(settings.me.timezone))


def _drop(store: Store, settings: Settings, account: str) -> None:
    if any(each.name == account and each.bodies == "keep" for each in settings.accounts):
        return
    with store.read() as log:
        if not log.has_texts(account):
            return
    with store.begin() as log:
        log.drop_texts(account)
        log.set_meta(_SCRUB, "1")


def _trim(store: Store, settings: Settings, keep: Keep) -> None:
    """The file is rewritten after the first time; what grows old day by day is overwritten in its place."""
    wanted = f"{settings.keep} {keep.since}"
    with store.read() as log:
        done = log.meta(_TRIMMED) or ""
    if done == wanted:
        return
    with store.begin() as log:
        gone = log.trim(keep)
        log.set_meta(_TRIMMED, wanted)
        if gone and done.partition(" ")[0] != str(settings.keep):
            log.set_meta(_SCRUB, "1")
