"""The `fields` parameter: which part of an answer is wanted (developers.google.com, "Partial response").

``a,b/c,items(id,start/date)``: names by commas, a slash for one field of an object, brackets for several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.simulators.google.discovery import schema_of

_TOKEN = re.compile(r"[A-Za-z]\w*|[(),/]|.")
Tree = dict[str, Any]


class Unknown(Exception):
    """The mask names what the answer can't have, or can't be read."""


def only(value: Any, wanted: str, api: str, schema: str) -> Any:
    """What `wanted` leaves of `value`, an object of `schema`. Raises Unknown."""
    tokens = iter(_TOKEN.findall(wanted))
    tree = _selection(tokens, "")
    _check(tree, api, {"$ref": schema}, schema)
    return _cut(value, tree)


def _selection(tokens: Iterator[str], end: str) -> Tree:
    tree: Tree = {}
    inner: Tree = tree
    last = ""
    for token in tokens:
        if token == end:
            return tree
        if token == ",":
            inner = tree
        elif token == "/":
            inner = inner[last]
        elif token == "(":
            inner[last].update(_selection(tokens, ")"))
        elif token.isidentifier():
            last = token
            inner.setdefault(last, {})
        else:
            raise Unknown(token)
    if end:
        raise Unknown("a bracket is not closed")
    return tree


def _check(tree: Tree, api: str, schema: Any, where: str) -> None:
    schema = schema_of(api, schema)
    if schema.get("type") == "array":
        _check(tree, api, schema["items"], where)
        return
    for name, inner in tree.items():
        known = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
        if known is None:
            raise Unknown(f"{where}.{name}")
        _check(inner, api, known, f"{where}.{name}")


def _cut(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_cut(item, tree) for item in value]
    return {name: _cut(value[name], inner) for name, inner in tree.items() if name in value}
