"""What became of a write to Graph."""

from __future__ import annotations

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from connectors import sink_outcome
from connectors.microsoft import errors
from connectors.microsoft.errors import Refusal
from connectors.microsoft.session import Refused
from syncd.ports import Trouble, Unavailable


def unexpected(refused: Refused, account: str, doing: str) -> Trouble:
    """A refusal that the caller has no use for, in the words of all others."""
    return errors.trouble(refused.meaning, refused.status, refused.content, account=account, doing=doing)


def used_before(refused: Refused) -> bool:
    """True if the transactionId has made an event already, which may be deleted since."""
    return refused.meaning is Refusal.EXISTS


def surely_not_executed(trouble: BaseException) -> bool:
    """True if the request never left: no access token, no name service, nobody listening, or refused outright.

    What fails before the request, the renewal of the login, has MSAL's error or none as its direct cause.
    """
    first = trouble.__cause__
    if isinstance(trouble, Unavailable) and (
        first is None or isinstance(first, (requests.RequestException, ValueError))
    ):
        return True
    return sink_outcome.surely_not_executed(trouble, _never_connected)


def _never_connected(cause: BaseException) -> bool:
    if not isinstance(cause, requests.ConnectionError):
        return False
    reason = getattr(cause.args[0], "reason", None) if cause.args else None
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
