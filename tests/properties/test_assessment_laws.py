"""Laws of methods and themes, for any assessment plan and portfolio."""

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan, Theme
from ksbcheck.domain.coverage import KsbStatus, RollUp, RollUpStatus, roll_up
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Standard
from tests.properties.strategies import CODES, judged, policies, portfolios


@st.composite
def plans(draw: st.DrawFn) -> AssessmentPlan:
    """Draw a plan of a few methods with themes that share out some or all codes."""
    owners = draw(st.lists(st.integers(0, 3), min_size=len(CODES), max_size=len(CODES)))
    parts = {n: tuple(code for code, owner in zip(CODES, owners, strict=True) if owner == n) for n in (1, 2, 3)}
    methods = [AssessmentMethod(id=f"m{n}", title="M", ksbs=codes) for n, codes in parts.items() if codes]
    themes = [
        Theme(id=f"{method.id}-{n}", title="T", method=method.id, ksbs=method.ksbs[n::2])
        for method in methods
        for n in (0, 1)
        if method.ksbs[n::2]
    ]
    if not methods:
        methods = [AssessmentMethod(id="m1", title="M", ksbs=CODES)]
    return AssessmentPlan(
        format="ksbcheck-assessment-plan/1",
        standard="ST1414",
        version="1.0",
        methods=tuple(methods),
        themes=tuple(themes),
    )


def met(roll: RollUp) -> set[str]:
    return set(roll.required) - set(roll.missing)


@given(portfolios, policies, plans())
def test_roll_up_agrees_with_whole_coverage(
    st1414: Standard, portfolio: Portfolio, policy: Policy, plan: AssessmentPlan
) -> None:
    """A method checked alone meets the KSBs that it meets in the whole check."""
    whole, _ = judged(st1414, portfolio, policy, plan=plan)
    all_met = set(whole.coverage.codes(KsbStatus.MET))
    required = {ksb.code for ksb in whole.coverage.ksbs}
    for method, rolled in zip(plan.methods, whole.roll_ups, strict=True):
        alone, _ = judged(st1414, portfolio, policy, plan=plan, method=method)
        assert set(alone.coverage.codes(KsbStatus.MET)) == all_met & set(method.ksbs) == met(rolled.method)
        assert alone.roll_ups == (rolled,)
        assert not alone.coverage.duties
        assert set(alone.left_out) == required - set(method.ksbs)


@given(portfolios, policies, plans())
def test_roll_up_adds_up(st1414: Standard, portfolio: Portfolio, policy: Policy, plan: AssessmentPlan) -> None:
    """The KSBs of all methods and of none add up to the required ones."""
    whole, _ = judged(st1414, portfolio, policy, plan=plan)
    counted = sum(len(each.method.required) for each in whole.roll_ups)
    assert counted + len(whole.in_no_method) == len(whole.coverage.ksbs)
    for each in roll_up(plan, whole.coverage):
        assert sum(theme.met for theme in each.themes) == each.method.met or not each.themes
        for roll in (each.method, *each.themes):
            assert (roll.status is RollUpStatus.MET) == (bool(roll.required) and not roll.missing)
            assert (roll.status is RollUpStatus.NOT_OF_OPTION) == (not roll.required)
            assert (roll.status is RollUpStatus.MISSING) == (bool(roll.required) and not met(roll))
            assert set(roll.missing) <= set(whole.coverage.gaps)
