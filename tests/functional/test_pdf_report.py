"""`ksbcheck report` as PDF."""

import os
from contextlib import closing
from pathlib import Path

import page
import pypdf
import pypdfium2
import pytest
from pypdf.generic import Destination

from tests.cohort import piece, write_cohort, write_learner
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


def conforms(path: Path) -> bool:
    """Return whether an independent validator finds nothing against PDF/UA-1."""
    return page.validate_pdf_bytes(path.read_bytes(), profile=page.ValidationProfile.PDF_UA_1).is_compliant


@pytest.mark.parametrize(
    ("example", "short", "full"),
    [("early-curriculum", 4, 9), ("halfway-send", 4, 11), ("complete-wellbeing", 2, 12), ("framework-advanced", 1, 2)],
)
def test_pdf_of_a_learner_is_short(ksbcheck: Run, tmp_path: Path, example: str, short: int, full: int) -> None:
    file = tmp_path / "report.pdf"
    for most, *option in ((short,), (full, "--full")):
        ksbcheck("report", f"examples/{example}", "--as-of", AS_OF, "-o", file, *option)
        assert conforms(file)
        with closing(pypdfium2.PdfDocument(file)) as document:
            assert len(document) <= most


def test_pdf_is_whole_only_when_asked(ksbcheck: Run, tmp_path: Path) -> None:
    for name, *option in (("short.pdf",), ("full.pdf", "--full")):
        ksbcheck(*HALFWAY, "-o", tmp_path / name, *option)
    short, full = (pdf_text(tmp_path / name) for name in ("short.pdf", "full.pdf"))
    assert "\nAbout this report" in full
    assert "\nAbout this report" not in short
    assert "Only with --full: " in short


def test_pdf_of_a_cohort_is_two_sheets(ksbcheck: Run, tmp_path: Path) -> None:
    for number, option in enumerate(["send", "wellbeing", "curriculum"] * 8):
        write_learner(tmp_path / str(number), f"Wanjiru Proxy {number}", piece("K1", "K2"), option=option)
    file = tmp_path / "cohort.pdf"
    ksbcheck(
        "report", *write_cohort(tmp_path), *map(tmp_path.joinpath, map(str, range(24))), "--as-of", AS_OF, "-o", file
    )
    assert conforms(file)
    with closing(pypdfium2.PdfDocument(file)) as document:
        assert [page.get_width() > page.get_height() for page in document] == [True, True]


def test_pdf_of_a_cohort_links_the_learners(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "cohort.pdf"
    ksbcheck("report", "examples/halfway-send", "examples/early-curriculum", "--as-of", AS_OF, "-o", file, "--full")
    assert conforms(file)
    reader = pypdf.PdfReader(file)
    titles = {each.title: reader.get_destination_page_number(each) for each in top_bookmarks(reader)}
    assert list(titles) == ["Specialist teaching assistant: 2 learners", "Tomasz Specimen", "Rowan Example"]
    links = [each.get_object() for each in reader.pages[0]["/Annots"]]
    places = [reader.named_destinations[each["/Dest"] if "/Dest" in each else each["/A"]["/D"]] for each in links]
    assert {reader.get_destination_page_number(each) for each in places} <= set(titles.values()) - {0}


def top_bookmarks(reader: pypdf.PdfReader) -> list[Destination]:
    return [each for each in reader.outline if not isinstance(each, list)]


def test_pdf_of_a_portfolio_that_cannot_be_read(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text("format: [", encoding="utf-8")
    assert ksbcheck("report", tmp_path, "-o", tmp_path / "report.pdf").returncode == 2
    assert "KSB904" in pdf_text(tmp_path / "report.pdf")
    assert conforms(tmp_path / "report.pdf")


def test_pdf_format_overrides_ending_and_is_reproducible(ksbcheck: Run, program: Run, tmp_path: Path) -> None:
    for run, name in ((ksbcheck, "one.pdf"), (program, "other.document")):
        assert run(*HALFWAY, "-o", tmp_path / name, "--format", "pdf").returncode == 1
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.document").read_bytes()


def test_pdf_rejects_standard_output(ksbcheck: Run) -> None:
    done = ksbcheck(*HALFWAY, "-o", "-", "--format", "pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a file" in done.stderr
