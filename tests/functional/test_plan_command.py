"""`ksbcheck plan`."""

import json
from pathlib import Path

import pytest

from ksbcheck.domain.standard import Standard
from tests.conftest import AS_OF, COMPLETE, HALFWAY, ROOT, Run, one_line


def parse_plan(output: str) -> dict:
    content = json.loads(output)
    assert content["format"] == "ksbcheck-plan/1"
    (only,) = content["plans"]
    return only


def test_plan_without_gaps_suggests_upkeep(ksbcheck: Run) -> None:
    done = ksbcheck("plan", COMPLETE, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 0
    only = parse_plan(done.stdout)
    assert (only["outcome"], only["as_of"], only["portfolio"]["learner"]) == ("clean", AS_OF, "Amara Sample")
    plan = only["plan"]
    assert plan["gaps"] == plan["steps"] == plan["new_evidence"]["duties"] == []
    assert [each["piece"] for each in plan["enough"]["leave_out"]] == ["E17"]
    assert plan["stale"][0]["date"] == "2025-02-12"
    assert [each["kind"] for each in plan["actions"]] == ["renew", "show_again", "leave_out"]


def test_plan_orders_actions_for_gaps(ksbcheck: Run) -> None:
    done = ksbcheck("plan", HALFWAY, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    plan = parse_plan(done.stdout)["plan"]
    assert len(plan["gaps"]) == 25
    assert [each["kind"] for each in plan["actions"][:5]] == ["mend", "reach", "claim", "make", "find"]
    new = plan["new_evidence"]
    assert [each["duty"] for each in new["duties"]] == [5, 6]
    assert new["proven_smallest"] is True
    assert len(new["mapped"]) + len(new["unmapped"]) + 4 == 25


def test_plan_leave_out_keeps_coverage(ksbcheck: Run, tmp_path: Path) -> None:
    text = (ROOT / COMPLETE / "portfolio.yaml").read_text(encoding="utf-8")
    smaller = tmp_path / "portfolio.yaml"
    smaller.write_text(text[: text.index("  - id: E17")], encoding="utf-8")
    whole = ROOT / COMPLETE / "portfolio.yaml"
    before, after = (
        json.loads(ksbcheck("check", path, "-f", "json").stdout)["reports"][0] for path in (whole, smaller)
    )
    assert before["coverage"]["counts"] == after["coverage"]["counts"]
    assert parse_plan(ksbcheck("plan", smaller, "-f", "json").stdout)["plan"]["enough"]["leave_out"] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--rung", "verified"], "verified by a second person"),
        (["--min-pieces", "2"], "Resting on just 2 pieces, with none to spare: 18 KSBs"),
        (
            ["--duty-context"],
            "none missing of 70 KSBs; 8 errors besides, among them 8 duties with too little evidence from within",
        ),
        (["--option", "send"], "WHAT IF: judged for option send"),
        (["--option", "send"], "(what if: option send)"),
        (["--as-of", "2025-06-01"], "Finish and claim"),
    ],
)
def test_plan_applies_check_options(ksbcheck: Run, more: list[str], said: str) -> None:
    day = [] if "--as-of" in more else ["--as-of", AS_OF]
    done = ksbcheck("plan", "--full", f"{COMPLETE}/portfolio.yaml", *day, *more)
    assert done.returncode == 1
    assert said in one_line(done.stdout)


def test_plan_of_several_returns_worst_status(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("plan", COMPLETE, HALFWAY, tmp_path, "--as-of", AS_OF, COLUMNS="200")
    assert done.returncode == 2
    assert "3 portfolios: 1 with KSBs missing or mistakes, 1 without, 1 without a plan" in done.stdout
    assert "can't be read" in done.stdout
    done = ksbcheck("plan", tmp_path, "--format", "json")
    assert done.returncode == 2
    only = parse_plan(done.stdout)
    assert (only["outcome"], only["plan"]) == ("error", None)
    assert [each["rule"] for each in only["findings"]] == ["KSB902"]


def test_plan_rejects_framework(ksbcheck: Run) -> None:
    done = ksbcheck("plan", "examples/framework-advanced", "--as-of", AS_OF)
    assert done.returncode == 2
    assert "The framework FR04171 defines no KSBs to plan for." in one_line(done.stdout)
    assert parse_plan(ksbcheck("plan", "examples/framework-advanced", "-f", "json").stdout)["plan"] is None


HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'


def write_manifest(tmp_path: Path, *pieces: str) -> Path:
    path = tmp_path / "portfolio.yaml"
    path.write_text(f"{HEAD}evidence: {'' if pieces else '[]'}\n{''.join(f'  - {each}{chr(10)}' for each in pieces)}")
    return path


def test_plan_for_empty_portfolio(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("plan", "--full", write_manifest(tmp_path))
    assert done.returncode == 1
    assert "70 of 70 KSBs missing: 30 with 3 new pieces, 40 to find" in one_line(done.stdout)
    assert "More than 12 KSBs are a lot for one piece" in one_line(done.stdout)
    assert "Hanging" not in done.stdout
    assert "Enough" not in done.stdout


def test_plan_warns_about_overloaded_piece(ksbcheck: Run, tmp_path: Path, st1414: Standard) -> None:
    codes = ", ".join(ksb.code for ksb in st1414.requirements["send"].ksbs)
    counting = f"files: [E1.pdf], assessed: {{by: A. Assessor, on: 2025-05-09}}, ksbs: [{codes}]"
    done = ksbcheck("plan", "--full", write_manifest(tmp_path, f"{{id: E1, {counting}}}", f"{{id: '[/]', {counting}}}"))
    assert "none missing of 70 KSBs; 2 errors" in one_line(done.stdout)
    for words in (
        "On pieces with many KSBs, claim only the best shown: E1 (70 KSBs) and [/] (70 KSBs).",
        "Heavy: more than 12 KSBs on one piece",
        "Enough: 1 piece of 2 carries everything claimed now",
        "Without a date: E1 and [/]",
    ):
        assert words in one_line(done.stdout)


def test_plan_with_nothing_to_do(ksbcheck: Run, tmp_path: Path, st1414: Standard) -> None:
    codes = [ksb.code for ksb in st1414.requirements["send"].ksbs]
    lots = [", ".join(codes[start : start + 12]) for start in range(0, len(codes), 12)]
    # Each KSB twice, and each piece the only one from its duty.
    pieces = [
        f"{{id: E{at}, date: 2026-01-01, files: [E{at}.pdf], duties: [{at}], ksbs: [{lots[at // 2 - 1]}]}}"
        for at in range(2, 14)
    ]
    path = write_manifest(tmp_path, *pieces)
    done = ksbcheck("plan", "--full", path, "--as-of", "2026-01-31")
    assert done.returncode == 0
    assert "Next: nothing to suggest" in done.stdout
    assert "none missing" in one_line(done.stdout)
    path.write_text(path.read_text(encoding="utf-8").replace("duties: [13]", "duties: [12]"), encoding="utf-8")
    done = ksbcheck("plan", "--full", path, "--as-of", "2026-01-31")
    assert "Next: one thing to do\n1  You could leave out E13:" in done.stdout


def test_plan_marks_unproven_enough(ksbcheck: Run, tmp_path: Path, st1414: Standard) -> None:
    codes = [ksb.code for ksb in st1414.requirements["send"].ksbs]
    pieces = [
        f"{{id: E{at}, date: 2025-05-01, files: [E{at}.pdf],"
        f" ksbs: [{codes[at % 70]}, {codes[at // 9 % 70]}, {codes[at // 3 % 70]}]}}"
        for at in range(600)
    ]
    done = ksbcheck("plan", "--full", write_manifest(tmp_path, *pieces))
    assert done.returncode == 0
    assert "More could perhaps be left out." in one_line(done.stdout)


def test_plan_marks_unproven_new_evidence(ksbcheck: Run) -> None:
    asked = (HALFWAY, "--min-pieces", "10", "--as-of", AS_OF)
    assert "9 pieces from duty 9, for" in one_line(ksbcheck("plan", *asked).stdout)
    words = one_line(ksbcheck("plan", "--full", *asked).stdout)
    assert "New evidence: at most 29 pieces" in words
    assert "A smaller one may exist." in words
