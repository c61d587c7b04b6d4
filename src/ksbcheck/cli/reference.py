"""How a command is told which standard is meant."""

from typing import Annotated

import typer

from ksbcheck.cli.complete import references

Reference = Annotated[
    str | None,
    typer.Argument(
        metavar="[REF]",
        autocompletion=references,
        help="A reference (ST1414), with a version (ST1414@1.0), or the path of a standard's file.",
        show_default=False,
    ),
]
