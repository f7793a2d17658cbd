"""Where a browser shows a message of Gmail."""

from __future__ import annotations

from urllib.parse import quote


def message_link(address: str, message: str) -> str:
    """The link to a message by its id (hexadecimal, as the API gives it), in whichever login is `address`'s."""
    return f"https://mail.google.com/mail/?authuser={quote(address, safe='')}#all/{message}"
