"""A mapping of KSBs to evidence as CSV."""

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.report import Report
from ksbcheck.output.cells import as_csv
from ksbcheck.output.document import Facts, Table
from ksbcheck.reports.mapping import document
from ksbcheck.reports.rows import as_text, plain_cell


def render(mapped: tuple[Report, Judgement]) -> str:
    """Return the facts of a mapping, an empty row, and its table."""
    rows: list[list[str | int]] = []
    for block in document(*mapped).sections[0].blocks:
        match block:
            case Facts():
                rows += [[name, plain_cell(value)] for name, value in block.rows]
            case Table():
                rows += [[], *map(list, as_text(block))]
    return as_csv(rows)
