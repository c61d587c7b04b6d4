import json

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.trackers.records import read_json
from tests.tracked import claims, reasons, the_standard, tracked


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ("title: Lesson plan\nksbs: [K6, S7]", ["K6 claimed Lesson plan", "S7 claimed Lesson plan"]),
        ("title: Lesson plan\nksbs:\n  - code: K6\n    why: theory\n    page: 2", ["K6 claimed Lesson plan p. 2"]),
        ("title: Lesson plan\nksbs: {K6: theory}", ["K6 claimed Lesson plan"]),
        ("title: Lesson plan\ntags: [phonics, ksb/K6]", ["K6 claimed Lesson plan"]),
        ("title: Lesson plan\ndraft: true\nksbs: K6", ["K6 planned Lesson plan"]),
        ("title: Lesson plan\nstatus: in progress\nksbs: K6", ["K6 planned Lesson plan"]),
        ("title: Lesson plan\nsuggested_ksbs: [K6]", ["K6 suggested Lesson plan"]),
        ("title: 'Example: plan'\nksbs: [K6]", []),
        ("title: Lesson plan\nrelated: [K6]", []),
        ("title: Lesson plan\nksbs: []", []),
        ("title: Lesson plan\nksbs: K6, maybe S7", []),
        ("title: a: b\nksbs: [K6]", []),
    ],
)
def test_front_matter_is_read(front: str, found: list[str]) -> None:
    read = tracked(f"---\n{front}\n---\n\nText.\n")

    assert claims(read) == found
    assert bool(read.left_out) != bool(found)


def test_front_matter_may_be_toml_or_inline() -> None:
    assert claims(tracked('+++\ntitle = "Lesson plan"\nksbs = ["K6"]\n+++\n')) == ["K6 claimed Lesson plan"]
    assert claims(tracked("# Film\n\nksbs:: [[S12]], [[K13]]\n")) == ["S12 claimed Film", "K13 claimed Film"]
    assert reasons(tracked("+++\ntitle = \n+++\n"))


def read(tmp_path, value: object):
    path = tmp_path / "list.json"
    path.write_text(json.dumps(value, indent=1))
    return read_json(path, the_standard())


def test_list_of_criteria_is_read(tmp_path) -> None:
    item = {"code": "k6", "description": "...", "status": "complete"}
    tracker = read(
        tmp_path,
        [
            item | {"evidence": [{"title": "Lesson plan", "page": 2}, "Film, 00:01:30"]},
            item | {"evidence": [{"title": "Summer plan"}], "status": "planned"},
            item | {"evidence": None},
            {"code": "", "evidence": [{"title": "Spare"}]},
            item | {"evidence": "Lesson plan 2", "assessed": {"by": "A. Assessor", "on": "2026-03-20"}},
        ],
    )

    assert claims(tracker) == [
        "K6 claimed Lesson plan p. 2",
        "K6 claimed Film 00:01:30",
        "K6 planned Summer plan",
        "K6 assessed Lesson plan 2",
    ]
    assert [left.reason for left in tracker.left_out] == ["names no piece of evidence", "has no code"]
    assert tracker.claims[0].at == "list.json line 2"


def test_list_of_pieces_and_mappings_are_read(tmp_path) -> None:
    tracker = read(
        tmp_path,
        {
            "learner": "Jo Pellew",
            "pieces": [
                {"title": "Lesson plan", "file": "plan.docx", "ksbs": ["K6", "S7"]},
                {"title": "Review", "ksbs": ["K35"], "suggested_by": "model"},
            ],
            "by_code": {"S13": ["Records, p. 4"]},
            "by_piece": {"Film": ["S12"]},
        },
    )

    assert claims(tracker) == [
        "K6 claimed Lesson plan",
        "S7 claimed Lesson plan",
        "K35 suggested Review",
        "S13 claimed Records p. 4",
        "S12 claimed Film",
    ]
    assert tracker.claims[0].files == ("plan.docx",)


def test_json_that_is_broken_is_refused(tmp_path) -> None:
    (tmp_path / "a.json").write_text("[")
    with pytest.raises(InputError):
        read_json(tmp_path / "a.json", the_standard())
