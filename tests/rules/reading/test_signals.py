"""What one mail is said to ask, to promise and to settle."""

from __future__ import annotations

from datetime import date

import pytest

from rules.reading.signals import AskKind, Automatic, Signals, signals

SENT = date(2026, 3, 4)


def read(body: str, subject: str = "", **more: bool) -> Signals:
    return signals(body, subject, sent=SENT, **more)


@pytest.mark.parametrize(
    ("body", "to"),
    [
        ("Bob, can you send me the list?", ("Bob",)),
        ("Bob/Susan - please send me the list", ("Bob", "Susan")),
        ("Bob please send me the list.", ("Bob",)),
        ("Hi Bob,\n\ncan you send me the list?", ("Bob",)),
        ("Dear Mr. Jones,\n\ncould you send me the list?", ("Mr. Jones",)),
        ("Bob and Susan,\n\nThe list is wrong. Please fix it.", ("Bob", "Susan")),
        ("Can you send me the list, Bob?", ("Bob",)),
        ("I need Susan to send me the list.", ("Susan",)),
        ("Sorry, I forgot.\n\nBob/Susan\n\nPlease send me the list.", ("Bob", "Susan")),
        ("Hallo Bob,\nschickst du mir die Liste?", ("Bob",)),
        ("Hi all,\n\ncan somebody send me the list?", ()),
        ("Can you send me the list?", ()),
        ("Also, can you send me the list?", ()),
        ("Tomorrow - can you make it?", ()),
        ("Desk managers,\n\nplease send me the list.", ()),
        ("Shop Managers,\n\nplease send me the list.", ()),
        ("INSTEAD, please send me the list.", ()),
        ("Hey man, this is Stacy. Can you send me the list?", ()),
        ("It costs nothing. Tina is that right?", ("Tina",)),
        ("Elsa/Daren - do either of you have the list?", ("Elsa", "Daren")),
        ("The sums are wrong.\n\nDays     Boxes\n\nPlease correct them.", ()),
        ("North, which is ours, needs a list. Could you send it?", ()),
    ],
)
def test_to_whom_it_is_put(body: str, to: tuple[str, ...]) -> None:
    """By the names in the sentence, else by those of the salutation; the caller knows who they are."""
    assert [one.to for one in read(body).asks] == [to]


def test_a_mail_to_several_in_turn() -> None:
    """Each salutation holds until the next."""
    found = read("Bob,\n\nthe list is wrong.\n\nSusan,\n\ncan you fix it?\n\nJim, please check.")
    assert [one.to for one in found.asks] == [("Susan",), ("Jim",)]


def test_a_list_of_names_is_no_salutation() -> None:
    """Who is on a list is not spoken to."""
    found = read("The traders:\n\nTom Martin\nJim Smith\nMike Miller\n\nIs that all of them?")
    assert [one.to for one in found.asks] == [()]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("What does it cost?", AskKind.QUESTION),
        ("Please tell me what it costs.", AskKind.REQUEST),
        ("How about lunch on Friday?", AskKind.PROPOSAL),
    ],
)
def test_what_kind_it_is(body: str, kind: AskKind) -> None:
    """A question, a request, a proposal."""
    assert [one.kind for one in read(body).asks] == [kind]


def test_the_subject_helps() -> None:
    """A new subject may ask by itself; that of an answer is somebody else's."""
    assert [one.sentence for one in read("At six, our place.", "Can you come on Friday?").asks] == [-1]
    assert read("At six, our place.", "Re: Can you come on Friday?").asks == ()
    assert read("", "Can you come on Friday?").asks == ()


def test_never_the_whole_text() -> None:
    """A topic is one short line."""
    found = read("Could you tell me " + "very " * 100 + "soon?\n\nI'll send you the " + "long " * 100 + "list.")
    assert len(found.asks) == len(found.promises) == 1
    assert all(len(one.topic) <= 80 for one in (*found.asks, *found.promises))


@pytest.mark.parametrize(
    ("body", "subject", "automatic"),
    [
        ("I am out of the office until Monday. For urgent matters please contact Joe.", "", Automatic.ABSENT),
        ("", "Automatic reply: budget", Automatic.ABSENT),
        ("What should you read? Five stories.\n\nUnsubscribe here", "", Automatic.BULK),
        ("Ticket was assigned. Please review.\n\nTicket ID: 4\nOwner: Kim\nPriority: high", "", Automatic.BULK),
        (
            "I came across your profile. We help companies like yours. Up for a quick call?",
            "Hello",
            Automatic.SELLING,
        ),
        ("Dear parents, please collect the gym bags.", "", Automatic.BROADCAST),
        ("Are you out of the office next week?", "", None),
    ],
)
def test_what_nobody_wrote_to_me(body: str, subject: str, automatic: Automatic | None) -> None:
    """It asks and promises nothing."""
    found = read(body, subject)
    assert found.automatic is automatic
    assert bool(found.asks) is (automatic is None)


def test_my_own_mail_is_personal() -> None:
    """I may sell something and be waiting for an answer."""
    pitch = "I came across your profile. We help companies like yours. Are you up for a quick call?"
    assert read(pitch, author_is_me=True).asks
    assert not read(pitch).asks


@pytest.mark.parametrize(
    ("body", "gestures"),
    [
        ("Thanks a lot!", {"idle"}),
        ("FYI", {"idle"}),
        ("", {"idle"}),
        ("No need to reply.", {"releases"}),
        ("Never mind, found it.", {"releases"}),
        ("Hat sich erledigt.", {"releases"}),
        ("Here is the list: https://x.example/list", {"delivers"}),
        ("The list is attached.", {"delivers"}),
        ("Anbei die Liste.", {"delivers"}),
        ("I can't make it on Friday.", {"withdraws"}),
        ("Could you do it instead?", {"hands_over"}),
        ("Will do.", {"agrees"}),
        ("Sure, Friday works.", {"agrees"}),
        ("Geht klar, mache ich.", {"agrees"}),
        ("I'll look into it and get back to you.", {"holds"}),
        ("Ich kläre das und melde mich.", {"holds"}),
        ("The weather was fine.", set()),
    ],
)
def test_gestures(body: str, gestures: set[str]) -> None:
    """What a mail does besides asking and promising."""
    found = read(body)
    names = {"idle", "releases", "delivers", "withdraws", "hands_over", "agrees", "holds"}
    assert gestures <= {name for name in names if getattr(found, name)}
    assert not gestures or len(gestures & names) == len(gestures)
    if "idle" not in gestures and body:
        assert not found.idle or gestures & {"releases", "agrees", "delivers"}


def test_an_attachment_delivers() -> None:
    """Whatever is said with it."""
    assert read("Best wishes", has_attachment=True).delivers
    assert not read("Best wishes").delivers


def test_a_date_may_stand_alone_behind_the_promise() -> None:
    """ "Will do. Friday at the latest." """
    assert [one.due for one in read("I'll send it. By Friday.").promises] == [date(2026, 3, 6)]


@pytest.mark.parametrize(
    "body",
    [
        "We would be delighted if you could speak at our meetup in May.",
        "It would be an honour to have you on the jury.",
        "Here's the draft. Comments welcome by Friday.",
        "Draft attached. Any feedback is appreciated before noon.",
        "I am applying for a new job and wanted to ask if I may name you as a reference.",
        "Über Anmerkungen bis Montag würde ich mich freuen.",
        "Ich würde mich über eure Kommentare bis Montag freuen.",
        "Wir würden uns sehr freuen, wenn Sie im Mai bei uns sprechen könnten.",
        "Anmerkungen gerne bis Freitag.",
        "Feedback by Friday would be great.",
        "Feedback bis Freitag wäre toll.",
        "We'd love for you to speak at our meetup in May.",
        "Wir sollten uns mal wieder treffen.",
        "Ist das Zimmer noch frei? Wir brauchen es ab Mai.",
        "Is the draft nice enough for the board?",
    ],
)
def test_what_is_asked_politely(body: str) -> None:
    """A wish with a date or an "if you could" is a request; so is what only looks like small talk."""
    assert len(read(body).asks) == 1


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("", "Look at this: https://video.example/cat - hilarious, isn't it?"),
        ("", "Schau dir das an: https://video.example/katze - lustig, oder?"),
        ("", "Isn't the weather lovely? The sun is shining here."),
        ("", "Ist das Wetter nicht herrlich? Hier scheint die Sonne."),
        ("", "We should do this more often."),
        ("", "Das war ein schöner Abend. Das sollten wir öfter machen."),
        ("", "Ist das zu fassen? Wieder 5:0 verloren."),
        ("Re: Draft", "One typo on page two. Otherwise: send it."),
        ("AW: Entwurf", "Ein Tippfehler auf Seite zwei. Ansonsten: schick es raus."),
        ("", "Great match yesterday, wasn't it?"),
        ("", "Ist das nicht unglaublich? Wieder gewonnen."),
        ("", "We are delighted to announce the new library."),
    ],
)
def test_what_only_sounds_like_an_ask(subject: str, body: str) -> None:
    """Delight, despair, what one should do some day, and leave given in an answer: nobody waits for anything."""
    assert read(body, subject).asks == ()
    assert read(body, subject).promises == ()


@pytest.mark.parametrize(
    ("body", "due"),
    [
        ("Give me until Thursday and you'll have the numbers.", date(2026, 3, 5)),
        ("Gib mir bis Donnerstag, dann hast du die Zahlen.", date(2026, 3, 5)),
        ("We'll transfer the money by the end of the month.", date(2026, 3, 31)),
        ("Wir überweisen den Betrag bis Monatsende.", date(2026, 3, 31)),
        ("We will pay the invoice by the end of the month.", date(2026, 3, 31)),
        ("Wir zahlen die Rechnung bis Monatsende.", date(2026, 3, 31)),
        ("Morgen kommen die Zahlen.", date(2026, 3, 5)),
        ("Die Zahlen kommen morgen.", date(2026, 3, 5)),
        ("Der Entwurf für den Vorstand folgt am Freitag.", date(2026, 3, 6)),
        ("The slides will follow tomorrow.", date(2026, 3, 5)),
    ],
)
def test_promises_without_i_will(body: str, due: date) -> None:
    """Who asks for time until a day, or says that something comes, has promised it; nothing is asked by that."""
    found = read(body)
    assert [one.due for one in found.promises] == [due]
    assert found.asks == ()


@pytest.mark.parametrize(
    "body",
    [
        "Die Kinder kommen morgen.",
        "Die Zahlen kommen morgen von Bob.",
        "Der Zug kommt morgen später.",
        "Das Angebot kommt am Montag bei uns im Team zur Sprache.",
        "Die Antwort kommt am Ende des Buches.",
        "Give me the address and I'll send it.",
        "The guests are coming tomorrow.",
    ],
)
def test_what_comes_by_itself_is_no_promise(body: str) -> None:
    """Guests, trains, what somebody else sends, and what waits for the reader."""
    assert read(body).promises == ()


@pytest.mark.parametrize(
    ("body", "released"),
    [
        ("No need any more, thanks.", True),
        ("Not needed any more.", True),
        ("The draft isn't needed any longer.", True),
        ("Forget about the draft.", True),
        ("No longer needed, thanks.", True),
        ("Brauche ich nicht mehr, danke.", True),
        ("Nicht mehr nötig.", True),
        ("Don't forget about the draft.", False),
        ("Don't forget it.", False),
        ("I did not forget about the draft.", False),
    ],
)
def test_being_let_off(body: str, released: bool) -> None:
    """That something is not needed any more, in whatever words; not to forget it is the opposite."""
    assert read(body).releases is released
