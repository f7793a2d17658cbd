"""Digests of little, digests of hostile text, and what a page holds."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from syncd.digest.chart import WEEKS
from syncd.digest.message import html
from syncd.digest.sections import Digest
from syncd.digest.week import compose
from syncd.model import FollowUp, Held, State, Tie
from tests.syncd.digest.sample_week import COUNTS, NOW, OWNER, ZONE, at, contact, followup, tie

HOSTILE = "<script>alert(1)</script>\r\nBcc: x@y\u202egnp.exe\x1b[31m\"'><img src=x onerror=y>"


def digest(
    ties: list[Tie] | None = None,
    followups: list[FollowUp] | None = None,
    *,
    held: list[Held] | None = None,
    settled: list[FollowUp] | None = None,
    counts: tuple[tuple[int, int], ...] = ((0, 0),) * WEEKS,
    problems: tuple[str, ...] = (),
) -> Digest:
    """A digest of little."""
    return compose(
        ties={one.person.key: one for one in ties or []},
        followups=followups or [],
        held=held or [],
        settled=settled or [],
        counts=counts,
        problems=problems,
        now=NOW,
        zone=ZONE,
        name="Ada",
    )


class Tags(HTMLParser):
    """Collects every element and attribute name."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str]] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]


def tags(one: Digest, secret: bytes | None = None) -> Tags:
    parser = Tags()
    parser.feed(html(one, mailbox=OWNER, secret=secret))
    return parser


def everywhere(text: str) -> Digest:
    """A digest in which every foreign string is `text`."""
    person = tie(
        "a@x.example",
        text,
        contact(at(2026, 11, 1), text),
        ahead=contact(at(2026, 11, 25), text),
        since=at(2026, 11, 20),
    )
    return digest(
        [person],
        [
            followup(1, "a@x.example", text, text, "drifting"),
            followup(3, text, text, text, "reply-owed", day=date(2026, 12, 20)),
            followup(4, text, text, text),
        ],
        settled=[followup(2, "b@x.example", text, text, state=State.DONE, settled=at(2026, 11, 20))],
        counts=COUNTS,
        problems=(text,),
    )
