"""A file source's cursor as text: JSON that names the version it was written by and the `since` it was written for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from syncd.ports import CursorExpired

_Cursor = TypeVar("_Cursor")


def dump_cursor(version: int, fields: Mapping[str, object]) -> str:
    return json.dumps({"v": version, **fields}, separators=(",", ":"))


def load_cursor(
    text: str, version: int, since: str, noted: str, build: Callable[[dict[str, Any]], _Cursor | None]
) -> _Cursor:
    """What `dump_cursor` wrote. `build` makes the cursor of its fields; it may refuse them with None or an error.

    Raises CursorExpired for anything but our own of this version, or if `since` was another one. `noted` tells people
    what is out of date: "the place reached in this file".
    """
    try:
        fields = json.loads(text)
        if fields.pop("v") == version and fields["since"] == since:
            cursor = build(fields)
            if cursor is not None:
                return cursor
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    raise CursorExpired(f"{noted} was noted by another version or for another “since”")
