"""The URL of a PostgreSQL database: what libpq gets of it, which schema it names, and what people are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from syncd.ports import Trouble

_FORM = 'expected [log] url = "postgresql://USER@HOST/DATABASE"; docs/postgresql.md shows more'
_SCHEME = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_LONGEST = 63  # bytes of a name in PostgreSQL


@dataclass(frozen=True)
class Address:
    """Where the log is. `schema` is "" for the one named like the database's user; `where` has no password in it."""

    where: str
    schema: str
    parameters: Mapping[str, str] = field(hash=False, repr=False)  # of libpq; the password may be among them


def read_url(url: str) -> Address:
    """Reads SQLAlchemy's form and libpq's own, with one parameter more: ``schema``.

    libpq's parameters (postgresql.org/docs/current/libpq-connect.html) stand behind the question mark. Raises Trouble,
    in which nothing of the URL is repeated: there may be a password where it does not belong.
    """
    scheme = _SCHEME.match(url)
    if scheme is None:
        raise Trouble(f"[log] url is not that of a PostgreSQL database: {_FORM}; for an SQLite file use [log] path")
    rest, _, query = url[scheme.end() :].partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    schema = next((unquote(pair[7:]) for pair in reversed(pairs) if pair.startswith("schema=")), "")
    _check(schema)
    kept = "&".join(pair for pair in pairs if not pair.startswith("schema="))
    try:
        found = conninfo_to_dict(f"postgresql://{rest}" + (f"?{kept}" if kept else ""))
    except (psycopg.ProgrammingError, UnicodeError) as error:
        raise Trouble(f"[log] url can't be read: {_FORM}") from error
    parameters = {key: str(value) for key, value in found.items() if value is not None}
    if not re.fullmatch(r"[\d,]*", parameters.get("port", "")):  # what libpq takes for one may be part of a password
        raise Trouble(f"[log] url can't be read: {_FORM}; in a password, write / as %2F and @ as %40")
    return Address(_shown(parameters, schema), schema, parameters)


def _check(schema: str) -> None:
    if schema == "public":
        raise Trouble("[log] url: the schema public is everybody's: leave schema out, or name one of your own")
    if "\0" in schema or len(schema.encode()) > _LONGEST:
        raise Trouble(f"[log] url: the schema's name is too long: at most {_LONGEST} bytes")


def _shown(parameters: Mapping[str, str], schema: str) -> str:
    user = f"{parameters['user']}@" if "user" in parameters else ""
    host = parameters.get("host", "") or parameters.get("hostaddr", "")
    port = f":{parameters['port']}" if "port" in parameters else ""
    named = {"service": parameters.get("service", ""), "schema": schema}
    if host.startswith("/"):  # a folder of sockets
        host, named["host"] = "", host
    more = "&".join(f"{key}={value}" for key, value in named.items() if value)
    return f"postgresql://{user}{host}{port}/{parameters.get('dbname', '')}" + (f"?{more}" if more else "")
