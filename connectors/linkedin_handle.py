"""A LinkedIn profile's address → the handle, and the canonical address ``linkedin:HANDLE``; pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

# https://www.linkedin.com/in/ada-example, https://de.linkedin.com/in/ada-example/en?trk=…, m.linkedin.com, /mwlite/in/
PROFILE = re.compile(r"linkedin\.com/(?:[a-z-]{1,12}/)?in/([^\s/?#,;\"'<>\\]{1,300})", re.IGNORECASE)
_HANDLE = re.compile(r"(?:[\w.~%-]|[^\x00-\xa0\s])+")
_LONGEST = 200


def address_of(url: str) -> str | None:
    """``linkedin:HANDLE`` of the first personal profile in the text; None for company pages and anything else."""
    found = PROFILE.search(url)
    return address_of_handle(found[1]) if found else None


def address_of_handle(handle: str) -> str | None:
    """``linkedin:HANDLE``: percent-decoded, composed (NFC), lower case; None if it can't be one."""
    plain = unquote(handle.strip(), errors="replace")
    if "\ufffd" in plain:  # not UTF-8: as it stands
        plain = handle.strip()
    plain = unicodedata.normalize("NFC", plain).lower()
    fit = len(plain) <= _LONGEST and plain.isprintable() and _HANDLE.fullmatch(plain)
    return f"linkedin:{plain}" if fit else None
