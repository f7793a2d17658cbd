"""`completion`: how to have the shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from syncd.cli.session import Session, command


@command(
    epilog="""\b
Examples:
  syncd completion bash >> ~/.bashrc
  syncd completion zsh  >> ~/.zshrc
  syncd completion fish  > ~/.config/fish/completions/syncd.fish
"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(session: Session, shell: str) -> None:
    """Print the completion script for a shell."""
    from syncd.cli.app import root

    kind = get_completion_class(shell)
    assert kind is not None  # click knows all three
    session.say(kind(root, {}, "syncd", "_SYNCD_COMPLETE").source())
