"""The program: its commands, and what holds for all of them."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import getdoc
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from ksbcheck import __version__

COMMANDS = {
    # name: the module of the command in `ksbcheck.cli`, and the function or the Typer app in it
    "check": "check:check",
    "gateway": "gateway:gateway",
    "report": "report:report",
    "compare": "compare:compare",
    "plan": "plan:plan",
    "pin": "pin:pin",
    "migrate": "migrate:migrate",
    "baseline": "baseline:baseline",
    "config": "config:config",
    "seal": "seal:seal",
    "verify": "seal:verify",
    "explain": "explain:explain",
    "rules": "rules:rules",
    "lsp": "lsp:lsp",
    "schema": "schema:schema",
    "standard": "standard:app",
    "framework": "framework:app",
}


class Commands(Mapping[str, Any]):
    """The commands by name. The module of one is imported when that command is asked for."""

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"ksbcheck.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            single = typer.Typer()
            single.command(name)(found)
            found = single
        _fill_help(found)
        found._add_completion = False
        command = get_command(found)
        command.name = name
        return command


class LazyGroup(TyperGroup):
    """The group of all commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands()


app = typer.Typer(
    name="ksbcheck",
    cls=LazyGroup,
    help="Check an apprentice's portfolio of evidence against an English apprenticeship standard: "
    "which KSBs of the learner's option are evidenced, where, on whose word, and what is missing.",
    epilog="Exit status: 0 nothing failing, 1 gaps or failing findings, 2 it could not check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _fill_help(commands: typer.Typer) -> None:
    """Let the paragraphs of help texts fill the width of the screen, wherever lines end in the source."""
    for command in commands.registered_commands:
        paragraphs = (getdoc(command.callback) or "").split("\n\n")
        command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    for group in commands.registered_groups:
        if group.typer_instance:
            _fill_help(group.typer_instance)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ksbcheck {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that come before a command."""


def main() -> None:
    """Run the program. Whatever happens, the user sees a message and not a traceback."""
    # A run is short and makes many small values that live to its end: looking for garbage so often costs a tenth of it.
    gc.set_threshold(50_000)
    # No plugin of the user's environment has a say in what a manifest means, and looking for them costs start-up time.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a letter gets a question mark in its place.
        if stream is not None:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr] # the interpreter's own streams are text
    try:
        app(prog_name="ksbcheck")
    except Exception as error:
        if "KSBCHECK_DEBUG" in os.environ:
            raise
        problem = f"{type(error).__name__}: {error}".splitlines()[0]
        typer.echo(
            f"ksbcheck: this is a fault of ksbcheck, not yours: {problem}\n"
            "Nothing was checked. Please report it, with what KSBCHECK_DEBUG=1 shows.",
            err=True,
        )
        sys.exit(2)
