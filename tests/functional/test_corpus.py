"""How well `scan` reads: every document of `tests/data/documents`, beside what a careful reader sees in it."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Run
from tests.documents.corpus import Label, write_corpus

DOCUMENTS = ROOT / "tests" / "data" / "documents"
PRECISION, RECALL, KINDS, PLACES = 0.99, 0.95, 0.95, 0.95
FEWEST_DOCUMENTS, FEWEST_MENTIONS = 60, 600


def place(text: str) -> str:
    """Return a place without the words around its name."""
    for word in ("§ ", "under ", "sheet ", "'", '"', "\u2019"):
        text = text.replace(word, "")
    return text.strip()


def is_right(label: Label, said: Iterable[Label]) -> bool:
    """Return whether the kind of a label is said of its code, at its place if its code is there."""
    said = list(said)
    there = [each for each in said if place(each["place"]) == place(label["place"])] or said
    fair = label.get("either") or [label["kind"]]
    return any(each["kind"] in fair for each in there) or (not said and "other" in fair)


def test_scan_reads_as_a_careful_reader(ksbcheck: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels: list[dict[str, Any]] = json.loads((DOCUMENTS / "labels.json").read_text("utf-8"))["documents"]
    for document in labels:
        shutil.copy(DOCUMENTS / document["file"], tmp_path)
    labels += write_corpus(DOCUMENTS / "corpus", tmp_path)
    scan = json.loads(ksbcheck("scan", str(tmp_path), "--standard", "ST1414", "--format", "json").stdout)
    said = {document["path"]: document["mentions"] for document in scan["documents"]}
    right = wrong = missed = 0
    kinds, places = list[bool](), list[bool]()
    for document in labels:
        mentions, found = document["mentions"], said[document["file"]]
        shown = {each["code"] for each in mentions if each.get("kind") == "shown"}
        fair = {each["code"] for each in mentions if "shown" in each.get("either", ())} - shown
        says = {each["code"] for each in found if each["kind"] == "shown"} - fair
        right, wrong, missed = right + len(says & shown), wrong + len(says - shown), missed + len(shown - says)
        for label in mentions:
            same = [each for each in found if each["code"] == label["code"]]
            kinds.append(is_right(label, same))
            if same and label["place"]:
                places.append(any(place(each["place"]).startswith(place(label["place"])) for each in same))
    figures = (right / (right + wrong), right / (right + missed), sum(kinds) / len(kinds), sum(places) / len(places))
    with capsys.disabled():
        print(  # noqa: T201 - so that a run says how good it is
            f" {len(labels)} documents, {len(kinds)} mentions, {right + missed} codes shown: precision {figures[0]:.3f},"
            f" recall {figures[1]:.3f}, kinds {figures[2]:.3f}, places {figures[3]:.3f}"
        )
    assert len(labels) >= FEWEST_DOCUMENTS
    assert len(kinds) >= FEWEST_MENTIONS
    assert all(figure >= least for figure, least in zip(figures, (PRECISION, RECALL, KINDS, PLACES), strict=True))
