"""Reports, mappings and standards as workbooks for Excel."""

from collections.abc import Sequence
from tempfile import TemporaryDirectory

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.matrix import Part
from ksbcheck.domain.report import Report
from ksbcheck.formats.standard import first_day, sheets
from ksbcheck.inputs.files import reason_of
from ksbcheck.output.document import Document
from ksbcheck.output.workbook import write
from ksbcheck.reports import mapping
from ksbcheck.reports.cohort_documents import workbook_of
from ksbcheck.reports.cohort_rows import Cohort
from ksbcheck.reports.rows import workbook


def reports(subject: Sequence[Report] | Cohort) -> bytes:
    if isinstance(subject, Cohort):
        return _in_folder(subject)
    day = next((report.judgement.today for report in subject if report.judgement), None)
    return write(workbook(subject), day)


def _in_folder(cohort: Cohort) -> bytes:
    whole = workbook_of(cohort)
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            return write(whole, cohort.summary.day, folder)
    except OSError as error:
        remedy = "Free space for temporary files, or set TMPDIR to a folder with more."
        raise InputError("KSB901", f"a temporary file cannot be written: {reason_of(error)}", remedy) from None


def mapped(subject: tuple[Report, Judgement]) -> bytes:
    """Return a workbook of the mapping, and a sheet that says how to fill it in."""
    made = mapping.document(*subject)
    return write(made._replace(sections=(*made.sections, mapping.HOW_TO_FILL_IN)), subject[1].today)


def standard(part: Part) -> bytes:
    return write(Document(part.full_name, tuple(sheets(part)), foot=part.full_name), first_day(part.standard))
