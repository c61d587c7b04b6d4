"""Input that can mean only one thing is read as that, and what can't be read is named with what to write."""

import json
from pathlib import Path

import pytest

from tests.conftest import AS_OF, Run

PLAIN = """format: ksbcheck-portfolio/1
standard: ST1414
version: "1.0"
option: send
learner: {name: Ann Example}
started: 2025-01-13
evidence:
  - id: E01
    title: Plan
    type: witness_testimony
    date: 2025-05-03
    files: [plan.md]
    duties: [5]
    ksbs: [K6, K7, K8, K9, S1]
    assessed: {by: Bea Assessor, on: 2025-06-01}
  - id: E02
    title: Walk
    type: observation
    date: 2025-05-04
    files: [walk.md]
    ksbs: [B1]
    claims: [{ksb: K10, status: planned}]
gateway: {maths: {level: level_2, on: 2024-08-22}}
"""
SPELT = {
    "standard: ST1414": "standard: st1414",
    'version: "1.0"': "version: 1",
    "option: send": "option: SEND",
    "2025-01-13": "13 January 2025",
    "witness_testimony": "Witness testimony",
    "date: 2025-05-03": "date: 3rd May 2025",
    "[plan.md]": "plan.md",
    "[5]": "Duty 5",
    "[K6, K7, K8, K9, S1]": '[k6, "K7, K 8", K09, s1]',
    "on: 2025-06-01": "on: 2025-6-1",
    "type: observation": "type: Observation",
    "date: 2025-05-04": "date: 2025-05-04T09:00",
    "[B1]": "b01",
    "ksb: K10": "ksb: k10",
    "status: planned": "status: Planned",
    "level_2": "Level 2",
}


def written(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    for name in ("plan.md", "walk.md"):
        (folder / name).write_text(f"What I did and why, in my own words: {name}.\n", encoding="utf-8")
    return folder


def report(ksbcheck: Run, folder: Path, *args: str) -> dict[str, object]:
    done = ksbcheck("check", folder, "--as-of", AS_OF, "--format", "json", *args)
    return json.loads(done.stdout)["reports"][0]


def findings(report: dict[str, object]) -> list[tuple[str, str]]:
    return [(each["rule"], each["message"]) for each in report["findings"]]


def test_check_reads_other_spellings(ksbcheck: Run, tmp_path: Path) -> None:
    text = PLAIN
    for plain, spelt in SPELT.items():
        assert plain in text
        text = text.replace(plain, spelt)
    expected = report(ksbcheck, written(tmp_path / "plain", PLAIN))
    found = report(ksbcheck, written(tmp_path / "spelt", text))
    assert found["coverage"] == expected["coverage"]
    assert found["portfolio"]["option"] == "send"
    notes = [message for rule, message in findings(found) if rule == "KSB325"]
    assert len(notes) == 1
    assert "'13 January 2025' as 2025-01-13" in notes[0]
    assert [each for each in findings(found) if each[0] != "KSB325"] == findings(expected)


def test_options_are_read_in_other_spellings(ksbcheck: Run) -> None:
    done = ksbcheck("check", "examples/halfway-send", "--option", "Wellbeing", "--as-of", "22 November 2026")
    assert done.stdout.startswith(" WHAT IF: judged for option wellbeing")
    assert "22 November 2026" in " ".join(done.stdout.split())
    assert "ST1414" in ksbcheck("standard", "show", "st1414@1", "--option", "SEND").stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("explain", "K90"), "did you mean K9?"),
        (("explain", "K48"), "name a KSB (K1 to K47, S1 to S35 and B1 to B6)"),
        (("report", "examples/halfway-send"), "name the file to write, as in -o report.html"),
        (("check", "examples/halfway-send", "--as-of", "3/5/2026"), "Write 2026-05-03 or 2026-03-05."),
        (("check", "examples/halfway-send", "--as-of", "soon"), "Write year-month-day"),
    ],
)
def test_command_says_what_to_write(ksbcheck: Run, args: tuple[str, ...], said: str) -> None:
    done = ksbcheck(*args, COLUMNS="200")
    assert done.returncode == 2
    assert said in done.stderr


def test_explain_reads_other_spellings(ksbcheck: Run) -> None:
    assert ksbcheck("explain", "k09").stdout == ksbcheck("explain", "K9").stdout


def test_check_suggests_the_folder_that_is_there(ksbcheck: Run) -> None:
    done = ksbcheck("check", "examples/halfway-sen")
    assert done.returncode == 2
    assert f"Did you mean {Path('examples', 'halfway-send')}?" in done.stdout


def test_every_report_counts_gaps_as_gaps(ksbcheck: Run, tmp_path: Path) -> None:
    folder = written(tmp_path / "p", PLAIN.replace("title: Walk", "title: Walk\n    remarks: none"))
    counts = ksbcheck("check", folder, "--as-of", AS_OF, COLUMNS="300").stdout.splitlines()[-1].partition(": ")[2]
    gaps, _, others = counts.partition(", ")
    assert gaps.endswith(" KSBs missing")
    assert others.startswith("1 error")
    gateway = ksbcheck("gateway", folder, "--as-of", AS_OF, "--rung", "claimed", COLUMNS="300").stdout
    missing = gaps.replace(" of 70", "")
    assert f"{missing}, 1 error" in gateway.splitlines()[-1]
    whole = ksbcheck("gateway", folder, "--full", "--as-of", AS_OF, "--rung", "claimed", COLUMNS="300").stdout
    assert f"On the evidence: {missing}, 1 error" in whole
    assert f"; {others} besides" in ksbcheck("plan", folder, "--as-of", AS_OF, COLUMNS="300").stdout.splitlines()[-1]
    markdown = ksbcheck("check", folder, "--as-of", AS_OF, "--format", "markdown").stdout
    assert gaps.removesuffix(" KSBs missing") in markdown
    assert f"## To correct: {others}" in markdown


def test_options_take_words_in_any_letter_case(ksbcheck: Run) -> None:
    path = "examples/halfway-send/portfolio.yaml"
    done = ksbcheck("check", path, "--as-of", AS_OF, "--rung", "Assessed", "--fail-on", "Warning", "--format", "json")
    assert json.loads(done.stdout)["reports"][0]["coverage"]["rung"] == "assessed"
