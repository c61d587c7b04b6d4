"""The same document in the portfolios of two learners."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run

WALK = "We walked the path behind the glasshouse and I named ten shrubs by leaf and flower for the group. "
LONG = WALK * 4
MANIFEST = """format: ksbcheck-portfolio/1
standard: ST1414
version: "1.0"
option: send
learner: {{name: {name}, id: "{number}"}}
started: 2025-01-13
evidence:
  - {{id: E1, title: {title}, type: {type}, date: 2025-03-04, files: [{file}], ksbs: [K1]{more}}}
"""
PETRA, OLU = ("Petra Sample", "0099001"), ("Olu Placeholder", "0099002")


def write(folder: Path, learner: tuple[str, str], file: str, text: str, **keys: str) -> Path:
    folder.mkdir()
    name, number = learner
    keys = {"title": "Walk", "type": "log", "more": "", **keys}
    (folder / "portfolio.yaml").write_text(MANIFEST.format(name=name, number=number, file=file, **keys), "utf-8")
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def found(ksbcheck: Run, *folders: Path) -> list[list[tuple[str, str]]]:
    """Return the severity and file of each finding about a shared document, by portfolio."""
    done = ksbcheck("check", *folders, "--as-of", "2026-01-31", "--format", "json")
    assert "Petra" not in "".join(f["message"] for f in json.loads(done.stdout)["reports"][-1]["findings"])
    return [
        [(each["severity"], Path(each["path"]).name) for each in report["findings"] if each["rule"] == "KSB638"]
        for report in json.loads(done.stdout)["reports"]
    ]


@pytest.mark.parametrize("other", [LONG, LONG.upper().replace(". ", ".\n\n")])
def test_shared_document_is_found_in_both_portfolios(ksbcheck: Run, tmp_path: Path, other: str) -> None:
    a, b = write(tmp_path / "a", PETRA, "walk.md", LONG), write(tmp_path / "b", OLU, "thursday.md", other)
    assert found(ksbcheck, a, b) == [[("warning", "walk.md")], [("warning", "thursday.md")]]
    assert found(ksbcheck, b) == [[]]


@pytest.mark.parametrize(
    "keys",
    [
        {"type": "certificate"},
        {"type": "witness_testimony"},
        {"title": "Safeguarding policy"},
        {"more": ", contribution: I led the second half"},
    ],
)
def test_document_that_may_be_shared_is_a_note(ksbcheck: Run, tmp_path: Path, keys: dict[str, str]) -> None:
    a, b = write(tmp_path / "a", PETRA, "walk.md", LONG), write(tmp_path / "b", OLU, "walk.md", LONG, **keys)
    assert found(ksbcheck, a, b) == [[("warning", "walk.md")], [("note", "walk.md")]]


def test_two_states_of_one_portfolio_share_documents(ksbcheck: Run, tmp_path: Path) -> None:
    a, b = write(tmp_path / "a", PETRA, "walk.md", LONG), write(tmp_path / "b", PETRA, "walk.md", LONG)
    done = ksbcheck("check", a, b, "--as-of", "2026-01-31", "--format", "json")
    assert "KSB638" not in done.stdout


def test_different_documents_are_not_shared(ksbcheck: Run, tmp_path: Path) -> None:
    other = LONG.replace("shrubs", "trees")
    assert found(ksbcheck, write(tmp_path / "a", PETRA, "w.md", LONG), write(tmp_path / "b", OLU, "w.md", other)) == [
        [],
        [],
    ]
