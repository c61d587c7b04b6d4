"""What the formats for CI make of justified findings, and of reports that no command makes."""

import json
from datetime import date

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestSuite

from ksbcheck.domain.finding import Finding, Ground, Justification, Place
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.judge import judge
from ksbcheck.formats import FORMATS, DocumentFormat, ExportFormat, MappingFormat, ReportFormat, render
from ksbcheck.formats.findings import justification_line, message_and_help, with_fingerprints
from ksbcheck.rules.coverage import GAP_RULES, outside_duty

DAY = date(2026, 1, 31)
AGREED = Justification(
    Ground.EXCEPTION, "agreed with the employer", "P. Provider", date(2026, 6, 1), "p/portfolio.yaml"
)
FOR_CI = [each for each in ReportFormat if each not in {ReportFormat.TABLE, ReportFormat.JSON, ReportFormat.MARKDOWN}]


def shown_as(report_format: ReportFormat, *reports: Report) -> str:
    return str(render(report_format, reports))


def reported(standard: Standard, codes: set[str], policy: Policy | None = None) -> Report:
    """A report on a portfolio that claims all but some codes, in one piece from duty 5."""
    policy = policy or Policy()
    claimed = tuple(code for code in standard.by_code if code not in codes)
    portfolio = Portfolio(
        format="ksbcheck-portfolio/1",
        standard="ST1414",
        version="1.0",
        option="send",
        evidence=(
            Evidence(id="E1", title="A plan", date=date(2025, 3, 4), files=("E1.pdf",), duties=(5,), ksbs=claimed),
        ),
    )
    option = standard.option("send")
    assert option is not None
    judgement, findings = judge(Against(portfolio=portfolio, under=standard, option_id=option.id), policy, DAY)
    return Report("p", policy, tuple(each.at("p/portfolio.yaml", Place(7, 1)) for each in findings), judgement)


def justified(report: Report, *rules: str) -> Report:
    return report._replace(
        findings=tuple(each._replace(justification=AGREED) if each.rule in rules else each for each in report.findings),
    )


def suite_of(report: Report) -> TestSuite:
    (suite,) = JUnitXml.fromstring(shown_as(ReportFormat.JUNIT, report).encode())
    return suite


def cases(report: Report) -> dict[str, list]:
    """Return the results of the test cases by the first two words of their names."""
    return {"".join(case.name.split()[:2]): case.result for case in suite_of(report)}


def test_formats_explain_justifications() -> None:
    words = "agreed with the employer (exception, by P. Provider, until 2026-06-01, in p/portfolio.yaml)"
    assert justification_line(AGREED) == words
    assert justification_line(Justification(Ground.BASELINE, "known\nsince May")) == "known since May (baseline)"


def test_formats_end_sentences_once() -> None:
    finding = Finding("KSB101", Severity.ERROR, "something\nis wrong", "Mend it.")
    assert message_and_help(finding) == "something is wrong. Mend it."
    assert message_and_help(finding._replace(message="Really?")) == "Really? Mend it."


def test_fingerprints_are_unique(st1414: Standard) -> None:
    report = reported(st1414, {"K1", "K2"})
    odd = report._replace(path="p\udc80", findings=tuple(each._replace(path=None) for each in report.findings))
    prints = [each.fingerprint for each in with_fingerprints([report, report, odd])]
    assert len(set(prints)) == len(prints) == 3 * len(report.findings)


class TestJustified:
    @pytest.fixture
    def report(self, st1414: Standard) -> Report:
        return justified(reported(st1414, {"K1", "S1"}), *GAP_RULES)

    @pytest.mark.parametrize("report_format", FOR_CI)
    def test_no_format_hides_it(self, report: Report, report_format: ReportFormat) -> None:
        assert "justifi" in shown_as(report_format, report)

    def test_sarif(self, report: Report) -> None:
        (run,) = json.loads(shown_as(ReportFormat.SARIF, report))["runs"]
        suppressed = [each for each in run["results"] if each["suppressions"]]
        assert [each["properties"]["ksb"] for each in suppressed] == ["K1", "S1"]
        assert suppressed[0]["suppressions"] == [
            {"kind": "external", "status": "accepted", "justification": justification_line(AGREED)}
        ]

    def test_junit(self, report: Report) -> None:
        suite = suite_of(report)
        assert (suite.failures, suite.errors) == (0, 0)
        (skipped,) = cases(report)["K1Statutory"]
        assert isinstance(skipped, Skipped)
        assert skipped.message == f"justified: {justification_line(AGREED)}"

    def test_github(self, report: Report) -> None:
        text = shown_as(ReportFormat.GITHUB, report)
        assert "K1" not in text
        assert "ksbcheck: 2 justified findings, not annotated: KSB101 (2)\n" in text

    def test_gitlab(self, report: Report) -> None:
        issues = json.loads(shown_as(ReportFormat.GITLAB, report))
        gaps = [each for each in issues if each["check_name"] == "KSB101"]
        assert {each["severity"] for each in gaps} == {"info"}
        assert all(each["description"].endswith(f"(justified: {justification_line(AGREED)})") for each in gaps)

    def test_lines(self, report: Report) -> None:
        lines = shown_as(ReportFormat.LINES, report).splitlines()
        assert (
            "p/portfolio.yaml:7:1: KSB101 error K1 is required and has no evidence (justified: agreed with the employer)"
        ) in lines


class TestDutiesInJunit:
    def test_a_duty_is_skipped_when_all_that_it_lacks_is_justified(self, st1414: Standard) -> None:
        report = reported(st1414, {"K10"})
        assert isinstance(cases(report)["Duty5"][0], Failure)
        (skipped,) = cases(justified(report, *GAP_RULES))["Duty5"]
        assert isinstance(skipped, Skipped)
        assert skipped.message.startswith("1 of 13 KSBs not met: K10; justified: agreed with the employer")

    def test_evidence_from_within_the_duty(self, st1414: Standard) -> None:
        report = reported(st1414, set(), Policy(duty_context=True))
        (failure,) = cases(report)["Duty6"]
        assert failure.type == outside_duty.code
        assert outside_duty.code not in cases(report)  # no case of its own besides
        excused = justified(report, outside_duty.code)
        assert suite_of(excused).failures == 0
        assert isinstance(cases(excused)["Duty6"][0], Skipped)

    def test_what_no_finding_speaks_of_is_skipped(self, st1414: Standard) -> None:
        report = reported(st1414, {"K10"})._replace(findings=())
        for name in ("K10Rationale,", "Duty5"):
            (skipped,) = cases(report)[name]
            assert isinstance(skipped, Skipped)
            assert "the policy doesn't fail it" in skipped.message

    def test_other_findings_with_the_same_words_are_numbered(self, st1414: Standard) -> None:
        twice = Finding("KSB201", Severity.ERROR, "same", "Mend it.", path="p/portfolio.yaml")
        report = reported(st1414, set())._replace(findings=(twice, twice._replace(place=Place(1, 2))))
        names = [case.name for case in suite_of(report) if case.classname == "p.Findings"]
        assert names == ["KSB201 same", "KSB201 same (2)"]


def test_github_reports_justified_and_unchecked(st1414: Standard) -> None:
    report = reported(st1414, {"K1"})
    told = shown_as(ReportFormat.GITHUB, justified(report, *(each.rule for each in report.findings)))
    assert told.endswith(
        "p: 1 of 70 KSBs missing (justified), 18 warnings (all justified), 1 note (justified); the evidence files were not checked\n"
    )
    assert "ksbcheck: not checked: " in told


def test_formats_are_all_written() -> None:
    assert {*FORMATS, ReportFormat.TABLE} == {*ReportFormat, *DocumentFormat, *ExportFormat, *MappingFormat}
    for each in set(ReportFormat) - {ReportFormat.TABLE}:
        assert isinstance(render(each, []), str)
