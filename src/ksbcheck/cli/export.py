"""`ksbcheck export`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_portfolios
from ksbcheck.cli.options import Judging, Looking, Pseudonymous, with_shared_options
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import rendered, stop, write_document
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.text import listed, shown
from ksbcheck.formats import MappingFormat
from ksbcheck.inputs.blocks import read_blocks
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.reports.mapping import FORMAT
from ksbcheck.tasks.pseudonyms import pseudonymous_reports

_ENDINGS = tuple(f".{each.value}" for each in MappingFormat)


@with_shared_options
def export(
    *,
    folder: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER",
            autocompletion=complete_portfolios,
            help="A portfolio's folder, or its manifest.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            readable=False,
            help="The file to write; its ending says how: .xlsx (to fill in), .csv or .docx.",
            show_default=False,
        ),
    ] = None,
    judging: Judging,
    looking: Looking,
    pseudonymous: Pseudonymous = False,
) -> None:
    """Write the mapping of KSBs to evidence: a row a claim, as assessment organisations ask for it.

    An assessor may fill in decisions in the spreadsheet, which `ksbcheck import` brings back.

    Exit status: 0 written, 2 not written.

    Example: ksbcheck export portfolio/ -o mapping.xlsx
    """
    if output is None:
        stop(f"name the file to write with -o; its ending says how: {listed(_ENDINGS)}")
    if output.suffix.lower() not in _ENDINGS:
        stop(f"the ending of {shown(str(output))!r} doesn't say how to write it; end it in {listed(_ENDINGS)}")
    _refuse_evidence(output, Path(folder))
    (report,) = judged([folder], judging.request(looking), looking, output)
    (made,) = pseudonymous_reports([report]) if pseudonymous else (report,)
    if made.judgement is None:
        raise InputError.of(*made.findings)
    if made.under_standard is None:
        stop("a framework defines no KSBs, so there is nothing to map")
    write_document(rendered(MappingFormat(output.suffix.lower()[1:]), (made, made.under_standard)), output)


def _refuse_evidence(output: Path, folder: Path) -> None:
    """Stop if the output would be written over a file of the portfolio that is no mapping."""
    inside = (folder if folder.is_dir() else folder.parent).resolve()
    if not output.is_file() or not output.resolve().is_relative_to(inside):
        return
    with Outlines(None) as documents:
        blocks = read_blocks(output, documents).blocks
    if not any(FORMAT in block.text for block, _ in blocks):
        stop(f"{shown(str(output))} is a file of the portfolio; name another file for the mapping")
