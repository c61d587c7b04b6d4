"""Laws of coverage, for any portfolio."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.claim import list_claims
from ksbcheck.domain.coverage import Coverage, DutyStatus, KsbStatus
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.judge import sights_of
from ksbcheck.rules.coverage import GAP_RULES
from tests.properties.strategies import CODES, DAY, OPTIONS, judged, pieces, policies, portfolios, shuffled


def covered(standard: Standard, portfolio: Portfolio, policy: Policy) -> Coverage:
    return cover(standard.requirements[portfolio.option], list_claims(portfolio, DAY, sights_of(portfolio)), policy)


@given(portfolios, policies, st.randoms())
def test_coverage_ignores_order(st1414: Standard, portfolio: Portfolio, policy: Policy, random: Random) -> None:
    assert covered(st1414, portfolio, policy) == covered(st1414, shuffled(portfolio, random), policy)


@given(portfolios, policies, pieces)
def test_coverage_grows_with_evidence(st1414: Standard, portfolio: Portfolio, policy: Policy, piece: Evidence) -> None:
    """Another piece opens no gap and takes nothing from a duty."""
    another = piece.model_copy(update={"id": "E13"})
    more = portfolio.model_copy(update={"evidence": (*portfolio.evidence, another)})
    before, after = covered(st1414, portfolio, policy), covered(st1414, more, policy)
    assert set(before.codes(KsbStatus.MET)) <= set(after.codes(KsbStatus.MET))
    for was, now in zip(before.duties, after.duties, strict=True):
        assert set(now.missing) <= set(was.missing)


@given(portfolios, policies)
def test_coverage_gives_every_ksb_one_status(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """Every required KSB has exactly one status."""
    coverage = covered(st1414, portfolio, policy)
    required = [ksb.code for ksb in st1414.requirements[portfolio.option].ksbs]
    assert [ksb.code for ksb in coverage.ksbs] == required
    assert sum(len(coverage.codes(status)) for status in KsbStatus) == len(required) == 70
    assert coverage.met_at(policy.rung) == len(coverage.codes(KsbStatus.MET))


@given(portfolios, policies)
def test_coverage_shrinks_with_the_rung(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    coverage = covered(st1414, portfolio, policy)
    counts = [coverage.met_at(rung) for rung in COUNTING_RUNGS]
    assert counts == sorted(counts, reverse=True)


@given(portfolios, policies)
def test_coverage_never_meets_unmapped_duties(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """A duty is met if it requires KSBs and all are met."""
    for duty in covered(st1414, portfolio, policy).duties:
        assert (duty.status is DutyStatus.UNMAPPED) == (duty.mapping is DutyMapping.NONE)
        assert (duty.status is DutyStatus.MET) == (bool(duty.required) and not duty.missing)


@given(portfolios, policies)
def test_coverage_shrinks_with_duty_context(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    without = covered(st1414, portfolio, policy.model_copy(update={"duty_context": False}))
    within = covered(st1414, portfolio, policy.model_copy(update={"duty_context": True}))
    assert within.ksbs == without.ksbs
    for loose, strict in zip(without.duties, within.duties, strict=True):
        assert set(loose.missing) <= set(strict.missing)


@given(portfolios, policies)
def test_coverage_rests_on_sign_offs(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """The pieces that count are those signed off at the rung or above."""
    for ksb in covered(st1414, portfolio, policy).ksbs:
        reached = dict(ksb.piece_rungs)
        assert set(ksb.pieces) == {piece for piece, rung in reached.items() if rung >= policy.rung}
        assert ksb.highest_rung == max(reached.values(), default=None, key=lambda rung: rung.rank)


@given(portfolios, policies)
def test_coverage_counts_work_once(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """A KSB rests on as many pieces as there are different files, however many pieces show them."""
    evidence = [piece.model_copy(update={"id": f"E{number}"}) for number, piece in enumerate(portfolio.evidence)]
    portfolio = portfolio.model_copy(update={"evidence": tuple(evidence)})
    files = {piece.id: piece.files for piece in evidence}
    for ksb in covered(st1414, portfolio, policy).ksbs:
        assert all(files[piece] for piece in ksb.pieces)
        assert (ksb.status is KsbStatus.MET) == (len({files[piece] for piece in ksb.pieces}) >= policy.min_pieces)


@given(portfolios, policies)
def test_coverage_counts_undated_and_early_work_once_assessed(
    st1414: Standard, portfolio: Portfolio, policy: Policy
) -> None:
    for claim in judged(st1414, portfolio, policy)[0].claims:
        early = claim.piece.date is None or claim.piece.date < (portfolio.started or date.min)
        if claim.rung >= Rung.CLAIMED:
            is_refused = claim.not_yet is not None
            has_work = bool(claim.piece.files) and not is_refused
            assert claim.counts == (has_work and (claim.rung >= Rung.ASSESSED or not early))
        assert not (claim.rung < Rung.CLAIMED and claim.why_not)


@given(portfolios, policies)
def test_coverage_finds_every_gap_by_one_rule(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """Every gap is found by exactly one rule."""
    judgement, findings = judged(st1414, portfolio, policy)
    gaps = [ksb.code for ksb in judgement.coverage.ksbs if ksb.status is not KsbStatus.MET]
    assert sorted(f.message.split()[0] for f in findings if f.rule in GAP_RULES) == sorted(gaps)
    report = Report("p", policy, findings, judgement)
    assert (report.outcome is Outcome.CLEAN) <= (not gaps)


@given(st.sampled_from(OPTIONS), st.sets(st.sampled_from(CODES)))
def test_coverage_is_complete_only_with_all_ksbs(st1414: Standard, option: str, claimed: set[str]) -> None:
    """The missing KSBs are those that no piece claims."""
    piece = Evidence(id="E1", date=DAY, files=("E1.pdf",), ksbs=tuple(sorted(claimed)))
    portfolio = Portfolio(
        format="ksbcheck-portfolio/1", standard="ST1414", version="1.0", option=option, evidence=(piece,)
    )
    required = {ksb.code for ksb in st1414.requirements[option].ksbs}
    assert set(covered(st1414, portfolio, Policy()).codes(KsbStatus.MISSING)) == required - claimed
