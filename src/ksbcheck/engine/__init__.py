"""Judging a portfolio: pure, from values to a value."""

from collections.abc import Iterable
from datetime import date

from ksbcheck.domain.finding import Finding, NotChecked
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.link import link
from ksbcheck.report import Judgement, Skipped
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import PortfolioRule


def judge(
    standard: Standard,
    option: Option,
    portfolio: Portfolio,
    policy: Policy,
    rules: Iterable[PortfolioRule],
    today: date,
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Judge a portfolio against one option of a standard, as of a day. The findings are not located in a file yet."""
    claims = link(portfolio, today)
    coverage = cover(standard.requirements[option.id], claims, policy)
    case = Case(standard, option, portfolio, claims, coverage, policy, today)
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    for rule in rules:
        for found in rule(case):
            if isinstance(found, NotChecked):
                skipped.append(Skipped(rule.code, found.reason))
            else:
                findings.append(rule.finding(found))
    return Judgement(standard, option, portfolio, today, claims, coverage, tuple(skipped)), tuple(findings)
