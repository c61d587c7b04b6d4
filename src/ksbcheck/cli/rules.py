"""`ksbcheck rules`."""

from enum import Enum
from typing import Annotated

import typer

from ksbcheck.cli.options import Output
from ksbcheck.cli.run import draw, write
from ksbcheck.reports.rules import listing, page
from ksbcheck.rules import RULES


class RulesFormat(Enum):
    """How to show the rules."""

    TABLE = "table"
    MARKDOWN = "markdown"


def rules(
    show_format: Annotated[
        RulesFormat, typer.Option("--format", "-f", help="A table, or the whole reference page.")
    ] = RulesFormat.TABLE,
    output: Output = None,
) -> None:
    """List the rules. `ksbcheck explain CODE` says why one matters and how to fix what it finds."""
    if show_format is RulesFormat.MARKDOWN:
        write(page(RULES), output)
    else:
        draw([listing(RULES)], output)
