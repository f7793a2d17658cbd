"""The time zones this machine knows, and which one it is set to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from syncd.problems import near


def is_zone(name: str) -> bool:
    """True if `name` is a time zone this machine knows."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError, below; a folder's name an OSError
        return False
    except KeyError:
        return False
    return True


def meant_zone(text: str) -> str:
    """The zone that may have been meant, by its name or its city alone, or ""."""
    zones = sorted(available_timezones())
    cities = {zone.rpartition("/")[2]: zone for zone in zones}
    return near(text, zones) or cities.get(near(text.replace(" ", "_"), cities), "")


def system_zone(env: Mapping[str, str], root: Path = Path("/")) -> str:
    """The IANA name of the system's time zone: $TZ, else /etc/localtime's target, else /etc/timezone, else UTC."""
    candidates = []
    if "TZ" in env:
        candidates.append(env["TZ"].removeprefix(":") or "UTC")
    with suppress(OSError):
        candidates.append(str((root / "etc/localtime").readlink()))
    with suppress(OSError, ValueError):
        candidates.append((root / "etc/timezone").read_text("utf-8").strip())
    for candidate in candidates:
        name = candidate.rpartition("zoneinfo/")[2]
        if name and is_zone(name):
            return name
    return "UTC"
