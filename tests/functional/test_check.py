"""`ksbcheck check`."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import AS_OF, COMPLETE, EARLY, HALFWAY, ROOT, Run

MANIFEST = """\
format: ksbcheck-portfolio/1
standard: ST1414
version: "1.0"
option: send
learner: {name: Ann Example, id: "0012345"}
started: 2025-01-13
evidence: []
"""


def parse_report(output: str) -> dict:
    (only,) = json.loads(output)["reports"]
    return only


@pytest.mark.parametrize(
    ("path", "status", "outcome"), [(COMPLETE, 0, "clean"), (HALFWAY, 1, "gaps"), (EARLY, 1, "gaps")]
)
def test_check_of_sample_returns_status(ksbcheck: Run, path: str, status: int, outcome: str) -> None:
    done = ksbcheck("check", path, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == status
    assert done.stderr == ""
    assert parse_report(done.stdout)["outcome"] == outcome


def test_check_json_has_documented_shape(ksbcheck: Run) -> None:
    done = ksbcheck("check", HALFWAY, "--format", "json", "--as-of", AS_OF)
    content = json.loads(done.stdout)
    assert content["format"] == "ksbcheck-report/1"
    only = parse_report(done.stdout)
    assert {"path": HALFWAY, "standard": "ST1414", "version": "1.0", "option": "send"}.items() <= only[
        "portfolio"
    ].items()
    coverage = only["coverage"]
    assert coverage["rung"] == "claimed"
    assert coverage["counts"] == {"required": 70, "claimed": 45, "assessed": 23, "verified": 8}
    assert len(coverage["ksbs"]) == 70
    assert [duty["number"] for duty in coverage["duties"]] == list(range(1, 17))
    assert coverage["missing"] == [ksb["code"] for ksb in coverage["ksbs"] if ksb["status"] == "missing"]
    s9 = next(ksb for ksb in coverage["ksbs"] if ksb["code"] == "S9")
    (claim,) = s9.pop("claims")
    assert s9 == {"code": "S9", "status": "met", "rung": "verified", "pieces": ["E03"], "duties": []}
    assert (claim["piece"], claim["where"], claim["rung"]) == ("E03", "p. 1", "verified")
    assert claim["verified"] == {"by": "Ivor Fictitious", "on": "2025-12-10"}
    assert only["as_of"] == AS_OF
    assert [each["rule"] for each in only["not_checked"]] == ["KSB206", "KSB208", "KSB623"]
    assert coverage["duties"][0] == {
        "number": 1,
        "mapping": "none",
        "status": "unmapped",
        "required": [],
        "missing": [],
    }
    five = coverage["duties"][4]
    assert (five["mapping"], five["status"], five["missing"]) == ("partial", "partial", ["K9", "K28", "K29"])
    finding = next(each for each in only["findings"] if each["rule"] == "KSB201")
    assert (finding["severity"], finding["line"], finding["column"]) == ("error", 36, 15)
    assert set(finding) == {"rule", "severity", "message", "help", "path", "line", "column", "justification"}


def test_check_of_empty_evidence_finds_all_gaps(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(MANIFEST, encoding="utf-8")
    done = ksbcheck("check", tmp_path)
    assert done.returncode == 1
    assert done.stdout.endswith(f"{tmp_path}: 70 of 70 KSBs missing, no mistakes\n")


@pytest.mark.parametrize("name", ["portfolio.json", "portfolio.yml"])
def test_check_accepts_json_and_yml_manifests(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    text = MANIFEST
    if name.endswith("json"):
        text = json.dumps(
            {
                "format": "ksbcheck-portfolio/1",
                "standard": "ST1414",
                "version": 1.0,
                "option": "send",
                "evidence": [{"id": "E1", "ksbs": ["K1", "K99"]}],
            },
            indent=2,
        )
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = ksbcheck("check", tmp_path, "--format", "json")
    assert done.returncode == 1
    if name.endswith("json"):
        finding = next(each for each in parse_report(done.stdout)["findings"] if each["rule"] == "KSB201")
        assert (finding["line"], finding["column"]) == (11, 9)


def test_check_applies_rung_and_min_pieces(ksbcheck: Run) -> None:
    done = ksbcheck("check", COMPLETE, "--rung", "verified", "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    assert len(parse_report(done.stdout)["coverage"]["missing"]) == 70 - 58
    done = ksbcheck("check", COMPLETE, "--min-pieces", "2", "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    coverage = parse_report(done.stdout)["coverage"]
    assert coverage["missing"] == []
    assert coverage["counts"]["claimed"] == 70 - len(coverage["thin"])
    assert len(coverage["thin"]) == 51


def test_check_applies_duty_context(ksbcheck: Run) -> None:
    done = ksbcheck("check", COMPLETE, "--duty-context", "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    only = parse_report(done.stdout)
    assert only["coverage"]["missing"] == []
    assert {each["rule"] for each in only["findings"]} == {"KSB105"}


def test_check_marks_what_if(ksbcheck: Run) -> None:
    done = ksbcheck("check", COMPLETE, "--option", "send", "--as-of", AS_OF)
    assert done.returncode == 1
    assert done.stdout.startswith(" WHAT IF: judged for option send; the manifest says wellbeing")
    assert done.stdout.count("(what if: option send)") == 1
    content = parse_report(ksbcheck("check", COMPLETE, "--option", "send", "--format", "json").stdout)
    assert (content["portfolio"]["option"], content["portfolio"]["declared_option"]) == ("send", "wellbeing")


def test_check_rejects_unknown_option(ksbcheck: Run) -> None:
    done = ksbcheck("check", COMPLETE, "--option", "sennd")
    assert done.returncode == 2
    assert "ST1414 has no option 'sennd'" in done.stdout
    assert "Did you mean send?" in done.stdout


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1)])
def test_check_applies_fail_on(ksbcheck: Run, tmp_path: Path, fail_on: str, status: int) -> None:
    text = (ROOT / COMPLETE / "portfolio.yaml").read_text(encoding="utf-8")
    manifest = tmp_path / "portfolio.yaml"
    manifest.write_text(text + "\n  - {id: E99, type: product, date: 2025-05-01, files: [E99.pdf]}\n", encoding="utf-8")
    done = ksbcheck("check", manifest, "--fail-on", fail_on, "--as-of", AS_OF)
    assert done.returncode == status
    assert "To correct in portfolio.yaml: 2 warnings" in done.stdout


def test_check_of_several_returns_worst_status(ksbcheck: Run) -> None:
    done = ksbcheck("check", COMPLETE, "nowhere", HALFWAY, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 2
    assert [each["outcome"] for each in json.loads(done.stdout)["reports"]] == ["clean", "error", "gaps"]
    assert ksbcheck("check", COMPLETE, HALFWAY, "--as-of", AS_OF).returncode == 1


def test_check_writes_output_file(ksbcheck: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    done = ksbcheck("check", HALFWAY, "--format", "json", "--output", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert parse_report(path.read_text(encoding="utf-8"))["outcome"] == "gaps"
    done = ksbcheck("check", HALFWAY, "--output", tmp_path / "none" / "report.txt")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_check_accepts_standard_by_path(ksbcheck: Run, tmp_path: Path) -> None:
    whole = ksbcheck("standard", "show", "--format", "json").stdout
    (tmp_path / "own.json").write_text(whole, encoding="utf-8")
    text = MANIFEST.replace("standard: ST1414", "standard: ../own.json")
    folder = tmp_path / "portfolio"
    folder.mkdir()
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    assert "70 of 70 KSBs missing" in ksbcheck("check", folder).stdout
    (tmp_path / "own.json").write_text(whole.replace('"K12"', '"K13"', 1), encoding="utf-8")
    (tmp_path / "own.json").write_text(whole.replace('"code": "K12"', '"code": "K13"', 1), encoding="utf-8")
    done = ksbcheck("check", folder, "--full")
    assert done.returncode == 2
    assert "own.json" in done.stdout
    assert "KSB505" in done.stdout


def test_check_prints_no_colour_to_pipe(program: Run) -> None:
    assert "\x1b" not in program("check", HALFWAY, FORCE_COLOR="1").stdout


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_check_prints_colour_to_terminal(environment: dict[str, str], coloured: bool) -> None:
    pty = pytest.importorskip("pty")
    main, side = pty.openpty()
    command = [sys.executable, "-m", "ksbcheck", "check", COMPLETE, "--as-of", AS_OF]
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen(command, stdout=side, cwd=ROOT, env={**plain, "TERM": "xterm", **environment}) as process:
        os.close(side)
        shown = b""
        while chunk := read_terminal(main):
            shown += chunk
    assert process.returncode == 0
    assert (b"\x1b[" in shown) is coloured
    assert b"none missing of 70 KSBs" in re.sub(rb"\x1b\[[0-9;]*m", b"", shown)


def test_rules_survive_closed_pipe() -> None:
    command = f"{sys.executable} -m ksbcheck rules --format markdown | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "# Rules\n"
    assert done.stderr == ""


def read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other side is closed
        return b""
