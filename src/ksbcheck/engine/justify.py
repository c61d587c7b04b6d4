"""What justifies a finding: an exception, a baseline, the policy or a threshold. It stays a finding all the same."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product
from typing import NamedTuple

from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Finding, Ground, Justification, Location
from ksbcheck.domain.policy import Policy, chosen_of
from ksbcheck.domain.portfolio import ExceptionEntry, Portfolio
from ksbcheck.domain.text import listed
from ksbcheck.rules.case import ExceptionsOfFile
from ksbcheck.rules.coverage import GAP_RULES


class Excuses(NamedTuple):
    """All that may justify findings about a portfolio: exceptions, also requested ones, a baseline and its file."""

    exceptions: tuple[ExceptionsOfFile, ...] = ()
    baseline: Baseline | None = None
    baseline_file: str | None = None


class Justified(NamedTuple):
    """The findings, some of them justified, and the exceptions and requests with what each of them is about."""

    findings: tuple[Finding, ...]
    exceptions: tuple[ExceptionsOfFile, ...]


Subject = tuple[str | None, str | None, str | None]
"""A rule, a KSB and a piece that an exception names, each None where it leaves that open."""


def justify(
    findings: Iterable[Finding], grounds: Excuses, portfolio: Portfolio, coverage: Coverage, policy: Policy
) -> Justified:
    """Return findings with what justifies them; exceptions come first. Requests justify nothing."""
    found = tuple((finding, _subjects(finding, portfolio)) for finding in findings)
    subjects = frozenset(chain.from_iterable(each for _, each in found))
    granted = [entry for each in grounds.exceptions if not each.own for _, entry in each.entries if each.holds(entry)]
    exceptions = tuple(_with_uses(excepted, subjects, granted) for excepted in grounds.exceptions)
    words = tuple((excepted.file, _first_words(excepted)) for excepted in exceptions if not excepted.own)
    gaps = _of_gaps(grounds, coverage, policy)
    return Justified(tuple(_justified(finding, spoken, words, gaps) for finding, spoken in found), exceptions)


def _subjects(finding: Finding, portfolio: Portfolio) -> tuple[Subject, ...]:
    """Return what an exception has to name to speak of a finding. One that names no rule speaks of gaps."""
    rules = (finding.rule, None) if finding.rule in GAP_RULES else (finding.rule,)
    return tuple(product(rules, {finding.ksb, None}, {portfolio.piece_at(finding.location), None}))


def _subject(entry: ExceptionEntry) -> Subject:
    return (entry.rule, entry.ksb, entry.piece)


def _with_uses(
    excepted: ExceptionsOfFile, subjects: frozenset[Subject], granted: Iterable[ExceptionEntry]
) -> ExceptionsOfFile:
    used = frozenset(at for at, entry in excepted.entries if _subject(entry) in subjects and excepted.holds(entry))
    given = (at for at, entry in excepted.entries if any(_grants(each, entry) for each in granted))
    return excepted._replace(used=used, granted=frozenset(given if excepted.own else ()))


def _grants(granted: ExceptionEntry, asked: ExceptionEntry) -> bool:
    """Whether an exception is for all that another one asks for. One that names no rule is for gaps."""
    about_gaps = None in (granted.rule, asked.rule) and {granted.rule, asked.rule} <= {None, *GAP_RULES}
    same_rule = granted.rule == asked.rule or about_gaps
    return same_rule and granted.ksb in (None, asked.ksb) and granted.piece in (None, asked.piece)


Words = Mapping[Subject, tuple[Location, ExceptionEntry]]


def _first_words(excepted: ExceptionsOfFile) -> Words:
    """Return the first exception of a file that is of use on each subject, with where it stands."""
    return {_subject(entry): (at, entry) for at, entry in reversed(excepted.entries) if at in excepted.used}


def _justified(
    finding: Finding,
    subjects: Iterable[Subject],
    words: Iterable[tuple[str, Words]],
    gaps: Mapping[str, Justification],
) -> Finding:
    for file, on in words:
        said = [on[subject] for subject in subjects if subject in on]
        if said:
            _, entry = min(said, key=lambda each: each[0])
            return finding.justified_by(Justification(Ground.EXCEPTION, entry.reason, entry.by, entry.until, file))
    if finding.rule in GAP_RULES and finding.ksb and finding.ksb in gaps:
        return finding.justified_by(gaps[finding.ksb])
    return finding


def _of_gaps(grounds: Excuses, coverage: Coverage, policy: Policy) -> Mapping[str, Justification]:
    """Return what justifies gaps, by their codes: the policy before the baseline, and the threshold last."""
    by_policy = chain(_by_method(coverage, policy), _by_sample(coverage, policy))
    grounded = [*by_policy, *_by_baseline(coverage, grounds), *_by_threshold(coverage, policy)]
    return dict(reversed(grounded))


def _by_method(coverage: Coverage, policy: Policy) -> Iterator[tuple[str, Justification]]:
    """Yield the gaps that none of the methods which assess them would look for in the portfolio."""
    for code in coverage.gaps:
        methods = [method for method in policy.demands.methods if chosen_of([code], method.ksbs)]
        if methods and not any(method.in_portfolio for method in methods):
            titles = listed(method.title for method in methods)
            reason = f"assessed by {titles}, which {'does' if len(methods) == 1 else 'do'}n't draw on the portfolio"
            yield code, Justification(Ground.POLICY, reason, source=policy.file)


def _by_sample(coverage: Coverage, policy: Policy) -> Iterator[tuple[str, Justification]]:
    """Yield the gaps that may be sampled where enough of the others are evidenced."""
    for sample in policy.demands.sampled:
        codes, met = coverage.sampled(sample)
        if len(met) >= min(sample.at_least, len(codes)):
            reason = f"may be sampled: {len(met)} of {len(codes)} are evidenced, and {sample.at_least} are asked for"
            justification = Justification(Ground.POLICY, reason, source=policy.file)
            yield from ((code, justification) for code in codes if code not in met)


def _by_baseline(coverage: Coverage, grounds: Excuses) -> Iterator[tuple[str, Justification]]:
    if grounds.baseline:
        listed_there = frozenset(grounds.baseline.gaps)
        reason = f"a gap already on {grounds.baseline.on}"
        justification = Justification(Ground.BASELINE, reason, source=grounds.baseline_file)
        yield from ((code, justification) for code in coverage.gaps if code in listed_there)


def _by_threshold(coverage: Coverage, policy: Policy) -> Iterator[tuple[str, Justification]]:
    threshold, met, required = policy.threshold, coverage.met_at(policy.rung), len(coverage.ksbs)
    if threshold and threshold.kept(met, required):
        reason = f"{met} of {required} are {threshold.rung} or higher, and {threshold.percent} % are asked for"
        yield from ((code, Justification(Ground.THRESHOLD, reason)) for code in coverage.gaps)
