"""What the author wrote for this mail, and nothing else."""

from __future__ import annotations

import pytest

from rules.reading.new_text import new_text


@pytest.mark.parametrize(
    "below",
    [
        "> Quoted?\n> More",
        "-----Original Message-----\nFrom: A\nSent: Monday\nTo: B\nSubject: C\n\nOld?",
        "-----Ursprüngliche Nachricht-----\nVon: A\nAn: B\n\nAlt?",
        "---------------------- Forwarded by Ann Smith/HOU/ECT on 07/05/2001 08:27 AM -------------\nOld?",
        "---------- Forwarded message ---------\nFrom: A <a@x.example>\n\nOld?",
        "Begin forwarded message:\n\nFrom: A\n\nOld?",
        "From: Ann Smith\nSent: Monday, March 2, 2026 10:00 AM\nTo: Bob\nSubject: Old\n\nOld?",
        "*From:* Ann Smith\n*Sent:* Monday\n*To:* Bob\n\nOld?",
        "Von: Ann Smith\nGesendet: Montag, 2. März 2026\nAn: Bob\nBetreff: Alt\n\nAlt?",
        "De : Ann Smith\nEnvoyé : lundi 2 mars\nÀ : Bob\nObjet : Vieux\n\nVieux ?",
        "________________________________\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: Old\n\nOld?",
        "On Mon, Mar 2, 2026 at 9:14 AM Ann Smith <ann@x.example> wrote:\n\n> Old?",
        "On Mon, Mar 2, 2026 at 9:14 AM Ann Smith\n<ann@x.example> wrote:\n\nOld?",
        "Am Mo., 2. März 2026 um 10:12 Uhr schrieb Ann <ann@x.example>:\n\n> Alt?",
        "Le lun. 2 mars 2026 à 10:12, Ann <ann@x.example> a écrit :\n> Vieux ?",
        "El lun, 2 mar 2026 a las 10:12, Ann (<ann@x.example>) escribió:\n> ¿Viejo?",
        "Ann Smith@ENRON\n03/01/2001 12:56 PM\nTo:\tBob Jones/HOU/ECT@ECT\ncc:\t \n\nSubject:\tOld\n\nOld?",
        "From:  Ann Smith on 03/01/2001 12:56 PM\nTo:\tBob Jones/HOU/ECT@ECT\n\nOld?",
        "\tAnn Smith@ECT 03/05/2001 08:30 AM \t   To: Bob Jones/NA@Enron  cc:   Subject: \t\n\nOld?",
        "-- \nAnn Smith\nDid you know our shop?",
        "Best regards,\nAnn Smith\nHead of Questions?\nTel. 555",
        "Mit freundlichen Grüßen\nAnn Smith\nAbteilung Fragen",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "This e-mail is confidential. If you are not the intended recipient, would you please delete it?",
        "_________________________________________________________________\nDo you want free mail? http://m.example",
    ],
)
def test_only_what_is_new(below: str) -> None:
    """Whatever the mail program puts below."""
    assert new_text(f"Fine with me.\n\n{below}\n") == "Fine with me."


def test_answers_between_quoted_lines() -> None:
    """They are new, wherever they stand."""
    body = "Ann wrote on Monday <a@x.example> wrote:\n> When?\n\nAt nine.\n\n> Who?\n\nBob."
    assert new_text(body).split() == ["At", "nine.", "Bob."]


def test_below_the_quotation() -> None:
    """An answer may stand below what it answers."""
    assert new_text("On Mon, 2 Mar 2026, Ann <a@x.example> wrote:\n> When?\n\nAt nine.") == "At nine."


def test_a_postscript_below_the_signature() -> None:
    """It is part of the letter."""
    assert "Bring the keys" in new_text("Fine.\n\nBest regards,\nAnn\n\nP.S. Bring the keys, please.")


def test_hyphens_do_not_sign() -> None:
    """A list is no signature."""
    assert new_text("Please:\n- call Ann\n- write to Bob") == "Please:\n- call Ann\n- write to Bob"


def test_a_name_above_a_forwarded_mail_goes_with_it() -> None:
    """Lotus Notes puts the sender's name above the date."""
    assert new_text("See below.\n\n\nAnn Smith\n03/01/2001 12:56 PM\nTo: Bob\n\nOld?") == "See below."
