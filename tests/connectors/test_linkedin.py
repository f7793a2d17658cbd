"""LinkedIn's export: where it lies, Connections.csv in any language, one export compared with the next."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.linkedin import LinkedInSource
from connectors.linkedin_connections import connections
from connectors.linkedin_handle import address_of
from connectors.linkedin_tables import table
from syncd.model import Card, Item, Seen, Unreadable
from syncd.ports import Trouble, Unavailable
from syncd.settings import Account
from tests.contracts.source import Shelf, sync

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
EXPORT = Path(__file__).parents[1] / "data" / "imports" / "linkedin"
ENGLISH = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
ROW = "Grace,Hopper,https://www.linkedin.com/in/grace,grace@example.com,Harbour,Admiral,{}"
GRACE = Card(
    addresses=("grace@example.com", "linkedin:grace"),
    name="Grace Hopper",
    company="Harbour",
    position="Admiral",
    met=date(2024, 3, 5),
    link="https://www.linkedin.com/in/grace",
)


def source(path: Path) -> LinkedInSource:
    return LinkedInSource(Account(name="li", provider="linkedin", path=str(path)), NOW)


def read(path: Path, stream: str) -> tuple[list[Item], int]:
    batches = list(source(path).read(stream, None, set))
    return [item for batch in batches for item in batch.items], sum(batch.skipped for batch in batches)


def cards(items: Sequence[Item]) -> dict[str, Card]:
    found = {}
    for item in items:
        if isinstance(item, Seen):
            assert isinstance(item.fact, Card)
            found[item.locator] = item.fact
    return found


def parsed(text: str | bytes) -> list[Card]:
    rows = table(text.encode() if isinstance(text, str) else text, "connections")
    assert rows is not None
    return list(cards(connections(rows, english=True).items).values())


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_the_english_export() -> None:
    """Given an export with the notice before its header, when read, then each row is a card with profile, e-mail,
    work and the day we met; a member who hid everything is skipped.
    """
    items, skipped = read(EXPORT, "connections")
    found = cards(items)
    assert found["linkedin:grace-hopper"] == Card(
        addresses=("grace@example.com", "linkedin:grace-hopper"),
        name="Grace Hopper",
        company="Harbour, Sons & Co",
        position="Rear Admiral",
        met=date(2024, 3, 5),
        link="https://www.linkedin.com/in/grace-hopper",
    )
    assert set(found) == {"linkedin:grace-hopper", "linkedin:jürgen-groß-1a2b", "linkedin:bob-stone"}
    assert found["linkedin:jürgen-groß-1a2b"].position == 'Head of "Sweets"'
    assert (len(items), skipped) == (3, 1)


def test_streams_are_what_the_export_has(tmp_path: Path) -> None:
    """Given a whole export and Connections.csv alone, when streams are asked for, then those present are named."""
    assert [stream.name for stream in source(EXPORT).streams()] == ["connections", "messages", "invitations"]
    assert [stream.name for stream in source(EXPORT / "Connections.csv").streams()] == ["connections"]
    alone = tmp_path / "my old list.csv"
    alone.write_bytes((EXPORT / "Connections.csv").read_bytes())
    assert [stream.name for stream in source(alone).streams()] == ["connections"]


@pytest.mark.parametrize("name", ["guide_messages.csv", "learning_role_play_messages.csv"])
def test_coaching_is_never_read(name: str) -> None:
    """Given a coaching file named outright, when streams are asked for, then there is no export."""
    with pytest.raises(Unavailable, match="no LinkedIn export"):
        source(EXPORT / name).streams()


def test_a_zip_reads_as_its_folder(tmp_path: Path) -> None:
    """Given the export as a .zip with a folder inside, when read, then it holds the same as the unpacked folder."""
    path = tmp_path / "Complete_LinkedInDataExport_08-04-2026.zip"
    zipped(path, {f"Export/{one.name}": one.read_bytes() for one in EXPORT.iterdir()} | {"__MACOSX/messages.csv": b""})
    for stream in ("connections", "messages", "invitations"):
        assert read(path, stream) == read(EXPORT, stream)


LANGUAGES = {
    "german": ("Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am", "05 Mär 2024"),
    "french": ("Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le", "05 mars 2024"),
    "spanish": ("Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Conectado el", "05 mar 2024"),
    "italian": ("Nome,Cognome,URL,Indirizzo email,Azienda,Posizione,Collegato il", "05 mar 2024"),
    "portuguese": ("Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em", "05 de mar. de 2024"),
    "dutch": ("Voornaam,Achternaam,URL,E-mailadres,Bedrijf,Functie,Verbonden op", "05 mrt. 2024"),
    "unknown": ("Etunimi,Sukunimi,Osoite,Sähköposti,Yritys,Asema,Yhdistetty", "05.03.2024"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_in_many_languages(language: str) -> None:
    """Given an export in a language, known or not, without a notice, when read, then the card is the same."""
    header, day = LANGUAGES[language]
    assert parsed(f"{header}\n{ROW.format(day)}\n") == [GRACE]


@pytest.mark.parametrize("shape", ["bom", "utf-16", "cp1252", "semicolons", "tabs", "crlf", "shuffled"])
def test_files_saved_by_other_programs(shape: str) -> None:
    """Given Connections.csv as a spreadsheet program saved it again, when read, then the cards are the same."""
    text = f"{ENGLISH}\n{ROW.format('05 Mar 2024')}\n".replace("Hopper", "Höpper")
    data = {
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "utf-16": text.encode("utf-16"),
        "cp1252": text.encode("cp1252"),
        "semicolons": text.replace(",", ";").encode(),
        "tabs": text.replace(",", "\t").encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "shuffled": "\n".join(",".join(line.split(",")[::-1]) for line in text.splitlines()).encode(),
    }
    (card,) = parsed(data[shape])
    assert (card.name, card.addresses, card.met) == ("Grace Höpper", GRACE.addresses, GRACE.met)


def test_an_open_quote_costs_its_own_row_only() -> None:
    """Given a row with a quote that is never closed, when read, then that row is unreadable and its neighbours stay."""
    rows = [f"A,{n},https://www.linkedin.com/in/n{n},,,,05 Mar 2024" for n in range(3)]
    broken = 'B,"O,https://www.linkedin.com/in/broken,,,,05 Mar 2024'
    made = table("\n".join([ENGLISH, rows[0], broken, *rows[1:]]).encode(), "connections")
    assert made is not None
    items = connections(made, english=True).items
    assert set(cards(items)) == {"linkedin:n0", "linkedin:n1", "linkedin:n2"}
    assert [type(item) for item in items if not isinstance(item, Seen)] == [Unreadable]


def test_a_person_listed_twice_is_one_card() -> None:
    """Given two rows of one profile, when read, then they are one card with both addresses and the earlier day."""
    twice = ENGLISH + "\nGrace,,https://www.linkedin.com/in/GRACE/,,,,06 Mar 2024\n" + ROW.format("05 Mar 2024")
    (card,) = parsed(twice)
    assert (card.addresses, card.name, card.met) == (GRACE.addresses, "Grace", GRACE.met)


URLS = {
    "https://www.linkedin.com/in/ada-example": "linkedin:ada-example",
    "http://de.linkedin.com/in/Ada-Example/": "linkedin:ada-example",
    "linkedin.com/in/ada-example/en?trk=x#top": "linkedin:ada-example",
    "https://www.linkedin.com/mwlite/in/ada-example": "linkedin:ada-example",
    "https://www.linkedin.com/in/j%C3%BCrgen": "linkedin:jürgen",
    "https://www.linkedin.com/in/ju\u0308rgen": "linkedin:jürgen",
    "https://www.linkedin.com/in/%FF": "linkedin:%ff",
    "https://www.linkedin.com/company/harbour": None,
    "https://www.linkedin.com/in/": None,
    "https://www.linkedin.com/in/a%20b": None,
    "https://example.org/in/ada": None,
    "": None,
}


@pytest.mark.parametrize("url", URLS)
def test_handles(url: str) -> None:
    """Given a profile's address in one of its forms, when read, then it is the handle, and nothing else is one."""
    assert address_of(url) == URLS[url]


def test_the_next_export_changes_jobs_and_drops_the_vanished(tmp_path: Path) -> None:
    """Given two exports, when the later is read after the earlier, then a new job is the same locator with another
    card, a new connection is added, and a vanished one is gone.
    """
    path, shelf = tmp_path / "Connections.csv", Shelf()
    path.write_bytes((EXPORT / "Connections.csv").read_bytes())
    sync(source(path), "connections", shelf)
    text = path.read_text().replace("Rear Admiral", "Retired").replace("Bob-Stone", "rob-stone")
    path.write_text(text)
    sync(source(path), "connections", shelf)
    assert shelf.there == {"linkedin:grace-hopper", "linkedin:jürgen-groß-1a2b", "linkedin:rob-stone"}
    item = shelf.items["linkedin:grace-hopper"]
    assert isinstance(item, Seen)
    assert isinstance(item.fact, Card)
    assert item.fact.position == "Retired"


def test_of_several_exports_the_newest_serves_each_stream(tmp_path: Path) -> None:
    """Given an old whole export and a new small one, when the path is a glob, then connections come from the new one
    and messages from the old; a .zip that is still on its way hides neither.
    """
    old, new = tmp_path / "Complete_1.zip", tmp_path / "Basic_2.zip"
    zipped(old, {one.name: one.read_bytes() for one in EXPORT.iterdir()})
    zipped(new, {"Connections.csv": f"{ENGLISH}\n{ROW.format('05 Mar 2024')}".encode()})
    (tmp_path / "Basic_3.zip").write_bytes(new.read_bytes()[:40])
    for path, day in ((old, 3), (new, 2)):
        os.utime(path, (NOW.timestamp() - day * 86_400,) * 2)
    assert set(cards(read(tmp_path / "*.zip", "connections")[0])) == {"linkedin:grace"}
    assert read(tmp_path / "*.zip", "messages") == read(EXPORT, "messages")


def test_no_zip_is_said_so(tmp_path: Path) -> None:
    """Given a .zip that is none, when streams are asked for, then Unavailable says so."""
    path = tmp_path / "export.zip"
    path.write_bytes(b"<html>Please log in</html>")
    with pytest.raises(Unavailable, match=r"no \.zip that can be opened"):
        source(path).streams()


def test_a_damaged_member_is_unavailable(tmp_path: Path) -> None:
    """Given a .zip whose Connections.csv was damaged, when read, then Unavailable names it."""
    path = tmp_path / "export.zip"
    zipped(path, {"Connections.csv": (EXPORT / "Connections.csv").read_bytes()})
    data = bytearray(path.read_bytes())
    data[60:160] = bytes(100)
    path.write_bytes(data)
    with pytest.raises(Unavailable, match=r"Connections\.csv"):
        read(path, "connections")


def test_a_file_of_other_columns_is_unavailable(tmp_path: Path) -> None:
    """Given a Connections.csv that holds something else, when read, then Unavailable says that its columns are not
    known.
    """
    (tmp_path / "Connections.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Unavailable, match="columns are not known"):
        read(tmp_path, "connections")


@given(st.binary(max_size=400), st.sampled_from(["connections", "messages", "invitations"]))
def test_any_bytes_are_a_table_or_none(data: bytes, kind: str) -> None:
    """Given any bytes, with our header before them or not, when read, then nothing is raised."""
    for head in (b"", ENGLISH.encode() + b"\n"):
        rows = table(head + data, kind)
        assert rows is None or all(isinstance(row, dict) for row in rows)
        if rows is not None and kind == "connections":
            connections(rows, english=False)


@given(st.one_of(st.binary(max_size=200), st.text(';,\t"\n', max_size=99).map(str.encode)))
def test_rubbish_between_rows_costs_no_row(data: bytes) -> None:
    """Given any bytes on lines of their own between rows, when read, then the rows around them are there."""
    rows = [f"A,{n},https://www.linkedin.com/in/n{n},,,,05 Mar 2024".encode() for n in range(2)]
    made = table(b"\n".join([ENGLISH.encode(), rows[0], data, rows[1], b""]), "connections")
    assert made is not None
    assert {"linkedin:n0", "linkedin:n1"} <= set(cards(connections(made, english=True).items))


@settings(max_examples=40)  # each writes and opens two archives
@given(st.binary(max_size=300), st.integers(0, 2000), st.sampled_from(["export.zip", "Connections.csv"]))
def test_any_bytes_as_an_export_are_trouble_at_most(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int, name: str
) -> None:
    """Given any bytes, alone or written into a good .zip, when read, then nothing but Trouble is raised."""
    path = tmp_path_factory.mktemp("export") / name
    zipped(path, {one.name: one.read_bytes() for one in EXPORT.iterdir()})
    good = path.read_bytes()
    for content in (data, good[:at] + data + good[at + len(data) :]):
        path.write_bytes(content)
        try:
            for stream in source(path).streams():
                read(path, stream.name)
        except Trouble as error:
            assert "\n" not in str(error)  # noqa: PT017 - raised or not, both are right
