"""Config → sources, sinks, mailer, logins. The only importer of connectors, each inside the arm that needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from syncd import clock
from syncd.notebook import Notebook
from syncd.ports import Mailer, NotBuilt, Prompt, Source, TaskSink, Trouble, Watch
from syncd.settings import Account, Settings
from syncd.tokens import TokenStore

if TYPE_CHECKING:
    from connectors.caldav.session import Session as CalDavSession
    from connectors.google.session import Session as GoogleSession
    from connectors.microsoft.session import Session as GraphSession
    from syncd.model import LoginReport
    from syncd.store.log import Store

BUILT = ("google", "microsoft", "imap", "caldav", "mbox", "maildir", "ics", "linkedin", "vcard")


def source(account: Account, settings: Settings, now: datetime, store: Store | None = None) -> Source:
    """The source of an account. `store` lets it skip what another account brought. Raises NotBuilt, AuthExpired."""
    match account.provider:
        case "caldav":
            from connectors.caldav.source import CalDavSource

            return CalDavSource(account, _caldav(account, settings), now)
        case "mbox":
            from connectors.archives.mbox import MboxSource

            return MboxSource(account, now)
        case "maildir":
            from connectors.archives.maildir import MaildirSource

            return MaildirSource(account, now)
        case "ics":
            from connectors.ics import IcsSource

            return IcsSource(account, now)
        case "microsoft":
            from connectors.microsoft.source import MicrosoftSource

            return MicrosoftSource(account, _microsoft(account, settings), now)
        case "imap":
            from connectors.imap.source import ImapSource

            return ImapSource(account, tokens(settings), now)
        case "linkedin":
            from connectors.linkedin import LinkedInSource

            return LinkedInSource(account, now)
        case "vcard":
            from connectors.vcard import VcardSource

            return VcardSource(account, now)
        case "phone":  # for `syncd import phone`; the config has no such provider
            from connectors.phone import PhoneSource

            return PhoneSource(account, now)
        case "google":
            from connectors.google.source import GoogleSource

            return GoogleSource(account, _google(account, settings), now, _elsewhere(account, settings, store))
        case _:
            raise NotBuilt(
                f'provider "{account.provider}" is unknown to this version of syncd; there are {", ".join(BUILT)}'
            )


def sink(settings: Settings, now: Callable[[], datetime]) -> TaskSink:
    """Where follow-ups are written. Raises NotBuilt if the config names no place or one not built, AuthExpired."""
    followups = settings.followups
    zone = ZoneInfo(settings.me.timezone)
    if not followups.to:
        raise NotBuilt('nowhere to write: set [followups] to = "followups.ics" (or an account) in the config')
    if followups.to_file:
        from connectors.ics_sink import IcsSink

        return IcsSink(Path(followups.to), "task" if followups.kind == "task" else "event", zone, now)
    account = _account(settings, followups.to)
    match account.provider, followups.kind:
        case "google", "task":
            from connectors.google.tasks_sink import TasksSink

            return TasksSink(account, _google(account, settings), _notebook(settings), followups.calendar, clock.now)
        case "google", _:
            from connectors.google.calendar_sink import CalendarSink

            return CalendarSink(
                account, _google(account, settings), _notebook(settings), followups.calendar, zone, clock.now
            )
        case "microsoft", "task":
            from connectors.microsoft.todo_sink import TodoSink

            return TodoSink(
                account, _microsoft(account, settings), _notebook(settings), followups.calendar, zone, clock.now
            )
        case "microsoft", _:
            from connectors.microsoft.calendar_sink import CalendarSink as OutlookSink

            return OutlookSink(
                account, _microsoft(account, settings), _notebook(settings), followups.calendar, zone, clock.now
            )
        case "caldav", kind:
            from connectors.caldav.sink import CalDavSink

            return CalDavSink(
                _caldav(account, settings),
                _notebook(settings),
                followups.calendar,
                "task" if kind == "task" else "event",
                zone,
                now,
            )
        case _:
            raise NotBuilt(
                f'[followups] to = "{followups.to}": nothing can be written to {account.provider}; a google, microsoft '
                'or caldav account takes follow-ups, or an .ics file: to = "followups.ics"'
            )


def mailer(settings: Settings) -> Mailer:
    """Where the digest goes. Raises NotBuilt, AuthExpired."""
    via = settings.digest.via
    if via.startswith("file:"):
        from connectors.file_mailer import FileMailer

        return FileMailer(Path(via.removeprefix("file:")))
    if not via:
        raise NotBuilt('nowhere to send the digest: set [digest] via = "file:digests/" in the config')
    if via == "smtp":
        from connectors.smtp import SmtpMailer, secret_of

        return SmtpMailer(settings.smtp, secret_of(settings.smtp), _notebook(settings), clock.now)
    account = _account(settings, via)
    if account.provider == "google":
        from connectors.google.mailer import GmailMailer

        return GmailMailer(account, _google(account, settings), _notebook(settings), clock.now)
    if account.provider == "microsoft":
        from connectors.microsoft.mailer import GraphMailer

        return GraphMailer(account, _microsoft(account, settings), _notebook(settings), clock.now)
    raise NotBuilt(
        f'[digest] via = "{via}": {account.provider} can send nothing; a google or microsoft account can, '
        '"smtp" with an [smtp] section, or "file:digests/"'
    )


def watches(settings: Settings, wake: Callable[[str], None]) -> Sequence[Watch]:
    """Who listens at servers that tell of new mail by themselves; `wake` is given the account's name."""
    accounts = [account for account in settings.accounts if account.provider == "imap" and account.mail]
    if not accounts:
        return []
    from connectors.imap.idle import watch

    return [watch(account, tokens(settings), partial(wake, account.name)) for account in accounts]


def log_in(account: Account, settings: Settings, prompt: Prompt, *, device: bool = False) -> LoginReport:
    """Logs the account in and keeps the login. Raises Trouble if its provider knows no login of this kind."""
    if account.provider == "google":
        if device:
            raise Trouble(
                "Google's device login does not allow mail and calendars: use `syncd auth "
                f"{account.name} --no-browser`, or --import a login made on another machine"
            )
        from connectors.google.consent import log_in as google

        return google(account, settings, tokens(settings), prompt)
    if account.provider == "microsoft":
        from connectors.microsoft.consent import log_in as microsoft

        return microsoft(account, settings, tokens(settings), prompt, device=device)
    if account.provider == "imap":
        from connectors.imap.consent import log_in as imap

        return imap(account, tokens(settings), prompt)
    if account.provider == "caldav":
        from connectors.caldav.consent import log_in as caldav

        return caldav(account, tokens(settings), prompt)
    raise _no_login(account)


def import_login(account: Account, settings: Settings, file: Path) -> LoginReport:
    """Keeps a login made elsewhere."""
    if account.provider == "google":
        from connectors.google.consent import take_over

        return take_over(account, settings, tokens(settings), file)
    if account.provider == "microsoft":
        from connectors.microsoft.consent import take_over as take_cache

        return take_cache(account, settings, tokens(settings), file)
    raise _no_login(account)


def log_out(account: Account, settings: Settings) -> None:
    """Revokes the login and forgets it."""
    if account.provider == "google":
        from connectors.google.consent import forget

        forget(account, tokens(settings))
    elif account.provider == "microsoft":
        from connectors.microsoft.consent import forget as forget_cache

        forget_cache(account, tokens(settings))
    elif account.provider in ("imap", "caldav"):
        from connectors.imap.consent import forget as forget_password

        forget_password(account, tokens(settings))
    else:
        raise _no_login(account)


def tokens(settings: Settings) -> TokenStore:
    """Where this profile's logins are kept."""
    return TokenStore(settings.paths.tokens, keyring=settings.paths.keyring)


def _google(account: Account, settings: Settings) -> GoogleSession:
    from connectors.google.account import session_of

    return session_of(account, tokens(settings))


def _microsoft(account: Account, settings: Settings) -> GraphSession:
    from connectors.microsoft.account import session_of

    return session_of(account, settings, tokens(settings))


def _caldav(account: Account, settings: Settings) -> CalDavSession:
    from connectors.caldav.account import session_of

    return session_of(account, tokens(settings))


def _no_login(account: Account) -> Trouble:
    return Trouble(f"account {account.name} ({account.provider}) needs no login")


def _account(settings: Settings, name: str) -> Account:
    return next(item for item in settings.accounts if item.name == name)


def _notebook(settings: Settings) -> Notebook:
    return Notebook(settings.paths.state / "notes.json")


def _elsewhere(account: Account, settings: Settings, store: Store | None) -> Callable[[], set[str]]:
    """Gmail's ids of the mails that Takeout archives of the same address brought."""
    archives = [one.name for one in settings.accounts if one.provider == "mbox" and one.address == account.address]

    def ids() -> set[str]:
        if store is None or not archives:
            return set()
        with store.read() as log:
            return {link.rpartition("/")[2] for link in log.links(archives)}

    return ids
