"""The root command: global options (before or after the command's name), lazy commands, errors as exit codes.

Exit codes (CONTRACT.md §1): 0 done · 1 failed or partly failed · 2 wrong usage · 75 try again later ·
77 an account needs `syncd auth` · 78 the config or rules are wrong.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from syncd.cli.session import Session, options_into

COMMANDS = {  # name → (module, attribute, help shown in the list)
    "init": ("init", "init", "Set syncd up: from nothing to a first list."),
    "demo": ("demo", "demo", "The whole job on a made-up mailbox; needs no account."),
    "auth": ("auth", "auth", "Log an account in."),
    "sync": ("sync", "sync", "Pull mail and meetings into the log."),
    "people": ("people", "people", "Whom you are in touch with, and since when not."),
    "show": ("people", "show", "One person: facts, timeline, follow-ups."),
    "explain": ("people", "explain", "Why each rule fires for a person, or does not."),
    "plan": ("followups", "plan", "What apply would write, and why."),
    "apply": ("followups", "apply", "Write follow-ups to the calendar or task list."),
    "due": ("followups", "due", "Open follow-ups, most urgent first."),
    "done": ("settle", "done", "Settle a follow-up: done."),
    "snooze": ("settle", "snooze", "Move a follow-up to a later day."),
    "dismiss": ("settle", "dismiss", "Settle a follow-up: not wanted."),
    "confirm": ("confirm", "confirm", "Be reminded of a promise seen in a mail."),
    "log": ("curate", "log", "Log a call, message or meeting by hand."),
    "tag": ("curate", "tag", "Tag a person."),
    "untag": ("curate", "untag", "Take a tag away."),
    "mute": ("curate", "mute", "Never a follow-up for this person."),
    "unmute": ("curate", "unmute", "Follow-ups for this person again."),
    "merge": ("curate", "merge", "Two entries are the same person."),
    "split": ("curate", "split", "An address is a person of its own."),
    "suggest-merges": ("merges", "suggest_merges", "Who may be one person, and what says so."),
    "import": ("imports", "imports", "Take in people from LinkedIn, vCards, a phone."),
    "purge": ("purge", "purge", "Forget a person, for good."),
    "rules": ("rules", "rules", "Check and test the rules file."),
    "digest": ("digest", "digest", "The weekly digest, now."),
    "run": ("run", "run", "The daemon: all of this, over and over."),
    "status": ("status", "status", "Accounts, last sync, follow-ups, storage."),
    "doctor": ("doctor", "doctor", "Look for trouble and say how to mend it."),
    "backup": ("backup", "backup", "A copy of the log while the daemon runs, and back."),
    "export": ("export", "export", "Everything in the log, as JSON lines or tables."),
    "service": ("service", "service", "Run in the background, as a systemd user unit."),
    "completion": ("completion", "completion", "Shell completion for bash, zsh or fish."),
}


class Root(click.Group):
    """Finds commands without importing them; knows their one-line helps."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Imports the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"syncd.cli.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggests the nearest command for a misspelt one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from error
            raise

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The list of commands, from the table above: nothing is imported for `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


EPILOG = """\b
Examples:
  syncd demo                      see the whole job on made-up mail
  syncd sync && syncd people      who is in the log
  syncd plan                      what would be written, and why
  syncd explain grace             how the rules look at one person
"""


@click.command(
    cls=Root, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80}
)
@click.version_option(package_name="syncd", message="syncd %(version)s")
@options_into
@click.pass_context
def root(ctx: click.Context, /, **values: Any) -> None:
    """syncd keeps you in touch. It reads your mail and calendars on this machine, works out with whom you were last
    in contact and whom you owe, and writes a few follow-ups back."""
    ctx.ensure_object(Session).take(values)


def run(arguments: list[str] | None = None) -> None:
    """Runs a command and exits with its code; expected trouble is one plain message, never a traceback."""
    session = Session()
    try:
        code = root.main(args=arguments, prog_name="syncd", standalone_mode=False, obj=session)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; what was stored stays, run the command again to go on", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) left; nothing to say
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - report() raises again what is a bug
        sys.exit(session.report(error))
    sys.exit(code if isinstance(code, int) else 0)
