"""Reports as PDF: what everybody needs, or all of it."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.document import Depth
from ksbcheck.output.pdf import write
from ksbcheck.reports.portfolio import documents


def render(reports: Sequence[Report], *, full: bool = False) -> bytes:
    """Return reports as one PDF document; `full` with every section."""
    return write(documents(reports), Depth.REST if full else Depth.MAIN)
