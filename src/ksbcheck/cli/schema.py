"""`ksbcheck schema`."""

from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.complete import schemas
from ksbcheck.cli.options import Output
from ksbcheck.cli.run import stop, stopping_on_bad_input, write

if TYPE_CHECKING:
    from collections.abc import Iterable


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            autocompletion=schemas,
            help="Whose schema; without a name they are listed.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Print the JSON Schema of a kind of file, for editors that suggest and check while you type.

    Example: ksbcheck schema portfolio --output portfolio.schema.json
    """
    from ksbcheck.schemas import SCHEMAS, schema_text

    if name is not None and name not in SCHEMAS:
        stop(_not_known(name, SCHEMAS))
    with stopping_on_bad_input():
        listed = "".join(f"{each:17}{SCHEMAS[each].of}\n" for each in SCHEMAS)
        write(schema_text(name) if name else listed, output)


def _not_known(name: str, known: "Iterable[str]") -> str:
    from ksbcheck.domain.names import nearest
    from ksbcheck.domain.text import shown

    meant = nearest(name, known)
    hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
    return f"there is no schema {shown(repr(name))}; {hint}"
