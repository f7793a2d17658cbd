"""Any life of a mailbox, read at any moments, with stops, faults and expiries between: the end is the truth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from syncd.model import Place
from tests.connectors.google.gmail_world import World, mail
from tests.simulators.faults import Fault
from tests.simulators.google.gmail import GmailSim

Act = Callable[[GmailSim, str], object]
USER: dict[str, Act] = {
    "spam": GmailSim.spam,
    "unspam": GmailSim.unspam,
    "trash": GmailSim.trash,
    "untrash": GmailSim.untrash,
    "delete": GmailSim.delete,
    "star": lambda gmail, name: gmail.label(name, ["STARRED"]),
    "reply": lambda gmail, name: gmail.deliver(mail("r"), thread=gmail.messages[name].thread),
}
DRAFTS: dict[str, Act] = {
    "edit": lambda gmail, name: gmail.edit_draft(name, mail("e")),
    "send": GmailSim.send_draft,
    "delete": GmailSim.delete,
    "trash": GmailSim.trash,
}
STEPS = st.one_of(
    st.tuples(st.sampled_from(["deliver", "deliver", "spammed", "draft", "chat"]), st.just(0)),
    st.tuples(st.sampled_from([*USER]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["draft " + name for name in DRAFTS]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["sync", "sync", "stop", "expire", "lose", "hiccup", "during"]), st.integers(0, 3)),
)


def user(world: World, what: str, which: int) -> None:
    """One act of the user or the world on the mailbox."""
    gmail = world.gmail
    if what in ("deliver", "spammed", "chat", "draft"):
        labels = {"deliver": ["INBOX"], "spammed": ["SPAM"], "chat": ["CHAT"], "draft": ["DRAFT"]}[what]
        gmail.deliver(mail(len(gmail.messages)), labels)
        return
    drafts = what.startswith("draft ")
    fitting = [name for name, one in gmail.messages.items() if ("DRAFT" in one.labels) == drafts]
    if fitting:
        name = fitting[which % len(fitting)]
        if "CHAT" not in gmail.messages[name].labels:
            (DRAFTS[what.removeprefix("draft ")] if drafts else USER[what])(gmail, name)


def step(world: World, what: str, which: int) -> None:
    if what == "sync":
        world.sync(batch=3)
    elif what == "stop":
        world.sync(batch=2, most=1 + which)
    elif what == "expire":
        world.gmail.expire_history()
    elif what == "lose":
        world.shelf.cursor = None
    elif what == "hiccup":
        world.server.faults.add(Fault(("lost before", "lost after", "truncated")[which % 3], skip=which))
    elif what == "during":
        method = ("messages_get", "messages_list", "history_list", "threads_get")[which]
        world.gmail.meanwhile(method, lambda: user(world, ("deliver", "spam", "delete", "reply")[which], which))
    else:
        user(world, what, which)


@settings(max_examples=30)
@given(st.lists(STEPS, min_size=4, max_size=30), st.booleans())
def test_the_shelf_tells_the_truth(steps: list[tuple[str, int]], headers_only: bool) -> None:
    """Given any acts of the user, readings, stops, faults, expiries and acts in the midst of a reading, when read to
    the end, then what is stored is what is there.

    Without a cursor nobody can know that mail stored as spam is spam no more: so such mail may be stored as spam.
    """
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), bodies="none" if headers_only else "scan")
        with world.server:
            lost = False
            for what, which in steps:
                lost |= what == "lose"
                step(world, what, which)
            world.server.faults.clear()
            for _ in range(3):
                world.sync()
            stored, truth = world.places(), world.truth()
            assert world.server.violations == []
    assert stored.keys() == truth.keys()
    assert all(stored[name] == truth[name] or (lost and stored[name] == Place.SPAM) for name in truth)
