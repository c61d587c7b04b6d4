"""`ksbcheck report`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.options import Judging, Looking, MethodId, PathsIfAny, Pseudonymous, with_shared_options
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import rendered, stop, write_document
from ksbcheck.formats import FORMATS, DocumentFormat
from ksbcheck.tasks.pseudonyms import pseudonymous as hidden

_STANDARD_OUTPUT = "-"


@with_shared_options
def report(
    *,
    paths: PathsIfAny = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file to write; its ending says how: .html, .pdf, .md, .csv, .xlsx, .json. - is standard output.",
            show_default=False,
        ),
    ] = None,
    document_format: Annotated[
        DocumentFormat | None,
        typer.Option("--format", "-f", help="What to write, whatever the file is called.", show_default=False),
    ] = None,
    judging: Judging,
    method: MethodId = None,
    looking: Looking,
    pseudonymous: Pseudonymous = False,
) -> None:
    """Write a report to print, file or hand on: what is evidenced, what is missing, what to do next.

    Exit status: 0 nothing failing; 1 KSBs missing or other mistakes; 2 something not checked, or not written.

    Example: ksbcheck report portfolio/ -o report.html
    """
    if output is None:
        stop("name the file to write, as in -o report.html; its ending says how, and -o - is standard output")
    chosen = document_format or _by_ending(output)
    if output == _STANDARD_OUTPUT and not FORMATS[chosen].is_text:
        stop(f"{chosen.value} is not text; name a file instead of standard output")
    file = None if output == _STANDARD_OUTPUT else Path(output)
    reports = judged(paths, judging.request(looking, method), looking, file)
    write_document(rendered(chosen, hidden(reports) if pseudonymous else reports), file)
    raise typer.Exit(max(each.exit_status for each in reports))


def _by_ending(output: str) -> DocumentFormat:
    """Return the format that the ending of a file's name says."""
    ending = Path(output).suffix.lower().removeprefix(".")
    known = [each.value for each in DocumentFormat]
    if ending not in known:
        stop(f"the ending of {output!r} doesn't say what to write; end it in .{', .'.join(known)}, or say --format")
    return DocumentFormat(ending)
