"""The rules file as values, read and checked (CONTRACT.md §5); pure: texts come in, nothing is opened.

Every rule has `name`, `kind`, `who`, `title`, `priority` (1 is the most urgent, 9 the least, as RFC 5545 §3.8.1.9 has
it) and the settings of its kind. `who` is a table, or one of the words "everyone" and "people"; the word "people"
leaves out addresses that are not people, and is the default of reply-owed.

``[[rule.example]]`` has `now` and `expect` and any of the keys of its kind (`EXAMPLE_KEYS`). Moments are dates or RFC
3339 date-times with offset; `rhythm` is in days, `strength` a number, `unanswered` counts my last messages without an
answer, `birthday` is "MM-DD" or "YYYY-MM-DD". `expect` is ``"due YYYY-MM-DD"`` or ``"nothing"``; of one-sided, which
raises nothing by itself, ``"held"`` (others are held back) or ``"nothing"``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter

from rules.settings import BY_KIND, Introduce, KindSettings
from rules.starter import STARTER
from syncd.problems import ConfigProblems, Problem, listed, near, quoted
from syncd.sections import Section, read_toml
from syncd.settings import WHO_KEYS, Who, read_who

BUILT = frozenset(
    {
        "keep-in-touch",
        "first-meeting",
        "reply-owed",
        "awaiting-reply",
        "promise",
        "drifting",
        "revive",
        "occasion",
        "one-sided",
        "introduce",
        "goal",
    }
)
"""The kinds that this version carries out; the others are read and checked."""

PLACEHOLDERS = ("name", "first_name", "last_contact", "days", "topic", "due", "reason")
KINDS = tuple(BY_KIND)
EXAMPLE_KEYS: Mapping[str, tuple[str, ...]] = {name: ("now", "expect", *kind.example) for name, kind in BY_KIND.items()}
_PEOPLE_BY_DEFAULT = frozenset({"reply-owed"})


# ---------------------------------------------------------------- a rule


@dataclass(frozen=True, slots=True)
class Example:
    """One [[rule.example]]. `expect` None and not `held`: nothing is expected."""

    now: date | datetime
    expect: date | None
    held: bool = False
    last_contact: date | datetime | None = None
    last_outbound: date | datetime | None = None
    last_inbound: date | datetime | None = None
    first_meeting: date | datetime | None = None
    next_meeting: date | datetime | None = None
    rhythm: float | None = None
    strength: float | None = None
    unanswered: int | None = None
    birthday: str = ""
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One [[rule]]. `people_only`: `who` is the word "people". `line` is where it begins in `file`."""

    name: str
    kind: str
    who: Who
    title: str
    priority: int
    settings: KindSettings
    people_only: bool = False
    examples: tuple[Example, ...] = ()
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules, in the order of the files."""

    rules: tuple[Rule, ...] = ()


# ---------------------------------------------------------------- reading


def parse_rules(sources: Sequence[tuple[str, str]], groups: Collection[str] | None = None) -> RuleSet:
    """Reads rules files: pairs of the name people know a file by, and its text.

    `groups` are the names of the config's groups; None leaves groups unchecked. Raises ConfigProblems with everything
    that is wrong in any of the files.
    """
    problems: list[Problem] = []
    rules: list[Rule] = []
    for file, text in sources:
        root = read_toml(file, text, problems)
        if root is None:
            continue
        for section in root.sections("rule"):
            rule = _rule(section, groups)
            first = next((other for other in rules if other.name == rule.name), None)
            if first is not None and rule.name:
                section.problem("name", f"another rule has this name ({first.file}:{first.line})")
            rules.append(rule)
        root.rest(_IN_CONFIG)
    if problems:
        raise ConfigProblems(problems, "Correct the rules; `syncd rules check` looks at them again.")
    return RuleSet(tuple(rules))


def default_rules_text() -> str:
    """A commented rules file to begin with; `parse_rules` accepts it with no groups at all."""
    return STARTER


_IN_CONFIG = dict.fromkeys(
    ("me", "account", "contact", "followups", "digest", "daemon", "log", "smtp", "group", "person", "paths"),
    "this belongs in config.toml; rules files hold [[rule]] only",
)


def _rule(section: Section, groups: Collection[str] | None) -> Rule:
    name = section.text("name", required='expected a name of your choice, like "mentors"')
    kind = section.text("kind", choices=KINDS, required=f"expected one of {listed(KINDS)}")
    who, people_only = _who(section, kind, groups)
    found = BY_KIND.get(kind)
    rule = Rule(
        name=name,
        kind=kind,
        who=who,
        title=_title(section, found.title if found else ""),
        priority=section.number("priority", 5, 1, 9),
        settings=found.read(section) if found else Introduce(),
        people_only=people_only,
        examples=tuple(_examples(section, kind)) if found else (),
        file=section.file,
        line=section.line,
    )
    if found is not None:
        notes = {key: f"a key of who: who = {{ {key} = … }}" for key in WHO_KEYS if key != "name"}
        section.rest(_foreign(kind) | notes | {"examples": "the key is called example: [[rule.example]]"})
    return rule


def _foreign(kind: str) -> dict[str, str]:
    """What to say of each setting that `kind` does not have but another does."""
    own = BY_KIND[kind].keys
    return {
        key: f"not a setting of {kind} (it has {listed(own)}) but of {_having(key, (k.keys for k in BY_KIND.values()))}"
        for other in BY_KIND.values()
        for key in other.keys
        if key not in own
    }


def _having(key: str, keys: Iterable[Collection[str]]) -> str:
    return listed(name for name, own in zip(BY_KIND, keys, strict=True) if key in own)


def _who(section: Section, kind: str, groups: Collection[str] | None) -> tuple[Who, bool]:
    value = section.raw("who")
    if value is None:
        return Who(), kind in _PEOPLE_BY_DEFAULT
    if value in ("everyone", "people"):
        return Who(), value == "people"
    if not isinstance(value, dict):
        expected = f'expected "everyone", "people" or a table with any of {listed(WHO_KEYS)}'
        section.problem("who", expected, _meant_who(value, groups))
        return Who(), False
    return read_who(section.section("who", f"{section.label}: who"), groups), False


def _meant_who(value: object, groups: Collection[str] | None) -> str:
    if not isinstance(value, str):
        return ""
    word = near(value, ("everyone", "people"))
    group = near(value, groups or ())
    if group:
        return f"{{ group = {quoted(group)} }}"
    if word:
        return quoted(word)
    key = "address" if "@" in value else "group"
    return f"{{ {key} = {quoted(value)} }}" if len(value) < 40 else ""


def _title(section: Section, default: str) -> str:
    title = section.text("title", default)
    try:
        fields = [part for part in Formatter().parse(title) if part[1] is not None]
    except ValueError:
        section.problem("title", "a brace stands alone: write {{ or }} for a brace that is meant as one")
        return default
    for _, name, shape, turn in fields:
        if name in PLACEHOLDERS and (shape or turn):
            section.problem("title", f"a placeholder is a word alone: {{{name}}}")
        elif name not in PLACEHOLDERS:
            meant = near(name or "", PLACEHOLDERS)
            shown = f"{{{name}}}"
            expected = (
                f"{quoted(shown)[1:-1]} is no placeholder; there are {listed(f'{{{each}}}' for each in PLACEHOLDERS)}"
            )
            section.problem("title", expected, f"{{{meant}}}" if meant else "")
    return title


def _examples(section: Section, kind: str) -> Iterable[Example]:
    for example in section.sections("example"):
        keys = EXAMPLE_KEYS[kind]
        now = example.moment("now", required='expected the day the example is evaluated, like now = "2026-02-03"')
        expect, held = _expect(example, kind)

        def moment(key: str, example: Section = example, keys: Collection[str] = keys) -> date | datetime | None:
            return example.moment(key) if key in keys else None

        yield Example(
            now=now or date.min,
            expect=expect,
            held=held,
            last_contact=moment("last_contact"),
            last_outbound=moment("last_outbound"),
            last_inbound=moment("last_inbound"),
            first_meeting=moment("first_meeting"),
            next_meeting=moment("next_meeting"),
            rhythm=_number(example, "rhythm", keys),
            strength=_number(example, "strength", keys),
            unanswered=example.number("unanswered", 0, 0, 1000)
            if "unanswered" in example and "unanswered" in keys
            else None,
            birthday=example.birthday("birthday") if "birthday" in keys else "",
            file=example.file,
            line=example.line,
        )
        example.ask(*keys)
        example.rest(
            {
                key: f"an example of {kind} has {listed(keys)}; this key is for {_having(key, EXAMPLE_KEYS.values())}"
                for other in EXAMPLE_KEYS.values()
                for key in other
                if key not in keys
            }
        )


def _number(example: Section, key: str, keys: Collection[str]) -> float | None:
    return example.real(key, 0, 0, 100_000) if key in keys and key in example else None


def _expect(example: Section, kind: str) -> tuple[date | None, bool]:
    wanted = '"held" or "nothing"' if kind == "one-sided" else '"due YYYY-MM-DD" or "nothing"'
    text = example.text("expect", required=f"expected {wanted}")
    if text in ("", "nothing"):
        return None, False
    if kind == "one-sided":
        if text != "held":
            example.problem("expect", f"expected {wanted}: one-sided raises nothing, it holds others back")
        return None, True
    match = re.fullmatch(r"due ([0-9]{4}-[0-9]{2}-[0-9]{2})", text)
    if match:
        with suppress(ValueError):
            return date.fromisoformat(match[1]), False
    day = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    word = near(text, ("nothing",))
    example.problem("expect", f"expected {wanted}", quoted(f"due {text}") if day else quoted(word) if word else "")
    return None, False
