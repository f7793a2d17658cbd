"""LinkedIn's messages and invitations: who is me, which way, with whom, and never what was said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.linkedin import LinkedInSource
from connectors.linkedin_messages import exchanges, invited, messages_in, owner_of
from connectors.linkedin_tables import Row, table
from connectors.whole_file import Content, Window
from syncd.dates import Duration
from syncd.model import Direction, Exchange, Item, Kind, Seen, Unreadable
from syncd.ports import Unavailable
from syncd.settings import Account

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
EXPORT = Path(__file__).parents[1] / "data" / "imports" / "linkedin"
ALWAYS = Window(None, int(NOW.timestamp()))
IN, OUT = Direction.INBOUND, Direction.OUTBOUND


def found(items: Iterable[Item]) -> list[Exchange]:
    facts = [item.fact for item in items if isinstance(item, Seen)]
    assert all(isinstance(fact, Exchange) for fact in facts)
    return [fact for fact in facts if isinstance(fact, Exchange)]


def read(stream: str, since: str = "") -> tuple[list[Exchange], int]:
    duration = Duration.parse(since) if since else None
    account = Account(name="li", provider="linkedin", path=str(EXPORT), since=duration)
    batches = list(LinkedInSource(account, NOW).read(stream, None, set))
    return found(item for batch in batches for item in batch.items), sum(batch.skipped for batch in batches)


def row(conversation: str, sender: str, *recipients: str, at: str = "2026-08-01 02:00:00 UTC", text: str = "x") -> Row:
    """A row of messages.csv; people are named by their handles."""
    return {
        "conversation": conversation,
        "title": "",
        "from": sender.title(),
        "sender": f"https://www.linkedin.com/in/{sender}",
        "to": ",".join(one.title() for one in recipients),
        "recipients": ",".join(f"https://www.linkedin.com/in/{one}" for one in recipients),
        "date": at,
        "content": text,
        "folder": "INBOX",
    }


def content(*rows: Row, profile: str = "") -> Content:
    messages, skipped = messages_in(rows)
    names = [dict(zip(("firstname", "lastname"), profile.split(), strict=False))] if profile else []
    return exchanges(messages, skipped, owner_of(messages, [], names), ALWAYS)


def told(made: Content) -> list[tuple[str, Direction]]:
    return [(one.address.removeprefix("linkedin:"), one.direction) for one in found(made.items)]


def test_the_export() -> None:
    """Given an export, when its messages are read, then each is an exchange: mine with all I wrote to, theirs with the
    sender alone; drafts, adverts, companies and spam are skipped; topics are titles, and no text is anywhere.
    """
    got, skipped = read("messages")
    assert [(one.address.removeprefix("linkedin:"), one.direction, one.topic, one.name) for one in got] == [
        ("grace-hopper", IN, "", "Grace Hopper"),
        ("grace-hopper", OUT, "", "Grace Hopper"),
        ("grace-hopper", OUT, "", "Grace Hopper"),
        ("bob-stone", OUT, "Harbour reunion", "Bob Stone"),
        ("grace-hopper", OUT, "Harbour reunion", "Grace Hopper"),
        ("bob-stone", IN, "Harbour reunion", "Bob Stone"),
    ]
    assert skipped == 4
    assert {one.kind for one in got} == {Kind.MESSAGE}
    assert got[0].at == int(datetime(2026, 8, 2, 9, 30, tzinfo=UTC).timestamp())
    assert len({one.uid for one in got}) == 6
    assert "Secret" not in repr(got)


def test_since_leaves_out_what_is_older() -> None:
    """Given messages of July and August, when `since` reaches back to August, then July's are skipped."""
    got, skipped = read("messages", "115d")
    assert {one.topic for one in got} == {""}
    assert (len(got), skipped) == (3, 6)


def test_invitations_with_a_note_are_messages() -> None:
    """Given invitations, when read, then those with a note are messages in their direction, those without are none,
    and a note that opens a conversation among the messages is not counted twice.
    """
    got, skipped = read("invitations")
    assert [(one.address, one.direction, one.name) for one in got] == [
        ("linkedin:bob-stone", OUT, "Bob Stone"),
        ("linkedin:eve-new", IN, "Eve New"),
    ]
    assert got[1].at == int(datetime(2026, 4, 2, 21, 5, tzinfo=UTC).timestamp())
    assert skipped == 2


def test_a_later_export_has_the_same_uids() -> None:
    """Given an export and a later one with newer messages on top, when both are read, then the uids of the first are
    in the second, two messages of one second included.
    """
    old = [row("c", "me", "bob"), row("c", "me", "bob", text="y"), row("d", "eve", "me")]
    new = [row("c", "bob", "me", at="2026-08-09 02:00:00 UTC"), *old]
    before, after = ({one.uid for one in found(content(*rows).items)} for rows in (old, new))
    assert len(before) == 3
    assert before < after


def test_me_is_who_takes_part_in_most_conversations() -> None:
    """Given talks with several people, when read, then the one in all of them is me; talks without me are skipped."""
    rows = [row("c", "bob", "me"), row("d", "me", "eve"), row("e", "me", "eve"), row("f", "kim", "lee")]
    assert told(content(*rows)) == [("bob", IN), ("eve", OUT), ("eve", OUT)]
    assert content(*rows).skipped == 1


def test_profile_csv_tells_me_where_all_talk_is_with_one() -> None:
    """Given talk with one person only, when Profile.csv has my name, then I am told from them; without it every
    message is unreadable with what to do.
    """
    rows = [row("c", "bob", "me"), row("c", "me", "bob", at="2026-08-02 02:00:00 UTC")]
    assert told(
        content({**rows[0], "to": "Ada Example"}, {**rows[1], "from": "Ada Example"}, profile="Ada Example")
    ) == [
        ("bob", IN),
        ("bob", OUT),
    ]
    items = content(*rows).items
    assert [type(item) for item in items] == [Unreadable, Unreadable]
    assert "Profile.csv" in str(items[0])


@pytest.mark.parametrize(("direction", "own"), [("OUTGOING", "linkedin:me"), ("INCOMING", "linkedin:bob"), ("", None)])
def test_invitations_tell_me(direction: str, own: str | None) -> None:
    """Given one invitation, when it says its direction, then its sender or receiver is me, before any counting."""
    profile = "https://www.linkedin.com/in/"
    row_ = {"direction": direction, "inviter": f"{profile}me", "invitee": f"{profile}bob"}
    assert owner_of([], [row_], []) == own


def test_a_profile_address_in_the_export_tells_me() -> None:
    """Given Profile.csv with my profile's address, when read, then that is me."""
    record = {"firstname": "Ada", "publicprofileurl": "https://www.linkedin.com/in/ada"}
    assert owner_of([], [], [record]) == "linkedin:ada"


def test_large_groups_are_skipped() -> None:
    """Given conversations with ten and with eleven others, when read, then the larger one is skipped."""
    ten = [f"p{number}" for number in range(10)]
    rows = [row("small", "me", *ten), row("large", "me", *ten, "p10"), row("two", "me", "bob")]
    assert len(told(content(*rows))) == 11
    assert content(*rows).skipped == 1


def test_exports_without_recipients() -> None:
    """Given an older export without recipients, when I wrote in a conversation, then it was with who wrote there."""
    rows = [row("c", "me"), row("c", "bob"), row("d", "me", "eve")]
    assert told(content(*rows)) == [("bob", OUT), ("bob", IN), ("eve", OUT)]


@pytest.mark.parametrize("date", ["", "soon", "1970-01-01 00:00:00 UTC", "2044-01-01 00:00:00 UTC"])
def test_dates_not_to_be_believed(date: str) -> None:
    """Given a message without a date that can be, when read, then it is unreadable, its neighbours are not."""
    items = content(row("c", "me", "bob", at=date), row("d", "me", "eve")).items
    assert [type(item) for item in items] == [Unreadable, Seen]


def test_unknown_columns_are_unavailable(tmp_path: Path) -> None:
    """Given a messages.csv of other columns, when read, then Unavailable says so; invitations beside it are read."""
    (tmp_path / "messages.csv").write_text("a,b\n1,2\n")
    (tmp_path / "Invitations.csv").write_bytes((EXPORT / "Invitations.csv").read_bytes())
    source = LinkedInSource(Account(name="li", provider="linkedin", path=str(tmp_path)), NOW)
    with pytest.raises(Unavailable, match="columns are not known"):
        list(source.read("messages", None, set))
    (batch,) = source.read("invitations", None, set)
    assert len(batch.items) == 3


def test_headers_of_an_unknown_language_are_read_by_place() -> None:
    """Given messages.csv with a header nobody knows, when its columns stand as always, then they are read so."""
    text = (EXPORT / "messages.csv").read_text("utf-8").partition("\n")[2]
    rows = table(("a,b,c,d,e,f,g,h,i,j,k\n" + text).encode(), "messages")
    assert rows is not None
    assert rows[0]["sender"] == "https://www.linkedin.com/in/grace-hopper"


HANDLES = st.sampled_from(["me", "bob", "eve", "kim"])
ROWS = st.lists(
    st.builds(
        lambda conversation, pair, at: row(conversation, *pair, at=at),
        st.sampled_from("cde"),
        st.lists(HANDLES, min_size=2, max_size=2, unique=True),
        st.sampled_from(["2026-08-01 02:00:00 UTC", "", "x"]),
    ),
    max_size=12,
)


@given(ROWS)
def test_every_row_is_accounted_for(rows: list[Row]) -> None:
    """Given any messages, when read, then each is an exchange, unreadable or skipped, and locators are distinct."""
    made = content(*rows)
    assert len(made.items) + made.skipped == len(rows)
    assert len({item.locator for item in made.items}) == len(made.items)


@given(st.lists(st.dictionaries(st.sampled_from([*row("c", "a", "b"), "message", "inviter", "invitee"]), st.text())))
def test_any_cells_raise_nothing(rows: list[dict[str, str]]) -> None:
    """Given any cells, when read as messages and as invitations, then nothing is raised."""
    messages, skipped = messages_in(rows)
    exchanges(messages, skipped, owner_of(messages, rows, rows), ALWAYS)
    invited(rows, messages, None, ALWAYS)
