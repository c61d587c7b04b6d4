"""Reports, mappings and standards as workbooks for Excel."""

from collections.abc import Sequence
from tempfile import TemporaryDirectory

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.report import Report
from ksbcheck.inputs.files import reason_of
from ksbcheck.output.workbook import write
from ksbcheck.reports.cohort_documents import workbook_of
from ksbcheck.reports.cohort_rows import Cohort
from ksbcheck.reports.rows import workbook


def render(subject: Sequence[Report] | Cohort) -> bytes:
    """Return one workbook of all portfolios."""
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
