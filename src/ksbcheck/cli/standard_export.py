"""`ksbcheck standard export`."""

from typing import Annotated

import typer

from ksbcheck.cli.library import find_standard_here
from ksbcheck.cli.options import OnlyOption, Output, Reference
from ksbcheck.cli.run import rendered, stop, write_document
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.matrix import Part, part_of
from ksbcheck.domain.standard import Standard
from ksbcheck.formats import FORMATS, ExportFormat
from ksbcheck.rules import reading


def export(
    *,
    reference: Reference = None,
    to: Annotated[
        ExportFormat,
        typer.Option(
            "--to",
            help="The system or format: mahara (SmartEvidence .matrix), moodle (competency framework), "
            "case (1EdTech CASE 1.1), csv, xlsx or markdown.",
            show_default=False,
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
    _, standard = find_standard_here(reference)
    write_document(rendered(to, part_for(standard, option)), output)


def part_for(standard: Standard, option: str | None) -> Part:
    """Return what an option of a standard requires; without an option, all of the standard.

    Raises:
        InputError: the standard has no such option.
    """
    if option is not None and option not in standard.option_ids:
        raise InputError("KSB909", *reading.unknown_option.words(standard.reference, option, standard.option_ids))
    return part_of(standard, option)
