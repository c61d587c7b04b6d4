"""The formats of reports and standards. A module is imported when its format is used."""

from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module
from pathlib import Path
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
    """The module of a format, whether its output is text, and the extra that it needs.

    A format that `can_be_short` is short unless it is asked to be full.
    """

    module: str
    is_text: bool = True
    extra: str | None = None
    can_be_short: bool = False


AnyFormat = ReportFormat | DocumentFormat | ExportFormat | MappingFormat
FORMATS: Mapping[AnyFormat, Format] = {
    ReportFormat.JSON: Format("ksbcheck.reports.json"),
    ReportFormat.LINES: Format("ksbcheck.formats.lines"),
    ReportFormat.GITHUB: Format("ksbcheck.formats.github"),
    ReportFormat.GITLAB: Format("ksbcheck.formats.gitlab"),
    ReportFormat.JUNIT: Format("ksbcheck.formats.junit"),
    ReportFormat.SARIF: Format("ksbcheck.formats.sarif"),
    DocumentFormat.JSON: Format("ksbcheck.reports.json"),
    ReportFormat.MARKDOWN: Format("ksbcheck.formats.markdown"),
    DocumentFormat.HTML: Format("ksbcheck.formats.html"),
    DocumentFormat.PDF: Format("ksbcheck.formats.pdf", is_text=False, extra="pdf", can_be_short=True),
    DocumentFormat.MARKDOWN: Format("ksbcheck.formats.markdown"),
    DocumentFormat.CSV: Format("ksbcheck.formats.csv"),
    DocumentFormat.LEARNERS: Format("ksbcheck.formats.learners_csv"),
    DocumentFormat.XLSX: Format("ksbcheck.formats.xlsx", is_text=False, extra="spreadsheet"),
    ExportFormat.MAHARA: Format("ksbcheck.formats.mahara"),
    ExportFormat.MOODLE: Format("ksbcheck.formats.moodle"),
    ExportFormat.CASE: Format("ksbcheck.formats.case"),
    ExportFormat.CSV: Format("ksbcheck.formats.standard_csv"),
    ExportFormat.XLSX: Format("ksbcheck.formats.standard_xlsx", is_text=False, extra="spreadsheet"),
    ExportFormat.MARKDOWN: Format("ksbcheck.formats.standard_markdown"),
    MappingFormat.XLSX: Format("ksbcheck.formats.mapping_xlsx", is_text=False, extra="spreadsheet"),
    MappingFormat.CSV: Format("ksbcheck.formats.mapping_csv"),
    MappingFormat.DOCX: Format("ksbcheck.formats.mapping_docx", is_text=False, extra="word"),
}

IN_REPOSITORY = frozenset({ReportFormat.GITHUB, ReportFormat.GITLAB, ReportFormat.SARIF})
"""The formats with paths from the root of the repository."""

IN_JOB_SUMMARY = frozenset({ReportFormat.GITHUB, ReportFormat.MARKDOWN})
"""The formats that also write the Markdown report into a job's summary."""


def render(chosen: AnyFormat, subject: object, *, full: bool = False) -> str | bytes:
    """Return a subject in a format other than a table, or raise `ImportError` without its library."""
    module = import_module(FORMATS[chosen].module)
    options = {"full": full} if FORMATS[chosen].can_be_short else {}
    content: str | bytes = module.render(subject, **options)
    return content


def render_pages(reports: object, file: Path, folder: Path, *, by_learner: bool) -> Iterator[tuple[Path, bytes]]:
    """Yield the page of a cohort, and those of its learners in a folder, named after the learners or their paths."""
    made: Iterator[tuple[Path, bytes]] = import_module("ksbcheck.formats.html").pages(
        reports, file, folder, by_learner=by_learner
    )
    return made
