"""Delta and skip tokens: long, opaque, frozen with the request that began the round, and able to be forgotten."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Literal

from tests.simulators.microsoft.call import Call, Forbidden, Refusal

GENERATION = "The sync state generation is not found; changeTracking is not enabled for it."


@dataclass(frozen=True)
class Entry:
    """One entry to come: an item as it is when the page is read, or (a replay) as it was once."""

    id: str
    as_was: Literal["", "removed", "there"] = ""


@dataclass(frozen=True)
class Round:
    """A round of changes (`since`, `upto`] and what of it is still to come. `scope` names folder or calendar."""

    scope: str
    options: tuple[tuple[str, str], ...] = ()
    since: int = 0
    upto: int = 0
    pending: tuple[Entry, ...] = ()
    page: int = 0
    begun: bool = False  # False: a deltaLink, whose round begins when it is asked

    def option(self, name: str) -> str | None:
        """An option of the request that began it all."""
        return dict(self.options).get(name)


class Tokens:
    """The rounds that clients hold tokens of. A token can be used again; it then answers from the same place."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._rounds: dict[str, Round] = {}
        self._dead: dict[str, Refusal] = {}
        self.issued = 0

    def issue(self, round_: Round) -> str:
        """A token for a round; long enough for links of more than 300 characters."""
        self.issued += 1
        digest = b"".join(hashlib.sha512(f"{self._kind}{self.issued}{n}".encode()).digest() for n in range(3))
        token = urlsafe_b64encode(digest).decode()
        self._rounds[token] = round_
        return token

    def expire(
        self, scope: str = "", *, status: int = 410, code: str = "SyncStateNotFound", begun: bool | None = None
    ) -> int:
        """Forgets the tokens of a scope (all), only next links (`begun`) or only delta links; says how many."""
        message = GENERATION if begun else "The sync state was not found. Restart with a full request."
        count = 0
        for token, round_ in self._rounds.items():
            if scope in ("", round_.scope) and begun in (None, round_.begun) and token not in self._dead:
                self._dead[token] = Refusal(status, code, message)
                count += 1
        return count

    def given(self, call: Call) -> Round | None:
        """The round that a link names, None for an initial request. Raises Refusal."""
        names = [name for name in ("$deltatoken", "$skiptoken") if name in call.query]
        if not names:
            return None
        if len(call.query) > 1:
            raise Forbidden("BadRequest", f"a link was used with options of one's own: {sorted(call.query)}")
        token = call.query[names[0]]
        if token in self._dead:
            raise self._dead[token]
        found = self._rounds.get(token)
        if found is None or found.begun != (names[0] == "$skiptoken"):
            raise Forbidden("SyncStateInvalid", f"a {names[0]} that was never given")
        return found

    def finish(self, call: Call, path: str, round_: Round, rest: tuple[Entry, ...]) -> dict[str, str]:
        """The link that ends a page: to the next one, or to the next round."""
        if rest:
            token = self.issue(replace(round_, pending=rest, begun=True))
            return {"@odata.nextLink": call.link(path, {"$skiptoken": token})}
        token = self.issue(replace(round_, since=round_.upto, pending=(), begun=False))
        return {"@odata.deltaLink": call.link(path, {"$deltatoken": token})}
