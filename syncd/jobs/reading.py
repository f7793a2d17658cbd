"""What mails say, found out before they are stored: the text comes in with a batch, only signals go on."""

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
    """Reads the mails of one account, if its `bodies` allow it. The text goes no further in any case."""

    def __init__(self, account: str, settings: Settings) -> None:
        self._reads = all(each.bodies != "none" for each in settings.accounts if each.name == account)
        self._zone = ZoneInfo(settings.me.timezone)
        self._me = my_addresses(settings)

    def read(self, batch: Batch) -> Batch:
        """The batch with signals in the place of texts."""
        self._me |= frozenset(batch.own or ())
        items = [self._item(item) if isinstance(item, Seen) and item.text else item for item in batch.items]
        return replace(batch, items=items)

    def _item(self, seen: Seen) -> Item:
        mail = seen.fact
        if not (self._reads and isinstance(mail, Mail) and seen.place == _KEPT) or mail.marks & _UNREAD:
            return seen._replace(text="")
        found = said.read(
            seen.text,
            mail.subject,
            sent=local_day(mail.at, self._zone),  # the zone of the mail's own Date is not kept
            author_is_me=is_mine(mail.author, self._me),
            has_attachment=bool(mail.marks & _ATTACHMENT),
        )
        return seen._replace(fact=mail._replace(signals=said.dump(found)), text="")
