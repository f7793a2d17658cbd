"""``/me``: who the account is, and which other addresses are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.simulators.microsoft import odata, schema
from tests.simulators.microsoft.call import Call, Refusal, Reply


@dataclass
class User:
    """One user. `proxies` as Exchange has them: ``SMTP:`` for the first, ``smtp:`` for aliases; None: not permitted."""

    address: str
    name: str = "Ada Example"
    principal: str = ""
    other_mails: tuple[str, ...] = ()
    proxies: tuple[str, ...] | None = ()
    mail: str | None = ""  # None: personal accounts may have none
    id: str = "4d29052a-70e8-4251-a7de-542b522cdf25"


class Users:
    """The operation on the user."""

    def __init__(self, user: User) -> None:
        self._user = user

    def get(self, call: Call) -> Reply:
        """The user; otherMails and proxyAddresses only if they are selected."""
        user = self._user
        given, _, surname = user.name.partition(" ")
        everything: dict[str, Any] = {
            "id": user.id,
            "displayName": user.name,
            "givenName": given,
            "surname": surname,
            "mail": user.address if user.mail == "" else user.mail,
            "userPrincipalName": user.principal or user.address,
            "otherMails": list(user.other_mails),
            "proxyAddresses": list(user.proxies or ()),
        }
        select = odata.names(call.query, "$select")
        unknown = set(select) - set(schema.properties("user"))
        if unknown:
            raise Refusal(400, "BadRequest", f"Could not find a property named '{sorted(unknown)[0]}' on type 'user'.")
        if "proxyAddresses" in select and user.proxies is None:
            raise Refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        wanted = set(select) or set(everything) - {"otherMails", "proxyAddresses"}
        shown = {name: value for name, value in everything.items() if name in wanted}
        if not select:
            shown["businessPhones"] = []  # one of the many properties that syncd does not know
        return Reply(body={"@odata.context": call.context("users/$entity"), **shown})
