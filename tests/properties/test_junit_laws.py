"""A JUnit document passes exactly when the exit status is 0."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from ksbcheck.domain.finding import Ground, Justification
from ksbcheck.domain.ladder import FailOn
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import Standard
from ksbcheck.formats.junit import render
from tests.properties.strategies import judged, policies, portfolios

ONLY_SO = Justification(Ground.EXCEPTION, "agreed")


@given(portfolios, policies, st.sampled_from(FailOn), st.sampled_from(["none", "some", "all"]), st.randoms())
def test_junit_passes_exactly_with_exit_status_zero(
    st1414: Standard, portfolio: Portfolio, policy: Policy, fail_on: FailOn, excused: str, random: Random
) -> None:
    policy = policy.model_copy(update={"fail_on": fail_on})
    judgement, findings = judged(st1414, portfolio, policy)
    chosen = {"none": 0.0, "some": 0.7, "all": 1.0}[excused]
    findings = tuple(f._replace(justification=ONLY_SO) if random.random() < chosen else f for f in findings)
    for report in (Report("p", policy, findings, judgement), Report("p", policy, findings)):
        (suite,) = JUnitXml.fromstring(render([report]).encode())
        found = [result for case in suite for result in case.result]
        assert (suite.tests, suite.failures + suite.errors + suite.skipped) == (len(list(suite)), len(found))
        assert (suite.failures + suite.errors == 0) == (report.exit_status is Outcome.CLEAN)
        assert suite.tests > 0
