"""What justifies a finding: an exception, a baseline, the policy or a threshold. It stays a finding all the same."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Finding, Ground, Justification
from ksbcheck.domain.policy import Policy, chosen_of
from ksbcheck.domain.portfolio import AnyPortfolio, ExceptionEntry
from ksbcheck.rules.case import Excepted
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.rules.rule import listed


class Grounds(NamedTuple):
    """All that may justify findings about a portfolio: exceptions of several files, a baseline and its file."""

    exceptions: tuple[Excepted, ...] = ()
    baseline: Baseline | None = None
    baseline_file: str | None = None


class Justified(NamedTuple):
    """The findings, some of them justified, and the exceptions with what each of them has excused."""

    findings: tuple[Finding, ...]
    exceptions: tuple[Excepted, ...]


def justify(
    findings: Iterable[Finding], grounds: Grounds, portfolio: AnyPortfolio, coverage: Coverage | None, policy: Policy
) -> Justified:
    """Return findings with what justifies them. `coverage` is None where there is none, under a framework."""
    findings = tuple(findings)
    exceptions = tuple(_with_uses(excepted, findings, portfolio) for excepted in grounds.exceptions)
    return Justified(
        tuple(
            next(
                map(finding.justified_by, _justifications(finding, exceptions, grounds, portfolio, coverage, policy)),
                finding,
            )
            for finding in findings
        ),
        exceptions,
    )


def _with_uses(excepted: Excepted, findings: Sequence[Finding], portfolio: AnyPortfolio) -> Excepted:
    used = frozenset(
        at
        for at, entry in excepted.entries
        if excepted.holds(entry) and any(_covers(entry, finding, portfolio) for finding in findings)
    )
    return excepted._replace(used=used)


def _covers(entry: ExceptionEntry, finding: Finding, portfolio: AnyPortfolio) -> bool:
    """Whether an exception speaks of a finding. One that names no rule speaks of gaps."""
    return (
        (finding.rule in GAP_RULES if entry.rule is None else finding.rule == entry.rule)
        and entry.ksb in (None, finding.ksb)
        and entry.piece in (None, portfolio.piece_at(finding.location))
    )


def _justifications(
    finding: Finding,
    exceptions: Sequence[Excepted],
    grounds: Grounds,
    portfolio: AnyPortfolio,
    coverage: Coverage | None,
    policy: Policy,
) -> Iterator[Justification]:
    """Yield what justifies a finding; somebody's own word comes first."""
    for excepted in exceptions:
        for at, entry in excepted.entries:
            if at in excepted.used and _covers(entry, finding, portfolio):
                yield Justification(Ground.EXCEPTION, entry.reason, entry.by, entry.until, excepted.file)
    if finding.rule in GAP_RULES and finding.ksb and coverage:
        yield from _by_policy(finding.ksb, coverage, policy)
        if grounds.baseline and finding.ksb in grounds.baseline.gaps:
            reason = f"a gap already on {grounds.baseline.on}"
            yield Justification(Ground.BASELINE, reason, source=grounds.baseline_file)
        yield from _by_threshold(coverage, policy)


def _by_policy(code: str, coverage: Coverage, policy: Policy) -> Iterator[Justification]:
    """Yield why the policy lets a KSB go without evidence in the portfolio."""
    methods = [method for method in policy.demands.methods if chosen_of([code], method.ksbs)]
    if methods and not any(method.in_portfolio for method in methods):
        reason = f"assessed by {listed(method.title for method in methods)}, which doesn't draw on the portfolio"
        yield Justification(Ground.POLICY, reason, source=policy.file)
    for sample in policy.demands.sampled:
        codes, met = coverage.sampled(sample)
        if code in codes and len(met) >= min(sample.at_least, len(codes)):
            reason = f"may be sampled: {len(met)} of {len(codes)} are evidenced, and {sample.at_least} are asked for"
            yield Justification(Ground.POLICY, reason, source=policy.file)


def _by_threshold(coverage: Coverage, policy: Policy) -> Iterator[Justification]:
    threshold = policy.threshold
    required = len(coverage.ksbs)
    met = coverage.met_at(policy.rung)
    if threshold and threshold.kept(met, required):
        reason = f"{met} of {required} are {threshold.rung} or higher, and {threshold.percent} % are asked for"
        yield Justification(Ground.THRESHOLD, reason)
