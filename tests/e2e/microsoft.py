"""A user's Microsoft account on the simulator, and profiles of syncd that use it through the real command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.process import Cli
from tests.simulators.microsoft.identity import CLIENT_ID
from tests.simulators.microsoft.login_server import LoginServer
from tests.simulators.microsoft.mailbox import Message
from tests.simulators.microsoft.series import Attendee
from tests.simulators.microsoft.server import GraphServer

ME = "ada@example.org"
NOW = "2026-06-01T09:00:00Z"
SCOPES = ("Mail.Read", "Calendars.ReadWrite", "Tasks.ReadWrite", "Mail.Send")
CONFIG = """\
[me]
name = "Ada"
timezone = "Europe/Berlin"
[[account]]
name = "office"
provider = "microsoft"
address = "ada@example.org"
client_id = "{client}"
authority = "{authority}"
graph_endpoint = "{url}"
calendars = ["primary"]
since = "all"
[followups]
to = "office"
as = "{kind}"
per_week = 50
max_open = 50
[digest]
via = "office"
to = ["ada@example.org"]
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\nlead = "0d"\n'


@dataclass
class Office:
    """The account."""

    graph: GraphServer
    login: LoginServer

    def wrote(self, to: str, day: str, uid: str) -> Message:
        """Ada wrote to somebody at noon."""
        return self.graph.mail.send([to], at=_noon(day), subject=f"About {uid}", message_id=f"<{uid}@x>")

    def met(self, who: str, day: str) -> None:
        """Ada and somebody met from ten to eleven (UTC); both had accepted."""
        start = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)
        self.graph.calendar.add(f"Lunch with {who}", start, attendees=[Attendee(who, "accepted")])

    def profile(
        self, folder: Path, kind: str = "event", *, scopes: tuple[str, ...] = SCOPES, login: bool = True
    ) -> Cli:
        """A profile of syncd that is logged in."""
        folder.mkdir(parents=True)
        cli = Cli(folder, NOW)
        values = {"client": CLIENT_ID, "authority": self.login.authority, "url": self.graph.url, "kind": kind}
        cli.config(CONFIG.format(**values), RULES)
        if login:
            (folder / "cache.json").write_text(self.graph.identity.msal_cache(self.login.authority, *scopes))
            cli("auth", "office", "--import", str(folder / "cache.json"), code=None)
        return cli

    def followups(self) -> list[str]:
        """The subjects of what stands in calendars other than the default one."""
        default = self.graph.calendar.default.id
        return sorted(one.subject for one in self.graph.calendar.events.values() if one.calendar != default)


@contextmanager
def office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The account, in servers of its own that must have found nothing to complain about in the end."""
    with GraphServer(ME) as graph, LoginServer(graph.identity) as login:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(login.trust(folder)))
        yield Office(graph, login)
    assert graph.violations == []
    assert graph.identity.violations == []
    assert [one for one in graph.mails if one.why != "mail"] == []


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
