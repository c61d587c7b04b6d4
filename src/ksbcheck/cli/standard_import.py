"""`ksbcheck standard import`."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import library_here
from ksbcheck.cli.options import Output, TableOrJson, take_argument, take_option, with_shared_options
from ksbcheck.cli.run import COULD_NOT_CHECK, attempt, draw, stop, tell, write
from ksbcheck.domain.finding import Finding, InputError, cap_findings
from ksbcheck.domain.ladder import Severity
from ksbcheck.importing.printed import Stated
from ksbcheck.importing.readers import standards_in
from ksbcheck.inputs.library import is_reference, users_folder
from ksbcheck.reports import standard_json
from ksbcheck.reports.library import ImportResult, imported_document, summarised_findings
from ksbcheck.tasks.import_standards import Importer


@dataclass(frozen=True, slots=True)
class _ImportOptions:
    reference: Annotated[
        str | None, take_option(metavar="REF", help="The standard's reference, where the file lacks it.")
    ] = None
    version: Annotated[str | None, take_option(metavar="VERSION", help="Its version, where the file lacks it.")] = None
    title: Annotated[str | None, take_option(metavar="TITLE", help="Its title, where the file lacks it.")] = None
    level: Annotated[
        int | None, take_option(min=1, max=8, metavar="LEVEL", help="Its level, where the file lacks it.")
    ] = None
    option: Annotated[
        list[str] | None,
        take_option(
            metavar="ID=TITLE",
            help="An option, where the file lacks the titles; in the order of the file. Can be given several times.",
        ),
    ] = None

    def stated(self) -> Stated:
        return Stated(
            _official(self.reference), self.version, self.title, self.level, tuple(map(_option, self.option or ()))
        )


def _official(reference: str | None) -> str | None:
    """Return a reference as it is officially written, if it is one in small letters."""
    official = (reference or "").strip().upper()
    return official if is_reference(official) else reference


def _option(written: str) -> tuple[str, str]:
    name, equals, title = (part.strip() for part in written.partition("="))
    if not (name and equals and title):
        stop(f"--option {written}: write the id, an equals sign and the title, as in --option send=SEND")
    return name, title


@with_shared_options
def import_standards(
    files: Annotated[
        list[Path],
        take_argument(
            metavar="FILE...",
            help="Official JSON (standards API or occupational maps), a saved page or its text, a spreadsheet or CSV, "
            "or a standard in ksbcheck's format.",
        ),
    ],
    options: _ImportOptions,
    to: Annotated[
        Path | None, take_option("--to", metavar="FOLDER", help="The folder to write to, instead of your own library.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace what differs in the library.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be imported, and write nothing.")] = False,
    import_format: TableOrJson = "table",
    output: Output = None,
) -> None:
    """Import standards into the library, one file a standard and version.

    What the library has already is completed and never silently replaced. Nothing is fetched: download the files first,
    official JSON from skillsengland.education.gov.uk/api/apprenticeshipstandards (docs/library.md says more).

    Example: ksbcheck standard import standards.json --to standards
    """
    folder = to or users_folder()
    importer = Importer(folder, library_here(), replace=replace, rehearsal=dry_run)
    results: list[ImportResult] = []
    stated = options.stated()
    with _without_collecting():
        _, errors = attempt(lambda file: results.extend(importer.add(standards_in(file, stated), file)), files)
    about_files = [*(finding for error in errors for finding in error.findings), *importer.about_files]
    if import_format == "json":
        write(standard_json.imported(results, about_files, str(folder), rehearsal=dry_run), output)
    elif results:
        draw(imported_document(results, str(folder), rehearsal=dry_run), output)
    tell([InputError.of(*cap_findings((*about_files, *summarised_findings(results)), ()))])
    raise typer.Exit(_status(results, about_files))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Stop the garbage collector: it finds nothing in the millions of values, and takes as long as reading them."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _status(results: Sequence[ImportResult], about_files: Sequence[Finding]) -> int:
    """Return 2 if nothing was imported, 1 if something is left out, and 0 if all was imported."""
    findings = (*about_files, *(finding for result in results for finding in result.findings))
    if not any(result.standard for result in results):
        return COULD_NOT_CHECK
    is_incomplete = any(result.standard and result.standard.incomplete for result in results)
    return int(is_incomplete or any(finding.severity is Severity.ERROR for finding in findings))
