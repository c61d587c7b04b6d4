"""`ksbcheck init` drafts a manifest from a folder, and never changes an entry."""

from pathlib import Path

import pytest

from ksbcheck.inputs.manifest import read_manifest
from tests.conftest import Run, one_line
from tests.documents import docx, tree

NEW = ("--standard", "ST1414", "--option", "send", "--learner", "Ann Example", "--started", "2025-01-13")
PLAN = "# Phonics plan\n\nDate: 4 March 2025\n\nI planned the phonics group (K9), and the next one (K12, K44).\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tree(
        tmp_path / "portfolio",
        {
            "evidence/E07-plan.md": PLAN,
            "evidence/E07 photo 1.jpg": b"\xff\xd8\xff\xe0 not really",
            "2025-05-06 Observation.docx": docx(["I led the group without help (S7)."]),
            "blank.txt": "\n",
            "Thumbs.db": b"x",
        },
    )


def test_init_drafts_a_piece_for_each_document(ksbcheck: Run, folder: Path) -> None:
    done = ksbcheck("init", str(folder), *NEW)
    assert done.returncode == 0, done.stderr
    assert f"ksbcheck confirm {folder}" in " ".join(done.stdout.split())
    for said in ("blank.txt", "K44"):
        assert said in done.stdout.split("Left out")[1]
    portfolio = read_manifest(folder).portfolio
    assert (portfolio.standard, portfolio.version, portfolio.option) == ("ST1414", "1.0", "send")
    assert portfolio.learner
    assert portfolio.learner.name == "Ann Example"
    pieces = {piece.files[0]: piece for piece in portfolio.evidence}
    plan, observation = pieces["evidence/E07-plan.md"], pieces["2025-05-06 Observation.docx"]
    assert (plan.id, plan.title, str(plan.date)) == ("E07", "Phonics plan", "2025-03-04")
    assert [(claim.ksb, claim.where, str(claim.status)) for claim in plan.claims] == [
        ("K9", "§ Phonics plan", "suggested"),
        ("K12", "§ Phonics plan", "suggested"),
    ]
    assert (str(observation.type and observation.type.value), str(observation.date)) == ("observation", "2025-05-06")
    assert "2025-03-04 (its text)" in one_line(done.stdout)


def test_init_again_adds_what_is_new_and_changes_nothing(ksbcheck: Run, folder: Path) -> None:
    ksbcheck("init", str(folder), *NEW)
    manifest = folder / "portfolio.yaml"
    before = manifest.read_text("utf-8").replace("status: suggested}", "status: planned}  # mine", 1)
    manifest.write_text(before, "utf-8")
    (folder / "journal.md").write_text("# Journal\n\nI asked the SENCo for advice (K30).\n", "utf-8")
    assert ksbcheck("init", str(folder)).returncode == 0
    after = manifest.read_text("utf-8")
    assert after.startswith(before)
    assert "files: [journal.md]" in after[len(before) :]
    assert ksbcheck("init", str(folder)).returncode == 0
    assert manifest.read_text("utf-8") == after


def test_init_writes_nothing_with_dry_run(ksbcheck: Run, folder: Path) -> None:
    done = ksbcheck("init", str(folder), *NEW, "--dry-run")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "format: ksbcheck-portfolio/1")
    assert not (folder / "portfolio.yaml").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "--standard"),
        (("--standard", "ST1414"), "--option: send, wellbeing and curriculum"),
        (("--standard", "ST9999", "--option", "send"), "ST9999"),
        (("--standard", "ST1414", "--option", "art"), "no option 'art'"),
        (("--standard", "ST1414", "--version", "7", "--option", "send"), "7"),
    ],
)
def test_init_guesses_nothing(ksbcheck: Run, folder: Path, args: tuple[str, ...], said: str) -> None:
    done = ksbcheck("init", str(folder), *args)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (folder / "portfolio.yaml").exists()


def test_init_refuses_to_contradict_the_manifest(ksbcheck: Run, folder: Path) -> None:
    ksbcheck("init", str(folder), *NEW, "--learner-id", "0012")
    for key, has, other in (("option", "send", "wellbeing"), ("learner-id", "0012", "12")):
        done = ksbcheck("init", str(folder), f"--{key}", other)
        assert (done.returncode, f"the manifest states {key} '{has}', not '{other}'" in done.stderr) == (2, True)


def test_init_without_standard_input_asks_nothing(
    ksbcheck: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    folder = tree(tmp_path / "two words", {"plan.md": PLAN})
    assert "name the standard with --standard" in ksbcheck("init", folder).stderr
    assert f"ksbcheck confirm '{folder}'" in ksbcheck("init", folder, *NEW).stdout


def test_init_makes_no_piece_of_a_tracker(ksbcheck: Run, folder: Path) -> None:
    (folder / "Spring term.csv").write_text("KSB,Evidence\nK6,E07\nK9,E07\nS7,Observation\n", "utf-8")
    done = ksbcheck("init", str(folder), *NEW)
    assert "Spring term.csv: looks like a tracker" in one_line(done.stdout)
    assert "Spring term.csv" not in (folder / "portfolio.yaml").read_text("utf-8")
