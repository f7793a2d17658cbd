"""Config → sources, sinks, mailer. The only importer of connectors, each inside the arm that needs it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from syncd.ports import Mailer, NotBuilt, Source, TaskSink
from syncd.settings import Account, Settings

BUILT = ("mbox", "maildir", "ics")


def source(account: Account, now: datetime) -> Source:
    """The source of an account. Raises NotBuilt, naming the provider."""
    match account.provider:
        case "mbox":
            from connectors.archives.mbox import MboxSource

            return MboxSource(account, now)
        case "maildir":
            from connectors.archives.maildir import MaildirSource

            return MaildirSource(account, now)
        case "ics":
            from connectors.ics import IcsSource

            return IcsSource(account, now)
        case _:
            raise NotBuilt(
                f'provider "{account.provider}" is not built yet in this version of syncd; {", ".join(BUILT)} are'
            )


def sink(settings: Settings, now: Callable[[], datetime]) -> TaskSink:
    """Where follow-ups are written. Raises Trouble if the config names no place, NotBuilt for one not built."""
    followups = settings.followups
    if not followups.to:
        raise NotBuilt('nowhere to write: set [followups] to = "followups.ics" (or an account) in the config')
    if not followups.to_file:
        account = next(item for item in settings.accounts if item.name == followups.to)
        raise NotBuilt(
            f'[followups] to = "{followups.to}": writing to provider "{account.provider}" is not built yet; '
            'an .ics file is: to = "followups.ics"'
        )
    from connectors.ics_sink import IcsSink

    return IcsSink(
        Path(followups.to), "task" if followups.kind == "task" else "event", ZoneInfo(settings.me.timezone), now
    )


def mailer(settings: Settings) -> Mailer:
    """Where the digest goes. Raises NotBuilt for accounts and SMTP."""
    via = settings.digest.via
    if via.startswith("file:"):
        from connectors.file_mailer import FileMailer

        return FileMailer(Path(via.removeprefix("file:")))
    if not via:
        raise NotBuilt('nowhere to send the digest: set [digest] via = "file:digests/" in the config')
    raise NotBuilt(f'[digest] via = "{via}": sending is not built yet; via = "file:digests/" is')
