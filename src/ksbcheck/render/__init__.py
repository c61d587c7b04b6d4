"""Showing reports.

Each renderer is a module with `render(reports, screen) -> str`, imported only when it is asked for.
"""

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the command line imports this module to name the formats, and that must cost nothing
    from collections.abc import Callable, Sequence

    from ksbcheck.render.screen import Screen
    from ksbcheck.report import Report

Renderer: TypeAlias = "Callable[[Sequence[Report], Screen], str]"


class ReportFormat(Enum):
    """The formats of a report."""

    TABLE = "table"
    SUMMARY = "summary"
    JSON = "json"


RENDERERS = {
    # format: the module that renders it
    ReportFormat.TABLE: "ksbcheck.render.report_table",
    ReportFormat.SUMMARY: "ksbcheck.render.report_summary",
    ReportFormat.JSON: "ksbcheck.render.report_json",
}


def renderer(report_format: ReportFormat) -> Renderer:
    """Return the renderer of a format."""
    render: Renderer = import_module(RENDERERS[report_format]).render
    return render
