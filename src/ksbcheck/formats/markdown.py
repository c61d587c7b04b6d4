"""Reports as Markdown for pull requests and job summaries, with folded details; a standard as a Markdown page."""

from collections.abc import Sequence

from ksbcheck.domain.matrix import Part
from ksbcheck.domain.report import Report
from ksbcheck.output import markdown
from ksbcheck.output.passages import write_within
from ksbcheck.reports import cohort
from ksbcheck.reports.standard import document

_MOST_CHARACTERS = 65_536
"""What GitHub takes as a comment; a job summary may be longer."""
_MOST_COLUMNS = 16
"""How many KSBs a panel of the matrix has: as many as a page shows without scrolling."""


def render(reports: Sequence[Report]) -> str:
    """Return the reports as one document within GitHub's limit; several below an overview, the worst first."""
    whole, *each = cohort.documents(reports)
    return write_within(whole, each, _MOST_CHARACTERS)


def standard(part: Part) -> str:
    return markdown.write(document(part, columns=_MOST_COLUMNS))
