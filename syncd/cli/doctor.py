"""`doctor`: look for trouble and say how to mend it."""

from __future__ import annotations

from syncd.cli.session import FAILED, OK, Session, command


@command(epilog="\b\nExample:\n  syncd doctor")
def doctor(session: Session) -> int:
    """Check config, rules, logins, clock, permissions, service, disk and the log; each finding comes with its fix.

    Also asks about addresses that may be yours, and tells what could not be read. Exits 1 if something is wrong.
    """
    from syncd.cli.followups import rulebook
    from syncd.cli.service import of_profile
    from syncd.jobs.checkup import Subject, examine
    from syncd.wiring import source, tokens

    rules = rulebook(session)  # a broken config or rules file is shown in full, and exits 78
    settings = session.settings
    subject = Subject(
        settings=settings,
        rules=rules,
        source=lambda account, now: source(account, settings, now),
        store=session.store,
        tokens=tokens(settings),
        service=of_profile(session).condition(),
        now=session.now,
    )
    findings = list(examine(subject))
    bad = any(item.level == "bad" for item in findings)
    if session.as_json:
        rows = [{"level": item.level, "text": item.text, "fix": item.fix or None} for item in findings]
        session.emit({"findings": rows})
        return FAILED if bad else OK
    from textwrap import fill

    from syncd.cli.style import clean, paint, terminal_width

    width = min(100, terminal_width())
    signs = {"ok": ("✓", "green"), "note": ("·", "yellow"), "bad": ("✗", "red")}
    for item in findings:
        sign, tone = signs[item.level]
        text = fill(clean(item.text), width - 2, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        session.say(f"{paint(sign, tone, session.color)} {text}")
        if item.fix:
            session.say(paint(f"    {clean(item.fix)}", "dim", session.color))
    return FAILED if bad else OK
