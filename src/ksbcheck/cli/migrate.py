"""`ksbcheck migrate`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ksbcheck.cli.options import PortfolioFolder, take_option
from ksbcheck.cli.portfolios import refuse_empty
from ksbcheck.cli.run import draw, write, write_document
from ksbcheck.domain.migration import Proposal
from ksbcheck.inputs.library import named
from ksbcheck.reports import standard_json
from ksbcheck.reports.migrate import diff, document
from ksbcheck.tasks import migrate as task

_TO_LOOK_AT = 1


def migrate(
    folder: PortfolioFolder,
    to: Annotated[str, take_option("--to", metavar="VERSION", help="The version to move to, as 1.1.")],
    standard_file: Annotated[
        Path | None,
        take_option(
            metavar="PATH", help="The file of the standard in that version; the manifest names it from then on."
        ),
    ] = None,
    write_it: Annotated[bool, typer.Option("--write", help="Write the manifest; else nothing is written.")] = False,
    show_format: Annotated[
        Literal["table", "json", "diff"],
        typer.Option("--format", "-f", help="How to show it; diff is for patch and git apply."),
    ] = "table",
) -> None:
    """Move a portfolio to another version of its standard: what carries over, what to review, what is gone.

    A claim on an unchanged statement carries over, even if the code changed. A claim on a reworded one becomes planned.

    A claim on a removed statement is deleted. Comments, order and style of the manifest stay.

    Exit status: 0 everything carries over; 1 something needs a review; 2 it can't be moved.

    Examples: ksbcheck migrate portfolio/ --to 1.1; ksbcheck migrate portfolio/ --to 1.1 --format diff
    """
    refuse_empty([folder])
    proposal = task.propose(Path(folder), to, standard_file)
    written = write_it and proposal.changed
    if written:
        task.write(proposal)
    _show(proposal, show_format, written=written)
    raise typer.Exit(_TO_LOOK_AT if proposal.changed and proposal.migration.to_look_at else 0)


def _show(proposal: Proposal, show_format: str, *, written: bool) -> None:
    files = named(proposal.files[0]), named(proposal.files[1])
    if show_format == "diff":
        write_document(diff(_name(proposal.path), proposal.before, proposal.after), None)
    elif show_format == "json":
        write(standard_json.migration(proposal, files, written=written), None)
    else:
        draw(document(proposal, files, written=written), None)


def _name(path: Path) -> str:
    """Return what a diff calls a manifest: its path from the current folder, or its name if it lies elsewhere."""
    here, file = Path.cwd().resolve(), path.resolve()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else file.name
