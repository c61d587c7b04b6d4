"""`ksbcheck standard diff`."""

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, one_line

OLD, NEW = (ROOT / "tests" / "data" / "beekeeper" / "standards" / f"{version}.yaml" for version in ("1.0", "1.1"))


@pytest.mark.parametrize("show_format", ["table", "json", "markdown"])
@pytest.mark.parametrize(
    ("one", "other", "status"), [(OLD, NEW, 1), (NEW, OLD, 1), (OLD, OLD, 0), ("ST1414", "ST1414", 0)]
)
def test_standard_diff_exit_status(
    ksbcheck: Run, one: Path | str, other: Path | str, status: int, show_format: str
) -> None:
    done = ksbcheck("standard", "diff", one, other, "--format", show_format)
    assert (done.returncode, done.stderr) == (status, "")
    assert done.stdout.isascii() or show_format != "json"


def test_standard_diff_json_lists_changes(ksbcheck: Run) -> None:
    told = json.loads(ksbcheck("standard", "diff", OLD, NEW, "--format", "json").stdout)
    assert told["format"] == "ksbcheck-standard-diff/1"
    assert (told["same"], told["warning"]) == (False, None)
    assert {
        (s["old"] or {}).get("code", "-") + (s["new"] or {}).get("code", "-"): s["changes"] for s in told["statements"]
    } == {
        "K1K1": [],
        "K2K2": ["reworded"],
        "K3K3": [],
        "K4K5": ["renumbered", "moved"],
        "K5K6": ["reworded", "renumbered"],
        "K6-": ["removed"],
        "S1S1": [],
        "S2S2": ["reworded"],
        "S3-": ["removed"],
        "B1B2": ["renumbered"],
        "B2B1": ["renumbered"],
        "-K4": ["added"],
        "-S4": ["added"],
        "-B3": ["added"],
    }
    duties = {str(d["old"] and d["old"]["number"]): d["mapping"] for d in told["duties"]}
    assert duties["2"] == {
        "before": "partial",
        "after": "partial",
        "gained": [],
        "lost": [],
        "newly_named": ["S1"],
        "no_longer_named": ["K4"],
    }
    assert (duties["4"], duties["None"]) == (None, None)


def test_standard_diff_warns_about_two_standards(ksbcheck: Run) -> None:
    for show_format in ("table", "markdown"):
        done = ksbcheck("standard", "diff", OLD, "ST1414", "--format", show_format)
        assert done.returncode == 1
        first, *_ = (line for line in done.stdout.splitlines() if line and not line.startswith("#"))
        assert "BEE1 and ST1414 are two standards, not two versions of one" in first
    assert "BEE1" in json.loads(ksbcheck("standard", "diff", OLD, "ST1414", "--format", "json").stdout)["warning"]


@pytest.mark.parametrize("name", ["", " ", "ST9999", "no/such/file.yaml", "README.md"])
def test_standard_diff_rejects_unreadable_standard(ksbcheck: Run, name: str) -> None:
    for pair in ((name, OLD), (OLD, name)):
        done = ksbcheck("standard", "diff", *pair)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) in (1, 2, 3, 4)


def test_standard_diff_never_overwrites_standard(ksbcheck: Run, tmp_path: Path) -> None:
    copy = tmp_path / "old.yaml"
    copy.write_bytes(OLD.read_bytes())
    assert ksbcheck("standard", "diff", copy, NEW, "-f", "markdown", "-o", tmp_path / "diff.md").returncode == 1
    assert "**{+have to+}**" in (tmp_path / "diff.md").read_text(encoding="utf-8")
    done = ksbcheck("standard", "diff", copy, NEW, "-o", copy)
    assert done.returncode == 2
    assert "is one of the two standards" in done.stderr
    assert copy.read_bytes() == OLD.read_bytes()


def test_standard_diff_escapes_hostile_words(ksbcheck: Run, tmp_path: Path) -> None:
    hostile = OLD.read_text(encoding="utf-8").replace("Is patient.", '"Is\u202e [bold]patient[/] | <b>@all</b> `x`."')
    (tmp_path / "new.yaml").write_text(hostile, encoding="utf-8")
    shown = ksbcheck("standard", "diff", OLD, tmp_path / "new.yaml").stdout
    assert "\u202e" not in shown
    assert "Is\ufffd [bold]patient[/] | <b>@all</b> `x`." in one_line(shown)
    markdown = ksbcheck("standard", "diff", OLD, tmp_path / "new.yaml", "-f", "markdown").stdout
    assert "| - | B1 | added | Is" in markdown.replace("\\", "")
    assert not any(part in markdown for part in ("\u202e", "<b>", "@all"))


def test_standard_diff_cuts_long_text(ksbcheck: Run, tmp_path: Path) -> None:
    text = OLD.read_text(encoding="utf-8") + f'occupation: ["Beekeepers {"keep bees " * 40}"]\n'
    (tmp_path / "longer.yaml").write_text(text, encoding="utf-8")
    done = ksbcheck("standard", "diff", "longer.yaml", OLD, cwd=tmp_path, COLUMNS="300")
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("occupation"))
    assert line.split()[1:3] == ["Beekeepers", "keep"]
    assert line.endswith(" \u2026 -> not stated")
    assert len(line) < 200
