"""Names of folders, files and labels → Place (CONTRACT.md §4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.archives.places import decode_folder, place_of_file, place_of_folder, place_of_labels
from syncd.model import Place


@pytest.mark.parametrize(
    "name",
    [
        "Drafts",
        "drafts",
        "DRAFTS",
        "INBOX.Drafts",
        "[Gmail]/Entwürfe",
        "Entw&APw-rfe",
        "INBOX/Brouillons",
        ".Borradores",
        "Utkast",
        "Wersje robocze",
        "Черновики",
        "下書き",
        "טיוטות",
        "Πρόχειρα",
        "Taslaklar",
        "草稿",
        "임시보관함",
    ],
)
def test_drafts_folders(name: str) -> None:
    """Given a folder called drafts in any case, language or encoding, then its mail are drafts."""
    assert place_of_folder(name) == Place.DRAFT


@pytest.mark.parametrize(
    "name",
    [
        "Spam",
        "SPAM",
        "Junk",
        "Junk E-mail",
        "junk e-mail",
        "Junk-E-Mail",
        "Junk Email",
        "[Gmail].Spam",
        ".Junk",
        "A/B/Junk",
        "Courrier indésirable",
        "Correo no deseado",
        "Posta indesiderata",
        "İSTENMEYEN",
        "Спам",
        "迷惑メール",
        "垃圾邮件",
    ],
)
def test_spam_folders(name: str) -> None:
    """Given a folder called spam in any case or language, then its mail is spam."""
    assert place_of_folder(name) == Place.SPAM


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "INBOX",
        "Sent",
        "Trash",
        "Papierkorb",
        "Sampah",
        "Lixo",
        "Spam/2024",
        ".Junk.2024",
        "Drafts for Bob",
        "Chat",
        "Chats",
        "Work/Chats",
        "Spammers",
        "&",
        "&x",
        "&&&-",
        "&AAA-",
    ],
)
def test_other_folders_are_kept(name: str) -> None:
    """Given any other last name (trash, a subfolder of spam, a user's word), then its mail is kept."""
    assert place_of_folder(name) == Place.KEPT


def test_gmails_own_chats() -> None:
    """Given Gmail's tree as IMAP shows it, then its chats are chats."""
    assert place_of_folder("[Gmail]/Chats") == place_of_folder("[Google Mail].Chats") == Place.CHAT


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/m/Drafts", Place.DRAFT),
        ("/m/Spam.mbox", Place.SPAM),
        ("/m/Spam-001.mbox.gz", Place.SPAM),
        ("/m/Junk E-mail (1).mbox", Place.SPAM),
        ("/m/[Gmail].Spam", Place.SPAM),
        ("/m/Entw&APw-rfe", Place.DRAFT),
        ("/m/Drafts.mbox/mbox", Place.DRAFT),
        ("/m/Spam.sbd/keep", Place.KEPT),
        ("/Spam/Inbox.mbox", Place.KEPT),
        ("/m/[Gmail].sbd/Chats", Place.CHAT),
        ("/m/All mail Including Spam and Trash-002.mbox", Place.KEPT),
        ("mbox", Place.KEPT),
    ],
)
def test_files(path: str, place: Place) -> None:
    """Given an mbox file, then its last name decides, without the marks of its format or export."""
    assert place_of_file(path) == place


@pytest.mark.parametrize(
    ("labels", "place"),
    [
        ("Inbox,Important,Unread", Place.KEPT),
        ("Posteingang,Entwürfe", Place.DRAFT),
        ("Brouillons", Place.DRAFT),
        ("Spam,Ungelesen", Place.SPAM),
        ("Trash, Spam", Place.SPAM),
        ("Drafts,Spam", Place.SPAM),
        ("Chat", Place.CHAT),
        ('"Culture, associations",Спам', Place.SPAM),
        ('"About Spam, and more",Sent', Place.KEPT),
        ("Clients/Spam", Place.KEPT),
        ("[Imap]/Drafts,Sent", Place.DRAFT),
        ("Papierkorb,Geöffnet", Place.KEPT),
        ("", Place.KEPT),
        ('"', Place.KEPT),
    ],
)
def test_labels(labels: str, place: Place) -> None:
    """Given Takeout's labels in Google's languages, then a whole system label decides, spam before all."""
    assert place_of_labels(labels) == place


@given(st.text())
def test_any_text_is_a_name(text: str) -> None:
    """Given any text as a name, then there is a place and no error."""
    assert place_of_folder(text) in Place
    assert place_of_file(text) in Place
    assert place_of_labels(text) in Place
    assert isinstance(decode_folder(text), str)
