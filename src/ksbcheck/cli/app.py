"""The program: its commands, and what holds for all of them."""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from inspect import getdoc
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from ksbcheck import __version__
from ksbcheck.cli.commands import COMMANDS, Group, summary


class _Commands(Mapping[str, TyperCommand | TyperGroup]):
    """Commands by name. The module of one is imported when it is asked for."""

    def __init__(self, entries: Mapping[str, str | Group]) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, name: str) -> TyperCommand | TyperGroup:
        entry = self._entries[name]
        if isinstance(entry, Group):
            return _LazyGroup(
                entry.commands, name=name, help=entry.summary, no_args_is_help=True, rich_markup_mode=None
            )
        module, _, function = entry.partition(":")
        return _command(name, getattr(import_module(f"ksbcheck.cli.{module}"), function))


class _LazyGroup(TyperGroup):
    """A group of commands that are imported when they are asked for."""

    def __init__(self, entries: Mapping[str, str | Group] = COMMANDS, **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(**settings)
        self.commands: Mapping[str, TyperCommand | TyperGroup] = _Commands(entries)  # type: ignore[assignment] # none is added
        self._entries = entries

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - Typer's own
        """Show the help, with the commands as they are listed: none is imported."""
        self.commands = {name: TyperCommand(name, short_help=summary(entry)) for name, entry in self._entries.items()}
        super().format_help(ctx, formatter)


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
