"""Judging a portfolio: pure, from values to a value."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

from ksbcheck.domain.finding import Finding, Hit, NotChecked
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.link import link
from ksbcheck.report import Files, Judgement, Skipped
from ksbcheck.rules.case import Case, FolderCase
from ksbcheck.rules.rule import FolderRule, PortfolioRule, Rule


class RuleSet(NamedTuple):
    """The rules to judge by: those about a portfolio, and those about the files in its folder."""

    portfolio: tuple[PortfolioRule, ...]
    folder: tuple[FolderRule, ...] = ()


def judge(
    standard: Standard,
    option: Option,
    portfolio: Portfolio,
    policy: Policy,
    rules: RuleSet,
    today: date,
    folder: Folder | None = None,
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Judge a portfolio, and its folder if there is one to judge, against one option of a standard, as of a day.

    The findings are not located in a file yet.
    """
    claims = link(portfolio, today)
    coverage = cover(standard.requirements[option.id], claims, policy)
    case = Case(standard, option, portfolio, claims, coverage, policy, today)
    findings, skipped = _apply(rules.portfolio, case)
    files = None
    if folder is not None:
        folder_case = FolderCase(case, folder)
        found, passed_over = _apply(rules.folder, folder_case)
        findings, skipped = [*findings, *found], [*skipped, *passed_over]
        files = Files(folder, frozenset(folder_case.claimed_files), folder_case.traces)
    judgement = Judgement(standard, option, portfolio, today, claims, coverage, tuple(skipped), files)
    return judgement, tuple(findings)


Subject = TypeVar("Subject")


def _apply(
    rules: Iterable[Rule[[Subject], Iterator[Hit | NotChecked]]], subject: Subject
) -> tuple[list[Finding], list[Skipped]]:
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    for rule in rules:
        for found in rule(subject):
            if isinstance(found, NotChecked):
                skipped.append(Skipped(rule.code, found.reason))
            else:
                findings.append(rule.finding(found))
    return findings, skipped
