"""Many portfolios: read, resolve, judge and locate each."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError, capped, in_file_order, located
from ksbcheck.domain.policy import Policy
from ksbcheck.engine import judge
from ksbcheck.report import Report
from ksbcheck.rules import PORTFOLIO_RULES
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.sources.bundled import named
from ksbcheck.sources.manifest import read_manifest
from ksbcheck.sources.resolve import resolve


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
        judgement, found = judge(against.standard, against.option, manifest.portfolio, policy, PORTFOLIO_RULES, today)
        placed = located(found, str(manifest.document.path), manifest.document.place)
        findings = (*findings, *against.findings, *placed)
    except InputError as error:
        return Report(str(path), policy, _shown((*findings, *error.findings)))
    return Report(str(path), policy, _shown(findings), judgement, named(against.file))


def _shown(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as a report shows them; gaps are never cut short."""
    return capped(in_file_order(findings), GAP_RULES)
