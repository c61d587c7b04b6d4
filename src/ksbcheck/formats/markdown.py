"""Reports as Markdown for pull requests and job summaries, with folded details."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.passages import write_within
from ksbcheck.reports.cohort import documents

_MOST_CHARACTERS = 65_536
"""What GitHub takes as a comment; a job summary may be longer."""


def render(reports: Sequence[Report]) -> str:
    """Return the reports as one document within GitHub's limit; several below an overview, the worst first."""
    whole, *each = documents(reports)
    return write_within(whole, each, _MOST_CHARACTERS)
