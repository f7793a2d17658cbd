"""The canonical form of an e-mail address (CONTRACT.md §4); pure.

Compared lower-case, domain as A-labels by UTS 46 (non-transitional); for gmail.com and googlemail.com dots and
``+tag`` of the local part are dropped and the domain is gmail.com.
"""

from __future__ import annotations

import re
from functools import lru_cache

import idna

_CLEAN = re.compile(r"[\x00-\x20\x7f]+")


@lru_cache(maxsize=65536)
def canonical(text: str) -> str | None:
    """The canonical address of one addr-spec, or None if the text is none (no ``@``, an Exchange DN, a label)."""
    spec = text.strip()
    for _ in range(3):  # '<mailto:bob@x>' and the like come in layers
        before = spec
        spec = spec.strip("<>'\" \t\r\n").rstrip(".")
        if spec[:7].lower() == "mailto:":
            spec = spec[7:]
        if spec == before:
            break
    local, at, domain = spec.rpartition("@")
    if not at or not local or not domain or _CLEAN.search(domain) or local.startswith("/"):
        return None
    if local[0] == local[-1] == '"' and len(local) > 2:
        local = local[1:-1].replace("\\", "")
    elif text.startswith('"') and local.endswith('"'):
        local = local[:-1]
    if local.lower().startswith("imceaex-") or "@" in local:
        return None
    domain = _domain(domain)
    if not domain:
        return None
    local = local.lower()
    if domain in ("gmail.com", "googlemail.com"):
        domain = "gmail.com"
        local = local.partition("+")[0].replace(".", "")
        if not local:
            return None
    return f"{local}@{domain}"


def _domain(text: str) -> str:
    domain = text.rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return ""
