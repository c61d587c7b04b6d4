"""Showing reports.

Each renderer is a module with `render(reports, screen) -> str`, imported only when it is asked for.
"""

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:  # the command line imports this module to name the formats, and that must cost nothing
    from collections.abc import Callable, Sequence

    from ksbcheck.domain.report import Report
    from ksbcheck.output.screen import Screen
    from ksbcheck.reports.view import View

Renderer: TypeAlias = "Callable[[Sequence[Report], Screen], str]"


class ReportFormat(Enum):
    """The formats of a report."""

    TABLE = "table"
    SUMMARY = "summary"
    JSON = "json"
    LINES = "lines"
    MARKDOWN = "markdown"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"


RENDERERS = {
    # format: the module that renders it; MARKDOWN is a document, because it says what to do next as well
    ReportFormat.TABLE: "ksbcheck.formats.table",
    ReportFormat.SUMMARY: "ksbcheck.reports.summary",
    ReportFormat.JSON: "ksbcheck.reports.json",
    ReportFormat.LINES: "ksbcheck.formats.lines",
    ReportFormat.GITHUB: "ksbcheck.formats.github",
    ReportFormat.GITLAB: "ksbcheck.formats.gitlab",
    ReportFormat.JUNIT: "ksbcheck.formats.junit",
    ReportFormat.SARIF: "ksbcheck.formats.sarif",
}

IN_REPOSITORY = frozenset({ReportFormat.GITHUB, ReportFormat.GITLAB, ReportFormat.SARIF})
"""The formats whose readers know files by their path from the root of the repository."""

IN_JOB_SUMMARY = frozenset({ReportFormat.GITHUB, ReportFormat.MARKDOWN})
"""The formats with which the Markdown report goes into the job's summary as well, where there is one."""


class DocumentFormat(Enum):
    """The formats of a report that is printed, filed or handed on; the value is the ending of the file's name."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class DocumentRenderer(NamedTuple):
    """Where a document's renderer is, whether what it makes is text, and the extra that it needs."""

    module: str
    is_text: bool = True
    extra: str | None = None


DOCUMENTS = {
    # format: a module with `render_document(reports, views)`, imported when it is asked for
    DocumentFormat.HTML: DocumentRenderer("ksbcheck.formats.html"),
    DocumentFormat.PDF: DocumentRenderer("ksbcheck.formats.pdf", is_text=False, extra="pdf"),
    DocumentFormat.MARKDOWN: DocumentRenderer("ksbcheck.formats.markdown"),
    DocumentFormat.CSV: DocumentRenderer("ksbcheck.formats.csv"),
    DocumentFormat.XLSX: DocumentRenderer("ksbcheck.formats.xlsx", is_text=False, extra="spreadsheet"),
    DocumentFormat.JSON: DocumentRenderer("ksbcheck.reports.json"),
}


def render_document(
    document_format: DocumentFormat, reports: "Sequence[Report]", views: "Sequence[View]"
) -> str | bytes:
    """Return reports as one document: text, or bytes where its format is none.

    Raises:
        ImportError: the library that the format needs is not installed.
    """
    content: str | bytes = import_module(DOCUMENTS[document_format].module).render_document(reports, views)
    return content


def renderer(report_format: ReportFormat) -> Renderer:
    """Return the renderer of a format."""
    render: Renderer = import_module(RENDERERS[report_format]).render
    return render
