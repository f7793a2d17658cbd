"""What `syncd init` was told, and the config that follows from it; pure."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from syncd.problems import quoted
from syncd.settings import MAIL_PROVIDERS, SENDING_PROVIDERS, WRITABLE_PROVIDERS

if TYPE_CHECKING:
    from jinja2 import Template

MADE = "# syncd's config, made by `syncd init`."
"""How a config begins that init wrote: to that it may add groups."""
SOURCES = {  # provider → what it is, for people
    "google": "Gmail, Google Calendar; first see docs/google.md",
    "microsoft": "Outlook, Microsoft 365; first see docs/microsoft.md",
    "imap": "any other mailbox, with an app password",
    "caldav": "a calendar server, with an app password",
    "mbox": "a mail archive: Google Takeout, Thunderbird",
    "maildir": "a Maildir: mutt, mbsync, Dovecot",
    "ics": "a calendar: an .ics file or a private URL",
}
NAMES = {"google": "google", "microsoft": "microsoft", "caldav": "calendar", "ics": "calendar"}
SECOND = "calendar"  # the account that --calendar makes
NONE = "none"


@dataclass(frozen=True, slots=True)
class Answers:
    """All that was asked, as it was typed; "" is not answered (or left out)."""

    provider: str = ""
    account: str = ""
    addresses: tuple[str, ...] = ()
    name: str = ""
    timezone: str = ""
    path: str = ""
    calendar: str = ""
    client_secret: str = ""
    client_id: str = ""
    authority: str = ""
    endpoint: str = ""
    host: str = ""
    url: str = ""
    port: str = ""
    tls: str = ""
    username: str = ""
    password_command: str = ""
    since: str = ""
    bodies: str = ""
    followups: str = ""
    kind: str = ""
    digest_via: str = ""
    digest_to: str = ""

    def put(self, key: str, text: str) -> Answers:
        """With one more answer; addresses are separated by commas."""
        if key != "addresses":
            return replace(self, **{key: text})  # type: ignore[arg-type]  # a field's name; all others are texts
        found = [each.strip() for each in text.split(",")]
        return replace(self, addresses=tuple(each for each in found if each not in ("", NONE)))

    @property
    def label(self) -> str:
        """The account's name in the config."""
        return self.account or NAMES.get(self.provider, "mail")

    @property
    def address(self) -> str:
        """The account's own address."""
        return self.addresses[0] if self.addresses else ""

    @property
    def can_write(self) -> bool:
        """Whether the account can take follow-ups."""
        return self.provider in WRITABLE_PROVIDERS

    @property
    def can_send(self) -> bool:
        """Whether the account can send the digest."""
        return self.provider in SENDING_PROVIDERS


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a table, as TOML, and what it is good for."""

    key: str
    value: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the config under a comment."""

    head: str
    comment: str
    lines: list[Line] = field(default_factory=list)

    def set(self, key: str, value: str | tuple[str, ...], why: str = "") -> None:
        """Adds a key, unless there is nothing to say."""
        if value:
            written = quoted(value) if isinstance(value, str) else f"[{', '.join(map(quoted, value))}]"
            self.lines.append(Line(key, written, why))

    def plain(self, key: str, value: str, why: str = "") -> None:
        """Adds a key whose value is TOML already."""
        self.lines.append(Line(key, value, why))


def config_text(answers: Answers) -> str:
    """The config as a commented file. It need not be right: that is for `syncd.config` to say."""
    tables = [_me(answers), _account(answers), *_second(answers), _followups(answers), *_digest(answers)]
    return str(_template().render(made=MADE, tables=tables))


def second_provider(answers: Answers) -> str:
    """What reads `--calendar` of a mail account: a server over CalDAV beside IMAP, else a file or URL."""
    remote = answers.calendar.lower().startswith(("http://", "https://"))
    feed = answers.calendar.lower().partition("?")[0].endswith(".ics")
    return "caldav" if answers.provider == "imap" and remote and not feed else "ics"


def _me(answers: Answers) -> Table:
    table = Table("[me]", "Who you are. Mail from any of these addresses is from you: add all you have.")
    table.set("name", answers.name)
    table.set("addresses", answers.addresses)
    table.set("timezone", answers.timezone, "decides what a day is")
    return table


def _account(answers: Answers) -> Table:
    table = Table("[[account]]", "Where mail and meetings are read from. Nothing is changed in your mail.")
    table.set("name", answers.label)
    table.set("provider", answers.provider)
    table.set("path", answers.path)
    table.set("address", answers.address)
    table.set("client_secret", answers.client_secret)
    table.set("client_id", answers.client_id)
    table.set("authority", answers.authority)
    table.set("api_endpoint" if answers.provider == "google" else "graph_endpoint", answers.endpoint)
    _server(table, answers)
    if answers.provider in ("google", "microsoft", "caldav"):
        named = answers.calendar or "primary"
        calendars = () if named == NONE else tuple(each.strip() for each in named.split(","))
        table.plain("calendars", f"[{', '.join(map(quoted, calendars))}]", "names or ids; [] for none")
    if answers.provider in ("google", "microsoft", "imap", "caldav"):
        table.set("since", answers.since or "2y", 'how far the first sync goes back; "all" for everything')
    if answers.provider in MAIL_PROVIDERS:
        why = "text is read for asks and promises, then dropped; none: headers only"
        table.set("bodies", answers.bodies or "scan", why)
    return table


def _server(table: Table, answers: Answers) -> None:
    table.set("host", answers.host)
    table.set("url", answers.url)
    if answers.port:
        table.plain("port", answers.port)
    table.set("tls", answers.tls)
    table.set("username", answers.username)
    table.set("password_command", words(answers.password_command), "prints the password")


def _second(answers: Answers) -> list[Table]:
    if answers.provider not in ("imap", "mbox", "maildir") or answers.calendar in ("", NONE):
        return []
    provider = second_provider(answers)
    table = Table("[[account]]", "Meetings count as contact, too.")
    table.set("name", SECOND)
    table.set("provider", provider)
    table.set("url" if provider == "caldav" else "path", answers.calendar)
    table.set("address", answers.address)
    if provider == "caldav":
        table.plain("calendars", '["primary"]', "names; primary is the only one there is")
        table.set("username", answers.username)
        table.set("password_command", words(answers.password_command), "prints the password")
    return [table]


def _followups(answers: Answers) -> Table:
    table = Table("[followups]", "Where syncd writes what it wants you to do; it writes nowhere else.")
    table.set("to", "" if answers.followups == NONE else answers.followups)
    table.set("as", answers.kind or "event", '"task" can be ticked off; "event" stands in the calendar')
    if answers.followups and not answers.followups.lower().endswith(".ics"):
        table.set("calendar", "Follow-ups", "the calendar or list; made if missing")
    table.plain("per_week", "7", "quality over quantity: what goes beyond that waits")
    table.plain("max_open", "12")
    table.set("workdays", ("mon", "tue", "wed", "thu", "fri"))
    table.set("at", "09:00", "the reminder's time")
    return table


def _digest(answers: Answers) -> list[Table]:
    if answers.digest_via == NONE:
        return []
    table = Table("[digest]", "The week on one page.")
    table.set("via", answers.digest_via, 'an account, or "file:" and a folder')
    table.set("to", tuple(each.strip() for each in answers.digest_to.split(",") if each.strip()))
    table.set("day", "mon")
    table.set("at", "07:30")
    return [table]


def words(command: str) -> tuple[str, ...]:
    """A command line as words; as one word if its quotes do not match."""
    try:
        return tuple(shlex.split(command))
    except ValueError:
        return (command,)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - TOML, no HTML; values are quoted
        loader=PackageLoader("syncd.setup"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("config.toml.j2")
