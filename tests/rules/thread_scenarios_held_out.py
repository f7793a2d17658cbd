"""Threads that were labelled before anything read them, and never tuned on; notation as in `thread_scenarios`."""

from __future__ import annotations

from tests.rules.thread_scenarios import Scenario
from tests.rules.thread_scenarios_german import GERMAN

HELD_OUT = (
    # ---------------------------------------------------------------- what I owe
    Scenario(
        "her deadline",
        "owed",
        ("2 G>A The printer wants the logo by Thursday. Do you have it as a vector file somewhere?",),
    ),
    Scenario(
        "her news, no request",
        "none",
        ("2 G>A Hi Ada,\n\nthe move went well, the rooms are bright. The missing chairs turned up today.\n\nGrace",),
    ),
    Scenario("her offer", "owed", ("2 G>A I have a spare ticket for the concert on Friday. Would you like to come?",)),
    Scenario(
        "I decline her offer",
        "none",
        (
            "2 G>A I have a spare ticket for the concert on Friday. Would you like to come?",
            "2 A>G That's kind of you, but I am travelling on Friday.",
        ),
    ),
    Scenario(
        "my answer is another mail later",
        "none",
        ("2 G>A Which supplier did we use for the badges?", "5 A>G It was Millers in Leeds, the same as last year."),
    ),
    Scenario(
        "I thank her for a question",
        "owed",
        ("2 G>A Which supplier did we use for the badges?", "2 A>G Thanks!", "3 G>A Well?"),
    ),
    Scenario(
        "we chat on after her question",
        "owed",
        (
            "2 G>A Which supplier did we use for the badges?",
            "3 G>A PS: The weather in Leeds is dreadful.",
            "5 G>A Greetings from Leeds, the food is better than the weather.",
        ),
    ),
    Scenario(
        "her question, then her own answer",
        "none",
        ("2 G>A Which supplier did we use for the badges?", "2 G>A Found it, never mind."),
    ),
    Scenario(
        "her thanks after my answer",
        "none",
        (
            "2 G>A Which supplier did we use for the badges?",
            "3 A>G Millers in Leeds.",
            "3 G>A Perfect, thank you so much!",
        ),
    ),
    Scenario(
        "her second question after my answer",
        "owed",
        (
            "2 G>A Which supplier did we use for the badges?",
            "3 A>G Millers in Leeds.",
            "3 G>A Great. Do you still have their phone number?",
        ),
    ),
    Scenario(
        "a colleague answers",
        "none",
        (
            "2 G>AB Does either of you know which supplier we used for the badges?",
            "3 B>GA That was Millers in Leeds, I have the invoice here.",
        ),
    ),
    Scenario(
        "a colleague says I know",
        "owed",
        ("2 G>A+B Which supplier did we use for the badges?", "3 B>A Ada, can you take this one?"),
    ),
    Scenario(
        "a colleague only agrees",
        "owed",
        ("2 G>AB Please send me your travel dates by Friday.", "3 B>AG+C Good idea, thanks Grace!"),
    ),
    Scenario("an invitation to look", "none", ("2 G>A Pictures of the party are in the usual folder. Enjoy!",)),
    Scenario(
        "she passes on somebody's question",
        "owed",
        (
            (
                "2 G>A Can you answer this?\n\n-----Original Message-----\nFrom: Bob\nSent: Monday\n"
                "To: Grace\n\nWhere is it?",
            )
        ),
    ),
    Scenario(
        "she passes on for information",
        "none",
        ("2 G>A FYI\n\n-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: Grace\n\nCould you send it to me?",),
    ),
    Scenario("no answer wanted", "none", ("2 G>A I sent the badges back to Millers. No need to reply.",)),
    Scenario("opt-out", "none", ("2 G>A I'll order the red ones. If I don't hear from you by Friday I'll go ahead.",)),
    Scenario(
        "a rhetorical question", "none", ("2 G>A The train was late again. What else is new? See you on Monday.",)
    ),
    Scenario(
        "she answers her own question",
        "none",
        ("2 G>A Why did it take so long? Because the customs form was missing. All settled now.",),
    ),
    Scenario("how was your weekend", "none", ("2 G>A Hi Ada, how was your weekend? Mine was wonderfully lazy.",)),
    Scenario("congratulations", "none", ("2 G>A Congratulations on the new job! Who would have thought?",)),
    Scenario("met for it", "none", ("2 G>A When can we talk about the budget?", "4 meet")),
    Scenario("met before she asked again", "owed", ("2 G>A Who pays?", "4 meet", "6 G>A So who pays the second half?")),
    Scenario(
        "my out-of-office without a mark",
        "owed",
        (
            "2 G>A Could you sign the form?",
            "2 A>G I am out of the office until 16 March with limited access to mail. In urgent cases call Bob.",
        ),
    ),
    Scenario("to the wrong one", "none", ("2 G>B+A Bob, are you joining us for dinner on Friday?",)),
    Scenario(
        "two are asked different things",
        "owed",
        ("2 G>AB Bob: please book the room.\nAda: please invite the speakers.\n\nThanks, Grace",),
    ),
    Scenario(
        "two are asked, I do mine",
        "none",
        ("2 G>AB Bob: please book the room.\nAda: please invite the speakers.", "3 A>GB The speakers are invited."),
    ),
    Scenario("a survey", "none", ("2 G~>A How did we do? Take our survey and win a voucher. Unsubscribe here.",)),
    Scenario(
        "a polite order",
        "owed",
        ("2 G>A Please have the contract signed by both directors and returned to me before the end of the month.",),
    ),
    Scenario("an implied request", "owed", ("2 G>A I still need your passport number for the visa.",)),
    # ---------------------------------------------------------------- what I wait for
    Scenario("my question to her", "awaiting", ("2 A>G Hi Grace, did the customer ever sign the offer?",)),
    Scenario(
        "she says she will see",
        "none",
        ("2 A>G Did the customer ever sign the offer?", "3 G>A Let me check with sales, I'll get back to you."),
    ),
    Scenario(
        "she is on it",
        "none",
        ("2 A>G Could you send me the signed offer?", "3 G>A On it."),
    ),
    Scenario(
        "she only thanks me",
        "awaiting",
        (
            "2 A>G Here are the numbers. Could you check the last column?",
            "2 A>G PS: Sorry, forgot to say hello to Tim.",
        ),
    ),
    Scenario(
        "she asks back",
        "owed",
        ("2 A>G Could you check the last column?", "3 G>A Do you mean the one with the totals?"),
    ),
    Scenario(
        "she asks back, I explain",
        "awaiting",
        ("2 A>G Could you check the last column?", "3 G>A Which one do you mean?", "3 A>G The one with the totals."),
    ),
    Scenario(
        "she asks back, I explain, she does it",
        "none",
        (
            "2 A>G Could you check the last column?",
            "3 G>A Which one do you mean?",
            "3 A>G The one with the totals.",
            "4 G>A Checked, the totals are right.",
        ),
    ),
    Scenario(
        "her automatic receipt",
        "awaiting",
        ("2 A>G Could you check the last column?", "2 G~>A Your message was read on 2 March."),
    ),
    Scenario(
        "her stand-in answers",
        "none",
        ("2 A>G Could you check the last column?", "3 C>A+G Grace is away this week, but I checked it: it is right."),
    ),
    Scenario(
        "somebody copied chats", "awaiting", ("2 A>G+B Could you check the last column?", "2 B>A Thanks for the copy!")
    ),
    Scenario("my nudge", "awaiting", ("2 A>G Could you check the last column?", "9 A>G Any news on this? Thanks, Ada")),
    Scenario(
        "I no longer need it",
        "none",
        ("2 A>G Could you check the last column?", "3 A>G Forget my question, Bob has found the mistake."),
    ),
    Scenario("my news", "none", ("2 A>G The room is booked and the speakers are invited. See you on Monday!",)),
    Scenario(
        "my closing formula", "none", ("2 A>G! Here is the offer. Please let me know if you have any questions.",)
    ),
    Scenario("my answer to her", "none", ("2 G>A When do you arrive?", "3 A>G At noon, with the fast train.")),
    Scenario(
        "my answer and my question",
        "awaiting",
        ("2 G>A When do you arrive?", "3 A>G At noon. Could you pick me up at the station?"),
    ),
    Scenario("my question to Bob with her in copy", "none", ("2 A>B+G Bob, when do you arrive?",)),
    Scenario("we spoke on the phone", "none", ("2 A>G When do you arrive?", "3 call")),
    Scenario("she declines", "none", ("2 A>G Could you give a talk in May?", "4 G>A I'm afraid I can't, sorry!")),
    Scenario(
        "she answers with a link",
        "none",
        ("2 A>G Where is the form?", "3 G>A https://intranet.example.org/forms/17"),
    ),
    Scenario("I thank her", "none", ("2 A>G Where is the form?", "3 G>A In the folder.", "3 A>G Found it, thanks!")),
    # ---------------------------------------------------------------- what I promised
    Scenario("I will get back", "none", ("2 G>A Who pays?", "3 A>G I'll ask Bob and get back to you."), "open-day"),
    Scenario(
        "I got back",
        "none",
        ("2 G>A Who pays?", "3 A>G I'll ask Bob and get back to you.", "5 A>G I asked Bob: we pay half. All done."),
    ),
    Scenario("sure, tomorrow", "none", ("2 G>A Can you send me the plan?", "2 A>G Sure, I'll send it tomorrow."), "3"),
    Scenario(
        "sent with the mail",
        "none",
        ("2 G>A Can you send me the plan?", "2 A>G Sure, I'll send it tomorrow.", "3 A>G! As promised."),
    ),
    Scenario(
        "she sends it herself",
        "none",
        (
            "2 G>A Can you send me the plan?",
            "2 A>G Sure, I'll send it tomorrow.",
            "3 G>A Don't bother, I got it from Bob.",
        ),
    ),
    Scenario(
        "I pass it on",
        "none",
        (
            "2 G>A Can you send me the plan?",
            "2 A>G Sure, I'll send it tomorrow.",
            "3 A>GB I'm ill. Bob, could you send Grace the plan for me?",
        ),
    ),
    Scenario("see you there", "none", ("2 G>A Are you at the fair on Friday?", "2 A>G Yes, I'll be there. See you!")),
    Scenario("an offer", "none", ("2 A>G I could send you the plan if that helps.",)),
    Scenario("a plan of mine", "none", ("2 A>G We will move to the new building in June. It has a lovely garden.",)),
    Scenario("what Bob will do", "none", ("2 A>G Bob will send you the plan on Friday.",)),
    *GERMAN,
)
