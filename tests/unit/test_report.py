from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.policy import Policy
from ksbcheck.report import Outcome, Report, Tally, tally


def test_nothing_judged_is_never_a_success() -> None:
    report = Report("p", Policy(), ())
    assert report.outcome is Outcome.ERROR
    assert tally([report]) == Tally(error=1)
    assert Tally().worst is Outcome.ERROR


def test_outcomes_are_exit_statuses() -> None:
    assert [outcome.value for outcome in Outcome] == [0, 1, 2]


def test_a_finding_without_a_place() -> None:
    finding = Finding("KSB901", Severity.ERROR, "m", "h").at("p", None)
    assert (finding.path, finding.place) == ("p", None)
