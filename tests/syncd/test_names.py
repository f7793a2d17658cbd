"""Display names as people would write them, and the best of several (syncd.names)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.names import BestName, Rank, tidy

OWN, OTHERS, CARD, MEETING = 1, 0, 2, -1
_SPECIAL = """
inc ltd llc llp plc corp gmbh srl mba esq cpa via and und team sales group gruppe company partner partners support
service office prof professor mrs miss mme mlle herr herrn frau sir mag rev hon ing sra iii vii viii
"""
SPECIAL = set(_SPECIAL.split())  # words that are no part of a name
WORDS = st.from_regex(r"[A-Z][a-zé]{2,9}", fullmatch=True).filter(
    lambda word: word.lower() not in SPECIAL and not word.startswith("Mc")
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("van der Berg, Jan", "Jan van der Berg"),
        ("Hopper, Dr. Grace", "Grace Hopper"),
        ("Hopper, G. M.", "G. M. Hopper"),
        ("Smith & Sons, London", "Smith & Sons, London"),
        ("Sales, Marketing and More", "Sales, Marketing and More"),
        ("Example GmbH, Berlin", "Example GmbH, Berlin"),
        ("One Two Three Four, Grace", "One Two Three Four, Grace"),
        ("Hopper, Grace (Navy)", "Grace Hopper"),
        ("Grace Hopper (Navy)", "Grace Hopper"),
        ("Grace Hopper [Navy]", "Grace Hopper"),
        ("Grace Hopper | Navy", "Grace Hopper"),
        ("(Grace Hopper)", "Grace Hopper"),
        ("\"'Hopper, Grace'\" via DocuSign", "Grace Hopper"),
        ("Grace Hopper (via Google Docs)", "Grace Hopper"),
        ("Grace Hopper on behalf of the Navy", "Grace Hopper"),
        ("Grace Hopper <grace@example.com>", "Grace Hopper"),
        ("grace@example.com (Grace Hopper)", "Grace Hopper"),
        ("mailto:grace@example.com", ""),
        ("Dr. Grace Hopper", "Grace Hopper"),
        ("Prof. Dr. med. Grace Hopper", "Grace Hopper"),
        ("Frau Grace Hopper", "Grace Hopper"),
        ("Dr. Hopper", "Dr. Hopper"),
        ("M. Night Walker", "M. Night Walker"),
        ("grace hopper", "Grace Hopper"),
        ("grace", "Grace"),
        ("dhl", "dhl"),
        ("shop.example", "shop.example"),
        ("GRACE VAN DER BERG", "Grace van der Berg"),
        ("DE LA CRUZ", "De la Cruz"),
        ("ANH DO", "Anh Do"),
        ("RONALD MCDOUGAL", "Ronald McDougal"),
        ("J. R. R. BERG", "J. R. R. Berg"),
        ("HENRY VIII", "Henry VIII"),
        ("GRACE'S SHOP", "Grace's Shop"),
        ("JEAN-LUC D'ANGELO", "Jean-Luc D'Angelo"),
        ("Grace McHopper", "Grace McHopper"),
        ("bell Hooks", "bell Hooks"),
        ("Ⓐ", ""),
    ],
)
def test_names_as_people_write_them(written: str, shown: str) -> None:
    """Given a name as programs, lists and address books write it, when tidied, then it is as its owner would say it."""
    assert tidy(written) == shown


@given(WORDS, WORDS)
def test_all_ways_to_write_a_name_are_one(first: str, last: str) -> None:
    """Given first and last name, when written last first, in capitals, small, quoted, with title, via or company, then
    all are the same name.
    """
    name = tidy(f"{first.upper()} {last.upper()}")
    ways = [
        f"{last}, {first}",
        f"{last.upper()}, {first.upper()}",
        f"{first} {last}".lower(),
        f"'{first} {last}'",
        f"Dr. {first} {last}",
        f"{first} {last} via A List",
        f"{first} {last} (Company)",
    ]
    assert {tidy(way) for way in ways} == {name}


@given(WORDS, WORDS)
def test_what_is_tidy_stays(first: str, last: str) -> None:
    """Given a tidy name, when tidied again, then nothing changes."""
    name = tidy(f"{last}, {first}")
    assert tidy(name) == name


@given(st.text())
def test_any_text_gives_one_line(text: str) -> None:
    """Given any text, when tidied, then there is one line without blanks around it, and never an error."""
    name = tidy(text)
    assert name == " ".join(name.split())


def best(*met: tuple[str, int, int]) -> str:
    """The best of (name, source, last met)."""
    chosen = BestName()
    for name, source, last in met:
        chosen.met(name, Rank(source, last, 0))
    return chosen.text


def test_the_owner_knows_best_then_the_newest_full_name() -> None:
    """Given names from many, then an address book's wins, then the owner's, of those the newest full one."""
    met = [
        ("G. from a meeting", MEETING, 9),
        ("Grace by Others", OTHERS, 8),
        ("Grace Murray", OWN, 1),
        ("Grace Hopper", OWN, 2),
        ("Gigi", OWN, 7),
        ("G. Hopper", OWN, 6),
    ]
    assert best(*met) == "Grace Hopper"
    assert best(*met, ("Amazing Grace", CARD, 0)) == "Amazing Grace"


def test_a_first_name_gives_way_to_a_full_name_that_holds_it() -> None:
    """Given she signs as Grace, or G. Hopper, and others write Grace Hopper, then that is her
    name; Alan Turing is not.
    """
    assert best(("Grace", OWN, 5), ("Grace Hopper", OTHERS, 1)) == "Grace Hopper"
    assert best(("G. Hopper", OWN, 5), ("Grace Hopper", OTHERS, 1)) == "Grace Hopper"
    assert best(("Grace", OWN, 5), ("Alan Turing", OTHERS, 1)) == "Grace"


@given(
    st.permutations(
        [("Grace", OWN, 3), ("Grace Hopper", OTHERS, 1), ("grace@x.example", OWN, 9), ("G. H.", MEETING, 4)]
    )
)
def test_order_does_not_matter(met: list[tuple[str, int, int]]) -> None:
    """Given the same names in any order, then the same is best; an address is no name."""
    assert best(*met) == "Grace Hopper"
