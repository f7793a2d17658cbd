"""Who may do what: sign-in, consent, codes, tokens and their renewal, as login.microsoftonline.com handles them.

Errors carry their AADSTS number as Microsoft's do (learn: reference-error-codes), so that msal classifies them.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal
from urllib.parse import urlsplit

import msal

CLIENT_ID = "11111111-2222-4333-8444-555555555555"
WORK_TENANT = "ae01a323-3934-4475-a32d-af1274312bb0"
PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
_RESOURCE = "https://graph.microsoft.com/"
_RESERVED = {"openid", "profile", "offline_access", "email"}


@dataclass(frozen=True)
class Grant:
    """What a token allows. `capable`: its client declared CP1 and understands claims challenges."""

    address: str
    scopes: frozenset[str]
    capable: bool = False
    claims: str = ""


@dataclass(frozen=True)
class LoginError:
    """An error of the token endpoint: ``LoginError("invalid_grant", 50173)``; `suberror` as AAD has it."""

    error: str
    code: int
    text: str = "made to fail"
    suberror: str = ""

    def body(self) -> dict[str, Any]:
        """As it is answered."""
        found: dict[str, Any] = {
            "error": self.error,
            "error_description": f"AADSTS{self.code}: {self.text} Trace ID: 0 Correlation ID: 0",
            "error_codes": [self.code],
            "timestamp": "2026-11-02 08:00:00Z",
            "trace_id": "00000000-0000-0000-0000-000000000000",
            "correlation_id": "00000000-0000-0000-0000-000000000000",
        }
        return found | ({"suberror": self.suberror} if self.suberror else {})


@dataclass
class Identity:
    """One user, one registered app, and what the user decides in the browser.

    `signs_in`: another address than expected. `unticked`: scopes that are not granted. `deny`: the user refuses.
    `failing`: what the next renewals answer. `rotates`: every renewal replaces the refresh token. `claims`: what
    tokens must carry from now on (`challenge`). `device`: what becomes of the device flow; `device_answers` come first.
    """

    address: str
    client_id: str = CLIENT_ID
    tenant: str = WORK_TENANT
    object_id: str = "4d29052a-70e8-4251-a7de-542b522cdf25"
    signs_in: str = ""
    unticked: set[str] = field(default_factory=set)
    deny: bool = False
    rotates: bool = True
    lifetime: int = 4000
    claims: str = ""
    device: Literal["pending", "approved", "declined", "expired"] = "pending"
    device_answers: deque[str] = field(default_factory=deque)
    failing: deque[LoginError] = field(default_factory=deque)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    consented: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)  # requests to authorize, as they came
    renewals: int = 0
    violations: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _devices: dict[str, dict[str, str]] = field(default_factory=dict)
    _count: int = 0
    _lock: Lock = field(default_factory=Lock)

    # ---- for tests

    def grant(self, *scopes: str, address: str = "", capable: bool = False) -> str:
        """An access token without a login."""
        with self._lock:
            return self._new(self.access, Grant(address or self.address, frozenset(scopes), capable))

    def expire_access(self) -> None:
        """Every access token is refused from now on."""
        with self._lock:
            self.access.clear()

    def revoke(self) -> None:
        """Every token is dead: the user must sign in again (AADSTS50173)."""
        with self._lock:
            self.access.clear()
            self.refresh.clear()

    def challenge(self, claims: str = '{"access_token":{"nbf":{"essential":true,"value":"1790000000"}}}') -> str:
        """Tokens without these claims (JSON) are refused from now on, with a claims challenge; says them."""
        self.claims = claims
        return claims

    def msal_cache(self, authority: str, *scopes: str, fresh: bool = False) -> str:
        """A login made elsewhere, as msal serializes it: a refresh token, with `fresh` an access token, too."""
        with self._lock:
            self.consented |= set(scopes)
            body = self._tokens(
                {"scope": " ".join((*scopes, "openid", "profile", "offline_access")), "client_info": "1"}
            )
        cache = msal.SerializableTokenCache()
        if not fresh:
            body["expires_in"] = 0
        cache.add({
            "client_id": self.client_id, "scope": list(scopes), "token_endpoint": f"{authority}/oauth2/v2.0/token",
            "response": body, "grant_type": "authorization_code", "environment": urlsplit(authority).hostname,
        })  # fmt: skip
        return str(cache.serialize())

    # ---- the endpoints

    def authorize(self, query: dict[str, str]) -> dict[str, str] | LoginError:
        """The user's consent in the browser: what the app's redirect address is told. Strict about desktop apps."""
        with self._lock:
            self.asked.append(query)
            redirect = query.get("redirect_uri", "")
            if query.get("client_id") != self.client_id:
                return self._wrong(LoginError("unauthorized_client", 700016, "The application was not found."))
            if not redirect.startswith("http://localhost"):
                return self._wrong(LoginError("invalid_request", 50011, "The redirect URI does not match."))
            if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
                return self._wrong(LoginError("invalid_request", 9002325, "Proof Key for Code Exchange is required."))
            if self.deny:
                text = "AADSTS65004: User declined to consent to access the app."
                return {"error": "access_denied", "error_description": text, "state": query["state"]}
            self._count += 1
            code = f"code-{self._count}"
            self._codes[code] = query
            self.consented |= self._graph_scopes(query["scope"])
            return {"code": code, "state": query["state"], "session_state": "0"}

    def device_code(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Begins the device flow; nobody waits between polls."""
        with self._lock:
            self._count += 1
            code = f"device-{self._count}"
            self._devices[code] = form
            text = "To sign in, open https://microsoft.com/devicelogin and enter the code ABCD1234 to authenticate."
            return 200, {
                "user_code": "ABCD1234",
                "device_code": code,
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900,
                "interval": 0,
                "message": text,
            }

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        with self._lock:
            if form.get("client_id") != self.client_id:
                return 400, self._wrong(LoginError("unauthorized_client", 700016, "Application not found.")).body()
            if "client_secret" in form:
                return 401, self._wrong(LoginError("invalid_client", 700025, "Client is public.")).body()
            kind = form.get("grant_type", "")
            answers = {
                "authorization_code": self._redeemed,
                "refresh_token": self._renewed,
                "device_code": self._polled,
                "urn:ietf:params:oauth:grant-type:device_code": self._polled,
            }
            if kind not in answers:
                return 400, self._wrong(LoginError("unsupported_grant_type", 70003, kind)).body()
            found = answers[kind](form)
            return (400, found.body()) if isinstance(found, LoginError) else (200, found)

    def _redeemed(self, form: dict[str, str]) -> dict[str, Any] | LoginError:
        asked = self._codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(verifier).decode().rstrip("=")
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return LoginError("invalid_grant", 54005, "The code was already redeemed.")
        if asked["code_challenge"] != challenge:
            return self._wrong(LoginError("invalid_grant", 501481, "The Code_Verifier does not match."))
        return self._tokens({**form, "scope": asked["scope"], "nonce": asked.get("nonce", "")})

    def _renewed(self, form: dict[str, str]) -> dict[str, Any] | LoginError:
        self.renewals += 1
        if self.failing:
            return self.failing.popleft()
        old = form.get("refresh_token", "")
        if old not in self.refresh:
            return LoginError("invalid_grant", 50173, "The grant was revoked.", "bad_token")
        if self._graph_scopes(form.get("scope", "")) - self.consented:
            return LoginError("invalid_grant", 65001, "The user has not consented.", "consent_required")
        if self.rotates:
            del self.refresh[old]
        return self._tokens(form)

    def _polled(self, form: dict[str, str]) -> dict[str, Any] | LoginError:
        asked = self._devices.get(form.get("device_code", ""))
        if asked is None:
            return self._wrong(LoginError("bad_verification_code", 70019, "Unknown device code."))
        if self.device_answers:
            return LoginError(self.device_answers.popleft(), 70016, "Wait.")
        if self.device == "approved":
            self.consented |= self._graph_scopes(asked["scope"])
            return self._tokens({**form, "scope": asked["scope"]})
        errors = {"pending": ("authorization_pending", 70016), "declined": ("authorization_declined", 70018)}
        return LoginError(*errors.get(self.device, ("expired_token", 70020)))

    def _tokens(self, form: dict[str, str]) -> dict[str, Any]:
        asked = form["scope"].split()
        granted = [one for one in asked if one not in _RESERVED and one.removeprefix(_RESOURCE) not in self.unticked]
        address = (self.signs_in or self.address).lower()
        claims = form.get("claims", "")
        scopes = frozenset(one.removeprefix(_RESOURCE) for one in granted)
        grant = Grant(address, scopes, "CP1" in claims, self.claims if _carries(claims, self.claims) else "")
        body: dict[str, Any] = {
            "token_type": "Bearer",
            "scope": " ".join([*granted, "openid", "profile", "email"]),
            "expires_in": self.lifetime,
            "ext_expires_in": self.lifetime,
            "access_token": self._new(self.access, grant),
            "id_token": self._id_token(address, form.get("nonce", "")),
        }
        if "offline_access" in asked:
            body["refresh_token"] = self._new(self.refresh, grant)
        else:
            self.violations.append("a login without offline_access has no refresh token")
        if "client_info" in form:
            body["client_info"] = _encoded({"uid": self._uid(address), "utid": self.tenant})
        return body

    def _uid(self, address: str) -> str:
        """The object id; of somebody else another one."""
        if address == self.address:
            return self.object_id
        return self.object_id[:24] + hashlib.sha256(address.encode()).hexdigest()[:12]

    def _id_token(self, address: str, nonce: str) -> str:
        """A JWT; no client checks the signature of one that came straight from the token endpoint."""
        claims = {
            "aud": self.client_id,
            "iss": f"https://login.microsoftonline.com/{self.tenant}/v2.0",
            "iat": 1790000000,
            "exp": 4102444800,
            "name": "Ada Example",
            "oid": self._uid(address),
            "preferred_username": address,
            "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
            "tid": self.tenant,
            "ver": "2.0",
        }
        return (
            f"{_encoded({'alg': 'RS256', 'typ': 'JWT'})}.{_encoded(claims | ({'nonce': nonce} if nonce else {}))}.c2ln"
        )

    def _graph_scopes(self, text: str) -> set[str]:
        """What somebody consents to, or asks for: the Graph scopes that are not unticked."""
        asked = {one.removeprefix(_RESOURCE) for one in text.split()}
        return asked - _RESERVED - self.unticked

    def _wrong(self, error: LoginError) -> LoginError:
        self.violations.append(f"AADSTS{error.code}: {error.text}")
        return error

    def _new(self, where: dict[str, Grant], grant: Grant) -> str:
        self._count += 1
        token = f"{'access' if where is self.access else 'refresh'}-token-{self._count}"
        where[token] = grant
        return token


def _carries(given: str, wanted: str) -> bool:
    """Whether a request's claims (JSON) hold all that a challenge asked for."""
    if not wanted:
        return False
    have = json.loads(given or "{}").get("access_token", {})
    return all(have.get(name) == value for name, value in json.loads(wanted)["access_token"].items())


def _encoded(claims: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
