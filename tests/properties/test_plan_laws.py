"""Laws of plans, for any portfolio; small ones are compared with every other answer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, combinations_with_replacement
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, KsbStatus
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.names import look
from ksbcheck.domain.plan import ActionKind, Plan
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.cover_needs import Fewest, fewest
from ksbcheck.engine.plan import plan
from tests.gardener import CODES, mapped
from tests.properties.strategies import dates, judged, policies, portfolios, shuffled

ASSESSED = Decision(by="A. Assessor", on=date(2025, 5, 9))
VERIFIED = Decision(by="Q. Assurer", on=date(2025, 6, 1))


def standard_of(mapping: list[list[str]]) -> Standard:
    return mapped([sorted(set(codes)) for codes in mapping], "complete")


@st.composite
def small_pieces(draw: st.DrawFn, number: int) -> Evidence:
    claims = []
    for code in draw(st.lists(st.sampled_from(CODES), unique=True, max_size=4)):
        rung = draw(st.sampled_from(Rung))
        written: dict[str, object] = {"ksb": code}
        if rung < Rung.CLAIMED:
            written["status"] = rung
        if rung >= Rung.ASSESSED:
            written["assessed"] = ASSESSED
        if rung >= Rung.VERIFIED:
            written["verified"] = VERIFIED
        claims.append(ClaimEntry(**written))
    named = draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
    return Evidence(
        id=f"E{number}",
        date=draw(dates),
        files=draw(st.sampled_from([(f"{number}.pdf",), (f"{number}.pdf",), ("shared.pdf",), ()])),
        duties=tuple(named),
        claims=tuple(claims),
    )


@st.composite
def small_judgements(draw: st.DrawFn) -> tuple[Judgement, Policy]:
    standard = standard_of(draw(st.lists(st.lists(st.sampled_from(CODES), max_size=4), min_size=4, max_size=4)))
    evidence = tuple(draw(small_pieces(number)) for number in range(1, draw(st.integers(0, 6)) + 1))
    portfolio = Portfolio(format="ksbcheck-portfolio/1", standard="T1", version="1.0", option="all", evidence=evidence)
    policy = draw(policies)
    judgement, _ = judged(standard, portfolio, policy)
    return judgement, policy


def covered(judgement: Judgement, claims: Iterable[Claim], policy: Policy) -> Coverage:
    return cover(judgement.standard.requirements[judgement.option.id], claims, policy)


def carried(judgement: Judgement, policy: Policy, ids: Iterable[str]) -> Iterator[object]:
    """Yield what pieces support: the number of pieces of each KSB at each rung, and the duties named."""
    ids = set(ids)
    claims = [claim for claim in judgement.claims if claim.piece.id in ids]
    within = [duty.number for duty in judgement.standard.duties] if policy.duty_context else []
    for duty in (None, *within):
        mine = [claim for claim in claims if duty is None or duty in claim.piece.duties]
        for ksb in covered(judgement, mine, policy).ksbs:
            if duty is None or duty in ksb.duties:
                yield [min(policy.min_pieces, sum(at >= rung for _, at in ksb.different)) for rung in Rung]
    yield {duty for claim in claims if claim.counts for duty in claim.piece.duties}
    gaps = {(None, code) for code in judgement.coverage.gaps}
    gaps |= {(duty.number, code) for duty in judgement.coverage.duties if within for code in duty.missing}
    yield {
        claim.piece.id
        for claim in claims
        if claim.why_not and not gaps.isdisjoint((duty, claim.code) for duty in (None, *claim.piece.duties))
    }


@given(small_judgements())
def test_plan_keeps_the_smallest_sufficient_pieces(drawn: tuple[Judgement, Policy]) -> None:
    """No smaller choice of pieces supports as much."""
    judgement, policy = drawn
    enough = plan(judgement, policy).enough
    ids = [piece.id for piece in judgement.portfolio.evidence]
    everything = list(carried(judgement, policy, ids))
    assert list(carried(judgement, policy, enough.keep)) == everything
    assert sorted([*enough.keep, *(each.piece for each in enough.leave_out)]) == ids
    assert enough.proven != any(ksb.repeats for ksb in judgement.coverage.ksbs)
    if enough.proven:
        assert enough.keep == next(
            chosen
            for size in range(len(ids) + 1)
            for chosen in combinations(ids, size)
            if list(carried(judgement, policy, chosen)) == everything
        )


@given(small_judgements())
def test_plan_keeps_statuses_without_spare_pieces(drawn: tuple[Judgement, Policy]) -> None:
    """The pieces to keep give the same coverage as all."""
    judgement, policy = drawn
    kept = set(plan(judgement, policy).enough.keep)
    claims = [claim for claim in judgement.claims if claim.piece.id in kept]
    before, after = judgement.coverage, covered(judgement, claims, policy)
    assert [(ksb.status, ksb.highest_rung, ksb.met_rung) for ksb in after.ksbs] == [
        (ksb.status, ksb.highest_rung, ksb.met_rung) for ksb in before.ksbs
    ]
    assert after.duties == before.duties
    assert [after.met_at(rung) for rung in COUNTING_RUNGS] == [before.met_at(rung) for rung in COUNTING_RUNGS]


def lacking(judgement: Judgement, policy: Policy, duties: Iterable[int]) -> set[tuple[int, str]]:
    """Return the gaps that remain once all claims count and new pieces show all KSBs of some duties.

    Of what no duty is mapped to nothing is said; duty 0 stands for the KSB itself.
    """
    claims = [claim._replace(rung=Rung.VERIFIED, why_not="") for claim in judgement.claims]
    for index, duty in enumerate(duties):
        piece = Evidence(id=f"N{index}", duties=(duty,))
        codes = judgement.standard.by_number[duty].ksbs
        claims += [Claim(code, Rung.VERIFIED, piece, 100 + index, None, at) for at, code in enumerate(codes)]
    coverage = covered(judgement, claims, policy)
    gaps = {(0, ksb.code) for ksb in coverage.ksbs if ksb.duties and ksb.status is not KsbStatus.MET}
    return gaps | {(duty.number, code) for duty in coverage.duties for code in duty.missing}


@given(small_judgements())
def test_plan_closes_mapped_gaps_with_fewest_new_pieces(drawn: tuple[Judgement, Policy]) -> None:
    """No smaller choice of new pieces closes all mapped gaps."""
    judgement, policy = drawn
    new = plan(judgement, policy).new
    duties = [each.duty for each in new.duties for _ in range(each.pieces)]
    assert lacking(judgement, policy, duties) == set()
    numbers = [duty.number for duty in judgement.standard.duties]
    first = next(
        chosen
        for size in range(len(duties) + 1)
        for chosen in combinations_with_replacement(numbers, size)
        if not lacking(judgement, policy, chosen)
    )
    assert new.proven
    assert duties == list(first)
    for each in (*new.mapped, *new.unmapped):
        ksb = next(ksb for ksb in judgement.coverage.ksbs if ksb.code == each.code)
        reached = {piece for piece, _ in (*ksb.different, *ksb.not_counted)}
        assert each.pieces == policy.min_pieces - len(reached) > 0


def planned(standard: Standard, portfolio: Portfolio, policy: Policy) -> tuple[Plan, Judgement]:
    judgement, findings = judged(standard, portfolio, policy)
    return plan(judgement, policy, findings), judgement


@given(portfolios, policies, st.randoms())
def test_plan_ignores_order(st1414: Standard, portfolio: Portfolio, policy: Policy, random: Random) -> None:
    other = shuffled(portfolio, random)
    assert planned(st1414, portfolio, policy)[0] == planned(st1414, other, policy)[0]


@given(portfolios, policies)
def test_plan_mentions_every_gap_in_order(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """Every gap is in one part of the plan, and actions are in order."""
    made, judgement = planned(st1414, portfolio, policy)
    coverage = judgement.coverage
    assert set(made.gaps) == {ksb.code for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET}
    parts = [*made.closable_gaps, *(each.code for each in (*made.new.mapped, *made.new.unmapped))]
    assert sorted(parts) == sorted(made.gaps)
    stepped = {code for step in made.steps if step.duty is None for code in step.codes}
    assert set(made.closable_gaps) <= stepped <= set(made.gaps)
    of_gaps = {
        ActionKind.MEND,
        ActionKind.VERIFY,
        ActionKind.ASSESS,
        ActionKind.CLAIM,
        ActionKind.NAME_DUTY,
        ActionKind.MAKE,
        ActionKind.FIND,
    }
    wanting = bool(made.gaps) or any(duty.missing for duty in coverage.duties)
    assert any(action.kind in of_gaps for action in made.actions) == wanting
    kinds = list(dict.fromkeys(action.kind for action in made.actions))
    assert kinds == [kind for kind in ActionKind if kind in kinds]
    assert made.first == made.actions[:3]


@given(portfolios, policies)
def test_plan_hanging_pieces_are_needed(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """A KSB hangs on its pieces exactly if it is lost with any of them."""
    made, judgement = planned(st1414, portfolio, policy)
    hanging = {each.code: each.pieces for each in made.hanging}
    for ksb in judgement.coverage.ksbs:
        if ksb.status is KsbStatus.MET:
            lost = []
            for piece in ksb.pieces:
                rest = [claim for claim in judgement.claims if look(claim.piece.id) != look(piece)]
                lost.append(ksb.code not in covered(judgement, rest, policy).codes(KsbStatus.MET))
            assert all(lost) == (ksb.code in hanging)
    assert set(hanging) <= set(judgement.coverage.codes(KsbStatus.MET))


@st.composite
def coverable(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    things = draw(st.integers(1, 8))
    masks = draw(st.lists(st.integers(1, 2**things - 1), max_size=8))
    return things, [(among, draw(st.integers(1, min(3, among.bit_count())))) for among in masks]


@given(coverable(), st.randoms())
def test_fewest_is_smallest(drawn: tuple[int, list[tuple[int, int]]], random: Random) -> None:
    """No smaller choice meets all needs."""
    things, needs = drawn
    first = next(
        chosen
        for size in range(things + 1)
        for chosen in combinations(range(things), size)
        if all((among & sum(1 << thing for thing in chosen)).bit_count() >= count for among, count in needs)
    )
    assert fewest(needs) == Fewest(Counter(first), proven=True)
    random.shuffle(needs)
    assert fewest(needs).chosen == Counter(first)
