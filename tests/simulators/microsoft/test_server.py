"""The server's own rules: tokens, ids, throttling, links, faults (PROVIDERS.md §3, §5a, §7e)."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.simulators.faults import Fault, Kind
from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.server import GraphServer


def test_a_token_that_nobody_gave_is_refused(graph: GraphServer, asking: Asking) -> None:
    """Given an unknown token, when anything is asked, then 401 InvalidAuthenticationToken."""
    asking.use("made-up")
    assert asking.refusal("GET", "/me") == (401, "InvalidAuthenticationToken")


@pytest.mark.parametrize(
    ("scope", "verb", "path"),
    [
        ("Mail.Read", "GET", "/me/calendars"),
        ("Mail.Read", "GET", "/me"),
        ("Calendars.Read", "GET", "/me/messages"),
        ("Calendars.Read", "POST", "/me/calendars"),
        ("Mail.ReadBasic", "GET", "/me/messages/x/$value"),
        ("Mail.ReadWrite", "POST", "/me/sendMail"),
        ("Calendars.ReadWrite", "GET", "/me/todo/lists"),
        ("Mail.Read", "GET", "/users/team@example.org/messages"),
        ("Mail.Read.Shared", "GET", "/me/messages"),
    ],
)
def test_each_operation_needs_its_scope(graph: GraphServer, scope: str, verb: str, path: str) -> None:
    """Given a token with one scope, when another's operation is asked, then 403 ErrorAccessDenied."""
    graph.share("team@example.org")
    one = Asking(graph, scope)
    assert one.refusal(verb, path) == (403, "ErrorAccessDenied")
    one.session.close()


def test_a_shared_mailbox_is_another_mailbox(graph: GraphServer) -> None:
    """Given a mailbox shared with me, when I ask /users/{address} with a .Shared scope, then I see its mail only."""
    graph.share("team@example.org").mail.deliver("bob@example.com", subject="to the team")
    graph.mail.deliver("bob@example.com", subject="to me")
    one = Asking(graph, "Mail.Read.Shared")
    found = one.get("/users/team@example.org/messages", select="subject")
    assert [each["subject"] for each in found["value"]] == ["to the team"]
    assert one.refusal("GET", "/users/nobody@example.org/messages") == (404, "ErrorInvalidUser")
    one.session.close()


def test_a_claims_challenge_is_for_clients_that_understand_it(graph: GraphServer, asking: Asking) -> None:
    """Given a challenge, when a CP1 client asks, then 401 tells the claims in base64; others only learn 401."""
    claims = graph.identity.challenge()
    assert "claims=" not in asking.ask("GET", "/me").headers["WWW-Authenticate"]
    asking.use(graph.identity.grant("User.Read", capable=True))
    header = asking.ask("GET", "/me").headers["WWW-Authenticate"]
    text = header.partition('claims="')[2].rstrip('"')
    assert 'error="insufficient_claims"' in header
    assert json.loads(claims) == json.loads(b64decode(text + "=="))


@pytest.mark.parametrize(
    "path", ["/me/messages", "/me/mailFolders/inbox/messages/delta", "/me/events", "/me/calendarView/delta"]
)
def test_items_without_the_preference_for_immutable_ids_are_a_violation(graph: GraphServer, path: str) -> None:
    """Given items, when they are read without the preference, then their ids are others, and it is noted."""
    one = Asking(graph)
    graph.mail.deliver("bob@example.com")
    graph.calendar.add("Lunch", graph.ledger.now())
    window = {"startDateTime": "2026-10-01", "endDateTime": "2026-12-01"} if "View" in path else {}
    right = one.get(path, **window)["value"][0]["id"]
    one.session.headers.pop("Prefer")
    assert right != one.get(path, **window)["value"][0]["id"]
    (text,) = noted(graph)
    assert text.endswith('without Prefer: IdType="ImmutableId"')
    one.session.close()


def test_ids_differ_by_the_case_of_letters(graph: GraphServer, asking: Asking) -> None:
    """Given many messages, when their ids are compared without case, then some are the same: ids are case-sensitive."""
    for _ in range(4):
        graph.mail.deliver("bob@example.com")
    ids = [one["id"] for one in asking.get("/me/messages")["value"]]
    assert len(set(ids)) == 4
    assert len({one.lower() for one in ids}) < 4


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/me/messages?$search=x", "messages.list does not take ['$search']"),
        ("/me/messages?$top=5&$top=6", "$top given twice"),
        ("/me/messages?$top=0", "$top=0 is not between 1 and 1000"),
        ("/me/messages?$filter=contains(subject,'x')", "$filter=contains(subject,'x') is not understood"),
        ("/me/contacts", "GET /v1.0/me/contacts: no such operation"),
    ],
)
def test_what_graph_does_not_know_is_refused_and_noted(
    graph: GraphServer, asking: Asking, path: str, text: str
) -> None:
    """Given a request that Graph does not take, when it is sent, then 400, and a violation says why."""
    assert asking.refusal("GET", path) == (400, "BadRequest")
    assert noted(graph) == [text]


def test_a_misspelt_preference_is_noted(graph: GraphServer, asking: Asking) -> None:
    """Given a preference that Graph would silently ignore, when it is sent, then it is a violation."""
    assert asking.refusal("GET", "/me/messages", prefer='outlook.timezones="UTC"')[0] == 400
    assert noted(graph) == ['Prefer: outlook.timezones="UTC" is not known']


def test_the_fifth_request_at_once_is_throttled(graph: GraphServer) -> None:
    """Given four under way over mail, calendar and tasks, when a fifth comes, then 429 with Retry-After."""
    graph.limits.latency = 0.2
    graph.limits.retry_after = "7"
    paths = ["/me/messages", "/me/events", "/me/todo/lists", "/me/calendars", "/me/mailFolders"]
    clients = [Asking(graph) for _ in paths]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda pair: pair[0].ask("GET", pair[1]), zip(clients, paths, strict=True)))
    refused = [one for one in answers if one.status_code == 429]
    assert [one.json()["error"]["code"] for one in refused] == ["ApplicationThrottled"]
    assert [one.headers["Retry-After"] for one in refused] == ["7"]
    assert (graph.gate.most_in_flight, graph.gate.refused) == (4, 1)
    for one in clients:
        one.session.close()


def test_how_many_are_under_way_on_average_is_measured(graph: GraphServer) -> None:
    """Given two clients that each ask without a pause, when all is done, then about two were under way on average."""
    graph.limits.latency = 0.05
    clients = [Asking(graph) for _ in range(2)]

    def ask_often(one: Asking) -> None:
        for _ in range(4):
            one.get("/me/messages")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask_often, clients))
    assert 1.5 < graph.gate.average() <= 2
    graph.forget_calls()
    assert (graph.gate.average(), graph.called()) == (0, 0)
    for one in clients:
        one.session.close()


def test_ten_minutes_hold_so_many_requests() -> None:
    """Given a limit of three in ten minutes, when a fourth comes, then 429, and after ten minutes 200 again."""
    now = [0.0]
    with GraphServer(monotonic=lambda: now[0]) as graph:
        graph.limits.per_ten_minutes = 3
        one = Asking(graph)
        assert [one.ask("GET", "/me").status_code for _ in range(4)] == [200, 200, 200, 429]
        now[0] = 600.0
        assert one.ask("GET", "/me").status_code == 200
        one.session.close()
        assert graph.violations == []


def test_links_may_lead_elsewhere(graph: GraphServer, asking: Asking) -> None:
    """Given a server told to mint links to a foreign host, when a page ends, then its link leads there."""
    graph.link_root = "https://graph.example.net/v1.0"
    for _ in range(2):
        graph.mail.deliver("bob@example.com")
    link = asking.get("/me/messages", top="1")["@odata.nextLink"]
    assert link.startswith("https://graph.example.net/v1.0/me/messages?$")


@pytest.mark.parametrize(("kind", "made"), [("lost before", 0), ("lost after", 1), ("truncated", 1)])
def test_a_lost_reply_tells_nothing(graph: GraphServer, asking: Asking, kind: Kind, made: int) -> None:
    """Given a fault, when a calendar is created, then the client sees no answer, and it was made or was not."""
    graph.faults.add(Fault(kind, "calendars.create"))
    with pytest.raises(requests.RequestException):
        asking.ask("POST", "/me/calendars", json={"name": "Follow-ups"})
    assert [one.name for one in graph.calendar.calendars.values()].count("Follow-ups") == made
    assert graph.seen[-1].status == 0


def test_an_answer_can_be_put_in_place_of_another(graph: GraphServer, asking: Asking) -> None:
    """Given a fault with a status and a header, when the operation is asked, then that is the answer, once."""
    body = {"error": {"code": "serviceNotAvailable", "message": "busy"}}
    graph.faults.add(Fault("answer", "user.get", 503, body, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}))
    answer = asking.ask("GET", "/me")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "Wed, 21 Oct 2026 07:28:00 GMT")
    assert asking.get("/me")["mail"] == "ada@example.org"


def test_me_tells_its_addresses_if_asked(graph: GraphServer, asking: Asking) -> None:
    """Given aliases, when /me is read, then they come only with $select, and proxyAddresses only if permitted."""
    graph.user.other_mails = ("ada@home.example",)
    graph.user.proxies = ("SMTP:ada@example.org", "smtp:countess@example.org")
    assert "otherMails" not in asking.get("/me")
    found = asking.get("/me", select="otherMails,proxyAddresses,mail")
    assert found["otherMails"] == ["ada@home.example"]
    assert found["proxyAddresses"] == ["SMTP:ada@example.org", "smtp:countess@example.org"]
    graph.user.proxies = None
    assert asking.refusal("GET", "/me?$select=proxyAddresses") == (403, "Authorization_RequestDenied")


def test_every_request_is_on_record(graph: GraphServer, asking: Asking) -> None:
    """Given two requests, when they were answered, then the record tells operation, target and status."""
    asking.get("/me/mailFolders", top="3")
    asking.refusal("GET", "/me/mailFolders/nowhere")
    assert [(one.method, one.target, one.status) for one in graph.seen] == [
        ("folders.list", "/v1.0/me/mailFolders?%24top=3", 200),
        ("folders.get", "/v1.0/me/mailFolders/nowhere", 400),
    ]
    assert graph.called("folders.get") == 1


def test_latency_is_real(graph: GraphServer, asking: Asking) -> None:
    """Given a latency, when one asks, then it takes that long."""
    graph.limits.latency = 0.1
    begin = time.perf_counter()
    asking.get("/me")
    assert time.perf_counter() - begin >= 0.1
