"""Standards for other systems.

Each renderer is a module with `render_export(part)`, imported only when it is asked for.
"""

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the command line imports this module to name the formats, and that must cost nothing
    from ksbcheck.domain.matrix import Part


class ExportFormat(Enum):
    """The systems and formats that a standard is exported to."""

    MAHARA = "mahara"
    MOODLE = "moodle"
    CASE = "case"
    CSV = "csv"
    XLSX = "xlsx"
    MARKDOWN = "markdown"


class ExportRenderer(NamedTuple):
    """Where a format's renderer is, whether what it makes is text, and the extra that it needs."""

    module: str
    is_text: bool = True
    extra: str | None = None


EXPORTS = {
    ExportFormat.MAHARA: ExportRenderer("ksbcheck.formats.mahara"),
    ExportFormat.MOODLE: ExportRenderer("ksbcheck.formats.moodle"),
    ExportFormat.CASE: ExportRenderer("ksbcheck.formats.case"),
    ExportFormat.CSV: ExportRenderer("ksbcheck.formats.standard_csv"),
    ExportFormat.XLSX: ExportRenderer("ksbcheck.formats.standard_xlsx", is_text=False, extra="spreadsheet"),
    ExportFormat.MARKDOWN: ExportRenderer("ksbcheck.formats.standard_markdown"),
}


def render_export(export_format: ExportFormat, part: "Part") -> str | bytes:
    """Return a standard in a format: text, or bytes where the format is none.

    Raises:
        ImportError: the library that the format needs is not installed.
    """
    content: str | bytes = import_module(EXPORTS[export_format].module).render_export(part)
    return content
