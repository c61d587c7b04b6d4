"""Comparisons as JSON, format `ksbcheck-comparison/1`."""

from collections.abc import Iterable
from typing import Any

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.comparison import Change, KsbChange, OptionStanding, Progress
from ksbcheck.domain.coverage import DutyStatus, KsbCoverage
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Judgement, OptionsReport, ProgressReport, Report
from ksbcheck.reports.compare_words import gaps_justified, justified_before, not_compared, warnings
from ksbcheck.reports.json import as_json, finding_keys, portfolio_keys

FORMAT = "ksbcheck-comparison/1"


def render(compared: OptionsReport | ProgressReport) -> str:
    """Return a comparison as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    content = _options(compared) if isinstance(compared, OptionsReport) else _progress(compared)
    return as_json({"format": FORMAT, **content, "not_compared": not_compared(compared)})


def _options(compared: OptionsReport) -> dict[str, Any]:
    return {
        "compares": "options",
        "outcome": _outcome(compared),
        "why_not": compared.why_not,
        **_state(compared.report, gaps_justified(compared.report), findings_known=True),
        "policy": compared.report.policy,
        "options": [_standing(standing) for standing in compared.standings],
    }


def _progress(compared: ProgressReport) -> dict[str, Any]:
    # Of one manifest on two days nobody knows what there was to be found in it then.
    known = compared.progress is None or compared.progress.findings is not None
    return {
        "compares": "states",
        "outcome": _outcome(compared),
        "why_not": compared.why_not,
        "before": _state(compared.before, justified_before(compared), findings_known=known),
        "after": _state(compared.after, gaps_justified(compared.after), findings_known=known),
        "policy": compared.after.policy,
        "warnings": warnings(compared),
        "progress": _changes(compared.progress) if compared.progress else None,
    }


def _outcome(compared: OptionsReport | ProgressReport) -> str:
    return "compared" if compared.why_not is None else "error"


def _state(report: Report, justified: tuple[str, ...] | None, *, findings_known: bool) -> dict[str, Any]:
    return {
        "portfolio": portfolio_keys(report),
        "as_of": report.judgement and report.judgement.today,
        "gaps": report.judgement.coverage.gaps if isinstance(report.judgement, Judgement) else None,
        "justified_gaps": justified if isinstance(report.judgement, Judgement) else None,
        "findings": [finding_keys(finding) for finding in report.findings] if findings_known else None,
    }


def _standing(standing: OptionStanding) -> dict[str, Any]:
    coverage = standing.coverage
    return {
        "option": standing.option.id,
        "title": standing.option.title,
        "declared": standing.own,
        "counts": {"required": len(coverage.ksbs), **{rung.value: coverage.met_at(rung) for rung in COUNTING_RUNGS}},
        "gaps": coverage.gaps,
        "new_gaps": standing.new_gaps,
        "met_already": standing.met_already,
        "gaps_gone": standing.gaps_gone,
        "claims_for_nothing": _claims(standing.outside),
        "claims_lost": _claims(standing.lost),
        "duties": {
            status.value: [duty.number for duty in coverage.duties if duty.status is status] for status in DutyStatus
        },
    }


def _claims(claims: Iterable[Claim]) -> list[dict[str, str]]:
    return [{"piece": claim.piece.id, "ksb": claim.code, "rung": claim.rung} for claim in claims]


def _changes(progress: Progress) -> dict[str, Any]:
    return {
        "same_learner": progress.same_learner,
        "compared": [ksb.code for ksb in progress.ksbs],
        "only_before": progress.only_before,
        "only_after": progress.only_after,
        "counts": {
            "gaps": progress.gaps._asdict() | {"difference": progress.gaps.difference},
            **{
                rung.value: progress.met_at(rung)._asdict() | {"difference": progress.met_at(rung).difference}
                for rung in COUNTING_RUNGS
            },
        },
        **{change.value: [_change(ksb) for ksb in progress.of(change)] for change in Change if change != Change.SAME},
        "new_evidence": [_piece(piece) for piece in progress.new_pieces],
        "dropped_evidence": [_piece(piece) for piece in progress.dropped_pieces],
        "findings": None if progress.findings is None else [each._asdict() for each in progress.findings],
    }


def _change(change: KsbChange) -> dict[str, Any]:
    return {"code": change.code, "before": _ksb(change.before), "after": _ksb(change.after)}


def _ksb(ksb: KsbCoverage) -> dict[str, Any]:
    """Return how a KSB stands: `rung` is that at which enough pieces claim it, `highest` that of its highest claim."""
    return {
        "status": ksb.status,
        "rung": ksb.met_rung and ksb.met_rung,
        "highest": ksb.rung and ksb.rung,
        "pieces": ksb.pieces,
    }


def _piece(piece: Evidence) -> dict[str, Any]:
    return {"id": piece.id, "title": piece.title, "date": piece.date and piece.date.isoformat()}
