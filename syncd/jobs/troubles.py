"""Names of what the log remembers of the daemon's troubles, for `status`, `doctor` and the digest."""

from __future__ import annotations

FOLLOWING, SENDING, BROKEN, SUSPECT = "followups_trouble", "digest_trouble", "config_trouble", "suspect"
"""Following up · sending the digest · the newest edit of config or rules · a sink that lost what it should hold."""
