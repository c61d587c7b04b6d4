"""Judging a portfolio: pure, from values to a value."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import FrameworkPortfolio, Portfolio
from ksbcheck.domain.report import Files, FrameworkJudgement, Judgement, Skipped
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine.claims import link
from ksbcheck.engine.cover import cover
from ksbcheck.rules.case import AnyCase, Case, FolderCase, FrameworkCase
from ksbcheck.rules.rule import Rule, run

if TYPE_CHECKING:  # most portfolios have nothing to do with a framework, nor with an assessment plan
    from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
    from ksbcheck.domain.framework import Framework


class RuleSet(NamedTuple):
    """The rules to judge by: of a portfolio under a standard, of one under a framework, and of the folder of either."""

    portfolio: tuple[Rule, ...] = ()
    framework: tuple[Rule, ...] = ()
    folder: tuple[Rule, ...] = ()


def judge(
    standard: Standard,
    option: Option,
    portfolio: Portfolio,
    policy: Policy,
    rules: RuleSet,
    today: date,
    folder: Folder | None = None,
    prior_framework: "Framework | None" = None,
    plan: "AssessmentPlan | None" = None,
    method: "AssessmentMethod | None" = None,
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Judge a portfolio against one option of a standard, as of a day. The findings are not located in a file yet.

    `folder` is None where the manifest is judged alone; `prior_framework` is the one that `prior:` names, if it is
    known. With a method of the standard's assessment plan, only the KSBs that it assesses are looked at.
    """
    claims = link(portfolio, today)
    requirement = standard.requirements[option.id]
    if method is not None:
        requirement, policy = requirement.of_a_method(method.ksbs), policy.of_a_method()
    coverage = cover(requirement, claims, policy)
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
    findings, skipped = _asked(rules.portfolio, case)
    files, more_skipped, more_findings = _look_into(folder, case, rules.folder)
    skipped = (*skipped, *more_skipped)
    judgement = Judgement(portfolio, today, skipped, files, standard, option, claims, coverage, plan, method)
    return judgement, (*findings, *more_findings)


def judge_under_framework(
    framework: "Framework",
    portfolio: FrameworkPortfolio,
    policy: Policy,
    rules: RuleSet,
    today: date,
    folder: Folder | None = None,
    prior_framework: "Framework | None" = None,
) -> tuple[FrameworkJudgement, tuple[Finding, ...]]:
    """Judge a portfolio made under a framework, as of a day: by all that needs no KSBs."""
    case = FrameworkCase(
        framework=framework,
        portfolio=portfolio,
        claims=(),
        policy=policy,
        today=today,
        prior_framework=prior_framework,
    )
    findings, skipped = _asked(rules.framework, case)
    files, more_skipped, more_findings = _look_into(folder, case, rules.folder)
    skipped = (*skipped, *more_skipped)
    return FrameworkJudgement(portfolio, today, skipped, files, framework), (*findings, *more_findings)


def _look_into(
    folder: Folder | None, case: AnyCase, rules: Iterable[Rule]
) -> tuple[Files | None, tuple[Skipped, ...], tuple[Finding, ...]]:
    """Return the files of a folder with what the rules about them could not judge, and what they found."""
    if folder is None:
        return None, (), ()
    folder_case = FolderCase(case, folder)
    named = tuple(dict.fromkeys(each.written for each in folder_case.named_files))
    claimed, broken = frozenset(folder_case.claimed_files), frozenset(folder_case.broken_pieces)
    findings, skipped = _asked(rules, folder_case)
    return Files(folder, broken, named, claimed, folder_case.traces), skipped, findings


def _asked(rules: Iterable[Rule], case: object) -> tuple[tuple[Finding, ...], tuple[Skipped, ...]]:
    found = run(rules, case)
    return found.findings, tuple(Skipped(*each) for each in found.not_checked)
