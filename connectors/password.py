"""The password of an account, from its `password_command` (CONTRACT.md §2); for IMAP, CalDAV and SMTP.

The command runs without a shell, in the user's own environment, and prints the password as its first line, as `pass`,
`secret-tool lookup` and `op read` do. The answer is kept in memory for the life of the process, so that the daemon does
not ask a locked password manager every five minutes, until a login with it is refused (`again`). Neither the answer
nor what the command says on stderr is ever put into a message: both may hold the secret.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from threading import Lock

from syncd.ports import AuthExpired

TIMEOUT = 60  # seconds: a password manager may ask its owner first
_LONGEST = 4096  # characters: more is a wrong command, not a password

_answers: dict[tuple[str, ...], str] = {}
_asking = Lock()


def password(account: str, command: Sequence[str], *, again: bool = False) -> str:
    """The first line that `command` prints; asked once in a process, and anew with `again`, after a refused login.

    Raises AuthExpired, with what to do, if the command can't be run, fails, takes more than a minute or prints nothing.
    """
    key = (account, *command)
    with _asking:
        if again or key not in _answers:
            _answers.pop(key, None)
            _answers[key] = _asked(account, command)
        return _answers[key]


def _asked(account: str, command: Sequence[str]) -> str:
    what = f"account {account}: password_command ({command[0]})" if command else f"account {account}: password_command"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command from their own config, and no shell
            list(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise AuthExpired(
            f"{what} did not answer within {TIMEOUT} s: unlock the password manager it asks, or run the command by hand"
        ) from None
    except (OSError, ValueError, IndexError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise AuthExpired(f"{what} can't be run ({why}): correct it in the config") from None
    if done.returncode:
        raise AuthExpired(f"{what} failed (exit {done.returncode}): run it by hand to see why")
    lines = done.stdout.decode("utf-8", "surrogateescape").splitlines()
    found = lines[0] if lines else ""
    if not found or len(found) > _LONGEST:
        raise AuthExpired(f"{what} printed no password in its first line: run it by hand to see what it prints")
    return found
