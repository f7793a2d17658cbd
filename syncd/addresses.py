"""The canonical form of an e-mail address (CONTRACT.md §4); pure.

Compared lower-case, domain as A-labels by UTS 46 (non-transitional); for gmail.com and googlemail.com dots and
``+tag`` of the local part are dropped and the domain is gmail.com. A local part is written without quotes where it
can be, so that ``"j.doe"@x`` and ``j.doe@x`` are one address.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import idna

_LONGEST = 320  # octets of local part, @ and domain (RFC 3696 erratum 1690)
_PLAIN = re.compile(r"[a-z0-9!#$%&*+/=?^_`{|}~-][a-z0-9!#$%&'*+/=?^_`{|}~.-]*+@[a-z0-9_][a-z0-9_.-]*+")
_SCHEME = re.compile(r"(?:mailto|smtp):", re.IGNORECASE)
_AROUND = "<> \t\r\n\v\f\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # invisible ones come by copy and paste
_BEHIND = _AROUND + ".,;'"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_ATOMS = re.compile(r"[^\x00-\x20\x7f-\xa0()<>\[\]:;@\\,\"\u2028\u2029\ud800-\udfff\ufffd]++")
_NEVER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd]")
_EXCHANGE = re.compile(r"(?:x500:)?/(?:o|ou|cn)=|imceaex-", re.IGNORECASE)
_DOMAIN = re.compile(r"[a-z0-9_-]++(?:\.[a-z0-9_-]++)*+")
_LITERAL = re.compile(r"\[[a-z0-9.:-]++\]")


@lru_cache(maxsize=65536)
def canonical(text: str) -> str | None:
    """The canonical address of one addr-spec, or None if the text is none (no ``@``, an Exchange DN, a label).

    Wrappings met in the wild are removed: ``<mailto:bob@x>``, ``'bob@x'``, ``"bob@x"``, a final dot.
    """
    spec = text if _PLAIN.fullmatch(text) else _unwrapped(text)
    local, at, domain = spec.rpartition("@")
    if not at or not local or len(spec) > _LONGEST:
        return None
    domain = _domain(domain)
    bare = _local(local)
    if not domain or not bare or _EXCHANGE.match(bare):
        return None
    if domain in ("gmail.com", "googlemail.com"):
        domain = "gmail.com"
        bare = bare.partition("+")[0].replace(".", "")
        if not bare:
            return None
    return f"{_written(bare)}@{domain}"


def _unwrapped(text: str) -> str:
    """The addr-spec without brackets, quotes, scheme and stray dots around it; they come in layers."""
    spec = text
    for _ in range(4):
        before = spec
        spec = spec.lstrip(_AROUND).rstrip(_BEHIND)
        scheme = _SCHEME.match(spec)
        if scheme:
            spec = spec[scheme.end() :].partition("?")[0]
        if spec.startswith("'"):
            spec = spec[1:]
        if spec.endswith('"'):
            spec = spec[1:-1] if spec.startswith('"') else spec[:-1]
        elif spec.startswith('"') and not _QUOTED.match(spec):
            spec = spec[1:]
        if spec == before:
            break
    return spec


def _local(text: str) -> str:
    """The local part lower-case and without quotes; "" if it can't be one."""
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        text = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL).strip()
        if _NEVER.search(text) or "@" in text:
            return ""
    else:
        text = text.strip("'").replace('"', "")  # RFC 5322 §4.4: a."b".c is a.b.c
        if not _ATOMS.fullmatch(text):
            return ""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text.lower())


def _written(local: str) -> str:
    """The local part as an addr-spec shows it: quoted only where it must be."""
    if _ATOMS.fullmatch(local) and not local.startswith("'") and not local.endswith("'"):
        return local
    return '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _domain(text: str) -> str:
    """The domain as A-labels, lower-case; "" if it can't be one. Emoji domains exist, so not IDNA 2008 alone."""
    domain = text.rstrip(".").lower()
    if not domain.isascii():
        try:
            domain = idna.uts46_remap(domain, std3_rules=False, transitional=False).rstrip(".").lower()
            domain = ".".join(_label(label) for label in domain.split("."))
        except (idna.IDNAError, UnicodeError):
            return ""
    return domain if _DOMAIN.fullmatch(domain) or _LITERAL.fullmatch(domain) else ""


def _label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
