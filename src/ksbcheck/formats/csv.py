"""Reports as CSV: a row for every required KSB."""

from collections.abc import Sequence

from ksbcheck.output.cells import as_csv
from ksbcheck.reports.sheets import JUSTIFIED, KSBS, NEXT, STATUS, WHOSE, Column, sheet_rows
from ksbcheck.reports.view import View

_COLUMNS = (
    *WHOSE,
    *map(Column, ("Outcome", "Under", "Option", "As of", "KSB", "Statement", "Duties", STATUS, "Rung")),
    *map(Column, ("Evidence that counts", "Where", "Assessed by", "Verified by", NEXT, JUSTIFIED)),
)


def render(views: Sequence[View]) -> str:
    """Return the KSBs of all portfolios, with a note for a portfolio without any."""
    return as_csv([[column.heading for column in _COLUMNS], *sheet_rows(KSBS, _COLUMNS, views)])
