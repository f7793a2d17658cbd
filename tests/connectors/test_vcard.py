"""Address books: vCard 2.1, 3.0 and 4.0 as programs write them, and what is made of broken ones."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.vcard import VcardSource, address_book
from connectors.vcard_lines import cards, parts
from connectors.whole_file import Content
from syncd.model import Card, Seen, Unreadable
from syncd.ports import Unavailable
from syncd.settings import Account

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
IMPORTS = Path(__file__).parents[1] / "data" / "imports"


def book(data: bytes) -> Content:
    content = address_book(data, NOW)
    assert content is not None
    return content


def people(data: bytes | str) -> dict[str, Card]:
    items = book(data.encode() if isinstance(data, str) else data).items
    found = {}
    for item in items:
        if isinstance(item, Seen):
            assert isinstance(item.fact, Card)
            found[item.locator] = item.fact
    return found


def card(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


def only(*lines: str) -> Card:
    (found,) = people(card("EMAIL:a@example.org", *lines)).values()
    return found


def test_version_3_as_apple_writes_it() -> None:
    """Given an Apple card and a group, when read, then both e-mails, number, profile and facts are one person's, the
    UID is the locator, the birthday has no year, and the group is skipped.
    """
    data = (IMPORTS / "apple-3.0.vcf").read_bytes()
    assert people(data) == {
        "uid:11111111-2222-3333-4444-555555555555": Card(
            addresses=("g.hopper@navy.example", "grace@example.com", "linkedin:grace-hopper", "tel:+15550104477"),
            name="Grace Hopper",
            birthday="12-09",
            tags=("mentor", "navy, retired"),
            company="Harbour; Sons",
            position="Rear Admiral",
            link="http://www.linkedin.com/in/Grace-Hopper/",
        )
    }
    assert book(data).skipped == 1


def test_version_2_as_old_phones_write_it() -> None:
    """Given 2.1 cards with quoted-printable, charsets, bare types and a photo, when read, then names are whole, the
    fax is left out, and a card without a UID is named by its addresses.
    """
    found = list(people((IMPORTS / "old-phone-2.1.vcf").read_bytes()).items())
    assert [one for _, one in found] == [
        Card(addresses=("juergen@example.de", "tel:+491511234567"), name="Jürgen Groß"),
        Card(addresses=("lena@example.de",), name="Lena Müller", birthday="1985-07-12"),
    ]
    assert all(locator.startswith("card:") for locator, _ in found)


def test_version_4_as_servers_write_it() -> None:
    """Given a 4.0 card with URI values and a group, when read, then the numbers are E.164, a national one without a
    country is left out, the profile comes from IMPP, and the anniversary is ignored.
    """
    assert list(people((IMPORTS / "server-4.0.vcf").read_bytes()).values()) == [
        Card(
            addresses=("bob@example.org", "linkedin:bob-stone", "tel:+447911123456"),
            name="Bob Stone",
            birthday="02-29",
            link="https://uk.linkedin.com/in/bob-stone?trk=card",
        )
    ]


BIRTHDAYS = {
    "BDAY:1985-07-12": "1985-07-12",
    "BDAY:19850712": "1985-07-12",
    "BDAY;VALUE=date:1985-07-12": "1985-07-12",
    "BDAY:--0712": "07-12",
    "BDAY:--07-12": "07-12",
    "BDAY:--0229": "02-29",
    "BDAY:1985-07-12T23:30:00Z": "1985-07-12",
    "BDAY;VALUE=date-and-or-time:19850712T102200-0800": "1985-07-12",
    "BDAY;X-APPLE-OMIT-YEAR=1604:1604-07-12": "07-12",
    "BDAY:0000-07-12": "07-12",
    "BDAY;VALUE=text:circa 1800": "",
    "BDAY:1985": "",
    "BDAY:1985-07": "",
    "BDAY:---12": "",
    "BDAY:1985-02-29": "",
    "BDAY:1985-13-01": "",
    "BDAY:2044-07-12": "",
    "BDAY:": "",
    "ANNIVERSARY:1985-07-12": "",
}


@pytest.mark.parametrize("line", BIRTHDAYS)
def test_birthdays(line: str) -> None:
    """Given BDAY in one of its forms, when read, then it is the written day with or without a year, or nothing."""
    assert only(line).birthday == BIRTHDAYS[line]


PROFILES = {
    "URL:https://www.linkedin.com/in/Ada": "linkedin:ada",
    "item1.URL;type=pref:http\\://www.linkedin.com/in/ada": "linkedin:ada",
    "X-SOCIALPROFILE;TYPE=linkedin:x-apple:ada": "linkedin:ada",
    "X-SOCIALPROFILE;TYPE=linkedin:ada": "linkedin:ada",
    "SOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://www.linkedin.com/in/ada": "linkedin:ada",
    "IMPP;X-SERVICE-TYPE=LinkedIn:linkedin:ada": "linkedin:ada",
    "X-LINKEDIN:ada": "linkedin:ada",
    "X-SOCIALPROFILE;TYPE=twitter:x-apple:ada": None,
    "X-SOCIALPROFILE;TYPE=linkedin:https://www.linkedin.com/company/harbour": None,
    "URL:https://example.org/ada": None,
    "IMPP:xmpp:ada@example.org": None,
}


@pytest.mark.parametrize("line", PROFILES)
def test_profiles(line: str) -> None:
    """Given a profile as one of many programs writes it, when read, then the handle is an address of the person."""
    expected = {"a@example.org", *([PROFILES[line]] if PROFILES[line] else [])}
    assert set(only(line).addresses) == expected


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("FN:Ada L.", "N:Lovelace;Ada;King;;"), "Ada L."),
        (("N:Lovelace;Ada;King;Lady;"), "Ada King Lovelace"),
        (("FN:", "N:Lovelace"), "Lovelace"),
        (("FN:Ada\\, Countess\\nof Lovelace",), "Ada, Countess of Lovelace"),
        (("FN:Ada", " \tLove", " lace"), "Ada\tLovelace".replace("\t", " ")),
        (('FN;LANGUAGE="en:x;y":Ada',), "Ada"),
        (("fn;CHARSET=latin1:Ada",), "Ada"),
        (('FN;X="open:Ada',), "Ada"),
        ((), ""),
    ],
)
def test_names(lines: tuple[str, ...] | str, name: str) -> None:
    """Given FN and N, folded, escaped, with parameters, when read, then the name is FN's, or else N's in order."""
    assert only(*([lines] if isinstance(lines, str) else lines)).name == name


def test_categories_are_tags() -> None:
    """Given CATEGORIES on several lines, when read, then they are tags, each once; Google's group of all is none."""
    assert only("CATEGORIES:b,a", "CATEGORIES:a,myContacts,").tags == ("a", "b")


def test_no_address_is_skipped() -> None:
    """Given cards with a name alone, a national number alone, an organisation, when read, then they are skipped."""
    data = card("FN:A") + card("FN:B", "TEL:0151 1234567") + card("KIND:org", "EMAIL:info@example.org")
    assert (list(book(data.encode()).items), book(data.encode()).skipped) == ([], 3)


def test_a_national_number_is_completed_by_the_file() -> None:
    """Given one number with and without its country in one file, when read, then both cards have the same address."""
    data = card("FN:A", "TEL:+49 151 1234567") + card("FN:A", "TEL:0151/1234567", "EMAIL:a@example.org")
    assert [one.addresses for one in people(data).values()] == [
        ("tel:+491511234567",),
        ("a@example.org", "tel:+491511234567"),
    ]


def test_an_address_of_several_names_joins_nobody() -> None:
    """Given colleagues who all have the switchboard's number, when read, then it is none of theirs; the same e-mail
    on two cards of one name stays on both; and an only address stays.
    """
    switchboard = "TEL;WORK:+49 30 5550100"
    data = card("FN:A", "EMAIL:a@x.example", switchboard) + card("FN:B", "EMAIL:b@x.example", switchboard)
    data += card("FN:A", "EMAIL:a@x.example", "TEL:+49 151 1234567") + card("FN:Desk", switchboard)
    assert [one.addresses for one in people(data).values()] == [
        ("a@x.example",),
        ("b@x.example",),
        ("a@x.example", "tel:+491511234567"),
        ("tel:+49305550100",),
    ]


def test_copies_of_one_card_are_one() -> None:
    """Given one card twice with different parts, when read, then it is one; a UID of several names is nobody's."""
    twice = card("UID:u", "FN:A", "EMAIL:a@example.org") + card("UID:u", "FN:A", "EMAIL:b@example.org", "BDAY:--0102")
    assert people(twice) == {"uid:u": Card(("a@example.org", "b@example.org"), "A", birthday="01-02")}
    clash = card("UID:u", "FN:A", "EMAIL:a@example.org") + card("UID:u", "FN:B", "EMAIL:b@example.org")
    assert sorted(one.name for one in people(clash).values()) == ["A", "B"]


BROKEN = {
    "never closed": "BEGIN:VCARD\r\nFN:Broken\r\nEMAIL:broken@example.org\r\n",
    "cut in a quoted-printable line": "BEGIN:VCARD\r\nFN;ENCODING=QUOTED-PRINTABLE:Bro=\r\n",
    "cut in a photo": "BEGIN:VCARD\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_card_costs_no_other(kind: str) -> None:
    """Given a card that breaks off between good ones, when read, then it is unreadable with its reason, and they are
    there.
    """
    data = card("EMAIL:one@example.org") + BROKEN[kind] + "\r\n" + card("EMAIL:two@example.org")
    items = book(data.encode()).items
    assert [one.addresses[0] for one in people(data).values()] == ["one@example.org", "two@example.org"]
    assert [item.reason for item in items if isinstance(item, Unreadable)] == ["this card breaks off before END:VCARD"]


def test_a_soft_line_end_does_not_swallow_the_end() -> None:
    """Given a quoted-printable value that ends with an equals sign, when read, then the card still ends."""
    data = card("EMAIL:a@example.org", "FN;QUOTED-PRINTABLE:Ada=") + card("EMAIL:b@example.org")
    assert [one.name for one in people(data).values()] == ["Ada", ""]


def test_an_agents_card_is_not_the_persons() -> None:
    """Given a 2.1 card with a whole card as its AGENT, when read, then only the outer one is a person."""
    inner = card("FN:Agent", "EMAIL:agent@example.org").strip()
    (found,) = people(card("FN:Boss", "AGENT:", inner, "EMAIL:boss@example.org")).values()
    assert (found.name, found.addresses) == ("Boss", ("boss@example.org",))


def test_wide_and_old_line_ends() -> None:
    """Given a card in UTF-16, or with a byte order mark, or with bare carriage returns, when read, then it is there."""
    text = card("FN:Größe", "EMAIL:a@example.org")
    for data in (text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode(), text.replace("\r\n", "\r").encode("cp1252")):
        assert [one.name for one in people(data).values()] == ["Größe"]


def test_a_file_without_a_card_is_unavailable(tmp_path: Path) -> None:
    """Given a .vcf that is a web page, when read, then Unavailable says so, and nothing would be swept."""
    path = tmp_path / "people.vcf"
    path.write_text("<html>Please log in</html>")
    with pytest.raises(Unavailable, match="holds no vCard"):
        list(VcardSource(Account("a", "vcard", path=str(path)), NOW).read("people.vcf", None, set))


def test_no_line_takes_long() -> None:
    """Given lines that cost other parsers exponential time, when read, then it is over at once."""
    line = "EMAIL;B" + "=x" * 5000 + '"' + ";" * 5000
    begun = time.perf_counter()
    people(card(line, "TEL:" + "(0)" * 5000, "BDAY:" + "1" * 5000) * 20)
    assert time.perf_counter() - begun < 2


@given(st.lists(st.text("ab;,\\", max_size=12), min_size=1))
def test_parts_are_what_was_joined(values: list[str]) -> None:
    """Given any values, when escaped, joined and taken apart, then they are the same."""
    escaped = [value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for value in values]
    assert parts(";".join(escaped), ";") == values


@given(st.one_of(st.binary(max_size=300), st.text('BEGIN:VCARD\r\n \t;="END', max_size=200).map(str.encode)))
def test_any_bytes_lose_no_neighbour(data: bytes) -> None:
    """Given any bytes between two good cards, when read, then nothing is raised and both are there."""
    around = card("FN:One", "EMAIL:one@one.example", "UID:1"), card("FN:Two", "EMAIL:two@two.example", "UID:2")
    found = people(around[0].encode() + data + b"\r\n" + around[1].encode())
    assert "uid:1" in found
    assert "uid:2" in found or b"AGENT" in data.upper()
    address_book(data, NOW)
    assert all(one.closed in (True, False) for one in cards(b"BEGIN:VCARD\n" + data))
