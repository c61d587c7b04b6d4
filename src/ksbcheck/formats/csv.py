"""Reports as CSV: a row for every required KSB of each learner."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.cells import as_csv
from ksbcheck.reports import rows


def render(reports: Sequence[Report]) -> str:
    """Return the KSBs of all portfolios, with a note for a portfolio without any."""
    return as_csv(rows.as_text(rows.ksbs(reports)))
