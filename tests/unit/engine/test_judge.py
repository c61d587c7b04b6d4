"""What each piece gives to look at, and what the report says about work that was not looked at."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from ksbcheck.domain.claim import Sight
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.judge import sights_of
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from tests.conftest import Run, one_line
from tests.properties.strategies import judged

URL = "https://school.example/reading-week"
HELD = {"what": "growth records", "where": "the office"}
SIGNED = {"assessed": {"by": "A. Assessor", "on": "2025-05-09"}}


def portfolio(*evidence: dict) -> Portfolio:
    return Portfolio(
        format="ksbcheck-portfolio/1",
        standard="ST1414",
        version="1.0",
        option="send",
        evidence=tuple(
            Evidence.model_validate({"id": f"E{number}", "date": "2025-03-04", **piece})
            for number, piece in enumerate(evidence, 1)
        ),
    )


@pytest.mark.parametrize(
    ("piece", "sight"),
    [
        ({"files": ["a.pdf"]}, Sight(("a.pdf",))),
        ({"files": ["a.pdf", "./a.pdf", "b/../a.pdf", "b.pdf"]}, Sight(("a.pdf", "b.pdf"))),
        ({"files": ["a.pdf"], "url": URL}, Sight(("a.pdf",))),
        ({"url": URL}, Sight((URL,), in_folder=False)),
        ({}, Sight((), "it names nothing to look at", in_folder=False)),
        ({"held": HELD}, Sight(("growth records, the office",), "it names nothing to look at", in_folder=False)),
        ({"files": ["../a.pdf"]}, Sight((), "'../a.pdf' names no file in the folder", in_folder=False)),
        ({"files": [URL]}, Sight((), f"{URL!r} names no file in the folder", in_folder=False)),
    ],
)
def test_sight_without_a_folder_goes_by_names(piece: dict, sight: Sight) -> None:
    assert sights_of(portfolio(piece)) == (sight,)


def test_sight_of_a_folder_needs_a_file_that_opens(tmp_path: Path) -> None:
    for name, text in {
        "plan.md": "How I planned it.",
        "copy.md": "How I planned it.",
        "other.md": "How it went.",
        "empty.md": "",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pieces = portfolio(
        {"files": ["plan.md"]},
        {"files": ["copy.md", "./plan.md", "other.md"]},
        {"files": ["empty.md"]},
        {"files": ["gone.md", "empty.md"]},
        {"files": ["gone.md", "plan.md"]},
        {"files": ["gone.md"], "url": URL},
    )
    with Outlines(None) as outlines:
        folder = read_folder(
            tmp_path / "portfolio.yaml", [name for piece in pieces.evidence for name in piece.files], outlines
        )
    sights = sights_of(pieces, folder)
    plan, other = (hashlib.sha256(text).hexdigest() for text in (b"How I planned it.", b"How it went."))
    assert [sight.hashes for sight in sights[:2]] == [{plan}, {plan, other}]
    assert tuple(sight._replace(hashes=None) for sight in sights) == (
        Sight(("copy.md",)),
        Sight(("copy.md", "other.md")),
        Sight((), "'empty.md' can't be looked at: it is empty", in_folder=False),
        Sight((), "'gone.md' is not in the folder and 'empty.md' can't be looked at: it is empty", in_folder=False),
        Sight(("copy.md",)),
        Sight((URL,), in_folder=False),
    )


def test_unseen_ksbs_rest_on_work_outside_the_folder(st1414: Standard) -> None:
    seen = {"held": {**HELD, "seen_by": "A. Assessor", "on": "2025-03-05"}, **SIGNED}
    judgement, _ = judged(
        st1414,
        portfolio(
            {"url": URL, "ksbs": ["K1", "K2"]},
            {"files": ["a.pdf"], "ksbs": ["K2", "K3"]},
            {**seen, "ksbs": ["K4"]},
            {"held": HELD, "ksbs": ["K5"]},
        ),
        Policy(),
        date(2026, 1, 31),
    )
    assert judgement.unseen == ("K1", "K4")


MANIFEST = """format: ksbcheck-portfolio/1
standard: ST1414
version: "1.0"
option: send
evidence:
  - {id: E1, title: Reading week, date: 2025-03-04, url: https://school.example, ksbs: [K1]}
  - {id: E2, title: Notes, date: 2025-03-04, ksbs: [K2], assessed: {by: A. Assessor, on: 2025-05-09}}
"""


def test_verdict_counts_what_was_not_looked_at(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(MANIFEST, encoding="utf-8")
    told = one_line(ksbcheck("check", tmp_path).stdout)
    assert "1 KSB rests on work that was not looked at" in told
    assert "69 of 70 KSBs missing; 1 rests on work that was not looked at, " in told
    (tmp_path / "portfolio.yaml").write_text(MANIFEST.replace("[K1]", "[K1, K3]"), encoding="utf-8")
    assert "68 of 70 KSBs missing; 2 rest on work that was not looked at, " in one_line(
        ksbcheck("check", tmp_path).stdout
    )


def test_json_says_why_a_claim_does_not_count(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(MANIFEST, encoding="utf-8")
    (report,) = json.loads(ksbcheck("check", tmp_path, "--format", "json").stdout)["reports"]
    coverage = report["coverage"]
    assert coverage["unseen"] == ["K1"]
    ksbs = {each["code"]: each for each in coverage["ksbs"]}
    (counted,), (refused,) = ksbs["K1"]["claims"], ksbs["K2"]["claims"]
    assert (counted["rung"], counted["not_counted"]) == ("claimed", None)
    assert (refused["rung"], refused["not_counted"]) == (None, "it names nothing to look at")
    assert (ksbs["K2"]["status"], ksbs["K2"]["rung"], ksbs["K2"]["pieces"]) == ("missing", None, [])
