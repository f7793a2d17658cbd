"""Made-up threads and what is open in them, read by the real `rules.reading`. Ada is me; G is Grace, B Bob, C Carol.

A mail is written ``day from>to[+cc] text``: the day of March 2026, one letter for each person (A is me). `state` is
between me and Grace; `promised` says whether I owe her what I promised, and on which day of March if I named one.
"""

from __future__ import annotations

from typing import NamedTuple


class Scenario(NamedTuple):
    name: str
    state: str
    mails: tuple[str, ...]
    promised: str = ""  # "yes", "open-day" or the day


SCENARIOS = (
    # ---------------------------------------------------------------- what I owe
    Scenario("a question to me", "owed", ("2 G>A What was the budget for March?",)),
    Scenario("a request to me", "owed", ("2 G>A Could you send me the numbers for March?",)),
    Scenario("a plain order", "owed", ("2 G>A Please print the agenda for Monday.",)),
    Scenario("a proposal to meet", "owed", ("2 G>A Shall we meet on Thursday at ten?",)),
    Scenario("eine Bitte", "owed", ("2 G>A Hallo Ada,\n\nkannst du mir bitte die Zahlen für März schicken?",)),
    Scenario("answered", "none", ("2 G>A What was the budget for March?", "3 A>G It was 4,200 in the end.")),
    Scenario("answered in one word", "none", ("2 G>A Are you coming on Friday?", "3 A>G No.")),
    Scenario("answered with an attachment", "none", ("2 G>A Please send me the report.", "3 A>G! Here it is.")),
    Scenario("refused", "none", ("2 G>A Could you review my draft?", "3 A>G Sorry, I can't do it this month.")),
    Scenario(
        "my counter-question",
        "owed",
        ("2 G>A Could you send me the numbers for March?", "3 A>G Which March do you mean, 2025 or 2026?"),
    ),
    Scenario(
        "my counter-question, answered",
        "owed",
        (
            "2 G>A Could you send me the numbers for March?",
            "3 A>G Thanks for asking. Which year do you mean?",
            "4 G>A 2026.",
        ),
    ),
    Scenario(
        "my counter-question, then my answer",
        "none",
        (
            "2 G>A Could you send me the numbers for March?",
            "3 A>G Which year do you mean?",
            "4 G>A 2026.",
            "5 A>G! Here they are.",
        ),
    ),
    Scenario(
        "a polite counter-question", "owed", ("2 G>A Please send the file.", "3 A>G Could you clarify which one?")
    ),
    Scenario("Rückfrage", "owed", ("2 G>A Kannst du mir die Zahlen schicken?", "3 A>G Welche Zahlen meinst du?")),
    Scenario(
        "an answer with a question",
        "awaiting",
        ("2 G>A What was the budget?", "3 A>G It was 4,200 in the end. Do you need the details as well?"),
    ),
    Scenario(
        "her own thanks do not lift it",
        "owed",
        ("2 G>A Could you send me the numbers for March?", "3 G>A Thanks!"),
    ),
    Scenario(
        "her later chatter does not lift it",
        "owed",
        ("2 G>A Could you send me the numbers?", "4 G>A By the way, the talk yesterday was great."),
    ),
    Scenario(
        "she needs no answer any more",
        "none",
        ("2 G>A Could you send me the numbers?", "3 G>A Never mind, I found them."),
    ),
    Scenario("no need to reply", "none", ("2 G>A Could you check the room?", "3 G>A No need to reply, it is solved.")),
    Scenario("her reminder", "owed", ("2 G>A Could you send me the numbers?", "9 G>A Any news on the numbers?")),
    Scenario(
        "Bob answers for me",
        "none",
        ("2 G>AB Could one of you send me the numbers?", "3 B>GA The budget was 4,200 for the whole quarter."),
    ),
    Scenario(
        "Bob in Cc answers for me",
        "none",
        ("2 G>A+B Could you send me the numbers?", "3 B>G+A The budget was 4,200 for the whole quarter."),
    ),
    Scenario(
        "Bob only writes to me",
        "owed",
        ("2 G>AB Could one of you send me the numbers?", "3 B>A Will you do it or shall I do it?"),
    ),
    Scenario(
        "Bob only thanks",
        "owed",
        ("2 G>AB Could you both send me your numbers?", "3 A>B See you at lunch.", "4 B>GA Thanks!"),
    ),
    Scenario("put to Bob by name", "none", ("2 G>AB Bob, could you send me the numbers?",)),
    Scenario("put to me by name", "owed", ("2 G>AB Ada, could you send me the numbers?",)),
    Scenario("put to Bob, I am copied", "none", ("2 G>B+A Could you send me the numbers?",)),
    Scenario("put to me by name, I am copied", "owed", ("2 G>B+A Ada, could you send me the numbers?",)),
    Scenario(
        "Bob does his part, not mine",
        "owed",
        (
            "2 G>AB Ada, could you send me the numbers? Bob, could you book the room?",
            "3 B>GA The room on the third floor is ours from ten to twelve.",
        ),
    ),
    Scenario("to many", "none", ("2 G>ABC* Could you all send me your numbers?",)),
    Scenario("from a robot", "none", ("2 G~>A Could you confirm your address?",)),
    Scenario(
        "my out-of-office is no answer",
        "owed",
        ("2 G>A Could you send me the numbers?", "2 A~>G I am out of office until 20 March."),
    ),
    Scenario("I answer Bob, not her", "owed", ("2 G>AB Could you send me the numbers?", "3 A>B The room is booked.")),
    Scenario(
        "I answer Bob with her in copy",
        "owed",
        (
            "2 G>AB Ada, could you send me the numbers?",
            "3 B>A+G I moved the meeting to room four.",
            "4 A>B+G The new room suits me well.",
        ),
    ),
    Scenario("we met", "none", ("2 G>A Could you send me the numbers?", "5 meet")),
    Scenario("we spoke", "none", ("2 G>A Could you send me the numbers?", "5 call")),
    Scenario("we met before", "owed", ("1 meet", "2 G>A Could you send me the numbers?")),
    Scenario("she asks after we met", "owed", ("2 G>A Who comes?", "3 meet", "4 G>A Could you send me the list?")),
    Scenario("FYI", "none", ("2 G>A FYI, the office is closed on Monday.",)),
    Scenario("thanks", "none", ("1 A>G Here is the report.", "2 G>A Thanks a lot!")),
    Scenario("a pleasantry", "none", ("2 G>A How are you? We are back from the sea.",)),
    Scenario("a closing formula", "none", ("2 G>A The report is done. Let me know if you have any questions.",)),
    Scenario("quoted only", "none", ("2 G>A Noted.\n\n> Could you send me the numbers?",)),
    Scenario("a newsletter's question", "none", ("2 G>A Are you ready? Click here to register. Unsubscribe here.",)),
    Scenario(
        "an old question outlives a new subject",
        "owed",
        (
            "2 G>A Could you send me the numbers?",
            "3 G>A The weather here is lovely.",
            "4 A>B The lights in room four are broken.",
            "5 G>A My train was late again.",
        ),
    ),
    Scenario(
        "the second question is answered with the first",
        "none",
        ("2 G>A What was the budget?", "3 G>A And who paid it?", "4 A>G It was 4,200, and Bob paid."),
    ),
    # ---------------------------------------------------------------- what I wait for
    Scenario("my question", "awaiting", ("2 A>G What was the budget for March?",)),
    Scenario("meine Bitte", "awaiting", ("2 A>G Kannst du mir bitte die Zahlen schicken?",)),
    Scenario("she answers", "none", ("2 A>G What was the budget?", "3 G>A It was 4,200.")),
    Scenario("she says no", "none", ("2 A>G Are you coming?", "3 G>A No.")),
    Scenario(
        "her out-of-office", "awaiting", ("2 A>G What was the budget?", "2 G~>A I am out of office until 20 March.")
    ),
    Scenario(
        "an out-of-office without a mark",
        "awaiting",
        (
            "2 A>G What was the budget?",
            "2 G>A I am currently out of the office with limited access to mail. In urgent matters please contact Bob.",
        ),
    ),
    Scenario("she will look", "none", ("2 A>G What was the budget?", "3 G>A I'll look and get back to you.")),
    Scenario(
        "her counter-question is my turn",
        "owed",
        ("2 A>G Could you send me the numbers?", "3 G>A Which year do you mean?"),
    ),
    Scenario(
        "after her counter-question it is her turn",
        "awaiting",
        ("2 A>G Could you send me the numbers?", "3 G>A Which year do you mean?", "4 A>G The year 2026."),
    ),
    Scenario("I took it back", "none", ("2 A>G Could you send me the numbers?", "3 A>G Never mind, I found them.")),
    Scenario("my later FYI", "awaiting", ("2 A>G Could you send me the numbers?", "3 A>G FYI, the room is 204.")),
    Scenario("Bob was asked too", "none", ("2 A>GB What was the budget?", "3 B>A It was 4,200.")),
    Scenario("Bob in Cc answers for her", "none", ("2 A>G+B What was the budget?", "3 B>A It was 4,200.")),
    Scenario(
        "Bob does his part, not hers",
        "awaiting",
        (
            "2 A>GB Grace, could you send me the numbers? Bob, could you book the room?",
            "3 B>A The room on the third floor is ours from ten to twelve.",
        ),
    ),
    Scenario("asked of Bob by name", "none", ("2 A>GB Bob, could you send me the numbers?",)),
    Scenario("she is only copied", "none", ("2 A>B+G Could you send me the numbers?",)),
    Scenario("met since", "none", ("2 A>G Could you send me the numbers?", "4 meet")),
    Scenario("spoken since", "none", ("2 A>G Could you send me the numbers?", "4 call")),
    Scenario("my statement", "none", ("2 A>G The numbers are in the folder.",)),
    Scenario("my thanks", "none", ("1 G>A! Here are the numbers.", "2 A>G Thanks, that helps a lot!")),
    Scenario(
        "an answer and a new question",
        "owed",
        ("2 A>G What was it?", "3 G>A It was 4,200. Do you need the bill as well?"),
    ),
    Scenario(
        "a bare order that is the answer",
        "none",
        ("2 G>A We print 12,000 and they want 11,000. Shall I change it?", "3 A>G Drop it to 11,000."),
    ),
    Scenario(
        "an order to report back",
        "awaiting",
        ("2 G>A Shall I change it?", "3 A>G Drop it to 11,000 and tell me what it costs."),
    ),
    Scenario("yes, and who are you", "awaiting", ("2 G>A Is this your address?", "3 A>G Yes, who is this?")),
    Scenario("to many of mine", "none", ("2 A>GBC* Could you all send me your numbers?",)),
    # ---------------------------------------------------------------- what I promised
    Scenario("a promise", "none", ("2 A>G I'll send you the report.",), "open-day"),
    Scenario("a promise with a day", "none", ("2 A>G I'll send you the report by Friday.",), "6"),
    Scenario("ein Versprechen", "none", ("2 A>G Ich schicke dir den Bericht bis Freitag.",), "6"),
    Scenario("kept", "none", ("2 A>G I'll send you the report.", "4 A>G! Here is the report.")),
    Scenario("kept in words", "none", ("2 A>G I'll book the room.", "4 A>G I have booked the room.")),
    Scenario("taken back", "none", ("2 A>G I'll send you the report.", "4 A>G I won't be able to send it after all.")),
    Scenario("waived", "none", ("2 A>G I'll send you the report.", "4 G>A No need to send it, Bob has it already.")),
    Scenario("waived, no need", "none", ("2 A>G I'll send you the draft.", "4 G>A No need any more, thanks.")),
    Scenario("waived, not needed", "none", ("2 A>G I'll send you the draft.", "4 G>A Not needed any more.")),
    Scenario("waived, forget it", "none", ("2 A>G I'll send you the draft.", "4 G>A Forget about the draft.")),
    Scenario("leave given", "none", ("2 A>G! Here is the draft.", "4 G>A One typo on page two. Otherwise: send it.")),
    Scenario("will do", "none", ("2 G>A Could you send me the report?", "3 A>G Will do."), "open-day"),
    Scenario(
        "a yes to a request", "none", ("2 G>A Could you send me the report?", "3 A>G Sure, no problem."), "open-day"
    ),
    Scenario("a yes to a question", "none", ("2 G>A Did you get the report?", "3 A>G Yes."), ""),
    Scenario("I'll look", "none", ("2 G>A What was the budget?", "3 A>G I'll look and get back to you."), "open-day"),
    Scenario(
        "promised anew",
        "none",
        ("2 A>G I'll send you the report tomorrow.", "4 A>G Sorry, I will send it by Friday."),
        "6",
    ),
    Scenario(
        "her thanks for it do not keep it", "none", ("2 A>G I'll send you the report.", "3 G>A Thanks!"), "open-day"
    ),
    Scenario("a meeting does not send a report", "none", ("2 A>G I'll send you the report.", "4 meet"), "open-day"),
    Scenario("a call keeps the promise to call", "none", ("2 A>G I'll call you on Thursday.", "5 call")),
    Scenario("conditional", "none", ("2 A>G I can send you the report if you like.",)),
    Scenario("promised to Bob", "none", ("2 A>B+G Bob, I'll send you the report.",)),
    Scenario(
        "promised and asked again",
        "owed",
        ("2 G>A Could you send me the report?", "3 A>G Will do.", "9 G>A Where is the report?"),
        "open-day",
    ),
    Scenario(
        "her request among news",
        "owed",
        (
            "2 G>A Hi Ada,\n\nthe move went well and the new rooms are bright. We still miss two chairs.\n\nCould you"
            " ask facility management where they are? Nobody here knows.\n\nBest,\nGrace",
        ),
    ),
    Scenario(
        "I ask back and she explains",
        "owed",
        (
            "3 G>A Can you send me the file?",
            "4 A>G Sure - which one do you need?",
            "4 G>A The one with the floor plans.",
        ),
    ),
    Scenario(
        "ihre Abwesenheit",
        "awaiting",
        (
            "2 A>G Hat der Kunde unterschrieben?",
            "2 G>A Ich bin bis zum 16. März nicht im Büro. In dringenden Fällen wenden Sie sich bitte an Frau Adler.",
        ),
    ),
)
