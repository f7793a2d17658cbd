"""Which mails are contact (CONTRACT.md §4 "E-mail" and its fine print). I am Ada; Grace and Alan are others."""

from __future__ import annotations

import pytest

from syncd.model import Direction, Kind, Mark, Place, WhyNot
from syncd.robots import is_robot
from syncd.settings import PersonEntry
from tests.syncd.worlds import ALAN, ALSO_ME, GRACE, ME, World, copy, settings

MANY = [f"p{number:02}@crowd.example" for number in range(12)]


def test_a_mail_i_wrote_is_contact_with_all_its_recipients() -> None:
    """Given a mail of mine to Grace, copied to Alan, blind to Kurt, when judged, then it is outbound to all three."""
    world = World()
    world.mail(ME, GRACE, cc=[ALAN], bcc=["kurt@example.at"])
    for key in (GRACE, ALAN, "kurt@example.at"):
        (entry,) = world.timeline(key)
        assert (entry.kind, entry.direction, entry.counted) == (Kind.EMAIL, Direction.OUTBOUND, True)
        assert world.tie(key).emails_out == 1


def test_a_mail_to_me_is_contact_with_its_author_alone() -> None:
    """Given Grace's mail to me and Alan, when judged, then it is inbound from Grace and nothing with Alan."""
    world = World()
    world.mail(GRACE, ME, cc=[ALAN])
    (entry,) = world.timeline()
    assert (entry.direction, entry.counted) == (Direction.INBOUND, True)
    assert world.timeline(ALAN) == []
    assert not world.tie(ALAN).is_person


def test_of_several_authors_the_first_counts_and_any_of_me_makes_it_outbound() -> None:
    """Given From names Grace and Alan, then it is Grace's; given it names Grace and me, then it is outbound."""
    world = World()
    world.mail(GRACE, ME, coauthors=[ALAN])
    assert world.why() == "counted"
    assert world.timeline(ALAN) == []
    world = World()
    world.mail(GRACE, ALAN, coauthors=[ME])
    assert world.timeline() == []
    assert world.timeline(ALAN)[0].direction is Direction.OUTBOUND


@pytest.mark.parametrize("mark", [Mark.AUTO_SUBMITTED, Mark.REPORT])
def test_marks_that_make_any_mail_automated(mark: Mark) -> None:
    """Given Auto-Submitted or a report, when judged, then neither an inbound nor an outbound mail counts."""
    for author, reader in ((GRACE, ME), (ME, GRACE)):
        world = World()
        world.mail(author, reader, marks=mark)
        assert world.why() is WhyNot.AUTOMATED


@pytest.mark.parametrize("mark", [Mark.LIST, Mark.PRECEDENCE, Mark.SUPPRESS, Mark.NULL_PATH])
def test_marks_that_make_only_inbound_mail_automated(mark: Mark) -> None:
    """Given a mark of lists and machines, when judged, then an inbound mail does not count, an outbound one does."""
    world = World()
    world.mail(GRACE, ME, marks=mark)
    assert world.why() is WhyNot.AUTOMATED
    world = World()
    world.mail(ME, GRACE, marks=mark)
    assert world.why() == "counted"


def test_invitations_are_automated_inbound_and_not_a_meeting_outbound() -> None:
    """Given a text/calendar part with a METHOD, then inbound it is automated, mine is not-a-meeting."""
    world = World()
    world.mail(GRACE, ME, marks=Mark.CALENDAR)
    assert world.why() is WhyNot.AUTOMATED
    world = World()
    world.mail(ME, GRACE, marks=Mark.CALENDAR)
    assert world.why() is WhyNot.NOT_A_MEETING


@pytest.mark.parametrize("mark", [Mark.ATTACHMENT, Mark(0), Mark.FORGED, Mark.SYNCD])
def test_marks_that_say_nothing_against_inbound_mail(mark: Mark) -> None:
    """Given an attachment, a failed DMARC or a foreign X-Syncd, when inbound, then the mail counts."""
    world = World()
    world.mail(GRACE, ME, marks=mark)
    assert world.why() == "counted"


@pytest.mark.parametrize(
    "local",
    [
        "no-reply",
        "noreply",
        "no_reply",
        "no.reply",
        "billing-noreply",
        "noreply-billing",
        "a+do-not-reply=b",
        "donotreply",
        "do_not.reply",
        "dont-reply",
        "nicht-antworten",
        "ne-pas-repondre",
        "nepasrepondre",
        "no-responder",
        "noresponder",
        "mailer-daemon",
        "mailerdaemon",
        "postmaster",
        "bounce",
        "bounces",
        "bounce+grace=example.com",
        "notification",
        "notifications",
        "newsletter",
        "newsletters",
        "alert",
        "alerts",
        "security.alert",
        "news-letter",
    ],
)
def test_robots_words(local: str) -> None:
    """Given a local part that is, or has between separators, a robot's word, when asked, then it is a robot's."""
    assert is_robot(f"{local}@example.com")


@pytest.mark.parametrize(
    "local",
    [
        "noreplyson",
        "alerting",
        "grace",
        "bouncer",
        "mynoreply",
        "postmasters",
        "noreply1",
        "renewsletter",
        "no+reply",
        "reply",
        "do-not",
        "newslettersx",
    ],
)
def test_words_that_only_resemble(local: str) -> None:
    """Given a local part that only has such letters in it, when asked, then a human may read it."""
    assert not is_robot(f"{local}@noreply.example.com")


def test_robots_matter_as_authors_only() -> None:
    """Given I write to a robot and it writes to me, when judged, then mine counts and its own is automated."""
    world = World()
    world.mail(ME, "no-reply@shop.example")
    world.mail("no-reply@shop.example", ME, when="2026-11-02T12:00")
    answer, mine = world.timeline("no-reply@shop.example")
    assert (mine.counted, answer.why_not) == (True, WhyNot.AUTOMATED)


def test_outbound_counts_up_to_the_limit_over_to_cc_and_bcc() -> None:
    """Given 10 distinct others in To, Cc and Bcc, then it counts; with an eleventh it is many; doubles and me don't."""
    world = World()
    world.mail(ME, *MANY[:4], ME, cc=[*MANY[4:8], MANY[0]], bcc=[*MANY[8:10], ALSO_ME])
    assert world.why(MANY[9]) == "counted"
    world = World()
    world.mail(ME, *MANY[:4], cc=MANY[4:8], bcc=MANY[8:11])
    assert world.why(MANY[0]) is WhyNot.MANY


def test_inbound_counts_up_to_the_limit_over_to_and_cc() -> None:
    """Given 10 distinct others in To and Cc, then it counts, Bcc aside; with an eleventh it is many."""
    world = World()
    world.mail(GRACE, ME, *MANY[:4], cc=MANY[4:10], bcc=["kurt@example.at"])
    assert world.why() == "counted"
    world = World()
    world.mail(GRACE, ME, *MANY[:4], cc=MANY[4:11])
    assert world.why() is WhyNot.MANY


def test_the_limit_can_be_set() -> None:
    """Given max_recipients = 1, when I write to two, then it is many."""
    world = World(settings(max_recipients=1))
    world.mail(ME, GRACE, ALAN)
    assert world.why() is WhyNot.MANY


def test_inbound_mail_must_name_me() -> None:
    """Given one of my addresses in To, Cc or Bcc, when judged, then the mail counts."""
    for to, cc, bcc in (([ALAN, ALSO_ME], [], []), ([ALAN], ["ada+x@example.org"], []), ([ALAN], [], [ME])):
        world = World()
        world.mail(GRACE, *to, cc=cc, bcc=bcc)
        assert world.why() == "counted"


def test_mail_that_does_not_name_me_is_observed() -> None:
    """Given a mail to Alan that lies in my mailbox, when judged, then it is observed, though delivered to me."""
    world = World()
    world.mail(GRACE, ALAN, delivered=[ME])
    assert world.why() is WhyNot.OBSERVED


def test_delivery_to_me_counts_as_bcc_if_nobody_is_named() -> None:
    """Given To and Cc hold no address, then Delivered-To naming me counts; naming somebody else it does not."""
    world = World()
    world.mail(GRACE, delivered=[ME])
    assert world.why() == "counted"
    world = World()
    world.mail(GRACE, delivered=[ALAN])
    assert world.why() is WhyNot.OBSERVED
    assert ALAN not in world.directory.people


def test_a_forged_mail_of_mine_is_observed() -> None:
    """Given a mail in my name that failed DMARC, when judged, then it is no contact but observed."""
    world = World()
    world.mail(ME, GRACE, marks=Mark.FORGED)
    assert world.why() is WhyNot.OBSERVED


def test_what_syncd_wrote_is_no_contact() -> None:
    """Given a mail of mine with syncd's mark, when judged, then the reason is syncd, before all but ignored."""
    world = World()
    world.mail(ME, *MANY, GRACE, marks=Mark.SYNCD | Mark.AUTO_SUBMITTED)
    assert world.why() is WhyNot.SYNCD


def test_mail_among_my_addresses_is_nobodys() -> None:
    """Given mail from me to me, tagged or not, when judged, then nobody has it in a timeline or becomes known."""
    world = World()
    world.mail(ME, ALSO_ME, cc=["ada+notes@example.org"])
    assert world.ties == {}


@pytest.mark.parametrize("pattern", [GRACE, "@example.com", "@com", "grace@*", "*@EXAMPLE.com"])
def test_ignored_authors_and_recipients(pattern: str) -> None:
    """Given [contact].ignore fits Grace, then her mail is ignored, and mine to her and Alan counts for Alan alone."""
    world = World(settings(ignore=(pattern,)))
    world.mail(GRACE, ME, marks=Mark.LIST)
    assert world.why() is WhyNot.IGNORED
    world = World(settings(ignore=(pattern,)))
    world.mail(ME, GRACE, ALAN, marks=Mark.ATTACHMENT)
    assert world.why() is WhyNot.IGNORED
    assert world.why(ALAN) == "counted"


@pytest.mark.parametrize("pattern", ["@xample.com", "@grace.example.com", "grace", "race@example.com", ME])
def test_patterns_that_do_not_fit(pattern: str) -> None:
    """Given a pattern for others, a part of a domain, or me, when judged, then Grace's mail to me counts."""
    world = World(settings(ignore=(pattern,)))
    world.mail(GRACE, ME)
    assert world.why() == "counted"


def test_a_domain_to_ignore_holds_its_subdomains() -> None:
    """Given @example.com is ignored, when somebody at mail.example.com writes, then it is ignored."""
    world = World(settings(ignore=("@example.com",)))
    world.mail("bot@mail.example.com", ME)
    assert world.why("bot@mail.example.com") is WhyNot.IGNORED


def test_ignored_people_and_muted_people() -> None:
    """Given Grace is ignored and Alan muted, when both write, then Grace's is ignored and Alan's counts."""
    people = [PersonEntry((GRACE,), status="ignored"), PersonEntry((ALAN,), status="muted")]
    world = World(settings(people=people))
    world.mail(GRACE, ME)
    world.mail(ALAN, ME)
    world.name(GRACE, "Grace Hopper")
    assert (world.why(), world.why(ALAN)) == (WhyNot.IGNORED, "counted")
    assert world.tie().person.name == GRACE


@pytest.mark.parametrize(
    ("copies", "there"),
    [
        ([copy()], True),
        ([copy(gone=True)], True),
        ([copy(place=Place.SPAM)], False),
        ([copy(place=Place.DRAFT)], False),
        ([copy(place=Place.CHAT)], False),
        ([], False),
        ([copy(), copy("home", Place.SPAM)], False),
        ([copy(), copy("home", Place.SPAM, gone=True)], True),
        ([copy(gone=True), copy("home", Place.SPAM)], False),
        ([copy(), copy("home", Place.DRAFT)], True),
        ([copy(place=Place.DRAFT), copy("home", Place.CHAT)], False),
        ([copy(place=Place.SPAM, gone=True)], False),
    ],
)
def test_what_exists(copies: list[object], there: bool) -> None:
    """Given copies here and there, then a mail exists if none is spam now and one was ever kept; else it is nowhere."""
    world = World()
    world.mail(GRACE, ME, copies=copies)  # type: ignore[arg-type]  # a list of copies
    world.name(GRACE, "Grace Hopper")
    assert (GRACE in world.ties) is there
    assert bool(world.timeline()) is there


def test_a_mail_counts_if_one_kept_copy_does() -> None:
    """Given one copy bears a list's mark and another none, then it counts; a draft's innocence does not help."""
    world = World()
    world.mail(GRACE, ME, copies=[copy(marks=Mark.LIST), copy("home")])
    (entry,) = world.timeline()
    assert (entry.counted, entry.account) == (True, "work")
    world = World()
    world.mail(GRACE, ME, copies=[copy(place=Place.DRAFT), copy("home", marks=Mark.LIST)])
    (entry,) = world.timeline()
    assert (entry.why_not, entry.account) == (WhyNot.AUTOMATED, "home")


def test_of_several_reasons_the_first_of_the_order_is_given() -> None:
    """Given every copy fails, one as forged, one as automated, in any order, then automated is the reason."""
    copies = [copy(marks=Mark.FORGED), copy("home", marks=Mark.REPORT)]
    for order in (copies, copies[::-1]):
        world = World()
        world.mail(ME, GRACE, copies=order)
        assert world.why() is WhyNot.AUTOMATED


@pytest.mark.parametrize(
    ("author", "readers", "marks", "why"),
    [
        (GRACE, [*MANY], Mark.LIST, WhyNot.AUTOMATED),
        (GRACE, [*MANY], Mark(0), WhyNot.MANY),
        (GRACE, MANY[:1], Mark(0), WhyNot.OBSERVED),
        (ME, [GRACE, *MANY], Mark.FORGED | Mark.CALENDAR, WhyNot.MANY),
        (ME, [GRACE], Mark.FORGED | Mark.CALENDAR, WhyNot.OBSERVED),
    ],
)
def test_the_order_of_reasons(author: str, readers: list[str], marks: Mark, why: WhyNot) -> None:
    """Given several things are wrong with a mail, when asked why, then the first of the contract's order is said."""
    world = World()
    world.mail(author, *readers, marks=marks)
    assert world.why() is why


def test_mail_after_now_does_not_exist() -> None:
    """Given a mail at now and one a second later, when asked as of now, then only the first is there."""
    world = World()
    world.mail(GRACE, ME, when="2026-11-22T09:00:00")
    world.mail(ALAN, ME, when="2026-11-22T09:00:01")
    assert list(world.ties) == [GRACE]


def test_one_person_written_to_twice_is_one_contact() -> None:
    """Given Grace has two addresses, one of them ignored, and both are recipients, then one contact is counted."""
    people = [PersonEntry((GRACE, "g@navy.example"))]
    for ignore in ((), ("@navy.example",)):
        world = World(settings(people=people, ignore=ignore))
        world.mail(ME, GRACE, "g@navy.example")
        (entry,) = world.timeline(GRACE if GRACE < "g@navy.example" else "g@navy.example")
        assert entry.counted


def test_an_address_that_may_be_mine_is_asked_about() -> None:
    """Given a fifth of an account's mail, five at least, goes to one address and not to me, then it is named."""
    world = World()
    for _ in range(20):
        world.mail(GRACE, ME)
    for number in range(5):
        assert world.maybe_mine() == []
        world.mail(f"{number}@friends.example", "office@example.org")
    assert world.maybe_mine() == [("office@example.org", 5)]
    world.mail(GRACE, ME)
    assert world.maybe_mine() == []


def test_lists_are_not_taken_for_my_address() -> None:
    """Given much automated mail to a list, when asked what may be mine, then nothing is."""
    world = World()
    for number in range(30):
        world.mail(f"{number}@friends.example", "list@example.org", marks=Mark.LIST)
    assert world.maybe_mine() == []


def test_each_account_is_looked_at_by_itself() -> None:
    """Given five mails to one address are all of a small account, when a large one holds hundreds, then it is named."""
    world = World()
    for _ in range(200):
        world.mail(GRACE, ME)
    for _ in range(5):
        world.mail(ALAN, "a.example@school.example", copies=[copy("home")])
    assert world.maybe_mine() == [("a.example@school.example", 5)]
