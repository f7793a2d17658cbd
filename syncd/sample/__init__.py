"""The made-up mailbox and calendar of `syncd demo`: two years in the life of Ada Example, as files to read.

The texts are TOML beside the code: `people` and `smalltalk` (who wrote what), `odds` (all that is no contact, or has
faults), `meetings`, and the `config` and `rules` that are copied as they are. Everything hangs on the local day it is
made for: the same day gives the same bytes, another day the same stories, moved.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from syncd.sample.calendar import write_calendar
from syncd.sample.cast import ZONE, people, text
from syncd.sample.letters import letters
from syncd.sample.mailboxes import write_maildir, write_mbox

__all__ = ["write_sample"]


def write_sample(folder: Path, now: datetime) -> None:
    """Writes mail, calendar, config and rules into `folder`, which is made if need be. `now` is aware.

    All mail is from before the local day of `now` in Ada's zone. Raises OSError if the folder can't be written.
    """
    today = now.astimezone(ZONE).date()
    cast = people()
    mails = letters(cast, today)
    folder.mkdir(parents=True, exist_ok=True)
    write_mbox(folder / "mail" / "All mail Including Spam and Trash.mbox", mails)
    write_maildir(folder / "old-mail", mails)
    write_calendar(folder / "calendar.ics", cast, today)
    for name in ("config.toml", "rules.toml"):
        (folder / name).write_text(text(name), "utf-8")
