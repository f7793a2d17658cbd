"""Made-up mails that nobody wrote to this reader: newsletters, marketing, notifications, robots, recruiters, salesmen.

Templates of corpus/bulk_*.toml, each sent by several senders, in turn with and without a footer and with and without
the headers of mailing lists: whoever reads the headers knows a part of them, whoever reads the text must know all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from tests.rules.reading.labelled import CORPUS, LANGUAGES

BRANDS = ("Northwind", "Blue Heron", "Casa Verde", "Lumen", "Kestrel & Co", "Marlow")
NAMES = ("Dan", "Alex", "Maria", "Chris", "Nina", "Paul")
DAYS = {
    "en": ("Friday", "March 20", "Tuesday", "April 2", "Thursday", "Sunday"),
    "de": ("Freitag", "20. März", "Dienstag", "2. April", "Donnerstag", "Sonntag"),
    "fr": ("vendredi", "20 mars", "mardi", "2 avril", "jeudi", "dimanche"),
    "es": ("viernes", "20 de marzo", "martes", "2 de abril", "jueves", "domingo"),
}
FOOTERS = {
    "en": ("Unsubscribe", "You are receiving this email because you have an account with us.", "Manage preferences"),
    "de": ("Abmelden", "Sie erhalten diese E-Mail, weil Sie bei uns registriert sind.", "Newsletter abbestellen"),
    "fr": ("Se désabonner", "Vous recevez cet e-mail car vous êtes inscrit chez nous.", "Gérer mes préférences"),
    "es": ("Darse de baja", "Recibes este correo porque tienes una cuenta con nosotros.", "Cancelar la suscripción"),
}
LOCAL_PARTS = {
    "newsletter": "news", "marketing": "hello", "notification": "notifications", "robot": "noreply",
    "recruiter": "robin.hart", "sales": "robin", "survey": "feedback", "event": "events",
}  # fmt: skip


@dataclass(frozen=True)
class Bulk:
    """One such mail. `headers` are those by which a list or a robot gives itself away, if it does."""

    template: str  # file and number
    kind: str
    language: str
    sender: str
    address: str
    subject: str
    body: str
    headers: tuple[tuple[str, str], ...]

    def message(self, to: str, date: str, number: int) -> EmailMessage:
        """As a mail; `date` as RFC 5322 has it."""
        mail = EmailMessage()
        mail["From"] = f'"{self.sender}" <{self.address}>'
        mail["To"] = to
        mail["Date"] = date
        mail["Subject"] = self.subject
        mail["Message-ID"] = f"<bulk.{number}@{self.address.split('@')[1]}>"
        for name, value in self.headers:
            mail[name] = value
        mail.set_content(self.body)
        return mail


def bulk() -> Iterator[Bulk]:
    """All of them, in an order that never changes."""
    for language in LANGUAGES:
        path = CORPUS / f"bulk_{language}.toml"
        for number, template in enumerate(tomllib.loads(path.read_text())["mail"]):
            for turn in range(len(BRANDS)):
                yield _sent(f"{path.name}#{number}", language, template, turn, number)


def _sent(where: str, language: str, template: dict[str, str | bool], turn: int, number: int) -> Bulk:
    """One template by one sender."""
    kind = str(template["kind"])
    brand = BRANDS[turn]
    host = brand.lower().replace(" & ", "").replace(" ", "") + ".example"
    slots = {
        "{brand}": brand,
        "{name}": NAMES[(turn + number) % len(NAMES)],
        "{n}": str(15 + 7 * turn),
        "{day}": DAYS[language][(turn + number) % len(DAYS[language])],
    }
    body = _filled(str(template["body"]), slots)
    if template.get("footer", True) and turn % 2:
        body = f"{body.rstrip()}\n\n{FOOTERS[language][(turn + number) % len(FOOTERS[language])]}\n"
    sender = "Robin Hart" if kind in ("recruiter", "sales") else brand
    return Bulk(
        where,
        kind,
        language,
        sender,
        f"{LOCAL_PARTS[kind]}@{host}",
        _filled(str(template["subject"]), slots),
        body,
        _headers(kind, host) if turn % 3 else (),
    )


def _filled(text: str, slots: dict[str, str]) -> str:
    for slot, value in slots.items():
        text = text.replace(slot, value)
    return text


def _headers(kind: str, host: str) -> tuple[tuple[str, str], ...]:
    """What a proper sender of this kind adds."""
    if kind in ("recruiter", "sales"):
        return ()
    if kind in ("notification", "robot"):
        return (("Auto-Submitted", "auto-generated"),)
    return (("List-Id", f"<news.{host}>"), ("List-Unsubscribe", f"<https://{host}/leave>"), ("Precedence", "bulk"))
