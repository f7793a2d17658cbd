"""What `syncd init` asks, in its order: the words, why it matters, what is right if nothing is said; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from syncd.setup.answers import NONE, SOURCES, Answers

ARCHIVES = ("mbox", "maildir", "ics")
_SERVERS = ("imap", "caldav")


@dataclass(frozen=True, slots=True)
class Hints:
    """What was found on this machine. `paths`: provider → where something of it lies, the likeliest first."""

    name: str = ""
    address: str = ""
    timezone: str = "UTC"
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` is the field of Answers, `flag` the option that answers it, `keys` what the config calls it
    (problems with these are the answer's). `default` is None where only the user can know."""

    key: str
    flag: str
    text: str
    why: str
    keys: tuple[str, ...]
    default: Callable[[Answers, Hints], str | None]
    fits: Callable[[Answers], bool] = lambda _: True
    choices: Mapping[str, str] = field(default_factory=dict)  # word → what it means
    path: bool = False  # a file's or folder's name: relative to where the user stands


def _of(*providers: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.provider in providers


def _always(value: str | None) -> Callable[[Answers, Hints], str | None]:
    return lambda *_: value


def _provider(_: Answers, hints: Hints) -> str | None:
    return next((each for each in ("mbox", "maildir", "ics") if hints.paths.get(each)), "google")


def _path(answers: Answers, hints: Hints) -> str | None:
    return next(iter(hints.paths.get(answers.provider, ())), None)


def _address(answers: Answers, hints: Hints) -> str | None:
    return hints.address or (NONE if answers.provider == "ics" else None)


def _host(answers: Answers, _: Hints) -> str | None:
    domain = answers.address.rpartition("@")[2]
    return f"imap.{domain}" if domain else None


def _calendar(_: Answers, hints: Hints) -> str | None:
    return next(iter(hints.paths.get("ics", ())), NONE)


def _followups(answers: Answers, _: Hints) -> str | None:
    return answers.label if answers.can_write else "~/followups.ics"


def _digest_via(answers: Answers, _: Hints) -> str | None:
    return answers.label if answers.can_send else "file:~/syncd-digests/"


def _mailed(answers: Answers) -> bool:
    return not answers.digest_via.startswith("file:") and answers.digest_via != NONE


QUESTIONS = (
    Question(
        "provider",
        "--provider",
        "Where are your mail and meetings?",
        "One place is enough for now; the config takes as many as you like.",
        ("provider",),
        _provider,
        choices=SOURCES,
    ),
    Question(
        "addresses",
        "--address",
        "Your e-mail address (several: with commas, the account's first)",
        "Mail from these is from you; everybody else is somebody else.",
        ("address", "addresses"),
        _address,
    ),
    Question(
        "path",
        "--path",
        "Which file or folder? (globs are fine)",
        "It is only read, and only what changed the next time.",
        ("path",),
        _path,
        _of(*ARCHIVES),
        path=True,
    ),
    Question(
        "client_secret",
        "--client-secret",
        "The JSON file of your OAuth client",
        "Nobody stands between you and Google. docs/google.md: five minutes.",
        ("client_secret",),
        _always(None),
        _of("google"),
        path=True,
    ),
    Question(
        "client_id",
        "--client-id",
        "The application (client) ID of your app registration",
        "Nobody stands between you and Microsoft. docs/microsoft.md.",
        ("client_id",),
        _always(None),
        _of("microsoft"),
    ),
    Question(
        "host",
        "--host",
        "The mail server",
        "Your provider's help calls it the IMAP server.",
        ("host",),
        _host,
        _of("imap"),
    ),
    Question(
        "url",
        "--url",
        "The calendar server's URL",
        "Your provider's help calls it the CalDAV address.",
        ("url",),
        _always(None),
        _of("caldav"),
    ),
    Question(
        "password_command",
        "--password-command",
        'A command that prints the password, like "pass mail/ada"; none: you are asked for it',
        "The config holds no passwords; one you type is kept in your keyring.",
        ("password_command",),
        _always(NONE),
        _of(*_SERVERS),
    ),
    Question(
        "calendar",
        "--calendar",
        "Your calendar, too? (an .ics file, a private or CalDAV URL, or none)",
        "Meetings count as contact, and who you meet soon needs no reminder.",
        ("path", "url"),
        _calendar,
        _of("imap", "mbox", "maildir"),
        path=True,
    ),
    Question(
        "name",
        "--name",
        "Your name",
        "The digest greets you with it.",
        ("name",),
        lambda _, hints: hints.name,
    ),
    Question(
        "timezone",
        "--timezone",
        "Your time zone",
        "It decides what a day is.",
        ("timezone",),
        lambda _, hints: hints.timezone,
    ),
    Question(
        "followups",
        "--followups",
        "Where shall follow-ups go? (an account, an .ics file, or none)",
        "syncd writes nowhere else; any calendar program opens the file.",
        ("to",),
        _followups,
        path=True,
    ),
    Question(
        "kind",
        "--as",
        "As what?",
        "What you tick, move or delete there is understood.",
        ("as",),
        _always("event"),
        lambda answers: answers.followups != NONE,
        choices={"event": "stands in the calendar", "task": "can be ticked off"},
    ),
    Question(
        "digest_via",
        "--digest-via",
        'Where shall the digest go? (an account, "file:" and a folder, or none)',
        "One page a week: whom to write to and why, and what you owe.",
        ("via",),
        _digest_via,
    ),
    Question(
        "digest_to",
        "--digest-to",
        "To which address?",
        "It is sent to you and nobody else.",
        ("to",),
        lambda answers, _: answers.address or None,
        _mailed,
    ),
)
