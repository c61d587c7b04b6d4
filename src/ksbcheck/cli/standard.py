"""`ksbcheck standard list`, `path` and `show`."""

from enum import Enum
from typing import Annotated

import typer

from ksbcheck.cli.library import find_standard_here, folders_here, library_here
from ksbcheck.cli.options import OnlyOption, Output, Reference, Shape, TableOrJson
from ksbcheck.cli.run import attempt, draw, screen_for, show, stop, write
from ksbcheck.cli.standard_export import part_for
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.matrix import Part, part_of
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import shown
from ksbcheck.formats import standard_html
from ksbcheck.inputs.library import Entry, Library, named
from ksbcheck.inputs.resolve import plan_beside
from ksbcheck.reports import standard as report
from ksbcheck.reports import standard_json
from ksbcheck.reports.standard_check import Listed, listing


class StandardFormat(Enum):
    """How to show a standard by itself."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


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
    library = library_here()
    every, errors = attempt(lambda entry: _listed(entry, library), library.entries)
    words = [word.casefold() for word in about or ()]
    listed = [
        each
        for each in every
        if all(word in f"{each.reference}@{each.version} {each.title}".casefold() for word in words)
    ]
    show(show_format, output, documents=lambda: [listing(listed)], json=lambda: standard_json.listing(listed))
    if errors:
        raise InputError.of(*(finding for error in errors for finding in error.findings))


def _listed(entry: Entry, library: Library) -> Listed:
    heading = entry.heading()
    answers = library.versions(entry.reference)[entry.version]
    hidden_by = None if answers == entry else named(answers.file)
    return Listed(entry.reference, entry.version, *heading, named(entry.file), hidden_by)


def path(reference: Reference = None) -> None:
    """Print the path of the file that answers for a standard; without one, the folders of the library."""
    paths = folders_here() if reference is None else (find_standard_here(reference)[0],)
    write("".join(f"{shown(str(each))}\n" for each in paths), None)


def show_standard(
    reference: Reference = None,
    option: OnlyOption = None,
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
    path, standard = find_standard_here(reference)
    part = _part(standard, option, duty)
    if show_format is StandardFormat.JSON:
        write(standard_json.standard(part), output)
    elif show_format is StandardFormat.HTML:
        write(standard_html.render(named(path), part), output)
    elif matrix:
        draw([report.matrix(part, screen_for(output).width)], output)
    elif duty is not None:
        draw([report.duty_document(standard, standard.by_number[duty])], output)
    else:
        draw([report.document(part, named(path), plan_beside(path, standard))], output)


def _part(standard: Standard, option: str | None, duty: int | None) -> Part:
    """Return what an option requires, or all; or of it one duty and the KSBs mapped to it."""
    part = part_for(standard, option)
    if duty is None:
        return part
    known = [each.number for each in part.duties]
    if duty not in known:
        stop(f"no duty {duty} here; the duties are {', '.join(map(str, known))}")
    return part_of(standard, option, {duty}, standard.by_number[duty].ksbs)
