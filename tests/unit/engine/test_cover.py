"""The mapping engine on a standard small enough to work out by hand."""

from datetime import date

import pytest

from ksbcheck.domain.claim import list_claims
from ksbcheck.domain.coverage import Coverage, DutyStatus, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.engine.cover import cover
from ksbcheck.engine.judge import sights_of
from tests.gardener import gardener

DAY = date(2026, 1, 31)
STANDARD = gardener(
    [
        {"number": 1, "text": "Water", "options": [], "mapping": "complete", "ksbs": ["K1", "S1"]},
        {"number": 2, "text": "Dig", "options": ["outdoor"], "mapping": "partial", "ksbs": ["K10"]},
        {"number": 3, "text": "Tidy", "options": [], "mapping": "none", "ksbs": []},
        {"number": 4, "text": "Shared", "options": [], "mapping": "partial", "ksbs": ["K10"]},
    ],
    {"S1": "Pour", "K10 outdoor": "Soil", "K1": "Water", "K2": "Light", "B1 indoor": "Patience"},
    "indoor",
    "outdoor",
)
SIGNED = {"assessed": {"by": "A. Assessor", "on": "2025-05-09"}}


def covered(option: str, *evidence: dict, **policy: object) -> Coverage:
    """Cover an option with dated pieces, each with a file of its own."""
    pieces = tuple(
        Evidence.model_validate({"date": "2025-03-04", "files": [f"{number}.pdf"], **piece})
        for number, piece in enumerate(evidence)
    )
    portfolio = Portfolio(format="ksbcheck-portfolio/1", standard="T1", version="1.0", option=option, evidence=pieces)
    return cover(
        STANDARD.requirements[option], list_claims(portfolio, DAY, sights_of(portfolio)), Policy.model_validate(policy)
    )


@pytest.mark.parametrize(("option", "codes"), [("indoor", "K1 K2 S1 B1"), ("outdoor", "K1 K2 K10 S1")])
def test_requirement_has_core_and_option_in_order(option: str, codes: str) -> None:
    coverage = covered(option)
    assert [ksb.code for ksb in coverage.ksbs] == codes.split()
    assert coverage.codes(KsbStatus.MISSING) == tuple(codes.split())


def test_coverage_counts_every_rung() -> None:
    evidence = ({"id": "E1", "ksbs": ["K1"], **SIGNED}, {"id": "E2", "claims": [{"ksb": "K1"}, {"ksb": "S1"}]})
    for rung in ("claimed", "assessed", "verified"):
        coverage = covered("indoor", *evidence, rung=rung)
        assert [coverage.met_at(each) for each in (Rung.CLAIMED, Rung.ASSESSED, Rung.VERIFIED)] == [2, 1, 0]
    k1 = covered("indoor", *evidence, rung="assessed").ksbs[0]
    assert (k1.highest_rung, k1.pieces, k1.piece_rungs) == (
        Rung.ASSESSED,
        ("E1",),
        (("E1", Rung.ASSESSED), ("E2", Rung.CLAIMED)),
    )


def test_coverage_excludes_plans() -> None:
    claims = [{"ksb": "K1", "status": "planned"}, {"ksb": "S1", "status": "suggested"}]
    coverage = covered("indoor", {"id": "E1", "claims": claims, **SIGNED})
    assert coverage.codes(KsbStatus.MET) == ()
    assert [(ksb.highest_rung, ksb.status) for ksb in coverage.ksbs if ksb.highest_rung] == [
        (Rung.PLANNED, KsbStatus.MISSING),
        (Rung.SUGGESTED, KsbStatus.MISSING),
    ]


def test_coverage_counts_pieces_not_claims() -> None:
    twice = {"id": "E1", "ksbs": ["K1", "K1"], "claims": [{"ksb": "K1"}]}
    assert covered("indoor", twice, {"id": "E1", "ksbs": ["K1"]}, min_pieces=2).codes(KsbStatus.THIN) == ("K1",)
    assert covered("indoor", twice, {"id": "E2", "ksbs": ["K1"]}, min_pieces=2).codes(KsbStatus.MET) == ("K1",)


def test_coverage_counts_different_work_at_each_rung() -> None:
    """A piece on the whole of a work, signed off, makes two pieces on parts of it no fewer."""
    parts = [{"id": f"E{n}", "files": ["diary.md"], "claims": [{"ksb": "K1", "where": f"\u00a7 {n}"}]} for n in (1, 2)]
    whole = {"id": "E3", "files": ["diary.md"], "ksbs": ["K1"], **SIGNED}
    assert covered("indoor", *parts, whole, min_pieces=2).codes(KsbStatus.MET) == ("K1",)
    assert covered("indoor", *parts, whole, min_pieces=3).codes(KsbStatus.THIN) == ("K1",)
    assert covered("indoor", *parts, whole, min_pieces=2, rung="assessed").codes(KsbStatus.THIN) == ("K1",)


def test_coverage_ignores_places_of_plans() -> None:
    """A planned claim on another place doesn't make a piece different work."""
    claims = [{"ksb": "K1", "where": "\u00a7 1"}, {"ksb": "K1", "where": "\u00a7 2", "status": "planned"}]
    pieces = [{"id": "E1", "files": ["a.md"], "claims": claims}, {"id": "E2", "files": ["a.md"], "claims": claims[:1]}]
    assert covered("indoor", *pieces, min_pieces=2).codes(KsbStatus.THIN) == ("K1",)


def test_coverage_counts_work_beside_its_copy() -> None:
    """A piece with a second file is different work, whichever of two is signed off."""
    one = {"id": "E1", "files": ["plan.md", "photo.png"], "ksbs": ["K1"], **SIGNED}
    other = {"id": "E2", "files": ["plan.md"], "ksbs": ["K1"]}
    assert covered("indoor", one, other, min_pieces=2).codes(KsbStatus.MET) == ("K1",)


def duties(coverage: Coverage) -> dict[int, DutyStatus]:
    return {duty.number: duty.status for duty in coverage.duties}


def test_coverage_of_duties() -> None:
    assert duties(covered("indoor", {"id": "E1", "ksbs": ["K1"]})) == {
        1: DutyStatus.PARTIAL,
        3: DutyStatus.UNMAPPED,
        4: DutyStatus.UNMAPPED,  # what is mapped to it is another option's
    }
    assert duties(covered("outdoor", {"id": "E1", "ksbs": ["K1", "S1"]})) == {
        1: DutyStatus.MET,
        2: DutyStatus.MISSING,
        3: DutyStatus.UNMAPPED,
        4: DutyStatus.MISSING,
    }


def test_coverage_of_duties_excludes_thin_ksbs() -> None:
    coverage = covered("indoor", {"id": "E1", "ksbs": ["K1", "S1"]}, min_pieces=2)
    assert coverage.duties[0].missing == ("K1", "S1")
    assert duties(coverage)[1] is DutyStatus.MISSING


def test_coverage_with_duty_context() -> None:
    evidence = ({"id": "E1", "duties": [3], "ksbs": ["K1"]}, {"id": "E2", "duties": [1, 3], "ksbs": ["S1"]})
    coverage = covered("indoor", *evidence, duty_context=True)
    assert coverage.codes(KsbStatus.MET) == ("K1", "S1")
    assert coverage.duties[0].missing == ("K1",)
    assert duties(coverage)[1] is DutyStatus.PARTIAL


def test_coverage_orders_pieces_naturally() -> None:
    evidence = [{"id": name, "ksbs": ["K1"]} for name in ("E10", "E2", "E01", "E1")]
    assert covered("indoor", *evidence).ksbs[0].pieces == ("E01", "E1", "E2", "E10")
    assert covered("indoor", *reversed(evidence)).ksbs[0].pieces == ("E01", "E1", "E2", "E10")


def test_coverage_takes_the_future_as_planned() -> None:
    late = {"id": "E1", "date": "2026-03-01", "ksbs": ["K1"], **SIGNED}
    signed_late = {"id": "E2", "ksbs": ["S1"], "assessed": {"by": "A. Assessor", "on": "2026-03-01"}}
    coverage = covered("indoor", late, signed_late)
    assert {ksb.code: ksb.highest_rung for ksb in coverage.ksbs if ksb.highest_rung} == {
        "K1": Rung.PLANNED,
        "S1": Rung.CLAIMED,
    }


def on(*files: str, where: str | None = None, **keys: object) -> dict:
    """Return a piece that claims K1 on some files, at a place of them if one is given."""
    return {"files": files, "claims": [{"ksb": "K1", **({"where": where} if where else {})}], **keys}


@pytest.mark.parametrize(
    ("pieces", "repeats"),
    [
        ([on("a.pdf"), on("b.pdf")], ()),
        ([on("a.pdf"), on("a.pdf")], ("E2",)),
        ([on("a.pdf"), on("./a.pdf")], ("E2",)),
        ([on("a.pdf"), on("a.pdf"), on("a.pdf"), on("b.pdf")], ("E2", "E3")),
        ([on("a.pdf", "a.pdf")], ()),
        ([on("a.pdf", "a.pdf"), on("b.pdf")], ()),
        ([on("a.pdf", "b.pdf"), on("a.pdf")], ()),
        ([on("a.pdf"), on("b.pdf"), on("a.pdf", "b.pdf")], ("E3",)),
        ([on(url="https://a.example"), on(url="https://a.example")], ("E2",)),
        ([on(url="https://a.example"), on(url="https://b.example")], ()),
        ([on("a.pdf", where="p. 1"), on("a.pdf", where="p. 2")], ()),
        ([on("a.pdf", where="p. 1"), on("a.pdf", where="page 1")], ("E2",)),
        ([on("a.pdf", where="p. 1"), on("a.pdf")], ("E2",)),
        ([on("a.pdf"), on("a.pdf", where="p. 1")], ("E1",)),
        ([on("a.pdf"), on("a.pdf", where="p. 1"), on("a.pdf", where="p. 2")], ("E1",)),
        ([on("a.pdf", where="at the end"), on("a.pdf", where="p. 1")], ("E1",)),
        ([on("a.pdf"), on("a.pdf", **SIGNED)], ("E1",)),
        ([on("a.pdf", **SIGNED), on("a.pdf", where="p. 1")], ("E1",)),
    ],
)
def test_coverage_counts_different_work(pieces: list[dict], repeats: tuple[str, ...]) -> None:
    named = [{"id": f"E{number}", **piece} for number, piece in enumerate(pieces, 1)]
    for evidence in (named, named[::-1]):
        k1 = covered("indoor", *evidence, min_pieces=len(named) - len(repeats)).ksbs[0]
        assert (k1.status, k1.repeats, len(k1.pieces)) == (KsbStatus.MET, repeats, len(named))
        more = covered("indoor", *evidence, min_pieces=len(named) - len(repeats) + 1).ksbs[0]
        assert more.status is KsbStatus.THIN


def test_coverage_leaves_out_claims_that_do_not_count() -> None:
    evidence = ({"id": "E2", "files": [], "ksbs": ["K1"]}, {"id": "E1", "date": None, "ksbs": ["K1", "S1"]})
    k1, _, s1, _ = covered("indoor", *evidence, {"id": "E3", "ksbs": ["S1"]}).ksbs
    undated = ("E1", "it has no date, and counts only once assessed")
    assert (k1.status, k1.highest_rung, k1.pieces) == (KsbStatus.MISSING, None, ())
    assert k1.not_counted == (undated, ("E2", "it names nothing to look at"))
    assert (s1.status, s1.pieces, s1.not_counted) == (KsbStatus.MET, ("E3",), (undated,))


def test_coverage_keeps_pieces_that_differ_at_a_higher_rung() -> None:
    evening, morning = (
        {"files": ["bed.md"], "claims": [{"ksb": "K1", "where": place, **SIGNED}]} for place in ("p. 1", "p. 2")
    )
    whole = {"id": "e1", "files": ["bed.md"], "ksbs": ["K1"]}
    coverage = covered("indoor", {"id": "E1", **evening}, {"id": "E2", **morning}, whole, min_pieces=2)
    assert (coverage.ksbs[0].status, coverage.ksbs[0].repeats) == (KsbStatus.MET, ())
    assert [coverage.met_at(rung) for rung in (Rung.CLAIMED, Rung.ASSESSED)] == [1, 1]
