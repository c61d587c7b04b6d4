"""A project's own standards may ask for more than the bundled ones, but not for less."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, one_line
from tests.official import many
from tests.small_portfolio import run_check, write_portfolio

BUNDLED = (ROOT / "data" / "standard.yaml").read_text(encoding="utf-8")


def bundled_without(*keys: str) -> str:
    """Return the bundled standard without some of its keys."""
    text = BUNDLED
    for key in keys:
        text = re.sub(rf"(?m)^{key}:\n(?:  .*\n|\n)+", "", text)
        text = re.sub(rf"(?:, )?\b{key}[\w.]*(?=[,\]])", "", text)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples" / "complete-wellbeing", tmp_path / "p")
    (tmp_path / "p" / "standards").mkdir()
    return tmp_path / "p"


@pytest.mark.parametrize(
    "text",
    [
        bundled_without("english_and_maths", "gateway"),
        BUNDLED.replace("earliest_start: 2024-10-16", "earliest_start: null"),
        BUNDLED.replace("ksbs: [K6, ", "ksbs: [", 1),
        BUNDLED.replace("reference: ST1414", "reference: st1414", 1),
        BUNDLED.replace("{code: K36, options: [wellbeing]", "{code: K36, options: [send]", 1),
    ],
    ids=["no English and maths", "no date", "less mapped", "a name that looks the same", "less of an option"],
)
def test_project_standard_that_asks_for_less_is_an_error(ksbcheck: Run, folder: Path, text: str) -> None:
    assert text != BUNDLED
    (folder / "standards" / "own.yaml").write_text(text, encoding="utf-8")
    manifest = folder / "portfolio.yaml"
    name = re.search("reference: (.+)", text)[1]  # type: ignore[index] # each has one
    said = manifest.read_text(encoding="utf-8").replace("standard: ST1414", f"standard: {name}")
    manifest.write_text(said, encoding="utf-8")
    done = ksbcheck("check", ".", cwd=folder)
    assert (done.returncode, "KSB912" in done.stdout) == (1, True)
    by_path = said.replace(f"standard: {name}", "standard: standards/own.yaml")
    manifest.write_text(by_path, encoding="utf-8")
    assert "KSB912" in ksbcheck("check", ".", cwd=folder).stdout


@pytest.mark.parametrize(
    "text",
    [
        BUNDLED.replace("ksbs: [K6, ", "ksbs: [S1, K6, ", 1),
        BUNDLED.replace("{code: K36, options: [wellbeing]", "{code: K36, options: [send, wellbeing]", 1),
    ],
    ids=["more mapped", "more of an option"],
)
def test_project_standard_may_say_more(ksbcheck: Run, folder: Path, text: str) -> None:
    assert text != BUNDLED
    (folder / "standards" / "own.yaml").write_text(text, encoding="utf-8")
    done = ksbcheck("check", ".", "--full", cwd=folder)
    assert (done.returncode, "KSB912" in done.stdout, "standards/own.yaml" in done.stdout) == (0, False, True)


def test_import_fills_project_folder_with_known_standards(ksbcheck: Run, tmp_path: Path) -> None:
    data = tmp_path / "official.json"
    data.write_text(json.dumps(many(2)), encoding="utf-8")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (tmp_path / "ksbcheck.toml").write_text('standards = "ours"\n', encoding="utf-8")
    ours.mkdir()
    for folder, outcome in ((ours, "2 added"), (theirs, "2 added"), (ours, "2 unchanged"), (theirs, "2 unchanged")):
        done = ksbcheck("standard", "import", data.name, "--to", folder.name, cwd=tmp_path)
        assert (done.returncode, f"2 standards: {outcome}." in done.stdout) == (0, True)
    assert [file.read_bytes() for file in sorted(ours.iterdir())] == [f.read_bytes() for f in sorted(theirs.iterdir())]


def test_unreadable_project_folder_is_reported(ksbcheck: Run, folder: Path) -> None:
    closed = folder / "standards"
    closed.chmod(0)
    try:
        if os.access(closed, os.R_OK):
            pytest.skip("here everything may be read")
        done = ksbcheck("check", ".", cwd=folder)
    finally:
        closed.chmod(0o755)
    assert (done.returncode, "cannot be opened" in done.stdout) == (2, True)


SHORT = "\n".join(line for line in BUNDLED.split("\n") if "code: K47," not in line).replace('"1.0"', '"9.9"', 2)


@pytest.mark.parametrize(
    ("text", "false"),
    [
        (BUNDLED, False),
        (BUNDLED.replace('version: "1.0"', 'version: "9.9"'), False),
        (SHORT, True),
        (BUNDLED.replace('version: "1.0"', 'version: "9.9"').replace("Adaptable and resilient", "Adaptable"), True),
        (
            BUNDLED.replace('version: "1.0"', 'version: "9.9"').replace("[employer, provider, learner]", "[learner]"),
            True,
        ),
    ],
    ids=["the same", "a later version", "fewer", "changed", "a milder gateway"],
)
def test_own_standard_keeps_a_known_version(ksbcheck: Run, folder: Path, text: str, false: bool) -> None:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    manifest = folder / "portfolio.yaml"
    version = re.search('^version: "(.+)"', text, re.MULTILINE)[1]  # type: ignore[index] # each has one
    said = manifest.read_text(encoding="utf-8").replace("standard: ST1414", "standard: ./mine.yaml")
    manifest.write_text(said.replace('version: "1.0"', f'version: "{version}"'), encoding="utf-8")
    done = ksbcheck("check", ".", cwd=folder)
    assert done.returncode == int(false)
    assert "judged by mine.yaml, the portfolio's own copy of the standard" in one_line(done.stdout)
    assert ("KSB912" in ksbcheck("check", ".", "--format", "lines", cwd=folder).stdout) == false


def test_own_standard_never_hides_the_providers(ksbcheck: Run, tmp_path: Path) -> None:
    small = (ROOT / "tests" / "cases" / "standard.yaml").read_text(encoding="utf-8")
    less = (
        "\n".join(line for line in small.split("\n") if "code: K3," not in line).replace("K3, ", "").replace(", K3", "")
    )
    folder = write_portfolio(tmp_path, ("K1", "K2", "S1", "S2", "B1"), ksbcheck_toml='standards = "ours"\n')
    for shelf, text in ((tmp_path / "ours", small), (folder / "mine", less)):
        shelf.mkdir()
        (shelf / "gardener.yaml").write_text(text, encoding="utf-8")
    (folder / "ksbcheck.toml").write_text('standards = "mine"\n', encoding="utf-8")
    manifest = folder / "portfolio.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("./standard.yaml", "TEST1"), encoding="utf-8")
    found = run_check(ksbcheck, manifest)
    assert (found.status, found.failing) == (1, {"KSB912"})
