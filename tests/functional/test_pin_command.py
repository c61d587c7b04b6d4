"""`ksbcheck pin`, and what `ksbcheck check` says of a pinned manifest."""

import json
import os
import stat
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

STANDARD = ROOT / "tests" / "cases" / "standard.yaml"
MANIFEST = """\
format: ksbcheck-portfolio/1
standard: ./standard.yaml
version: "1.0"
option: indoor
learner: {name: Sam Invented}  # not a real one
started: 2025-01-13
evidence:
  - {id: E1, title: Window box, type: product, date: 2025-03-04, files: [E1.pdf], duties: [1, 2], ksbs: [K1, K2]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "standard.yaml").write_bytes(STANDARD.read_bytes())
    (tmp_path / "portfolio.yaml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def change_standard(folder: Path, old: str, new: str) -> None:
    path = folder / "standard.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def check_report(ksbcheck: Run, folder: Path) -> dict:
    (report,) = json.loads(ksbcheck("check", folder, "--format", "json").stdout)["reports"]
    return report


def pin_findings(report: dict) -> list[str]:
    return [finding["rule"] for finding in report["findings"] if finding["rule"] in {"KSB206", "KSB207", "KSB208"}]


def suspect_claims(report: dict) -> dict:
    return {ksb["code"]: claim["suspect"] for ksb in report["coverage"]["ksbs"] for claim in ksb["claims"]}


def test_pin_of_sample_is_current(ksbcheck: Run) -> None:
    done = ksbcheck("pin", "examples/early-curriculum", "--check")
    assert (done.returncode, done.stderr) == (0, ""), "run `ksbcheck pin examples/early-curriculum`"
    assert done.stdout == "examples/early-curriculum/portfolio.yaml: unchanged, pinned to ST1414 version 1.0\n"


def test_pin_warns_about_broken_seal(ksbcheck: Run, folder: Path) -> None:
    assert ksbcheck("seal", folder).returncode == 0
    assert ksbcheck("pin", folder, "--check").stdout.endswith("; the folder is sealed\n")
    assert ksbcheck("pin", folder).stdout.endswith("; the folder is sealed, and its seal no longer fits\n")
    assert ksbcheck("verify", folder).returncode == 1
    assert "the folder is sealed" not in ksbcheck("pin", folder).stdout


def test_pin_makes_claims_on_changed_statements_suspect(ksbcheck: Run, folder: Path) -> None:
    report = check_report(ksbcheck, folder)
    assert [each["rule"] for each in report["not_checked"] if "ksbcheck pin" in each["reason"]] == ["KSB206", "KSB208"]
    assert suspect_claims(report) == {"K1": None, "K2": None}
    assert ksbcheck("pin", folder).stdout == f"{folder}/portfolio.yaml: pinned to TEST1 version 1.0\n"
    report = check_report(ksbcheck, folder)
    assert pin_findings(report) == []
    assert suspect_claims(report) == {"K1": False, "K2": False}

    change_standard(folder, "What harms plants", "What harms plants and people")
    report = check_report(ksbcheck, folder)
    assert pin_findings(report) == ["KSB206"]
    assert suspect_claims(report) == {"K1": False, "K2": True}
    assert (
        ksbcheck("check", folder, "--full", "--fail-on", "warning", COLUMNS="200").stdout.count("E1 K2 is suspect") >= 1
    )
    done = ksbcheck("pin", folder, "--check")
    assert done.returncode == 1
    assert done.stdout == (
        f"{folder}/portfolio.yaml: would be pinned to TEST1 version 1.0; changed since the last time: K2\n"
    )
    done = ksbcheck("pin", folder)
    assert done.returncode == 0
    assert "pinned to TEST1 version 1.0; changed since the last time: K2" in done.stdout
    assert pin_findings(check_report(ksbcheck, folder)) == []


def test_pin_notes_change_of_mapping(ksbcheck: Run, folder: Path) -> None:
    ksbcheck("pin", folder)
    change_standard(folder, "mapping: partial, ksbs: [B1]", "mapping: complete, ksbs: [B1]")
    report = check_report(ksbcheck, folder)
    assert pin_findings(report) == ["KSB208"]
    assert suspect_claims(report) == {"K1": False, "K2": False}


def test_pin_reports_statement_without_digest(ksbcheck: Run, folder: Path) -> None:
    ksbcheck("pin", folder)
    manifest = folder / "portfolio.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("K2:", "K8:"), encoding="utf-8")
    report = check_report(ksbcheck, folder)
    assert pin_findings(report) == ["KSB207"]
    assert suspect_claims(report) == {"K1": False, "K2": None}


def test_pin_changes_nothing_else(ksbcheck: Run, folder: Path) -> None:
    assert ksbcheck("pin", folder).returncode == 0
    pinned = (folder / "portfolio.yaml").read_text(encoding="utf-8")
    start, behind = MANIFEST.split("learner:")
    assert pinned.startswith(start)
    assert pinned.endswith(f"learner:{behind}")
    assert sorted(path.name for path in folder.iterdir()) == ["portfolio.yaml", "standard.yaml"]


def test_pin_check_writes_nothing(ksbcheck: Run, folder: Path) -> None:
    done = ksbcheck("pin", folder / "portfolio.yaml", "--check")
    assert done.returncode == 1
    assert "would be pinned to TEST1 version 1.0" in done.stdout
    assert (folder / "portfolio.yaml").read_text(encoding="utf-8") == MANIFEST


def test_pin_of_several_returns_worst_status(ksbcheck: Run, folder: Path) -> None:
    other = folder / "other.yaml"
    other.write_text(MANIFEST, encoding="utf-8")
    done = ksbcheck("pin", folder, folder / "none", other)
    assert done.returncode == 2
    assert done.stdout.count("pinned to TEST1") == 2
    assert "KSB901" in done.stderr
    done = ksbcheck("pin", folder, other)
    assert done.returncode == 0
    assert done.stdout.count("unchanged, pinned to") == 2


def test_pin_follows_link_and_keeps_permissions(ksbcheck: Run, folder: Path) -> None:
    real = folder / "real.yaml"
    (folder / "portfolio.yaml").rename(real)
    real.chmod(0o640)
    (folder / "portfolio.yaml").symlink_to("real.yaml")
    assert ksbcheck("pin", folder).returncode == 0
    assert (folder / "portfolio.yaml").is_symlink()
    assert "fingerprint:" in real.read_text(encoding="utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_pin_reports_unwritable_folder(ksbcheck: Run, folder: Path) -> None:
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        done = ksbcheck("pin", folder)
    finally:
        folder.chmod(0o700)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert (folder / "portfolio.yaml").read_text(encoding="utf-8") == MANIFEST


def test_pin_mends_broken_fingerprint(ksbcheck: Run, folder: Path) -> None:
    manifest = folder / "portfolio.yaml"
    for broken in ("fingerprint:", "fingerprint: abc", "fingerprint: [a]", "fingerprint: {statements: {K1: 5349}}"):
        manifest.write_text(f"{MANIFEST}{broken}\n", encoding="utf-8")
        done = ksbcheck("check", folder, COLUMNS="200")
        assert done.returncode == 2
        assert "KSB906" in done.stdout
        assert "Run `ksbcheck pin` again, or delete `fingerprint:`." in done.stdout
        assert ksbcheck("pin", folder).returncode == 0
        assert pin_findings(check_report(ksbcheck, folder)) == []


BAD_MANIFESTS = {
    # text of the manifest, its replacement, words of the message
    "no-yaml": ("learner:", "learner: a: b", "KSB904"),
    "no-standard": ("standard: ./standard.yaml\n", "", "`standard` is missing"),
    "unknown-standard": ("./standard.yaml", "ST9999", "KSB907"),
    "no-such-file": ("./standard.yaml", "./none.yaml", "KSB911"),
    "unknown-version": ('"1.0"', '"9"', "KSB908"),
    "unknown-option": ("indoor", "cellar", "KSB909"),
    "a-list": (MANIFEST, "- a\n", "KSB906"),
    "not-to-be-edited": ("option: indoor", "? fingerprint\n: abc\noption: indoor", "nothing was written"),
}


@pytest.mark.parametrize("what", BAD_MANIFESTS)
def test_pin_rejects_bad_manifest(ksbcheck: Run, folder: Path, what: str) -> None:
    old, new, words = BAD_MANIFESTS[what]
    text = MANIFEST.replace(old, new)
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    for switch in ((), ("--check",)):
        done = ksbcheck("pin", folder, *switch)
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert (folder / "portfolio.yaml").read_text(encoding="utf-8") == text


def test_pin_rejects_falsely_named_standard(ksbcheck: Run, folder: Path) -> None:
    change_standard(folder, "reference: TEST1", "reference: ST1414")
    done = ksbcheck("pin", folder)
    assert done.returncode == 2
    assert "KSB912" in done.stderr
    assert (folder / "portfolio.yaml").read_text(encoding="utf-8") == MANIFEST


def test_pin_rejects_bad_usage(ksbcheck: Run, folder: Path) -> None:
    assert ksbcheck("pin").returncode == 2
    done = ksbcheck("pin", "", cwd=folder)
    assert done.returncode == 2
    assert "one of the paths is empty" in done.stderr
    assert (folder / "portfolio.yaml").read_text(encoding="utf-8") == MANIFEST
