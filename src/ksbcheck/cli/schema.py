"""`ksbcheck schema`."""

from typing import Annotated

import typer

from ksbcheck.cli.complete import beginning_with
from ksbcheck.cli.options import Output
from ksbcheck.cli.run import stop, write
from ksbcheck.domain.names import nearest
from ksbcheck.domain.text import shown
from ksbcheck.schemas import SCHEMAS, schema_text


def complete_names(begun: str) -> list[str]:
    """Return the names of the schemas that begin so."""
    return beginning_with(begun, SCHEMAS)


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            autocompletion=complete_names,
            help="A schema's name. Without one, all are listed.",
            show_default=False,
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
