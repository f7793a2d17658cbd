"""One mailbox with everything in it, and the API on each of its parts."""

from __future__ import annotations

from typing import Any

from tests.simulators.microsoft.agenda import Agenda
from tests.simulators.microsoft.calendar import View
from tests.simulators.microsoft.events import Calendars, Events
from tests.simulators.microsoft.folders import Folders
from tests.simulators.microsoft.ledger import Ledger
from tests.simulators.microsoft.mail import Messages
from tests.simulators.microsoft.mailbox import Mail
from tests.simulators.microsoft.sending import Outgoing, Sending
from tests.simulators.microsoft.todo import Linked, Lists, Tasks, Todo
from tests.simulators.microsoft.users import User, Users


class Mailbox:
    """All that belongs to one address: what its user does (`mail`, `calendar`, `todo`), and the API on it."""

    def __init__(self, ledger: Ledger, address: str, outgoing: Outgoing) -> None:
        self.user = User(address)
        self.mail = Mail(ledger, address)
        self.calendar = Agenda(ledger, address)
        self.todo = Todo(ledger)
        self.apis: dict[str, Any] = {
            "user": Users(self.user),
            "folders": Folders(self.mail),
            "messages": Messages(self.mail),
            "sending": Sending(self.mail, outgoing),
            "calendars": Calendars(self.calendar),
            "events": Events(self.calendar, outgoing),
            "view": View(self.calendar),
            "lists": Lists(self.todo),
            "tasks": Tasks(self.todo),
            "linked": Linked(self.todo),
        }
