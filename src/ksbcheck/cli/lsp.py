"""`ksbcheck lsp`."""

import os
from typing import Annotated

import typer

from ksbcheck.cli.output import stop_without, stopping_on_bad_input


def lsp(
    _stdio: Annotated[
        bool, typer.Option("--stdio", help="Use standard input and output. It does so in any case; editors ask for it.")
    ] = False,
) -> None:
    """Serve an editor: findings while a manifest is written, statements on hover, completion of codes, quick fixes.

    An editor starts it and speaks to it over standard input and output: docs/editors.md says how. Manifests are checked
    as they are typed, and their folders with all documents when they are opened and saved.

    Exit status: 0 the editor left; 1 it left without asking for the end; 2 what came in is not the protocol.
    """
    try:
        from ksbcheck.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        stop_without("lsp", "lsp")
    from ksbcheck.domain.configuration import Asked
    from ksbcheck.inputs.settings import from_environment

    with stopping_on_bad_input():
        asked = Asked((from_environment(os.environ),))
    raise typer.Exit(serve(asked))
