"""`ksbcheck framework`."""

from typing import Annotated

import typer

from ksbcheck.cli.complete import frameworks, job_titles
from ksbcheck.cli.output import Output, Shape, TableOrJson, draw, stop, stopping_on_bad_input, write

NOT_LISTED = 1

app = typer.Typer(help="The older apprenticeship frameworks that ksbcheck knows.", no_args_is_help=True)


@app.command()
def show(
    framework_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            autocompletion=frameworks,
            help="A framework's id. Not needed while only one is known.",
            show_default=False,
        ),
    ] = None,
    show_format: TableOrJson = Shape.TABLE,
    output: Output = None,
) -> None:
    """Show a framework: its issue, levels, job titles, contributions and workforce."""
    from ksbcheck.inputs.library import find_framework

    with stopping_on_bad_input():
        path, framework = find_framework(framework_id)
        if show_format is Shape.JSON:
            from ksbcheck.reports import standard_json

            write(standard_json.framework(framework), output)
        else:
            from ksbcheck.inputs.bundled import named
            from ksbcheck.reports.framework import document

            draw([document(named(path), framework)], output)


@app.command()
def roles(
    title: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TITLE]",
            autocompletion=job_titles,
            help="A job title, as in learning coach. Without one, all are listed.",
            show_default=False,
        ),
    ] = None,
    framework_id: Annotated[
        str | None,
        typer.Option(
            "--framework",
            metavar="ID",
            autocompletion=frameworks,
            help="A framework's id. Not needed while only one is known.",
            show_default=False,
        ),
    ] = None,
    show_format: TableOrJson = Shape.TABLE,
    output: Output = None,
) -> None:
    """Find the levels of a framework at which a job title is listed, or list the job titles of each level.

    Letter case, blanks and hyphens make no difference. Exit status: 0 listed; 1 not listed, and the nearest titles are
    shown; 2 it could not look.

    Example: ksbcheck framework roles "learning mentor"
    """
    from ksbcheck.inputs.library import find_framework

    wanted = None if title is None else " ".join(title).strip()
    if wanted == "":
        stop("the job title is empty; name one, or leave it out to list them all")
    with stopping_on_bad_input():
        _, framework = find_framework(framework_id)
        if show_format is Shape.JSON:
            from ksbcheck.reports import standard_json

            write(standard_json.roles(framework, wanted), output)
        else:
            from ksbcheck.reports import framework as report

            draw([report.roles(framework, wanted)], output)
    if wanted is not None and not framework.levels_that_list(wanted):
        raise typer.Exit(NOT_LISTED)
