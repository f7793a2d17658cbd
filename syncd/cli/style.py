"""How commands show things on a terminal: harmless text, tables that fit, progress, dates as people say them.

Colour means something or is not there: red overdue, yellow due soon, green done, dim secondary. Whether there is
colour is the caller's decision. rich is imported where it is used, so that ``syncd --help`` stays quick.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from syncd.dates import local_day

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_SEQUENCES = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    "|\x9b[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x90\x98-\x9f]*(?:\x07|\x1b\\\\|\x9c)"  # OSC, DCS
    "|\x1b[ -/]*[0-~]"
)
_SPACES = re.compile("[\t\n\v\f\r\x85\u2028\u2029\x1c-\x1e]+")
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # what is left of the control characters
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # direction marks and overrides, invisible operators
    "\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_NARROWEST = 20


_SGR = {"red": "31", "yellow": "33", "green": "32", "dim": "2", "bold": "1"}  # ECMA-48


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell with a colour of its own: red, yellow, green or dim."""

    text: str
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column.

    Columns with a `weight` share, in that proportion, the room the others leave, down to `least` cells each. If that is
    not enough, the others are cut to their `least` (None: never cut), then whole columns are left out: dim ones
    first, from the right; the first column stays.
    """

    title: str
    least: int | None = None  # terminal cells
    weight: int = 0
    right: bool = False  # for numbers
    dim: bool = False  # secondary


def clean(text: str) -> str:
    """Foreign text on one line, without anything that steers a terminal or turns the reading direction."""
    if text.isprintable() and text.isascii():
        return text
    return _HARMFUL.sub("", _SPACES.sub(" ", _SEQUENCES.sub("", text)))


def paint(text: str, colour: str | None, color: bool) -> str:
    """`text`, already cleaned, in red, yellow, green, dim or bold, if `color` allows."""
    return f"\x1b[{_SGR[colour]}m{text}\x1b[0m" if color and colour and text else text


def urgency(days_overdue: int, *, soon: int = 3) -> str | None:
    """The colour of a date: red from the first day overdue, yellow today and in the `soon` days before."""
    if days_overdue > 0:
        return "red"
    return "yellow" if days_overdue >= -soon else None


def terminal_width() -> int:
    """The columns of the terminal on stdout, 80 if it is none."""
    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | Cell]],
    *,
    width: int | None = None,
    color: bool,
) -> str:
    """The rows under a ruled header, each on one line of at most `width` cells (default: the terminal's), cut with …

    Cells are cleaned here. Wide characters (East Asian, emoji) count as the two cells they take. Ends without newline.
    """
    cells = [
        [
            Cell(clean(cell.text), cell.colour)
            if isinstance(cell, Cell)
            else Cell(clean(cell), "dim" if column.dim else None)
            for column, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    natural = [
        max([_width(column.title), *(_width(row[index].text) for row in cells)]) for index, column in enumerate(columns)
    ]
    widths = _fit(columns, natural, max(_NARROWEST, terminal_width() if width is None else width))
    lines = [
        _row(columns, widths, [Cell(column.title, "bold") for column in columns], color=color),
        paint("  ".join("─" * room for room in widths.values()), "dim", color),
    ]
    return "\n".join([*lines, *(_row(columns, widths, row, color=color) for row in cells)])


def _fit(columns: Sequence[Column], natural: Sequence[int], width: int) -> dict[int, int]:
    """The width of each column that is shown, by its index and in order; two cells lie between columns."""
    least = [
        size if column.least is None and not column.weight else min(size, column.least or 1)
        for column, size in zip(columns, natural, strict=True)
    ]
    shown = list(range(len(columns)))
    for index in sorted(shown[1:], key=lambda index: (not columns[index].dim, -index)):
        if sum(least[i] for i in shown) + 2 * (len(shown) - 1) > width:
            shown.remove(index)
    room = width - 2 * (len(shown) - 1)
    widths = {index: natural[index] if columns[index].weight == 0 else least[index] for index in shown}
    for index in reversed(shown):  # cut what has no weight, as far as the least of the others asks for it
        if columns[index].weight == 0:
            widths[index] = max(least[index], widths[index] - max(0, sum(widths.values()) - room))
    widths[0] -= max(0, sum(widths.values()) - room)
    spare = room - sum(widths.values())
    while spare > 0 and (growing := [index for index in shown if widths[index] < natural[index]]):
        # one cell at a time to the one that has the least of its share: a table has few columns and cells
        index = min(growing, key=lambda index: (widths[index] / (columns[index].weight or 100), index))
        widths[index] += 1
        spare -= 1
    return widths


def _row(columns: Sequence[Column], widths: dict[int, int], row: Sequence[Cell], *, color: bool) -> str:
    pieces: list[str] = []
    for index, room in widths.items():
        text = _cut(row[index].text, room)
        blank = " " * (room - _width(text))
        painted = paint(text, row[index].colour, color)
        pieces.append(blank + painted if columns[index].right else painted + blank)
    return "  ".join(pieces).rstrip(" ")


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1).rstrip() + "…"


def wrapped(text: str, indent: int) -> list[str]:
    """`text` in lines that fit the terminal behind `indent` cells; a word longer than that is not broken."""
    room = max(_NARROWEST, terminal_width() - indent)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and _width(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def many(count: int, one: str, more: str = "") -> str:
    """``1 mail``, ``2 mails``, ``1,200 people``."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def day(instant: int, zone: tzinfo) -> str:
    """The local date, ``2026-03-01``."""
    return local_day(instant, zone).isoformat()


def ago(instant: int, now: int, zone: tzinfo) -> str:
    """How far away that local day is from today: ``today``, ``yesterday``, ``3 weeks ago``, ``in 2 months``."""
    then, today = local_day(instant, zone), local_day(now, zone)
    days = abs((today - then).days)
    if days == 0:
        return "today"
    past = then < today
    if days == 1:
        return "yesterday" if past else "tomorrow"
    from dateutil.relativedelta import relativedelta

    apart = relativedelta(max(then, today), min(then, today))
    months = apart.years * 12 + apart.months
    if days < 14:
        count, unit = days, "day"
    elif months < 2:
        count, unit = days // 7, "week"
    elif months < 24:
        count, unit = months, "month"
    else:
        count, unit = apart.years, "year"
    span = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{span} ago" if past else f"in {span}"


def moment(instant: int, zone: tzinfo) -> str:
    """Local date and time, ``2026-03-01 09:30``."""
    return f"{datetime.fromtimestamp(instant, zone):%Y-%m-%d %H:%M}"


class Progress:
    """Count, rate and remaining time on one line of stderr while something runs; silent if that is no terminal.

    The line vanishes at the end.
    """

    def __init__(self, *, color: bool = True, stream: TextIO | None = None, shown: bool | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty() if shown is None else shown
        self._color = color
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def update(self, count: int, fraction: float, label: str) -> None:
        """`count` items so far, which is `fraction` (0 to 1) of all; `label` says what is being read now."""
        if not self._shown:
            return
        if self._bar is None:
            self._bar = self._start()
            self._task = self._bar.add_task("", total=1.0, count=0)
        assert self._task is not None
        self._bar.update(self._task, completed=min(fraction, 1.0), description=clean(label), count=count)

    def _start(self) -> RichProgress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Task as RichTask
        from rich.text import Text

        class Count(ProgressColumn):
            """``1,200  85/s``."""

            def render(self, task: RichTask) -> Text:
                count = task.fields["count"]
                rate = f"  {count / task.elapsed:,.0f}/s" if task.elapsed and count else ""
                return Text(f"{count:,}{rate}", no_wrap=True)

        console = Console(file=self._stream, force_terminal=True, no_color=not self._color, highlight=False)
        label = TextColumn("{task.description}", markup=False)
        bar = Progress(label, BarColumn(20), Count(), TimeRemainingColumn(), console=console, transient=True)
        bar.start()
        return bar
