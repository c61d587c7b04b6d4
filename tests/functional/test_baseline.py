"""`ksbcheck baseline`, and checks with a baseline."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, one_line
from tests.small_portfolio import REQUIRED, policy, run_check, write_portfolio

NAME = "portfolio.baseline.json"


def read_baseline(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / NAME).read_text())
    return held


def record_baseline(ksbcheck: Run, folder: Path, *args: str) -> tuple[int, str]:
    done = ksbcheck("baseline", folder, "--as-of", "2026-01-31", *args, COLUMNS="300")
    return done.returncode, one_line(done.stdout + done.stderr)


def test_baseline_excuses_recorded_gaps_only(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[2:])
    assert record_baseline(ksbcheck, folder) == (0, f"{folder / NAME}: written: 2 gaps")
    assert read_baseline(folder) == {
        "format": "ksbcheck-baseline/1",
        "standard": "TEST1",
        "version": "1.0",
        "option": "indoor",
        "on": "2026-01-31",
        "rung": "claimed",
        "min_pieces": 1,
        "gaps": ["K1", "K2"],
    }
    found = run_check(ksbcheck, folder)
    assert (found.status, found.gaps) == (0, {"K1": "baseline", "K2": "baseline"})
    assert found.report["files"]["unclaimed"] == []
    assert found.findings_of("KSB101")[0]["justification"]["source"] == str(folder / NAME)
    found = run_check(ksbcheck, write_portfolio(folder, REQUIRED[3:]))
    assert (found.status, found.gaps) == (1, {"K1": "baseline", "K2": "baseline", "K3": None})


def test_baseline_of_a_folder_looks_at_its_files(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED)
    manifest = folder / "portfolio.yaml"
    manifest.write_text(
        manifest.read_text("utf-8").replace("url: https://school.example/E1", "files: [gone.md]"), "utf-8"
    )
    assert f"{len(REQUIRED)} gaps" in ksbcheck("baseline", folder, "--as-of", "2026-01-31", COLUMNS="300").stdout
    assert "0 gaps" in ksbcheck("baseline", manifest, "--replace", "--as-of", "2026-01-31", COLUMNS="300").stdout


def test_baseline_only_shrinks(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[2:])
    record_baseline(ksbcheck, folder)
    write_portfolio(folder, ("K1", "K3", "S1", "S2"))  # K1 is closed, B1 has opened
    assert record_baseline(ksbcheck, folder / "portfolio.yaml", "--check") == (
        1,
        f"{folder / NAME}: would list 1 gap, 1 closed one to take out, 1 new one not added",
    )
    assert read_baseline(folder)["gaps"] == ["K1", "K2"]
    found = run_check(ksbcheck, folder)
    assert [each["severity"] for each in found.findings_of("KSB805")] == ["warning"]
    assert found.gaps == {"K2": "baseline", "B1": None}
    assert record_baseline(ksbcheck, folder) == (
        0,
        f"{folder / NAME}: written: 1 gap, 1 closed one taken out, 1 new one not added",
    )
    assert read_baseline(folder)["gaps"] == ["K2"]
    assert read_baseline(folder)["on"] == "2026-01-31"
    assert not run_check(ksbcheck, folder).findings_of("KSB805")
    assert record_baseline(ksbcheck, folder, "--check") == (0, f"{folder / NAME}: lists 1 gap, 1 new one not added")
    write_portfolio(folder, ("K3", "S1", "S2"))  # K1 has opened again
    record_baseline(ksbcheck, folder)
    assert run_check(ksbcheck, folder).gaps == {"K1": None, "K2": "baseline", "B1": None}
    record_baseline(ksbcheck, folder, "--replace")
    assert read_baseline(folder)["gaps"] == ["K1", "K2", "B1"]
    assert run_check(ksbcheck, folder).status == 0


def test_baseline_without_changes_writes_nothing(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[2:])
    record_baseline(ksbcheck, folder)
    before = (folder / NAME).stat().st_mtime_ns
    assert record_baseline(ksbcheck, folder) == (0, f"{folder / NAME}: lists 2 gaps")
    assert (folder / NAME).stat().st_mtime_ns == before


def test_baseline_check_writes_nothing(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[2:])
    assert record_baseline(ksbcheck, folder, "--check")[0] == 1
    assert not (folder / NAME).exists()


def test_baseline_without_gaps_excuses_nothing(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED)
    assert record_baseline(ksbcheck, folder) == (0, f"{folder / NAME}: written: 0 gaps")
    assert run_check(ksbcheck, write_portfolio(folder, REQUIRED[1:])).gaps == {"K1": None}


@pytest.mark.parametrize("args", [("--rung", "assessed"), ("--min-pieces", "2"), ("--option", "outdoor")])
def test_baseline_of_other_settings_excuses_nothing(ksbcheck: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[1:])
    record_baseline(ksbcheck, folder)
    found = run_check(ksbcheck, folder, *args)
    assert (found.status, set(found.gaps.values())) == (1, {None})
    (reason,) = [each["reason"] for each in found.report["not_checked"] if "baseline" in each["reason"]]
    assert "recorded at claimed with 1 piece a KSB" in reason or "for the option indoor" in reason
    assert not found.findings_of("KSB805")


def test_baseline_records_settings(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[1:], ksbcheck_toml="min_pieces = 2\n")
    record_baseline(ksbcheck, folder)
    assert (read_baseline(folder)["min_pieces"], read_baseline(folder)["gaps"]) == (2, list(REQUIRED))
    assert run_check(ksbcheck, folder).status == 0
    status, said = record_baseline(ksbcheck, folder, "--min-pieces", "1")
    assert status == 2
    assert "recorded at claimed with 2 pieces a KSB, but other settings are used now" in said
    assert "--replace" in said
    assert record_baseline(ksbcheck, folder, "--min-pieces", "1", "--replace")[0] == 0
    assert read_baseline(folder)["gaps"] == ["K1"]


@pytest.mark.parametrize("key", ["standard", "version", "option"])
def test_baseline_of_other_standard_stops_the_check(ksbcheck: Run, tmp_path: Path, key: str) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[1:])
    record_baseline(ksbcheck, folder)
    (folder / NAME).write_text(json.dumps(read_baseline(folder) | {key: "other"}))
    found = run_check(ksbcheck, folder)
    assert (found.status, [each["rule"] for each in found.report["findings"]]) == (2, ["KSB916"])
    status, said = record_baseline(ksbcheck, folder)
    assert status == 2
    assert "KSB916" in said
    assert record_baseline(ksbcheck, folder, "--replace")[0] == 0
    assert run_check(ksbcheck, folder).status == 0


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "KSB903"),
        ("{", "KSB904"),
        ("[]", "KSB906"),
        ('{"gaps": ["K1"], "gaps": []}', "KSB905"),
        ('{"format": "ksbcheck-baseline/2"}', "KSB906"),
        ('{"by": "me"}', "KSB301"),
    ],
)
def test_unreadable_baseline_stops_the_check(ksbcheck: Run, tmp_path: Path, text: str, rule: str) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[1:])
    (folder / NAME).write_text(text)
    found = run_check(ksbcheck, folder / "portfolio.yaml")
    assert found.status == 2
    assert rule in {each["rule"] for each in found.report["findings"]}
    assert {each["path"] for each in found.report["findings"]} == {str(folder / NAME)}
    assert record_baseline(ksbcheck, folder)[0] == 2
    assert (folder / NAME).read_text() == text


def test_baseline_yields_to_exceptions_and_precedes_thresholds(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[2:])
    record_baseline(ksbcheck, folder)
    write_portfolio(
        folder,
        ("K3", "S1"),
        ksbcheck_toml=(
            'policy = "sam/policy.yaml"\n'
            'exceptions = [{ksb = "K1", reason = "r", by = "T. Tutor", until = 2026-12-31}]\n'
        ),
        policy_yaml=policy("methods: [{title: Test, in_portfolio: no, ksbs: [S2]}]\nfail_under: {claimed: 30}\n"),
    )
    (folder / NAME).rename(folder / "sam" / NAME)
    found = run_check(ksbcheck, folder / "sam" / "portfolio.yaml")
    assert found.gaps == {"K1": "exception", "K2": "baseline", "S2": "policy", "B1": "threshold"}
    assert found.status == 0


def test_baseline_of_several_returns_worst_status(ksbcheck: Run, tmp_path: Path) -> None:
    folders = [write_portfolio(tmp_path / name, REQUIRED[1:]) for name in ("ann", "bob")]
    done = ksbcheck("baseline", *folders, tmp_path / "nobody")
    assert done.returncode == 2
    assert "nobody" in done.stderr
    assert all((folder / NAME).exists() for folder in folders)


def test_baseline_rejects_option_and_framework(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[1:])
    status, said = record_baseline(ksbcheck, folder, "--option", "outdoor")
    assert (status, "leave --option out" in said) == (2, True)
    (folder / "portfolio.yaml").write_text(
        "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\nevidence: [{id: E1, title: Talk}]\n"
    )
    status, said = record_baseline(ksbcheck, folder)
    assert (status, "defines no KSBs" in said) == (2, True)
    assert not (folder / NAME).exists()
    assert ksbcheck("baseline", "").returncode == 2


def test_baseline_reports_unwritable_file(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[1:])
    (folder / NAME).mkdir()
    assert record_baseline(ksbcheck, folder, "--replace")[0] == 2
    assert run_check(ksbcheck, folder).status == 2


@pytest.mark.parametrize("there", [True, False])
def test_baseline_never_writes_through_link(ksbcheck: Run, tmp_path: Path, there: bool) -> None:
    folder = write_portfolio(tmp_path / "work", REQUIRED[2:])
    other = tmp_path / "other.txt"
    if there:
        other.write_text("precious", encoding="utf-8")
    (folder / NAME).symlink_to(other)
    status, said = record_baseline(ksbcheck, folder, "--replace")
    assert status == 2
    assert "it is a link to another file" in said
    assert other.exists() is there
    assert not there or other.read_text(encoding="utf-8") == "precious"
