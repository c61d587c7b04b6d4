"""Rules about gaps (KSB1xx). Every gap is found by exactly one of them."""

from collections.abc import Iterable, Iterator, Mapping

from ksbcheck.domain.coverage import KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding, Hit, Justification, Location
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import Stage, rule

_EVIDENCE = ("evidence",)
_FEW_REASONS = 3
_NEXT_SIGNATURE = {
    Rung.CLAIMED: "assess it and sign with name and date",
    Rung.ASSESSED: "verify it and sign with name and date",
}


def next_step(ksb: KsbCoverage, policy: Policy) -> str:
    """Return the next step for a KSB that is not met."""
    if _is_refused(ksb):
        return f"Mend {first_few([piece for piece, _ in ksb.not_counted])}, or claim the KSB on other evidence."
    if ksb.highest_rung is None:
        return "Find or make evidence."
    if ksb.highest_rung is Rung.SUGGESTED:
        return f"Suggested in {_pieces_at(ksb.highest_rung, ksb)}: confirm the claim or delete it."
    if ksb.highest_rung is Rung.PLANNED:
        return f"Planned or dated later in {_pieces_at(ksb.highest_rung, ksb)}: update the claim when the work is done."
    below = [rung for rung in (Rung.ASSESSED, Rung.CLAIMED) if rung < policy.rung and _pieces_at(rung, ksb)]
    if ksb.status is KsbStatus.THIN and not below:
        wanted = policy.min_pieces - _different(ksb)
        return f"Has {first_few(ksb.pieces)}; add {wanted} more piece{'s' if wanted > 1 else ''}."
    step = f"Only {below[0]} in {_pieces_at(below[0], ksb)}; ask someone else to {_NEXT_SIGNATURE[below[0]]}"
    claimed = sum(rung >= Rung.CLAIMED for _, rung in ksb.different)
    return f"{step}." if claimed >= policy.min_pieces else f"{step}, and add {policy.min_pieces - claimed} more."


def _is_refused(ksb: KsbCoverage) -> bool:
    """Return whether a KSB is claimed, but only on evidence that doesn't count."""
    return bool(ksb.not_counted) and (ksb.highest_rung is None or ksb.highest_rung < Rung.CLAIMED)


def _different(ksb: KsbCoverage) -> int:
    """Count the different pieces of work that count."""
    return sum(piece not in ksb.repeats for piece in ksb.pieces)


def _pieces_at(rung: Rung, ksb: KsbCoverage) -> str:
    pieces = [piece for piece, at in ksb.piece_rungs if at is rung]
    return first_few(pieces) if pieces else ""


def _gaps(case: Case, rungs: tuple[Rung | None, ...], wording: str) -> Iterator[Hit]:
    for ksb in case.coverage.ksbs:
        if ksb.status is KsbStatus.MISSING and ksb.highest_rung in rungs and not _is_refused(ksb):
            message = f"{ksb.code} {wording.format(rung=case.policy.rung)}"
            yield Hit(message, next_step(ksb, case.policy), _best_claim(case, ksb), ksb=ksb.code)


def _best_claim(case: Case, ksb: KsbCoverage) -> Location:
    """Return the location of the highest claim on a KSB, or else of all evidence."""
    if not ksb.piece_rungs and not ksb.not_counted:
        return _EVIDENCE
    claims = [claim for claim in case.claims if claim.code == ksb.code]
    return max(claims, key=lambda claim: (claim.counts, claim.rung.rank)).code_at


@rule("KSB101", Severity.ERROR, Stage.KSBS)
def no_evidence(case: Case) -> Iterator[Hit]:
    """A required KSB has no evidence.

    Why it matters: every KSB of the learner's option must be evidenced before the gateway. No piece of the portfolio
    claims this one, not even as planned.

    How to fix: claim it on a piece that shows it, or make a new piece. `ksbcheck explain CODE` shows the statement and
    the duties mapped to it.
    """
    yield from _gaps(case, (None,), "is required and has no evidence")


@rule("KSB102", Severity.ERROR, Stage.KSBS)
def thin(case: Case) -> Iterator[Hit]:
    """A required KSB has fewer pieces of evidence than the policy asks for.

    Why it matters: the policy (`--min-pieces`) asks for more than one piece for each KSB. Several claims on one piece
    count as one piece; so do two pieces with the same file, a copy of it, or the same text or picture, unless their
    claims name different places in it.

    How to fix: claim the KSB on more pieces that show it.
    """
    for ksb in case.coverage.ksbs:
        if ksb.status is KsbStatus.THIN:
            message = f"{ksb.code} has {_different(ksb)} of the {case.policy.min_pieces} pieces that it needs"
            if ksb.repeats:
                message += f"; {first_few(ksb.repeats)} only repeats work that another piece shows"
            yield Hit(message, next_step(ksb, case.policy), _best_claim(case, ksb), ksb=ksb.code)


@rule("KSB103", Severity.ERROR, Stage.KSBS)
def only_planned(case: Case) -> Iterator[Hit]:
    """A required KSB is only planned or suggested.

    Why it matters: neither a plan nor a suggestion counts as evidence until a person has confirmed the claim.

    How to fix: when the evidence is ready, delete `status: planned` from the claim, or set it to `claimed`.
    """
    yield from _gaps(case, (Rung.SUGGESTED, Rung.PLANNED), "is required and only planned or suggested")


@rule("KSB104", Severity.ERROR, Stage.KSBS)
def below_rung(case: Case) -> Iterator[Hit]:
    """A required KSB has evidence, but not at the rung that the policy asks for.

    Why it matters: with `--rung assessed` a claim counts only when an assessor has signed it off; with `--rung
    verified`, a verifier too.

    How to fix: have the claim assessed or verified, and add `assessed:` or `verified:` with name and date. The names
    must differ.
    """
    yield from _gaps(case, (Rung.CLAIMED, Rung.ASSESSED), "is required and not {rung} yet")


@rule("KSB105", Severity.ERROR, Stage.KSBS)
def outside_duty(case: Case) -> Iterator[Hit]:
    """A KSB has too little evidence from within a duty that needs it.

    Why it matters: with `--duty-context` a KSB counts for a duty only through evidence that names that duty.

    How to fix: if the evidence comes from that duty, add its number to the piece's `duties:`; otherwise make a piece
    within the duty.
    """
    met = case.coverage.codes(KsbStatus.MET)
    for duty in case.coverage.duties:
        lacking = [code for code in duty.missing if code in met]
        if lacking:
            yield Hit(
                f"duty {duty.number} needs more evidence from within the duty for {listed(lacking)}",
                f"Add {duty.number} to the `duties:` of a piece made in the duty, or make such a piece.",
                _EVIDENCE,
                duty=duty.number,
            )


@rule("KSB106", Severity.ERROR, Stage.KSBS)
def below_threshold(case: Case) -> Iterator[Hit]:
    """Fewer of the required KSBs are met at a rung than the threshold asks for.

    Why it matters: `--fail-under` sets the share of required KSBs that must be met by now.

    How to fix: close gaps, or have more claims assessed or verified. `ksbcheck plan` shows where to begin.
    """
    required = len(case.coverage.ksbs)
    for threshold in case.policy.fail_under:
        met = case.coverage.met_at(threshold.rung)
        if not threshold.kept(met, required):
            message = f"{met} of {required} required KSBs are {threshold.rung} or higher"
            limit = f"the threshold is {threshold.percent} %"
            yield Hit(f"{message}; {limit}", "`ksbcheck plan` shows what to do next.", _EVIDENCE)


@rule("KSB107", Severity.ERROR, Stage.KSBS)
def not_counted(case: Case) -> Iterator[Hit]:
    """A required KSB is claimed, but only on evidence that doesn't count.

    Why it matters: a claim counts only if its piece gives something to look at: a file that is there, opens, and holds
    something of the work; or a web address. Work that is held elsewhere, has no date, or is from before the start
    counts once it is assessed.

    How to fix: mend the evidence that the message names, have it assessed, or claim the KSB on other evidence.
    """
    for ksb in case.coverage.ksbs:
        if ksb.status is KsbStatus.MISSING and _is_refused(ksb):
            why = "; ".join(f"{piece}: {why_not}" for piece, why_not in ksb.not_counted[:_FEW_REASONS])
            more = len(ksb.not_counted) - _FEW_REASONS
            message = f"{ksb.code} is claimed on nothing that counts ({why}{f'; and {more} more' if more > 0 else ''})"
            yield Hit(message, next_step(ksb, case.policy), _best_claim(case, ksb), ksb=ksb.code)


GAP_RULES = frozenset(gap.code for gap in (no_evidence, thin, only_planned, below_rung, not_counted))
"""The rules that find gaps: exactly one of them reports each required KSB that is not met."""
EVIDENCE_RULES = GAP_RULES | {outside_duty.code}
"""The rules that find too little evidence: gaps, and KSBs with too little from within a duty."""


def besides_gaps(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.rule not in GAP_RULES)


def justified_gaps(findings: Iterable[Finding]) -> Mapping[str, Justification]:
    """Return the justification of each justified gap, by code."""
    gaps = (finding for finding in findings if finding.rule in GAP_RULES)
    return {gap.ksb: gap.justification for gap in gaps if gap.ksb and gap.justification}
