"""Comparing, on a standard small enough to work out by hand."""

from datetime import date

import pytest

from ksbcheck.domain.comparison import Change, OptionComparison, Progress, ProgressReport, RuleChange
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.compare import as_of, compare_options, compare_states
from ksbcheck.engine.judge import judge
from tests.gardener import gardener

DAY = date(2026, 1, 31)
STANDARD = gardener(
    [{"number": 1, "text": "Dig", "options": ["outdoor"], "mapping": "partial", "ksbs": ["K10"]}],
    {
        "K1": "Water", "K2": "Light", "K10 outdoor": "Soil", "K11 outdoor": "Frost", "S1": "Pour",
        "B1 indoor": "Patience", "B2 indoor": "Care",
    },
    "indoor", "outdoor",
)  # fmt: skip
SIGNED = {"assessed": {"by": "A. Assessor", "on": "2025-05-09"}}


def report(
    *evidence: dict,
    option: str = "indoor",
    learner: dict | None = None,
    standard: Standard = STANDARD,
    findings: tuple[Finding, ...] = (),
    day: date = DAY,
    **policy: object,
) -> Report:
    portfolio = Portfolio.model_validate(
        {
            "format": "ksbcheck-portfolio/1",
            "standard": standard.reference,
            "version": standard.version,
            "option": option,
            "learner": learner,
            "evidence": [
                {"date": "2025-03-04", "files": [f"{number}.pdf"], **piece} for number, piece in enumerate(evidence)
            ],
        }
    )
    chosen = standard.option(option)
    assert chosen is not None
    counting = Policy.model_validate(policy)
    judgement, _ = judge(Against(portfolio=portfolio, under=standard, option_id=chosen.id), counting, day)
    return Report("p", counting, findings, judgement)


def standings(*evidence: dict, **more: object) -> tuple[OptionComparison, OptionComparison]:
    compared = compare_options(report(*evidence, **more))
    assert compared.why_not is None
    own, other = compared.standings
    return own, other


def progress(before: Report, after: Report) -> Progress:
    compared = compare_states(before, after, same_manifest=False)
    assert compared.progress is not None
    return compared.progress


def changed(found: Progress) -> dict[str, str]:
    return {each.code: each.change.value for each in found.ksbs if each.change is not Change.SAME}


def test_options_show_changes() -> None:
    own, other = standings({"id": "E1", "ksbs": ["K1", "K10", "B1"]})
    assert (own.own, other.own) == (True, False)
    assert own.coverage.gaps == ("K2", "S1", "B2")
    assert (own.new_gaps, own.met_already, own.gaps_gone, own.lost) == ((), (), (), ())
    assert [claim.code for claim in own.outside] == ["K10"]
    assert other.coverage.gaps == ("K2", "K11", "S1")
    assert (other.new_gaps, other.met_already, other.gaps_gone) == (("K11",), ("K10",), ("B2",))
    assert [claim.code for claim in other.outside] == ["B1"]
    assert other.lost == other.outside


def test_options_lose_only_counting_claims() -> None:
    _, other = standings(
        {"id": "E1", "ksbs": ["B1", "K99"], "claims": [{"ksb": "B2", "status": "planned"}]},
        {"id": "E2", "ksbs": ["B2"], **SIGNED},
        rung="assessed",
    )
    assert [claim.subject for claim in other.outside] == ["E1 B1", "E1 K99", "E1 B2", "E2 B2"]
    assert [claim.subject for claim in other.lost] == ["E2 B2"]


def test_options_mark_the_manifests_option() -> None:
    first, second = standings(option="outdoor")
    assert (first.own, second.own) == (False, True)


def test_states_show_progress() -> None:
    before = report({"id": "E1", "ksbs": ["K1", "K2"]}, {"id": "E2", "ksbs": ["S1", "B2"], **SIGNED})
    after = report(
        {"id": "E2", "ksbs": ["S1"]},
        {"id": "E3", "ksbs": ["K1"], **SIGNED},
        {"id": "E10", "ksbs": ["B1"]},
        {"id": "e9", "claims": [{"ksb": "B2", "status": "planned"}]},
    )
    found = progress(before, after)
    assert changed(found) == {"K1": "moved_up", "K2": "opened", "S1": "moved_down", "B1": "closed", "B2": "opened"}
    assert [piece.id for piece in found.new_pieces] == ["E3", "E10", "e9"]
    assert [piece.id for piece in found.dropped_pieces] == ["E1"]
    assert (found.gaps.before, found.gaps.after, found.gaps.difference) == (1, 2, 1)
    assert found.met_at(Rung.ASSESSED) == (2, 1)
    assert found.met_at(Rung.VERIFIED) == (0, 0)


def test_states_match_pieces_by_look() -> None:
    found = progress(report({"id": "E1"}), report({"id": "e1"}))
    assert (found.new_pieces, found.dropped_pieces) == ((), ())


def test_states_compare_common_requirements() -> None:
    found = progress(report({"id": "E1", "ksbs": ["K1", "B1"]}), report({"id": "E1", "ksbs": ["K1"]}, option="outdoor"))
    assert [ksb.code for ksb in found.ksbs] == ["K1", "K2", "S1"]
    assert (found.only_before, found.only_after) == (("B1", "B2"), ("K10", "K11"))
    assert changed(found) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, None, None),
        ({"name": "Ann"}, None, None),
        ({"name": "Ann"}, {"id": "1"}, None),
        ({"name": "Dr Ann Example"}, {"name": "example, ann"}, True),
        ({"name": "Ann", "id": "1"}, {"name": "Ann", "id": "2"}, False),
        ({"name": "Ann", "id": "1"}, {"name": "Bob", "id": "1"}, False),
        ({"name": "Ann", "id": "1"}, {"id": "1"}, True),
    ],
)
def test_states_compare_learners(one: dict | None, other: dict | None, same: bool | None) -> None:
    assert progress(report(learner=one), report(learner=other)).same_learner is same
    assert progress(report(learner=other), report(learner=one)).same_learner is same


def finding(rule: str, message: str, at: int = 0) -> Finding:
    return Finding(rule, Severity.ERROR, message, "h", ("evidence", at))


def test_states_count_findings_without_gaps() -> None:
    before = (
        finding("KSB201", "a"),
        finding("KSB201", "a", 1),
        finding("KSB201", "b"),
        finding("KSB305", "E1 is dated 2027-01-01, which is after 2026-01-31"),
        finding("KSB101", "K1 is required"),
    )
    after = (
        finding("KSB201", "a", 7),
        finding("KSB201", "c"),
        finding("KSB305", "E1 is dated 2027-01-01, which is after 2026-02-28"),
        finding("KSB303", "d"),
    )
    found = progress(report(findings=before), report(findings=after, day=date(2026, 2, 28)))
    assert found.findings == (RuleChange("KSB201", 2, 1), RuleChange("KSB303", 0, 1))


def test_states_of_one_manifest_have_no_findings() -> None:
    compared = compare_states(report(), report(), same_manifest=True)
    assert compared.progress is not None
    assert compared.progress.findings is None


def reworded(**changes: object) -> Standard:
    return Standard.model_validate(STANDARD.model_dump(mode="json") | changes)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (reworded(version="1.1"), "T1 version 1.0 before, T1 version 1.1 now"),
        (reworded(reference="T2"), "T1 version 1.0 before, T2 version 1.0 now"),
        (reworded(duties=[]), "the two portfolios use different texts of T1 version 1.0"),
    ],
)
def test_compare_refuses_different_standards(other: Standard, why: str) -> None:
    compared = compare_states(report(), report(standard=other), same_manifest=False)
    assert compared.progress is None
    assert compared.why_not is not None
    assert why in compared.why_not


def test_compare_accepts_equal_standards() -> None:
    assert progress(report(), report(standard=reworded(title="Gardener (copy)"))).ksbs


def test_compare_refuses_what_was_not_judged() -> None:
    unjudged = Report("p", Policy(), ())
    for compared in (compare_states(unjudged, report(), same_manifest=False), compare_options(unjudged)):
        assert compared.why_not is not None
        assert "could not be judged" in compared.why_not
        assert not (compared.progress if isinstance(compared, ProgressReport) else compared.standings)


def test_as_of_leaves_out_later_evidence() -> None:
    now = report(
        {"id": "E1", "date": "2025-05-01", "ksbs": ["K1"], **SIGNED},
        {"id": "E2", "date": "2025-05-02", "ksbs": ["K2"]},
        {"id": "E3", "date": None, "ksbs": ["S1"]},
    )
    assert now.judgement
    then = as_of(now.judgement, now.policy, date(2025, 5, 1))
    assert then.today == date(2025, 5, 1)
    assert [piece.id for piece in then.portfolio.evidence] == ["E1", "E3"]
    assert {ksb.code: ksb.highest_rung for ksb in then.coverage.ksbs if ksb.highest_rung} == {"K1": Rung.CLAIMED}
    assert [ksb.code for ksb in then.coverage.ksbs if ksb.not_counted] == ["S1"]
    found = progress(now._replace(judgement=then), now)
    assert changed(found) == {"K1": "moved_up", "K2": "closed"}
