"""What `scan` says of documents; `test_corpus` measures how well it reads them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

DOCUMENTS = ROOT / "tests" / "data" / "documents"


def scanned(ksbcheck: Run, *args: str) -> dict[str, dict[str, set[str]]]:
    """Return the kinds of each code in each document."""
    data = json.loads(ksbcheck("scan", *args, "--format", "json").stdout)
    assert data["format"] == "ksbcheck-scan/1"
    kinds: dict[str, dict[str, set[str]]] = {}
    for document in data["documents"]:
        found = kinds.setdefault(document["path"], {})
        for mention in document["mentions"]:
            assert mention["place"]
            found.setdefault(mention["code"], set()).add(mention["kind"])
    return kinds


def test_scan_of_a_file_names_only_the_codes_asked_for(ksbcheck: Run) -> None:
    file = str(DOCUMENTS / "weekly-log.md")
    assert scanned(ksbcheck, file, "--ksb", "k5") == {"weekly-log.md": {"K5": {"listed", "shown"}}}


def test_scan_tells_documents_that_no_piece_names(ksbcheck: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "tests" / "cases" / "counting" / "storage-called-s3", tmp_path / "portfolio")
    (folder / "more.md").write_text("I led the group (S1).")
    data = json.loads(ksbcheck("scan", str(folder), "--format", "json").stdout)
    assert {each["path"]: each["named"] for each in data["documents"]} == {"bed.md": True, "more.md": False}
    assert not {"S1", "B4"} & set(data["shown_nowhere"])
    assert "S3" in data["shown_nowhere"]


def test_scan_hides_names_and_headings(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "Ann Example.md").write_text("# Ann Example and I\n\nI led the group (S1).\n")
    for form in ("table", "json"):
        said = ksbcheck("scan", str(tmp_path), "--pseudonymous", "--format", form).stdout
        assert "S1" in said
        assert "Ann" not in said


@pytest.mark.parametrize(("args", "why"), [(("--ksb", "X1"), "is no KSB"), (("--standard", "ST0"), "ST0")])
def test_scan_refuses_unknown_codes_and_standards(ksbcheck: Run, args: tuple[str, str], why: str) -> None:
    done = ksbcheck("scan", str(DOCUMENTS), *args)
    assert done.returncode == 2
    assert why in done.stderr
