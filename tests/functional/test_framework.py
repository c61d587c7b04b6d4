"""`ksbcheck framework roles`, and portfolios under a framework."""

import json

import pytest

from tests.conftest import AS_OF, COMPLETE, FRAMEWORK, ROOT, Run


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("learning coach", ["advanced"]),
        ("Learning-Coach", ["advanced"]),
        ("classroom assistant", ["intermediate", "advanced"]),
        ("welfare support assistant", ["intermediate", "advanced"]),
    ],
)
def test_framework_roles_finds_listed_title(ksbcheck: Run, title: str, levels: list[str]) -> None:
    done = ksbcheck("framework", "roles", title, "--format", "json")
    assert done.returncode == 0
    content = json.loads(done.stdout)
    assert content["listed"] is True
    assert [level["id"] for level in content["levels"]] == levels
    table = ksbcheck("framework", "roles", *title.split())
    assert table.returncode == 0
    assert table.stdout.count("Supervision") == len(levels)


def test_framework_roles_suggests_near_titles(ksbcheck: Run) -> None:
    done = ksbcheck("framework", "roles", "learning mentor", COLUMNS="200")
    assert done.returncode == 1
    near = "learning guide (advanced); learning coach (advanced); induction mentor (advanced)"
    assert f"'learning mentor' is not listed; nearest: {near}." in done.stdout
    assert "The source does not say that its lists are complete." in done.stdout
    assert ksbcheck("framework", "roles", "learning mentor", "--format", "json").returncode == 1
    nothing = ksbcheck("framework", "roles", "dinner \x1b[2Jlady")
    assert nothing.returncode == 1
    assert "is not listed, and no listed title is near it." in nothing.stdout
    assert "\x1b" not in nothing.stdout


def test_framework_roles_lists_all_titles(ksbcheck: Run) -> None:
    done = ksbcheck("framework", "roles")
    assert done.returncode == 0
    assert done.stdout.count("Job titles") == 2
    content = json.loads(ksbcheck("framework", "roles", "--format", "json").stdout)
    assert (content["title"], content["listed"], content["nearest"]) == (None, None, [])
    assert [len(level["job_titles"]) for level in content["levels"]] == [7, 11]


def test_check_under_framework_has_no_coverage(ksbcheck: Run) -> None:
    done = ksbcheck("check", FRAMEWORK, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 0
    (report,) = json.loads(done.stdout)["reports"]
    assert (report["outcome"], report["coverage"], report["findings"]) == ("clean", None, [])
    assert {
        "standard": None,
        "version": None,
        "option": None,
        "framework": "FR04171",
        "level": "advanced",
        "job_title": "learning coach",
        "learner": "Nerys Notional",
        "pieces": 3,
    }.items() <= report["portfolio"].items()


@pytest.mark.parametrize("more", [(), ("--full",)])
def test_check_under_framework_never_mentions_coverage(ksbcheck: Run, more: tuple[str, ...]) -> None:
    done = ksbcheck("check", FRAMEWORK, *more, "--as-of", AS_OF, COLUMNS="200")
    assert done.returncode == 0
    for word in ("FR04171", "advanced", "learning coach", "Nerys Notional", "3 pieces", "no findings"):
        assert word in done.stdout
    assert "no KSBs to check under a framework" in done.stdout
    assert "none missing" not in done.stdout.lower()
    assert "required" not in done.stdout


def test_check_under_framework_rejects_option(ksbcheck: Run) -> None:
    done = ksbcheck("check", FRAMEWORK, "--option", "send")
    assert done.returncode == 2
    assert "A framework has no options." in done.stdout


def test_check_under_framework_has_same_keys_as_under_standard(ksbcheck: Run) -> None:
    done = ksbcheck("check", FRAMEWORK, COMPLETE, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 0
    under, against = json.loads(done.stdout)["reports"]
    assert set(under["portfolio"]) == set(against["portfolio"])
    assert against["portfolio"]["framework"] is None
    assert against["portfolio"]["prior"] == {
        "framework": "FR04171",
        "level": "advanced",
        "completed": "2019-07-12",
        "job_title": "teaching assistant",
    }


def test_framework_example_names_all_its_files() -> None:
    manifest = (ROOT / FRAMEWORK / "portfolio.yaml").read_text(encoding="utf-8")
    for path in (ROOT / FRAMEWORK / "evidence").iterdir():
        assert f"evidence/{path.name}" in manifest
    assert manifest.count("files: [evidence/") == len(list((ROOT / FRAMEWORK / "evidence").iterdir()))
