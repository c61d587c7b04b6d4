"""What two checks of one portfolio, one soon after the other, found otherwise."""

from collections.abc import Mapping

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.report import Changes, Report
from ksbcheck.engine.compare import compare_states
from ksbcheck.rules.coverage import GAP_RULES


def changes_between(before: Report, after: Report) -> Changes:
    """Return what the later of two reports on one portfolio says otherwise."""
    progress = compare_states(before, after, same_manifest=False).progress
    told = {ksb.code for ksb in progress.moved} if progress else set()
    old, new = _by_identity(before), _by_identity(after)
    return Changes(
        before,
        after,
        tuple(new[identity] for identity in new if identity not in old and not _is_told(new[identity], told)),
        tuple(old[identity] for identity in old if identity not in new and not _is_told(old[identity], told)),
        progress,
    )


def _by_identity(report: Report) -> Mapping[object, Finding]:
    """Return the findings by what makes them the same; one that has come to be justified is not what it was."""
    return {(identity, finding.severity, finding.justification): finding for identity, finding in report.identified()}


def _is_told(finding: Finding, codes: set[str]) -> bool:
    """Whether a finding is a gap in one of the KSBs of which is told what became of them."""
    return finding.rule in GAP_RULES and finding.ksb in codes
