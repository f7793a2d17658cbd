"""What only a log on PostgreSQL has: members apart, machines that share, a server that goes away."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from syncd.ports import Busy, Trouble, Unavailable
from syncd.store.claim import claim
from syncd.store.connection import Database
from syncd.store.log import Store
from syncd.store.postgresql.database import PostgreSQL
from syncd.store.postgresql.url import read_url
from tests.servers import postgres
from tests.servers.postgres import Postgres


@pytest.fixture(scope="module")
def server() -> Postgres:
    return postgres.server()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A log of the test's own."""
    return postgres.own_schema(tmp_path)


def elsewhere(url: str, patience: float = 0.2) -> Database:
    """The log opened for writing as by another process: with sessions of its own."""
    return PostgreSQL(read_url(url)).opened(write=True, patience=patience)


def kill_sessions(server: Postgres, url: str) -> None:
    """What a restart does: every connection of Ada's ends."""
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ada'")


# ---------------------------------------------------------------- the URL


@pytest.mark.parametrize(
    ("url", "where", "schema"),
    [
        ("postgresql://ada:geheim@db.home/syncd", "postgresql://ada@db.home/syncd", ""),
        (
            "postgresql+psycopg://ada@db.home:5433/syncd?schema=work",
            "postgresql://ada@db.home:5433/syncd?schema=work",
            "work",
        ),
        ("postgres://db.home/syncd?user=ada&password=geheim", "postgresql://ada@db.home/syncd", ""),
        ("postgresql://?service=home&schema=a%20b", "postgresql:///?service=home&schema=a b", "a b"),
        ("postgresql:///syncd?host=/run/postgresql&sslmode=require", "postgresql:///syncd?host=/run/postgresql", ""),
    ],
)
def test_what_is_shown_of_an_url(url: str, where: str, schema: str) -> None:
    """Given an URL, when read, then who, where and which schema are shown, and never the password."""
    address = read_url(url)
    assert (address.where, address.schema) == (where, schema)
    assert "geheim" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////x.db",
        "mysql://ada:geheim@db/x",
        "postgresql://ada:geheim/x@db/y:z",
        "postgresql://db/x?geheim=1",
        "postgresql://ada:geheim@db/x?schema=public",
        f"postgresql://ada:geheim@db/x?schema={'x' * 64}",
    ],
)
def test_what_is_no_url_of_ours(url: str) -> None:
    """Given an URL of something else or with a slip in it, when read, then refused without repeating any of it."""
    with pytest.raises(Trouble, match=r"\[log\] url") as caught:
        read_url(url)
    assert "geheim" not in str(caught.value)


# ---------------------------------------------------------------- members apart


def test_members_of_a_household_are_apart(server: Postgres) -> None:
    """Given one database with Ada and Bob, when each writes, then each has their own, and can't see the other's."""
    ada, bob = (Store.open(server.url(user), write=True) for user in ("ada", "bob"))
    for store, value in ((ada, "Ada's"), (bob, "Bob's")):
        with store.begin() as log:
            log.set_meta("whose", value)
    for store, value in ((ada, "Ada's"), (bob, "Bob's")):
        with store.read() as log:
            assert log.meta("whose") == value
    with closing(server.user(server.url("bob"))) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute("SELECT * FROM ada.meta")
    with pytest.raises(Trouble, match="somebody else's"):
        Store.open(server.url("bob", schema="ada"), write=False)


def test_who_may_not_make_a_schema_is_told_what_to_ask_for(server: Postgres) -> None:
    """Given a member who may make nothing, when the log is made, then the statement for the database's owner is named;
    once that was run, it works.
    """
    server.run("DROP ROLE IF EXISTS carol", "CREATE ROLE carol LOGIN")
    url = server.url("carol")
    with pytest.raises(Trouble, match='CREATE SCHEMA "carol" AUTHORIZATION "carol"'):
        Store.open(url, write=True)
    server.run('CREATE SCHEMA "carol" AUTHORIZATION "carol"')
    assert Store.open(url, write=True).exposures() == []
    server.run("DROP SCHEMA carol CASCADE", "DROP ROLE carol")


def test_a_schema_that_others_may_use_is_found(server: Postgres, url: str) -> None:
    """Given a log whose schema was opened to somebody, when looked at, then who that is and what ends it are told."""
    store = Store.open(url, write=True)
    schema = read_url(url).schema
    assert store.exposures() == []
    server.run(f"GRANT USAGE ON SCHEMA {schema} TO bob, PUBLIC")
    assert sorted(one.fix for one in store.exposures()) == [
        f"in the database: REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
        f"in the database: REVOKE ALL ON SCHEMA {schema} FROM bob",
    ]


# ---------------------------------------------------------------- machines that share a log


def test_one_writes_at_a_time(url: str) -> None:
    """Given a process that writes, when another wants to, then Busy names the first and its machine; others read; when
    the first is done, the other writes.
    """
    first = Store.open(url, write=True)
    with first.begin() as log:
        log.set_meta("a", "1")
    with pytest.raises(Busy, match=rf"pid {os.getpid()} on {os.uname().nodename}"):
        elsewhere(url)
    with Store.open(url, write=False).read() as log:
        assert log.meta("a") == "1"
    del first
    with elsewhere(url).begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '2' WHERE name = 'a'")
    with Store.open(url, write=False).read() as log:
        assert log.meta("a") == "2"


def test_run_sync_and_apply_keep_others_away_at_once(url: str, tmp_path: Path) -> None:
    """Given a claim on a log, when another machine claims it, then Busy at once; one log does not hinder another, and
    a file needs no claim.
    """
    with claim(url):
        with pytest.raises(Busy, match=f"pid {os.getpid()}"), claim(url):
            pass
        with claim(postgres.own_schema(tmp_path / "other")), claim(tmp_path / "log.db"), claim(tmp_path / "log.db"):
            pass
    with claim(url):
        pass


def test_the_pen_of_a_lost_connection_is_lost(server: Postgres, url: str) -> None:
    """Given a writer whose connection was cut, when somebody else writes by then, then it is Busy, writes nothing."""
    first = PostgreSQL(read_url(url)).opened(write=True, patience=0.2)
    kill_sessions(server, url)
    other = elsewhere(url)
    with other.begin() as connection:
        connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('a', 'theirs')")
    with pytest.raises(Unavailable), first.plain_words(), first.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = 'mine' WHERE name = 'a'")
    with pytest.raises(Busy), first.plain_words(), first.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = 'mine' WHERE name = 'a'")
    with other.connect() as connection:
        assert connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'a'").scalar() == "theirs"


# ---------------------------------------------------------------- what goes wrong


def test_a_restart_in_between(server: Postgres, url: str) -> None:
    """Given a server that is restarted while a transaction is open, then it is Unavailable and stored nothing; the next
    one works.
    """
    store = Store.open(url, write=True)
    with store.begin() as log:
        log.set_meta("a", "1")
    with pytest.raises(Unavailable, match="nothing is lost"), store.begin() as log:  # noqa: PT012 - it struck in between
        log.set_meta("a", "2")
        server.stop()
        server.start()
        log.set_meta("b", "2")
    with pytest.raises(Unavailable), store.read() as log:
        log.meta("a")
    with store.read() as log:
        assert (log.meta("a"), log.meta("b")) == ("1", None)
    with store.begin() as log:
        log.set_meta("a", "3")


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ({"password": "wrong"}, Trouble, "refuses the login"),
        ({"database": "nodb"}, Trouble, 'database "nodb" does not exist'),
        ({"user": "nobody"}, Trouble, "refuses the login"),
        ({"sslmode": "verify-full"}, Trouble, "no secure connection"),
        ({"hostaddr": "127.0.0.1", "port": "1"}, Unavailable, "can't be reached"),
    ],
)
def test_what_hinders_a_connection_is_told_plainly(
    server: Postgres, change: dict[str, str], kind: type[Trouble], said: str
) -> None:
    """Given a wrong password, database or user, a server without TLS or none at all, then plain words, one line, and
    no password.
    """
    url = server.tcp(**{"user": "ada", "password": "lovelace", **change})
    with pytest.raises(kind, match=said) as caught:
        Store.open(url, write=False)
    assert type(caught.value) is kind
    assert not any(word in str(caught.value) for word in ("\n", "lovelace", "wrong"))


def test_the_password_is_found_where_libpq_looks(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a service and a password file of libpq's, when the URL names the service, then the log is opened."""
    service, passwords = tmp_path / "pg_service.conf", tmp_path / "pgpass"
    service.write_text(f"[home]\nhost=127.0.0.1\nport={server.port}\ndbname={postgres.DATABASE}\nuser=ada\n")
    passwords.write_text(f"127.0.0.1:{server.port}:{postgres.DATABASE}:ada:lovelace\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    url = f"postgresql:///?service=home&schema={postgres.schema_of(postgres.own_schema(tmp_path))}"
    with pytest.raises(Trouble, match="refuses the login"):
        Store.open(url, write=True)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    assert Store.open(url, write=True).where == url


def test_tls_as_the_url_says(server: Postgres) -> None:
    """Given the authority of the server's certificate, when the URL names it, then the log is opened over TLS."""
    url = server.tcp("ada", "lovelace", sslmode="verify-full", sslrootcert=str(server.authority))
    store = Store.open(url, write=True)
    with store.read() as log:
        assert log.followups() == []
    look = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE s.ssl AND a.usename = 'ada'"
    with server.superuser() as connection:
        assert connection.execute(look.encode()).fetchone() != (0,)


def test_without_psycopg(url: str) -> None:
    """Given no psycopg, when a log on PostgreSQL is opened, then what to install is named."""
    script = (
        f"import sys; sys.modules['psycopg'] = None\nfrom syncd.store.log import Store\nStore.open({url!r}, write=True)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "Trouble: a log on PostgreSQL needs psycopg: install syncd with it, as syncd[postgresql]" in done.stderr


def test_looking_does_not_import_sqlalchemy(url: str) -> None:
    """Given a log, when a process only reads it, then it does so without SQLAlchemy, which takes long to import."""
    Store.open(url, write=True)
    script = "import sys\nfrom syncd.store.log import Store\n"
    script += f"with Store.open({url!r}, write=False).read() as log: log.followups()\n"
    script += "assert 'sqlalchemy' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == 0


# ---------------------------------------------------------------- what PostgreSQL can't or won't keep


def test_a_nul_is_shown_as_what_can_not_be(url: str) -> None:
    """Given text with a NUL, which PostgreSQL's can't have, when stored, then a sign stands in its place."""
    store = Store.open(url, write=True)
    with store.begin() as log:
        log.set_meta("a", "x\0y")
        assert log.meta("a") == "x\ufffdy"


def test_what_others_still_see_is_not_scrubbed(server: Postgres, url: str) -> None:
    """Given somebody of another schema in a long transaction, when scrubbed, then that is not finished, as PostgreSQL
    keeps for them what was deleted; when they are done, it is.
    """
    store = Store.open(url, write=True)
    with store.begin() as log:
        log.set_meta("a", "Xylophone")
    with closing(server.user(server.url("bob"))) as raw:
        raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        raw.execute("SELECT 1")
        with store.begin() as log:
            log.set_meta("a", "gone")
        assert not store.scrub(patience=0.1)
        assert b"Xylophone" in server.files_of(url)
    assert store.scrub()
    assert b"Xylophone" not in server.files_of(url)
