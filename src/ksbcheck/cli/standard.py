"""`ksbcheck standard`."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli import standard_check, standard_diff, standard_export, standard_import
from ksbcheck.cli.complete import options
from ksbcheck.cli.output import Output, Shape, TableOrJson, draw, screen_for, stop, stopping_on_bad_input, write
from ksbcheck.cli.reference import Reference
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.text import shown

if TYPE_CHECKING:
    from ksbcheck.domain.matrix import Part
    from ksbcheck.domain.standard import Standard
    from ksbcheck.inputs.library import Library
    from ksbcheck.reports.standard_check import Listed

app = typer.Typer(help="The standards that ksbcheck knows.", no_args_is_help=True)
app.command("check")(standard_check.check_standards)
app.command("import")(standard_import.import_standards)
app.command("export")(standard_export.export)
app.command("diff")(standard_diff.diff)


class StandardFormat(Enum):
    """How to show a standard by itself."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


@app.command("list")
def list_standards(
    about: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]...", help="Only those whose reference or title has these words.", show_default=False
        ),
    ] = None,
    show_format: TableOrJson = Shape.TABLE,
    output: Output = None,
) -> None:
    """List the standards of the library: bundled, of your own folder, and of the project."""
    with stopping_on_bad_input():
        from ksbcheck.cli.library import library_here
        from ksbcheck.reports import standard_json
        from ksbcheck.reports.standard_check import listing

        listed, problems = _listed(library_here(), [word.casefold() for word in about or ()])
        if show_format is Shape.JSON:
            write(standard_json.listing(listed), output)
        else:
            draw([listing(listed)], output)
        if problems:
            raise InputError.of(*problems)


def _listed(known: "Library", words: list[str]) -> "tuple[list[Listed], list[Finding]]":
    """Return what is to be listed, and what is wrong with files that can't be."""
    from ksbcheck.inputs.bundled import named
    from ksbcheck.reports.standard_check import Listed

    listed: list[Listed] = []
    problems: list[Finding] = []
    for entry in known.entries:
        try:
            heading = entry.heading()
        except InputError as error:
            problems.extend(error.findings)
            continue
        if all(word in f"{entry.name} {heading.title}".casefold() for word in words):
            answers = known.versions(entry.reference)[entry.version]
            hidden_by = None if answers == entry else named(answers.file)
            listed.append(Listed(entry.reference, entry.version, *heading, named(entry.file), hidden_by))
    return listed, problems


@app.command()
def path(reference: Reference = None) -> None:
    """Print the path of the file that answers for a standard; without one, the folders of the library."""
    with stopping_on_bad_input():
        from ksbcheck.cli.library import folders_here, found

        paths = folders_here() if reference is None else (found(reference)[0],)
        write("".join(f"{shown(str(each))}\n" for each in paths), None)


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
    matrix: Annotated[bool, typer.Option("--matrix", help="Only the duties by the KSBs mapped to them.")] = False,
    show_format: Annotated[
        StandardFormat, typer.Option("--format", "-f", help="How to show it; html is a page to keep or print.")
    ] = StandardFormat.TABLE,
    output: Output = None,
) -> None:
    """Show a standard: what is required, what is mapped, what is inferred."""
    with stopping_on_bad_input():
        from ksbcheck.cli.library import found
        from ksbcheck.inputs.assessment import plan_beside
        from ksbcheck.inputs.bundled import named
        from ksbcheck.reports import standard as report

        path, standard = found(reference)
        part = _part(standard, option, duty)
        if show_format is StandardFormat.JSON:
            from ksbcheck.reports import standard_json

            write(standard_json.standard(part), output)
        elif show_format is StandardFormat.HTML:
            from ksbcheck.formats import standard_html

            write(standard_html.render(named(path), part), output)
        elif matrix:
            draw([report.matrix(part, screen_for(output).width)], output)
        elif duty is not None:
            draw([report.duty_document(standard, standard.by_number[duty])], output)
        else:
            draw([report.document(part, named(path), plan_beside(path, standard))], output)


def _part(standard: "Standard", option: str | None, duty: int | None) -> "Part":
    """Return what an option requires, or all; or of it one duty and the KSBs mapped to it."""
    from ksbcheck.domain.matrix import part_of

    part = standard_export.part_for(standard, option)
    if duty is None:
        return part
    known = [each.number for each in part.duties]
    if duty not in known:
        stop(f"no duty {duty} here; the duties are {', '.join(map(str, known))}")
    return part_of(standard, option, {duty}, standard.by_number[duty].ksbs)
