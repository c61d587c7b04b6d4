"""`ksbcheck standard diff`."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_references, find_standard_here
from ksbcheck.cli.options import Output
from ksbcheck.cli.run import draw, stop, write
from ksbcheck.domain.standard_change import StandardDiff
from ksbcheck.engine.standard_diff import compare_standards
from ksbcheck.inputs.bundled import named
from ksbcheck.output import markdown
from ksbcheck.reports import standard_json
from ksbcheck.reports.standard_diff import document, page

_DIFFERENT = 1


class DiffFormat(Enum):
    """How to show what has changed from one standard to another."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="A",
            autocompletion=complete_references,
            help="The older standard: a reference, with @ a version (ST1414@1.0), or the path of a standard's file.",
            show_default=False,
        ),
    ],
    new: Annotated[
        str,
        typer.Argument(
            metavar="B", autocompletion=complete_references, help="The newer one, likewise.", show_default=False
        ),
    ],
    show_format: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to show it.")] = DiffFormat.TABLE,
    output: Output = None,
) -> None:
    """Compare two standards, most often two versions of one: statements, options, duties and their mapping.

    Statements are paired by their text, whatever their codes: what was reworded is shown word by word, and what was
    renumbered keeps its words.

    Exit status: 0 they say the same, 1 they differ, 2 one of them can't be read.

    Examples: ksbcheck standard diff ST1414@1.0 ST1414@1.1; ksbcheck standard diff ST1414 next.yaml -f markdown
    """
    for reference in (old, new):
        if not reference.strip():
            stop("one of the two standards is empty; name a reference, or the path of a standard's file")
    (old_file, before), (new_file, after) = find_standard_here(old), find_standard_here(new)
    compared = compare_standards(before, after)
    _show(compared, (old_file, new_file), show_format, output)
    raise typer.Exit(0 if compared.is_same else _DIFFERENT)


def _show(diff: StandardDiff, files: tuple[Path, Path], show_format: DiffFormat, output: Path | None) -> None:
    names = named(files[0]), named(files[1])
    if output is not None and output.resolve() in {file.resolve() for file in files}:
        stop(f"{output} is one of the two standards; name another file")
    if show_format is DiffFormat.JSON:
        write(standard_json.diff(diff, names), output)
    elif show_format is DiffFormat.MARKDOWN:
        write(markdown.write(page(diff, names)), output)
    else:
        draw([document(diff, names)], output)
