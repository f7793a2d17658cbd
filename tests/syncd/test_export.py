"""`export` holds everything, as docs/export.md says, for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.cli.export import _rows
from syncd.cli.export_rows import FIELDS, flat
from syncd.cli.session import Session
from syncd.model import WhyNot
from tests import logs
from tests.letters import ME, day, letter, meeting
from tests.syncd.care import NOW, Profile, came, wrote

DOCS = Path(__file__).parents[2] / "docs" / "export.md"
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'
FILE = '[followups]\nto = "f.ics"\nas = "task"\n'
EVIL = '=HYPERLINK("http://evil.example")'


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """One of everything."""
    made = Profile(tmp_path_factory.mktemp("export") / "ada", config=FILE, bodies="keep", rules=RULES)
    made.mails(
        wrote(1, subject=EVIL, body="@import\n"),
        came(1, body="Could you send me the numbers?\n"),
        letter("News <no-reply@shop.example>", ME, "2026-03-05", "News", message_id="<news@x>"),
        letter(ME, "a@example.net, b@example.net", "2026-03-06", "Two", message_id="<two@x>", cc="c@example.net"),
        b"Subject: no author\n\n",
    )
    made.meetings(
        meeting("weekly", day("2026-10-05"), [ME, "grace@example.com"], extra=["RRULE:FREQ=WEEKLY;COUNT=3"]),
        meeting("off", "2026-05-01", [ME, "a@example.net;PARTSTAT=DECLINED"], summary="Day out"),
    )
    made.sync()
    made.cli("--now", NOW.isoformat(), "log", "grace", "+1 for tea", "--kind", "note", "--at", "2026-04-01T12:00:00Z")
    made.cli("--now", NOW.isoformat(), "tag", "grace", "mentor")
    made.cli("--now", NOW.isoformat(), "apply")
    return made


def tables(profile: Profile, path: Path) -> dict[str, list[dict[str, str]]]:
    """The CSV files in a folder."""
    return {
        file.stem: list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
        for file in path.glob("*.csv")
    }


def test_every_row_has_the_documented_fields(profile: Profile) -> None:
    """Given one of everything, when exported, then each line has exactly the fields of its type, in the docs' order."""
    documented: dict[str, tuple[str, ...]] = {}
    for title, body in re.findall(r"^## `(\w+)`[^\n]*\n(.*?)(?=^## |\Z)", DOCS.read_text(), re.MULTILINE | re.DOTALL):
        rows = [line for line in body.splitlines() if line.startswith("| `")]
        documented[title] = tuple(name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1]))
    assert documented == FIELDS
    lines = profile.exported()
    assert {line["type"] for line in lines} == FIELDS.keys() - {"card"}
    for line in lines:
        assert tuple(line) == ("type", *FIELDS[line["type"]])


def test_what_is_in_it(profile: Profile) -> None:
    """Given one of everything, when exported, then mails, occurrences, what was logged, follow-ups, tags, and what
    could not be read are there, with times in UTC."""
    lines = profile.exported()
    by = {kind: [line for line in lines if line["type"] == kind] for kind in FIELDS}
    assert [line["uid"] for line in by["mail"]] == ["<out1@x>", "<in1@x>", "<news@x>", "<two@x>"]
    two = by["mail"][3]
    assert (two["at"], two["direction"], two["author"]) == ("2026-03-06T12:00:00Z", "outbound", ME)
    assert (two["to"], two["cc"], two["gone"]) == (["a@example.net", "b@example.net"], ["c@example.net"], False)
    assert by["mail"][1]["text"] == "Could you send me the numbers?"
    assert "numbers" in json.dumps(by["mail"][1]["says"])
    assert by["mail"][2]["why_not"] == "automated"
    assert sorted(line["at"] for line in by["meeting"]) == [
        "2026-05-01",
        "2026-10-05T12:00:00Z",
        "2026-10-12T12:00:00Z",
        "2026-10-19T12:00:00Z",
    ]
    assert [(line["kind"], line["text"]) for line in by["logged"]] == [("note", "+1 for tea")]
    assert [line["person"] for line in by["followup"]] == [
        "a@example.net",
        "b@example.net",
        "c@example.net",
        "grace@example.com",
    ]
    assert [(line["verb"], line["other"]) for line in by["curation"]] == [("tag", "mentor")]
    assert [line["account"] for line in by["unreadable"]] == ["mail"]
    assert [line["name"] for line in by["account"]] == ["mail", "days"]


def test_contact_is_what_show_says(profile: Profile) -> None:
    """Given everybody, when the contact lines of each are compared with `show`, then they are the same."""
    lines = profile.exported()
    keys = [line["key"] for line in lines if line["type"] == "person"]
    assert len(keys) == 5
    seen = set()
    for key in keys:
        shown = profile.cli("--now", NOW.isoformat(), "show", key, "--json").json
        contact = [dict(line) for line in lines if line["type"] == "contact" and line["person"] == key]
        for line in contact:
            assert (line.pop("type"), line.pop("person")) == ("contact", key)
            seen.add(line["why_not"])
        assert sorted(map(str, contact)) == sorted(map(str, shown["timeline"]))
        (person,) = [line for line in lines if line["type"] == "person" and line["key"] == key]
        assert all(shown[name] == value for name, value in person.items() if name != "type")
    assert seen <= {None, *(str(why) for why in WhyNot)}
    assert {"automated", "declined", None} <= seen


def test_tables_say_the_same(profile: Profile, tmp_path: Path) -> None:
    """Given everything, when exported as tables, then each type is one, with the same rows, flattened, for the owner
    alone; a zip holds the same."""
    profile.cli("--now", NOW.isoformat(), "export", "--format", "csv", "--output", str(tmp_path / "t"))
    found = tables(profile, tmp_path / "t")
    lines = profile.exported()
    for kind, rows in found.items():
        told = [line for line in lines if line["type"] == kind]
        assert [{name: str(flat(value)) for name, value in line.items() if name != "type"} for line in told] == rows
    assert found.keys() == FIELDS.keys()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "t").iterdir()} == {0o600}
    profile.cli("--now", NOW.isoformat(), "export", "--format", "csv", "--output", str(tmp_path / "t.zip"))
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in (tmp_path / "t").iterdir()
        }


def test_no_cell_is_a_formula(profile: Profile, tmp_path: Path) -> None:
    """Given subjects and texts that begin like formulas, when exported as tables, then no spreadsheet computes them."""
    profile.cli("--now", NOW.isoformat(), "export", "--format", "csv", "--output", str(tmp_path / "t"))
    found = tables(profile, tmp_path / "t")
    assert found["mail"][0]["subject"] == f"'{EVIL}"
    assert found["mail"][0]["text"] == "'@import"
    assert found["logged"][0]["text"] == "'+1 for tea"
    cells = [cell for rows in found.values() for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]


@given(st.text())
def test_text_survives_the_table(text: str) -> None:
    """Given any text, when put into a cell, then it is harmless, and the text but for one apostrophe."""
    cell = flat(text)
    assert cell in (text, f"'{text}")
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_nothing_is_replaced_unasked(profile: Profile, tmp_path: Path) -> None:
    """Given files of these names, when exported, then they stay, unless --force; wrong usage is said."""
    path = tmp_path / "x.jsonl"
    told = profile.cli("export", "--output", str(path), "--json").json
    assert (told["path"], path.stat().st_mode & 0o777) == (str(path), 0o600)
    assert {"type": "mail", "count": 4} in told["rows"]
    assert len(path.read_text().splitlines()) == sum(row["count"] for row in told["rows"])
    profile.cli("export", "--output", str(path), code=2)
    profile.cli("export", "--output", str(path), "--force")
    assert "--output" in profile.cli("export", "--format", "csv", code=2).err
    assert "--output" in profile.cli("export", "--json", code=2).err


def test_mails_stream(tmp_path: Path) -> None:
    """Given kept texts of 20 MB, when exported, then a few of them are in memory at a time."""
    profile = Profile(tmp_path / "ada", bodies="keep")
    profile.mails(*(wrote(number) for number in range(300)))
    profile.sync()
    with logs.peek(profile.log) as log:
        log.execute(f"UPDATE body SET text = '{'word ' * 14_000}'")
    session = Session()
    session.take({"config": profile.folder / "config.toml", "now": NOW.isoformat()})
    next(_rows(session))  # what is imported on the way is no part of it
    tracemalloc.start()
    try:
        size = sum(len(row["text"]) for kind, row in _rows(session) if kind == "mail")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 6_000_000
