"""Small cohorts for tests: learners under the bundled standard who differ in one thing each."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ksbcheck.domain.report import Report
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest, check_all
from tests.conftest import ROOT
from tests.small_portfolio import write_pieces

DAY = date(2026, 11, 22)
RECENT = "2026-11-02"
LEVEL_1 = {"maths": {"level": "level_1", "qualification": "Functional Skills", "on": "2024-06-01"}}


def piece(*codes: str, day: str = RECENT, **more: object) -> dict[str, Any]:
    """Return a piece of evidence that claims some KSBs."""
    about = {"id": "E1", "title": "Lesson", "type": "observation", "date": day, "url": "https://school.example/1"}
    return {**about, "ksbs": list(codes), **more}


def write_learner(folder: Path, name: str, *pieces: Mapping[str, Any], **keys: object) -> Path:
    """Write the portfolio of a learner."""
    return write_pieces(folder, [], **{"learner": {"name": name}, "evidence": list(pieces), **keys})


def write_cohort(folder: Path) -> list[Path]:
    """Write six learners: fine, with nothing new, with a mistake, with maths too low, unread, on another option."""
    broken = folder / "umar"
    broken.mkdir(parents=True)
    (broken / "portfolio.yaml").write_text("format: ksbcheck-portfolio/1\nlearner: {name: Umar\n", encoding="utf-8")
    signed = {"by": "Hettie Notreal", "on": "2026-11-09"}
    return [
        write_learner(folder / "alfie", "Alfie Nobody", piece("K1", "K2", "K3"), piece("K4", id="E2", assessed=signed)),
        write_learner(folder / "efe", "Efe Invented", piece("K1", day="2026-08-20")),
        write_learner(folder / "hana", "Hana Fabled", piece("K1", "K2", "K90")),
        write_learner(folder / "carys", "Carys Notional", piece("K1", "S1"), gateway=LEVEL_1, age_at_start="16_to_18"),
        broken,
        write_learner(folder / "tegan", "Tegan Instance", piece("K9", "K36"), option="wellbeing"),
    ]


def check_folders(paths: Iterable[Path | str], **settings: object) -> list[Report]:
    """Check portfolios as of one day."""
    with Outlines(None) as outlines:
        found = list(check_all([ROOT / path for path in paths], CheckRequest(Overrides(), DAY, outlines)))
    return [each._replace(policy=each.policy.model_copy(update=settings)) for each in found]
