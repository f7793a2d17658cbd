"""The tables of the log.

Facts only, nothing inferred (CONTRACT.md §4 is applied when asked). Ids are assigned by us, instants are integer
seconds UTC, addresses are canonical. `WITHOUT ROWID` where the primary key is the whole point of the table.
Changing anything here needs a migration beside it (``migrations/versions``); a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

stream = Table(
    "stream",  # a separately read part of an account, and how far it was read
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("cursor", Text),  # opaque; NULL: never read
    Column("pass_no", Integer, nullable=False),  # the pass that items seen now belong to
    Index("stream_name", "account", "name", unique=True),
)

account = Table(
    "account",  # how the last sync of an account went
    metadata,
    Column("name", Text, primary_key=True),
    Column("last_attempt", BigInteger, nullable=False),
    Column("last_success", BigInteger),
    Column("state", Text, nullable=False),  # ok|offline|needs_auth|waiting_for_unlock|degraded
    Column("error", Text),
    Column("failures", Integer, nullable=False, server_default="0"),  # attempts in a row
    sqlite_with_rowid=False,
)

own_address = Table(
    "own_address",  # what a provider reports as further addresses of the owner (send-as aliases)
    metadata,
    Column("stream_id", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, primary_key=True),
    sqlite_with_rowid=False,
)

address = Table(
    "address",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, nullable=False),
    Index("address_text", "address", unique=True),
)

display_name = Table(
    "display_name",  # names met for an address; own = 1 if the address wrote it as an author
    metadata,
    Column("address_id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("own", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

mail = Table(
    "mail",  # one row a mail, whatever number of copies: earliest time, recipients united
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", BigInteger, nullable=False),
    Column("uid", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("refs", LargeBinary),  # 8-byte hashes of In-Reply-To and References ids
    Column("size", Integer, nullable=False),
    Index("mail_identity", "identity", unique=True),
)

party = Table(
    "party",  # who else stood in it: role is model.Role
    metadata,
    Column("mail_id", Integer, primary_key=True, autoincrement=False),
    Column("address_id", Integer, primary_key=True, autoincrement=False),
    Column("role", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

mail_copy = Table(
    "mail_copy",  # one place a mail lies or lay: place is model.Place, marks model.Mark
    metadata,
    Column("stream_id", Integer, primary_key=True, autoincrement=False),
    Column("locator", Text, primary_key=True),
    Column("mail_id", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("marks", Integer, nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("thread", Text),  # the provider's id, local to the account
    Column("link", Text),
    sqlite_with_rowid=False,
)

event = Table(
    "event",  # one account's copy of one VEVENT as parsed: payload is store.payload's JSON of model.Event
    metadata,
    Column("stream_id", Integer, primary_key=True, autoincrement=False),
    Column("locator", Text, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("pass_no", Integer, nullable=False),
    sqlite_with_rowid=False,
)

card = Table(
    "card",  # one entry of an address book: store.payload's JSON of model.Card; `before` until it last changed
    metadata,
    Column("stream_id", Integer, primary_key=True, autoincrement=False),
    Column("locator", Text, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("before", Text),
    Column("changed", BigInteger),
    Column("pass_no", Integer, nullable=False),
    sqlite_with_rowid=False,
)

exchange = Table(
    "exchange",  # one message or call outside of mail; the same `uid` in several streams is one
    metadata,
    Column("stream_id", Integer, primary_key=True, autoincrement=False),
    Column("locator", Text, primary_key=True),
    Column("uid", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("pass_no", Integer, nullable=False),
    sqlite_with_rowid=False,
)

signal = Table(
    "signal",  # what the text of a mail asks and promises: JSON of rules.reading, never the text
    metadata,
    Column("mail_id", Integer, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
)

body = Table(
    "body",  # the text of a mail, for accounts with bodies = "keep"
    metadata,
    Column("mail_id", Integer, primary_key=True, autoincrement=False),
    Column("account", Text, primary_key=True),  # the account that keeps it
    Column("text", Text, nullable=False),
)

tombstone = Table(
    "tombstone",  # who was purged, as a keyed hash: what is forgotten must not be written here
    metadata,
    Column("digest", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("back", BigInteger),  # the instant from which they exist again, because I wrote to them
    sqlite_with_rowid=False,
)

unreadable = Table(
    "unreadable",  # what could not become a fact, and why
    metadata,
    Column("stream_id", Integer, primary_key=True, autoincrement=False),
    Column("locator", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("pass_no", Integer, nullable=False),
    sqlite_with_rowid=False,
)

hand = Table(
    "hand",  # contacts logged by hand
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("text", Text, nullable=False),
)

curation = Table(
    "curation",  # what the user said of people by command, in order
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("verb", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("other", Text, nullable=False),
)

named = Table(
    "named",  # the local day an address was first seen named in the config
    metadata,
    Column("address", Text, primary_key=True),
    Column("day", Text, nullable=False),
    sqlite_with_rowid=False,
)

followup = Table(
    "followup",  # what syncd asked of the user, and what became of it
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("rule_kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("cycle", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("raised", BigInteger, nullable=False),
    Column("settled", BigInteger),
    Column("sink", Text, nullable=False),
    Column("reworded", Integer, nullable=False),
    Column("closes_on", Text, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON
    Column("pending", Text, nullable=False),  # an intent not known to be carried out
    Index("followup_key", "key", unique=True),
)

command = Table(
    "command",  # mails to myself that settle follow-ups: each is dealt with once, whatever becomes of the mail
    metadata,
    Column("identity", BigInteger, primary_key=True, autoincrement=False),  # of the mail
    Column("at", BigInteger, nullable=False),  # its time
    Column("seen", BigInteger, nullable=False),  # when syncd dealt with it
    Column("verb", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # jobs.obey
    Column("signature", Text, nullable=False, server_default=""),  # of the command; "" if this machine did not sign it
    sqlite_with_rowid=False,
)

meta = Table(
    "meta",  # single values: facts_version, the key of tombstones, what a summary was computed from
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
