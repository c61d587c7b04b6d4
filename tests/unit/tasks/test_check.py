from datetime import date
from pathlib import Path

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest, check, check_all, gateway
from tests.justified import EXCUSE, all_justified, report

REQUEST = CheckRequest(Overrides(), date(2026, 11, 22), Outlines(None))
HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'


def write(folder: Path, text: str) -> Path:
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    return folder


def test_check_keeps_findings_when_it_stops(tmp_path: Path) -> None:
    text = HEAD.replace('"1.0"', '"9"') + 'evidence:\n  - {id: "E\\u202E1", kbss: [K1]}\n'
    report = check(write(tmp_path, text), REQUEST)
    assert [finding.rule for finding in report.findings] == ["KSB908", "KSB313", "KSB301"]
    assert report.outcome is Outcome.ERROR


def test_check_reports_unknown_options_in_what_ifs(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD.replace("send", "nowhere") + "evidence: []\n")
    report = check(folder, REQUEST._replace(option="send"))
    assert report.judgement is not None
    assert report.judgement.hypothetical
    assert "KSB909" in {finding.rule for finding in report.findings}
    assert check(folder, REQUEST._replace(option="")).outcome is Outcome.ERROR


def test_check_reports_broken_standards_twice(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("format: x\n", encoding="utf-8")
    report = check(write(tmp_path, HEAD.replace("ST1414", "./own.yaml") + "evidence: []\n"), REQUEST)
    assert {(Path(f.path or "").name, f.rule) for f in report.findings} == {
        ("portfolio.yaml", "KSB911"),
        ("own.yaml", "KSB906"),
    }


def test_check_all_keeps_the_order_of_paths(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + "evidence: []\n")
    reports = list(check_all([tmp_path / "none", folder], REQUEST))
    assert [report.outcome for report in reports] == [Outcome.ERROR, Outcome.GAPS]


def test_check_ignores_claims_with_errors(tmp_path: Path) -> None:
    text = (
        HEAD
        + "evidence:\n  - {id: E1, date: 2025-03-04, url: https://school.example/E1, claims: [{ksb: K1, Status: planned}, {ksb: K2}]}\n"
    )
    report = check(write(tmp_path, text), REQUEST)
    assert report.judgement is not None
    assert [ksb.code for ksb in report.judgement.coverage.ksbs if ksb.pieces] == ["K2"]


def test_check_counts_nothing_before_the_start(tmp_path: Path) -> None:
    text = (
        HEAD
        + "started: 2031-01-01\nevidence: [{id: E1, date: 2025-03-04, url: https://school.example/E1, ksbs: [K1]}]\n"
    )
    report = check(write(tmp_path, text), REQUEST)
    assert report.judgement is not None
    assert [ksb.code for ksb in report.judgement.coverage.ksbs if ksb.pieces] == []


FRAMEWORK = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\n"
FRAMEWORK_PIECE = "evidence: [{id: E1, date: 2017-03-04, url: https://school.example/E1}]\n"


def test_check_survives_an_unknown_prior_framework(tmp_path: Path) -> None:
    text = HEAD + "prior: {framework: FR4171, level: advanced}\nevidence: [{id: E1, ksbs: [K1]}]\n"
    report = check(write(tmp_path, text), REQUEST)
    assert report.judgement is not None
    assert len(report.judgement.coverage.ksbs) == 70
    (unknown,) = [finding for finding in report.findings if finding.rule == "KSB410"]
    assert unknown.place == (5, 20)
    assert "Did you mean FR04171?" in unknown.help
    skipped = {each.rule for each in report.judgement.not_checked if "prior apprenticeship" in each.reason}
    assert skipped == {"KSB411", "KSB412", "KSB413", "KSB414"}


def test_check_lists_limits_of_frameworks(tmp_path: Path) -> None:
    report = check(write(tmp_path, FRAMEWORK + FRAMEWORK_PIECE), REQUEST)
    assert report.judgement
    assert report.judgement.framework
    assert report.outcome is Outcome.CLEAN
    words = "; ".join(each.reason for each in report.judgement.not_checked)
    for word in ("coverage", "qualifications and durations", "number of the level", "job title", "started"):
        assert word in words


def test_check_reports_unknown_framework_levels(tmp_path: Path) -> None:
    text = FRAMEWORK.replace("advanced", "advancd") + "started: 2017-01-01\n" + FRAMEWORK_PIECE
    report = check(write(tmp_path, text), REQUEST)
    assert report.outcome is Outcome.GAPS
    assert [finding.rule for finding in report.findings if finding.rule != "KSB312"] == ["KSB403", "KSB411", "KSB413"]
    assert report.judgement
    assert report.judgement.framework
    assert report.judgement.level is None
    assert "number of the level" not in "; ".join(each.reason for each in report.judgement.not_checked)


def test_check_rejects_options_of_frameworks(tmp_path: Path) -> None:
    report = check(write(tmp_path, FRAMEWORK + "evidence: []\n"), REQUEST._replace(option="send"))
    assert report.outcome is Outcome.ERROR
    (finding,) = report.findings
    assert finding.message == "asked for with --option: the framework FR04171 has no option 'send'"
    assert finding.help == "A framework has no options."


def test_gateway_ignores_justifications() -> None:
    plain = gateway(report())
    excused = gateway(all_justified(report()))
    assert excused.report.exit_status is Outcome.CLEAN
    assert (excused.outcome, excused.components) == (plain.outcome, plain.components)
    assert excused.outcome is Outcome.GAPS


def test_gateway_fails_on_justified_errors() -> None:
    complete = report("complete-wellbeing")
    error = Finding("KSB201", Severity.ERROR, "m", "h", justification=EXCUSE)
    with_error = complete._replace(findings=(*complete.findings, error))
    assert gateway(complete).outcome is Outcome.CLEAN
    assert with_error.outcome is Outcome.CLEAN
    assert gateway(with_error).outcome is Outcome.GAPS
