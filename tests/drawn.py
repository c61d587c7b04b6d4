"""Tables as the command line draws them."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.document import Detail, Screen
from ksbcheck.output.terminal import write_drafts
from ksbcheck.reports.screen import screens


def draw(reports: Sequence[Report], view: Detail = Detail.FULL, screen: Screen | None = None) -> str:
    """Return reports as `check` shows them."""
    return write_drafts(screens(reports, view), screen or Screen())
