"""Laws of comparisons, for any portfolios."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.comparison import Change, Progress
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.compare import as_of, compare_options, compare_states
from tests.properties.strategies import DAY, judged, policies, portfolios

TURNED = {
    Change.OPENED: Change.CLOSED,
    Change.CLOSED: Change.OPENED,
    Change.MOVED_UP: Change.MOVED_DOWN,
    Change.MOVED_DOWN: Change.MOVED_UP,
    Change.SAME: Change.SAME,
}


def reported(standard: Standard, portfolio: Portfolio, policy: Policy) -> Report:
    judgement, findings = judged(standard, portfolio, policy)
    return Report("p", policy, findings, judgement)


def progress(before: Report, after: Report) -> Progress:
    found = compare_states(before, after, same_manifest=False).progress
    assert found is not None
    return found


@given(portfolios, policies)
def test_compare_with_itself_shows_no_change(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    report = reported(st1414, portfolio, policy)
    found = progress(report, report)
    assert {ksb.change for ksb in found.ksbs} == {Change.SAME}
    assert len(found.ksbs) == 70
    assert not any((found.only_before, found.only_after, found.new_pieces, found.dropped_pieces, found.findings))


@given(portfolios, portfolios, policies)
def test_compare_is_symmetric(st1414: Standard, one: Portfolio, other: Portfolio, policy: Policy) -> None:
    """Compared the other way round, every change is the opposite."""
    a, b = reported(st1414, one, policy), reported(st1414, other, policy)
    there, back = progress(a, b), progress(b, a)
    for change, opposite in TURNED.items():
        assert [ksb.code for ksb in there.of(change)] == [ksb.code for ksb in back.of(opposite)]
    assert (there.only_before, there.new_pieces) == (back.only_after, back.dropped_pieces)
    assert (there.only_after, there.dropped_pieces) == (back.only_before, back.new_pieces)
    assert there.same_learner == back.same_learner
    assert [(each.rule, each.gone, each.new) for each in there.findings or ()] == [
        (each.rule, each.new, each.gone) for each in back.findings or ()
    ]


@given(portfolios, portfolios, policies)
def test_compare_counts_add_up(st1414: Standard, one: Portfolio, other: Portfolio, policy: Policy) -> None:
    """The counts of a comparison are the differences of the counts of its two reports."""
    a, b = reported(st1414, one, policy), reported(st1414, other, policy)
    found = progress(a, b)
    assert sum(len(found.of(change)) for change in Change) == len(found.ksbs)
    assert found.gaps.difference == len(found.of(Change.OPENED)) - len(found.of(Change.CLOSED))
    for rung in COUNTING_RUNGS:
        up = sum(_reaches(ksb.after.met_rung, rung) > _reaches(ksb.before.met_rung, rung) for ksb in found.ksbs)
        down = sum(_reaches(ksb.after.met_rung, rung) < _reaches(ksb.before.met_rung, rung) for ksb in found.ksbs)
        assert found.met_at(rung).difference == up - down
    assert a.judgement
    assert b.judgement
    if one.option == other.option:
        assert found.gaps == (len(a.judgement.coverage.gaps), len(b.judgement.coverage.gaps))
    others = [len(report.findings) - _gap_findings(report) for report in (a, b)]
    gone = sum(each.gone for each in found.findings or ())
    new = sum(each.new for each in found.findings or ())
    assert others[1] - others[0] == new - gone


def _reaches(met_rung: object, rung: object) -> bool:
    return met_rung is not None and met_rung >= rung


def _gap_findings(report: Report) -> int:
    assert report.judgement
    return len(report.judgement.coverage.gaps)  # each is found by exactly one rule


@given(portfolios, policies)
def test_compare_equals_checking_every_option(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """The comparison of options equals a check for each."""
    compared = compare_options(reported(st1414, portfolio, policy))
    assert [each.option.id for each in compared.standings if each.own] == [portfolio.option]
    (own,) = (each for each in compared.standings if each.own)
    for each in compared.standings:
        there = reported(st1414, portfolio.model_copy(update={"option": each.option.id}), policy).judgement
        assert there
        assert each.coverage == there.coverage
        assert set(each.coverage.gaps) == set(own.coverage.gaps) - set(each.gaps_gone) | set(each.new_gaps)
        assert set(each.lost) <= set(each.outside)


dates = st.dates(date(2024, 12, 1), DAY)


@given(portfolios, policies, dates, st.lists(st.none() | dates, min_size=10, max_size=10))
def test_as_of_never_adds_evidence(
    st1414: Standard, portfolio: Portfolio, policy: Policy, day: date, dated: list[date | None]
) -> None:
    """An earlier day has no more met KSBs, except those with a claim that was decided to be not yet met since."""
    pieces = [piece.model_copy(update={"date": on}) for piece, on in zip(portfolio.evidence, dated, strict=False)]
    portfolio = portfolio.model_copy(update={"evidence": tuple(pieces)})
    judgement = reported(st1414, portfolio, policy).judgement
    assert judgement
    then, now = (as_of(judgement, policy, each) for each in (day, DAY))
    since = {
        claim.code for claim in now.claims if (decision := claim.not_yet) and not (decision.on and decision.on <= day)
    }
    for before, after in zip(then.coverage.ksbs, now.coverage.ksbs, strict=True):
        if before.code not in since:
            assert all(_reaches(after.met_rung, rung) >= _reaches(before.met_rung, rung) for rung in COUNTING_RUNGS)
    assert now.coverage == judgement.coverage
