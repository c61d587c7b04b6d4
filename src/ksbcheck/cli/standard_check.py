"""`ksbcheck standard check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.complete import references
from ksbcheck.cli.output import (
    COULD_NOT_CHECK,
    Output,
    Shape,
    TableOrJson,
    draw,
    stop,
    stopping_on_bad_input,
    tell,
    write,
)
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.ladder import Severity

if TYPE_CHECKING:
    from ksbcheck.inputs.library import Entry, Library
    from ksbcheck.reports.standard_check import Checked


def check_standards(
    *,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REF]...",
            autocompletion=references,
            help="References (ST1414), with versions (ST1414@1.0), or paths of standards' files.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Check every standard of the library.")] = False,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The mildest finding that fails the check.")
    ] = Severity.ERROR,
    check_format: TableOrJson = Shape.TABLE,
    output: Output = None,
) -> None:
    """Check standards themselves: contradictions, gaps in the numbers, statements that no duty needs, dates (KSB5xx).

    Example: ksbcheck standard check ST1414 --fail-on warning
    """
    if bool(names) == every:
        stop("name standards to check, or --all of the library")
    with stopping_on_bad_input():
        from ksbcheck.cli.library import library_here
        from ksbcheck.reports import standard_json
        from ksbcheck.reports.standard_check import document

        checked: list[Checked] = []
        unread: list[InputError] = []
        known = library_here()
        for wanted in names or {entry.name: entry for entry in known.entries}.values():
            try:
                checked.append(_checked(*_file_of(wanted, known)))
            except InputError as error:
                unread.append(error)
        if check_format is Shape.JSON:
            write(standard_json.check(checked), output)
        elif checked:
            draw([document(checked)], output)
        for each in unread:
            tell(each)
        fails = any(finding.severity >= fail_on for standard in checked for finding in standard.all_findings)
        raise typer.Exit(COULD_NOT_CHECK if unread or not checked else int(fails))


def _file_of(wanted: "str | Entry", known: "Library") -> "tuple[Path, Entry | None]":
    """Return the file to check, with its entry of the library unless a path names it."""
    from ksbcheck.inputs.library import find_entry, names_a_path

    if isinstance(wanted, str) and names_a_path(wanted):
        return Path(wanted), None
    entry = find_entry(wanted, known) if isinstance(wanted, str) else wanted
    return entry.file, entry


def _checked(file: Path, entry: "Entry | None") -> "Checked":
    from ksbcheck.domain.finding import locate_findings, sort_by_place
    from ksbcheck.inputs.assessment import read_assessment
    from ksbcheck.inputs.bundled import named
    from ksbcheck.inputs.standard_file import load_unchecked
    from ksbcheck.reports.standard_check import Checked
    from ksbcheck.rules import STANDARD_QUALITY_RULES
    from ksbcheck.rules.rule import run

    standard, contradictions, document = load_unchecked(file)
    if entry:
        entry.verify(standard)
    found = run(() if contradictions else STANDARD_QUALITY_RULES, standard)
    odd = locate_findings(found.findings, file, document.place)
    skipped = tuple(each.reason for each in found.not_checked)
    if contradictions:
        skipped = ("Its quality: it contradicts itself.",)
    beside = read_assessment(file, standard)
    assessment = (str(beside.path), beside.findings) if beside else None
    return Checked(standard, named(file), sort_by_place((*contradictions, *odd)), skipped, assessment)
