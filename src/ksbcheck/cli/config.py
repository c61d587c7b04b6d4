"""`ksbcheck config`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.complete import portfolios
from ksbcheck.cli.options import Judging, Shape, TableOrJson, with_shared_options
from ksbcheck.cli.run import show
from ksbcheck.inputs.policy import settings_of
from ksbcheck.reports import standard_json
from ksbcheck.reports.settings import document


@with_shared_options
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
    """Show the settings for a portfolio, from command line, environment, configuration, policy and defaults.

    Exit status: 0 shown; 2 a setting can't be read.

    Examples: ksbcheck config; ksbcheck config portfolio/ --format json
    """
    settings = settings_of(Path(path), judging.overrides())
    show(
        show_format,
        None,
        documents=lambda: [document(settings)],
        json=lambda: standard_json.settings(settings),
    )
