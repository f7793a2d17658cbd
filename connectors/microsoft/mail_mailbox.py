"""The requests to Microsoft Graph that reading mail takes, for one mailbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from connectors.microsoft import errors, scopes
from connectors.microsoft.errors import Refusal
from connectors.microsoft.mail_delta import Round
from connectors.microsoft.mail_folders import ALIASES, Tree
from connectors.microsoft.message import FIELDS, unresolved, with_head
from connectors.microsoft.session import Refused, Session
from syncd.ports import Trouble, Unavailable

_DELTA_PAGE = 1000  # ids and dates only; Graph gives what it likes
_FOLDER_PAGE = 250
_LISTING = "listing mail folders"
_AS_TEXT = 'outlook.body-content-type="text"'


class Page(NamedTuple):
    """Messages of a list, and whether there may be more behind them."""

    messages: list[dict[str, Any]]
    more: bool


class Mailbox:
    """The mailbox of the login, or the shared one of an `address`. Thread-safe.

    With `text`, messages come with their body, and with addresses that only their MIME form tells.
    """

    def __init__(self, session: Session, address: str, *, text: bool) -> None:
        self._session, self._text = session, text
        self._root = f"/users/{quote(address, safe='@')}" if address else "/me"

    def needs(self) -> None:
        """Raises NotGranted if the login may not read here what is wanted."""
        self._session.needs(scopes.MAIL if self._text else scopes.MAIL_BASIC)

    def tree(self) -> Tree:
        """All folders: the delta of folders shows every level at once, a list only one."""
        path, prefer = f"{self._root}/mailFolders", (f"odata.maxpagesize={_FOLDER_PAGE}",)
        try:
            pages = self._pages(f"{path}/delta", {}, prefer, _LISTING)
            tree = Tree(entry for page in pages for entry in page.get("value") or ())
        except Refused:  # not every national cloud has it (learn: mailFolder: delta)
            try:
                tree = Tree(self._walk(path))
            except Refused as refused:
                raise self._no_mailbox(refused) from refused
        if not tree.folders:
            raise Unavailable(f"account {self._session.account}: Microsoft lists no mail folder; try again later")
        return tree

    def _walk(self, path: str) -> Iterator[Any]:
        """The folders of a list, and those in them. Raises Refused."""
        for page in self._pages(path, {"$top": str(_FOLDER_PAGE)}, (), _LISTING):
            for entry in page.get("value") or ():
                yield entry
                if isinstance(entry, dict) and entry.get("childFolderCount"):
                    yield from self._walk(f"{self._folder(str(entry.get('id')))}/childFolders")

    def well_known(self, alias: str) -> str:
        """The id of a well-known folder; "" if this mailbox has none."""
        try:
            found = self._session.get(
                f"{self._root}/mailFolders/{alias}", params={"$select": "id"}, doing="looking for a mail folder"
            )
        except Refused:
            return ""
        return str(found.get("id") or "")

    def aliases(self) -> dict[str, str]:
        """The ids of the folders in which not just mail lies, by alias; a mailbox may lack some."""
        with ThreadPoolExecutor(len(ALIASES)) as pool:
            found = dict(zip(ALIASES, pool.map(self.well_known, ALIASES), strict=True))
        return {alias: name for alias, name in found.items() if name}

    def round(self, folder: str, link: str = "", *, checkpoint: Callable[[], None] = lambda: None) -> Round:
        """A whole round of a folder's delta: the one that `link` names, or (without) all that is there.

        Never filtered: a filtered delta ends at 5,000 messages. `checkpoint` is called before each page and may raise.
        Raises Refused.
        """
        checkpoint()
        found = Round()
        path = link or f"{self._folder(folder)}/messages/delta"
        params = {} if link else {"$select": "receivedDateTime,isDraft"}
        for page in self._pages(path, params, (f"odata.maxpagesize={_DELTA_PAGE}",), "reading what changed"):
            found.take(page.get("value") or ())
            found.link = str(page.get("@odata.deltaLink") or "")
            checkpoint()
        if not found.link:
            raise Unavailable(f"account {self._session.account}: Microsoft's list of changes has no end; try later")
        return found

    def page(self, folder: str, *, skip: int, size: int, oldest: int | None, before: int | None) -> Page:
        """`size` messages of a folder from the one at `skip` on, newest first; received from `oldest` to `before`.

        Raises Refused.
        """
        params = {"$select": self._fields(), "$orderby": "receivedDateTime desc", "$top": str(size)}
        bounds = [("ge", oldest), ("lt", before)]
        wanted = [f"receivedDateTime {sign} {_stamp(at)}" for sign, at in bounds if at is not None]
        params |= {"$filter": " and ".join(wanted)} if wanted else {}
        params |= {"$skip": str(skip)} if skip else {}
        messages: list[dict[str, Any]] = []
        for page in self._pages(f"{self._folder(folder)}/messages", params, self._prefer, "reading mail"):
            messages += [one for one in page.get("value") or () if isinstance(one, dict)]
            if len(messages) >= size and "@odata.nextLink" in page:
                return Page([self._resolved(one) for one in messages], more=True)
        return Page([self._resolved(one) for one in messages], more=False)

    def message(self, folder: str, name: str) -> dict[str, Any]:
        """One message, if it lies in the folder. Raises Refused."""
        path = f"{self._folder(folder)}/messages/{quote(name, safe='')}"
        found = self._session.get(path, params={"$select": self._fields()}, prefer=self._prefer, doing="reading mail")
        return self._resolved(found)

    def answers(self, folder: str) -> None:
        """Raises what is wrong if Microsoft does not answer the simplest question about a folder either."""
        try:
            self._session.get(self._folder(folder), params={"$select": "id"}, doing="reading mail")
        except Refused as refused:
            raise Unavailable(
                f"account {self._session.account}: Microsoft refused to read a mail folder ({refused}); try again later"
            ) from refused

    def _resolved(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message; if it names people by Exchange DNs, with the headers of its MIME form where that is allowed."""
        if not self._text or not unresolved(message):
            return message
        path = f"{self._root}/messages/{quote(str(message.get('id')), safe='')}/$value"
        try:
            return with_head(message, self._session.octets(path, doing="reading mail"))
        except Refused:
            return message

    @property
    def _prefer(self) -> tuple[str, ...]:
        return (_AS_TEXT,) if self._text else ()

    def _fields(self) -> str:
        return ",".join((*FIELDS, "body") if self._text else FIELDS)

    def _folder(self, name: str) -> str:
        return f"{self._root}/mailFolders/{quote(name, safe='')}"

    def _pages(
        self, path: str, params: dict[str, str], prefer: tuple[str, ...], doing: str
    ) -> Iterator[dict[str, Any]]:
        """All pages. Only the link says whether there is another: a page may well hold nothing. Raises Refused."""
        page = self._session.get(path, params=params, prefer=prefer, doing=doing)
        while True:
            yield page
            link = page.get("@odata.nextLink")
            if not link:
                return
            page = self._session.get(str(link), prefer=prefer, doing=doing)

    def _no_mailbox(self, refused: Refused) -> Trouble:
        named = errors.code(refused.content) or refused
        if refused.meaning is Refusal.NOT_FOUND:
            return Trouble(
                f"account {self._session.account}: Microsoft has no mailbox that this login may read ({named}): "
                "correct `address`, or set mail = false"
            )
        return Unavailable(
            f"account {self._session.account}: Microsoft refused to list mail folders ({named}); try again later"
        )


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
