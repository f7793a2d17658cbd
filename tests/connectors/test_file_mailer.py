"""The digest as files: exactly once, whole, and easy to open."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from connectors.file_mailer import FileMailer
from syncd.ports import Unavailable


def digest(
    uid: str = "<syncd-digest-2026-W10.abc@example.org>", text: str = "Grüße 👍\n", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = uid
    message["Subject"] = "Wen du diese Woche anschreiben könntest"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    return message


def test_three_files_are_written_and_the_page_is_named(tmp_path: Path) -> None:
    """Given no folder, when a digest is sent, then message, page and text are there, for the user alone."""
    folder = tmp_path / "deep" / "digests"
    shown = FileMailer(folder).send(digest())
    assert shown == str(folder / "syncd-digest-2026-W10.html")
    assert sorted(path.name for path in folder.iterdir()) == [
        "syncd-digest-2026-W10.eml",
        "syncd-digest-2026-W10.html",
        "syncd-digest-2026-W10.txt",
    ]
    assert Path(shown).read_text("utf-8-sig") == "<p>Grüße 👍\n</p>\n"
    assert (folder / "syncd-digest-2026-W10.txt").read_bytes().decode() == "Grüße 👍\n"
    raw = (folder / "syncd-digest-2026-W10.eml").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    again = message_from_bytes(raw, policy=policy.default)
    assert again["Subject"] == digest()["Subject"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *folder.iterdir()])


def test_the_same_message_is_written_once(tmp_path: Path) -> None:
    """Given a digest was sent, when one of the same Message-ID is sent, then it is success and nothing changes."""
    mailer = FileMailer(tmp_path)
    shown = mailer.send(digest())
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    assert mailer.send(digest(text="Other words\n")) == shown
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before


def test_an_interrupted_send_is_finished(tmp_path: Path) -> None:
    """Given a crash before the message itself was written, when sent again, then all three are there."""
    mailer = FileMailer(tmp_path)
    mailer.send(digest(text="half\n"))
    (tmp_path / "syncd-digest-2026-W10.eml").unlink()
    mailer.send(digest(text="whole\n"))
    assert (tmp_path / "syncd-digest-2026-W10.txt").read_bytes() == b"whole\n"
    assert (tmp_path / "syncd-digest-2026-W10.eml").exists()


def test_two_digests_of_one_week_do_not_meet(tmp_path: Path) -> None:
    """Given a digest of another profile holds the week's name, when mine is sent twice, then both are there, once."""
    mailer = FileMailer(tmp_path)
    first = mailer.send(digest())
    second = mailer.send(digest("<syncd-digest-2026-W10.other@example.org>"))
    assert first != second
    assert mailer.send(digest("<syncd-digest-2026-W10.other@example.org>")) == second
    assert mailer.send(digest()) == first
    assert len(list(tmp_path.glob("*.eml"))) == 2


@pytest.mark.parametrize(
    ("uid", "header", "name"),
    [
        ("<2026W10@example.org>", "", "syncd-digest-2026-W10.html"),
        ("<x@example.org>", "2026-W09", "syncd-digest-2026-W09.html"),
        ("<../../etc/passwd@example.org>", "", "syncd-digest-????????.html"),
    ],
)
def test_the_name_comes_from_header_or_message_id(tmp_path: Path, uid: str, header: str, name: str) -> None:
    """Given a Message-ID with or without a week, when sent, then the name is safe and has the week if there is one."""
    shown = Path(FileMailer(tmp_path).send(digest(uid, X_Syncd_Digest=header)))
    assert shown.parent == tmp_path
    assert shown.match(name)


def test_a_plain_message_names_its_text(tmp_path: Path) -> None:
    """Given a message without HTML, when sent, then the plain text's path is given."""
    message = EmailMessage()
    message["Message-ID"] = "<2026-W10@example.org>"
    message.set_content("hello\n")
    assert FileMailer(tmp_path).send(message) == str(tmp_path / "syncd-digest-2026-W10.txt")


def test_a_page_that_names_its_character_set_has_no_mark(tmp_path: Path) -> None:
    """Given a page with a charset, when written, then it begins with its own first byte."""
    message = digest()
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    html.set_content('<meta charset="utf-8">ü', subtype="html")
    assert Path(FileMailer(tmp_path).send(message)).read_bytes().startswith(b"<meta")


def test_what_is_no_folder_is_named(tmp_path: Path) -> None:
    """Given a file where the folder should be, when sent, then Unavailable names it and the setting."""
    (tmp_path / "digests").write_bytes(b"")
    with pytest.raises(Unavailable, match=r"digests: .*\[digest\]\.via"):
        FileMailer(tmp_path / "digests").send(digest())
