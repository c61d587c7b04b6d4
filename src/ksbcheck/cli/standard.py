"""`ksbcheck standard list`, `path`, `show`, `check`, `diff` and `export`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from ksbcheck.cli.library import complete_references, find_standard_here, library_here
from ksbcheck.cli.options import (
    Full,
    OnlyOption,
    Output,
    Quiet,
    Reference,
    TableOrJson,
    take_argument,
    take_option,
)
from ksbcheck.cli.run import (
    COULD_NOT_CHECK,
    attempt,
    draw,
    draw_drafts,
    rendered,
    screen_for,
    show,
    stop,
    tell,
    whole,
    write,
    write_document,
)
from ksbcheck.domain.finding import InputError, locate_findings, sort_by_place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.matrix import Part, part_of
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.standard_change import StandardDiff
from ksbcheck.domain.text import shown
from ksbcheck.engine.standard_diff import compare_standards
from ksbcheck.formats import FORMATS, ExportFormat
from ksbcheck.inputs.library import Entry, Library, data_folder, find_entry, named, names_a_path, users_folder
from ksbcheck.inputs.resolve import plan_beside, read_assessment
from ksbcheck.inputs.settings import standards_of
from ksbcheck.inputs.standard_file import load_unchecked
from ksbcheck.output import html, markdown
from ksbcheck.output.document import Detail
from ksbcheck.reports import standard as report
from ksbcheck.reports import standard_check, standard_diff, standard_json
from ksbcheck.reports.library import Checked, Listed, listing
from ksbcheck.rules import STANDARD_QUALITY_RULES, reading
from ksbcheck.rules.rule import run

_DIFFERENT = 1
_COLUMNS_OF_A_PAGE = 40


def list_standards(
    about: Annotated[
        list[str] | None,
        take_argument(metavar="[WORD]...", help="Only those whose reference or title has these words."),
    ] = None,
    show_format: TableOrJson = "table",
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
    show(
        show_format,
        output,
        drafts=lambda: whole(listing(listed)),
        json=lambda: standard_json.listing(listed),
    )
    if errors:
        raise InputError.of(*(finding for error in errors for finding in error.findings))


def _listed(entry: Entry, library: Library) -> Listed:
    heading = entry.heading()
    answers = library.versions(entry.reference)[entry.version]
    hidden_by = None if answers == entry else named(answers.file)
    return Listed(entry.reference, entry.version, *heading, named(entry.file), hidden_by)


def path(reference: Reference = None) -> None:
    """Print the path of the file that answers for a standard; without one, the folders of the library."""
    folders = (data_folder(), users_folder(), *standards_of(Path()))  # the last answers first
    paths = folders if reference is None else (find_standard_here(reference)[0],)
    write("".join(f"{shown(str(each))}\n" for each in paths), None)


def show_standard(
    reference: Reference = None,
    option: OnlyOption = None,
    duty: Annotated[int | None, take_option(metavar="N", help="Only this duty and the KSBs mapped to it.")] = None,
    matrix: Annotated[bool, typer.Option("--matrix", help="Only the duties by the KSBs mapped to them.")] = False,
    show_format: Annotated[
        Literal["table", "json", "html"],
        typer.Option("--format", "-f", help="How to show it; html is a page to keep or print."),
    ] = "table",
    output: Output = None,
) -> None:
    """Show a standard: what is required, what is mapped, what is inferred."""
    path, standard = find_standard_here(reference)
    part = _part(standard, option, duty)
    if show_format == "json":
        write(standard_json.standard(part), output)
    elif show_format == "html":
        write(html.write(report.document(part, named(path), columns=_COLUMNS_OF_A_PAGE)), output)
    elif matrix:
        draw(report.matrix(part, screen_for(output).width), output)
    elif duty is not None:
        draw(report.duty_document(standard, standard.by_number[duty]), output)
    else:
        draw(report.document(part, named(path), plan_beside(path, standard)), output)


def _part(standard: Standard, option: str | None, duty: int | None) -> Part:
    """Return what an option requires, or all; or of it one duty and the KSBs mapped to it."""
    part = _part_for(standard, option)
    if duty is None:
        return part
    known = [each.number for each in part.duties]
    if duty not in known:
        stop(f"no duty {duty} here; the duties are {', '.join(map(str, known))}")
    return part_of(standard, option, {duty}, standard.by_number[duty].ksbs)


def check_standards(
    *,
    names: Annotated[
        list[str] | None,
        take_argument(
            metavar="[REF]...",
            autocompletion=complete_references,
            help="References (ST1414), with versions (ST1414@1.0), or paths of standards' files.",
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Check every standard of the library.")] = False,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The mildest finding that fails the check.")
    ] = Severity.ERROR,
    check_format: TableOrJson = "table",
    full: Full = False,
    quiet: Quiet = False,
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
    if check_format == "json":
        write(standard_json.check(checked), output)
    elif checked:
        detail = Detail.FULL if full else Detail.QUIET if quiet else Detail.FIRST
        draw_drafts(standard_check.screens(checked, detail, fail_on), output)
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
    if standard.incomplete:
        about = (standard.full_name, standard.incomplete)
        odd = (document.about(reading.incomplete_standard, ("incomplete",), *about), *odd)
    beside = read_assessment(file, standard)
    assessment = (str(beside.path), beside.findings) if beside else None
    return Checked(standard, named(file), sort_by_place((*contradictions, *odd)), skipped, assessment)


def diff(
    old: Annotated[
        str,
        take_argument(
            metavar="A",
            autocompletion=complete_references,
            help="The older standard: a reference, with @ a version (ST1414@1.0), or the path of a standard's file.",
        ),
    ],
    new: Annotated[
        str, take_argument(metavar="B", autocompletion=complete_references, help="The newer one, likewise.")
    ],
    show_format: Annotated[
        Literal["table", "json", "markdown"], typer.Option("--format", "-f", help="How to show it.")
    ] = "table",
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
    _show_diff(compared, (old_file, new_file), show_format, output)
    raise typer.Exit(0 if compared.is_same else _DIFFERENT)


def _show_diff(diff: StandardDiff, files: tuple[Path, Path], show_format: str, output: Path | None) -> None:
    names = named(files[0]), named(files[1])
    if output is not None and output.resolve() in {file.resolve() for file in files}:
        stop(f"{output} is one of the two standards; name another file")
    if show_format == "json":
        write(standard_json.diff(diff, names), output)
    elif show_format == "markdown":
        write(markdown.write(standard_diff.page(diff, names)), output)
    else:
        draw(standard_diff.document(diff, names), output)


def export(
    *,
    reference: Reference = None,
    to: Annotated[
        ExportFormat,
        take_option(
            "--to",
            help="The system or format: mahara (SmartEvidence .matrix), moodle (competency framework), case (1EdTech "
            "CASE 1.1), csv, xlsx or markdown.",
        ),
    ],
    option: OnlyOption = None,
    output: Output = None,
) -> None:
    """Write a standard for another system: its statements, its duties, and which of them belong together.

    Every format shows what the source leaves open, such as the mapping of a duty.

    Example: ksbcheck standard export ST1414 --to mahara --option send -o send.matrix
    """
    if output is None and not FORMATS[to].is_text:
        stop(f"{to.value} is not text; name a file with -o")
    path, standard = find_standard_here(reference)
    if standard.incomplete:
        about = reading.incomplete_standard.words(standard.full_name, standard.incomplete)
        raise InputError("KSB921", *about, path=path)
    write_document(rendered(to, _part_for(standard, option)), output)


def _part_for(standard: Standard, option: str | None) -> Part:
    named = standard.option(option) if option is not None else None
    if option is not None and named is None:
        raise InputError("KSB909", *reading.unknown_option.words(standard.reference, option, standard.option_ids))
    return part_of(standard, named.id if named else None)
