"""Digest → one multipart/alternative mail: plain text that stands alone, HTML that survives Gmail and Outlook.

Every string a template prints passes `foreign.finalize`; HTML is escaped by Jinja's autoescape on top of that.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from syncd.digest import actions, chart, foreign
from syncd.digest.sections import Digest, Entry, Handle, Line

if TYPE_CHECKING:
    from jinja2 import Environment

WIDTH = 72
_LABELS = {"done": "Done", "snooze": "Snooze 2 weeks", "dismiss": "Dismiss", "mute": "Mute"}


def render(
    digest: Digest,
    *,
    sender: str,
    to: Sequence[str],
    owner: str,
    mailbox: str = "",
    secret: bytes | None = None,
) -> EmailMessage:
    """The mail from `sender` to `to`, whose name comes from `owner`. `mailbox` is the address mail links write to.

    No mailbox or no secret, no links.
    """
    name = f"syncd-digest-{digest.week}-{_owner_hash(owner)}"
    message = EmailMessage()
    message["From"] = Address("syncd", addr_spec=sender)
    message["To"] = [Address(addr_spec=address) for address in to]
    message["Date"] = digest.now.replace(microsecond=0)
    message["Subject"] = f"Week {digest.number}: {digest.headline}"
    message["Message-ID"] = message_id(digest.week, owner)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Syncd"] = "digest"
    message["X-Syncd-Digest"] = digest.week
    message.set_content(text(digest, mailbox=mailbox, secret=secret), cte="quoted-printable")
    message.add_alternative(html(digest, mailbox=mailbox, secret=secret), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{name}")
    return message


def message_id(week: str, owner: str) -> str:
    """The Message-ID of an ISO week's digest: the same on every machine and for every attempt."""
    return f"<syncd-digest-{week}-{_owner_hash(owner)}@syncd.invalid>"


def _owner_hash(owner: str) -> str:
    return hashlib.sha256(owner.lower().encode()).hexdigest()[:12]


def text(digest: Digest, *, mailbox: str = "", secret: bytes | None = None) -> str:
    """The plain text: at most 72 columns, but for links to threads. It names commands; mail links are for the HTML."""
    template = _environment(html=False).get_template("digest.txt.j2")
    numbers = [one.handle.id for section in digest.sections for one in getattr(section, "lines", ()) if one.handle]
    number = numbers[0] if numbers else 0
    lines = template.render(digest=digest, links=_links(digest, mailbox, secret), number=number).strip()
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def html(digest: Digest, *, mailbox: str = "", secret: bytes | None = None) -> str:
    """The HTML document."""
    template = _environment(html=True).get_template("digest.html.j2")
    return template.render(digest=digest, links=_links(digest, mailbox, secret), chart=chart).strip() + "\n"


def _links(digest: Digest, mailbox: str, secret: bytes | None) -> dict[str, list[tuple[str, str]]]:
    """Follow-up key → (label, mailto link) of each thing one can do with it."""
    if secret is None or not mailbox:
        return {}
    return {
        handle.key: [
            (_LABELS[verb], actions.mail_link(mailbox, handle.key, verb, secret, digest.week)) for verb in actions.VERBS
        ]
        for handle in _handles(digest)
    }


def _handles(digest: Digest) -> Iterator[Handle]:
    """Every follow-up that can be settled from the mail."""
    for section in digest.sections:
        for one in (*getattr(section, "entries", ()), *getattr(section, "lines", ())):
            if isinstance(one, Entry | Line) and one.handle is not None:
                yield one.handle


@lru_cache(maxsize=2)
def _environment(*, html: bool) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # only a digest pays for it

    environment = Environment(
        loader=PackageLoader("syncd.digest"),
        autoescape=html,  # noqa: S701 - plain text has nothing to escape; `finalize` cleans it
        finalize=foreign.finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "wrap": _wrap,
        "heading": _heading,
        "bars": _bars,
        "initials": _initials,
        "commands": _commands,
    }
    return environment


def _wrap(value: str, indent: int = 0, first: str = "") -> Markup:
    """Foreign text as lines of at most 72 columns; `first` stands before the first line, inside the indent."""
    start = first.ljust(indent)
    lines = textwrap.wrap(
        foreign.plain(value), WIDTH, initial_indent=start, subsequent_indent=" " * indent, break_on_hyphens=False
    )
    return Markup("\n".join(lines))  # noqa: S704 - cleaned above, and plain text


def _commands(handle: Handle, indent: int) -> Markup:
    """What to type, as few lines as hold it; no command is broken."""
    lines, room = [" " * indent], WIDTH
    for number, command in enumerate(handle.commands):
        piece = f" | {command}" if number else command
        if len(lines[-1]) + len(piece) > room:
            lines.append(" " * indent)
            piece = f"syncd {command}"
        lines[-1] += piece
    return Markup("\n".join(lines))  # noqa: S704 - cleaned by `Handle`, and plain text


def _heading(value: str) -> Markup:
    title = foreign.plain(value).upper()
    return Markup(f"{title}\n{'─' * len(title)}")  # noqa: S704 - cleaned above, and plain text


def _bars(columns: Sequence[chart.Week]) -> Markup:
    return Markup(chart.text(columns))  # noqa: S704 - numbers and blocks of our own


def _initials(name: str) -> str:
    """One or two letters for somebody's badge."""
    bare = re.sub(r"\(.*?\)", "", foreign.plain(name))  # the same name in another script, a pronoun, a company
    words = [word for word in bare.replace("@", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "·"
