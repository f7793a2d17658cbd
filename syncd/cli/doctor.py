"""`doctor`: look for trouble and say how to mend it."""

from __future__ import annotations

from syncd.cli.session import FAILED, OK, Session, command


@command(epilog="\b\nExample:\n  syncd doctor")
def doctor(session: Session) -> int:
    """Check config, accounts, permissions and the log; each finding comes with its fix.

    Also asks about addresses that may be yours, and lists what could not be read. Exits 1 if something is wrong.
    """
    from syncd.cli.followups import rulebook
    from syncd.jobs.checkup import Finding, examine
    from syncd.wiring import source

    rulebook(session)  # a broken config or rules file is shown in full, and exits 78
    findings = [Finding("ok", f"config {session.settings.paths.config} and rules are right")]
    findings += examine(
        session.settings, session.store, lambda account, now: source(account, session.settings, now), session.now
    )
    bad = any(item.level == "bad" for item in findings)
    if session.as_json:
        rows = [{"level": item.level, "text": item.text, "fix": item.fix or None} for item in findings]
        session.emit({"findings": rows})
        return FAILED if bad else OK
    from syncd.cli.style import clean, paint

    signs = {"ok": ("✓", "green"), "note": ("·", "yellow"), "bad": ("✗", "red")}
    for item in findings:
        sign, tone = signs[item.level]
        session.say(f"{paint(sign, tone, session.color)} {clean(item.text)}")
        if item.fix:
            session.say(paint(f"    {clean(item.fix)}", "dim", session.color))
    return FAILED if bad else OK
