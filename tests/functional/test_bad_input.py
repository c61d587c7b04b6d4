"""Bad input ends in a clear message with place and remedy and status 2, or in a finding: never a traceback, hang or success."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Run

HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
EMPTY = HEAD + "evidence: []\n"

CONTENTS = {
    # what: content, rule, words to be found in the output
    "not-yaml": (b"a: b: c", "KSB904", "not valid YAML"),
    "not-utf-8": (b"format: caf\xe9", "KSB903", "1:12"),
    "utf-16": (EMPTY.encode("utf-16"), "KSB903", "Save the file as UTF-8"),
    "empty": (b"", "KSB903", "the file is empty"),
    "list": (b"- a\n- b\n", "KSB906", "not a list"),
    "brackets": (b"[" * 25_000, "KSB905", "nests deeper"),
    "anchors": (b"a: &x 1\nb: *x\n", "KSB905", "an anchor"),
    "merge": (b"a: 1\n<<: {b: 1}\n", "KSB905", "2:1"),
    "equal-keys": (EMPTY.encode() + b"option: curriculum\n", "KSB905", "the first is on line 4"),
    "five-megabytes": (b"# " + b"x" * 5_000_000, "KSB903", "larger than 1024 KiB"),
    "no-standard": (EMPTY.replace("standard: ST1414\n", "").encode(), "KSB906", "`standard` is missing"),
    "no-version": (EMPTY.replace('version: "1.0"\n', "").encode(), "KSB906", "`version` is missing"),
    "no-option": (EMPTY.replace("option: send\n", "").encode(), "KSB906", "`option` is missing"),
    "other-standard": (EMPTY.replace("ST1414", "ST9999").encode(), "KSB907", "2:11"),
    "standard-in-small": (EMPTY.replace("ST1414", "st1414").encode(), "KSB907", "Did you mean ST1414?"),
    "other-version": (EMPTY.replace('"1.0"', "1.1").encode(), "KSB908", "Known: 1.0"),
    "option-in-capitals": (EMPTY.replace("send", "SEND").encode(), "KSB909", "Did you mean send?"),
    "no-such-standard-file": (EMPTY.replace("ST1414", "./none.yaml").encode(), "KSB901", "none.yaml"),
    "a-dump": (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "KSB903", "not UTF-8"),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_refused(ksbcheck: Run, tmp_path: Path, what: str) -> None:
    content, rule, words = CONTENTS[what]
    (tmp_path / "portfolio.yaml").write_bytes(content)
    done = ksbcheck("check", tmp_path, COLUMNS="200")
    assert done.returncode == 2
    assert rule in done.stdout
    assert words in done.stdout
    assert "could not be checked" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_refused_in_json_too(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text("- a", encoding="utf-8")
    done = ksbcheck("check", tmp_path, "--format", "json")
    assert done.returncode == 2
    (report,) = json.loads(done.stdout)["reports"]
    assert (report["outcome"], report["coverage"], report["portfolio"]["path"]) == ("error", None, str(tmp_path))
    assert [finding["rule"] for finding in report["findings"]] == ["KSB906"]


def test_pipes_and_devices_are_never_waited_for(ksbcheck: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero", "/dev/stdin"):
        done = ksbcheck("check", path)
        assert done.returncode == 2
        assert "not an ordinary file" in done.stdout


def test_folders_without_a_single_manifest(ksbcheck: Run, tmp_path: Path) -> None:
    assert "the folder has no manifest" in ksbcheck("check", tmp_path).stdout
    for name in ("portfolio.yaml", "portfolio.json"):
        (tmp_path / name).write_text(EMPTY, encoding="utf-8")
    done = ksbcheck("check", tmp_path, COLUMNS="200")
    assert done.returncode == 2
    assert "the folder has portfolio.yaml and portfolio.json" in done.stdout
    done = ksbcheck("check", tmp_path / "missing")
    assert done.returncode == 2
    assert "No such file or directory" in done.stdout


def test_byte_order_mark_and_windows_line_ends_are_judged(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_bytes(b"\xef\xbb\xbf" + EMPTY.replace("\n", "\r\n").encode())
    done = ksbcheck("check", tmp_path)
    assert done.returncode == 1
    assert "Gaps: 70 of 70" in done.stdout


def test_titles_that_try_to_rule_the_screen(ksbcheck: Run, tmp_path: Path) -> None:
    text = EMPTY.replace(
        "evidence: []",
        'learner: {name: "[bold]Ann[/] \\e]8;;x\\a"}\n'
        "evidence:\n"
        '  - {id: "E1 [/]", title: "[bold]FAKE PASS[/bold]", ksbs: [K1]}\n'
        '  - {id: "E2\\u202Edne", title: "\\e[2Jgone", ksbs: [K1]}',
    )
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    done = ksbcheck("check", tmp_path, "--min-pieces", "3", COLUMNS="140")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "[bold]Ann[/] \ufffd]8;;x\ufffd" in done.stdout
    assert "Has E1 [/] and E2\ufffddne; add 1 more piece." in done.stdout
    assert done.stdout.count("KSB313") == 3


def test_a_path_that_tries_to_rule_the_screen(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("check", tmp_path / "a\x1b[2J\nb")
    assert done.returncode == 2
    assert "\x1b" not in done.stdout


def test_unreadable(ksbcheck: Run, tmp_path: Path) -> None:
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
        ("explain", "K99"),
        ("explain", "KSB999"),
        ("explain", "duty", "99"),
        ("explain", "K1", "--standard", "ST9999"),
        ("nonsense",),
    ],
)
def test_bad_usage(ksbcheck: Run, args: tuple[str, ...]) -> None:
    done = ksbcheck(*args)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
