"""Bodies against ``graph_schema.json``, a hand-made extract of the resources that syncd meets.

An unknown property is a bug of the client in a request and normal in a response; a wrong type is a bug in both.
A property's text there is its type and its use: ``rw`` may be written, ``c`` only when it is made, else read only.
``[t]`` is a list, ``=a|b`` one of these words, ``time`` RFC 3339 in UTC, ``local`` a wall clock without zone.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.simulators.microsoft.odata import Invalid

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z\Z")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


@cache
def properties(name: str) -> dict[str, str]:
    """The properties of a resource, those of what it extends included."""
    types: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "graph_schema.json").read_text())
    own = dict(types[name])
    base = own.pop("<", None)
    return {**properties(base), **own} if base else own


def check_request(name: str, body: Any, *, new: bool) -> None:
    """Raises Invalid unless `body` may be sent to make (`new`) or to change a resource."""
    _object(name, body, name, "c" if new else "rw")


def check_response(name: str, body: Any) -> None:
    """Raises Invalid unless `body` is a resource, or (``[name]``) a page of them. Null is allowed everywhere."""
    if name.startswith("["):
        if not isinstance(body, dict) or not isinstance(body.get("value"), list):
            raise Invalid(f"{name}: no list of values")
        for index, one in enumerate(body["value"]):
            _object(name[1:-1], one, f"{name}[{index}]", "")
    else:
        _object(name, body, name, "")


def _object(name: str, body: Any, where: str, use: str) -> None:
    if not isinstance(body, dict):
        raise Invalid(f"{where}: {body!r} is no object")
    if not use and str(body.get("@odata.type", "")).startswith("#microsoft.graph.eventMessage"):
        name = "eventMessage"
    known = properties(name)
    for key, value in body.items():
        if key not in known:
            if use and key != "@odata.type":
                raise Invalid(f"{where} has no {key}")
            continue
        kind, _, allowed = known[key].partition(" ")
        if use and allowed not in ("rw", use):
            raise Invalid(f"{where}.{key} can not be written")
        _value(kind, value, f"{where}.{key}", use)


def _value(kind: str, value: Any, where: str, use: str) -> None:
    if value is None:
        return
    if kind.startswith("["):
        if not isinstance(value, list):
            raise Invalid(f"{where}: {value!r} is no list")
        for index, one in enumerate(value):
            _value(kind[1:-1], one, f"{where}[{index}]", use)
    elif kind.startswith("="):
        if value not in kind[1:].split("|"):
            raise Invalid(f"{where}: {value!r} is none of {kind[1:]}")
    elif kind in _PLAIN:
        if not _PLAIN[kind](value):
            raise Invalid(f"{where}: {value!r} is no {kind}")
    else:
        _object(kind, value, where, use)


def _base64(value: Any) -> bool:
    try:
        return isinstance(value, str) and b64decode(value, validate=True) is not None
    except ValueError:
        return False


_PLAIN: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "time": lambda value: isinstance(value, str) and _TIME.match(value) is not None,
    "local": lambda value: isinstance(value, str) and _LOCAL.match(value) is not None,
    "date": lambda value: isinstance(value, str) and _DATE.match(value) is not None,
    "base64": _base64,
    "any": lambda _: True,
}
