"""Reads a TOML text table by table, finding all that is wrong in one go (CONTRACT.md §1); pure.

`read_toml` turns a text into a `Section`, one TOML table. A section gives typed values by key and notes a `Problem`
(place, key, value, what was expected, a near miss) instead of raising, so that the user sees everything at once;
`Section.rest` notes the keys nobody asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from syncd import toml_values
from syncd.dates import Duration
from syncd.problems import SECRET, SHOWN, Problem, listed, near, quoted, shown, veiled
from syncd.toml_lines import Key, Places, explain, scan
from syncd.toml_values import ADDRESS, mail_address, meant_address

_Value = TypeVar("_Value")


def read_toml(file: str, text: str, problems: list[Problem]) -> Section | None:
    """The root table of `text`; None, with a problem noted, if it is not TOML. `file` is how people know it."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number with more than 4,300 digits
        fault = explain(text, error)
        line = text.split("\n")[fault.line - 1].strip() if fault.line else ""
        key, _, value = line.partition("=")
        quote = f"{key.strip()} = …" if value and SECRET.search(key) else line
        why = f"this is not TOML: {fault.why}"
        problems.append(Problem(file, fault.line, "", quote[:SHOWN], "", why, "" if "…" in quote else fault.suggestion))
        return None
    return Section(_Source(file, scan(text), problems), (), table, "")


@dataclass(frozen=True, slots=True)
class _Source:
    file: str
    places: Places
    problems: list[Problem]


class Section:
    """One TOML table being read. Every method that takes a `default` gives it back when the key is absent or wrong."""

    def __init__(self, source: _Source, path: Key, table: Mapping[str, object], label: str) -> None:
        self._source = source
        self._path = path
        self._table = table
        self._asked: set[str] = set()
        self.label = label

    # ------------------------------------------------------------ problems

    @property
    def file(self) -> str:
        return self._source.file

    @property
    def line(self) -> int | None:
        return self._source.places.line(self._path)

    def line_of(self, key: str, item: int | None = None) -> int | None:
        """The line of `key`, or of element `item` of its list; of the table if the key is absent."""
        path = (*self._path, key) if item is None else (*self._path, key, item)
        return self._source.places.line(path)

    def problem(self, key: str, expected: str, suggestion: str = "", *, item: int | None = None) -> None:
        """Notes that `key` (or element `item` of its list) is wrong."""
        value = ""
        if key in self._table:
            found = self._table[key]
            if item is not None and isinstance(found, list):
                found = found[item]
            value = veiled(key, found)
        line = self.line_of(key, item)
        self._source.problems.append(Problem(self.file, line, self.label, key, value, expected, suggestion))

    def missing(self, key: str, expected: str) -> None:
        """Notes that `key` must be there."""
        self._source.problems.append(Problem(self.file, self.line, self.label, key, "", f"missing: {expected}"))

    def rest(self, elsewhere: Mapping[str, str] | None = None) -> None:
        """Notes every key that was not asked for. `elsewhere` says of a key where it belongs instead."""
        for key in self._table:
            if key in self._asked:
                continue
            if elsewhere and key in elsewhere:
                self.problem(key, elsewhere[key])
                continue
            meant = near(key, self._asked)
            known = "unknown key" if meant else f"unknown key; known here: {listed(sorted(self._asked))}"
            self.problem(key, known, meant)

    # ------------------------------------------------------------ values

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def raw(self, key: str, required: str = "") -> object:
        """The value as tomllib read it, or None. `required`: what to say if the key is missing."""
        self._asked.add(key)
        if required and key not in self._table:
            self.missing(key, required)
        return self._table.get(key)

    def ask(self, *keys: str) -> None:
        """Marks keys as known without reading them."""
        self._asked.update(keys)

    def text(
        self, key: str, default: str = "", *, choices: Collection[str] = (), required: str = "", lines: bool = False
    ) -> str:
        """A text, not blank and on one line unless `lines`. `required`: what to say if the key is missing."""
        value = self.raw(key, required)
        if value is None:
            return default
        if choices and not (isinstance(value, str) and value in choices):
            meant = near(value, choices) if isinstance(value, str) else ""
            self.problem(key, f"expected one of {listed(choices)}", quoted(meant) if meant else "")
        elif not isinstance(value, str):
            simple = isinstance(value, int | float | date | time)
            self.problem(key, "expected a text in quotes", quoted(shown(value)) if simple else "")
        elif not value.strip() or "\0" in value:
            self.problem(key, "expected a text that is not empty" + (f": {required}" if required else ""))
        elif not lines and not value.isprintable():
            self.problem(key, "expected a text on one line, without tabs and control characters")
        else:
            return value
        return default

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        parse = partial(toml_values.parse_whole, low=low, high=high)
        return self._parsed(key, default, parse, f"expected a whole number from {low} to {high}")

    def real(self, key: str, default: float, low: float, high: float) -> float:
        """A number from `low` to `high`, with or without decimals."""
        parse = partial(toml_values.parse_real, low=low, high=high)
        return self._parsed(key, default, parse, f"expected a number from {low:g} to {high:g}")

    def flag(self, key: str, default: bool) -> bool:
        return self._parsed(key, default, toml_values.parse_flag, "expected true or false, without quotes")

    def duration(self, key: str, default: Duration, *, required: str = "", least: int = 1) -> Duration:
        """A duration of at least `least` (0 allows none at all) and at most 100 years (beyond that, dates end)."""
        expected = "expected a duration like 36h, 3d, 2w, 6m, 1y or 5 workdays, of at most 100 years"
        return self._parsed(key, default, partial(toml_values.parse_duration, least=least), expected, required)

    def interval(self, key: str, default: timedelta) -> timedelta:
        """A short time by the clock, where ``m`` is minutes: ``30s 5m 2h 1d``."""
        expected = "expected a time like 30s, 5m (minutes), 2h or 1d"
        return self._parsed(key, default, toml_values.parse_clock_interval, expected)

    def time(self, key: str, default: time) -> time:
        """A time of day, "HH:MM" (TOML's own local time is taken too)."""
        return self._parsed(key, default, toml_values.parse_time, 'expected a time of day like "09:00"')

    def birthday(self, key: str) -> str:
        """MM-DD or YYYY-MM-DD, a day that exists (TOML's own date is taken too); "" if absent."""
        expected = 'expected a day that exists, as "12-09" (month and day) or "1906-12-09"'
        return self._parsed(key, "", toml_values.parse_birthday, expected)

    def moment(self, key: str, *, required: str = "") -> date | datetime | None:
        """A date or an RFC 3339 date-time with its offset, as a text or as TOML's own; None if absent."""
        value = self.raw(key, required)
        if value is None:
            return None
        found = toml_values.parse_moment(value)
        if found is None:
            self.problem(key, 'expected a date like "2026-02-03", or "2026-02-03T09:00:00+01:00"')
        elif isinstance(found, datetime) and found.tzinfo is None:
            self.problem(key, "expected a date, or a date and time with its offset", quoted(f"{found.isoformat()}Z"))
            return None
        return found

    def _parsed(
        self,
        key: str,
        default: _Value,
        parse: Callable[[object], tuple[_Value | None, str]],
        expected: str,
        required: str = "",
    ) -> _Value:
        """What `parse` makes of the value: its meaning, or None and a suggestion."""
        value = self.raw(key, required)
        if value is None:
            return default
        found, suggestion = parse(value)
        if found is not None:
            return found
        self.problem(key, expected, suggestion)
        return default

    def texts(
        self,
        key: str,
        default: tuple[str, ...] = (),
        *,
        choices: Collection[str] = (),
        single: bool = False,
        required: str = "",
        read: Callable[[str], str | None] | None = None,
        expected: str = "expected a text in quotes",
        suggest: Callable[[str], str] | None = None,
    ) -> tuple[str, ...]:
        """A list of texts; with `single` one text may stand alone.

        `read` gives the meaning of one element or None if it is wrong; then `expected` and `suggest` say more.
        """
        value = self.raw(key, required)
        if value is None:
            return default
        alone = single and isinstance(value, str)
        if not isinstance(value, list) and not alone:
            meant = f"[{quoted(value)}]" if isinstance(value, str) else ""
            self.problem(key, "expected a list of texts" + (" or one text" if single else ""), meant)
            return default
        if required and not value:
            self.problem(key, f"expected at least one: {required}")
        found: list[str] = []
        items: list[object] = value if isinstance(value, list) else [value]
        for number, item in enumerate(items):
            place = None if alone else number
            text = item if isinstance(item, str) and item.strip() and item.isprintable() else None
            if text is None:
                self.problem(key, "expected a text in quotes, not empty, on one line", item=place)
            elif choices and text not in choices:
                meant = near(text, choices)
                self.problem(key, f"expected one of {listed(choices)}", quoted(meant) if meant else "", item=place)
            elif read is None:
                found.append(text)
            elif (meaning := read(text)) is not None:
                found.append(meaning)
            else:
                meant = suggest(text) if suggest else ""
                self.problem(key, expected, quoted(meant) if meant else "", item=place)
        return tuple(dict.fromkeys(found))

    def addresses(self, key: str, *, single: bool = False, required: str = "") -> tuple[str, ...]:
        """Canonical e-mail addresses."""
        return self.texts(
            key, single=single, required=required, read=mail_address, expected=ADDRESS, suggest=meant_address
        )

    def address(self, key: str, *, required: str = "") -> str:
        """One canonical e-mail address, or ""."""
        text = self.text(key, required=required)
        if not text:
            return ""
        found = mail_address(text)
        if found is None:
            meant = meant_address(text)
            self.problem(key, ADDRESS, quoted(meant) if meant else "")
        return found or ""

    # ------------------------------------------------------------ tables

    def section(self, key: str, label: str | None = None) -> Section:
        """The table `key`; an empty one if it is absent or no table."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            written = f"{key} = {{ … }}" if self._path else f"[{key}] and its keys below it"
            self.problem(key, f"expected a table: {written}")
        name = f"[{key}]" if label is None else label
        return Section(self._source, (*self._path, key), value if isinstance(value, dict) else {}, name)

    def sections(self, key: str, named: str = "name") -> list[Section]:
        """The tables ``[[key]]`` in their order, each labelled by its key `named` or by its number."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            name = ".".join([part for part in self._path if isinstance(part, str)] + [key])
            self.problem(key, f"there may be several, so each begins with double brackets: [[{name}]]")
            return []
        found = []
        for number, table in enumerate(value):
            name = table.get(named)
            first = name[0] if isinstance(name, list) and name else name
            known = isinstance(first, str) and first.strip()
            label = f"{key} {shown(first)}" if known else f"{key} {number + 1}"
            label = f"{self.label}: {label}" if self.label else label
            found.append(Section(self._source, (*self._path, key, number), table, label))
        return found
