from datetime import date
from pathlib import Path

from ksbcheck.cohort import check, check_all
from ksbcheck.domain.policy import Policy
from ksbcheck.report import Outcome

DAY = date(2026, 11, 22)
HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'


def write(folder: Path, text: str) -> Path:
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    return folder


def test_what_was_found_before_a_check_stopped_is_not_lost(tmp_path: Path) -> None:
    text = HEAD.replace('"1.0"', '"9"') + 'evidence:\n  - {id: "E\\u202E1", kbss: [K1]}\n'
    report = check(write(tmp_path, text), Policy(), DAY)
    assert [finding.rule for finding in report.findings] == ["KSB908", "KSB313", "KSB301"]
    assert report.outcome is Outcome.ERROR


def test_asking_what_if_does_not_hide_that_the_manifests_own_option_is_unknown(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD.replace("send", "nowhere") + "evidence: []\n")
    report = check(folder, Policy(), DAY, "send")
    assert report.judgement is not None
    assert report.judgement.hypothetical
    assert "KSB909" in {finding.rule for finding in report.findings}
    assert check(folder, Policy(), DAY, "").outcome is Outcome.ERROR


def test_a_broken_file_of_a_standard_is_told_at_both_places(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("format: x\n", encoding="utf-8")
    report = check(write(tmp_path, HEAD.replace("ST1414", "./own.yaml") + "evidence: []\n"), Policy(), DAY)
    assert {(Path(f.path or "").name, f.rule) for f in report.findings} == {
        ("portfolio.yaml", "KSB911"),
        ("own.yaml", "KSB906"),
    }


def test_reports_come_in_the_order_of_the_paths(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + "evidence: []\n")
    reports = list(check_all([tmp_path / "none", folder], Policy(), DAY))
    assert [report.outcome for report in reports] == [Outcome.ERROR, Outcome.GAPS]


def test_a_claim_of_which_something_is_unread_never_counts(tmp_path: Path) -> None:
    text = HEAD + "evidence:\n  - {id: E1, claims: [{ksb: K1, Status: planned}, {ksb: K2}]}\n"
    report = check(write(tmp_path, text), Policy(), DAY)
    assert report.judgement is not None
    assert [ksb.code for ksb in report.judgement.coverage.ksbs if ksb.pieces] == ["K2"]


def test_before_the_programme_begins_nothing_counts(tmp_path: Path) -> None:
    text = HEAD + "started: 2031-01-01\nevidence: [{id: E1, ksbs: [K1]}]\n"
    report = check(write(tmp_path, text), Policy(), DAY)
    assert report.judgement is not None
    assert [ksb.code for ksb in report.judgement.coverage.ksbs if ksb.pieces] == []
