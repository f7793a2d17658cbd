"""Problems for people, and the places in a TOML text they name."""

from __future__ import annotations

import tomllib
from datetime import date, time, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.dates import Duration, parse_interval
from syncd.problems import ConfigProblems, Problem, near, quoted, shown
from syncd.sections import Section, read_toml
from syncd.toml_lines import Key, explain, scan


class TestProblem:
    """How one problem reads."""

    def test_all_parts(self) -> None:
        """Given every part, then place, table, key, value, expectation and suggestion follow one another."""
        problem = Problem(
            "config.toml", 12, 'account "work"', "provider", '"gogle"', "expected one of google", '"google"'
        )
        assert str(problem) == (
            'config.toml:12: account "work": provider = "gogle": expected one of google; did you mean "google"?'
        )

    def test_few_parts(self) -> None:
        """Given only a file and a reason, then nothing else is shown."""
        assert str(Problem("config.toml", expected="can't be read")) == "config.toml: can't be read"

    def test_terminal(self) -> None:
        """Given foreign text with control characters anywhere, when shown, then the terminal obeys none of them."""
        evil = "\x1b[31m\u202e\x9b\U000e0001\n"
        assert str(Problem(evil, 1, evil, evil, evil, evil, evil)).isprintable()


def test_problems_in_order() -> None:
    """Given problems found in any order, some twice, when raised, then each is shown once, by file and line."""
    found = [Problem("b", 2, key="x"), Problem("a", 9, key="x"), Problem("b", 1, key="y"), Problem("b", 2, key="x")]
    assert str(ConfigProblems(found, "Mend it.")) == "b:1: y\nb:2: x\na:9: x\nMend it."


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("gogle", ("google", "imap"), "google"),
        ("Google", ("google",), "google"),
        ("max-recipients", ("max_recipients",), "max_recipients"),
        ("keep_in_touch", ("keep-in-touch",), "keep-in-touch"),
        ("zebra", ("google", "imap"), ""),
        ("x" * 10_000, ("x",), ""),
        ("", ("google",), ""),
    ],
)
def test_near(word: str, choices: tuple[str, ...], meant: str) -> None:
    """Given a word and the right ones, then the near miss is found, whatever its case and dashes."""
    assert near(word, choices) == meant


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('a"b', '"a\\"b"'),
        ("x" * 100, '"' + "x" * 60 + '…"'),
        (True, "true"),
        ([1, "a", [2, [3]]], '[1, "a", [2, […]]]'),
        ({"a": {"b": 1}}, "{ a = { b = 1 } }"),
        ({"password": "hunter2", "password_command": ["pass"]}, '{ password = …, password_command = ["pass"] }'),
        (date(2026, 1, 2), "2026-01-02"),
        pytest.param(16**5000, "a very large number", id="number"),
    ],
)
def test_shown(value: object, text: str) -> None:
    """Given a value, then it is shown about as TOML writes it, short, and without passwords."""
    assert shown(value) == text


@given(st.text())
def test_quoted(text: str) -> None:
    """Given any text, when quoted, then it is one printable line that TOML reads back."""
    assert quoted(text).isprintable()
    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text


# ---------------------------------------------------------------- lines


def test_lines() -> None:
    """Given every form of TOML that moves lines, when scanned, then each key has the line it stands on."""
    text = '''# a comment with [brackets] and "quotes"
top = """
[not.a.table]
not = "a key" \\
"""

[a."b c".d]   # dotted and quoted
'e f' = [ # a list
  "one", # ]
  [2, 3],
  { x = 1, y.z = 2 },
]
g.h.i = 1979-05-27 07:32:00
j = \'\'\'
\'\' k = 1
\'\'\'

[[t]]
name = "]]"
[t.sub]
k = 1
[[t]]
[[t.inner]]
[[t.inner]]
k = { a = [1,
  2], b = 3 }
'''
    tomllib.loads(text)
    lines = scan(text).lines
    expected: dict[Key, int] = {
        ("top",): 2,
        ("a",): 7,
        ("a", "b c", "d"): 7,
        ("a", "b c", "d", "e f"): 8,
        ("a", "b c", "d", "e f", 0): 9,
        ("a", "b c", "d", "e f", 1, 1): 10,
        ("a", "b c", "d", "e f", 2, "y", "z"): 11,
        ("a", "b c", "d", "g", "h", "i"): 13,
        ("a", "b c", "d", "j"): 14,
        ("t",): 18,
        ("t", 0): 18,
        ("t", 0, "name"): 19,
        ("t", 0, "sub", "k"): 21,
        ("t", 1): 22,
        ("t", 1, "inner", 0): 23,
        ("t", 1, "inner", 1): 24,
        ("t", 1, "inner", 1, "k", "a", 1): 26,
        ("t", 1, "inner", 1, "k", "b"): 26,
    }
    assert {key: lines.get(key) for key in expected} == expected
    assert all(key in lines for key in keys(tomllib.loads(text)))


def keys(value: object, path: Key = ()) -> list[Key]:
    """The ways to everything in a TOML document."""
    found: list[Key] = [path] if path else []
    if isinstance(value, dict):
        for name, item in value.items():
            found += keys(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            found += keys(item, (*path, number))
    return found


class Written(NamedTuple):
    """A TOML text and the lines its keys were written on."""

    text: str
    lines: dict[Key, int]


VALUES = st.sampled_from(
    [
        "1",
        '"#]}"',
        "'\\'",
        '"""a\n[x]\n""b"""""',
        "'''\n'' x = 1\n'''",
        "[1,\n 2, # ]\n]",
        "[]",
        "{}",
        "{ p = [\n], q.r = '}' }",
        "1979-05-27 07:32:00",
        '"\\"\\\\"',
        "[[], [{ a = 1 }]]",
    ]
)
NAMES = st.sampled_from(["a", "b-c", "_1", "9", "é", "d e", "f.g", "h#", 'i"j', "[k]", ""])


def named(name: str) -> str:
    """A key as TOML writes it."""
    return name if name and all(c.isascii() and (c.isalnum() or c in "-_") for c in name) else quoted(name)


@st.composite
def documents(draw: st.DrawFn) -> Written:
    """A TOML document of tables, arrays of tables, comments and values over several lines."""
    chunks: list[str] = []
    lines: dict[Key, int] = {}
    counts: dict[str, int] = {}
    for table in draw(st.lists(NAMES, max_size=6)):
        array = (table not in counts and draw(st.booleans())) or counts.get(table, -1) >= 0
        if not array and table in counts:
            continue
        counts[table] = counts.get(table, -1) + 1 if array else -1
        path: Key = (table, counts[table]) if array else (table,)
        chunks.append(draw(st.sampled_from(["", "\n", "# x = 1\n", "  \t\n", "\r\n"])))
        lines[path] = "".join(chunks).count("\n") + 1
        chunks.append(f"[[ {named(table)} ]] # [x]\n" if array else f"  [{named(table)}]\r\n")
        for key in draw(st.lists(NAMES, max_size=4, unique=True)):
            lines[(*path, key)] = "".join(chunks).count("\n") + 1
            chunks.append(f"{named(key)} = {draw(VALUES)}" + draw(st.sampled_from(["\n", "  # c\n\n", "\r\n"])))
    return Written("".join(chunks), lines)


@given(documents())
def test_lines_of_any_document(written: Written) -> None:
    """Given any TOML document, when scanned, then every key's line is the one it was written on."""
    value = tomllib.loads(written.text)
    places = scan(written.text)
    assert {key: places.lines[key] for key in written.lines} == written.lines
    assert all(key in places.lines for key in keys(value))
    assert places.repeated is None
    assert not places.unclosed


@given(st.text(alphabet="ab=[]{}\"'\\#,.\n\r 1"))
def test_scan_any_text(text: str) -> None:
    """Given any text, when scanned, then the scanner ends; and if it is TOML, every key has a line."""
    places = scan(text)
    try:
        value = tomllib.loads(text)
    except ValueError as error:
        fault = explain(text, error)
        assert fault.line is not None
        assert 1 <= fault.line <= text.count("\n") + 1
        return
    assert all(key in places.lines for key in keys(value))
    assert places.repeated is None


def test_nearest_line() -> None:
    """Given a key that is not in the file, then its line is its table's; of the file as a whole there is none."""
    places = scan("\n[me]\n")
    assert places.line(("me", "name")) == 2
    assert places.line(("other",)) is None


# ---------------------------------------------------------------- sections


def section(text: str) -> tuple[Section, list[Problem]]:
    problems: list[Problem] = []
    found = read_toml("x.toml", text, problems)
    assert found is not None
    return found, problems


def test_values() -> None:
    """Given good values, when asked by type, then they arrive and nothing is noted."""
    root, problems = section(
        'text = "a"\nnumber = 3\nreal = 2\nflag = true\nduration = "5 workdays"\ninterval = "5m"\ntime = "09:05"\n'
        'texts = ["a", "b", "a"]\none = "a"\naddress = "Ada@Example.org"\nday = "02-29"\nmoment = "2026-01-02"\n'
    )
    assert root.text("text") == "a"
    assert root.number("number", 0, 0, 9) == 3
    assert root.real("real", 0, 0, 9) == 2
    assert root.flag("flag", False)
    assert root.duration("duration", Duration(1, "d")) == Duration(5, "workday")
    assert root.interval("interval", timedelta()) == timedelta(minutes=5)
    assert root.time("time", time()) == time(9, 5)
    assert root.texts("texts") == ("a", "b")
    assert root.texts("one", single=True) == ("a",)
    assert root.address("address") == "ada@example.org"
    assert root.birthday("day") == "02-29"
    assert root.moment("moment") == date(2026, 1, 2)
    root.rest()
    assert problems == []


def test_defaults() -> None:
    """Given nothing, when asked, then the defaults come back and nothing is noted unless the key is required."""
    root, problems = section("")
    assert root.text("a", "x") == "x"
    assert root.number("b", 4, 0, 9) == 4
    assert root.texts("c", ("y",)) == ("y",)
    assert root.sections("d") == []
    assert problems == []
    root.text("e", required="expected something")
    assert [str(problem) for problem in problems] == ["x.toml: e: missing: expected something"]


@pytest.mark.parametrize(
    "value", ["1", "1.5", "true", '"x"', "[]", "[1]", "{}", "{a=1}", "1979-05-27", "07:32:00", '""']
)
@pytest.mark.parametrize(
    "method",
    ["text", "flag", "duration", "interval", "time", "texts", "address", "birthday", "moment", "section", "sections"],
)
def test_every_type_in_every_place(method: str, value: str) -> None:
    """Given a value of any type, when asked for as any other, then there is a value or one problem with its line."""
    root, problems = section(f"\nkey = {value}\n")
    defaults: dict[str, object] = {
        "flag": False,
        "duration": Duration(1, "d"),
        "interval": timedelta(1),
        "time": time(1),
    }
    getattr(root, method)("key", *([defaults[method]] if method in defaults else []))
    assert [problem.line for problem in problems] in ([], [2])


def test_elements_have_lines() -> None:
    """Given a list over several lines, when one element is wrong, then its own line is named."""
    root, problems = section('list = [\n  "a",\n  "",\n  1,\n]\n')
    assert root.texts("list") == ("a",)
    assert [(problem.line, problem.value) for problem in problems] == [(3, '""'), (4, "1")]


def test_unknown_keys() -> None:
    """Given keys nobody asked for, when the rest is looked at, then each is named with its place or a near one."""
    root, problems = section("nmae = 1\nrule = 2\n")
    root.text("name")
    root.rest({"rule": "rules belong elsewhere"})
    assert [str(problem) for problem in problems] == [
        "x.toml:1: nmae = 1: unknown key; did you mean name?",
        "x.toml:2: rule = 2: rules belong elsewhere",
    ]


@pytest.mark.parametrize("text", ["", "0m", "5", "m", "5 months", "-5m", "5w", "1000000000d"])
def test_intervals(text: str) -> None:
    """Given something that is no short time by the clock, when parsed, then it is refused."""
    with pytest.raises(ValueError, match="is not a time"):
        parse_interval(text)
