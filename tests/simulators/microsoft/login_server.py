"""login.microsoftonline.com over TLS, with a certificate authority made for the occasion: msal refuses http.

A test trusts it by ``verify=str(login.trust(folder))`` or, for a process of its own, REQUESTS_CA_BUNDLE.
"""

from __future__ import annotations

import ssl
from functools import cache
from html import escape
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import trustme

from tests.simulators.faults import Faults
from tests.simulators.microsoft.call import Reply
from tests.simulators.microsoft.identity import Identity, LoginError
from tests.simulators.microsoft.wire import Handler, Server

ENDPOINTS = ("authorize", "token", "devicecode")


@cache
def _authority() -> tuple[trustme.CA, trustme.LeafCert]:
    """One for all tests of a process: keys cost time."""
    ca = trustme.CA()
    return ca, ca.issue_cert("127.0.0.1", "localhost", "login.microsoftonline.com")


class LoginServer:
    """Serves an Identity; a context manager. Faults are named by endpoint: authorize, token, devicecode, discovery."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.faults = Faults()
        self.seen: list[str] = []  # paths
        self._http = Server(_Handler, self)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _authority()[1].configure_cert(context)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self.host = f"127.0.0.1:{self._http.server_port}"
        self.authority = f"https://{self.host}/common"

    def __enter__(self) -> LoginServer:
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def trust(self, folder: Path) -> Path:
        """The certificate authority's file, written into a folder."""
        path = folder / "login-ca.pem"
        _authority()[0].cert_pem.write_to_path(str(path))
        return path

    def answer(self, path: str, query: dict[str, str], form: dict[str, str]) -> Reply:
        """Any request but a fault."""
        tenant, _, endpoint = path.strip("/").partition("/")
        if endpoint == "discovery/instance":
            return Reply(body=self._instance())
        if tenant not in ("common", "organizations", "consumers", self.identity.tenant):
            return Reply(400, LoginError("invalid_tenant", 90002, f"Tenant '{tenant}' not found.").body())
        if endpoint == "v2.0/.well-known/openid-configuration":
            return Reply(body=self._configuration(tenant))
        if endpoint == "oauth2/v2.0/authorize":
            return self._authorized(query)
        if endpoint in ("oauth2/v2.0/token", "oauth2/v2.0/devicecode"):
            run = self.identity.token if endpoint.endswith("token") else self.identity.device_code
            return Reply(*run(form))
        return Reply(404, LoginError("invalid_request", 900144, f"Nothing at {path}.").body())

    def _authorized(self, query: dict[str, str]) -> Reply:
        """Back to the app: by a form that the browser posts (msal 1.35 and later), or by a redirect."""
        found = self.identity.authorize(query)
        if isinstance(found, LoginError):
            return Reply(400, found.body())
        if query.get("response_mode") != "form_post":
            return Reply(302, headers={"location": f"{query['redirect_uri']}?{urlencode(found)}"})
        inputs = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}"/>' for k, v in found.items())
        action = escape(query["redirect_uri"])
        page = f'<form method="POST" name="hiddenform" action="{action}">{inputs}</form><script>post()</script>'
        return Reply(raw=page.encode(), headers={"content-type": "text/html; charset=utf-8"})

    def _configuration(self, tenant: str) -> dict[str, Any]:
        base = f"https://{self.host}/{tenant}"
        issuer = self.identity.tenant if tenant != "common" else "{tenantid}"
        return {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "issuer": f"https://login.microsoftonline.com/{issuer}/v2.0",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
        }

    def _instance(self) -> dict[str, Any]:
        host = self.host.partition(":")[0]
        entry = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
        discovery = f"https://{self.host}/common/v2.0/.well-known/openid-configuration"
        return {"tenant_discovery_endpoint": discovery, "api-version": "1.1", "metadata": [entry]}


class _Handler(Handler):
    def serve(self) -> None:
        login: LoginServer = self.server.owner
        parts = urlsplit(self.path)
        form = {name: values[0] for name, values in parse_qs(self.content().decode()).items()}
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        last = parts.path.rpartition("/")[2]
        fault = login.faults.strike(last if last in ENDPOINTS else "discovery", self.path)
        login.seen.append(parts.path)
        if fault is not None and fault.kind == "answer":
            self.send(Reply(fault.status, fault.body, dict(fault.headers)))
        elif fault is not None and fault.kind == "lost before":
            self.break_off()
        else:
            reply = login.answer(parts.path, query, form)
            if fault is not None and fault.kind == "lost after":
                self.break_off()
            else:
                self.send(reply, cut=fault is not None)
