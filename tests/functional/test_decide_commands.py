"""`ksbcheck claim`, `assess`, `assure` and `confirm`."""

import hashlib
import io
import json
import os
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.documents import tree

CASES = ROOT / "tests" / "cases"
MANIFEST = """\
# Sam's portfolio
format: ksbcheck-portfolio/1
standard: ../standard.yaml
version: "1.0"
option: indoor
learner: {name: Sam Invented}
started: 2025-01-13
evidence:
  - id: E1  # the box
    title: Window box
    date: 2025-03-04
    files: [E1.md]
    ksbs: [K1, K2]
    claims:
      - {ksb: S1, where: § Water, status: suggested}  # from the scan
      - {ksb: S2, status: planned}
  - id: E2
    title: "Notes, and more"
    date: 2025-03-05
    url: https://school.example/notes
    claims:
      - ksb: K3   # later
        status: suggested
"""
WORK = "# Light\n\nThe box faces south, so that it has light.\n\n# Water\n\nIt rained. I watered it each day at noon (S1).\n"
SHA = hashlib.sha256(WORK.encode()).hexdigest()
A = ("--by", "A. Assessor", "--on", "2025-05-09")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "standard.yaml").write_bytes((CASES / "standard.yaml").read_bytes())
    return tree(tmp_path / "portfolio", {"portfolio.yaml": MANIFEST, "E1.md": WORK})


def text_of(folder: Path) -> str:
    return (folder / "portfolio.yaml").read_text(encoding="utf-8")


def changed(folder: Path) -> tuple[list[str], list[str]]:
    """Return the lines that went, and those that came."""
    before, after = MANIFEST.splitlines(), text_of(folder).splitlines()
    return [line for line in before if line not in after], [line for line in after if line not in before]


def claims_of(ksbcheck: Run, folder: Path, code: str) -> tuple[dict, list[dict], list[str]]:
    """Return what a check says of a KSB's first claim, and its findings about files."""
    done = ksbcheck("check", folder, "--format", "json", "--as-of", "2026-01-31")
    (report,) = json.loads(done.stdout)["reports"]
    (ksb,) = (each for each in report["coverage"]["ksbs"] if each["code"] == code)
    return ksb, ksb["claims"], [each["rule"] for each in report["findings"]]


def test_claim_adds_and_confirms(ksbcheck: Run, folder: Path) -> None:
    done = ksbcheck("claim", "e1", "K3", "s2", "K1", "--in", folder)
    assert done.returncode == 0
    told, after = done.stdout.splitlines()
    assert told == f"{folder}/portfolio.yaml: E1: K3 claimed; S2 confirmed, was planned; K1 claimed already"
    assert after == f"Next: ksbcheck check {folder}"
    assert ksbcheck("claim", "E1", "B1", "--where", "§ Light", cwd=folder).returncode == 0
    gone, come = changed(folder)
    assert gone == ["    ksbs: [K1, K2]", "      - {ksb: S2, status: planned}"]
    assert come == ["    ksbs: [K1, K2, K3]", "      - {ksb: S2}", '      - {ksb: B1, where: "§ Light"}']


def test_claim_moves_a_short_claim_that_has_a_place(ksbcheck: Run, folder: Path) -> None:
    assert (
        "K2 claimed already, now at § Light"
        in ksbcheck("claim", "E1", "K2", "--where", "§ Light", "--in", folder).stdout
    )
    assert (
        "K2 now at § Water, was at § Light"
        in ksbcheck("claim", "E1", "K2", "--where", "§ Water", "--in", folder).stdout
    )
    assert changed(folder) == (["    ksbs: [K1, K2]"], ["    ksbs: [K1]", '      - {ksb: K2, where: "§ Water"}'])


def test_claim_says_that_a_sign_off_of_the_piece_holds_for_more(ksbcheck: Run, folder: Path) -> None:
    text = MANIFEST.replace("ksbs: [K1, K2]", "ksbs: [K1]\n    assessed: {by: A. Assessor, on: 2025-05-09}")
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    said = "Note: the sign-off of E1 as a whole now holds for K3; have that assessed"
    assert ksbcheck("claim", "E1", "K1", "K3", "--in", folder).stdout.splitlines()[1] == said


def test_decisions_follow_one_another(ksbcheck: Run, folder: Path) -> None:
    refused = ksbcheck("assess", "E1", "K1", *A, "--not-yet", "--feedback", "Say: why #1", "--in", folder)
    assert refused.stdout.splitlines()[0].endswith("E1: K1 not yet met by A. Assessor on 2025-05-09")
    ksb, (claim,), rules = claims_of(ksbcheck, folder, "K1")
    assert (ksb["status"], claim["rung"], claim["feedback"]) == ("missing", None, "Say: why #1")
    assert "KSB107" in rules

    (folder / "E1.md").write_text(f"{WORK}More.\n", encoding="utf-8")
    ksb, (claim,), rules = claims_of(ksbcheck, folder, "K1")
    assert (ksb["status"], claim["rung"], "KSB639" in rules) == ("met", "claimed", True)

    (folder / "E1.md").write_text(WORK, encoding="utf-8")
    assert ksbcheck("assess", "E1", *A[:2], "--on", "2025-05-12", "--in", folder).returncode == 0
    ksb, (claim,), rules = claims_of(ksbcheck, folder, "K1")
    assert (claim["rung"], claim["assessed"]) == ("assessed", {"by": "A. Assessor", "on": "2025-05-12"})
    written = f"seen: {{E1.md: {SHA}}}}}"
    first = f'{{by: A. Assessor, on: 2025-05-09, decision: not_yet, feedback: "Say: why #1", {written}'
    second = f"{{by: A. Assessor, on: 2025-05-12, {written}"
    gone, come = changed(folder)
    assert gone == ["    ksbs: [K1, K2]"]
    assert come == [f"      - {{ksb: K1, assessed: [{first}, {second}]}}", f"      - {{ksb: K2, assessed: {second}}}"]

    assert ksbcheck("assure", "E1", "K1", "--by", "Q. Assurer", "--on", "2025-05-13", "--in", folder).returncode == 0
    assert claims_of(ksbcheck, folder, "K1")[1][0]["rung"] == "verified"
    (folder / "E1.md").write_text(f"{WORK}More.\n", encoding="utf-8")
    ksb, (claim,), rules = claims_of(ksbcheck, folder, "K1")
    assert (claim["rung"], rules.count("KSB623")) == ("claimed", 2)


def test_decision_of_the_same_day_is_replaced(ksbcheck: Run, folder: Path) -> None:
    for more in (("--not-yet",), ()):
        assert ksbcheck("assess", "E1", "K1", *A, *more, "--in", folder).returncode == 0
    assert "not_yet" not in text_of(folder)
    assert text_of(folder).count("assessed:") == 1


def test_verifier_may_refuse(ksbcheck: Run, folder: Path) -> None:
    assert ksbcheck("assess", "E1", "K1", *A, "--in", folder).returncode == 0
    q = ("--by", "Q. Assurer", "--on", "2025-05-10", "--in", folder)
    assert ksbcheck("assure", "E1", "K1", *q, "--not-yet").returncode == 0
    assert claims_of(ksbcheck, folder, "K1")[1][0]["rung"] is None
    same_day = ksbcheck("assess", "E1", "K1", *A[:2], "--on", "2025-05-10", "--in", folder)
    assert "E1 K1 has a decision of 2025-05-10 by Q. Assurer" in same_day.stderr
    assert ksbcheck("assess", "E1", "K1", *A[:2], "--on", "2025-05-11", "--in", folder).returncode == 0
    assert claims_of(ksbcheck, folder, "K1")[1][0]["rung"] == "assessed"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("assess", "E1", "K1", "--by", "Sam Invented"), "the decision is by Sam Invented, the learner"),
        (("assess", "E1", "K1", "--by", "S. Invented"), "the decision is by 'S. Invented', who may be the learner"),
        (("assess", "E1", "K1", "--by", "tutor"), "'tutor' is not a person's name"),
        (("assess", "E1", "B1", *A), "E1 B1 is not claimed"),
        (("assess", "E1", "S1", *A), "E1 S1 is only suggested"),
        (("assess", "E2", *A), "E2 has no claim that can be assessed"),
        (("assess", "E1", "K99", *A), "has no KSB 'K99'"),
        (("assess", "E11", "K1", *A), "no piece of evidence has the id 'E11'"),
        (("claim", "E11", "K1"), "Did you mean E1?"),
        (("claim", "E1", "K99"), "has no KSB 'K99'"),
        (("claim", "E1", "K1", "--where", " "), "the text after --where is empty"),
        (("assess", "E1", "K1", *A, "--feedback", "\x1b[31m"), "the text after --feedback has hidden characters"),
        (("assess", "E1", "K1", "--by", ""), "the text after --by is empty"),
        (("assess", "E1", "K1", "--by", f"Al {'x' * 600}"), "the text is longer than 500 characters"),
        (("assess", "E1", "K1", *A[:3], "2125-01-01"), "2125-01-01 is in the future"),
        (("assess", "E1", "K1", *A[:3], "2025-03-03"), "2025-03-03 is too early: E1 is dated 2025-03-04"),
        (("assess", "E1", "K1", *A[:3], "2025-01-03"), "2025-01-03 is too early: the learner started on 2025-01-13"),
        (("assure", "E1", "K1", *A), "E1 K1 is not assessed as met"),
    ],
)
def test_impossible_is_refused(ksbcheck: Run, folder: Path, command: tuple[str, ...], message: str) -> None:
    done = ksbcheck(*command, "--in", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert text_of(folder) == MANIFEST


def test_decision_needs_the_work(ksbcheck: Run, folder: Path) -> None:
    (folder / "E1.md").unlink()
    done = ksbcheck("assess", "E1", "K1", *A, "--in", folder)
    assert "E1: 'E1.md' is not in the folder, so nobody can assess it" in done.stderr


def test_earlier_decision_and_same_verifier_are_refused(ksbcheck: Run, folder: Path) -> None:
    assert ksbcheck("assess", "E1", "K1", *A, "--in", folder).returncode == 0
    before = text_of(folder)
    for command, message in {
        ("assess", "E1", "K1", "--by", "B. Other", "--on", "2025-05-09"): "so one of 2025-05-09 can't follow",
        ("assess", "E1", *A[:2], "--on", "2025-05-08"): "so one of 2025-05-08 can't follow",
        ("assure", "E1", "K1", "--by", "Ann Assessor"): "who can't verify it as 'Ann Assessor'",
        ("assure", "E1", "K1", "--by", "Q. Assurer", "--on", "2025-05-08"): "E1 K1 was assessed on 2025-05-09",
    }.items():
        done = ksbcheck(*command, "--in", folder)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    assert text_of(folder) == before


def test_duplicate_claims_and_pieces_are_refused(ksbcheck: Run, folder: Path) -> None:
    (folder / "portfolio.yaml").write_text(
        MANIFEST.replace("[K1, K2]", "[K1, K1]").replace("E2", "E1"), encoding="utf-8"
    )
    assert "2 pieces of evidence have the id 'E1'" in ksbcheck("assess", "E1", *A, "--in", folder).stderr
    (folder / "portfolio.yaml").write_text(MANIFEST.replace("[K1, K2]", "[K1, K1]"), encoding="utf-8")
    assert "E1 claims K1 twice" in ksbcheck("assess", "E1", *A, "--in", folder).stderr


def test_json_manifest_stays_json(ksbcheck: Run, folder: Path) -> None:
    value = {"format": "ksbcheck-portfolio/1", "standard": "../standard.yaml", "version": "1.0", "option": "indoor"}
    piece = {"id": "E1", "files": ["E1.md"], "date": "2025-03-04", "ksbs": ["K1"]}
    (folder / "portfolio.yaml").unlink()
    (folder / "portfolio.json").write_text(json.dumps({**value, "evidence": [piece]}, indent=2), encoding="utf-8")
    assert ksbcheck("assess", "E1", *A, "--in", folder).returncode == 0
    (written,) = json.loads((folder / "portfolio.json").read_text(encoding="utf-8"))["evidence"]
    decision = {"by": "A. Assessor", "on": "2025-05-09", "seen": {"E1.md": SHA}}
    assert written["claims"] == [{"ksb": "K1", "assessed": decision}]


def test_unwritable_folder_is_reported(ksbcheck: Run, folder: Path) -> None:
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        done = ksbcheck("claim", "E1", "B1", "--in", folder)
    finally:
        folder.chmod(0o700)
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)
    assert text_of(folder) == MANIFEST


def answered(monkeypatch: pytest.MonkeyPatch, ksbcheck: Run, folder: Path, answers: str):
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    return ksbcheck("confirm", folder)


def test_confirm_writes_each_answer(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = answered(monkeypatch, ksbcheck, folder, "yes\nwhat\nn\n")
    assert done.returncode == 0
    assert "1 of 2: E1 S1 at § Water, Window box" in done.stdout
    assert "  E1.md, under 'Water': I watered it each day at noon (S1)." in done.stdout
    last = ["1 confirmed, 1 taken out, 0 still suggested", f"Next: ksbcheck check {folder}"]
    assert done.stdout.splitlines()[-2:] == last
    gone, come = changed(folder)
    assert come == ["      - {ksb: S1, where: § Water}  # from the scan"]
    assert len(gone) == 3
    assert answered(monkeypatch, ksbcheck, folder, "").stdout.startswith("0 confirmed, 0 taken out, 0 still suggested")


def test_confirm_leaves_what_is_skipped(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 still suggested" in answered(monkeypatch, ksbcheck, folder, "s\nq\ny\n").stdout
    assert text_of(folder) == MANIFEST


def test_confirm_without_answers_lists(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = answered(monkeypatch, ksbcheck, folder, "")
    assert (done.returncode, done.stdout.count(" of 2: ")) == (2, 2)
    assert "pipe in y, n, s or q for each of 2, one a line" in done.stderr
    assert text_of(folder) == MANIFEST


def test_confirm_stops_when_the_manifest_changes(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Meanwhile(io.StringIO):
        def readline(self, _size: int = -1) -> str:
            (folder / "portfolio.yaml").write_text(f"{MANIFEST}# mine\n", encoding="utf-8")
            return "y\n"

    monkeypatch.setattr("sys.stdin", Meanwhile())
    done = ksbcheck("confirm", folder)
    assert (done.returncode, "has changed since it was read; nothing was written" in done.stderr) == (2, True)
    assert text_of(folder) == f"{MANIFEST}# mine\n"
