"""A real Dovecot as a process of the tests': its own config in a folder of its own, on free ports, plain and with TLS.

Any user name is let in with PASSWORD and has a mailbox of its own, so that tests don't meet. Needs no root; root's
Dovecot runs as nobody, since mail is never read as root.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

PROGRAM = "/usr/sbin/dovecot"
PASSWORD = "wonderland"
_TRIES = 1000  # of 20 ms until it must answer

_CONFIG = """\
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
mail_location = {format}:{base}/mail/%u
mail_fsync = never
mail_max_userip_connections = {most}
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  mailbox Drafts {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
protocol imap {{
  imap_capability = {capability}
}}
service imap {{
  service_count = 100
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


@dataclass
class Dovecot:
    """One that runs. `plain` and `tls` are ports of 127.0.0.1; `authority` is the file that SSL_CERT_FILE must name."""

    folder: Path
    plain: int
    tls: int
    authority: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """It ends, connections and all."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its own group: the master and all its children
        self.process.wait(10)

    def log(self) -> str:
        """What it complained of."""
        return (self.folder / "log").read_text(errors="replace")


@contextmanager
def dovecot(*, capability: str = "", separator: str = "/", form: str = "mdbox", most: int = 100) -> Iterator[Dovecot]:
    """A Dovecot, with all its capabilities or those named. Skips the test where there is none."""
    if not os.access(PROGRAM, os.X_OK):
        pytest.skip(f"{PROGRAM} is not installed (apt-get install dovecot-imapd)")
    folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))  # a short path: sockets lie in it
    server = _start(folder, capability, separator, form, most)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, capability: str, separator: str, form: str, most: int) -> Dovecot:
    plain, tls = _free_ports(2)
    authority = folder / "authority.pem"
    issuer = trustme.CA()
    issuer.cert_pem.write_to_path(str(authority))
    issued = issuer.issue_cert("localhost", "127.0.0.1")
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "cert.pem").write_bytes(b"".join(one.bytes() for one in issued.cert_chain_pems))
    me = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    text = _CONFIG.format(
        base=folder,
        user=me.pw_name,
        group=_group(me.pw_gid),
        password=PASSWORD,
        capability=capability,
        separator=separator,
        format=form,
        most=most,
        plain=plain,
        tls=tls,
    )
    if not capability:
        text = text.replace("  imap_capability = \n", "")
    (folder / "dovecot.conf").write_text(text)
    (folder / "mail").mkdir()
    for path in (folder, *folder.iterdir()):
        os.chown(path, me.pw_uid, me.pw_gid)
    as_whom = {"user": me.pw_uid, "group": me.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
            **as_whom,  # type: ignore[call-overload]  # one of two sets of keywords
        )
    server = Dovecot(folder, plain, tls, authority, process)
    _await(server)
    return server


def _await(server: Dovecot) -> None:
    for _ in range(_TRIES):
        if server.process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", server.plain), 5) as one:
                if one.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        time.sleep(0.02)
    said = (server.folder / "said").read_text(errors="replace")
    server.process.kill()
    raise AssertionError(f"Dovecot did not start: {said}")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name
