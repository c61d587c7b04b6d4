"""The first screens of `plan`, `compare` and `standard check`: within their lines, the answer last."""

from pathlib import Path

import pytest

from tests.conftest import AS_OF, COMPLETE, EARLY, FRAMEWORK, HALFWAY, ROOT, Run
from tests.functional.test_first_screen import write_cohort

ODD = "tests/cases/KSB501/fail-unknown-code.yaml"
STRICT = ("--rung", "verified", "--min-pieces", "2", "--duty-context")


@pytest.mark.parametrize("width", ["40", "80", "120"])
@pytest.mark.parametrize(
    "args",
    [
        *(("plan", path) for path in (COMPLETE, HALFWAY, EARLY, FRAMEWORK)),
        ("plan", COMPLETE, *STRICT),
        *(("compare", path) for path in (COMPLETE, HALFWAY, FRAMEWORK)),
        ("compare", HALFWAY, "--since", "2026-01-31", *STRICT[:4]),
        ("compare", EARLY, HALFWAY),
    ],
)
def test_screen_has_at_most_25_lines(ksbcheck: Run, args: tuple[str, ...], width: str) -> None:
    lines = ksbcheck(*args, "--as-of", AS_OF, COLUMNS=width).stdout.splitlines()
    assert len(lines) <= (36 if width == "40" else 25)
    assert max(map(len, lines[:-1])) <= int(width)
    path = args[2] if len(args) > 2 and args[2].startswith("examples") else args[1]
    assert lines[-1].startswith(f"{path}: ")
    whole = ksbcheck(*args, "--full", "--as-of", AS_OF, COLUMNS=width).stdout.splitlines()
    assert whole[-1] == lines[-1]


def test_plan_screen_says_what_each_step_is_about(ksbcheck: Run) -> None:
    shown = ksbcheck("plan", HALFWAY, "--as-of", AS_OF).stdout
    steps = [line[:30] for line in shown.splitlines() if line[:1].isdigit()]
    assert steps == [
        "1  Correct 1 mistake.",
        "2  Get maths to the minimum fo",
        "3  Finish and claim 4 KSBs: K3",
        "4  Gather 2 pieces from duties",
        "5  Find evidence for 13 KSBs (",
    ]
    assert ":15  error  KSB201  E02 claims 'K90', which" in shown
    assert "KSB404" not in shown
    assert shown.count("level 1 (Functional Skills") == 1
    assert "   duty 6  Establish and develop" in shown
    assert "   K5 K20 S4-S6 S15 S19 S21 S23 S24 S26 B4 B6\n" in shown
    assert "You could leave out E08" in shown


def test_plan_screen_names_what_has_no_room(ksbcheck: Run) -> None:
    shown = ksbcheck("plan", COMPLETE, *STRICT, "--as-of", AS_OF).stdout
    assert "More, with assumptions: --full\n" in shown


def test_plan_of_several_is_a_table(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("plan", *write_cohort(tmp_path, 60), cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert len(lines) <= 35
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith("60 portfolios: ")
    rows = [line for line in lines if " of 70 " in line]
    assert rows
    assert [line for line in lines if line.startswith("and ")] == [f"and {60 - len(rows)} more (--each)"]


def test_plan_each_and_quiet(ksbcheck: Run) -> None:
    each = ksbcheck("plan", COMPLETE, HALFWAY, "--each", "--as-of", AS_OF).stdout
    assert "\nNothing is missing or to correct.\n" in each
    assert "\n5  Find evidence for 13 KSBs" in each
    quiet = ksbcheck("plan", COMPLETE, HALFWAY, "--quiet", "--as-of", AS_OF).stdout
    said = "25 of 70 KSBs missing: 4 with the evidence there is, 8 with 2 new pieces, 13 to find"
    assert quiet == f"{HALFWAY}: {said}; 2 errors, 8 warnings besides\n"
    assert ksbcheck("plan", HALFWAY, "--quiet", "--each").returncode == 2


def test_compare_screen_agrees_with_check(ksbcheck: Run) -> None:
    lines = ksbcheck("compare", HALFWAY, "--as-of", AS_OF).stdout.splitlines()
    assert [line.split()[-5:] for line in lines if line.startswith("SEND")] == [["25", "22", "15", "8", "-"]]
    assert "  curriculum  would need K43-K47 S33-S35, not K33; K42 is met already" in lines
    assert lines[-1] == f"{HALFWAY}: 25 missing on send; what if: 33 on wellbeing, 32 on curriculum"


def test_compare_screen_since_a_day(ksbcheck: Run) -> None:
    lines = ksbcheck("compare", HALFWAY, "--since", "2026-01-31", "--as-of", AS_OF).stdout.splitlines()
    assert lines[0] == "Rowan Example (0020417), SEND option: 31 January 2026 to 22 November 2026"
    assert [line.split() for line in lines if line.startswith("Missing")] == [["Missing", "44", "25", "-19"]]
    assert "New evidence         E06 E07 E08 E09 E10 E11" in lines
    assert lines[-1] == f"{HALFWAY}: 25 missing, 44 before: 19 no longer missing, 3 moved up"


def test_standard_check_screen(ksbcheck: Run) -> None:
    lines = ksbcheck("standard", "check", "ST1414").stdout.splitlines()
    assert "    12 ×  warning  KSB515  A duty is mapped to no statement (--full)" in lines
    assert lines[-1] == "standard.yaml, bundled with ksbcheck: 12 warnings, 1 note"
    assert len(lines) <= 25
    several = ksbcheck("standard", "check", "ST1414", ODD).stdout.splitlines()
    assert [line.split()[0] for line in several if "@1.0" in line] == ["TEST3@1.0", "ST1414@1.0"]
    assert several[-1] == "2 standards: 1 with errors, 1 without"
    assert ksbcheck("standard", "check", "ST1414", ODD, "-q").stdout == f"{ODD}: 1 error\n"


@pytest.mark.parametrize("args", [("plan", HALFWAY), ("compare", HALFWAY), ("plan", HALFWAY, COMPLETE)])
def test_screen_is_pseudonymous(ksbcheck: Run, args: tuple[str, ...]) -> None:
    shown = ksbcheck(*args, "--pseudonymous", "--as-of", AS_OF, cwd=ROOT).stdout
    assert "Learner-" in shown
    assert not any(name in shown for name in ("Rowan", "0020417", "Amara"))
