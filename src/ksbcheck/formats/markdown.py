"""Reports as Markdown for pull requests and job summaries, with folded details."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.engine.cohort import worst_first
from ksbcheck.output.passages import write_within
from ksbcheck.reports.portfolio import document
from ksbcheck.reports.screen import cohort

_MOST_CHARACTERS = 65_536
"""What GitHub takes as a comment; a job summary may be longer."""


def render(reports: Sequence[Report]) -> str:
    """Return the reports as one document within GitHub's limit; several below an overview, the worst first."""
    if len(reports) == 1:
        return write_within(document(reports[0]), (), _MOST_CHARACTERS)
    return write_within(cohort(reports), list(map(document, worst_first(reports))), _MOST_CHARACTERS)
