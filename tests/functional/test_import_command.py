"""`ksbcheck import`: a tracker into a manifest, again, newer, and what it refuses."""

import os
from pathlib import Path

import pytest

from ksbcheck.inputs.manifest import read_manifest
from tests.conftest import ROOT, Run, one_line

SHAPES = ROOT / "tests" / "data" / "trackers"
NEW = ("--standard", "ST1414", "--option", "send")
HEAD = "KSB,Evidence,Page,Status\n"
ROWS = "K6,E01 Phonics plan,2,Complete\nK9,E01 Phonics plan,3,In progress\nK99,E01 Phonics plan,4,Complete\n"


def tracker(folder: Path, rows: str = ROWS) -> Path:
    source = folder / "tracker.csv"
    source.write_text(HEAD + rows, encoding="utf-8")
    return source


def claims(folder: Path) -> list[tuple[str, str, str | None, str | None]]:
    pieces = read_manifest(folder).portfolio.evidence
    return [
        (piece.id, claim.ksb, claim.where, claim.status and str(claim.status))
        for piece in pieces
        for claim in piece.claims
    ]


def test_import_makes_a_manifest_and_lists_what_is_left_out(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("import", tracker(tmp_path), "--to", tmp_path / "p", *NEW, "--yes")
    assert done.returncode == 1
    assert "line 4: K99 E01 Phonics plan: ST1414 has no K99; did you mean K9?" in one_line(done.stdout)
    assert f"Next: ksbcheck check {tmp_path / 'p'}" in done.stdout
    assert claims(tmp_path / "p") == [("E01", "K6", "p. 2", None), ("E01", "K9", "p. 3", "planned")]


def test_import_again_changes_nothing_and_newer_rows_update(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    ksbcheck("import", tracker(tmp_path), "--to", folder, *NEW, "--yes")
    manifest = folder / "portfolio.yaml"
    before = manifest.read_text("utf-8") + "# mine\n"
    manifest.write_text(before, "utf-8")
    assert ksbcheck("import", tracker(tmp_path), "--to", folder, "--yes").returncode == 1
    assert manifest.read_text("utf-8") == before
    newer = tracker(tmp_path, "K6,E01 Phonics plan,5,Complete\nK9,E01 Phonics plan,3,Complete\n")
    done = ksbcheck("import", newer, "--to", folder, "--yes")
    assert done.returncode == 0
    assert "claimed, p. 5 (was claimed, p. 2): K6" in one_line(done.stdout)
    assert claims(folder) == [("E01", "K6", "p. 5", None), ("E01", "K9", "p. 3", None)]
    assert manifest.read_text("utf-8").endswith("# mine\n")
    lower = ksbcheck("import", tracker(tmp_path, "K6,E01 Phonics plan,5,Planned\n"), "--to", folder, "--yes")
    assert (lower.returncode, claims(folder)[0]) == (1, ("E01", "K6", "p. 5", None))
    assert "E01 claims it already; the tracker says planned" in one_line(lower.stdout)


def test_import_shows_its_guesses_and_writes_only_when_told(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("import", tracker(tmp_path), "--to", tmp_path / "p", *NEW)
    assert (done.returncode, "add --yes to write this" in done.stderr) == (2, True)
    assert "How the columns were read" in done.stdout
    assert not (tmp_path / "p").exists()


def test_import_takes_columns_that_are_named(ksbcheck: Run, tmp_path: Path) -> None:
    source = tmp_path / "odd.csv"
    source.write_text("Main,Also,Evidence\nK6,K9,Phonics plan\nK10,K12,Reading film\n", encoding="utf-8")
    ksbcheck("import", source, "--to", tmp_path / "p", *NEW, "--yes", "--column", "ksb=B", "--column", "not-used=A")
    portfolio = read_manifest(tmp_path / "p").portfolio
    assert [[code for _, code in piece.codes] for piece in portfolio.evidence] == [["K9"], ["K12"]]


def test_init_with_a_tracker_claims_what_it_maps(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "E01-phonics.md").write_text("# Phonics plan\n\nI planned it (K6), with care (K10).\n", encoding="utf-8")
    done = ksbcheck("init", folder, *NEW, "--from", tracker(folder))
    assert done.returncode == 1
    (piece,) = read_manifest(folder).portfolio.evidence
    assert piece.files == ("E01-phonics.md",)
    assert [(claim.ksb, claim.where, claim.status and str(claim.status)) for claim in piece.claims] == [
        ("K6", "p. 2", None),
        ("K10", "§ Phonics plan", "suggested"),
        ("K9", "p. 3", "planned"),
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("no-such.csv",), "cannot be opened"),
        (("tracker.csv", "--column", "ksb=Z"), "no table has the column Z"),
        (("tracker.csv", "--column", "code=B"), "the roles are ksb"),
        (("tracker.csv", "--option", "art"), "no option 'art'"),
        ((str(SHAPES / "learners-in-a-column"),), "Choose one with --learner"),
    ],
)
def test_import_refuses(ksbcheck: Run, tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    tracker(tmp_path)
    source = Path(args[0])
    files = [each for each in source.iterdir() if each.name != "expected.json"] if source.is_dir() else [source]
    done = ksbcheck("import", *files, "--to", "p", *NEW, *args[1:], "--yes", cwd=tmp_path)
    assert (done.returncode, said in one_line(done.stderr)) == (2, True), done.stderr
    assert not (tmp_path / "p").exists()


def test_import_refuses_a_manifest_that_is_read_only(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    ksbcheck("import", tracker(tmp_path), "--to", folder, *NEW, "--yes")
    manifest = folder / "portfolio.yaml"
    before = manifest.read_bytes()
    manifest.chmod(0o444)
    if os.access(manifest, os.W_OK):
        pytest.skip("this user may write everywhere")
    done = ksbcheck("import", tracker(tmp_path, "K12,E02 Film,1,Complete\n"), "--to", folder, "--yes")
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)
    assert manifest.read_bytes() == before


@pytest.mark.parametrize("ending", ["md", "html", "csv", "json"])
def test_import_refuses_reports_of_ksbcheck(ksbcheck: Run, tmp_path: Path, ending: str) -> None:
    report = tmp_path / f"report.{ending}"
    ksbcheck("report", "examples/halfway-send", "-o", str(report))
    done = ksbcheck("import", str(report), "--to", str(tmp_path / "new"), *NEW, "--yes")
    assert done.returncode == 2
    assert "ksbcheck" in done.stderr
    assert not (tmp_path / "new").exists()


def test_import_writes_no_empty_manifest(ksbcheck: Run, tmp_path: Path) -> None:
    tracker = tmp_path / "tracker.csv"
    tracker.write_text("Duty,KSBs\nPlan lessons,K1 K2\nKeep children safe,S1\n", "utf-8")
    done = ksbcheck("import", str(tracker), "--to", str(tmp_path / "new"), *NEW, "--yes")
    assert done.returncode == 1
    assert "no column names evidence" in " ".join(done.stdout.split())
    assert "Nothing was written." in done.stdout
    assert not (tmp_path / "new").exists()
