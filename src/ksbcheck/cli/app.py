"""The program: its commands, and what holds for all of them."""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import getdoc
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from ksbcheck import __version__
from ksbcheck.cli.commands import COMMANDS, Group, summary


class _LazyGroup(TyperGroup):
    """A group of commands. The module of one is imported when it is asked for."""

    def __init__(self, entries: Mapping[str, str | Group] = COMMANDS, **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(**settings)
        self.commands = dict.fromkeys(entries)  # type: ignore[assignment] # the names alone
        self._entries = entries

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ANN401, ARG002 - Typer's own
        match self._entries.get(cmd_name):
            case Group(commands, about):
                return _LazyGroup(commands, name=cmd_name, help=about, no_args_is_help=True, rich_markup_mode=None)
            case str(source):
                module, _, function = source.partition(":")
                return _command(cmd_name, getattr(import_module(f"ksbcheck.cli.{module}"), function))
        return None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer's own
        """List the commands, and import none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary(entry)) for name, entry in self._entries.items()])


def _command(name: str, function: Callable[..., None]) -> TyperCommand:
    """Return a command that ends on input that can't be read, with help that fills the width of the screen."""
    paragraphs = (getdoc(function) or "").split("\n\n")
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    ending = import_module("ksbcheck.cli.run").ending_on_bad_input
    single.command(name, help="\n\n".join(" ".join(each.split()) for each in paragraphs))(ending(function))
    command = cast("TyperCommand", get_command(single))
    command.name = name
    return command


app = typer.Typer(
    name="ksbcheck",
    cls=_LazyGroup,
    help="Check an apprentice's portfolio of evidence against an English apprenticeship standard: "
    "which knowledge, skills and behaviours (KSBs) are evidenced, where, signed off by whom, and what is missing.",
    epilog="Exit status: 0 nothing failing, 1 KSBs missing or other mistakes, 2 it could not check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)  # or the interpreter looks for garbage once more when it ends
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
