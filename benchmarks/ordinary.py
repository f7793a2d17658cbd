"""The ordinary way to read a mailbox in Python: mailbox, email.policy.default, ORM objects. Imports nothing of syncd.

    python -m benchmarks.ordinary MBOX LOG

Prints {"mails", "cpu", "wall"}: what it took without the imports.
"""

from __future__ import annotations

import json
import mailbox
import sys
import time
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import IO, cast

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

_COMMIT = 1_000


class Base(DeclarativeBase):
    pass


class Address(Base):
    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Party(Base):
    __tablename__ = "party"
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[Address] = relationship()


class Mail(Base):
    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    at: Mapped[int]
    subject: Mapped[str]
    refs: Mapped[str]
    automated: Mapped[bool]
    parties: Mapped[list[Party]] = relationship()


def _message(file: IO[bytes]) -> mailbox.mboxMessage:
    return cast("mailbox.mboxMessage", message_from_binary_file(file, policy=policy.default))


def _address(session: Session, text: str, name: str) -> Address:
    found = session.scalar(select(Address).where(Address.address == text))
    if found is None:
        found = Address(address=text, name=name)
        session.add(found)
        session.flush()
    return found


def _mail(session: Session, message: EmailMessage) -> Mail:
    mail = Mail(
        uid=str(message["Message-ID"]),
        at=int(message["Date"].datetime.timestamp()),
        subject=str(message["Subject"]),
        refs=str(message["References"] or ""),
        automated="List-Id" in message or "Auto-Submitted" in message or "Precedence" in message,
    )
    seen = set()
    for role in ("From", "To", "Cc"):
        for name, text in getaddresses([str(value) for value in message.get_all(role, [])]):
            address = _address(session, text.lower(), name)
            if (address.id, role) not in seen:
                seen.add((address.id, role))
                mail.parties.append(Party(address=address, role=role))
    return mail


def load(source: str, log: str) -> int:
    """Reads the mbox into a new log; returns how many mails there were."""
    engine = create_engine(f"sqlite:///{log}")
    Base.metadata.create_all(engine)
    count = 0
    with Session(engine) as session:
        mails = mailbox.mbox(source, factory=_message, create=False)  # type: ignore[arg-type]  # typeshed's protocol
        for count, message in enumerate(mails, 1):
            session.add(_mail(session, cast("EmailMessage", message)))
            if count % _COMMIT == 0:
                session.commit()
        session.commit()
    return count


if __name__ == "__main__":
    wall, cpu = time.monotonic(), time.process_time()
    mails = load(*sys.argv[1:])
    print(json.dumps({"mails": mails, "cpu": time.process_time() - cpu, "wall": time.monotonic() - wall}))
