"""`doctor` on the rules: examples that do not hold, rules and groups that fit nobody, texts that are not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rules.schema import RuleSet
from syncd.jobs.finding import Finding, bad, note
from syncd.jobs.followup import failing_examples
from syncd.matching import matches
from syncd.people import build_directory
from syncd.settings import Settings, Who
from syncd.store.log import Store

_OF_TEXTS = ("reply-owed", "awaiting-reply", "promise")


def examples(rules: RuleSet, settings: Settings) -> Iterator[Finding]:
    """While an example does not hold nothing is written."""
    for name in dict.fromkeys(one.rule for one in failing_examples(rules, settings)):
        yield bad(f"rule {name}: an example does not hold, so nothing is written", "syncd rules test tells more")


def texts(rules: RuleSet, settings: Settings) -> Iterator[Finding]:
    """Rules that judge by what mails say, and accounts whose mails are not read."""
    judging = [rule.name for rule in rules.rules if rule.kind in _OF_TEXTS]
    blind = [account.name for account in settings.accounts if account.mail and account.bodies == "none"]
    if judging and blind:
        yield note(
            f'bodies = "none" for {", ".join(blind)}: {", ".join(judging)} judge by subjects alone',
            'bodies = "scan" in the config, then syncd sync',
        )


def people(store: Store, settings: Settings, rules: RuleSet, now: datetime) -> Iterator[Finding]:
    """Groups nobody is in, and rules that fit nobody."""
    with store.read() as log:
        directory = build_directory(log.facts(), settings, now)
    everyone = list(directory.people.values())
    if not everyone:
        return
    for group in settings.groups:
        if not any(group.name in who.groups for who in everyone):
            yield note(f"nobody is in the group {group.name}", "correct its who in the config")
    for rule in rules.rules:
        if rule.who != Who() and not any(matches(rule.who, who, settings.groups) for who in everyone):
            yield note(f"rule {rule.name} fits nobody, so it never fires", f"correct its who in {rule.file}")
