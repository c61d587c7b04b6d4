"""`ksbcheck report` as PDF."""

import os
from contextlib import closing
from pathlib import Path

import pypdfium2

from tests.conftest import AS_OF, Run
from tests.functional.test_gold import GOLD

HALFWAY = ("report", "examples/halfway-send", "--as-of", AS_OF)


def pdf_text(path: Path) -> str:
    """Return the text of a PDF, page by page."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    return "\n\n".join(f"--- page {number}\n{text}" for number, text in enumerate(pages, start=1)) + "\n"


def test_pdf_matches_gold_file(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck(*HALFWAY, "-o", tmp_path / "report.pdf")
    assert (done.returncode, done.stdout) == (1, "")
    words, path = pdf_text(tmp_path / "report.pdf"), GOLD / "report-pdf.txt"
    if "KSBCHECK_UPDATE_GOLD" in os.environ:
        path.write_text(words, encoding="utf-8")
    assert words == path.read_text(encoding="utf-8"), "if the change is meant, run `make gold` and read the difference"


def test_pdf_format_overrides_ending_and_is_reproducible(ksbcheck: Run, program: Run, tmp_path: Path) -> None:
    for run, name in ((ksbcheck, "one.pdf"), (program, "other.document")):
        assert run(*HALFWAY, "-o", tmp_path / name, "--format", "pdf").returncode == 1
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.document").read_bytes()


def test_pdf_rejects_standard_output(ksbcheck: Run) -> None:
    done = ksbcheck(*HALFWAY, "-o", "-", "--format", "pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a file" in done.stderr
