"""What people see on a terminal: nothing foreign steers it, tables fit, dates read as people say them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from syncd.cli.style import Cell, Column, Progress, ago, clean, day, moment, paint, table, urgency

BERLIN = ZoneInfo("Europe/Berlin")
COLUMNS = [
    Column("id", right=True),
    Column("date"),
    Column("what", least=10, weight=2),
    Column("why", least=10, weight=1, dim=True),
]


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\r\n\tc\u2028d", "a b c d"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;cm0gLXJm\x07", ""),
        ("\x9b2Jgone\x9d0;t\x9c", "gone"),
        ("\x1b]0;never ended", "0;never ended"),
        ("\x1b", ""),
        ("back\x08space\x7f\x00", "backspace"),
        ("\u202egpj.exe\u2066x\u2069\u200f", "gpj.exex"),
        ("Größe 👩\u200d👩\u200d👧 日本", "Größe 👩\u200d👩\u200d👧 日本"),
        ("\ud800x", "x"),
    ],
)
def test_foreign_text_is_harmless(foreign: str, shown: str) -> None:
    """Given text with terminal sequences, line ends or direction marks, when cleaned, then only its words are left."""
    assert clean(foreign) == shown


@given(st.text() | st.from_regex("[\x1b\x9b\x9d\\]\\[0-9;m\x07ab\n\u202e]*"))
def test_no_text_steers_the_terminal(text: str) -> None:
    """Given any text, when cleaned, then it is one line without control characters, and cleaning again is no change."""
    result = clean(text)
    assert not [c for c in result if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(result) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert clean(result) == result
    result.encode()


def test_a_table_that_has_room_is_as_wide_as_its_words() -> None:
    """Given short cells, when shown, then nothing is cut, numbers are to the right, no line ends in blanks."""
    shown = table(
        COLUMNS, [["1", "2026-03-01", "Write", "month"], ["12", "2026-03-02", "Call", ""]], width=80, color=False
    )
    assert shown.split("\n") == [
        "id  date        what   why",
        "──  ──────────  ─────  ─────",
        " 1  2026-03-01  Write  month",
        "12  2026-03-02  Call",
    ]


def test_long_cells_are_cut_by_weight() -> None:
    """Given long cells, when shown in 50 columns, then those with a weight are cut in proportion, the others whole."""
    shown = table(COLUMNS, [["1", "2026-03-01", "w" * 90, "y" * 90]], width=50, color=False)
    assert shown.split("\n")[2] == " 1  2026-03-01  " + "w" * 20 + "…  " + "y" * 10 + "…"


def test_a_short_cell_leaves_its_room_to_the_others() -> None:
    """Given one weighted column needs little, when shown, then the other has the rest."""
    shown = table(COLUMNS, [["1", "2026-03-01", "w" * 90, "short"]], width=60, color=False)
    assert shown.split("\n")[2] == " 1  2026-03-01  " + "w" * 36 + "…  short"


def test_a_narrow_terminal_loses_secondary_columns_first() -> None:
    """Given no room for the least of all columns, when shown, then the dim one is left out whole; the first stays."""
    row = [["1", "2026-03-01", "w" * 90, "y" * 90]]
    assert table(COLUMNS, row, width=30, color=False).split("\n") == [
        "id  date        what",
        "──  ──────────  ──────────────",
        f" 1  2026-03-01  {'w' * 13}…",
    ]
    wide = [Column("name", least=40, weight=1), Column("n")]
    assert table(wide, [["w" * 50, "1"]], width=20, color=False).split("\n")[2] == "w" * 19 + "…"


WORD = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("日本👍e\u0301\u200d\x1b\n"), max_size=60)


@given(st.lists(st.tuples(WORD, WORD, WORD, WORD), max_size=4), st.integers(20, 120), st.booleans())
def test_every_table_fits(rows: list[tuple[str, str, str, str]], width: int, color: bool) -> None:
    """Given any cells and width, when shown, then each row is one line that is not wider, with or without colour."""
    shown = table(COLUMNS, rows, width=width, color=color)
    plain = re.sub("\x1b\\[[0-9]+m", "", shown)
    assert len(plain.split("\n")) == len(rows) + 2
    assert all(cell_len(line) <= width for line in plain.split("\n"))
    assert plain == table(COLUMNS, rows, width=width, color=False) or color


def test_wide_characters_take_two_cells() -> None:
    """Given East Asian text and emoji, when shown, then the next column stands straight."""
    columns = [Column("name", weight=1), Column("n")]
    shown = table(columns, [["日本語テキストです", "1"], ["👍👍", "2"], ["ab", "3"]], width=20, color=False)
    rows = shown.split("\n")[2:]
    assert {cell_len(row) for row in rows} == {20}
    assert rows[0] == "日本語テキストで…  1"


def test_colour_is_the_callers_decision() -> None:
    """Given a red cell, when shown with colour and without, then the code is there or no escape at all."""
    row: list[list[str | Cell]] = [["1", "2026-03-01", Cell("late", "red"), "why"]]
    assert "\x1b[31mlate\x1b[0m" in table(COLUMNS, row, width=80, color=True)
    assert "\x1b[2mwhy" in table(COLUMNS, row, width=80, color=True)
    assert "\x1b" not in table(COLUMNS, row, width=80, color=False)
    assert paint("x", "green", True) == "\x1b[32mx\x1b[0m"
    assert paint("x", "green", False) == paint("x", None, True) == "x"


def test_urgency_has_a_colour() -> None:
    """Given days overdue, when asked, then red is late, yellow soon, and nothing else has one."""
    assert [urgency(days) for days in (5, 1, 0, -3, -4)] == ["red", "red", "yellow", "yellow", None]


NOW = int(datetime(2026, 3, 1, 23, 30, tzinfo=UTC).timestamp())  # in Berlin it is 2 March, 00:30


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("2026-03-02T00:01+01:00", "today"),
        ("2026-03-01T23:59+01:00", "yesterday"),
        ("2026-02-17T12:00+01:00", "13 days ago"),
        ("2026-02-16T12:00+01:00", "2 weeks ago"),
        ("2026-01-03T12:00+01:00", "8 weeks ago"),
        ("2026-01-02T12:00+01:00", "2 months ago"),
        ("2024-03-03T12:00+01:00", "23 months ago"),
        ("2024-03-02T12:00+01:00", "2 years ago"),
        ("2016-03-02T12:00+01:00", "10 years ago"),
        ("2026-03-03T00:00+01:00", "tomorrow"),
        ("2026-03-05T00:00+01:00", "in 3 days"),
        ("2026-05-02T12:00+02:00", "in 2 months"),
    ],
)
def test_how_long_ago(then: str, said: str) -> None:
    """Given an instant, when said from 2 March in Berlin, then it counts local days, weeks, calendar months, years."""
    assert ago(int(datetime.fromisoformat(then).timestamp()), NOW, BERLIN) == said


def test_days_are_local() -> None:
    """Given an instant that is another day in Berlin, when shown there, then it is that day."""
    assert day(NOW, BERLIN) == "2026-03-02"
    assert day(NOW, UTC) == "2026-03-01"
    assert moment(NOW, BERLIN) == "2026-03-02 00:30"


def test_progress_is_silent_without_a_terminal() -> None:
    """Given stderr is no terminal, when progress is told, then nothing is written."""
    stream = io.StringIO()
    with Progress(stream=stream) as progress:
        progress.update(1, 0.1, "work: inbox")
    assert stream.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_label_count_and_remaining_time_on_a_terminal() -> None:
    """Given a terminal, when progress is told, then label, count and share are shown, a label's markup and sequences
    are not obeyed, and the cursor is given back.
    """
    stream = Terminal()
    with Progress(stream=stream, color=False) as progress:
        progress.update(0, 0.0, "work: [red]in\x1b]0;x\x07box")
        progress.update(1200, 0.3, "work: [red]in\x1b]0;x\x07box")
    written = stream.getvalue()
    assert "work: [red]inbox" in written
    assert "1,200" in written
    assert "\x1b]0" not in written
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")


def test_importing_the_style_is_quick() -> None:
    """Given a fresh process, when style is imported and an ASCII table shown, then rich is not loaded."""
    code = (
        "import sys; from syncd.cli.style import *; table([Column('a')], [['b']], width=40, color=False);"
        "sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
