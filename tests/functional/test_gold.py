"""The output of every command and format equals its gold file.

`make gold` updates them; read the difference before you commit it.
"""

import os
from pathlib import Path

import pytest

from tests.conftest import AS_OF, Run

GOLD = Path(__file__).parents[1] / "gold"
SMALL = "tests/cases/standard.yaml"
KITES = ("check", "tests/data/assessment/portfolio.yaml", "--as-of", AS_OF)
HALFWAY = ("check", "examples/halfway-send", "--as-of", AS_OF)

BEES = "tests/data/beekeeper"
BEES_1_0, BEES_1_1 = (f"{BEES}/standards/{version}.yaml" for version in ("1.0", "1.1"))
MIGRATE = ("migrate", f"{BEES}/portfolio", "--to", "1.1", "--standard-file", BEES_1_1)

CASES = "tests/cases"
IMPORT = (
    *("standard", "import", f"{CASES}/KSB519/fail-a-statement-without-words.json"),
    *(f"{CASES}/KSB523/fail-other-words.json", "--to", "standards", "--dry-run"),
)
ODD = (
    *(f"{CASES}/KSB518/fail-two-start-on-one-day.yaml", f"{CASES}/KSB501/fail-unknown-code.yaml"),
    "tests/data/assessment/ST9001-1.0.yaml",
)

COMMANDS = {
    # gold file: arguments, width
    "check-80.txt": (HALFWAY, 80),
    "check-140.txt": ((*HALFWAY, "--rung", "assessed", "--min-pieces", "2", "--duty-context"), 140),
    "check-what-if.txt": ((*HALFWAY, "--option", "wellbeing"), 100),
    "check-complete.txt": (("check", "examples/complete-wellbeing", "--as-of", AS_OF), 80),
    "check-cohort.txt": (
        ("check", "examples/complete-wellbeing", "examples/early-curriculum", "examples", "--as-of", AS_OF),
        80,
    ),
    "check.json": ((*HALFWAY, "--format", "json"), 80),
    "check.lines": ((*HALFWAY, "--format", "lines"), 80),
    "check.github": ((*HALFWAY, "--format", "github"), 80),
    "check.gitlab.json": ((*HALFWAY, "--format", "gitlab"), 80),
    "check.junit.xml": ((*HALFWAY, "--format", "junit"), 80),
    "check.sarif": ((*HALFWAY, "--format", "sarif"), 80),
    "check-methods.txt": (KITES, 80),
    "check-methods.json": ((*KITES, "--format", "json"), 80),
    "check-one-method.txt": ((*KITES, "--method", "discussion"), 80),
    "report-methods.html": (("report", *KITES[1:], "--method", "demonstration", "-o", "-", "-f", "html"), 80),
    "report-methods.md": (("report", *KITES[1:], "-o", "-", "-f", "md"), 80),
    "gateway.txt": (("gateway", "examples/complete-wellbeing", "examples/halfway-send", "--as-of", AS_OF), 80),
    "gateway.json": (("gateway", "examples/halfway-send", "--as-of", AS_OF, "--format", "json"), 80),
    "compare-options.txt": (("compare", "examples/halfway-send", "--as-of", AS_OF), 80),
    "compare-options.json": (("compare", "examples/halfway-send", "--as-of", AS_OF, "--format", "json"), 80),
    "compare-options-full.txt": (("compare", "examples/halfway-send", "--full", "--as-of", AS_OF), 80),
    "compare-since-full.txt": (
        ("compare", "examples/halfway-send", "--since", "2026-01-31", "--full", "--as-of", AS_OF),
        80,
    ),
    "compare-since.txt": (("compare", "examples/halfway-send", "--since", "2026-01-31", "--as-of", AS_OF), 80),
    "compare-since.json": (
        ("compare", "examples/halfway-send", "--since", "2026-01-31", "--as-of", AS_OF, "--format", "json"),
        80,
    ),
    "plan.txt": (("plan", "examples/halfway-send", "--as-of", AS_OF), 80),
    "plan-full.txt": (("plan", "examples/halfway-send", "--full", "--as-of", AS_OF), 80),
    "plan-60.txt": (("plan", "examples/complete-wellbeing", "--as-of", AS_OF), 60),
    "plan-strict.txt": (
        (
            "plan",
            "examples/complete-wellbeing",
            "--as-of",
            AS_OF,
            "--rung",
            "verified",
            "--min-pieces",
            "2",
            "--duty-context",
        ),
        100,
    ),
    "plan.json": (("plan", "examples/halfway-send", "--as-of", AS_OF, "--format", "json"), 80),
    "check-framework.txt": (("check", "examples/framework-advanced", "--as-of", AS_OF), 80),
    "check-framework.json": (("check", "examples/framework-advanced", "--as-of", AS_OF, "--format", "json"), 80),
    "check-full.txt": ((*HALFWAY, "--full"), 80),
    "check-quiet.txt": (("check", "examples/complete-wellbeing", "examples/early-curriculum", "-q"), 80),
    "check-each.txt": (("check", "examples/complete-wellbeing", "examples", "--each", "--as-of", AS_OF), 120),
    "report.md": (("report", *HALFWAY[1:], "-o", "-", "-f", "md"), 80),
    "report-cohort.md": (
        (
            "report",
            "examples/complete-wellbeing",
            "examples/framework-advanced",
            "examples",
            "--as-of",
            AS_OF,
            "-o",
            "-",
            "-f",
            "md",
        ),
        80,
    ),
    "report.csv": (("report", *HALFWAY[1:], "-o", "-", "-f", "csv"), 80),
    "report-cohort.csv": (
        ("report", "examples/framework-advanced", "examples", "--as-of", AS_OF, "-o", "-", "-f", "csv"),
        80,
    ),
    "report-cohort.learners.csv": (
        ("report", "examples/complete-wellbeing", "examples", *HALFWAY[2:], "-o", "-", "-f", "learners.csv"),
        80,
    ),
    "report-cohort.html": (
        ("report", "examples/complete-wellbeing", "examples/halfway-send", *HALFWAY[2:], "-o", "-", "-f", "html"),
        80,
    ),
    "report.html": (("report", *HALFWAY[1:], "-o", "-", "-f", "html"), 80),
    "report-framework.html": (
        ("report", "examples/framework-advanced", "--as-of", AS_OF, "-o", "-", "-f", "html"),
        80,
    ),
    "standard-list.txt": (("standard", "list"), 80),
    "standard-show.txt": (("standard", "show"), 100),
    "standard-show-methods.txt": (("standard", "show", "tests/data/assessment/ST9001-1.0.yaml"), 80),
    "standard-show.json": (("standard", "show", "--option", "send", "--duty", "5", "--format", "json"), 80),
    "standard-matrix.txt": (("standard", "show", "--matrix", "--option", "send"), 80),
    "standard-matrix-small.txt": (("standard", "show", SMALL, "--matrix"), 60),
    "standard-show.html": (("standard", "show", SMALL, "--format", "html"), 80),
    "standard-export.matrix": (("standard", "export", SMALL, "--to", "mahara"), 80),
    "standard-export-moodle.csv": (("standard", "export", SMALL, "--to", "moodle"), 80),
    "standard-export-case.json": (("standard", "export", SMALL, "--to", "case"), 80),
    "standard-export.csv": (("standard", "export", SMALL, "--to", "csv"), 80),
    "standard-export.md": (("standard", "export", SMALL, "--to", "markdown"), 80),
    "standard-import.txt": (IMPORT, 80),
    "standard-import.json": ((*IMPORT, "--format", "json"), 80),
    "standard-check.txt": (("standard", "check", "ST1414"), 80),
    "standard-check-several.txt": (("standard", "check", "ST1414", *ODD), 80),
    "standard-check-full.txt": (("standard", "check", "ST1414", *ODD, "--full"), 80),
    "standard-check.json": (("standard", "check", *ODD, "--format", "json"), 80),
    "standard-diff.txt": (("standard", "diff", BEES_1_0, BEES_1_1), 80),
    "standard-diff.json": (("standard", "diff", BEES_1_0, BEES_1_1, "-f", "json"), 80),
    "standard-diff.md": (("standard", "diff", BEES_1_0, BEES_1_1, "-f", "markdown"), 80),
    "migrate.txt": (MIGRATE, 80),
    "migrate.json": ((*MIGRATE, "-f", "json"), 80),
    "migrate.diff": ((*MIGRATE, "-f", "diff"), 80),
    "framework-show.txt": (("framework", "show"), 80),
    "framework-show.json": (("framework", "show", "--format", "json"), 80),
    "framework-roles.txt": (("framework", "roles", "welfare support assistant"), 80),
    "framework-roles.json": (("framework", "roles", "Learning Mentor", "--format", "json"), 80),
    "rules.txt": (("rules",), 80),
    "explain-ksb.txt": (("explain", "K31"), 80),
    "explain-duty.txt": (("explain", "duty", "9"), 80),
    "explain-rule.txt": (("explain", "KSB103"), 80),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_output_matches_gold_file(ksbcheck: Run, name: str) -> None:
    args, width = COMMANDS[name]
    printed = ksbcheck(*args, COLUMNS=str(width)).stdout.replace(str(GOLD.parents[1]), "CHECKOUT")
    path = GOLD / name
    if "KSBCHECK_UPDATE_GOLD" in os.environ:
        path.write_text(printed, encoding="utf-8")
    assert printed == path.read_text(encoding="utf-8"), (
        "if the change is meant, run `make gold` and read the difference"
    )
    if name.endswith(".txt"):
        answers = ("examples", "tests/data", str(CASES))  # the last line begins with the path, and is not wrapped
        widths = (len(line) for line in printed.splitlines() if not line.startswith(answers))
        assert max(widths, default=0) <= width
