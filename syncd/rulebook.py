"""Reads the rules beside the config (CONTRACT.md §1, §5); all problems at once."""

from __future__ import annotations

from rules.schema import RuleSet, parse_rules
from syncd.config import read_text
from syncd.problems import ConfigProblems, Problem
from syncd.settings import Settings


def read_rules(settings: Settings) -> RuleSet:
    """rules.toml, then rules.d/*.toml by name; groups are checked against the config's. Raises ConfigProblems.

    No rules file at all is an empty RuleSet.
    """
    folder = settings.paths.config.parent
    problems: list[Problem] = []
    sources = []
    for path in settings.paths.rules:
        name = str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
        text = read_text(path, name, problems)
        if text is not None:
            sources.append((name, text))
    advice = f"Correct the rules in {folder}; `syncd rules check` looks at them again."
    try:
        rules = parse_rules(sources, [group.name for group in settings.groups])
    except ConfigProblems as found:
        raise ConfigProblems([*problems, *found.problems], advice) from None
    if problems:
        raise ConfigProblems(problems, advice)
    return rules
