"""`ksbcheck standard`."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli import standard_diff
from ksbcheck.cli.complete import options, references
from ksbcheck.cli.output import Output, screen_for, stop, stopping_on_bad_input, write

if TYPE_CHECKING:
    from ksbcheck.domain.standard import Standard

app = typer.Typer(help="The standards that ksbcheck knows.", no_args_is_help=True)


class ShowFormat(Enum):
    """How to show a standard or framework."""

    TABLE = "table"
    JSON = "json"


Reference = Annotated[
    str | None,
    typer.Argument(
        metavar="[REF]",
        autocompletion=references,
        help="A reference, or the path of a standard's file. Not needed while only one is known.",
        show_default=False,
    ),
]
Format = Annotated[ShowFormat, typer.Option("--format", "-f", help="How to show it.")]


@app.command("list")
def list_standards(output: Output = None) -> None:
    """List the standards of the library, with version, options and file."""
    with stopping_on_bad_input():
        from ksbcheck.render.standard_table import render_list
        from ksbcheck.sources.bundled import named
        from ksbcheck.sources.library import standards

        listed = ((named(path), standard) for path, standard in standards())
        write(render_list(listed, screen_for(output)), output)


@app.command()
def show(
    reference: Reference = None,
    option: Annotated[
        str | None,
        typer.Option(metavar="ID", autocompletion=options, help="Only what this option requires.", show_default=False),
    ] = None,
    duty: Annotated[
        int | None, typer.Option(metavar="N", help="Only this duty and the KSBs mapped to it.", show_default=False)
    ] = None,
    show_format: Format = ShowFormat.TABLE,
    output: Output = None,
) -> None:
    """Show a standard: what is required, what is mapped, what is inferred."""
    with stopping_on_bad_input():
        from ksbcheck.sources.library import find_standard

        path, standard = find_standard(reference)
        duties, codes = _selection(standard, option, duty)
        if show_format is ShowFormat.JSON:
            from ksbcheck.render import standard_json

            write(standard_json.render_standard(standard, duties, codes), output)
        else:
            from ksbcheck.render import standard_table
            from ksbcheck.sources.bundled import named

            screen = screen_for(output)
            if duty is not None:
                shown = standard_table.render_duty(standard, standard.by_number[duty], screen)
            else:
                shown = standard_table.render_standard(named(path), standard, duties, codes, screen)
            write(shown, output)


def _selection(standard: "Standard", option: str | None, duty: int | None) -> tuple[set[int], set[str]]:
    """Return the numbers of the duties and the codes of the KSBs to show."""
    from ksbcheck.rules import reading
    from ksbcheck.sources.refuse import refuse

    duties, codes = set(standard.by_number), set(standard.by_code)
    if option is not None:
        requirement = standard.requirements.get(option)
        if requirement is None:
            raise refuse(None, None, reading.unknown_option, standard.reference, option, standard.option_ids)
        duties &= {each.number for each, _ in requirement.duties}
        codes &= {ksb.code for ksb in requirement.ksbs}
    if duty is not None:
        if duty not in duties:
            stop(f"no duty {duty} here; the duties are {', '.join(map(str, sorted(duties)))}")
        duties = {duty}
        codes &= set(standard.by_number[duty].ksbs)
    return duties, codes


app.command("diff")(standard_diff.diff)
