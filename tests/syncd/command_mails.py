"""A log, a mailbox of mine, and mails that are commands or look like some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.mime import parse_mail
from syncd.dates import iso_week
from syncd.digest import actions
from syncd.jobs.obey import Obeyed, obey
from syncd.jobs.refused import refusals
from syncd.model import Batch, FollowUp, Item, Place, Seen, State, Stream
from syncd.secret import signing_key
from syncd.settings import Account, Me, Paths, Settings
from syncd.store.ingest import Memory
from syncd.store.log import Store
from tests import logs
from tests.letters import letter

ME, ALSO_ME, ALIAS = "ada@example.org", "ada@home.example", "ada@alias.example"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
KEY, OTHER = "a" * 26, "b" * 26
WEEK = iso_week(NOW.date())


def weeks_ago(count: int) -> str:
    """The ISO week this long before that of NOW."""
    return iso_week((NOW - timedelta(weeks=count)).date())


def followup(key: str = KEY, **changes: object) -> FollowUp:
    """Somebody to write to, written to a calendar."""
    item = FollowUp(
        id=0,
        key=key,
        rule="all",
        rule_kind="keep-in-touch",
        person=f"{key[0]}@example.com",
        name="Grace",
        cycle="",
        due=TODAY,
        date=TODAY,
        priority=5,
        title="Write to Grace",
        reason="",
        notes="",
        state=State.OPEN,
        raised=0,
        sink="work/Follow-ups",
    )
    return replace(item, **changes)  # type: ignore[arg-type]  # each test names fields that fit


class Desk:
    """A log, my mailbox, and the key of this machine."""

    def __init__(self, folder: Path, items: Iterable[FollowUp] = ()) -> None:
        state = folder / "state"
        paths = Paths(folder / "config.toml", (), folder / "log.db", state, state / "lock", state)
        me = Me("Ada", frozenset({ME, ALSO_ME}), "Europe/Berlin")
        accounts = (Account("work", "google", ME), Account("home", "imap", ALSO_ME))
        self.settings = Settings(paths, me, accounts, log_url=logs.url(paths.log))
        self.secret = signing_key(state)
        self.store = Store.open(self.settings.log, write=True)
        self.memory = Memory()
        with self.store.begin() as log:
            for item in items:
                log.save_followup(item)

    def put(self, *items: Item, account: str = "work", folder: str = "Inbox") -> None:
        """What a sync brings."""
        with self.store.begin() as log:
            into = log.ingest(self.memory, int(NOW.timestamp()))
            into.put(into.position(account, Stream(folder, folder)), Batch(items, "c", own=(ALIAS,)))

    def mail(self, title: str, sender: str = ME, when: datetime = NOW, **more: object) -> Seen:
        """A mail of mine to myself."""
        uid = str(more.pop("uid", f"<{title}-{when.timestamp()}@x>".replace(" ", "-")))
        place = Place(int(str(more.pop("place", 0))))
        raw = letter(sender, ME, when, title, message_id=uid, **more)  # type: ignore[arg-type]  # as it takes them
        return Seen(uid, parse_mail(raw, now=int(NOW.timestamp()), size=len(raw)), place)

    def signed(self, verb: str, key: str = KEY, week: str = WEEK) -> str:
        """The subject of a link in the digest of a week."""
        return actions.subject(key, verb, self.secret, week)

    def get(self, verb: str, key: str = KEY, week: str = WEEK, **more: object) -> None:
        """The mail behind a link of the digest of a week arrives."""
        self.put(self.mail(self.signed(verb, key, week), **more))  # type: ignore[arg-type]  # as `mail` takes them

    def obey(self, now: datetime = NOW) -> list[Obeyed]:
        return list(obey(self.store, self.settings, now))

    def outcomes(self) -> list[str]:
        return [one.outcome for one in self.obey()]

    def listed(self, now: datetime = NOW) -> str:
        with self.store.read() as log:
            return refusals(log, self.settings, now)

    def followup(self, key: str = KEY) -> FollowUp:
        with self.store.read() as log:
            return next(item for item in log.followups() if item.key == key)
