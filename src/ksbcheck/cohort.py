"""Many portfolios: read, resolve, judge and locate each."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError, capped, in_file_order, located
from ksbcheck.domain.policy import Policy
from ksbcheck.engine import judge, judge_under_framework
from ksbcheck.report import FrameworkJudgement, Judgement, Report
from ksbcheck.rules import FRAMEWORK_RULES, PORTFOLIO_RULES
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.sources.bundled import named
from ksbcheck.sources.manifest import read_manifest
from ksbcheck.sources.resolve import Resolved, ResolvedFramework, resolve


def check_all(paths: Iterable[Path], policy: Policy, today: date, option_id: str | None = None) -> Iterator[Report]:
    """Yield a report on each portfolio, in the order of the paths."""
    for path in paths:
        yield check(path, policy, today, option_id)


def check(path: Path, policy: Policy, today: date, option_id: str | None = None) -> Report:
    """Check the portfolio in a folder or manifest as of a day; `option_id` asks "what if" of another option."""
    findings: tuple[Finding, ...] = ()
    try:
        manifest = read_manifest(path)
        findings = manifest.findings
        against = resolve(manifest, option_id)
        judgement, found = _judged(against, policy, today)
        placed = located(found, str(manifest.document.path), manifest.document.place)
        findings = (*findings, *against.findings, *placed)
    except InputError as error:
        return Report(str(path), policy, _shown((*findings, *error.findings)))
    return Report(str(path), policy, _shown(findings), judgement, named(against.file))


def _judged(
    against: Resolved | ResolvedFramework, policy: Policy, today: date
) -> tuple[Judgement | FrameworkJudgement, tuple[Finding, ...]]:
    if isinstance(against, ResolvedFramework):
        known, prior = against.framework, against.prior_framework
        return judge_under_framework(known, against.portfolio, FRAMEWORK_RULES, today, prior)
    standard, option, prior = against.standard, against.option, against.prior_framework
    return judge(standard, option, against.portfolio, policy, PORTFOLIO_RULES, today, prior)


def _shown(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as a report shows them; gaps are never cut short."""
    return capped(in_file_order(findings), GAP_RULES)
