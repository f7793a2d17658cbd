"""Address lists: structure before names (CONTRACT.md §4; RFC 5322 §3.4, §4.4, appendix A)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.mime_addresses import addresses, unusual, usual


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # plain
        ("", []),
        ("ada@x.org", [("ada@x.org", "")]),
        ("Ada Example <Ada@X.org>", [("ada@x.org", "Ada Example")]),
        ('"Example, Ada" <ada@x.org>,\r\n\tbob@y.org', [("ada@x.org", "Example, Ada"), ("bob@y.org", "")]),
        ("Ada<ada@x.org>", [("ada@x.org", "Ada")]),
        ("j..doe@x.org", [("j..doe@x.org", "")]),
        ('"j.doe"@x.org', [("j.doe@x.org", "")]),
        ("ada@x.org, ADA@x.org", [("ada@x.org", "")]),
        # names are decoded after
        ("=?utf-8?Q?Moore=2C_Keith?= <k@x.org>", [("k@x.org", "Moore, Keith")]),
        ("=?utf-8?Q?Moore,_Keith?= <k@x.org>", [("k@x.org", "Moore, Keith")]),
        ("=?utf-8?Q?a@evil.org,_?= <k@x.org>", [("k@x.org", "a@evil.org,")]),
        ('"=?utf-8?B?TcO8bGxlcg==?=" <m@x.org>', [("m@x.org", "Müller")]),
        ("=?utf-8?B?YUBiLm9yZw==?=", []),
        # already decoded, unquoted
        ("Müller, Jürgen <j@x.org>", [("j@x.org", "Müller, Jürgen")]),
        ("Müller, Jürgen <j@x.org>, Ada <a@x.org>", [("j@x.org", "Müller, Jürgen"), ("a@x.org", "Ada")]),
        ("nobody, b@y.org", [("b@y.org", "")]),
        # ambiguity
        ("a@evil.org <b@good.org>", [("b@good.org", "a@evil.org")]),
        ('"ceo@firm.com" <x@spam.org>', [("x@spam.org", "ceo@firm.com")]),
        ("Ada <a@x.org> <b@y.org>", [("b@y.org", "Ada")]),
        # groups
        ("undisclosed-recipients:;", []),
        ("undisclosed-recipients: ;", []),
        ("Team: a@x.org, Bob <b@y.org>;, c@z.org", [("a@x.org", ""), ("b@y.org", "Bob"), ("c@z.org", "")]),
        ("team@lists.org: a@x.org;", [("a@x.org", "")]),
        # cleaning
        ("<mailto:bob@x.org>", [("bob@x.org", "")]),
        ("mailto:bob@x.org", [("bob@x.org", "")]),
        ("'bob@x.org'", [("bob@x.org", "")]),
        ("\"'bob@x.org'\" <bob@x.org>", [("bob@x.org", "")]),
        ("'Bob Stone' <bob@x.org>", [("bob@x.org", "Bob Stone")]),
        ("bob@x.org.", [("bob@x.org", "")]),
        ("bob@x.org; ada@y.org;", [("bob@x.org", ""), ("ada@y.org", "")]),
        (",, bob@x.org ,", [("bob@x.org", "")]),
        # no addresses
        ("Ada Example", []),
        ("Ada </O=ORG/OU=NA/CN=RECIPIENTS/CN=ADA>", []),
        ("Ada </O=ORG/OU=NA/CN=RECIPIENTS/CN=ADA@x.org>, b@y.org", [("b@y.org", "")]),
        ("<IMCEAEX-_O=ORG_CN=ADA@x.org>", []),
        ("<>", []),
        # RFC 5322 appendix A.5 and A.6
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("pete@silly.test", "Pete")]),
        (
            "A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n joe@example.org,\r\n"
            "  John <jdoe@one.test> (my dear friend); (the end of the group)",
            [("c@public.example", "Chris Jones"), ("joe@example.org", ""), ("jdoe@one.test", "John")],
        ),
        ("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", []),
        ("Joe Q. Public <john.q.public@example.com>", [("john.q.public@example.com", "Joe Q. Public")]),
        (
            "Mary Smith <@machine.tld:mary@example.net>, , jdoe@test   . example",
            [("mary@example.net", "Mary Smith"), ("jdoe@test.example", "")],
        ),
        ('"Giant; \\"Big\\" Box" <sysservices@example.net>', [("sysservices@example.net", 'Giant; "Big" Box')]),
        ("bob@x.org (Bob Stone)", [("bob@x.org", "Bob Stone")]),
        ("bob @ x.org", [("bob@x.org", "")]),
        # malformed: costs only what can't be read
        ('"Bob <bob@x.org>', [("bob@x.org", "Bob")]),
        ("Bob <bob@x.org", [("bob@x.org", "Bob")]),
        ("Bob (the <bob@x.org>", [("bob@x.org", "Bob the")]),
        ("Bob Stone bob@x.org", [("bob@x.org", "Bob Stone")]),
        ("<bob@x.org> Bob", [("bob@x.org", "Bob")]),
        ("a@x.org b@y.org", [("a@x.org", ""), ("b@y.org", "")]),
        ("<<bob@x.org>>", [("bob@x.org", "")]),
        ("Bob <no address>, Ada <ada@x.org>", [("ada@x.org", "Ada")]),
    ],
)
def test_address_lists(value: str, expected: list[tuple[str, str]]) -> None:
    """Given a header value, when it is parsed, then these are its addresses and their decoded names."""
    assert list(addresses(value.encode())) == expected


def test_raw_octets() -> None:
    """Given names and addresses in raw 8-bit text, when they are parsed, then UTF-8 or else Windows-1252 is read."""
    assert addresses("Jürgen <jürgen@x.org>".encode("latin-1")) == (("jürgen@x.org", "Jürgen"),)
    assert addresses("Jürgen <jürgen@x.org>".encode()) == (("jürgen@x.org", "Jürgen"),)
    assert addresses(b"\x81\x8d <b\x81@x.org>, a@x.org") == (("a@x.org", ""),)


def test_names_are_short_and_clean() -> None:
    """Given a name with control characters and no end, when it is parsed, then it is cleaned and cut at 200."""
    assert addresses(b'"Bob\x07\r\n  Stone" <b@x.org>') == (("b@x.org", "Bob Stone"),)
    assert addresses(b"=?utf-8?q?=22Bob=22=0D=0A?= <b@x.org>") == (("b@x.org", "Bob"),)
    assert len(addresses(b"B" * 5000 + b" <b@x.org>")[0][1]) == 200


@pytest.mark.parametrize(
    "piece",
    ["(", '"', '\\"', "<", "[", ":", ",", "a@b,", "=?a?q?", " ", "\t@", ") ", "(()", "'", "a@b ", "<a", "<a@b>"],
)
def test_absurd_headers_end(piece: str) -> None:
    """Given a megabyte of one piece, when it is parsed, then it ends, with at most 20,000 addresses."""
    assert len(unusual(piece * (1_000_000 // len(piece)) + "@x.org")) <= 20_000
    assert len(unusual("<" + piece * (1_000_000 // len(piece)) + "@x.org>")) <= 20_000


_PIECES = st.sampled_from(
    [
        "Ada",
        "ada@x.org",
        "<bob@y.org>",
        "<Bob.B@gmail.com>",
        "o'neil@z.org",
        "'",
        '"',
        '"Lake, Eve"',
        ",",
        ", ",
        ";",
        ":",
        " ",
        "  ",
        "\t",
        "\r\n ",
        "=?utf-8?q?M=C3=BC?=",
        "=?",
        "?=",
        "(c)",
        "(",
        ")",
        "@",
        ".",
        "<",
        ">",
        "ü",
        "\\",
        "[1]",
        "mailto:",
        "/o=x/cn=y@z.org",
        '"@x.org"',
        "=?utf-8?q?a?=@x.org",
        "\x00",
        "\xa0",
        "-",
        "+tag",
    ]
)
_PLAIN = st.lists(
    st.sampled_from(
        ["ada@x.org", "Ada <ada@x.org>", '"Lake, Eve" <eve@y.org>', "=?utf-8?q?=C3=BC?= <u@z.org>", "A B. <a@b>"]
    ),
    min_size=1,
)


@given(st.one_of(st.lists(_PIECES).map("".join), _PLAIN.map(", ".join), st.text()))
@example("=?utf-8?q?a?=@x.org")
@example("A =?utf-8?q?b?= =?utf-8?q?c?= <a@x.org>")
def test_the_usual_way_is_only_faster(text: str) -> None:
    """Given any value, when the usual way accepts it, then the tokenizer says the same."""
    found = usual(text)
    if found is not None:
        assert found == unusual(text)


@given(_PLAIN)
def test_the_usual_way_takes_what_is_usual(entries: list[str]) -> None:
    """Given a plain list, when it is parsed, then the usual way does it."""
    assert len(usual(", ".join(entries)) or ()) == len(entries)


@given(st.one_of(st.lists(_PIECES).map("".join), st.text()))
def test_any_text_has_addresses_or_none(text: str) -> None:
    """Given any text, when it is parsed, then each result is an address once, and each name is clean."""
    found = addresses(text.encode("utf-8", "replace"))
    assert len({address for address, _ in found}) == len(found)
    for address, name in found:
        assert "@" in address
        assert name == name.strip()
        assert "\n" not in name
