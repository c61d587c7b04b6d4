"""Reports on the samples with justified findings."""

from datetime import date
from functools import cache

from ksbcheck.domain.finding import Finding, Ground, Justification
from ksbcheck.domain.report import Report
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest, check
from tests.conftest import AS_OF, ROOT

EXCUSE = Justification(
    Ground.EXCEPTION, "Not taught before spring", "Morag Makebelieve", date(2027, 1, 31), "exceptions.toml"
)
BASELINE = Justification(Ground.BASELINE, "There when the baseline was made")


@cache
def report(name: str = "halfway-send") -> Report:
    """Check the manifest of a sample."""
    with Outlines(None) as outlines:
        return check(
            ROOT / "examples" / name / "portfolio.yaml", CheckRequest(Overrides(), date.fromisoformat(AS_OF), outlines)
        )


def justified(plain: Report, *what: str, by: Justification = EXCUSE) -> Report:
    """Justify the gaps of some KSBs and the findings of some rules."""
    return plain._replace(findings=tuple(_excused(each, by, *what) for each in plain.findings))


def all_justified(plain: Report, by: Justification = EXCUSE) -> Report:
    """Justify every finding of a report."""
    return plain._replace(findings=tuple(each._replace(justification=by) for each in plain.findings))


def _excused(finding: Finding, by: Justification, *what: str) -> Finding:
    return finding._replace(justification=by) if finding.ksb in what or finding.rule in what else finding
