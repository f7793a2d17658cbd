"""LinkedIn's CSV files → rows with named columns, in whatever language the header is; pure.

LinkedIn documents no format; names and order are those of PROVIDERS.md §8. A header of a language the table below
does not hold is read by what stands in its columns.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from connectors.linkedin_dates import day_of, instant_of
from connectors.linkedin_handle import PROFILE, address_of
from connectors.mime_text import as_text
from connectors.stamp import one_line
from syncd.addresses import canonical

Row = Mapping[str, str]
"""One row by our column names (those below); absent columns are missing, white space around values is not."""

# English, German, French, Spanish, Italian, Portuguese, Dutch. "Nome" is Italian and Portuguese, "Nom" French.
_CONNECTIONS = {
    "first": "First Name; Vorname; Prénom; Nombre; Nome; Voornaam",
    "last": "Last Name; Nachname; Nom; Nom de famille; Apellidos; Apellido; Cognome; Sobrenome; Apelido; Achternaam",
    "url": "URL; Profile URL; Profil-URL; URL du profil; URL del perfil; URL del profilo; URL do perfil; Profiel-URL",
    "email": "Email Address; Email; E-Mail-Adresse; E-Mail; Adresse e-mail; Adresse électronique; Correo electrónico;"
    "Dirección de correo electrónico; Dirección de email; Indirizzo e-mail; Indirizzo email; Endereço de e-mail;"
    "Endereço de email; E-mailadres",
    "company": "Company; Unternehmen; Firma; Entreprise; Société; Empresa; Azienda; Società; Bedrijf",
    "position": "Position; Poste; Fonction; Cargo; Puesto; Posizione; Qualifica; Ruolo; Posição; Função; Functie;"
    "Functietitel; Positie",
    "met": "Connected On; Verbunden am; Vernetzt am; Connecté le; Connexion le; En relation depuis; Conectado el;"
    "Fecha de conexión; Collegato il; Connesso il; In contatto dal; Conectado em; Ligado em; Verbonden op;"
    "Contact sinds; Gekoppeld op; Connectie sinds",
}
_MESSAGES = {
    "conversation": "CONVERSATION ID",
    "title": "CONVERSATION TITLE",
    "from": "FROM",
    "sender": "SENDER PROFILE URL",
    "to": "TO",
    "recipients": "RECIPIENT PROFILE URLS",
    "date": "DATE",
    "subject": "SUBJECT",
    "content": "CONTENT",
    "folder": "FOLDER",
    "draft": "IS MESSAGE DRAFT",
}
_INVITATIONS = {
    "from": "From",
    "to": "To",
    "date": "Sent At",
    "message": "Message",
    "direction": "Direction",
    "inviter": "inviterProfileUrl",
    "invitee": "inviteeProfileUrl",
}
_KNOWN = {"connections": _CONNECTIONS, "messages": _MESSAGES, "invitations": _INVITATIONS}
_NEEDED = {"messages": {"conversation", "sender", "date"}, "invitations": {"date", "inviter", "invitee"}}
_SHAPES = {"messages": ("sender", 3, 6), "invitations": ("inviter", 5, 2)}  # where a profile and a date must stand
_HEADER_WITHIN = 30  # rows: the notice before the header is short
_DELIMITERS = (",", ";", "\t")  # LinkedIn's, and those of spreadsheet programs
_LONGEST_FIELD = 1 << 30
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def table(data: bytes, kind: str) -> list[Row] | None:
    """The rows of a connections, messages or invitations file; None if it can't be seen to be one."""
    text = _text(data)
    for find in (_header, _by_shape):
        for delimiter in _DELIMITERS:
            raw = list(_rows(text, delimiter, several_lines=kind != "connections"))
            at, columns = find(raw, kind)
            if columns:
                return [
                    {name: row[index].strip() for name, index in columns.items() if index < len(row)}
                    for row in raw[at + 1 :]
                ]
    return None


def kind_of(data: bytes) -> str | None:
    """Which of the three a file is, by its beginning; None if it is none of them."""
    head = data[:65536]
    return next((kind for kind in ("messages", "invitations", "connections") if table(head, kind) is not None), None)


def records(data: bytes) -> list[dict[str, str]]:
    """A file of any other kind (Profile.csv): its rows by the header's own words, lower case."""
    raw = list(_rows(_text(data), ",", several_lines=True))
    names = [_folded(cell) for cell in raw[0]] if raw else []
    return [dict(zip(names, map(str.strip, row), strict=False)) for row in raw[1:]]


def _header(raw: Sequence[Sequence[str]], kind: str) -> tuple[int, dict[str, int]]:
    """Where the header stands, and the index of each column it names; no columns if there is none."""
    words = {_folded(one): name for name, said in _KNOWN[kind].items() for one in said.split(";")}
    needed = _NEEDED.get(kind, set())
    for at, row in enumerate(raw[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            if name := words.get(_folded(cell)):
                columns.setdefault(name, index)
        if len(columns) >= 3 and needed <= columns.keys():
            if kind == "connections":
                return at, _shaped(raw[at + 1 :], columns)
            return at, columns
    return 0, {}


def _by_shape(raw: Sequence[Sequence[str]], kind: str) -> tuple[int, dict[str, int]]:
    """The same of a header in a language we do not know: the first row before one with a profile's address."""
    first = next((at for at, row in enumerate(raw) if any(PROFILE.search(cell) for cell in row)), 0)
    if not first or len(raw[first]) < 3:
        return 0, {}
    if kind == "connections":
        columns = _shaped(raw[first:], {})
        return (first - 1, columns) if "url" in columns and "met" in columns else (0, {})
    _, profile, day = _SHAPES[kind]
    row = raw[first]
    if len(row) > max(profile, day) and PROFILE.search(row[profile]) and instant_of(row[day]):
        return first - 1, {name: index for index, name in enumerate(_KNOWN[kind])}
    return 0, {}


def _shaped(raw: Sequence[Sequence[str]], columns: Mapping[str, int]) -> dict[str, int]:
    """Columns of Connections.csv, those the header did not name found by what stands in them.

    Profile, e-mail and date show what they are; then names come first and company before position, as everywhere.
    """
    found = dict(columns)
    width = max((len(row) for row in raw), default=0)
    tests: dict[str, Callable[[str], object]] = {"url": address_of, "email": canonical, "met": day_of}
    for name, test in tests.items():
        taken = set(found.values())
        counts = {
            index: sum(1 for row in raw if index < len(row) and test(row[index].strip()))
            for index in range(width)
            if name not in found and index not in taken
        }
        best = max(counts, key=lambda index: counts[index], default=-1)
        if best >= 0 and counts[best]:
            found[name] = best
    free = iter([index for index in range(width) if index not in found.values()])
    for name in ("first", "last", "company", "position"):
        if name not in found and (index := next(free, None)) is not None:
            found[name] = index
    return found


def _rows(text: str, delimiter: str, *, several_lines: bool) -> Iterator[list[str]]:
    """The cells of each row. With `several_lines` a quoted cell may hold line ends."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        for part in [text] if several_lines else _lines(text):
            yield from csv.reader(io.StringIO(part, newline=""), delimiter=delimiter)
    finally:
        csv.field_size_limit(before)


def _lines(text: str) -> Iterator[str]:
    """Rows as text, where a quote that is never closed costs no row but its own: each person has a row."""
    held = ""
    for line in io.StringIO(text, newline=""):
        if held and PROFILE.search(line):
            yield held
            held = ""
        held += line
        if held.count('"') % 2 == 0:
            yield held
            held = ""
    if held:
        yield held


def _text(data: bytes) -> str:
    for mark, codec in _WIDE.items():
        if data.startswith(mark):
            return data.decode(codec, "replace").replace("\0", "")
    return as_text(data.removeprefix(codecs.BOM_UTF8)).replace("\0", "")


def _folded(name: str) -> str:
    """A header's word for comparison: no case, no accents, letters and digits only."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]+", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def words(text: str, most: int = 200) -> str:
    """A cell as one line of at most `most` characters."""
    return one_line(text[: 4 * most])[:most].rstrip()
