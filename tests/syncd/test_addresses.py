"""The canonical form of an address: CONTRACT.md §4, first paragraph and fine print."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syncd.addresses import canonical


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada.Example@Example.ORG", "ada.example@example.org"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),  # non-transitional: ß is not ss
        ("ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"),  # an ideographic full stop
        ("ada@💩.example", "ada@xn--ls8h.example"),  # not IDNA 2008, but it exists
        ("ada@mail_1.example.org", "ada@mail_1.example.org"),
        ("ada@localhost", "ada@localhost"),
        ("ada@[192.0.2.1]", "ada@[192.0.2.1]"),
        ("JÜRGEN@example.org", "jürgen@example.org"),
        ("j..doe@example.org", "j..doe@example.org"),
        (".doe@example.org", ".doe@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("a+b=c/d!e#f@example.org", "a+b=c/d!e#f@example.org"),
    ],
)
def test_lower_case_and_a_labels(written: str, expected: str) -> None:
    """Given an address, when it is compared, then case and the writing of its domain do not matter."""
    assert canonical(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "a.b+news@gmail.com",
        "AB@GoogleMail.com",
        "a.b@googlemail.com",
        '"a.b"@gmail.com',
        "ab+@gmail.com",
        "ab@ｇmail.com",
    ],
)
def test_gmail_dots_and_tags(written: str) -> None:
    """Given any writing of one Gmail address, when it is compared, then dots, tag and googlemail.com are gone."""
    assert canonical(written) == "ab@gmail.com"


def test_dots_and_tags_elsewhere_mean_something() -> None:
    """Given an address elsewhere, when it is compared, then its dots and its tag stay."""
    assert canonical("a.b+news@example.org") == "a.b+news@example.org"


@pytest.mark.parametrize(
    "written",
    [
        "<mailto:bob@x.example>",
        "mailto:bob@x.example?subject=hi",
        "MAILTO:Bob@X.example",
        "smtp:bob@x.example",
        "<<bob@x.example>>",
        "'bob@x.example'",
        "<'bob@x.example'>",
        "'bob'@x.example",
        '"bob@x.example"',
        '"bob"@x.example',
        "bob@x.example.",
        " bob@x.example\r\n",
        "bob@x.example;",
        "\u200bbob@x.example\u00a0",
    ],
)
def test_wrappings_are_cleaned(written: str) -> None:
    """Given an address in wrappings seen in the wild, when it is read, then they are removed."""
    assert canonical(written) == "bob@x.example"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"j.doe"@x.example', "j.doe@x.example"),
        ('"J\\.Doe"@x.example', "j.doe@x.example"),
        ('j."q".doe@x.example', "j.q.doe@x.example"),
        ('"john doe"@x.example', '"john doe"@x.example'),
        ('"say \\"hi\\""@x.example', '"say \\"hi\\""@x.example'),
    ],
)
def test_quotes_stay_only_where_needed(written: str, expected: str) -> None:
    """Given a quoted local part, when it is read, then it is unquoted if it can stand without quotes."""
    assert canonical(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "Ada Example",
        "ada@",
        "@example.org",
        "undisclosed-recipients:;",
        "undisclosed-recipients:@example.org",
        "/O=ENRON/OU=NA/CN=RECIPIENTS/CN=ADA",
        "/O=ENRON/OU=NA/CN=RECIPIENTS/CN=ADA@example.org",
        '"/o=First Org/ou=Site/cn=Recipients/cn=ada"@example.org',
        "X500:/o=First/ou=Site/cn=ada@example.org",
        "IMCEAEX-_O=FIRST_OU=SITE_CN=ADA@example.org",
        "ada@exam ple.org",
        "ada@example..org",
        "ada@example.org/x",
        "ada lovelace@example.org",
        "ada@one@example.org",
        "+tag@gmail.com",
        "ada\x00@example.org",
        "ada\ufffd@example.org",
        "ada@\udce9.example",
        "a" * 320 + "@example.org",
    ],
)
def test_what_is_no_address(written: str) -> None:
    """Given a name, a label, an Exchange DN (with or without a domain behind it) or junk, then it is no address."""
    assert canonical(written) is None


_PIECES = st.sampled_from(
    [
        "a",
        "B",
        ".",
        "+",
        "@",
        "@",
        '"',
        "'",
        "<",
        ">",
        " ",
        "\\",
        "mailto:",
        "gmail.com",
        "x.org",
        "/o=",
        "imceaex-",
        "ü",
        "ß",
        "İ",
        "Σ",
        "。",
        "\u200b",
        "\xad",
        "xn--",
        "-",
        "[1.2.3.4]",
        "?",
        ",",
        ";",
        ":",
        "\n",
        "\u0301",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
@example('"mailto:x"@d')
@example("''a''@d")
@example('"\'a"@d')
def test_canonical_is_final(text: str) -> None:
    """Given any text, when it has a canonical form, then that form is its own and goes into any database."""
    once = canonical(text)
    if once is not None:
        assert canonical(once) == once
        assert once.encode().decode() == once
        assert "@" in once
        assert "\n" not in once
