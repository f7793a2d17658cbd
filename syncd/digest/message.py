"""Digest → one multipart/alternative mail: plain text that stands alone, HTML that survives Gmail and Outlook.

Every string a template prints passes `foreign.finalize`; HTML is escaped by Jinja's autoescape on top of that.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from syncd.digest import actions, chart, foreign
from syncd.digest.sections import Digest, Entry

if TYPE_CHECKING:
    from jinja2 import Environment

WIDTH = 72
_LABELS = {"done": "Done", "snooze": "Snooze 2 weeks", "dismiss": "Dismiss", "mute": "Mute"}


def render(digest: Digest, *, sender: str, to: Sequence[str], owner: str, secret: bytes | None = None) -> EmailMessage:
    """The mail from `sender` to `to`. `owner` is the address the mail links write to; no secret, no links."""
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
    message.set_content(text(digest, owner=owner, secret=secret), cte="quoted-printable")
    message.add_alternative(html(digest, owner=owner, secret=secret), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{name}")
    return message


def message_id(week: str, owner: str) -> str:
    """The Message-ID of an ISO week's digest: the same on every machine and for every attempt."""
    return f"<syncd-digest-{week}-{_owner_hash(owner)}@syncd.invalid>"


def _owner_hash(owner: str) -> str:
    return hashlib.sha256(owner.lower().encode()).hexdigest()[:12]


def text(digest: Digest, *, owner: str = "", secret: bytes | None = None) -> str:
    """The plain text: at most 72 columns, but for links."""
    template = _environment(html=False).get_template("digest.txt.j2")
    lines = template.render(digest=digest, links=_links(digest, owner, secret)).strip()
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def html(digest: Digest, *, owner: str = "", secret: bytes | None = None) -> str:
    """The HTML document."""
    template = _environment(html=True).get_template("digest.html.j2")
    return template.render(digest=digest, links=_links(digest, owner, secret), chart=chart).strip() + "\n"


def _links(digest: Digest, owner: str, secret: bytes | None) -> dict[str, list[tuple[str, str]]]:
    """Follow-up key → (label, mailto link) of each thing one can do with it."""
    if secret is None or not owner:
        return {}
    return {
        entry.key: [(_LABELS[verb], actions.mail_link(owner, entry.key, verb, secret)) for verb in actions.VERBS]
        for section in digest.sections
        for entry in getattr(section, "entries", ())
        if isinstance(entry, Entry)
    }


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
    environment.filters |= {"wrap": _wrap, "heading": _heading, "bars": _bars, "initials": _initials}
    return environment


def _wrap(value: str, indent: int = 0, first: str = "") -> Markup:
    """Foreign text as lines of at most 72 columns; `first` stands before the first line, inside the indent."""
    start = first.ljust(indent)
    lines = textwrap.wrap(
        foreign.plain(value), WIDTH, initial_indent=start, subsequent_indent=" " * indent, break_on_hyphens=False
    )
    return Markup("\n".join(lines))  # noqa: S704 - cleaned above, and plain text


def _heading(value: str) -> Markup:
    title = foreign.plain(value).upper()
    return Markup(f"{title}\n{'─' * len(title)}")  # noqa: S704 - cleaned above, and plain text


def _bars(columns: Sequence[chart.Week]) -> Markup:
    return Markup(chart.text(columns))  # noqa: S704 - numbers and blocks of our own


def _initials(name: str) -> str:
    """One or two letters for somebody's badge."""
    words = [word for word in foreign.plain(name).replace("@", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "·"
