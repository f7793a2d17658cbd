"""Requests and responses against the discovery documents that google-api-python-client ships, in both directions.

What a document forbids or does not know is a bug of ours in a request, and a bug of the simulator in a response.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient

_DOCUMENTS = Path(googleapiclient.__path__[0]) / "discovery_cache" / "documents"
APIS = {"gmail": "gmail.v1", "calendar": "calendar.v3", "tasks": "tasks.v1"}


@dataclass(frozen=True)
class Method:
    """One method of an API: its id is ``gmail.users.messages.get``."""

    id: str
    api: str
    verb: str
    pattern: re.Pattern[str]
    parameters: Mapping[str, Any]
    request: str
    response: str
    scopes: frozenset[str]


class Invalid(Exception):
    """Something that the document does not allow; says where."""


@cache
def _document(api: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_DOCUMENTS / f"{APIS[api]}.json").read_text())
    return loaded


@cache
def methods() -> tuple[Method, ...]:
    """Every method of the three APIs."""
    return tuple(method for api in APIS for method in _methods(api, _document(api)))


def _methods(api: str, node: Mapping[str, Any]) -> Iterator[Method]:
    common = _document(api).get("parameters", {})
    for each in node.get("methods", {}).values():
        path = "/" + _document(api)["servicePath"] + each["path"]
        names = re.sub(r"\\\{\\?\+?(\w+)\\\}", lambda found: f"(?P<{found[1]}>[^/]+)", re.escape(path))
        yield Method(
            each["id"],
            api,
            each["httpMethod"],
            re.compile(names + r"\Z"),
            {**common, **each.get("parameters", {})},
            each.get("request", {}).get("$ref", ""),
            each.get("response", {}).get("$ref", ""),
            frozenset(each.get("scopes", ())),
        )
    for resource in node.get("resources", {}).values():
        yield from _methods(api, resource)


def find(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method that a request is for, with the parameters in its path (still quoted)."""
    for method in methods():
        if method.verb == verb and (match := method.pattern.match(path)):
            return method, match.groupdict()
    return None


def check_query(method: Method, query: Mapping[str, list[str]]) -> dict[str, Any]:
    """The query's values by name, typed. Raises Invalid for unknown, repeated or wrong ones."""
    values: dict[str, Any] = {}
    for name, given in query.items():
        known = method.parameters.get(name)
        if known is None or known.get("location", "query") != "query":
            raise Invalid(f"{method.id} has no parameter {name}")
        if known.get("repeated"):
            values[name] = [_parameter(name, known, one) for one in given]
        elif len(given) > 1:
            raise Invalid(f"{method.id}: {name} given twice")
        else:
            values[name] = _parameter(name, known, given[0])
    return values


def _parameter(name: str, known: Mapping[str, Any], text: str) -> Any:
    if "enum" in known and text not in known["enum"]:
        raise Invalid(f"{name}={text} is none of {known['enum']}")
    if known["type"] == "boolean":
        if text not in ("true", "false"):
            raise Invalid(f"{name}={text} is no boolean")
        return text == "true"
    if known["type"] == "integer":
        number = int(text)
        if not int(known.get("minimum", number)) <= number:
            raise Invalid(f"{name}={text} is less than {known['minimum']}")
        return number
    if known.get("format") == "date-time":
        _date_time(name, text)
    if known.get("format") in ("uint64", "int64") and not re.fullmatch(r"-?\d+", text):
        raise Invalid(f"{name}={text} is no number")
    return text


def check_request(method: Method, body: Any) -> None:
    """Raises Invalid unless the body is what the method takes."""
    if not method.request:
        if body is not None:
            raise Invalid(f"{method.id} takes no body")
        return
    if body is None:
        raise Invalid(f"{method.id} needs a body")
    _check(method.api, {"$ref": method.request}, body, method.request)


def check_response(method: Method, body: Any) -> None:
    """Raises Invalid unless the body is what the method answers."""
    if method.response:
        _check(method.api, {"$ref": method.response}, body, method.response)
    elif body is not None:
        raise Invalid(f"{method.id} answers nothing")


def schema_of(api: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, where it may be a reference to one."""
    found: Mapping[str, Any] = _document(api)["schemas"][schema["$ref"]] if "$ref" in schema else schema
    return found


def _check(api: str, schema: Mapping[str, Any], value: Any, where: str) -> None:
    schema = schema_of(api, schema)
    kind = schema.get("type", "any")
    if kind == "object":
        _check_object(api, schema, value, where)
    elif kind == "array":
        if not isinstance(value, list):
            raise Invalid(f"{where}: {value!r} is no list")
        for index, item in enumerate(value):
            _check(api, schema["items"], item, f"{where}[{index}]")
    elif kind == "string":
        _check_string(schema, value, where)
    elif kind == "boolean" and not isinstance(value, bool):
        raise Invalid(f"{where}: {value!r} is no boolean")
    elif kind == "integer" and (isinstance(value, bool) or not isinstance(value, int)):
        raise Invalid(f"{where}: {value!r} is no integer")
    elif kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Invalid(f"{where}: {value!r} is no number")


def _check_object(api: str, schema: Mapping[str, Any], value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise Invalid(f"{where}: {value!r} is no object")
    known = schema.get("properties", {})
    for name, item in value.items():
        if name in known:
            _check(api, known[name], item, f"{where}.{name}")
        elif "additionalProperties" in schema:
            _check(api, schema["additionalProperties"], item, f"{where}.{name}")
        else:
            raise Invalid(f"{where} has no {name}")


def _check_string(schema: Mapping[str, Any], value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise Invalid(f"{where}: {value!r} is no string")
    form = schema.get("format")
    if form in ("int64", "uint64") and not re.fullmatch(r"\d+" if form == "uint64" else r"-?\d+", value):
        raise Invalid(f"{where}: {value!r} is no {form}")
    if form == "date-time":
        _date_time(where, value)
    if form == "date":
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise Invalid(f"{where}: {value!r} is no date") from error
    if form == "byte":
        try:
            urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except ValueError as error:
            raise Invalid(f"{where} is not base64url") from error


def _date_time(where: str, value: str) -> None:
    """RFC 3339 §5.6: with an offset."""
    try:
        aware = datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware or "T" not in value:
        raise Invalid(f"{where}: {value!r} is no RFC 3339 time with an offset")
