"""`ksbcheck framework`."""

from typing import Annotated

import typer

from ksbcheck.cli.complete import frameworks
from ksbcheck.cli.output import Output, screen_for, stopping_on_bad_input, write
from ksbcheck.cli.standard import Format, ShowFormat

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
    show_format: Format = ShowFormat.TABLE,
    output: Output = None,
) -> None:
    """Show a framework: its issue, levels, job titles, contributions and workforce."""
    from ksbcheck.sources.library import find_framework

    with stopping_on_bad_input():
        path, framework = find_framework(framework_id)
        if show_format is ShowFormat.JSON:
            from ksbcheck.render.standard_json import render_framework

            write(render_framework(framework), output)
        else:
            from ksbcheck.render import framework_table
            from ksbcheck.sources.bundled import named

            write(framework_table.render_framework(named(path), framework, screen_for(output)), output)
