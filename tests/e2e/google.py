"""A user's Google account on the simulator, and profiles of syncd that use it through the real command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.google.scopes import CALENDARS, EVENTS, OWN_CALENDAR, READONLY, SEND, TASKS
from tests.letters import letter
from tests.process import Cli
from tests.simulators.google.calendar import CalendarSim
from tests.simulators.google.calendar_world import timed
from tests.simulators.google.gmail import GmailSim
from tests.simulators.google.server import GoogleServer
from tests.simulators.google.tasks import TasksSim

ME = "ada@example.org"
NOW = "2026-06-01T09:00:00Z"
SCOPES = (READONLY, EVENTS, CALENDARS, OWN_CALENDAR, TASKS, SEND)
CONFIG = """\
[me]
name = "Ada"
timezone = "Europe/Berlin"
[[account]]
name = "work"
provider = "google"
address = "ada@example.org"
client_secret = "client_secret.json"
api_endpoint = "{url}"
calendars = ["primary"]
since = "all"
quota = {{ per_minute = 600000 }}
[followups]
to = "work"
as = "{kind}"
per_week = 50
max_open = 50
[digest]
via = "work"
to = ["ada@example.org"]
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\nlead = "0d"\n'


@dataclass
class Google:
    """The account."""

    server: GoogleServer
    mail: GmailSim
    calendar: CalendarSim
    tasks: TasksSim

    def wrote(self, to: str, day: str, uid: str) -> str:
        """Ada wrote to somebody at noon; gives the message's id."""
        at = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
        return self.mail.deliver(
            letter(ME, to, at, f"About {uid}", message_id=f"<{uid}@x>"), ["SENT"], at=int(at.timestamp()) * 1000
        )

    def met(self, who: str, day: str) -> str:
        """Ada and somebody met from ten to eleven; both had accepted."""
        return self.calendar.add(
            {
                "summary": f"Lunch with {who}",
                "start": timed(f"{day}T10:00"),
                "end": timed(f"{day}T11:00"),
                "attendees": [
                    {"email": ME, "responseStatus": "accepted", "self": True, "organizer": True},
                    {"email": who, "responseStatus": "accepted"},
                ],
            }
        )

    def profile(
        self, folder: Path, kind: str = "event", *, scopes: tuple[str, ...] = SCOPES, login: bool = True
    ) -> Cli:
        """A profile of syncd that is logged in."""
        folder.mkdir(parents=True)
        self.server.oauth.client_file(folder, self.server.url)
        cli = Cli(folder, NOW)
        cli.config(CONFIG.format(url=self.server.url, kind=kind), RULES)
        if login:
            (folder / "login.json").write_text(json.dumps(self.server.oauth.authorized_user(self.server.url, scopes)))
            cli("auth", "work", "--import", str(folder / "login.json"), code=None)
        return cli

    def followups(self) -> list[str]:
        """The titles of the events in the follow-up calendars, all of them."""
        return sorted(
            event["summary"]
            for place in self.calendar.calendars.values()
            if not place.primary
            for event in place.events.values()
            if event["status"] != "cancelled"
        )


@contextmanager
def google() -> Iterator[Google]:
    """The account, in a server of its own that must have found nothing to complain about in the end."""
    with GoogleServer(ME) as server:
        server.limits.per_minute = 600_000  # as the profiles' config says; pacing has tests of its own
        found = Google(server, GmailSim(ME), CalendarSim(server), TasksSim(lambda: datetime(2026, 6, 1, tzinfo=UTC)))
        server.apis = {"gmail": found.mail, "calendar": found.calendar, "tasks": found.tasks}
        yield found
    assert server.violations == []
    assert found.calendar.mails == []
