"""`--pseudonymous` hides all names and identifiers, in every command and format."""

import re
import zipfile
from pathlib import Path
from shutil import copytree

import pypdfium2
import pytest

from ksbcheck.formats import ReportFormat
from tests.conftest import AS_OF, ROOT, Run

NAMES = ("amara", "sample", "0012345", "dilys", "invented", "quentin", "madeup", "wilma", "fictional", "marigold")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a portfolio in a folder of the learner's name, with findings that name people."""
    folder = copytree(ROOT / "examples" / "complete-wellbeing", tmp_path / "amara-sample")
    manifest = folder / "portfolio.yaml"
    text = manifest.read_text(encoding="utf-8").replace(
        "title: Plan for a six-session friendship group", "title: Amara's plan, seen by Dilys Invented"
    )
    text = text.replace(
        "assessed: {by: Dilys Invented, on: 2025-04-02}", "assessed: {by: Sample Amara, on: 2025-04-02}"
    )
    manifest.write_text(text, encoding="utf-8")
    return folder


def file_text(file: Path) -> str:
    if file.suffix == ".pdf":
        return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file))
    if file.suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(file) as package:
            return "\n".join(package.read(name).decode() for name in package.namelist())
    return file.read_text(encoding="utf-8-sig")


def names_in(text: str, folder: Path) -> list[str]:
    words = text.replace(str(folder.parent), "").casefold()
    return [name for name in NAMES if re.search(rf"(?<![a-z]){name}(?![a-z])", words)]  # "sampled" is no name


@pytest.mark.parametrize("command", ["gateway", "plan"])
def test_pseudonymous_command_hides_names(ksbcheck: Run, folder: Path, command: str) -> None:
    done = ksbcheck(command, folder, "--as-of", AS_OF, "--pseudonymous", COLUMNS="300")
    assert "Learner-" in done.stdout
    assert names_in(done.stdout, folder) == []


@pytest.mark.parametrize("ending", ["html", "pdf", "md", "csv", "learners.csv", "xlsx", "json"])
def test_pseudonymous_report_hides_names(ksbcheck: Run, folder: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"report.{ending}"
    ksbcheck("report", folder, "-o", file, "--as-of", AS_OF, "--pseudonymous")
    text = file_text(file)
    assert "Learner-" in text
    assert names_in(text, folder) == []


@pytest.mark.parametrize("ending", ["xlsx", "csv", "docx"])
def test_pseudonymous_export_hides_names(ksbcheck: Run, folder: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"mapping.{ending}"
    assert ksbcheck("export", folder, "-o", file, "--as-of", AS_OF, "--pseudonymous").returncode == 0
    text = file_text(file)
    assert "Learner-" in text
    assert names_in(text, folder) == []


def test_pseudonymous_labels_are_stable(ksbcheck: Run, program: Run, folder: Path) -> None:
    once, again = (run("check", folder, "--as-of", AS_OF, "--pseudonymous").stdout for run in (ksbcheck, program))
    assert once == again
    assert "KSB315" in once  # the learner's signature is still recognised


def test_pseudonymous_error_hides_names(ksbcheck: Run, folder: Path) -> None:
    manifest = folder / "portfolio.yaml"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("started: 2025-01-13", "started: Amara Sample"), encoding="utf-8"
    )
    done = ksbcheck("check", folder, "--pseudonymous")
    assert done.returncode == 2
    assert "KSB906" in done.stdout
    assert "Portfolio-" in done.stdout
    assert names_in(done.stdout, folder) == []


@pytest.mark.parametrize("report_format", [each.value for each in ReportFormat])
@pytest.mark.parametrize("judged", [True, False])
def test_pseudonymous_check_hides_names(ksbcheck: Run, folder: Path, report_format: str, judged: bool) -> None:
    repository = folder / "again"  # even a repository in a folder of the learner's name
    portfolio = copytree(folder, repository / "amara-sample")
    (repository / ".git").mkdir()
    (portfolio / "ours.yaml").write_text(
        "format: ksbcheck-policy/1\nname: for-Amara\n"
        "methods: [{title: Amara's project, in_portfolio: false, ksbs: [K1]}]\n",
        encoding="utf-8",
    )
    (portfolio / "ksbcheck.toml").write_text(
        'policy = "ours.yaml"\n[[exceptions]]\nksb = "K1"\nreason = "Later"\nby = "sample amara"\nuntil = 2030-01-01\n',
        encoding="utf-8",
    )
    if not judged:
        (portfolio / "portfolio.yaml").write_text("x: [", encoding="utf-8")
    options = ("--as-of", AS_OF, "--pseudonymous", "-f", report_format)
    for path in (portfolio, "amara-sample")[not judged :]:
        done = ksbcheck("check", path, *options, cwd=repository, COLUMNS="300")
        assert done.returncode == (1 if judged else 2)
        assert "Learner-" in done.stdout if judged else done.stdout
        assert names_in(done.stdout, folder) == []
