"""`ksbcheck lsp`."""

import os
from typing import Annotated

import typer

from ksbcheck.cli.run import stop_without
from ksbcheck.inputs.settings import Overrides, from_environment


def lsp(
    _stdio: Annotated[
        bool,
        typer.Option("--stdio", help="Use standard input and output, which is always so; editors pass this option."),
    ] = False,
) -> None:
    """Serve an editor: findings while a manifest is written, statements on hover, completion of codes, quick fixes.

    An editor starts it and speaks to it over standard input and output: docs/editors.md says how. Manifests are checked
    as they are typed, and their folders with all documents when they are opened and saved.

    Exit status: 0 the editor left; 1 it left without asking for the end; 2 what came in is not the protocol.
    """
    try:
        from ksbcheck.lsp.server import serve  # noqa: PLC0415 - it needs an extra
    except ModuleNotFoundError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        stop_without("lsp", "lsp")
    raise typer.Exit(serve(Overrides((from_environment(os.environ),))))
