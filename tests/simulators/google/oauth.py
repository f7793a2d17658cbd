"""Google's authorization and token endpoints (RFC 6749, RFC 7636), for one user and one OAuth client."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

LIFETIME = 3600


@dataclass
class OAuth:
    """What the user decided and which tokens live. `unticked` scopes are not granted; `deny` refuses all.

    `revoked` refresh tokens answer invalid_grant; `rotate` gives a new refresh token with each refresh.
    """

    address: str
    client_id: str = "client.apps.googleusercontent.com"
    client_secret: str = "not-a-secret"
    unticked: set[str] = field(default_factory=set)
    deny: bool = False
    rotate: bool = False
    revoked: set[str] = field(default_factory=set)
    access: dict[str, frozenset[str]] = field(default_factory=dict)  # access token → scopes
    refresh: dict[str, frozenset[str]] = field(default_factory=dict)
    refreshes: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)  # authorization requests, as they came
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def client_file(self, folder: Path, url: str) -> Path:
        """The installed-app file that Google lets one download."""
        path = folder / "client_secret.json"
        installed = {
            "client_id": self.client_id,
            "project_id": "syncd-test",
            "auth_uri": f"{url}/o/oauth2/auth",
            "token_uri": f"{url}/token",
            "client_secret": self.client_secret,
            "redirect_uris": ["http://localhost"],
        }
        path.write_text(json.dumps({"installed": installed}))
        return path

    def authorized_user(self, url: str, scopes: tuple[str, ...] | list[str], *, fresh: bool = False) -> dict[str, Any]:
        """A login made elsewhere, as `--import` takes it; `fresh` with an access token that is good for an hour."""
        with self._lock:
            refresh = self._new(self.refresh, "refresh", frozenset(scopes))
            found: dict[str, Any] = {
                "type": "authorized_user",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "refresh_token": refresh,
                "token_uri": f"{url}/token",
                "scopes": list(scopes),
            }
            if fresh:
                found |= {
                    "token": self._new(self.access, "access", frozenset(scopes)),
                    "expiry": "2099-01-01T00:00:00Z",
                }
            return found

    def expire_access(self) -> None:
        """Every access token is refused from now on."""
        with self._lock:
            self.access.clear()

    def authorize(self, query: dict[str, str]) -> str:
        """The user's consent in the browser: where they are sent to. Strict about what a desktop client must send."""
        assert query["client_id"] == self.client_id
        assert query["response_type"] == "code"
        assert query["access_type"] == "offline", "without it there is no refresh token"
        assert query["code_challenge_method"] == "S256", "PKCE (RFC 8252 §6)"
        assert query["redirect_uri"].startswith(("http://localhost:", "http://127.0.0.1:"))
        with self._lock:
            self.asked.append(query)
            answer = {"state": query["state"]}
            if self.deny:
                answer["error"] = "access_denied"
            else:
                self._count += 1
                answer["code"] = f"code-{self._count}"
                granted = [scope for scope in query["scope"].split() if scope not in self.unticked]
                answer["scope"] = " ".join(granted)
                self._codes[answer["code"]] = {**query, "granted": answer["scope"]}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint: a code or a refresh token for an access token."""
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client", "error_description": "The OAuth client was not found."}
        with self._lock:
            if form.get("grant_type") == "refresh_token":
                return self._renewed(form.get("refresh_token", ""))
            asked = self._codes.pop(form.get("code", ""), None)
            verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = urlsafe_b64encode(verifier).decode().rstrip("=")
            if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
                return 400, {"error": "invalid_grant"}
            if asked["code_challenge"] != challenge:
                return 400, {"error": "invalid_grant", "error_description": "Invalid code verifier."}
            scopes = frozenset(asked["granted"].split())
            return 200, {
                "access_token": self._new(self.access, "access", scopes),
                "refresh_token": self._new(self.refresh, "refresh", scopes),
                "expires_in": LIFETIME - 1,
                "scope": asked["granted"],
                "token_type": "Bearer",
            }

    def _renewed(self, old: str) -> tuple[int, dict[str, Any]]:
        self.refreshes += 1
        scopes = self.refresh.get(old)
        if scopes is None or old in self.revoked:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        answer = {
            "access_token": self._new(self.access, "access", scopes),
            "expires_in": LIFETIME - 1,
            "scope": " ".join(sorted(scopes)),
            "token_type": "Bearer",
        }
        if self.rotate:
            del self.refresh[old]
            answer["refresh_token"] = self._new(self.refresh, "refresh", scopes)
        return 200, answer

    def _new(self, where: dict[str, frozenset[str]], kind: str, scopes: frozenset[str]) -> str:
        self._count += 1
        token = f"{kind}-token-{self._count}"
        where[token] = scopes
        return token
