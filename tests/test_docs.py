"""The docs cannot rot: what they name exists, what exists is named, and what they show works."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import click
import pytest

from connectors.google import scopes as google
from connectors.microsoft import scopes as microsoft
from rules.examples import run_examples
from rules.said import Said
from rules.said import read as read_text
from rules.schema import BUILT, EXAMPLE_KEYS, KINDS, PLACEHOLDERS, parse_rules
from syncd.cli.app import root
from syncd.config import load
from syncd.jobs.refused import WHY
from syncd.model import WhyNot
from syncd.problems import ConfigProblems, Problem
from syncd.settings import PROVIDERS, WHO_KEYS, Settings
from syncd.store.schema import metadata
from syncd.wiring import BUILT as BUILT_PROVIDERS
from tests.letters import ME, calendar, day, letter, mbox, meeting
from tests.process import SYNCD, Cli

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text()
UNKNOWN = "qqqqqqqq"
_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Row = list[str]


# ---------------------------------------------------------------- reading Markdown


def section(title: str, text: str = README) -> str:
    """What stands under a heading of this title, its subsections included."""
    lines = re.sub(_FENCE, "", text).split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("#") and line.lstrip("#").strip() == title)
    level = len(lines[start]) - len(lines[start].lstrip("#"))
    body = []
    for line in lines[start + 1 :]:
        if line.startswith("#") and len(line) - len(line.lstrip("#")) <= level:
            break
        body.append(line)
    return "\n".join(body)


def rows(text: str) -> list[Row]:
    """The cells of the tables in a text, without their heads."""
    found: list[Row] = []
    lines = [line.strip() for line in text.split("\n")]
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|---") and not following.startswith("|---"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def codes(text: str) -> list[str]:
    """All that stands between backticks."""
    return _CODE.findall(text)


def blocks(kind: str) -> Iterator[tuple[str, str]]:
    """Fenced blocks of one language, with where they stand."""
    for page in PAGES:
        text = page.read_text()
        for match in _FENCE.finditer(text):
            if match[1] == kind:
                yield f"{page.name}:{text.count(chr(10), 0, match.start()) + 1}", match[2]


def slug(title: str) -> str:
    """The anchor GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", title.lower().replace("`", ""))
    return plain.strip().replace(" ", "-")


# ---------------------------------------------------------------- commands


def tree(group: click.Group = root, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from tree(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def options_of(command: click.Command) -> set[str]:
    """Its options, the global ones included."""
    return {word for each in command.params if isinstance(each, click.Option) for word in each.opts} | {"--help", "-h"}


def usage_of(command: click.Command) -> str:
    """Its arguments, as the README writes them."""
    words = []
    for each in command.params:
        if isinstance(each, click.Argument):
            word = (each.name or "").upper()
            words.append((word if each.required else f"[{word}]") + ("..." if each.nargs == -1 else ""))
    return " ".join(words)


GLOBAL = options_of(root)


def documented_commands() -> dict[str, tuple[str, str]]:
    """Name → (arguments, what stands below it), from the headings of the README's reference."""
    found = {}
    for title in re.findall(r"^### `syncd ([^`]+)`$", README, re.MULTILINE):
        words = title.split()
        name = " ".join(word for word in words if word.islower())
        found[name] = (" ".join(word for word in words if not word.islower()), section(f"`syncd {title}`"))
    return found


def test_every_command_is_in_the_reference_and_nothing_else() -> None:
    """Given the program's commands, when compared with the README's, then they are the same, arguments too."""
    documented = {name: usage for name, (usage, _) in documented_commands().items()}
    assert documented == {name: usage_of(command) for name, command in tree()}


@pytest.mark.parametrize("name", sorted(documented_commands()))
def test_every_option_is_in_the_reference_and_nothing_else(name: str) -> None:
    """Given a command, when its options are compared with the README's table, then they are the same."""
    command: click.Command | None = root
    for word in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    told = {codes(row[0])[0].split()[0]: row[1] for row in rows(documented_commands()[name][1])}
    assert set(told) == options_of(command) - GLOBAL
    for option in command.params:
        if isinstance(option.type, click.Choice) and isinstance(option, click.Option):
            assert set(option.type.choices) <= set(codes(told[option.opts[0]])), f"{option.opts[0]} names its choices"


def test_global_options_are_in_the_reference() -> None:
    """Given the root command, when its options are compared with the README's, then they are the same."""
    table = rows(section("Global options"))
    assert {code.split()[0] for row in table for code in codes(row[0])} == GLOBAL


def checked(words: list[str], *, whole: bool) -> None:
    """Raises if `syncd WORDS` would be wrong usage. Not `whole`: a mention in prose, arguments may be missing."""
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] in ("--config", "--now") else 1
    if place == len(words):
        assert set(words) <= GLOBAL | set(words[1:2])
        return
    command: click.Command | None = root
    while isinstance(command, click.Group) and place < len(words):
        command = command.get_command(click.Context(command), words[place])
        assert command is not None, f"there is no syncd {' '.join(words)}"
        place += 1
    assert command is not None
    rest = words[place:]
    unknown = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)} - options_of(command)
    assert not unknown, f"syncd {' '.join(words)}: no option {unknown}"
    if whole and "--help" not in rest:
        command.make_context("syncd", rest)


SH = list(blocks("sh"))


@pytest.mark.parametrize(("where", "text"), SH, ids=[where for where, _ in SH])
def test_command_lines_parse(where: str, text: str) -> None:
    """Given a block to copy into a shell, when each syncd in it is parsed, then it is right usage."""
    for line in text.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if not re.fullmatch(r"[();<>|&]+", word):
                words.append(word)
                continue
            if words[:1] == ["syncd"]:
                checked(words[1:], whole=True)
            words = []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_commands_named_in_prose_exist(page: Path) -> None:
    """Given `syncd …` in a sentence, when looked up, then there is that command."""
    for code in codes(re.sub(_FENCE, "", page.read_text())):
        words = code.split()
        if words[0] != "syncd" or len(words) == 1 or "…" in code:
            continue
        checked([word for word in words[1:] if not word.startswith("[")], whole=False)


# ---------------------------------------------------------------- config

BASES = {  # the least that is right, by heading
    "[me]": "[me]\n",
    "[contact]": "[contact]\n",
    "[followups]": "[followups]\n",
    "[digest]": "[digest]\n",
    "[daemon]": "[daemon]\n",
    "[log]": "[log]\n",
    "[paths]": "[paths]\n",
    "[smtp]": '[smtp]\nhost = "mail.example.org"\n',
    "[[group]]": '[[group]]\nname = "a"\nwho = { tag = "a" }\n',
    "[[person]]": '[[person]]\naddress = "a@example.org"\n',
}
ACCOUNT = {
    **dict.fromkeys(("google", "microsoft"), 'address = "a@example.org"\n'),
    "imap": 'address = "a@example.org"\nhost = "mail.example.org"\n',
    "caldav": 'host = "mail.example.org"\n',
    **dict.fromkeys(("mbox", "maildir", "ics", "linkedin", "vcard"), 'path = "x"\n'),
}


def account(provider: str) -> str:
    return f'[[account]]\nname = "a"\nprovider = "{provider}"\n{ACCOUNT[provider]}'


def read(folder: Path, text: str) -> Settings:
    """The config through the real parser."""
    path = folder / "config.toml"
    path.write_text(text)
    return load(path, {"HOME": str(folder), "TZ": "UTC"})


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(ConfigProblems) as caught:
        read(folder, text)
    return caught.value.problems


def known_keys(found: list[Problem]) -> set[str]:
    """The keys the parser names when it meets one it does not know."""
    said = next(problem.expected for problem in found if problem.key == UNKNOWN)
    return set(said.partition("known here: ")[2].split(", "))


def config_rows(heading: str, provider: str = "") -> list[Row]:
    """The rows of a heading of the README's config reference; of accounts, those of one provider."""
    table = rows(section(f"`{heading}`"))
    return [row for row in table if not provider or row[3] == "all" or provider in codes(row[3])]


PLACES = [*((heading, "") for heading in BASES), *(("[[account]]", provider) for provider in PROVIDERS)]


def base(heading: str, provider: str) -> str:
    return account(provider) if provider else BASES[heading]


def test_every_table_of_the_config_is_in_the_reference(tmp_path: Path) -> None:
    """Given a table the parser does not know, when it names those it knows, then the README has the same."""
    known = known_keys(problems(tmp_path, f"{UNKNOWN} = 1\n"))
    assert {title.strip("[]") for title in re.findall(r"^### `(\[.*\])`$", README, re.MULTILINE)} == known


@pytest.mark.parametrize(("heading", "provider"), PLACES)
def test_every_key_of_the_config_is_in_the_reference(heading: str, provider: str, tmp_path: Path) -> None:
    """Given a key the parser does not know, when it names those it knows, then the README's table has the same."""
    known = known_keys(problems(tmp_path, f"{base(heading, provider)}{UNKNOWN} = 1\n"))
    assert [codes(row[0])[0] for row in config_rows(heading, provider)] == sorted(
        known, key=[codes(row[0])[0] for row in rows(section(f"`{heading}`"))].index
    )


@pytest.mark.parametrize(("heading", "provider"), PLACES)
def test_the_defaults_of_the_config_are_told_right(heading: str, provider: str, tmp_path: Path) -> None:
    """Given a default of the README, when it is written into the config, then nothing changes; required is required."""
    plain = base(heading, provider)
    settings = read(tmp_path, plain)
    for key, _, default, *_ in config_rows(heading, provider):
        name = codes(key)[0]
        if re.fullmatch(r"`[^`]+`", default):
            assert read(tmp_path, f"{plain}{name} = {default[1:-1]}\n") == settings, f"{name} = {default}"
        if default == "required":
            without = re.sub(rf"^{name} = .*\n", "", plain, flags=re.MULTILINE)
            missing = [each for each in problems(tmp_path, without) if each.expected.startswith("missing")]
            assert [each.key for each in missing] == [name]


def test_every_key_of_who_is_in_the_reference() -> None:
    """Given a matcher's keys, when compared with the README's, then they are the same."""
    assert [codes(row[0])[0] for row in rows(section("who"))] == list(WHO_KEYS)


def test_providers_are_told_right() -> None:
    """Given the providers that are built, when the README lists them, then it has all, the rest as to come."""
    line = next(line for line in section("Limits").split("\n") if line.startswith("- **Providers**"))
    built, _, rest = line.partition(" are built.")
    assert set(codes(built)) == set(BUILT_PROVIDERS)
    assert set(codes(rest.partition(";")[0])) == set(PROVIDERS) - set(BUILT_PROVIDERS)


# ---------------------------------------------------------------- rules

RULE = {"keep-in-touch": 'every = "30d"\n', "goal": 'what = "outreach"\nat_least = 1\n'}


def rule(kind: str) -> str:
    return f'[[rule]]\nname = "a"\nkind = "{kind}"\n{RULE.get(kind, "")}'


def rule_problems(text: str) -> list[Problem]:
    with pytest.raises(ConfigProblems) as caught:
        parse_rules([("rules.toml", text)])
    return caught.value.problems


def settings_rows() -> list[tuple[str, str, str]]:
    """(kind, setting, default) of the README."""
    return [(codes(kind)[0], codes(setting)[0], default) for kind, setting, _, default in rows(section("Settings"))]


def test_kinds_are_told_right() -> None:
    """Given the kinds and those that are built, when compared with the README's table, then they are the same."""
    table = {codes(row[0])[0]: row[2] for row in rows(section("Kinds"))}
    assert set(table) == set(KINDS)
    assert {kind for kind, built in table.items() if built == "yes"} == BUILT
    assert set(table.values()) <= {"yes", "not yet"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_of_a_rule_is_in_the_reference(kind: str) -> None:
    """Given a setting the parser does not know, when it names those it knows, then the README has the same."""
    general = {codes(row[0])[0] for row in rows(section("Every rule"))}
    own = {setting for of, setting, _ in settings_rows() if of == kind}
    assert general | own == known_keys(rule_problems(f"{rule(kind)}{UNKNOWN} = 1\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_defaults_of_rules_are_told_right(kind: str) -> None:
    """Given a default of the README, when it is written into a rule, then nothing changes; required is required."""
    plain = parse_rules([("rules.toml", rule(kind))])
    for of, setting, default in settings_rows():
        if of != kind:
            continue
        if default == "required":
            without = re.sub(rf"^{setting} = .*\n", "", rule(kind), flags=re.MULTILINE)
            assert setting in [each.key for each in rule_problems(without)]
        else:
            assert parse_rules([("rules.toml", f"{rule(kind)}{setting} = {default.strip('`')}\n")]) == plain
    (priority,) = (row[2] for row in rows(section("Every rule")) if codes(row[0]) == ["priority"])
    assert parse_rules([("rules.toml", f"{rule(kind)}priority = {priority.strip('`')}\n")]) == plain


def test_example_keys_and_placeholders_are_told_right() -> None:
    """Given what an example may hold and what a title may, when compared with the README's, then they are the same."""
    table = {codes(row[0])[0]: set(codes(row[1])) for row in rows(section("Examples"))}
    assert table == {kind: set(keys) - {"now", "expect"} for kind, keys in EXAMPLE_KEYS.items()}
    (title,) = (row[1] for row in rows(section("Every rule")) if codes(row[0]) == ["title"])
    assert set(PLACEHOLDERS) == {code[1:-1] for code in codes(title) if len(code) > 2}


# ---------------------------------------------------------------- what is to be copied

TOML = list(blocks("toml"))


@pytest.mark.parametrize(("where", "text"), TOML, ids=[where for where, _ in TOML])
def test_toml_blocks_are_right(where: str, text: str, tmp_path: Path) -> None:
    """Given a block to copy, when the real parser reads it, then it is right, and its examples hold."""
    first = text.partition("\n")[0]
    assert first in ("# config.toml", "# rules.toml"), "the first line says which file it belongs into"
    if first == "# config.toml":
        read(tmp_path, text)
        return
    book = parse_rules([(where, text)])
    failed = [one for one in run_examples(book, {0, 1, 2, 3, 4}, ZoneInfo("Europe/Berlin")) if not one.passed]
    assert not failed


def test_groups_that_recipes_name_are_defined_on_the_page() -> None:
    """Given a recipe that names a group, when the page is read, then it defines that group before."""
    text = (ROOT / "docs" / "rules-cookbook.md").read_text()
    tables = [tomllib.loads(match[2]) for match in _FENCE.finditer(text) if match[1] == "toml"]
    groups = [group["name"] for table in tables for group in table.get("group", [])]
    recipes = "\n".join(match[2] for match in _FENCE.finditer(text) if match[2].startswith("# rules.toml"))
    number = count()
    recipes = re.sub(r'^name = ".*"$', lambda _: f'name = "rule {next(number)}"', recipes, flags=re.MULTILINE)
    parse_rules([("rules-cookbook.md", recipes)], groups)


def test_every_kind_that_is_built_has_a_recipe_with_examples() -> None:
    """Given the kinds that are built, when the cookbook is read, then each has a rule with an example."""
    recipes = [text for where, text in TOML if where.startswith("rules-cookbook") and text.startswith("# rules.toml")]
    shown = {one.kind for text in recipes for one in parse_rules([("x", text)]).rules if one.examples}
    assert shown >= BUILT


def test_the_five_minute_start_works(tmp_path: Path) -> None:
    """Given the README's first config and rules in their place, when its commands are typed, then each succeeds."""
    place = tmp_path / ".config" / "syncd"
    place.mkdir(parents=True)
    mine = [text for where, text in TOML if where.startswith("README")]
    (place / "config.toml").write_text(next(text for text in mine if text.startswith("# config.toml")))
    (place / "rules.toml").write_text(next(text for text in mine if text.startswith("# rules.toml")))
    mbox(tmp_path / "Takeout" / "Mail" / "All mail.mbox", [letter(ME, "grace@example.com", "2026-03-01")])
    calendar(tmp_path / "calendar.ics", [meeting("one", day("2026-05-27"), [ME, "bob@example.net"])])
    steps = next(text for where, text in SH if where.startswith("README") and "syncd doctor" in text)
    for line in steps.splitlines():
        words = shlex.split(line, comments=True)[1:]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SYNCD_NOW": "2026-06-01T09:00:00Z"}
        done = subprocess.run([SYNCD, *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    assert "whom you just met" in (tmp_path / "followups.ics").read_text()
    assert list((tmp_path / "syncd-digests").glob("*.html"))


# ---------------------------------------------------------------- links, words, modules


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_links_lead_somewhere(page: Path) -> None:
    """Given a relative link or picture, when followed, then the file is there, and the heading in it."""
    text = re.sub(_FENCE, "", page.read_text())
    for target in re.findall(r"(?:\]\(|src=\")([^)\"]+)[)\"]", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            titles = re.findall(r"^#+ (.*)$", re.sub(_FENCE, "", file.read_text()), re.MULTILINE)
            assert anchor in map(slug, titles), f"{page.name}: {target}"


def test_every_why_not_is_explained() -> None:
    """Given the words of `show`, when how-it-decides.md is read, then it has them all and no other."""
    part = section("Why something does not count", (ROOT / "docs" / "how-it-decides.md").read_text())
    assert {codes(row[0])[0] for row in rows(part)} == {word.value for word in WhyNot}


def test_architecture_names_every_module() -> None:
    """Given the modules of syncd, when architecture.md is read, then its table has them all, in pyproject's order."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    wanted = [{name.strip("() ") for name in layer.split("|")} for layer in layers]
    text = (ROOT / "docs" / "architecture.md").read_text()
    table = text[text.index("| layer |") : text.index("Two packages")]
    got: list[set[str]] = []
    for layer, modules, _ in rows(table):
        if layer:
            got.append(set())
        got[-1] |= set(codes(modules))
    assert got == wanted
    for package in ("rules", "connectors"):
        (said,) = (row[1] for row in rows(text[text.index("Two packages") :]) if row[0] == f"`{package}`")
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        real = {
            path.stem for path in Path(spec.origin).parent.iterdir() if path.stem != "__init__" and path.stem[0] != "_"
        }
        unsaid = {name for name in real - set(codes(said)) if not any(name.startswith(f"{c}_") for c in codes(said))}
        assert not unsaid


# ---------------------------------------------------------------- advice, privacy, messages

DOCS = ROOT / "docs"


def headings(page: str, level: int) -> list[str]:
    """The titles of one level, in their order."""
    bare = re.sub(_FENCE, "", (DOCS / page).read_text())
    return re.findall(rf"^{'#' * level} (.*)$", bare, re.MULTILINE)


def test_every_advice_has_recipes() -> None:
    """Given the README's old advice, when the cookbook is read, then each has a chapter of its own, in this order."""
    advice = [row[0] for row in rows(section("Old advice, and what serves it"))]
    chapters = headings("rules-cookbook.md", 2)
    assert [title for title in chapters if title in advice] == advice


def test_every_table_of_the_log_is_in_privacy() -> None:
    """Given the tables of the log, when privacy.md tells what is kept, then it has them all and no other."""
    part = section("What is kept", (DOCS / "privacy.md").read_text())
    assert [code for row in rows(part) for code in codes(row[0])] == list(metadata.tables)


@pytest.mark.parametrize(("scopes", "page"), [(google, "google.md"), (microsoft, "microsoft.md")])
def test_every_permission_is_told(scopes: ModuleType, page: str) -> None:
    """Given the permissions an account may be asked for, when the pages are read, then both name each."""
    named = [value for name, value in vars(scopes).items() if name.isupper() and isinstance(value, str)]
    wanted = {scope.rpartition("/auth/")[2] for scope in named if scopes.purpose(scope) != scope}
    for text in ((DOCS / page).read_text(), (DOCS / "privacy.md").read_text()):
        assert wanted
        assert wanted <= set(codes(re.sub(_FENCE, "", text)))


@cache
def said() -> str:
    """Every text in the sources, … in the place of each value that is put in; a line each."""
    texts = []
    for path in (path for package in ("syncd", "connectors", "rules") for path in (ROOT / package).rglob("*.py")):
        tree = ast.parse(path.read_text())
        comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                texts.append("".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
                texts.append(node.value)
    return "\n".join(" ".join(text.split()) for text in texts)


def words_of(message: str) -> list[str]:
    """The words of a message as a page shows it, between … and brackets; ; stands between several messages."""
    bare = re.sub(r"\([^()]*\)", "…", message.replace("`", ""))
    return [words for part in re.split("[…;]", bare) if (words := part.strip(" ,.:"))]


def told_messages() -> list[tuple[str, str]]:
    """(page, message): the headings of troubleshooting.md and what the providers' pages list."""
    text = section("By message", (DOCS / "troubleshooting.md").read_text())
    found = [("troubleshooting.md", title) for title in re.findall(r"^### (.*)$", text, re.MULTILINE)]
    for page, title in (
        ("google.md", "6. What goes wrong"),
        ("microsoft.md", "4. What goes wrong"),
        ("imap.md", "When it does not work"),
    ):
        found += [(page, row[0]) for row in rows(section(title, (DOCS / page).read_text()))]
    return found


def test_messages_are_told_in_their_own_words() -> None:
    """Given the messages that pages explain, when looked for in the sources, then their words are there."""
    missing = [(page, part) for page, message in told_messages() for part in words_of(message) if part not in said()]
    assert not missing
    assert all(max(len(part.split()) for part in words_of(message)) > 1 for _, message in told_messages())


def test_the_cookbook_quotes_what_one_sees() -> None:
    """Given what the cookbook says one then sees, when looked for in the sources, then the words are there."""
    lines = [line for line in (DOCS / "rules-cookbook.md").read_text().split("\n") if line.startswith("**You see**")]
    shown = [words for line in lines for quote in quoted(line) for words in words_of(quote)]
    assert shown
    assert not [words for words in shown if words not in said()]


def test_messages_can_be_found_by_the_alphabet() -> None:
    """Given troubleshooting.md, when its messages are sorted by their words, then they stand in that order."""
    found = [message for page, message in told_messages() if page == "troubleshooting.md"]
    assert found == sorted(found, key=lambda message: re.sub(r"[^a-z ]", "", message.lower()).split())


def test_every_refusal_of_a_mail_link_is_explained() -> None:
    """Given why a mail command may be refused, when troubleshooting.md is read, then it has each reason."""
    text = (DOCS / "troubleshooting.md").read_text()
    assert not [why for why in WHY.values() if why.partition(" (")[0] not in text]


# ---------------------------------------------------------------- how it decides


def quoted(cell: str) -> list[str]:
    """All that stands between typographic quotes."""
    return re.findall(r"“([^”]+)”", cell)


def heard(text: str, *, mine: bool) -> Said:
    """What a mail of Wednesday, 4 March 2026 says."""
    return read_text(text, "Lunch", sent=date(2026, 3, 4), author_is_me=mine, has_attachment=False)


def table_of(text: str, title: str) -> list[Row]:
    """The rows of the table whose first column has this title."""
    (part,) = (part for part in text.split("\n\n") if part.startswith(f"| {title} |"))
    return rows(part)


def test_what_asks_and_promises_is_told_right() -> None:
    """Given the sentences how-it-decides.md gives as asks, promises or none, when read, then they are."""
    text = (DOCS / "how-it-decides.md").read_text()
    for title, is_one in (("an ask", True), ("no ask", False)):
        said_so = {line: bool(heard(line, mine=False).asks) for row in table_of(text, title) for line in quoted(row[1])}
        assert said_so == dict.fromkeys(said_so, is_one)
    for title, is_one in (("a promise", True), ("no promise", False)):
        promised = [line for row in table_of(text, title) for line in quoted(" ".join(row[1:]))]
        said_so = {line: bool(heard(line, mine=True).promises) for line in promised}
        assert said_so == dict.fromkeys(said_so, is_one)


def test_the_days_that_promises_name_are_told_right() -> None:
    """Given the words how-it-decides.md gives for a day, when such a promise is read, then that day is its due day."""
    for words, _, due in table_of((DOCS / "how-it-decides.md").read_text(), "“I'll send it …”"):
        for named in quoted(words):
            (promise,) = heard(f"I'll send it {named}.", mine=True).promises
            assert (named, str(promise.due or "no day")) == (named, due)


# ---------------------------------------------------------------- JSON

VALUES = {
    "done",
    "failed",
    "unclear",
    "ok",
    "note",
    "bad",
    "people",
    "plan",
    "due",
    "followups",
}  # words of the table that are no keys


def keys_in(document: Mapping[str, object]) -> set[str]:
    """The keys of a document and of what stands in it one level deeper."""
    found = set(document) - {"syncd", "now"}
    for value in document.values():
        entries: list[object] = value if isinstance(value, list) else [value]
        for entry in entries:
            found |= set(entry) if isinstance(entry, dict) else set()
    return found


def import_files(folder: Path) -> dict[str, list[str]]:
    """LinkedIn's connections before and after somebody changed jobs, an address book, a phone's backup; by ending."""
    files: dict[str, list[str]] = {"csv": [], "vcf": [], "xml": []}
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    row = "Mary,Ross,https://www.linkedin.com/in/maryross,,{},Admiral,05 Mar 2024"
    texts = {
        "old.csv": f"{head}\n{row.format('Navy')}\n",
        "new.csv": f"{head}\n{row.format('Academy')}\n",
        "people.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nEMAIL:ann@x.example\nEND:VCARD\n",
        "sms.xml": '<smses><sms address="+4930123456" date="1767225600000" type="2" body="x"/></smses>',
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
        files[name[-3:]].append(str(folder / name))
    return files


def test_json_documents_are_told_right(tmp_path: Path) -> None:
    """Given every command that has a JSON document, when run, then the README's table names its keys."""
    program = Cli(tmp_path, "2026-06-01T09:00:00Z")
    program.config(
        f'[me]\naddresses = ["{ME}"]\n[[account]]\nname = "m"\nprovider = "mbox"\npath = "m.mbox"\n'
        '[[account]]\nname = "c"\nprovider = "ics"\npath = "c.ics"\n'
        '[followups]\nto = "f.ics"\nper_week = 2\n[digest]\nvia = "file:d"\n'
        '[[group]]\nname = "net"\nwho = { domain = "example.net" }\n',
        '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n[[rule.example]]\n'
        'last_contact = "2026-01-01"\nnow = "2026-02-03"\nexpect = "due 2026-01-31"\n'
        '[[rule]]\nname = "goal"\nkind = "goal"\nwhat = "outreach"\nat_least = 1\n',
    )
    others = [f"p{number}@example.net" for number in range(3)]
    twice = [letter(ME, f"Grace Hopper <{name}@navy.example>", "2026-03-01") for name in ("g", "hopper")]
    mbox(tmp_path / "m.mbox", [*(letter(ME, other, "2026-03-01") for other in others), *twice])
    exported = import_files(tmp_path)
    calendar(tmp_path / "c.ics", [meeting("one", day("2026-02-01"), [ME, others[0]])])
    table = {name: codes(row[1]) for row in rows(section("JSON")) for name in codes(row[0])}
    lines: dict[str, list[list[str]]] = {
        "sync": [[]],
        "people": [[]],
        "people --network": [[]],
        "show": [["p0@example.net", "--texts"]],
        "backup": [[str(tmp_path / "b.db")], ["--restore", str(tmp_path / "b.db"), "--force"]],
        "export": [["--output", str(tmp_path / "e.jsonl")]],
        "explain": [["p0@example.net"]],
        "plan": [[]],
        "apply": [[]],
        "due": [[]],
        "snooze": [["1", "2w"]],
        "done": [["1"]],
        "dismiss": [["2"]],
        "status": [[]],
        "doctor": [[]],
        "digest": [[], ["--output", str(tmp_path / "x.html")]],
        "rules check": [[]],
        "rules test": [[]],
        "rules backtest": [["--since", "3m", "--suggest"]],
        "log": [["p1@example.net", "hello"]],
        "tag": [["p1@example.net", "a"]],
        "untag": [["p1@example.net", "a"]],
        "mute": [["p1@example.net"]],
        "unmute": [["p1@example.net"]],
        "merge": [["p1@example.net", "p2@example.net"]],
        "split": [["p2@example.net"]],
        "suggest-merges": [[], ["--accept", "7220"]],
        "import linkedin": [[path] for path in exported["csv"]],
        "import vcard": [[path] for path in exported["vcf"]],
        "import phone": [[path] for path in exported["xml"]],
        "purge": [["p2@example.net", "--yes"]],
    }
    elsewhere = {
        "run --once",
        "init",
        "service install",
        "service uninstall",
        "service status",
    }  # with tests of their own
    assert set(table) - elsewhere == set(lines)
    same = {"show": "people", "apply": "plan", "snooze": "due", "done": "due", "dismiss": "due"}
    same |= {name: "sync" for name in lines if name.startswith("import ")}
    for name, each in lines.items():
        told = {*table[name], *table.get(same.get(name, ""), [])}
        real: set[str] = set()
        for words in each:
            real |= keys_in(program(*name.split(), *words, "--json").json)
        assert real <= told, f"{name}: not in the README: {real - told}"
        assert {word for word in told - real if word[:2] != "--"} <= VALUES, f"{name}: {told - real}"
