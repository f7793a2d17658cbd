"""The user at the server with another program: it reads an entry with the icalendar library and writes it anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import icalendar

from tests.connectors.caldav.desk import BERLIN, NOW, Desk, meeting

FOREIGN = (
    "BEGIN:VTODO\r\nUID:theirs@syncd.example\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Mine\\, with @syncd\r\n"
    "X-SYNCD-KEY:k1a2b3\r\nEND:VTODO\r\n"
)


class DavHand:
    """`path` is the calendar's below the user's home, "" until it is made."""

    def __init__(self, desk: Desk, path: str) -> None:
        self._desk, self._path = desk, path

    def tick(self, key: str) -> None:
        def change(item: icalendar.Component) -> None:
            if item.name == "VTODO":
                item["STATUS"] = "COMPLETED"
                item.add("COMPLETED", NOW)
                item["PERCENT-COMPLETE"] = 100
            else:
                item["SUMMARY"] = icalendar.vText(f"✓ {item['SUMMARY']}")

        self.edit(key, change)

    def retitle(self, key: str, title: str) -> None:
        self.edit(key, lambda item: item.update({"SUMMARY": icalendar.vText(title)}))

    def move(self, key: str, day: date) -> None:
        def change(item: icalendar.Component) -> None:
            for name in ("DTSTART", "DTEND", "DUE"):
                if name in item:
                    del item[name]
            if item.name == "VTODO":
                item.add("DUE", day)
            else:
                item.add("DTSTART", datetime.combine(day, time(20, 15), BERLIN))
                item.add("DTEND", datetime.combine(day, time(20, 30), BERLIN))

        self.edit(key, change)

    def delete(self, key: str) -> None:
        assert self._desk.direct("DELETE", f"{self._path}/{key}.ics").status_code in (200, 204)

    def resave(self, key: str) -> None:
        self.edit(key, lambda item: item.update({"X-OTHER-PROGRAM": icalendar.vText("was here")}))

    def add_foreign(self) -> None:
        """In the calendar of ours, if it is there, and in the user's own."""
        self._desk.put("theirs.ics", meeting("theirs@syncd.example", more="X-SYNCD-KEY:k1a2b3\r\n"))
        if self._path:
            kind = FOREIGN if "to-dos" in self._path else FOREIGN.replace("VTODO", "VEVENT")
            start = "" if "to-dos" in self._path else "DTSTART:20260302T090000Z\r\n"
            self._desk.put("theirs.ics", kind.replace("SUMMARY", f"{start}SUMMARY"), calendar=self._path)

    def foreign(self) -> object:
        return self._desk.direct("GET", f"{self._desk.calendar}/theirs.ics").content

    def read(self, key: str) -> bytes:
        answer = self._desk.direct("GET", f"{self._path}/{key}.ics")
        assert answer.status_code == 200
        return answer.content

    def edit(self, key: str, change: Callable[[icalendar.Component], None]) -> None:
        """Changes our entry and saves it as that program writes it."""
        whole = icalendar.Calendar.from_ical(self.read(key))
        for item in whole.subcomponents:
            if item.get("UID") == f"{key}@syncd":
                change(item)
        answer = self._desk.direct("PUT", f"{self._path}/{key}.ics", whole.to_ical().decode())
        assert answer.status_code in (200, 201, 204), answer.text
