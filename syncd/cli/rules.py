"""`rules check`, `rules test`: is the rules file right, and do its examples hold?"""

from __future__ import annotations

from typing import Any

import click

from syncd.cli.followups import rulebook
from syncd.cli.session import BAD_CONFIG, OK, Session, command, options_into


@click.group(epilog="\b\nExamples:\n  syncd rules check\n  syncd rules test")
@options_into
@click.pass_context
def rules(ctx: click.Context, /, **values: Any) -> None:
    """Check and test the rules file."""
    ctx.ensure_object(Session).take(values)


@command(epilog="\b\nExample:\n  syncd rules check")
def check(session: Session) -> None:
    """Are config and rules right? Shows all problems at once (exit 78), and what each rule will do."""
    from rules.schema import BUILT

    book = rulebook(session)
    if session.as_json:
        session.emit(
            {
                "rules": [
                    {"rule": rule.name, "kind": rule.kind, "built": rule.kind in BUILT, "examples": len(rule.examples)}
                    for rule in book.rules
                ],
                "problems": [],
            }
        )
        return
    from syncd.cli.style import many

    for rule in book.rules:
        note = "" if rule.kind in BUILT else "  not yet: this version does not act on this kind"
        examples = f", {many(len(rule.examples), 'example')}" if rule.examples else ""
        session.say(f"{rule.name}: {rule.kind}, priority {rule.priority}{examples}{note}")
    session.say(
        f"{many(len(book.rules), 'rule')}, no problems"
        if book.rules
        else "no rules yet: write rules.toml beside the config"
    )


@command(epilog="\b\nExample:\n  syncd rules test")
def test(session: Session) -> int:
    """Run the examples in the rules file: does each rule do what you expect of it?"""
    from zoneinfo import ZoneInfo

    from rules.examples import run_examples

    book = rulebook(session)
    settings = session.settings
    results = run_examples(book, settings.followups.workdays, ZoneInfo(settings.me.timezone))
    failed = [one for one in results if not one.passed]
    if session.as_json:
        session.emit(
            {
                "examples": [
                    {
                        "rule": one.rule,
                        "passed": one.passed,
                        "expected": one.expected,
                        "got": one.got,
                        "because": one.because,
                    }
                    for one in results
                ]
            }
        )
    else:
        for one in failed:
            session.say(f"{one.rule}: expected {one.expected}, got {one.got}. {one.because}")
        session.say(f"{len(results) - len(failed)} of {len(results)} examples hold")
    return BAD_CONFIG if failed else OK


rules.add_command(check)
rules.add_command(test)
