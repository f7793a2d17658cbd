"""What mails say, found out before they are stored: the text comes in with a batch, only signals go on.

Only of accounts with `bodies = "keep"` does the text go on, too.
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from rules import said
from syncd.dates import local_day
from syncd.joining import is_mine, my_addresses
from syncd.model import Batch, Item, Mail, Mark, Place, Seen
from syncd.settings import Settings

_KEPT = int(Place.KEPT)
_ATTACHMENT = int(Mark.ATTACHMENT)
_UNREAD = int(Mark.REPORT | Mark.LIST | Mark.PRECEDENCE | Mark.CALENDAR | Mark.SYNCD)
"""Marks of mail that asks and answers nothing in words. Automatic answers are read: they may be told by their text."""


class Reader:
    """Reads the mails of one account, if its `bodies` allow it. Unless they say keep, the text goes no further."""

    def __init__(self, account: str, settings: Settings) -> None:
        bodies = {each.bodies for each in settings.accounts if each.name == account}  # none for an import
        self._reads = "none" not in bodies
        self._keeps = "keep" in bodies
        self._zone = ZoneInfo(settings.me.timezone)
        self._me = my_addresses(settings)

    def read(self, batch: Batch) -> Batch:
        """The batch with signals in the place of texts (or beside them)."""
        self._me |= frozenset(batch.own or ())
        items = [self._item(item) if isinstance(item, Seen) and item.text else item for item in batch.items]
        return replace(batch, items=items)

    def _item(self, seen: Seen) -> Item:
        mail = seen.fact
        if not (self._reads and isinstance(mail, Mail) and seen.place == _KEPT):
            return seen._replace(text="")
        text = seen.text if self._keeps else ""
        if mail.marks & _UNREAD:
            return seen._replace(text=text)
        found = said.read(
            seen.text,
            mail.subject,
            sent=local_day(mail.at, self._zone),  # the zone of the mail's own Date is not kept
            author_is_me=is_mine(mail.author, self._me),
            has_attachment=bool(mail.marks & _ATTACHMENT),
        )
        return seen._replace(fact=mail._replace(signals=said.dump(found)), text=text)
