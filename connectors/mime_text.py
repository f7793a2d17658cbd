"""Header text as people read it: RFC 2047 encoded words, raw 8-bit text, folding, control characters."""

from __future__ import annotations

import binascii
import re

_LONGEST = 16_384  # characters of one header text that are looked at
_ENCODED = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*+(?:\?(?!=)[^?]{0,200}+){0,4})\?=")
_FOLD = re.compile(r"\r?\n[ \t]*|\t")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # with bidi overrides
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "us-ascii": "utf-8"}
_NO_CHARSET = frozenset({"idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined"})


def decode_text(value: bytes) -> str:
    """The value decoded (RFC 2047), in one line, without control characters or lone surrogates."""
    return readable(as_text(value))


def as_text(value: bytes) -> str:
    """Raw octets of a header as text: UTF-8 (RFC 6532), or else Windows-1252."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def readable(text: str) -> str:
    """`decode_text` of what `as_text` gives."""
    if text.isprintable() and "=?" not in text:
        return text.strip()
    text = text[:_LONGEST]
    if "=?" in text:
        text = _words(text)
    text = _CONTROL.sub("", _FOLD.sub(" ", text))
    return _SURROGATE.sub("\ufffd", text).strip()


def _words(text: str) -> str:
    """Encoded words decoded. White space between two of them means nothing (RFC 2047 §6.2).

    Octets of neighbours with one charset are joined first: writers do cut characters in two.
    """
    out: list[str] = []
    held, charset, end = b"", "", 0
    for word in _ENCODED.finditer(text):
        octets = _octets(word[2], word[3])
        if octets is None:
            continue
        between = text[end : word.start()]
        if held and (between.strip() or charset != word[1].lower()):
            out.append(_decoded(held, charset))
            held = b""
        if between.strip() or not end:
            out.append(between)
        held, charset, end = held + octets, word[1].lower(), word.end()
    out.append(_decoded(held, charset))
    out.append(text[end:])
    return "".join(out)


def _octets(encoding: str, text: str) -> bytes | None:
    """What an encoded word stands for, or None if it stands for nothing."""
    if encoding in "qQ":
        raw = text.replace("_", " ").encode("utf-8", "replace")
        return _HEX.sub(lambda found: bytes((int(found[1], 16),)), raw)
    letters = _NOT_BASE64.sub("", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except binascii.Error:
        return None


def _decoded(octets: bytes, charset: str) -> str:
    """The octets in their charset; an unknown one is taken for UTF-8, or else Windows-1252."""
    if not octets:
        return ""
    name = _WIDER.get(charset, charset.removesuffix("-i").removesuffix("-e"))
    if name not in _NO_CHARSET and name != "utf-8":
        try:
            return octets.decode(name, "replace")
        except (LookupError, ValueError):
            pass
    return octets.decode("utf-8", "replace") if name == "utf-8" else as_text(octets)
