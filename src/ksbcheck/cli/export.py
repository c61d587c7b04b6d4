"""`ksbcheck export`."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

from ksbcheck.cli.options import Judging, Looking, PortfolioFolder, Pseudonymous, take_option, with_shared_options
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import rendered, stop, write_document
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.mapping import FORMAT
from ksbcheck.domain.text import listed, shown
from ksbcheck.formats import MappingFormat
from ksbcheck.inputs.blocks import read_blocks
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.tasks.draft import Stated, draft_claims, open_target, read_sources
from ksbcheck.tasks.pseudonyms import pseudonymous_reports

_ENDINGS = tuple(f".{each.value}" for each in MappingFormat)


@with_shared_options
def export(
    *,
    folder: PortfolioFolder,
    output: Annotated[
        Path | None,
        take_option(
            "--output",
            "-o",
            metavar="FILE",
            readable=False,
            help="The file to write; its ending says how: .xlsx (to fill in), .csv or .docx.",
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
    is_earlier, inside = _is_mapping(output), Path(folder) if Path(folder).is_dir() else Path(folder).parent
    if is_earlier:
        _refuse_to_lose(inside, output)
    elif output.is_file() and output.resolve().is_relative_to(inside.resolve()):
        stop(f"{shown(str(output))} is a file of the portfolio; name another file for the mapping")
    (report,) = judged([folder], judging.request(looking), looking, None if is_earlier else output)
    (made,) = pseudonymous_reports([report]) if pseudonymous else (report,)
    if made.judgement is None:
        raise InputError.of(*made.findings)
    if made.under_standard is None:
        stop("a framework defines no KSBs, so there is nothing to map")
    write_document(rendered(MappingFormat(output.suffix.lower()[1:]), (made, made.under_standard)), output)


def _is_mapping(output: Path) -> bool:
    """Return whether a file is an earlier mapping, which may be replaced."""
    with suppress(OSError), Outlines(None) as documents:
        return output.is_file() and any(FORMAT in block.text for block, _ in read_blocks(output, documents).blocks)
    return False


def _refuse_to_lose(folder: Path, output: Path) -> None:
    """Stop if an earlier mapping has decisions that the manifest lacks."""
    target = open_target(folder, Stated(), lambda _what, _known: None)
    with Outlines(None) as documents, suppress(InputError):  # another one's mapping, or one for Word, is not imported
        tracker = read_sources(target, [output], documents, None, {})
        if any(claim.decisions for claim in draft_claims(target, tracker, ()).claims):
            stop(f"{shown(str(output))} has decisions that the manifest lacks; import it first, or name another file")
