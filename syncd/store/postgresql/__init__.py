"""The log as a schema of a PostgreSQL database, through psycopg 3. SQLAlchemy is imported only to migrate.

Who uses a server with others has a role and a schema of that name there: PostgreSQL's own way of keeping users apart
(postgresql.org/docs/current/ddl-schemas.html, "Usage Patterns"). Several machines of one person share a log; locks on
files can't keep these apart, so advisory locks of the server do (`locks`).
"""

from __future__ import annotations

from syncd.ports import Trouble

try:
    import psycopg as _psycopg  # noqa: F401 - only to say in plain words that it is missing
except ImportError as error:
    raise Trouble(
        "a log on PostgreSQL needs psycopg: install syncd with it, as syncd[postgresql] (docs/postgresql.md)"
    ) from error
