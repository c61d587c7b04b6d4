"""The formats of reports and standards. A module is imported when its format is used."""

from collections.abc import Callable, Mapping
from enum import Enum
from importlib import import_module
from typing import NamedTuple


class ReportFormat(Enum):
    """The formats of a report. A table is drawn by the command line, for its screen."""

    TABLE = "table"
    JSON = "json"
    LINES = "lines"
    MARKDOWN = "markdown"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"


class DocumentFormat(Enum):
    """The formats of a report as a file; the value is the ending of its name."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"
    CSV = "csv"
    LEARNERS = "learners.csv"
    XLSX = "xlsx"
    JSON = "json"


class ExportFormat(Enum):
    """The formats of an exported standard."""

    MAHARA = "mahara"
    MOODLE = "moodle"
    CASE = "case"
    CSV = "csv"
    XLSX = "xlsx"
    MARKDOWN = "markdown"


class MappingFormat(Enum):
    """The formats of a mapping of KSBs to evidence; the value is the ending of the file's name."""

    XLSX = "xlsx"
    CSV = "csv"
    DOCX = "docx"


class Format(NamedTuple):
    """The module and function of a format in `ksbcheck`, whether its output is text, and the extra that it needs.

    A format that `can_be_short` is short unless it is asked to be full.
    """

    source: str
    is_text: bool = True
    extra: str | None = None
    can_be_short: bool = False


AnyFormat = ReportFormat | DocumentFormat | ExportFormat | MappingFormat
FORMATS: Mapping[AnyFormat, Format] = {
    ReportFormat.JSON: Format("reports.json:render"),
    ReportFormat.LINES: Format("formats.findings:lines"),
    ReportFormat.GITHUB: Format("formats.github:render"),
    ReportFormat.GITLAB: Format("formats.gitlab:render"),
    ReportFormat.JUNIT: Format("formats.junit:render"),
    ReportFormat.SARIF: Format("formats.sarif:render"),
    DocumentFormat.JSON: Format("reports.json:render"),
    ReportFormat.MARKDOWN: Format("formats.markdown:render"),
    DocumentFormat.HTML: Format("formats.html:render"),
    DocumentFormat.PDF: Format("formats.pdf:render", is_text=False, extra="pdf", can_be_short=True),
    DocumentFormat.MARKDOWN: Format("formats.markdown:render"),
    DocumentFormat.CSV: Format("formats.csv:ksbs"),
    DocumentFormat.LEARNERS: Format("formats.csv:learners"),
    DocumentFormat.XLSX: Format("formats.xlsx:reports", is_text=False, extra="spreadsheet"),
    ExportFormat.MAHARA: Format("formats.mahara:render"),
    ExportFormat.MOODLE: Format("formats.moodle:render"),
    ExportFormat.CASE: Format("formats.case:render"),
    ExportFormat.CSV: Format("formats.csv:standard"),
    ExportFormat.XLSX: Format("formats.xlsx:standard", is_text=False, extra="spreadsheet"),
    ExportFormat.MARKDOWN: Format("formats.markdown:standard"),
    MappingFormat.XLSX: Format("formats.xlsx:mapped", is_text=False, extra="spreadsheet"),
    MappingFormat.CSV: Format("formats.csv:mapped"),
    MappingFormat.DOCX: Format("formats.docx:render", is_text=False, extra="word"),
}

IN_REPOSITORY = frozenset({ReportFormat.GITHUB, ReportFormat.GITLAB, ReportFormat.SARIF})
"""The formats with paths from the root of the repository."""

IN_JOB_SUMMARY = frozenset({ReportFormat.GITHUB, ReportFormat.MARKDOWN})
"""The formats that also write the Markdown report into a job's summary."""


def load(chosen: AnyFormat) -> Callable[..., str | bytes]:
    """Return the function of a format, or raise `ImportError` without its library."""
    module, _, function = FORMATS[chosen].source.partition(":")
    made: Callable[..., str | bytes] = getattr(import_module(f"ksbcheck.{module}"), function)
    return made


def render(chosen: AnyFormat, subject: object, *, full: bool = False) -> str | bytes:
    """Return a subject in a format other than a table, or raise `ImportError` without its library."""
    options = {"full": full} if FORMATS[chosen].can_be_short else {}
    return load(chosen)(subject, **options)
