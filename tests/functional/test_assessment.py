"""Assessment plans as a tutor uses them: roll-ups in every report, and `--method`."""

import json
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pytest
from openpyxl import load_workbook

from ksbcheck.formats import ReportFormat
from tests.conftest import AS_OF, ROOT, Run, one_line
from tests.small_portfolio import CheckResult, exception, run_check

PLAN = "ST9001-1.0.assessment-plan.yaml"
ONLY = "Only the method discussion was checked: 3 of 7 required KSBs, not the other 4"
GREEN = "none missing (4 others not checked)"


@pytest.fixture
def kites(tmp_path: Path) -> Path:
    return copytree(ROOT / "tests" / "data" / "assessment", tmp_path / "kites")


def append_to_manifest(portfolio: Path, text: str) -> None:
    with (portfolio / "portfolio.yaml").open("a", encoding="utf-8") as file:
        file.write(text)


def replace_text(folder: Path, old: str, new: str, name: str = PLAN) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def reasons_by_rule(report: CheckResult) -> dict[str | None, str]:
    return {each["rule"]: each["reason"] for each in report.report["not_checked"]}


def test_check_rolls_up_methods_and_themes(ksbcheck: Run, kites: Path) -> None:
    coverage = run_check(ksbcheck, kites, "--as-of", AS_OF).report["coverage"]
    assert [(each["id"], each["status"], each["missing"]) for each in coverage["methods"]] == [
        ("demonstration", "partial", ["S3"]),
        ("discussion", "met", []),
    ]
    assert [(each["id"], each["method"], each["status"], each["required"]) for each in coverage["themes"]] == [
        ("wind", "demonstration", "met", ["K3", "S2"]),
        ("parks", "demonstration", "missing", ["S3"]),
        ("sea", "demonstration", "not_of_option", []),
        ("care", "discussion", "met", ["K1", "K2", "S1"]),
    ]
    assert [each["portfolio"] for each in coverage["methods"]] == [False, True]
    assert coverage["in_no_method"] == ["B1"]
    assert coverage["not_looked_at"] == []


def test_check_without_assessment_plan_has_no_methods(ksbcheck: Run, kites: Path) -> None:
    (kites / PLAN).unlink()
    report = run_check(ksbcheck, kites).report
    assert report["portfolio"]["assessment_plan_file"] is None
    assert [report["coverage"][key] for key in ("methods", "themes", "in_no_method")] == [None, None, None]
    assert "Methods" not in ksbcheck("check", kites, "--full").stdout


def test_check_of_one_method_ignores_other_ksbs(ksbcheck: Run, kites: Path) -> None:
    whole, one = (
        run_check(ksbcheck, kites, "--as-of", AS_OF),
        run_check(ksbcheck, kites, "--as-of", AS_OF, "--method", "discussion"),
    )
    assert (whole.status, one.status) == (1, 0)
    assert (whole.report["portfolio"]["method"], one.report["portfolio"]["method"]) == (None, "discussion")
    coverage = one.report["coverage"]
    assert coverage["counts"]["required"] == 3
    assert coverage["not_looked_at"] == ["K3", "S2", "S3", "B1"]
    assert coverage["duties"] == []
    assert [each["id"] for each in coverage["methods"]] == ["discussion"]
    reasons = [each["reason"] for each in one.report["not_checked"]]
    assert "4 required KSBs: only the KSBs of the method discussion were checked" in reasons
    assert "B1: the assessment plan names no method" in reasons


def test_report_header_names_the_method(ksbcheck: Run, kites: Path) -> None:
    args = (kites, "--method", "discussion", "--as-of", AS_OF)
    table = ksbcheck("check", *args, COLUMNS="200").stdout
    assert table.startswith(f" {ONLY}")
    assert "none missing" in table.splitlines()[-1]
    assert GREEN in one_line(table)
    assert "Duties\n" not in table
    assert GREEN in ksbcheck("check", *args, COLUMNS="300").stdout
    assert ONLY in ksbcheck("check", *args, "--format", "junit").stdout
    for each in ("html", "md"):
        text = ksbcheck("report", *args, "-f", each, "-o", "-").stdout
        assert ONLY in text
        assert "KSBs of the method discussion" in text or "(KSBs) of the method discussion" in text
        assert ">Duties</h" not in text
    assert GREEN in ksbcheck("report", *args, "-f", "csv", "-o", "-").stdout


def test_sarif_and_github_name_the_method(ksbcheck: Run, kites: Path) -> None:
    (kites / ".git").mkdir()
    args = ("check", ".", "--method", "discussion", "--format")
    (portfolio,) = json.loads(ksbcheck(*args, "sarif", cwd=kites).stdout)["runs"][0]["properties"]["portfolios"]
    assert portfolio["method"] == "discussion"
    assert GREEN in ksbcheck(*args, "github", cwd=kites).stdout.splitlines()[-1]


def test_workbook_has_methods_sheet(ksbcheck: Run, kites: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    ksbcheck("report", kites, "--method", "demonstration", "-o", file)
    book = load_workbook(BytesIO(file.read_bytes()))
    rows = list(book["Methods and themes"].values)
    assert rows[1][:2] == ("Practical demonstration with questions (demonstration)", "2 of 3")
    assert rows[4] == ("  Safety at the sea (sea)", "nothing of this option", None)
    assert "Duties" not in book.sheetnames
    assert any("Only the method demonstration was checked" in str(row[0]) for row in book["Summary"].values)
    assert any("B1 is required" in str(cell) for row in book["To correct"].values for cell in row)


@pytest.mark.parametrize("report_format", [each.value for each in ReportFormat])
def test_pseudonymous_keeps_words_of_assessment_plan(ksbcheck: Run, kites: Path, report_format: str) -> None:
    replace_text(kites, "title: Wind", "title: Kim and the wind")
    full = ["--full"] if report_format == "table" else []
    done = ksbcheck("check", ".", "--pseudonymous", "--format", report_format, *full, cwd=kites)
    assert "Invented" not in done.stdout
    if report_format in ("table", "json"):
        assert "Kim and the wind" in done.stdout


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("discusion", "Did you mean discussion? The methods are demonstration and discussion."),
        ("zzz", "asked for with --method: ST9001-1.0.assessment-plan.yaml has no method 'zzz'"),
        ("", "has no method ''"),
    ],
)
def test_check_rejects_unknown_method(ksbcheck: Run, kites: Path, method: str, said: str) -> None:
    done = ksbcheck("check", kites, "--method", method, COLUMNS="200")
    assert done.returncode == 2
    assert said in done.stdout


def test_check_of_method_without_plan_says_where_to_write_it(ksbcheck: Run, kites: Path) -> None:
    (kites / PLAN).unlink()
    done = ksbcheck("check", kites, "--method", "discussion", COLUMNS="250")
    assert done.returncode == 2
    assert f"Write the assessment plan to {PLAN}, beside the standard's file." in done.stdout
    bundled = ksbcheck("check", "examples/halfway-send", "--method", "discussion", COLUMNS="250")
    assert bundled.returncode == 2
    assert "--output standards/ST1414-1.0.json`), and write the assessment plan beside the copy" in bundled.stdout
    older = ksbcheck("check", "examples/framework-advanced", "--method", "discussion", COLUMNS="250")
    assert older.returncode == 2
    assert "FR04171 is a framework, which defines no KSBs" in older.stdout


def test_check_rejects_method_without_required_ksbs(ksbcheck: Run, kites: Path) -> None:
    replace_text(kites, "[K3, S2, S3, S4]", "[K3, S2, S3]\n  - {id: swim, title: Swimming test, ksbs: [S4]}")
    replace_text(
        kites, "  - {id: sea, title: Safety at the sea, method: demonstration,", "  - {id: sea, title: S, method: swim,"
    )
    assert run_check(ksbcheck, kites, "--method", "swim", "--option", "beach").status == 1
    done = ksbcheck("check", kites, "--method", "swim", COLUMNS="200")
    assert done.returncode == 2
    assert "the option park requires no KSB of the method" in done.stdout


def test_check_ignores_contradictory_assessment_plan(ksbcheck: Run, kites: Path) -> None:
    replace_text(kites, "[K1, K2, S1]\nthemes", "[K1, K2, S9]\nthemes")
    for more in ((), ("--isolated",)):
        done = run_check(ksbcheck, kites, *more, KSBCHECK_IGNORE="KSB527,KSB531")
        assert done.report["coverage"]["methods"] is None
        assert done.report["portfolio"]["assessment_plan_file"]
        assert reasons_by_rule(done)[None] == f"coverage by method and theme: {PLAN} has errors"
        assert bool(done.findings_of("KSB527")) == bool(more)
    assert "Assessment can't be used, from" in one_line(ksbcheck("check", kites, "--full").stdout)
    refused = ksbcheck("check", kites, "--method", "demonstration", COLUMNS="200")
    assert refused.returncode == 2
    assert "has errors" in refused.stdout
    assert "method discussion names 'S9'" in refused.stdout
    assert ksbcheck("standard", "show", kites / "ST9001-1.0.yaml").returncode == 2
    (kites / PLAN).write_text("format: [", encoding="utf-8")
    assert run_check(ksbcheck, kites).status == 2


def test_check_of_one_method_skips_rules_about_all_ksbs(ksbcheck: Run, kites: Path) -> None:
    sampled = "format: ksbcheck-policy/1\nname: ours\nsampled:\n  - {ksbs: [K1, K2, K3], at_least: 3}\n"
    (kites / "ours.yaml").write_text(f"{sampled}duty_context: true\n", encoding="utf-8")
    replace_text(kites, ", ksbs: [K1, K2, S1]}", ", ksbs: [K1, S1]}", "portfolio.yaml")
    append_to_manifest(kites, f"exceptions: [{exception('ksb: S3')}, {exception('ksb: K3')}]\n")
    ksbcheck("baseline", kites)
    args = ("--policy", str(kites / "ours.yaml"), "--fail-under", "claimed=10", "--method", "discussion")
    one = run_check(ksbcheck, kites, *args, "--as-of", AS_OF)
    whole = {"KSB105", "KSB106", "KSB709", "KSB802", "KSB803", "KSB805"}
    assert whole <= reasons_by_rule(one).keys()
    assert not one.findings_of(*whole)
    assert one.gaps == {"K2": "baseline"}
    (kites / "portfolio.baseline.json").unlink()
    assert run_check(ksbcheck, kites, *args, "--as-of", AS_OF).gaps == {
        "K2": None
    }  # no threshold, no sample excuses it


def test_assessment_plan_is_neither_evidence_nor_output(ksbcheck: Run, kites: Path) -> None:
    assert PLAN not in run_check(ksbcheck, kites).report["files"]["unclaimed"]
    before = (kites / PLAN).read_bytes()
    done = ksbcheck("check", kites, "--output", kites / PLAN)
    assert done.returncode == 2
    assert (kites / PLAN).read_bytes() == before


@pytest.mark.parametrize("command", ["gateway", "plan", "compare", "baseline"])
def test_other_commands_reject_method_option(ksbcheck: Run, kites: Path, command: str) -> None:
    done = ksbcheck(command, kites, "--method", "discussion")
    assert done.returncode == 2
    assert "No such option: --method" in done.stderr


def test_standard_show_counts_methods_by_option(ksbcheck: Run, kites: Path) -> None:
    show = ("standard", "show", kites / "ST9001-1.0.yaml")
    assert "questions\n" in ksbcheck(*show).stdout
    whole, park = (ksbcheck(*show, *more, COLUMNS="120").stdout for more in ((), ("--option", "park")))
    for text, count in ((whole, "4"), (park, "3")):
        (row,) = [line.split() for line in text.splitlines() if line.startswith("demonstration")]
        assert row[-1] == count
    assert "B1: required, but the assessment plan names no method" in park
    assert "no plan beside the file" in ksbcheck("standard", "show", "ST1414").stdout


def test_check_accepts_method_that_assesses_all_ksbs(ksbcheck: Run, kites: Path) -> None:
    replace_text(kites, "[K3, S2, S3, S4]", "[K1, K2, K3, S1, S2, S3, S4, B1]")
    done = ksbcheck("check", kites, "--method", "demonstration", COLUMNS="200")
    assert "Only the method demonstration was checked: it assesses all 7 required KSBs" in done.stdout
    assert "2 of 7 KSBs of the method demonstration missing (all that are required)" in done.stdout
    assert "only the KSBs that" not in done.stdout


def test_check_caps_findings_about_assessment_plan(ksbcheck: Run, kites: Path) -> None:
    codes = ", ".join(f"x{n}" for n in range(8_000))
    replace_text(kites, "[K1, K2, S1]", f"[{codes}]")
    report = run_check(ksbcheck, kites)
    assert len(report.findings_of("KSB527")) == 251


def test_standard_check_checks_assessment_plan(ksbcheck: Run, kites: Path) -> None:
    file = kites / "ST9001-1.0.yaml"
    done = ksbcheck("standard", "check", file, "--full", COLUMNS="200")
    assert done.returncode == 0
    assert "6:1 warning KSB529 B1 is required, but no method of the assessment plan assesses it" in one_line(
        done.stdout
    )
    assert ksbcheck("standard", "check", file, "--fail-on", "warning").returncode == 1
    (checked_one,) = json.loads(ksbcheck("standard", "check", file, "--format", "json").stdout)["standards"]
    assert checked_one["findings"] == []
    assert [each["rule"] for each in checked_one["assessment_plan"]["findings"]] == ["KSB529"]
    (kites / PLAN).unlink()
    (without,) = json.loads(ksbcheck("standard", "check", file, "--format", "json").stdout)["standards"]
    assert without["assessment_plan"] is None
    (kites / PLAN).write_text("[", encoding="utf-8")
    assert ksbcheck("standard", "check", file).returncode == 2
