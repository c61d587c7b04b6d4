"""Judging a portfolio: pure, from values to a value."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from ksbcheck.domain.finding import Finding, Hit, NotChecked
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import FrameworkPortfolio, Portfolio
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.link import link
from ksbcheck.report import FrameworkJudgement, Judgement, Skipped
from ksbcheck.rules.case import AnyCase, Case, FrameworkCase
from ksbcheck.rules.rule import FrameworkRule, PortfolioRule, Rule

if TYPE_CHECKING:  # most portfolios have nothing to do with a framework
    from ksbcheck.domain.framework import Framework

C = TypeVar("C", bound=AnyCase)


def judge(
    standard: Standard,
    option: Option,
    portfolio: Portfolio,
    policy: Policy,
    rules: Iterable[PortfolioRule],
    today: date,
    prior_framework: "Framework | None" = None,
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Judge a portfolio against one option of a standard, as of a day. The findings are not located in a file yet.

    `prior_framework` is the one that `prior:` names, if it is known.
    """
    claims = link(portfolio, today)
    coverage = cover(standard.requirements[option.id], claims, policy)
    case = Case(
        standard=standard,
        option=option,
        portfolio=portfolio,
        claims=claims,
        coverage=coverage,
        policy=policy,
        today=today,
        prior_framework=prior_framework,
    )
    skipped, findings = _run(rules, case)
    return Judgement(portfolio, today, skipped, standard, option, claims, coverage), findings


def judge_under_framework(
    framework: "Framework",
    portfolio: FrameworkPortfolio,
    rules: Iterable[FrameworkRule],
    today: date,
    prior_framework: "Framework | None" = None,
) -> tuple[FrameworkJudgement, tuple[Finding, ...]]:
    """Judge a portfolio made under a framework, as of a day: by all that needs no KSBs."""
    case = FrameworkCase(
        framework=framework, portfolio=portfolio, claims=(), today=today, prior_framework=prior_framework
    )
    skipped, findings = _run(rules, case)
    return FrameworkJudgement(portfolio, today, skipped, framework), findings


def _run(
    rules: Iterable[Rule[[C], Iterator[Hit | NotChecked]]], case: C
) -> tuple[tuple[Skipped, ...], tuple[Finding, ...]]:
    """Return what the rules could not judge, and what they found, in the order of their codes."""
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    for rule in sorted(rules, key=lambda rule: rule.code):
        for found in rule(case):
            if isinstance(found, NotChecked):
                skipped.append(Skipped(rule.code, found.reason))
            else:
                findings.append(rule.finding(found))
    return tuple(skipped), tuple(findings)
