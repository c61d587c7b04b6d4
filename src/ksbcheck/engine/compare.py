"""Comparison of a portfolio with every option of its standard, or with an earlier state."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from ksbcheck.domain.claim import list_claims
from ksbcheck.domain.comparison import KsbChange, OptionComparison, OptionsReport, Progress, ProgressReport, RuleChange
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.names import look, natural
from ksbcheck.domain.people import may_be_same
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Learner
from ksbcheck.domain.report import Report
from ksbcheck.domain.seal import Snapshot
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.judge import pieces_of, with_signed
from ksbcheck.rules.coverage import besides_gaps


def compare_options(report: Report) -> OptionsReport:
    """Return the coverage of a judged portfolio under every option, in the standard's order."""
    judgement = report.under_standard
    if judgement is None:
        return OptionsReport(report, (), _why_not(report))
    standings = tuple(_against(option, judgement, report.policy) for option in judgement.standard.options)
    return OptionsReport(report, standings, None)


def _against(option: Option, judgement: Judgement, policy: Policy) -> OptionComparison:
    coverage = cover(judgement.standard.requirements[option.id], judgement.claims, policy)
    gaps, own_gaps = coverage.gaps, judgement.coverage.gaps
    required = [ksb.code for ksb in coverage.ksbs]
    own_required = {ksb.code for ksb in judgement.coverage.ksbs}
    outside = tuple(claim for claim in judgement.claims if claim.code not in required)
    return OptionComparison(
        option,
        own=option.id == judgement.option_id,
        coverage=coverage,
        outside=outside,
        lost=tuple(
            claim for claim in outside if claim.code in own_required and claim.counts and claim.rung >= policy.rung
        ),
        new_gaps=_without(gaps, own_gaps),
        met_already=_without(required, {*own_required, *gaps}),
        gaps_gone=_without(own_gaps, gaps),
    )


def _without(codes: Iterable[str], others: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in others)


def as_of(judgement: Judgement, policy: Policy, day: date) -> Judgement:
    """Return the judgement of the same portfolio on an earlier day, without the evidence that is dated later."""
    pieces = zip(judgement.portfolio.evidence, judgement.sights, strict=True)
    kept = [(piece, sight) for piece, sight in pieces if piece.date is None or piece.date <= day]
    portfolio = judgement.portfolio.model_copy(update={"evidence": tuple(piece for piece, _ in kept)})
    sights = tuple(sight for _, sight in kept)
    return _judged_anew(replace(judgement, portfolio=portfolio, today=day, skipped=(), sights=sights), policy)


def _judged_anew(judgement: Judgement, policy: Policy) -> Judgement:
    claims = list_claims(judgement.portfolio, judgement.today, judgement.sights, judgement.listed)
    coverage = cover(judgement.standard.requirements[judgement.option_id], claims, policy)
    return replace(judgement, claims=claims, coverage=coverage)


def without_false_rises(was: Judgement, now: Judgement, policy: Policy) -> Judgement:
    """Return a judgement in which sign-offs up to the day of an earlier state hold for the claims of that state alone.

    That day is the one of its last sign-off; or its as-of day, if that is later and before today.
    """
    signed = (claim.assessed for claim in was.claims)
    days = [sign_off.on for sign_off in signed if sign_off and sign_off.on and sign_off.on <= now.today]
    day = max([*days, was.today if was.today < now.today else date.min])
    sights = with_signed(now.sights, now.portfolio, Snapshot(day, pieces_of(was.portfolio), {}))
    return _judged_anew(replace(now, sights=sights), policy)


def compare_states(before: Report, after: Report, *, same_manifest: bool) -> ProgressReport:
    """Return the changes between two states, or why they can't be compared; of one manifest, without its findings."""
    reason = _why_not(after) if same_manifest else _why_not(before, after)
    was, now = before.judgement, after.judgement
    if reason or was is None or now is None:
        return ProgressReport(before, after, None, reason)
    findings = None if same_manifest else _rule_changes(before, was.today, after, now.today)
    return ProgressReport(before, after, _progress(was, now, findings), None)


def _why_not(*reports: Report) -> str | None:
    """Return why portfolios can't be compared with each other, or one with the options of its standard."""
    standards: list[Standard] = []
    for report in reports:
        judgement = report.judgement
        if judgement is None:
            return f"{'one of the two' if len(reports) > 1 else 'the portfolio'} could not be judged"
        if judgement.framework:
            return f"under the framework {judgement.framework.id} there are no options and no KSBs to compare"
        standards.append(judgement.standard)
    names = list(dict.fromkeys(f"{standard.reference} version {standard.version}" for standard in standards))
    if len(names) > 1:
        return f"they were made against different standards or versions: {names[0]} before, {names[1]} now"
    if len({fingerprint(standard).whole for standard in standards}) > 1:
        return f"the two portfolios use different texts of {names[0]}"
    return None


def _progress(was: Judgement, now: Judgement, findings: tuple[RuleChange, ...] | None) -> Progress:
    old = {ksb.code: ksb for ksb in was.coverage.ksbs}
    new = {ksb.code: ksb for ksb in now.coverage.ksbs}
    return Progress(
        ksbs=tuple(KsbChange(old[code], ksb) for code, ksb in new.items() if code in old),
        only_before=_without(old, new),
        only_after=_without(new, old),
        new_pieces=_pieces_without(now.portfolio.evidence, was.portfolio.evidence),
        dropped_pieces=_pieces_without(was.portfolio.evidence, now.portfolio.evidence),
        findings=findings,
        same_learner=_same_learner(was.portfolio.learner, now.portfolio.learner),
    )


def _pieces_without(pieces: Iterable[Evidence], others: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the pieces whose ids are not among the others, in natural order."""
    known = {look(piece.id) for piece in others}
    return tuple(sorted((p for p in pieces if look(p.id) not in known), key=lambda piece: natural(piece.id)))


def _rule_changes(before: Report, then: date, after: Report, today: date) -> tuple[RuleChange, ...]:
    old, new = _count_messages(before, then), _count_messages(after, today)
    gone, added = (Counter(rule for rule, _ in counts.elements()) for counts in (old - new, new - old))
    return tuple(RuleChange(rule, gone[rule], added[rule]) for rule in sorted({*gone, *added}))


def _count_messages(report: Report, today: date) -> Counter[tuple[str, str]]:
    """Count findings by rule and message, without their places and the day of the check."""
    others = besides_gaps(report.findings)
    return Counter((finding.rule, finding.message.replace(today.isoformat(), "")) for finding in others)


def _same_learner(one: Learner | None, other: Learner | None) -> bool | None:
    """Whether two learners agree in id and name; None if neither is stated of both."""
    if one is None or other is None:
        return None
    same = [look(one.id) == look(other.id)] if one.id and other.id else []
    same += [may_be_same(one.name, other.name)] if one.name and other.name else []
    return all(same) if same else None
