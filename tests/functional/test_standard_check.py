"""`ksbcheck standard check`."""

import json
from pathlib import Path

import pytest

from ksbcheck.inputs.standard_file import to_yaml
from tests.conftest import Run, one_line
from tests.official import mapped
from tests.standards import changed, small

CASES = "tests/cases"
GAP = f"{CASES}/KSB511/fail-a-code-is-left-out.yaml"
ALIKE = f"{CASES}/KSB513/fail-one-word-is-another.yaml"
CONTRADICTION = f"{CASES}/KSB501/fail-unknown-code.yaml"
WHOLE = f"{CASES}/KSB511/pass-no-gaps.yaml"


@pytest.mark.parametrize(
    ("names", "fail_on", "status"),
    [
        ((WHOLE,), "note", 0),
        ((ALIKE,), "error", 0),
        ((ALIKE,), "warning", 0),
        ((ALIKE,), "note", 1),
        ((GAP,), "error", 0),
        ((GAP,), "warning", 1),
        ((CONTRADICTION,), "error", 1),
        ((WHOLE, CONTRADICTION), "error", 1),
        ((WHOLE, "none.yaml"), "error", 2),
        (("none.yaml",), "error", 2),
        (("ST1414", WHOLE), "error", 0),
        (("ST1414@1.0",), "warning", 1),
        (("ST9999", WHOLE), "error", 2),
    ],
)
def test_standard_check_exit_status(ksbcheck: Run, names: tuple[str, ...], fail_on: str, status: int) -> None:
    assert ksbcheck("standard", "check", *names, "--fail-on", fail_on).returncode == status


def test_standard_check_shows_lines(ksbcheck: Run) -> None:
    done = ksbcheck("standard", "check", "--full", GAP, CONTRADICTION)
    assert f"\n{GAP}\n  11:1  warning  KSB511  the codes leave out K2\n" in done.stdout
    assert "error KSB501 duty 1 is mapped to 'K9', which has no statement" in one_line(done.stdout)
    assert "Not checked: Its quality: it contradicts itself." in done.stdout
    assert ksbcheck("standard", "check", "--full", WHOLE).stdout.endswith(": nothing to correct\n")


def test_standard_check_json_has_findings(ksbcheck: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = ksbcheck("standard", "check", "ST1414", CONTRADICTION, "none.yaml", "--format", "json", "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.yaml: error KSB901" in done.stderr
    content = json.loads(out.read_text(encoding="utf-8"))
    assert content["format"] == "ksbcheck-standard-check/1"
    bundled, broken = content["standards"]
    assert {each["rule"] for each in bundled["findings"]} == {"KSB513", "KSB515"}
    assert bundled["not_checked"][0].startswith(
        "Whether a duty needs each statement: the source does not fully map duties "
    )
    assert broken["not_checked"] == ["Its quality: it contradicts itself."]
    assert broken["findings"][0]["line"] == 10
    assert (bundled["reference"], bundled["version"], bundled["assessment_plan"]) == ("ST1414", "1.0", None)


def test_standard_check_all_covers_library(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tmp_path / "standards"
    folder.mkdir()
    for reference in ("ST0001", "ST0002"):
        standard = changed(mapped(small()), reference=reference)
        (folder / f"{reference}-1.0.yaml").write_text(to_yaml(standard), encoding="utf-8")
    done = ksbcheck("standard", "check", "--all", "--format", "json", cwd=tmp_path)
    names = [each["reference"] for each in json.loads(done.stdout)["standards"]]
    assert (done.returncode, names) == (0, ["ST1414", "ST0001", "ST0002"])
    (folder / "ST0002-1.0.yaml").write_text("][", encoding="utf-8")
    done = ksbcheck("standard", "check", "--all", "--format", "json", cwd=tmp_path)
    assert (done.returncode, len(json.loads(done.stdout)["standards"])) == (2, 2)
    assert "standards/ST0002-1.0.yaml:1:1" in done.stderr


def test_standard_check_continues_after_unknown_name(ksbcheck: Run) -> None:
    done = ksbcheck("standard", "check", "--full", "ST9999", "none.yaml", WHOLE)
    assert (done.returncode, ": nothing to correct" in done.stdout) == (2, True)
    assert "error KSB907 the standard 'ST9999' is not known" in done.stderr
    assert "none.yaml: error KSB901" in done.stderr


@pytest.mark.parametrize("args", [(), ("ST1414", "--all")])
def test_standard_check_requires_names_or_all(ksbcheck: Run, args: tuple[str, ...]) -> None:
    done = ksbcheck("standard", "check", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert "name standards to check, or --all of the library" in done.stderr


def test_standard_check_rejects_misnamed_file(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "ST0001-1.0.yaml").write_text(to_yaml(small()), encoding="utf-8")
    for names in (("ST0001",), ("--all",)):
        done = ksbcheck("standard", "check", *names, cwd=tmp_path)
        assert (done.returncode, "KSB918" in done.stderr) == (2, True)
