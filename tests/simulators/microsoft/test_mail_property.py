"""Whatever the user does and however untidy the deltas are: folding them gives the mailbox (PROVIDERS.md §3)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.microsoft.asking import Asking
from tests.simulators.microsoft.mailbox import Noise
from tests.simulators.microsoft.server import GraphServer

_FOLDERS = ("inbox", "archive", "deleteditems", "junkemail")
_ACTIONS = st.tuples(
    st.sampled_from(("deliver", "move", "mark", "edit", "destroy", "sync", "hold", "release", "expire")),
    st.integers(0, 7),
    st.sampled_from(_FOLDERS),
)


class _Naive:
    """Folds deltas: what is where, and how. Merges the keys that an entry has; the last entry wins."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._links: dict[str, str] = {}
        self.seen: dict[tuple[str, str], dict[str, Any]] = {}

    def round(self) -> int:
        """Reads every folder once; how many entries came."""
        return sum(self._folder(folder) for folder in _FOLDERS)

    def _folder(self, folder: str) -> int:
        link = self._links.get(folder)
        if link is not None and self._asking.ask("GET", link).status_code == 410:
            link = None
        if link is None:
            self.seen = {key: value for key, value in self.seen.items() if key[0] != folder}
            path = f"/me/mailFolders/{folder}/messages/delta"
            entries, self._links[folder] = self._asking.pages(
                path, prefer="odata.maxpagesize=3", select="subject,isRead"
            )
        else:
            entries, self._links[folder] = self._asking.pages(link)
        for entry in entries:
            key = folder, entry["id"]
            if "@removed" in entry:
                self.seen.pop(key, None)
            else:
                self.seen.setdefault(key, {}).update({"isRead": entry["isRead"], **entry})
        return len(entries)


def _act(graph: GraphServer, what: str, number: int, folder: str) -> None:
    messages = list(graph.mail.messages.values())
    if what == "deliver" or not messages:
        graph.mail.deliver("bob@example.com", subject=f"{number}", folder=folder)
        return
    message = messages[number % len(messages)]
    if what == "move":
        graph.mail.move(message, folder)
    elif what == "mark":
        graph.mail.mark(message, read=not message.read)
    elif what == "edit":
        graph.mail.edit(message, subject=f"edited {number}")
    elif what == "destroy":
        graph.mail.destroy(message)
    elif what == "hold":
        graph.mail.hold(folder)
    elif what == "release":
        graph.mail.release()
    elif what == "expire":
        graph.mail.expire(folder)


@settings(max_examples=25)
@given(
    actions=st.lists(_ACTIONS, max_size=25),
    noise=st.builds(
        Noise, seed=st.none() | st.integers(0, 99), duplicates=st.booleans(), replays=st.booleans(),
        empty_pages=st.booleans(),
    ),
)  # fmt: skip
def test_folding_the_deltas_gives_the_mailbox(actions: list[tuple[str, int, str]], noise: Noise) -> None:
    """Given any actions with rounds between them, when rounds are read until quiet, then the fold is the mailbox."""
    with GraphServer() as graph:
        graph.mail.noise = noise
        asking = Asking(graph)
        naive = _Naive(asking)
        for what, number, folder in actions:
            if what == "sync":
                naive.round()
            else:
                _act(graph, what, number, folder)
        graph.mail.release()
        assert any(naive.round() == 0 for _ in range(5)), "the deltas never become quiet"
        asking.session.close()
        expected = {(name, one.id): (one.subject, one.read) for name in _FOLDERS for one in graph.mail.within(name)}
        assert expected == {key: (one["subject"], one["isRead"]) for key, one in naive.seen.items()}
        assert graph.violations == []
