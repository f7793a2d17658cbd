"""Any life of a mailbox, read at any moments, with stops, faults and expiries between: the end is the truth."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from syncd.model import Place
from syncd.ports import Trouble
from tests.connectors.microsoft.mail_world import BOB, World
from tests.simulators.faults import Fault
from tests.simulators.microsoft.mailbox import Mail, Message, Noise

FOLDERS = ("inbox", "archive", "junkemail", "deleteditems", "drafts", "sentitems")
Act = Callable[[Mail, Message, int], object]
USER: dict[str, Act] = {
    "move": lambda mail, one, which: mail.move(one, FOLDERS[which % len(FOLDERS)]),
    "junk": lambda mail, one, _: mail.junk(one),
    "throw": lambda mail, one, _: mail.delete(one),
    "destroy": lambda mail, one, _: mail.destroy(one),
    "mark": lambda mail, one, which: mail.mark(one, read=bool(which % 2)),
    "edit": lambda mail, one, which: mail.edit(one, subject=f"Edited {which}"),
    "send": lambda mail, one, _: mail.post(one) if one.draft else None,
}
STEPS = st.one_of(
    st.tuples(st.sampled_from(["deliver", "deliver", "deliver", "draft", "folder", "no folder"]), st.integers(0, 5)),
    st.tuples(st.sampled_from([*USER]), st.integers(0, 30)),
    st.tuples(
        st.sampled_from(["sync", "sync", "stop", "one", "expire", "lose", "hiccup", "hold", "release", "during"]),
        st.integers(0, 5),
    ),
)
WHERE = ("messages/delta?", "messages?", "deltatoken", "skiptoken", "/messages/AAkA", "mailFolders/delta")


def user(world: World, what: str, which: int) -> None:
    """One act of the user or the world on the mailbox."""
    mail = world.mail
    own = [one for one in mail.tree.folders.values() if not one.alias]
    if what == "deliver":
        folder = own[which % len(own)].id if own and which > 3 else FOLDERS[which % 4]
        mail.deliver(BOB, folder=folder)
    elif what == "draft":
        mail.draft([BOB], folder=FOLDERS[which])
    elif what == "folder":
        mail.create_folder(f"Ordner {mail.ledger.seq}", FOLDERS[which % 4])
    elif what == "no folder":
        if own:
            mail.delete_folder(own[which % len(own)])
    elif mail.messages:
        messages = list(mail.messages.values())
        USER[what](mail, messages[which % len(messages)], which)


def step(world: World, what: str, which: int) -> None:
    if what == "sync":
        world.sync(batch=3, page=3)
    elif what == "stop":
        world.sync(batch=2, page=8, most=1 + which % 2)
    elif what == "one":
        world.read(FOLDERS[which % 4], batch=3, page=12)
    elif what == "expire":
        world.mail.expire(FOLDERS[which % 4])
    elif what == "lose":
        world.shelf(FOLDERS[which % 4]).cursor = None
    elif what == "hiccup":
        world.server.faults.add(Fault(("lost before", "lost after", "truncated")[which % 3], skip=which))
    elif what == "hold":
        world.mail.hold(FOLDERS[which % 4])
    elif what == "release":
        world.mail.release()
    elif what == "during":
        acts = ("deliver", "junk", "destroy", "move", "mark", "send")
        world.server.meanwhile(WHERE[which], lambda: user(world, acts[which], which))
    else:
        user(world, what, which)


NOISE = st.builds(
    Noise,
    seed=st.none() | st.integers(0, 3),
    duplicates=st.booleans(),
    replays=st.booleans(),
    empty_pages=st.booleans(),
    partial_moves=st.booleans(),
)


@settings(max_examples=20)
@given(st.lists(STEPS, min_size=4, max_size=30), NOISE, st.booleans())
def test_the_shelves_tell_the_truth(steps: list[tuple[str, int]], noise: Noise, headers_only: bool) -> None:
    """Given any acts of the user, readings, stops, faults, expiries, lagging deltas and acts in the midst of a reading,
    when read to the end, then what is stored of each folder is what lies there."""
    world = World(bodies="none" if headers_only else "scan")
    world.mail.noise = noise
    with world.server:
        for what, which in steps:
            try:
                step(world, what, which)
            except Trouble as trouble:  # a first round whose links expire three times; the next reading goes on
                assert "forgets" in str(trouble)  # noqa: PT017 - no exception is the usual case
        world.server.faults.clear()
        world.server.give_up()
        world.mail.release()
        for _ in range(3):
            world.sync()
        kept = {
            folder: {name: place for name, place in places.items() if place in (Place.KEPT, Place.SPAM)}
            for folder, places in world.stored().items()
        }
        assert {folder: places for folder, places in kept.items() if places} == world.truth()
        world.server.forget_calls()
        assert world.sync() == 0
        assert world.called("messages.get") + world.called("messages.in_folder") == 0
        assert world.server.violations == []
