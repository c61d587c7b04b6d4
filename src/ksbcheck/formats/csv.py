"""Reports, mappings and standards as CSV."""

from collections.abc import Sequence

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.matrix import Part
from ksbcheck.domain.report import Report
from ksbcheck.formats.standard import ksb_table
from ksbcheck.output.cells import as_csv
from ksbcheck.output.document import Facts, Table
from ksbcheck.reports import mapping, rows


def ksbs(reports: Sequence[Report]) -> str:
    return as_csv(rows.as_text(rows.ksbs(reports)))


def learners(reports: Sequence[Report]) -> str:
    return as_csv(rows.as_text(rows.learners(reports)))


def mapped(subject: tuple[Report, Judgement]) -> str:
    """Return the facts of a mapping, an empty row, and its table."""
    written: list[Sequence[str | int]] = []
    for block in mapping.document(*subject).sections[0].blocks:
        match block:
            case Facts():
                written += [[name, rows.plain_cell(value)] for name, value in block.rows]
            case Table():
                written += [[], *rows.as_text(block)]
    return as_csv(written)


def standard(part: Part) -> str:
    return as_csv(rows.as_text(ksb_table(part)))
