"""What every sink does: both servers, both kinds."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from connectors.caldav.sink import CalDavSink
from connectors.caldav.sink_calendar import OwnCalendar
from connectors.ics_task import Kind
from syncd.notebook import Notebook
from tests.connectors.caldav.desk import Desk
from tests.connectors.caldav.hand import DavHand
from tests.contracts.task_sink import TaskSinkContract


@pytest.fixture(scope="class")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sinks of one class have noted: their calendar is made once, and emptied for each test."""
    return tmp_path_factory.mktemp("notes")


class DavSinkContract(TaskSinkContract):
    kind: Kind = "event"
    user: ClassVar[str] = ""

    @pytest.fixture
    def sink(self, desk: Desk, noted: Path) -> CalDavSink:
        desk.user = type(self).user = type(self).user or desk.user
        desk.entry = desk.server.url + "/"  # past the proxy: these are many
        return desk.sink(noted, self.calendar, self.kind)

    @pytest.fixture
    def hand(self, sink: CalDavSink, desk: Desk, noted: Path) -> DavHand:
        return DavHand(desk, self.place(desk, noted))

    @pytest.fixture(autouse=True)
    def _emptied(self, sink: CalDavSink, desk: Desk, noted: Path) -> None:
        desk.empty(self.place(desk, noted))

    @property
    def calendar(self) -> str:
        return f"Follow-ups of {type(self).__name__}"

    def place(self, desk: Desk, noted: Path) -> str:
        """The calendar's place below the user's home."""
        component = "VTODO" if self.kind == "task" else "VEVENT"
        own = OwnCalendar(desk.session(), Notebook(noted / "notes.json"), self.calendar, component)
        return own.make().rstrip("/").rpartition("/")[2]


class TestRadicaleEvents(DavSinkContract):
    pass


class TestRadicaleToDos(DavSinkContract):
    kind: Kind = "task"
    test_hard_titles_are_not_reworded = None  # type: ignore[assignment]  # the same octets in both kinds; Xandikos keeps octets
    test_hard_notes_are_not_reworded = None  # type: ignore[assignment]  # the same octets in both kinds; Xandikos keeps octets


class TestXandikosEvents(DavSinkContract):
    server_name = "xandikos"
    test_hard_titles_are_not_reworded = None  # type: ignore[assignment]  # the same octets in both kinds; Xandikos keeps octets
    test_hard_notes_are_not_reworded = None  # type: ignore[assignment]  # the same octets in both kinds; Xandikos keeps octets


class TestXandikosToDos(DavSinkContract):
    server_name = "xandikos"
    kind: Kind = "task"
    test_hard_titles_are_not_reworded = None  # type: ignore[assignment]  # the same octets in both kinds; Xandikos keeps octets
    test_hard_notes_are_not_reworded = None  # type: ignore[assignment]  # the same octets in both kinds; Xandikos keeps octets
