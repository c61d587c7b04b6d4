from ksbcheck.domain.finding import _MAX_A_RULE, Finding, Ground, Justification, cap_findings
from ksbcheck.domain.ladder import FailOn, Severity
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Outcome, Report
from tests.justified import EXCUSE, all_justified, justified, report


def test_report_without_judgement_fails() -> None:
    assert Report("p", Policy(), ()).outcome is Outcome.ERROR


def test_outcomes_are_exit_statuses() -> None:
    assert [outcome.value for outcome in Outcome] == [0, 1, 2]


def test_findings_may_have_no_place() -> None:
    finding = Finding("KSB901", Severity.ERROR, "m", "h").at("p", None)
    assert (finding.path, finding.place) == ("p", None)


def test_justified_findings_are_kept_and_do_not_fail() -> None:
    some, everything = justified(report(), "K5", "KSB306"), all_justified(report())
    assert len(some.failing) == len(some.severe) - 1
    assert [(each.rule, each.ksb) for each in some.justified] == [("KSB101", "K5"), ("KSB306", None)]
    assert (some.outcome, some.exit_status, some.excused) == (Outcome.GAPS, Outcome.GAPS, False)
    assert (everything.outcome, everything.exit_status, everything.excused) == (Outcome.GAPS, Outcome.CLEAN, True)
    assert not report("complete-wellbeing").excused
    assert not Report("p", Policy(), some.justified).excused  # nothing was judged


def test_mistakes_alone_fail_and_gaps_stay() -> None:
    halfway, early = (
        each._replace(policy=Policy(fail_on=FailOn.MISTAKES)) for each in (report(), report("early-curriculum"))
    )
    assert [each.rule for each in halfway.failing] == ["KSB201", "KSB404"]
    assert (halfway.outcome, halfway.exit_status) == (Outcome.GAPS, Outcome.GAPS)
    assert (early.outcome, early.exit_status, early.excused) == (Outcome.GAPS, Outcome.CLEAN, False)
    assert len(early.unjustified) == 58


def test_capped_findings_are_not_justified_by_others() -> None:
    plain = Finding("KSB305", Severity.WARNING, "m", "h")
    excused = plain._replace(justification=EXCUSE)
    other = plain._replace(justification=Justification(Ground.POLICY, "Not asked for"))
    findings = [excused] * (_MAX_A_RULE + 1) + [plain] * (_MAX_A_RULE + 2) + [other]
    more = [each for each in cap_findings(findings, ()) if each.message != "m"]
    assert [(each.message, each.justification) for each in more] == [
        ("and 1 more findings of KSB305", EXCUSE),
        ("and 2 more findings of KSB305", None),
    ]
