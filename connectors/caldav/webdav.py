"""WebDAV's XML (RFC 4918 §9, §14; RFC 4791 §9; RFC 6578 §6): bodies to send, multistatus answers to read; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

D, C, CS = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_PREFIXES = {D: "d:", C: "c:", CS: "s:"}
_DECLARED = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
_STATUS = re.compile(r"HTTP/\S+\s+(\d{3})")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2

ETAG, TOKEN, CTAG = f"{D}getetag", f"{D}sync-token", f"{CS}getctag"
DATA, NAME, TYPE = f"{C}calendar-data", f"{D}displayname", f"{D}resourcetype"
COMPONENTS, ABOUT = f"{C}supported-calendar-component-set", f"{C}calendar-description"
HOME, PRINCIPAL = f"{C}calendar-home-set", f"{D}current-user-principal"
REPORTS = f"{D}supported-report-set"


class NotDav(ValueError):
    """The bytes are no WebDAV answer."""


@dataclass(slots=True)
class Response:
    """One resource of an answer. `status` is 0 unless it stands for the whole resource; `props` are those found."""

    url: str  # absolute
    status: int = 0
    props: dict[str, ElementTree.Element] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of the path, decoded."""
        return name_of(self.url)

    def text(self, prop: str) -> str:
        """A property's text; "" if it was not found."""
        found = self.props.get(prop)
        return (found.text or "").strip() if found is not None else ""

    def hrefs(self, prop: str) -> list[str]:
        """The absolute URLs in a property."""
        found = self.props.get(prop)
        each = found.iter(f"{D}href") if found is not None else ()
        return [urljoin(self.url, one.text.strip()) for one in each if one.text and one.text.strip()]

    def has(self, prop: str, tag: str) -> bool:
        """Whether the property's value holds such an element, at any depth."""
        found = self.props.get(prop)
        return found is not None and found.find(f".//{tag}") is not None


@dataclass(slots=True)
class Multistatus:
    """An answer with status 207. `token` is "" without DAV:sync-token."""

    responses: list[Response]
    token: str = ""


class _NoDoctype(ElementTree.TreeBuilder):
    """A server's answer has no document type; one that has would only expand entities."""

    def doctype(self, *_: Any) -> None:
        raise NotDav("it has a document type")


def parse(data: bytes) -> ElementTree.Element:
    """The document's root. Raises NotDav."""
    parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314 - without a DTD nothing is left to exploit
    try:
        parser.feed(data)
        return parser.close()
    except ElementTree.ParseError:
        raise NotDav("it is no XML") from None


def multistatus(data: bytes, base: str) -> Multistatus:
    """Reads an answer; hrefs are relative to `base`, the URL asked. Raises NotDav."""
    root = parse(data)
    if root.tag != f"{D}multistatus":
        raise NotDav(f"a multistatus was expected, not {root.tag[:60]}")
    responses = [one for each in root.findall(f"{D}response") for one in _responses(each, base)]
    return Multistatus(responses, (root.findtext(f"{D}sync-token") or "").strip())


def _responses(element: ElementTree.Element, base: str) -> Iterable[Response]:
    """One for each href: several stand together only with one status for all (RFC 4918 §14.24)."""
    status = _status(element)
    props: dict[str, ElementTree.Element] = {}
    for part in element.findall(f"{D}propstat"):
        found = part.find(f"{D}prop")
        if found is not None and _status(part) in (0, 200):
            props |= {one.tag: one for one in found}
    for href in element.findall(f"{D}href"):
        if href.text and href.text.strip():
            yield Response(urljoin(base, href.text.strip()), status, props)


def _status(element: ElementTree.Element) -> int:
    match = _STATUS.search(element.findtext(f"{D}status") or "")
    return int(match[1]) if match else 0


def preconditions(data: bytes) -> frozenset[str]:
    """The names (without namespace) in a DAV:error body (RFC 4918 §16); empty for anything else."""
    try:
        root = parse(data)
    except NotDav:
        return frozenset()
    return frozenset(one.tag.rpartition("}")[2] for one in root) if root.tag == f"{D}error" else frozenset()


def same(one: str, other: str) -> bool:
    """Whether two URLs name one resource, however they are encoded and whether or not they end in a slash."""
    return path_of(one).rstrip("/") == path_of(other).rstrip("/")


def path_of(url: str) -> str:
    """The decoded path."""
    return unquote(urlsplit(url).path)


def name_of(url: str) -> str:
    """The last part of the path, decoded."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


# ---------------------------------------------------------------- bodies


def propfind(props: Iterable[str]) -> bytes:
    """Asks for properties."""
    return _body("d:propfind", f"<d:prop>{_empty(props)}</d:prop>")


def sync_collection(token: str) -> bytes:
    """Asks what changed since `token`; without a limit, for some servers lose changes by one."""
    inner = f"<d:sync-token>{text(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
    return _body("d:sync-collection", f"{inner}<d:prop><d:getetag/></d:prop>")


def multiget(urls: Iterable[str]) -> bytes:
    """Asks for the data of these resources."""
    hrefs = "".join(f"<d:href>{text(urlsplit(url).path)}</d:href>" for url in urls)
    return _body("c:calendar-multiget", f"<d:prop>{_empty((ETAG, DATA))}</d:prop>{hrefs}")


def mkcalendar(name: str, about: str, component: str) -> bytes:
    """Asks for a new calendar that takes one kind of component."""
    props = (
        f"<d:displayname>{text(name)}</d:displayname><c:calendar-description>{text(about)}</c:calendar-description>"
        f'<c:supported-calendar-component-set><c:comp name="{component}"/></c:supported-calendar-component-set>'
    )
    return _body("c:mkcalendar", f"<d:set><d:prop>{props}</d:prop></d:set>")


def text(value: str) -> str:
    """Text as XML has it; what it can't hold is left out."""
    return escape(_UNWRITABLE.sub("", value))


def _empty(props: Iterable[str]) -> str:
    return "".join(f"<{_PREFIXES[prop[: prop.index('}') + 1]]}{prop[prop.index('}') + 1 :]}/>" for prop in props)


def _body(root: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {_DECLARED}>{inner}</{root}>'.encode()
