from datetime import date

import pytest
from pydantic import ValidationError

from ksbcheck.domain.claim import Circumstances, Sight, standing
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import code_order
from ksbcheck.domain.people import People
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, EvidenceType
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.library import find_framework

A = Decision(by="A. Assessor", on=date(2025, 5, 9))
A_AGAIN = Decision(by="a assessor", on=date(2025, 6, 1))
Q = Decision(by="Q. Assurer", on=date(2025, 6, 1))
KNOWN = Circumstances(People("L. Learner"), date(2025, 1, 13), date(2026, 1, 31))
LEARNER = Decision(by="Learner, L", on=date(2025, 5, 9))
TOO_EARLY = Decision(by="A. Assessor", on=date(2025, 1, 12))
TOO_LATE = Decision(by="A. Assessor", on=date(2026, 2, 1))
NO_LETTERS = Decision(by="?", on=date(2025, 5, 9))
NO_DATE = Decision(by="A. Assessor")
NO_NAME = Decision(on=date(2025, 5, 9))


def test_standard_is_immutable(st1414: Standard) -> None:
    with pytest.raises(ValidationError):
        st1414.title = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        st1414.ksbs[0] = st1414.ksbs[1]  # type: ignore[index]


def test_framework_is_immutable() -> None:
    framework: Framework = find_framework(None)[1]
    with pytest.raises(TypeError):
        framework.workforce["1997"] = 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("on_piece", "written", "rung"),
    [
        ({}, None, Rung.CLAIMED),
        ({}, {}, Rung.CLAIMED),
        ({"assessed": A}, None, Rung.ASSESSED),
        ({"assessed": A, "verified": Q}, None, Rung.VERIFIED),
        ({"assessed": A}, {"verified": Q}, Rung.VERIFIED),
        ({"assessed": A, "verified": A_AGAIN}, None, Rung.ASSESSED),
        ({"verified": Q}, None, Rung.CLAIMED),
        ({"assessed": NO_DATE, "verified": Q}, None, Rung.CLAIMED),
        ({"assessed": NO_NAME}, None, Rung.CLAIMED),
        ({"assessed": NO_LETTERS}, None, Rung.CLAIMED),
        ({"assessed": LEARNER}, None, Rung.CLAIMED),
        ({"assessed": A, "verified": LEARNER}, None, Rung.ASSESSED),
        ({"assessed": TOO_EARLY}, None, Rung.CLAIMED),
        ({"assessed": TOO_LATE}, None, Rung.CLAIMED),
        ({"date": date(2025, 5, 10), "assessed": A}, None, Rung.CLAIMED),
        ({"date": date(2026, 2, 1), "assessed": TOO_LATE}, None, Rung.PLANNED),
        ({"assessed": Q, "verified": A}, None, Rung.ASSESSED),
        ({"assessed": A, "verified": Q}, {"assessed": NO_DATE}, Rung.CLAIMED),
        ({"assessed": A, "verified": Q}, {"status": Rung.PLANNED}, Rung.PLANNED),
        ({"assessed": A}, {"status": Rung.SUGGESTED, "verified": Q}, Rung.SUGGESTED),
        ({}, {"status": Rung.VERIFIED}, Rung.CLAIMED),
        ({}, {"status": Rung.CLAIMED, "assessed": A}, Rung.ASSESSED),
    ],
)
def test_rung_requires_possible_sign_offs(on_piece: dict, written: dict | None, rung: Rung) -> None:
    entry = None if written is None else ClaimEntry(ksb="K1", **written)
    assert standing(Evidence(id="E1", **on_piece), entry, KNOWN)[0] is rung


def refusing(day: int, **more: object) -> Decision:
    return Decision.model_validate({"by": "A. Assessor", "on": f"2025-05-{day:02}", "decision": "not_yet", **more})


def met(day: int, **more: object) -> Decision:
    return Decision.model_validate({"by": "A. Assessor", "on": f"2025-05-{day:02}", **more})


@pytest.mark.parametrize(
    ("on_piece", "own", "counts"),
    [
        ([refusing(9)], None, False),
        ([refusing(9), met(10)], None, True),
        ([met(9), refusing(10)], None, False),
        ([met(10), refusing(9)], None, False),  # out of order, which is a finding
        ([refusing(10), met(9)], None, False),
        ([refusing(9), met(9)], None, False),
        ([refusing(9, on=None), met(9)], None, True),
        ([met(9), refusing(10, on=None)], None, False),
        ([met(9), refusing(10, by=None)], None, False),
        ([refusing(9), met(10, by="L. Learner")], None, False),
        ([refusing(9), met(10, on="2026-02-01")], None, False),
        ([met(9), refusing(10, on="2026-02-01")], None, True),
        ([refusing(9)], [met(10)], True),
        ([refusing(9)], [met(9)], False),
        ([refusing(9)], [met(8)], False),
        ([refusing(9)], [met(10, by=None)], False),
        ([met(10)], [refusing(9)], False),
        ([refusing(9), met(10)], [met(8)], True),
    ],
)
def test_latest_possible_decision_holds(on_piece: list, own: list | None, counts: bool) -> None:
    piece = Evidence(id="E1", date=date(2025, 3, 4), assessed=on_piece)
    entry = ClaimEntry(ksb="K1", assessed=own) if own else None
    rung, why_not = standing(piece, entry, KNOWN)
    assert (rung, why_not) == (Rung.ASSESSED, "") if counts else why_not.startswith("it is not yet met, as ")


@pytest.mark.parametrize(
    ("assessed", "verified", "standings"),
    [
        (
            met(9),
            refusing(10, by="Q. Assurer"),
            (Rung.CLAIMED, "it is not yet met, as Q. Assurer decided on 2025-05-10"),
        ),
        (met(11), refusing(10, by="Q. Assurer"), (Rung.ASSESSED, "")),
        (
            refusing(9),
            met(10, by="Q. Assurer"),
            (Rung.CLAIMED, "it is not yet met, as A. Assessor decided on 2025-05-09"),
        ),
        (
            met(11, by="Learner, L"),
            refusing(10, by="Q. Assurer"),
            (Rung.CLAIMED, "it is not yet met, as Q. Assurer decided on 2025-05-10"),
        ),
    ],
)
def test_verifier_decides_as_well(assessed: Decision, verified: Decision, standings: tuple[Rung, str]) -> None:
    piece = Evidence(id="E1", date=date(2025, 3, 4), assessed=[assessed], verified=[verified])
    assert standing(piece, None, KNOWN) == standings


@pytest.mark.parametrize("has", ["a" * 64, "b" * 64, None])
def test_decision_holds_for_what_was_seen(has: str | None) -> None:
    sight = Sight(hashes=frozenset([has]) if has else None)
    seen = {"seen": {"plan.md": "a" * 64}}
    holds = has != "b" * 64
    for decision, expected in ((met(9, **seen), Rung.ASSESSED if holds else Rung.CLAIMED), (refusing(9, **seen), None)):
        rung, why_not = standing(Evidence(id="E1", date=MADE, assessed=[met(8), decision]), None, KNOWN, sight)
        assert (rung is expected and not why_not) if expected else bool(why_not) is holds


NOTHING = "it names nothing to look at"
MADE = date(2025, 3, 4)
HELD = {"what": "growth records", "where": "the office"}
SEEN = {**HELD, "seen_by": "A. Assessor", "on": MADE}
NOT_SEEN = "nobody else is stated to have seen the held work (growth records) since it was made"
NOT_ASSESSED = "it is held elsewhere, and counts only once assessed"
UNDATED = "it has no date, and counts only once assessed"
EARLY = "it is dated 2024-12-01, before the start, and counts only once assessed"


@pytest.mark.parametrize(
    ("on_piece", "unseen", "rung", "why_not"),
    [
        ({"date": MADE}, "", Rung.CLAIMED, ""),
        ({"date": MADE}, NOTHING, Rung.CLAIMED, NOTHING),
        ({"date": MADE, "assessed": A, "verified": Q}, NOTHING, Rung.VERIFIED, NOTHING),
        ({"date": MADE, "url": "https://school.example"}, "", Rung.CLAIMED, ""),
        ({"date": None}, "", Rung.CLAIMED, UNDATED),
        ({"date": None, "assessed": LEARNER}, "", Rung.CLAIMED, UNDATED),
        ({"date": None, "assessed": A}, "", Rung.ASSESSED, ""),
        ({"date": None, "assessed": A}, NOTHING, Rung.ASSESSED, NOTHING),
        ({"date": date(2024, 12, 1)}, "", Rung.CLAIMED, EARLY),
        ({"date": date(2024, 12, 1), "assessed": A}, "", Rung.ASSESSED, ""),
        ({"date": date(2024, 12, 1), "assessed": TOO_EARLY}, "", Rung.CLAIMED, EARLY),
        ({"date": date(2026, 2, 1)}, NOTHING, Rung.PLANNED, ""),
        ({"date": MADE, "held": HELD}, NOTHING, Rung.CLAIMED, NOT_SEEN),
        ({"date": MADE, "held": HELD, "assessed": A}, NOTHING, Rung.ASSESSED, NOT_SEEN),
        ({"date": MADE, "held": SEEN}, NOTHING, Rung.CLAIMED, NOT_ASSESSED),
        ({"date": MADE, "held": SEEN, "assessed": A}, NOTHING, Rung.ASSESSED, ""),
        ({"date": MADE, "held": SEEN, "files": ["gone.pdf"]}, "it is not there", Rung.CLAIMED, NOT_ASSESSED),
        ({"date": MADE, "held": SEEN, "files": ["there.pdf"]}, "", Rung.CLAIMED, ""),
        ({"date": MADE, "held": {**SEEN, "seen_by": "Learner, L"}, "assessed": A}, NOTHING, Rung.ASSESSED, NOT_SEEN),
        ({"date": MADE, "held": {**SEEN, "on": date(2025, 3, 3)}}, NOTHING, Rung.CLAIMED, NOT_SEEN),
    ],
)
def test_claim_counts_only_if_work_can_be_looked_at(on_piece: dict, unseen: str, rung: Rung, why_not: str) -> None:
    piece = Evidence.model_validate({"id": "E1", **on_piece})
    assert standing(piece, None, KNOWN, Sight(why_not=unseen)) == (rung, why_not)


@pytest.mark.parametrize("status", [Rung.PLANNED, Rung.SUGGESTED])
def test_planned_claim_needs_nothing_to_look_at(status: Rung) -> None:
    assert standing(Evidence(id="E1"), ClaimEntry(ksb="K1", status=status), KNOWN, Sight(why_not=NOTHING)) == (
        status,
        "",
    )


@pytest.mark.parametrize(
    "written",
    [
        "20250304",
        "0",
        "04/03/2025",
        "4.3.2025",
        "31 June 2025",
        "3 May 25",
        "Sunday 3 May 2025",
        "2025-W10-2",
        "1741046400",
    ],
)
def test_model_rejects_dates_of_more_than_one_meaning(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a date"):
        Evidence.model_validate({"id": "E1", "date": written})


@pytest.mark.parametrize(
    "written",
    [
        "2025-05-03",
        "2025-5-3",
        " 2025-05-03 ",
        "2025-05-03T09:00",
        "2025-05-03 09:00:00Z",
        "2025-05-03T09:00:00.5+01:00",
        "3 May 2025",
        "03 may 2025",
        "3rd May 2025",
        "3rd of May 2025",
        "Saturday 3 May 2025",
        "Sat, 3 May 2025",
        "3-May-2025",
        "3/May/2025",
        "2025/05/03",
        "3. May 2025",
        "May 3, 2025",
        "MAY 3rd 2025",
    ],
)
def test_model_accepts_dates_of_one_meaning(written: str) -> None:
    assert Evidence.model_validate({"id": "E1", "date": written}).date == date(2025, 5, 3)


def test_model_notes_what_was_read_as_another() -> None:
    piece = {"id": "E1", "date": "3 May 2025", "ksbs": ["k1", "K02", "K3-K5", "S1"], "claims": [{"ksb": "K 7"}]}
    taken: list[tuple[str, object]] = []
    Evidence.model_validate(piece, context=taken)
    assert [(written, str(meant)) for written, meant in taken] == [
        ("3 May 2025", "2025-05-03"),
        ("K02", "K2"),
        ("K3-K5", "K3, K4 and K5"),
        ("K 7", "K7"),
    ]


def test_piece_keeps_the_item_of_each_code() -> None:
    piece = Evidence.model_validate({"id": "E1", "ksbs": ["k1", "K2-K3", "K3, S1", "K3", "see file"]})
    assert piece.codes == ((0, "K1"), (1, "K2"), (1, "K3"), (2, "S1"), (3, "K3"), (4, "see file"))


@pytest.mark.parametrize(
    ("key", "written", "meant"),
    [
        ("files", "walk.md", ("walk.md",)),
        ("files", "a, b.md", ("a, b.md",)),
        ("ksbs", "K6", ("K6",)),
        ("duties", "5", (5,)),
        ("duties", "5, 15 and 16", (5, 15, 16)),
        ("duties", ["Duty 5", "D15", "07"], (5, 15, 7)),
    ],
)
def test_model_takes_a_value_for_a_list_of_one(key: str, written: object, meant: tuple[object, ...]) -> None:
    assert getattr(Evidence.model_validate({"id": "E1", key: written}), key) == meant


@pytest.mark.parametrize(
    "written", ["Witness testimony", "witness-testimony", "WITNESS_TESTIMONY", "witness_testimony"]
)
def test_types_are_read_in_any_spelling(written: str) -> None:
    assert Evidence.model_validate({"id": "E1", "type": written}).type is EvidenceType.WITNESS_TESTIMONY


def test_rungs_are_read_in_any_letter_case() -> None:
    assert ClaimEntry.model_validate({"ksb": "K1", "status": "Planned"}).status is Rung.PLANNED


def test_code_order_rejects_other_text() -> None:
    with pytest.raises(ValueError, match="not a KSB code"):
        code_order("12")
