"""What two checks of one portfolio found otherwise, and how it is shown."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from ksbcheck.domain.configuration import Asked
from ksbcheck.domain.finding import Ground, Justification
from ksbcheck.domain.report import Changes, Report
from ksbcheck.engine.changes import changes_between
from ksbcheck.output.screen import Screen
from ksbcheck.reports import watch_table
from ksbcheck.tasks.check import check
from ksbcheck.tasks.request import CheckRequest

HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'


def report(text: str) -> Report:
    return check(Path("portfolio.yaml"), CheckRequest(Asked(isolated=True), date(2026, 11, 22), text=text))


def changes(before: str, after: str) -> Changes:
    return changes_between(report(before), report(after))


def shown(found: Changes) -> str:
    return watch_table.render(found, "12:00:00", Screen())


def test_lines_that_move_are_no_change() -> None:
    text = f"{HEAD}evidence: [{{id: E1, ksbs: [K1, K99]}}]\n"
    assert not changes(text, f"# a comment\n\n{text}")


def test_a_gap_that_closes_is_told_once() -> None:
    found = changes(f"{HEAD}evidence: [{{id: E1, ksbs: [K1]}}]", f"{HEAD}evidence: [{{id: E1, ksbs: [K1, K2]}}]")
    assert found
    assert (found.new, found.gone) == ((), ())
    assert "+ Closed: 1" in shown(found)
    assert "nothing -> claimed" in shown(found)
    assert "69 -> 68" in shown(found)


def test_a_gap_that_opens_and_one_that_moves() -> None:
    before = f"{HEAD}evidence: [{{id: E1, ksbs: [K1]}}]"
    found = changes(
        before, f"{HEAD}evidence: [{{id: E2, claims: [{{ksb: K1, status: planned}}, {{ksb: K2, status: planned}}]}}]"
    )
    said = shown(found)
    assert "- Opened: 1" in said
    assert "+ Moved up a rung: 1" in said
    assert "New evidence: E2" in said
    assert "Dropped evidence: E1" in said


def test_another_option_requires_other_codes() -> None:
    text = f"{HEAD}evidence: [{{id: E1, ksbs: [K1]}}]"
    said = shown(changes(text, text.replace("send", "wellbeing")))
    assert "No longer required: K30" in said
    assert "Newly required: K36" in said


def test_other_findings_come_and_go() -> None:
    before, after = f"{HEAD}evidence: [{{id: E1, ksbs: [K1, K99]}}]", f"{HEAD}evidence: [{{id: E1, ksbs: [K1, K1]}}]"
    found = changes(before, after)
    assert [finding.rule for finding in found.new] == ["KSB304"]
    assert [finding.rule for finding in found.gone] == ["KSB201"]
    assert "New: 1 warning" in shown(found)
    assert "Gone: 1 error" in shown(found)


def test_what_comes_to_be_justified_has_changed() -> None:
    before = report(f"{HEAD}evidence: [{{id: E1, ksbs: [K1]}}]")
    first, *others = before.findings
    justified = replace(first, justification=Justification(Ground.BASELINE, "known"))
    found = changes_between(before, replace(before, findings=(justified, *others)))
    assert (found.new, found.gone) == ((justified,), (first,))


def test_what_cannot_be_compared_is_told_by_its_findings() -> None:
    framework = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\nevidence: []\n"
    assert not changes(framework, framework)
    found = changes(framework, framework.replace("advanced", "higher"))
    assert found.progress is None
    assert found.new
    assert "FR04171" in shown(found) or "higher" in shown(found)
