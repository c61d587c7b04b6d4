"""`ksbcheck standard`."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli import standard_check, standard_diff, standard_export, standard_import
from ksbcheck.cli.complete import options
from ksbcheck.cli.output import Output, Shape, TableOrJson, screen_for, stop, stopping_on_bad_input, write
from ksbcheck.cli.reference import Reference
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.text import shown

if TYPE_CHECKING:
    from ksbcheck.domain.standard import Standard
    from ksbcheck.inputs.library import Library
    from ksbcheck.reports.standard_list import Listed

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
        from ksbcheck.reports import standard_list

        listed, problems = _listed(library_here(), [word.casefold() for word in about or ()])
        if show_format is Shape.JSON:
            write(standard_list.render_json(listed), output)
        else:
            write(standard_list.render_table(listed, screen_for(output)), output)
        if problems:
            raise InputError(problems)


def _listed(known: "Library", words: list[str]) -> "tuple[list[Listed], list[Finding]]":
    """Return what is to be listed, and what is wrong with files that can't be."""
    from ksbcheck.inputs.bundled import named
    from ksbcheck.reports.standard_list import Listed

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

        path, standard = found(reference)
        duties, codes = _selection(standard, option, duty)
        if show_format is StandardFormat.JSON:
            from ksbcheck.reports import standard_json

            write(standard_json.render_standard(standard, duties, codes), output)
            return
        from ksbcheck.domain.matrix import part_of
        from ksbcheck.inputs.bundled import named

        part = part_of(standard, option, duties, codes)
        if show_format is StandardFormat.HTML:
            from ksbcheck.formats import standard_html

            write(standard_html.render_standard(named(path), part), output)
            return
        screen = screen_for(output)
        if matrix:
            from ksbcheck.reports import standard_matrix

            write(standard_matrix.render_matrix(part, screen), output)
            return
        from ksbcheck.inputs.assessment import plan_beside
        from ksbcheck.reports import standard as standard_table

        if duty is not None:
            shown = standard_table.render_duty(standard, standard.by_number[duty], screen)
        else:
            plan = plan_beside(path, standard)
            shown = standard_table.render_standard(named(path), standard, duties, codes, screen, plan)
        write(shown, output)


def _selection(standard: "Standard", option: str | None, duty: int | None) -> tuple[set[int], set[str]]:
    """Return the numbers of the duties and the codes of the KSBs to show."""
    from ksbcheck.inputs.refuse import refuse
    from ksbcheck.rules import reading

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
