"""The program: its commands, and what holds for all of them."""

import gc
import os
import sys
from inspect import getdoc
from typing import Annotated

import typer

from ksbcheck import __version__
from ksbcheck.cli import (
    baseline,
    check,
    compare,
    config,
    explain,
    framework,
    gateway,
    lsp,
    migrate,
    pin,
    plan,
    report,
    rules,
    schema,
    seal,
    standard,
)

app = typer.Typer(
    name="ksbcheck",
    help="Check an apprentice's portfolio of evidence against an English apprenticeship standard: "
    "which KSBs of the learner's option are evidenced, where, on whose word, and what is missing.",
    epilog="Exit status: 0 nothing failing, 1 gaps or failing findings, 2 it could not check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("gateway")(gateway.gateway)
app.command("report")(report.report)
app.command("compare")(compare.compare)
app.command("plan")(plan.plan)
app.command("pin")(pin.pin)
app.command("migrate")(migrate.migrate)
app.command("baseline")(baseline.baseline)
app.command("config")(config.config)
app.add_typer(standard.app, name="standard")
app.add_typer(framework.app, name="framework")
app.command("seal")(seal.seal)
app.command("verify")(seal.verify)
app.command("explain")(explain.explain)
app.command("rules")(rules.rules)
app.command("lsp")(lsp.lsp)
app.command("schema")(schema.schema)


def _let_help_flow(commands: typer.Typer) -> None:
    """Have the paragraphs of all help texts fill the screen's width, wherever their lines end in the source."""
    for command in commands.registered_commands:
        paragraphs = (getdoc(command.callback) or "").split("\n\n")
        command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    for group in commands.registered_groups:
        if group.typer_instance:
            _let_help_flow(group.typer_instance)


_let_help_flow(app)


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
