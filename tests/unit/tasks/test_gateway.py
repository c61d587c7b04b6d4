from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome
from ksbcheck.tasks.gateway import gateway
from tests.justified import EXCUSE, all_justified, report


def test_gateway_ignores_justifications() -> None:
    plain = gateway(report())
    excused = gateway(all_justified(report()))
    assert excused.report.outcome is Outcome.CLEAN
    assert (excused.outcome, excused.components) == (plain.outcome, plain.components)
    assert excused.outcome is Outcome.GAPS


def test_gateway_fails_on_justified_errors() -> None:
    complete = report("complete-wellbeing")
    error = Finding("KSB201", Severity.ERROR, "m", "h", justification=EXCUSE)
    with_error = complete._replace(findings=(*complete.findings, error))
    assert gateway(complete).outcome is Outcome.CLEAN
    assert with_error.outcome is Outcome.CLEAN
    assert gateway(with_error).outcome is Outcome.GAPS
