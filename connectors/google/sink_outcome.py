"""What became of a write to Google."""

from __future__ import annotations

import httplib2
from google.auth.exceptions import GoogleAuthError

from connectors import sink_outcome
from connectors.google import errors
from connectors.google.session import Refused
from syncd.ports import Trouble

_NOTHING_WAS_SENT = (httplib2.ServerNotFoundError, ConnectionRefusedError, GoogleAuthError)


def unexpected(refused: Refused, account: str, doing: str) -> Trouble:
    """A refusal that the caller has no use for, in the words of all others."""
    return errors.trouble(refused.meaning, refused.status, refused.content, account=account, doing=doing)


def surely_not_executed(trouble: BaseException) -> bool:
    """True if the request never left: no name service, nobody listening, no access token, or refused outright."""
    return sink_outcome.surely_not_executed(trouble, lambda cause: isinstance(cause, _NOTHING_WAS_SENT))
