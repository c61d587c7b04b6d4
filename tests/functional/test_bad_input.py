"""Bad input ends with a clear message and status 2, never with a traceback, a hang or success."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
EMPTY = HEAD + "evidence: []\n"
FRAMEWORK = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\nevidence: []\n"

CONTENTS = {
    # content, rule, words of the output
    "not-yaml": (b"a: b: c", "KSB904", "not valid YAML"),
    "not-utf-8": (b"format: caf\xe9", "KSB903", "1:12"),
    "utf-16": (EMPTY.encode("utf-16"), "KSB903", "Save the file as UTF-8"),
    "empty": (b"", "KSB903", "the file is empty"),
    "list": (b"- a\n- b\n", "KSB906", "not a list"),
    "brackets": (b"[" * 25_000, "KSB905", "nests deeper"),
    "anchors": (b"a: &x 1\nb: *x\n", "KSB905", "an anchor"),
    "merge": (b"a: 1\n<<: {b: 1}\n", "KSB905", "2:1"),
    "equal-keys": (EMPTY.encode() + b"option: curriculum\n", "KSB905", "first on line 4"),
    "five-megabytes": (b"# " + b"x" * 5_000_000, "KSB903", "larger than 1024 KiB"),
    "no-standard": (EMPTY.replace("standard: ST1414\n", "").encode(), "KSB906", "`standard` is missing"),
    "no-version": (EMPTY.replace('version: "1.0"\n', "").encode(), "KSB906", "`version` is missing"),
    "no-option": (EMPTY.replace("option: send\n", "").encode(), "KSB906", "`option` is missing"),
    "standard-and-framework": (EMPTY.encode() + b"framework: FR04171\n", "KSB906", "Keep one of the two"),
    "framework-without-level": (FRAMEWORK.replace("level: advanced\n", "").encode(), "KSB906", "`level` is missing"),
    "framework-misspelt": (FRAMEWORK.replace("FR0", "FR").encode(), "KSB910", "Did you mean FR04171?"),
    "framework-empty": (FRAMEWORK.replace(" FR04171", "").encode(), "KSB906", "`framework` is empty"),
    "other-standard": (EMPTY.replace("ST1414", "ST9999").encode(), "KSB907", "2:11"),
    "standard-misspelt": (EMPTY.replace("ST1414", "ST14l4").encode(), "KSB907", "Did you mean ST1414?"),
    "other-version": (EMPTY.replace('"1.0"', "1.1").encode(), "KSB908", "Known: 1.0"),
    "option-misspelt": (EMPTY.replace("send", "sennd").encode(), "KSB909", "Did you mean send?"),
    "no-such-standard-file": (EMPTY.replace("ST1414", "./none.yaml").encode(), "KSB901", "none.yaml"),
    "a-dump": (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "KSB903", "not UTF-8"),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_check_rejects_bad_manifest(ksbcheck: Run, tmp_path: Path, what: str) -> None:
    content, rule, words = CONTENTS[what]
    (tmp_path / "portfolio.yaml").write_bytes(content)
    done = ksbcheck("check", tmp_path, COLUMNS="200")
    assert done.returncode == 2
    assert rule in done.stdout
    assert words in done.stdout
    assert "could not be checked" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"referenceNumber": "ST1", "duties": []}', "ksbcheck standard import given.json"),
        ('[{"stdCode": "OCC1"}]', "ksbcheck standard import given.json"),
        ('{"format": "ksbcheck-assessment-plan/1", "standard": "ST1"}', "an assessment plan, not a standard"),
    ],
)
def test_standard_show_reports_other_kinds_of_file_once(
    ksbcheck: Run, tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "given.json").write_text(content, encoding="utf-8")
    done = ksbcheck("standard", "show", "given.json", cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("KSB") == 1


def test_check_reports_bad_manifest_as_json(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text("- a", encoding="utf-8")
    done = ksbcheck("check", tmp_path, "--format", "json")
    assert done.returncode == 2
    (report,) = json.loads(done.stdout)["reports"]
    assert (report["outcome"], report["coverage"], report["portfolio"]["path"]) == ("error", None, str(tmp_path))
    assert [finding["rule"] for finding in report["findings"]] == ["KSB906"]


def test_check_rejects_pipes_and_devices(ksbcheck: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero", "/dev/stdin"):
        done = ksbcheck("check", path)
        assert done.returncode == 2
        assert "not an ordinary file" in done.stdout


def test_check_requires_one_manifest(ksbcheck: Run, tmp_path: Path) -> None:
    assert "the folder has no manifest" in ksbcheck("check", tmp_path).stdout
    for name in ("portfolio.yaml", "portfolio.json"):
        (tmp_path / name).write_text(EMPTY, encoding="utf-8")
    done = ksbcheck("check", tmp_path, COLUMNS="200")
    assert done.returncode == 2
    assert "the folder has portfolio.yaml and portfolio.json" in done.stdout
    done = ksbcheck("check", tmp_path / "missing")
    assert done.returncode == 2
    assert "No such file or directory" in done.stdout


def test_check_accepts_byte_order_mark_and_crlf(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_bytes(b"\xef\xbb\xbf" + EMPTY.replace("\n", "\r\n").encode())
    done = ksbcheck("check", tmp_path)
    assert done.returncode == 1
    assert "70 of 70 KSBs missing" in done.stdout


def test_check_shows_hostile_titles_as_text(ksbcheck: Run, tmp_path: Path) -> None:
    text = EMPTY.replace(
        "evidence: []",
        'learner: {name: "[bold]Ann[/] \\e]8;;x\\a"}\n'
        "evidence:\n"
        '  - {id: "E1 [/]", title: "[bold]FAKE PASS[/bold]", date: 2025-05-01, url: "https://a.example", ksbs: [K1]}\n'
        '  - {id: "E2\\u202Edne", title: "\\e[2Jgone", date: 2025-05-01, url: "https://b.example", ksbs: [K1]}',
    )
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    done = ksbcheck("check", tmp_path, "--min-pieces", "3", "--full", COLUMNS="140")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "[bold]Ann[/] \ufffd]8;;x\ufffd" in done.stdout
    assert "Has E1 [/] and E2\ufffddne; add 1 more piece." in done.stdout
    assert done.stdout.count("KSB313") == 3


def test_check_shows_hostile_path_as_text(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("check", tmp_path / "a\x1b[2J\nb")
    assert done.returncode == 2
    assert "\x1b" not in done.stdout


def test_check_reports_unreadable_manifest(ksbcheck: Run, tmp_path: Path) -> None:
    manifest = tmp_path / "portfolio.yaml"
    manifest.write_text(EMPTY, encoding="utf-8")
    manifest.chmod(0)
    if os.access(manifest, os.R_OK):
        pytest.skip("this user may read everything")
    assert "Permission denied" in ksbcheck("check", tmp_path).stdout


@pytest.mark.parametrize(
    "args",
    [
        ("check",),
        ("check", "examples/halfway-send", "--rung", "planned"),
        ("check", "examples/halfway-send", "--min-pieces", "0"),
        ("check", "examples/halfway-send", "--format", "pdf"),
        ("check", "examples/halfway-send", "--as-of", "tomorrow"),
        ("standard", "show", "ST9999"),
        ("standard", "show", "none.yaml"),
        ("standard", "show", "--option", "music"),
        ("standard", "show", "--duty", "21"),
        ("standard", "show", "--option", "send", "--duty", "17"),
        ("framework", "show", "FR99999"),
        ("framework", "roles", ""),
        ("framework", "roles", " ", "--format", "json"),
        ("framework", "roles", "coach", "--framework", "FR99999"),
        ("explain", "K99"),
        ("explain", "KSB999"),
        ("explain", "duty", "99"),
        ("explain", "K1", "--standard", "ST9999"),
        ("nonsense",),
    ],
)
def test_command_rejects_bad_usage(ksbcheck: Run, args: tuple[str, ...]) -> None:
    done = ksbcheck(*args)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert "fault of ksbcheck" not in done.stderr


def test_check_rejects_empty_path(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(EMPTY, encoding="utf-8")
    done = ksbcheck("check", "", cwd=tmp_path)
    assert done.returncode == 2
    assert "empty" in done.stderr


def test_check_never_overwrites_its_input(ksbcheck: Run, tmp_path: Path) -> None:
    manifest, standard, link = tmp_path / "portfolio.yaml", tmp_path / "own.json", tmp_path / "report.txt"
    whole = ksbcheck("standard", "show", "--format", "json").stdout
    standard.write_text(whole, encoding="utf-8")
    text = EMPTY.replace("ST1414", "./own.json")
    manifest.write_text(text, encoding="utf-8")
    link.symlink_to(manifest)
    other = tmp_path / "other.yaml"
    other.write_text(text, encoding="utf-8")
    for path, output in ((tmp_path, manifest), (tmp_path, link), (tmp_path, standard), (other, other)):
        done = ksbcheck("check", path, "--output", output)
        assert done.returncode == 2
        assert "name another file for the report" in done.stderr
    assert manifest.read_text(encoding="utf-8") == other.read_text(encoding="utf-8") == text
    assert standard.read_text(encoding="utf-8") == whole


def test_check_writes_to_devices(ksbcheck: Run, tmp_path: Path) -> None:
    null = tmp_path / "null"
    null.symlink_to("/dev/null")
    done = ksbcheck("check", "examples/complete-wellbeing", "--output", null)
    assert done.returncode == 0
    assert null.is_symlink()
    assert null.is_char_device()


@pytest.mark.parametrize(("closing", "status"), [(">&-", 2), ("2>&-", 1), (">/dev/full", 2), ("| true", 1)])
def test_check_survives_closed_output(closing: str, status: int) -> None:
    command = f"set -o pipefail; {sys.executable} -m ksbcheck check examples/halfway-send {closing}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert "fault of ksbcheck" not in done.stderr


MANY = {
    # evidence, what it repeats, the rule that finds each
    "unknown-codes": ("[{{id: E1, ksbs: [{}]}}]", "zz", "KSB201"),
    "one-code": ("[{{id: E1, ksbs: [{}]}}]", "K1", "KSB304"),
    "not-evidence": ("[{}]", "a", "KSB906"),
}


@pytest.mark.parametrize("what", MANY)
def test_check_caps_findings(ksbcheck: Run, tmp_path: Path, what: str) -> None:
    assert_capped(ksbcheck, tmp_path, what, 1000)


def assert_capped(ksbcheck: Run, folder: Path, what: str, count: int) -> None:
    evidence, each, rule = MANY[what]
    listed = evidence.format(", ".join([each] * count))
    (folder / "portfolio.yaml").write_text(f"{HEAD}evidence: {listed}\n", encoding="utf-8")
    (report,) = json.loads(ksbcheck("check", folder, "--format", "json").stdout)["reports"]
    messages = [finding["message"] for finding in report["findings"] if finding["rule"] == rule]
    assert len(messages) == 251
    assert messages[-1].endswith(f"more findings of {rule}")
