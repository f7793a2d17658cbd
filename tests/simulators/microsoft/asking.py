"""A client for tests of the simulator: plain `requests`, with the headers that every well-behaved client sends."""

from __future__ import annotations

from typing import Any

import requests

from tests.simulators.microsoft.server import GraphServer

ALL_SCOPES = ("User.Read", "Mail.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite", "Tasks.ReadWrite")
IMMUTABLE = 'IdType="ImmutableId"'


class Asking:
    """Asks a server with a token. Close it."""

    def __init__(self, graph: GraphServer, *scopes: str) -> None:
        self.graph = graph
        self.session = requests.Session()
        self.session.trust_env = False
        self.use(graph.identity.grant(*(scopes or ALL_SCOPES)))
        self.session.headers["Prefer"] = IMMUTABLE

    def use(self, token: str) -> None:
        """Another token from now on."""
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, verb: str, path: str, *, prefer: str = "", **more: Any) -> requests.Response:
        """The response to ``GET /me/messages``; a whole URL is used as it is."""
        url = path if path.startswith("http") else self.graph.url + path
        headers = {**more.pop("headers", {}), **({"Prefer": f"{IMMUTABLE}, {prefer}"} if prefer else {})}
        return self.session.request(verb, url, headers=headers, timeout=10, **more)

    def get(self, path: str, *, prefer: str = "", **params: str) -> dict[str, Any]:
        """The JSON of a 200. `params` without their dollar sign: ``select="id"``."""
        query = {f"${name}" if name in _OPTIONS else name: value for name, value in params.items()}
        response = self.ask("GET", path, prefer=prefer, params=query)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def refusal(self, verb: str, path: str, **more: Any) -> tuple[int, str]:
        """Status and code of a refusal."""
        response = self.ask(verb, path, **more)
        return response.status_code, response.json()["error"]["code"]

    def pages(self, path: str, *, prefer: str = "", **params: str) -> tuple[list[dict[str, Any]], str]:
        """All entries over all pages, and the deltaLink (if it is a delta)."""
        found: list[dict[str, Any]] = []
        body = self.get(path, prefer=prefer, **params)
        while True:
            found += body["value"]
            if "@odata.nextLink" not in body:
                return found, body.get("@odata.deltaLink", "")
            body = self.get(body["@odata.nextLink"], prefer=prefer)


_OPTIONS = ("select", "filter", "orderby", "top", "skip", "expand")


def noted(graph: GraphServer) -> list[str]:
    """The violations so far, which are thereby expected."""
    found = list(graph.violations)
    graph.violations.clear()
    return found
