"""`ksbcheck config` and `schema`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import beginning_with, complete_portfolios
from ksbcheck.cli.options import Judging, Output, TableOrJson, take_argument, with_shared_options
from ksbcheck.cli.run import show, stop, whole, write
from ksbcheck.domain.names import nearest
from ksbcheck.domain.text import shown
from ksbcheck.inputs.policy import settings_of
from ksbcheck.reports import standard_json
from ksbcheck.reports.rules import settings_document
from ksbcheck.schemas import SCHEMAS, schema_text


@with_shared_options
def config(
    *,
    path: Annotated[
        str,
        typer.Argument(
            metavar="[PATH]",
            autocompletion=complete_portfolios,
            help="A portfolio's folder, its manifest, or any folder.",
        ),
    ] = ".",
    show_format: TableOrJson = "table",
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
        drafts=lambda: whole(settings_document(settings)),
        json=lambda: standard_json.settings(settings),
    )


def complete_names(begun: str) -> list[str]:
    return beginning_with(begun, SCHEMAS)


def schema(
    name: Annotated[
        str | None,
        take_argument(
            metavar="[NAME]", autocompletion=complete_names, help="A schema's name. Without one, all are listed."
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Print the JSON Schema of a kind of file, for editors that suggest and check while you type.

    Example: ksbcheck schema portfolio --output portfolio.schema.json
    """
    if name is not None and name not in SCHEMAS:
        meant = nearest(name, SCHEMAS)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(SCHEMAS)}"
        stop(f"there is no schema {shown(repr(name))}; {hint}")
    listed = "".join(f"{each:17}{SCHEMAS[each].of}\n" for each in SCHEMAS)
    write(schema_text(name) if name else listed, output)
