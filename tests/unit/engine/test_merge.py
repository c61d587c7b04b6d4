"""Which piece a tracker's claim is about, and what is new."""

from datetime import date

import pytest

from ksbcheck.domain.draft import Draft
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.tracker import TrackedClaim, TrackedDecision
from ksbcheck.engine.merge import Names, merge, own_id

MET = TrackedDecision("J. Halloway", date(2026, 3, 20))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("E01 Phonics plan", "E01"), ("phonics group plan, E01", "E01"), ("Piece 1: Phonics plan", None), ("K6 plan", None),
        ("E01 and E02", None), ("evidence/E04.docx", "E04"), ("WP-12 Risk assessment", "WP12"), ("Phonics plan", None),
    ],
)  # fmt: skip
def test_own_id_is_the_only_number_of_a_piece(name: str, number: str | None) -> None:
    assert own_id(name) == number


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Phonics plan", "phonics-plan.docx", True), ("Phonics plan", "E01 Phonics plan (spring)", True), ("Plan", "Phonics plan", False),
        ("Plan", "plan.pdf", True), ("Phonics plan", "Plan phonics", False), ("", "", False),
    ],
)  # fmt: skip
def test_same_name(one: str, other: str, same: bool) -> None:
    assert bool(Names([(other, "E01")]).find(one)) is same


def claim(code: str, evidence: str, rung: Rung = Rung.CLAIMED, where: str | None = None) -> TrackedClaim:
    return TrackedClaim(code, evidence, rung, "Tracker!A2", where)


def portfolio(*pieces: dict[str, object]) -> Portfolio:
    head = {"format": "ksbcheck-portfolio/1", "standard": "ST1414", "version": "1.0", "option": "send"}
    return Portfolio.model_validate({**head, "evidence": list(pieces)})


def written(draft: Draft) -> list[tuple[str, list[tuple[str, str, str | None]]]]:
    return [(piece.id, [(each.code, str(each.rung), each.where) for each in piece.claims]) for piece in draft.pieces]


def test_merge_makes_one_piece_of_each_name() -> None:
    claims = [
        claim("K6", "E01 Phonics plan", where="p. 2"),
        claim("K9", "E01"),
        claim("K10", "Pupil survey"),
        claim("S7", "pupil survey"),
    ]
    draft = merge(portfolio(), claims, ["evidence/E01-plan.docx", "pupil survey.pdf", "photo.jpg"])
    assert written(draft) == [
        ("E01", [("K6", "claimed", "p. 2"), ("K9", "claimed", None)]),
        ("E02", [("K10", "claimed", None), ("S7", "claimed", None)]),
    ]
    assert [(piece.title, piece.files) for piece in draft.pieces] == [
        ("Phonics plan", ("evidence/E01-plan.docx",)),
        ("Pupil survey", ("pupil survey.pdf",)),
    ]


def test_merge_joins_rows_about_one_claim() -> None:
    rows = [claim("K6", "E01", Rung.PLANNED), claim("K6", "E01", where="p. 2"), claim("K6", "E01", where="p. 4")]
    assert written(merge(portfolio(), rows, [])) == [("E01", [("K6", "claimed", "p. 2; p. 4")])]


def test_merge_changes_nothing_that_the_manifest_says() -> None:
    before = portfolio(
        {"id": "E01", "title": "Phonics plan", "ksbs": ["K6"], "claims": [{"ksb": "K9", "where": "p. 2"}]}
    )
    draft = merge(
        before, [claim("K6", "Phonics plan"), claim("K9", "E01 Phonics plan", where="p. 2"), claim("K9", "E01")], []
    )
    assert (draft.pieces, draft.unchanged) == ((), 2)


def test_merge_shows_what_changes_and_never_lowers() -> None:
    before = portfolio(
        {"id": "E01", "title": "Plan", "claims": [{"ksb": "K9", "status": "planned"}, {"ksb": "K6", "where": "p. 1"}]}
    )
    draft = merge(before, [claim("K9", "E01", where="p. 2"), claim("K6", "E01", Rung.PLANNED)], [])
    (piece,) = draft.pieces
    assert [(each.code, each.where, each.before) for each in piece.claims] == [("K9", "p. 2", "planned")]
    assert [each.reason for each in draft.left_out] == ["E01 claims it already; the tracker says planned"]


def test_merge_adds_only_new_decisions() -> None:
    before = portfolio({"id": "E01", "claims": [{"ksb": "K9", "assessed": {"by": MET.by, "on": MET.on.isoformat()}}]})
    again = TrackedClaim("K9", "E01", Rung.ASSESSED, "A2", None, (MET,))
    later = TrackedClaim("K9", "E01", Rung.ASSESSED, "A2", None, (MET, MET._replace(on=date(2026, 4, 1), is_met=False)))
    assert not merge(before, [again], []).pieces
    assert [each.decisions for each in merge(before, [later], []).claims] == [later.decisions[1:]]


def test_merge_keeps_numbers_for_the_pieces_that_have_them() -> None:
    assert [
        piece.id for piece in merge(portfolio(), [claim("K1", "Plan for May"), claim("K2", "E01 Film")], []).pieces
    ] == [
        "E02",
        "E01",
    ]


def test_merge_takes_no_sign_off_below_its_rung() -> None:
    second = MET._replace(by="P. Quenby", is_second=True)
    (only,) = merge(portfolio(), [TrackedClaim("K9", "E01", Rung.CLAIMED, "A2", None, (MET, second))], []).claims
    assert only.decisions == (second,)


def test_merge_knows_the_decisions_on_the_whole_piece() -> None:
    signed = {"by": MET.by, "on": MET.on.isoformat()}
    not_yet = {"by": "A. Other", "on": "2026-04-01", "decision": "not_yet"}
    again = [TrackedClaim("K9", "E01", Rung.ASSESSED, "A2", None, (MET,))]
    assert not merge(portfolio({"id": "E01", "ksbs": ["K9"], "assessed": signed}), again, []).pieces
    own = {"id": "E01", "claims": [{"ksb": "K9", "assessed": not_yet}], "assessed": signed}
    assert [each.decisions for each in merge(portfolio(own), again, []).claims] == [(MET,)]


def test_merge_goes_by_the_id_that_is_stated() -> None:
    before = portfolio({"id": "Y7", "title": "Plan"}, {"id": "obs", "title": "Y7 plan"})
    known, new = (TrackedClaim("K9", f"{name} Y7 plan", Rung.CLAIMED, "A2", piece=name) for name in ("obs", "film"))
    assert [(piece.id, piece.title) for piece in merge(before, [known, new], []).pieces] == [
        ("obs", None),
        ("film", "Y7 plan"),
    ]
