"""A real `systemd --user` of our own: in namespaces and a control group of its own, as an unprivileged user by default.

It needs root (to make them) and a writable cgroup2 tree, which a container or a build machine may have. Nothing of the
machine's own systemd, if there is one, is touched; all is gone at the end.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

SYSTEMD = Path("/lib/systemd/systemd")
NOBODY = 65534
_USER = "--reuid={0} --regid={0} --clear-groups"
_START = """
echo $$ > {group}/cgroup.procs
exec unshare --mount --cgroup --fork --kill-child=KILL sh -c '
    mount --make-rprivate / && mount -t cgroup2 none /sys/fs/cgroup && mount -t tmpfs none /run || exit 1
    cd /run && mkdir -p systemd/system systemd/unit-root systemd/mount-rootfs systemd/incoming systemd/inaccessible
    setpriv {user} \
        env -i PATH=/usr/bin:/bin HOME={home} XDG_RUNTIME_DIR={runtime} {systemd} --user &
    wait
'
"""


class Private:
    """The running manager. `env` is what its user's commands see; `home` is outside of all temporary folders."""

    def __init__(self, home: Path, user: int) -> None:
        self.home, self.runtime, self.user = home, home / "run", user
        tools = home / "bin"
        tools.mkdir()
        (home / ".config" / "systemd" / "user").mkdir(parents=True)
        systemctl = tools / "systemctl"  # it talks to managers of its own user only
        systemctl.write_text(f'#!/bin/sh\nexec setpriv {_USER.format(user)} {shutil.which("systemctl")} "$@"\n')
        systemctl.chmod(0o755)
        self.env = {"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": str(self.runtime)}

    def ctl(self, *words: str) -> str:
        """`systemctl --user WORDS`, its stdout."""
        done = subprocess.run(["systemctl", "--user", *words], env=self.env, capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def until(self, unit: str, wanted: Callable[[dict[str, str]], bool], seconds: float = 8) -> dict[str, str]:
        """The properties of a unit once they are as wanted (or as they stood at the end)."""
        shown: dict[str, str] = {}
        for _ in range(int(seconds / 0.05)):
            shown = dict(line.split("=", 1) for line in self.ctl("show", unit).splitlines() if "=" in line)
            if wanted(shown):
                break
            sleep(0.05)
        return shown

    def program(self, name: str, body: str) -> Path:
        """An executable Python script of the user's; run by the system's Python, as ours may lie in root's home."""
        path = self.home / name
        path.write_text(f"#!/usr/bin/python3 -IS\n{body}")
        path.chmod(0o755)
        return path

    def own(self) -> None:
        """Makes all in the home the user's, whoever wrote it."""
        for each in (self.home, *self.home.rglob("*")):
            os.lchown(each, self.user, self.user)


def group_place() -> Path | None:
    """Where a control group of our own can be made."""
    with contextlib.suppress(OSError):
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
        place = next((Path(words[1]) for words in mounts if words[2] == "cgroup2"), None)
        own = next(
            (line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::")), "/"
        )
        if place is not None and os.access(found := place / own.lstrip("/"), os.W_OK):
            return found
    return None


@contextlib.contextmanager
def private(user: int = NOBODY) -> Iterator[Private | str]:
    """The manager, run by `user` (a uid), or why there can be none."""
    if os.geteuid() != 0:
        yield "only root can make the namespaces for a systemd of our own"
        return
    parent = group_place()
    tools = ("unshare", "setpriv", "systemctl", "/usr/bin/python3")
    if not SYSTEMD.exists() or parent is None or not all(map(shutil.which, tools)):
        yield "needs systemd, util-linux, Python in /usr/bin and a writable cgroup2 tree"
        return
    group = parent / f"syncd-test-{user}-{os.getpid()}"
    home = Path(tempfile.mkdtemp(prefix="syncd-test-", dir="/srv" if os.access("/srv", os.W_OK) else "/opt"))
    process = None
    try:
        group.mkdir()
        found = Private(home, user)
        found.runtime.mkdir(mode=0o700)
        found.own()
        _give(group, user)
        start = _START.format(group=group, user=_USER.format(user), home=home, runtime=found.runtime, systemd=SYSTEMD)
        process = subprocess.Popen(["sh", "-c", start], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield found if _up(found, process) else "a systemd --user does not come up in this container"
        found.ctl("exit")
    except PermissionError as error:
        yield f"no control group of our own: {error.strerror}"
    finally:
        _end(process, group)
        shutil.rmtree(home, ignore_errors=True)


def _give(group: Path, user: int) -> None:
    os.chown(group, user, user)
    for name in ("cgroup.procs", "cgroup.subtree_control", "cgroup.threads"):
        os.chown(group / name, user, user)


def _up(found: Private, process: subprocess.Popen[bytes]) -> bool:
    for _ in range(100):
        if found.ctl("show", "--property=Version"):
            return True
        if process.poll() is not None:
            return False
        sleep(0.05)
    return False


def _end(process: subprocess.Popen[bytes] | None, group: Path) -> None:
    """Ends what is left in our own control group, and removes it."""
    if process is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()
    for _ in range(60):
        folders = sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True) if group.exists() else []
        with contextlib.suppress(OSError):
            for path in [*folders, group]:
                path.rmdir()
            return
        with contextlib.suppress(OSError):
            (group / "cgroup.kill").write_text("1")
        sleep(0.05)
