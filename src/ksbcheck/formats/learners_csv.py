"""Reports as CSV: a row for every learner."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.cells import as_csv
from ksbcheck.reports import rows


def render(reports: Sequence[Report]) -> str:
    """Return the learners in the order of the cohort: not checked first, then those with most KSBs missing."""
    return as_csv(rows.as_text(rows.learners(reports)))
