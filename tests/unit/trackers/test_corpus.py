"""Every shape of tracker in `tests/data/trackers`, against what a careful person reads from it."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import TrackedClaim, Tracker
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.library import find_standard
from ksbcheck.trackers.read import read_tracker

_SHAPES = Path(__file__).parents[2] / "data" / "trackers"
_FEWEST_SHAPES = 40
_RECALL = 0.95


@pytest.fixture(scope="module")
def standard() -> Standard:
    return find_standard("ST1414")[1]


@pytest.fixture(scope="module")
def documents() -> Iterator[Outlines]:
    with Outlines(None) as outlines:
        yield outlines


def _expected(shape: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((shape / "expected.json").read_text(encoding="utf-8"))
    return read


def _read(shape: Path, folder: Path, documents: Outlines, standard: Standard) -> Tracker:
    """Read a shape without what is expected of it."""
    shutil.copytree(shape, folder, ignore=shutil.ignore_patterns("expected.json"))
    expected = _expected(shape)
    names = expected["inputs"]
    path = folder / names[0] if len(names) == 1 else folder
    return read_tracker(path, documents, standard, learner=expected.get("learner"))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _fits(claim: TrackedClaim, wanted: dict[str, Any]) -> bool:
    """Return whether a claim is the one that is meant: one name of the piece may hold the other."""
    mine, theirs = _words(claim.evidence), _words(wanted["evidence"])
    is_piece = mine == theirs or mine in theirs or theirs in mine
    return claim.code == wanted["ksb"] and is_piece and str(claim.rung) == wanted["status"]


def _is_exact(claim: TrackedClaim, wanted: dict[str, Any]) -> bool:
    signed = next((each for each in claim.decisions if each.is_met and not each.is_second), None)
    sign_off = (signed.by, signed.on.isoformat()) if signed and claim.rung is Rung.ASSESSED else (None, None)
    return _fits(claim, wanted) and claim.where == wanted["where"] and sign_off == (wanted["by"], wanted["on"])


def test_corpus_is_read_as_a_careful_person_reads(tmp_path: Path, documents: Outlines, standard: Standard) -> None:
    shapes = sorted(path.parent for path in _SHAPES.glob("*/expected.json"))
    wanted = right = exact = made = 0
    wrong, missing, unlisted = list[str](), list[str](), list[str]()
    for shape in shapes:
        expected, tracker = _expected(shape), _read(shape, tmp_path / shape.name, documents, standard)
        also = expected.get("also_right", [])
        found = [each for each in expected["claims"] if any(_fits(claim, each) for claim in tracker.claims)]
        excused = [each for each in also if any(_fits(claim, each) for claim in tracker.claims)]
        codes = {each["ksb"] for each in excused}
        missing += [
            f"{shape.name}: {each}" for each in expected["claims"] if each not in found and each["ksb"] not in codes
        ]
        wrong += [
            f"{shape.name}: {claim}"
            for claim in tracker.claims
            if not any(_fits(claim, each) for each in (*expected["claims"], *also))
        ]
        listed = [left.at for left in tracker.left_out]
        unlisted += [
            f"{shape.name}: {place}"
            for place in expected.get("loss_places", ())
            if not any(at.endswith(place) for at in listed)
        ]
        wanted, right, made = wanted + len(expected["claims"]), right + len(found), made + len(tracker.claims)
        exact += sum(any(_is_exact(claim, each) for claim in tracker.claims) for each in found)
        assert len(listed) >= len(set(expected.get("loss_places", ()))), shape.name
    precision, recall = 1 - len(wrong) / made, (wanted - len(missing)) / wanted
    print(  # noqa: T201 - the figures that the pages state
        f"{len(shapes)} shapes, {wanted} claims: precision {precision:.3f}, recall {recall:.3f}, {exact}/{right} exact"
    )
    assert len(shapes) >= _FEWEST_SHAPES
    assert not wrong
    assert not unlisted
    assert recall >= _RECALL, missing
