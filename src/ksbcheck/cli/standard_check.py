"""`ksbcheck standard check`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_references, library_here
from ksbcheck.cli.options import Output, Shape, TableOrJson
from ksbcheck.cli.run import COULD_NOT_CHECK, attempt, draw, stop, tell, write
from ksbcheck.domain.finding import locate_findings, sort_by_place
from ksbcheck.domain.ladder import Severity
from ksbcheck.inputs.assessment import read_assessment
from ksbcheck.inputs.bundled import named
from ksbcheck.inputs.library import Entry, Library, find_entry, names_a_path
from ksbcheck.inputs.standard_file import load_unchecked
from ksbcheck.reports import standard_json
from ksbcheck.reports.standard_check import Checked, document
from ksbcheck.rules import STANDARD_QUALITY_RULES
from ksbcheck.rules.rule import run


def check_standards(
    *,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REF]...",
            autocompletion=complete_references,
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
    library = library_here()
    wanted: Iterable[str | Entry] = names or {entry.name: entry for entry in library.entries}.values()
    checked, errors = attempt(lambda each: _checked(*_file_of(each, library)), wanted)
    if check_format is Shape.JSON:
        write(standard_json.check(checked), output)
    elif checked:
        draw([document(checked)], output)
    tell(errors)
    fails = any(finding.severity >= fail_on for standard in checked for finding in standard.all_findings)
    raise typer.Exit(COULD_NOT_CHECK if errors or not checked else int(fails))


def _file_of(wanted: str | Entry, known: Library) -> tuple[Path, Entry | None]:
    """Return the file to check, with its entry of the library unless a path names it."""
    if isinstance(wanted, str) and names_a_path(wanted):
        return Path(wanted), None
    entry = find_entry(wanted, known) if isinstance(wanted, str) else wanted
    return entry.file, entry


def _checked(file: Path, entry: Entry | None) -> Checked:
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
