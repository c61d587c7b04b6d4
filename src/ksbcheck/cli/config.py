"""`ksbcheck config`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.complete import portfolios
from ksbcheck.cli.judging import Judging
from ksbcheck.cli.output import Shape, TableOrJson, draw, stopping_on_bad_input, write


@unbundled
def config(
    *,
    path: Annotated[
        str,
        typer.Argument(
            metavar="[PATH]", autocompletion=portfolios, help="A portfolio's folder, its manifest, or any folder."
        ),
    ] = ".",
    show_format: TableOrJson = Shape.TABLE,
    judging: Judging,
) -> None:
    """Show what is set for a portfolio, and by whom: command line, environment, configuration, policy, or default.

    Exit status: 0 shown; 2 something of it can't be read.

    Examples: ksbcheck config; ksbcheck config portfolio/ --format json
    """
    from ksbcheck.inputs.policy import settings_of
    from ksbcheck.reports import standard_json
    from ksbcheck.reports.settings import document

    with stopping_on_bad_input():
        settings = settings_of(Path(path), judging.asked())
        if show_format is Shape.JSON:
            write(standard_json.settings(settings), None)
        else:
            draw([document(settings)], None)
