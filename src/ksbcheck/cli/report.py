"""`ksbcheck report`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.options import Judging, Looking, MethodId, PathsIfAny, Pseudonymous, take_option, with_shared_options
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import rendered, stop, write_document
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown as plain
from ksbcheck.engine.judge import gateway_of
from ksbcheck.formats import FORMATS, DocumentFormat
from ksbcheck.formats.html import pages
from ksbcheck.inputs.files import write_all
from ksbcheck.tasks.pseudonyms import pseudonymous_reports as hidden

_STANDARD_OUTPUT = "-"


@with_shared_options
def report(
    *,
    paths: PathsIfAny = None,
    output: Annotated[
        str | None,
        take_option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file to write; its ending says how: .html, .pdf, .md, .csv, .learners.csv (a row a learner), "
            ".xlsx, .json. - is standard output.",
        ),
    ] = None,
    document_format: Annotated[
        DocumentFormat | None, take_option("--format", "-f", help="What to write, whatever the file is called.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Every section on paper too, and not only what to read and to do.")
    ] = False,
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
    found = judged(paths, judging.request(looking, method), looking, file)
    reports = tuple(each._replace(components=gateway_of(each)) for each in found)
    shown = hidden(reports) if pseudonymous else reports
    if chosen is DocumentFormat.HTML and file and len(reports) > 1:
        folder = file.with_suffix("") if file.suffix else file.with_name(f"{file.name}-pages")
        _refuse_portfolio(folder, reports)
        write_all(pages(shown, file, folder, by_learner=pseudonymous))
        typer.echo(f"Written to {plain(str(file))}, with a page for each learner in {plain(str(folder))}", err=True)
    else:
        write_document(rendered(chosen, shown, full=full), file)
    raise typer.Exit(max(each.exit_status for each in reports))


def _refuse_portfolio(folder: Path, reports: Sequence[Report]) -> None:
    """Stop if pages would be written into a portfolio that was checked."""
    inside = [folder.resolve(), *folder.resolve().parents]
    for each in reports:
        path = Path(each.path).resolve()
        if (path if path.is_dir() else path.parent) in inside:
            stop(f"the pages of the learners would stand in the portfolio {plain(each.path)}; name another file")


def _by_ending(output: str) -> DocumentFormat:
    name = Path(output).name.lower()
    known = {each.value: each for each in DocumentFormat}
    ending = next((ending for ending in sorted(known, key=len, reverse=True) if name.endswith(f".{ending}")), None)
    if ending is None:
        stop(f"the ending of {output!r} doesn't say what to write; end it in .{', .'.join(known)}, or say --format")
    return known[ending]
