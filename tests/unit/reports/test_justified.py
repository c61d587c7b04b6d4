"""What is justified is shown as such in every report, and nothing else changes."""

import csv
import json
import re
from io import BytesIO, StringIO
from typing import Any

import page
import pypdfium2
import pytest
from openpyxl import load_workbook

from ksbcheck.domain.finding import Justification
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.engine.compare import compare_options, compare_states
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.formats import DocumentFormat, render
from ksbcheck.output.document import Detail, Screen
from ksbcheck.output.terminal import write, write_drafts
from ksbcheck.reports import compare as compare_report
from ksbcheck.reports import gateway as gateway_report
from ksbcheck.reports import json as report_json
from ksbcheck.reports import plan as plan_report
from ksbcheck.reports.words import justification_text, justified_suffix, verdict, verdict_look
from ksbcheck.tasks.check import gateway
from tests.conftest import ROOT
from tests.drawn import draw
from tests.justified import BASELINE, EXCUSE, all_justified, justified, report

SCREEN = Screen(width=200)
HOSTILE = EXCUSE._replace(
    reason="<script>alert(1)</script> =1+1 | [x](y) #eval(1) {{ 7 }} \u202e \x1b[31m",
    by="<b>=2+2</b>",
    source="<i>\u202e</i>",
)
IN_WORDS = "Not taught before spring (exception by Morag Makebelieve, until 2027-01-31)"
JSON_KEYS = {
    "ground": "exception",
    "reason": "Not taught before spring",
    "by": "Morag Makebelieve",
    "until": "2027-01-31",
    "source": "exceptions.toml",
}


@pytest.fixture(scope="module")
def some() -> Report:
    return justified(justified(report(), "K5", "K33", "KSB306"), "K15", by=BASELINE)


def document(form: DocumentFormat, each: Report) -> Any:
    return render(form, [each])


def flat(text: str) -> str:
    return " ".join(text.split())


def text_of_pdf(data: bytes) -> str:
    return flat(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)))


def test_justification_text() -> None:
    assert justification_text(EXCUSE) == IN_WORDS
    assert justification_text(BASELINE) == "There when the baseline was made (baseline)"


@pytest.mark.parametrize(
    ("justified", "of", "words"),
    [(0, 3, ""), (0, 0, ""), (1, 3, " (1 justified)"), (3, 3, " (all justified)"), (1, 1, " (justified)")],
)
def test_justified_suffix(justified: int, of: int, words: str) -> None:
    assert justified_suffix(justified, of) == words


def test_verdict_counts_justified_findings(some: Report) -> None:
    alone = "; the evidence files were not checked"
    assert verdict(some) == f"25 of 70 KSBs missing (3 justified), 2 errors, 8 warnings (1 justified){alone}"
    everything = all_justified(report())
    justified = "25 of 70 KSBs missing (all justified), 2 errors (all justified), 8 warnings (all justified)"
    assert verdict(everything) == f"{justified}{alone}"
    gaps_alone = everything._replace(findings=tuple(each for each in everything.findings if each.ksb))
    assert verdict(gaps_alone) == f"25 of 70 KSBs missing (all justified), no mistakes{alone}"


def test_verdict_counts_gaps_without_findings(some: Report) -> None:
    assert verdict(some._replace(findings=some.justified)).startswith("25 of 70 KSBs missing (3 justified), ")


def test_verdict_is_good_only_without_justifications() -> None:
    everything, complete = all_justified(report()), report("complete-wellbeing")
    assert "good" in verdict_look(complete, complete.exit_status)
    assert everything.exit_status is Outcome.CLEAN
    assert "good" not in verdict_look(everything, everything.exit_status)
    head = flat(draw([everything, complete], Detail.FIRST, SCREEN))
    assert "2 portfolios: 0 with KSBs missing or mistakes, 1 without, 1 with justified ones only" in head


def test_table_keeps_justified_gaps_in_place(some: Report) -> None:
    plain, shown = draw([report()], screen=SCREEN), draw([some], screen=SCREEN)
    assert "Missing: 25 of 70 KSBs (3 justified)" in shown
    assert "To correct: 2 errors, 8 warnings (1 justified)" in shown
    assert flat(shown).count("Justified: Not taught") == 3
    assert {line.split()[0] for line in plain.splitlines() if line.startswith(("K", "S", "B"))} == {
        line.split()[0] for line in shown.splitlines() if line.startswith(("K", "S", "B"))
    }
    assert "Justified: 3 gaps and 1 other finding" in shown
    assert re.search(rf"K5, K33 and KSB306 +{re.escape(IN_WORDS)}; stated in exceptions.toml", shown)
    assert re.search(r"K15 +There when the baseline was made \(baseline\)\n", shown)


def test_reports_do_not_mention_missing_justifications() -> None:
    plain = report()
    tables = draw([plain], screen=SCREEN), write([plan_report.document(plan_next_steps(plain))], SCREEN)
    texts = (
        *tables,
        write([gateway_report.document(gateway(plain))], SCREEN),
        write([compare_report.document(compare_options(plain))], SCREEN),
        document(DocumentFormat.MARKDOWN, plain),
        document(DocumentFormat.HTML, plain).split("</style>")[-1],
        text_of_pdf(document(DocumentFormat.PDF, plain._replace(path="p", findings=()))),
    )
    assert not any("justif" in text.replace(str(ROOT), "").casefold() for text in texts)


def test_json_justifies_each_finding(some: Report) -> None:
    (only,) = json.loads(report_json.render([some]))["reports"]
    (plain,) = json.loads(report_json.render([report()]))["reports"]
    assert only["coverage"] == plain["coverage"]
    found = [each["justification"] for each in only["findings"]]
    assert found.count(None) == len(found) - 4
    assert found.count(JSON_KEYS) == 3
    assert {"ground": "baseline", "by": None, "until": None, "source": None}.items() <= next(
        each for each in found if each and each != JSON_KEYS
    ).items()


def test_gateway_shows_justifications_and_fails(some: Report) -> None:
    shown = flat(write([gateway_report.document(gateway(some))], SCREEN))
    assert "On the evidence: 25 KSBs missing (3 justified), 1 error, 4 warnings (1 justified)." in shown
    assert f"K5, K33 and KSB306 {IN_WORDS}; stated in exceptions.toml" in shown
    assert "Justified findings do not fail the check. They still fail the gateway." in shown
    everything = gateway(all_justified(report()))
    assert ": not met yet, " in write([gateway_report.document(everything)], SCREEN)
    (only,) = json.loads(report_json.render_gateways([everything]))["gateways"]
    assert only["outcome"] == "gaps"
    assert all(each["justification"] == JSON_KEYS for each in only["findings"])


def test_plan_shows_justifications_and_keeps_gaps(some: Report) -> None:
    everything = all_justified(report())
    plans = [plan_next_steps(each) for each in (some, everything, report("complete-wellbeing"))]
    shown = flat(write_drafts(plan_report.screens(plans, Detail.FULL), SCREEN))
    assert "25 of 70 KSBs missing (3 justified): 4 with the evidence there is" in shown
    assert "25 of 70 KSBs missing (all justified): 4 with the evidence there is" in shown
    assert "so they come last. Justified gaps are still gaps." in shown
    assert "3 portfolios: 1 with KSBs missing or mistakes, 1 without, 1 with justified ones only" in shown
    (only,) = json.loads(report_json.render_plans([plan_next_steps(everything)]))["plans"]
    assert len(only["plan"]["gaps"]) == 25
    assert all(each["justification"] == JSON_KEYS for each in only["findings"])


def test_plan_counts_justified_duties() -> None:
    thin = report().findings[0]._replace(rule="KSB105", ksb=None)
    plan = plan_next_steps(justified(report()._replace(findings=(thin, *report().findings)), "KSB105"))
    assert ", among them 1 duty with too little evidence from within (justified)" in flat(
        write([plan_report.document(plan)], SCREEN)
    )


def test_options_show_justified_gaps(some: Report) -> None:
    compared = compare_options(some)
    shown = flat(write([compare_report.document(compared)], SCREEN))
    assert "B4 and B6; justified: K5, K15 and K33 wellbeing" in shown
    assert "25 missing (3 justified) on send; what if: 33 on wellbeing, 32 on curriculum" in shown
    assert "Judged for send alone. Justified gaps are still gaps." in shown
    assert "2 errors, 8 warnings (1 justified); `ksbcheck check` shows them" in shown
    assert json.loads(report_json.render_comparison(compared))["justified_gaps"] == ["K5", "K15", "K33"]


def test_progress_shows_justified_gaps(some: Report) -> None:
    compared = compare_states(report("complete-wellbeing"), report("complete-wellbeing"), same_manifest=False)
    assert "ustified" not in write([compare_report.document(compared)], SCREEN).replace(str(ROOT), "")
    compared = compare_states(justified(report(), "K5"), some, same_manifest=False)
    shown = flat(write([compare_report.document(compared)], SCREEN))
    assert "justified 1 3 +2" in shown
    assert f"Justified before: 1 gap Justified gaps are still gaps. K5 {IN_WORDS}" in shown
    assert "Justified now: 3 gaps and 1 other finding" in shown
    told = json.loads(report_json.render_comparison(compared))
    assert (told["before"]["justified_gaps"], told["after"]["justified_gaps"]) == (["K5"], ["K5", "K15", "K33"])


def test_progress_of_one_manifest_has_no_earlier_justifications(some: Report) -> None:
    compared = compare_states(some, some, same_manifest=True)
    assert "justified not known 3" in flat(write([compare_report.document(compared)], SCREEN))
    told = json.loads(report_json.render_comparison(compared))
    assert (told["before"]["justified_gaps"], told["after"]["justified_gaps"]) == (None, ["K5", "K15", "K33"])


def test_progress_marks_opened_gaps_as_justified() -> None:
    now = justified(report("early-curriculum"), "K1", "K2", "K3", "K4")
    shown = flat(write([compare_report.document(compare_states(report(), now, same_manifest=False))], SCREEN))
    assert "nothing, justified" in shown


def test_html_marks_justified_rows(some: Report) -> None:
    html = document(DocumentFormat.HTML, some)
    assert html.count("Justified: Not taught before spring") == 3
    assert "(KSBs) are not yet evidenced (3 justified)" in html
    assert "Missing: 25 of 70 KSBs (3 justified)</h2>" in html
    assert "8 warnings (1 justified)</h2>" in html
    for words in ("Not taught before spring", "Morag Makebelieve", "2027-01-31", "exceptions.toml"):
        assert words in html
    everything = document(DocumentFormat.HTML, all_justified(report()))
    assert "None missing" not in everything
    assert "(KSBs) are not yet evidenced (all justified)" in everything


def test_pdf_marks_justified_rows(some: Report) -> None:
    data = document(DocumentFormat.PDF, some)
    text = text_of_pdf(data)
    for words in (
        "not yet evidenced (3 justified)",
        "Missing: 25 of 70 KSBs (3 justified)",
        "8 warnings (1 justified)",
    ):
        assert words in text
    assert text.count(f"Justified: {IN_WORDS}") == 3
    assert page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_markdown_marks_justified_rows(some: Report) -> None:
    text = document(DocumentFormat.MARKDOWN, some)
    assert "## Missing: 25 of 70 KSBs (3 justified)\n" in text
    assert "## To correct: 2 errors, 8 warnings (1 justified)\n" in text
    assert "<summary>Justified: 3 gaps and 1 other finding</summary>" in text
    everything = document(DocumentFormat.MARKDOWN, all_justified(report()))
    assert "## To correct: 2 errors (all justified), 8 warnings (all justified)\n" in everything
    assert "None missing" not in everything


def test_csv_has_a_column_of_justifications(some: Report) -> None:
    rows = {row["KSB"]: row for row in csv.DictReader(StringIO(document(DocumentFormat.CSV, some).lstrip("\ufeff")))}
    assert (rows["K5"]["Status"], rows["K5"]["Justified"]) == ("missing", IN_WORDS)
    assert (rows["K1"]["Status"], rows["K1"]["Justified"]) == ("met", "")
    assert rows["K17"]["Justified"] == ""


def test_workbook_has_a_sheet_of_justifications(some: Report) -> None:
    book = load_workbook(BytesIO(document(DocumentFormat.XLSX, some)))
    rows = dict(book["Justified"].iter_rows(max_col=2, values_only=True))
    assert next(rows[which] for which in rows if "K5" in str(which)) == f"{IN_WORDS}; stated in exceptions.toml"
    _, first, *_ = book["Missing"].iter_rows(values_only=True)
    assert (first[0], first[-1].partition(" Justified: ")[2]) == ("K5", IN_WORDS)
    assert book["Missing"].max_row == 26
    assert any(IN_WORDS in row[2] for row in book["To correct"].iter_rows(values_only=True))


def test_framework_findings_can_be_justified() -> None:
    finding = report().findings[0]._replace(rule="KSB413", severity=Severity.WARNING, ksb=None, justification=EXCUSE)
    under = report("framework-advanced")._replace(findings=(finding,))
    assert verdict(under) == "no KSBs to check under a framework; 1 warning (justified)"
    shown = flat(draw([under], screen=SCREEN))
    assert (
        f"Justified: 1 other finding Justified findings do not fail the check. A KSB that is missing stays missing. KSB413 {IN_WORDS}"
        in shown
    )
    for form in (DocumentFormat.MARKDOWN, DocumentFormat.HTML):
        assert "A justified gap" not in document(form, under)


def hostile(by: Justification = HOSTILE) -> Report:
    return justified(report(), "K5", "KSB306", by=by)


def test_justifications_are_escaped() -> None:
    each = hostile()
    tables = (
        draw([each], screen=SCREEN),
        write([plan_report.document(plan_next_steps(each))], SCREEN),
        write([gateway_report.document(gateway(each))], SCREEN),
        write([compare_report.document(compare_options(each))], SCREEN),
    )
    html, markdown = document(DocumentFormat.HTML, each), document(DocumentFormat.MARKDOWN, each)
    for text in (*tables, html, markdown):
        assert "\u202e" not in text
        assert "\x1b" not in text
    assert "<script>" not in html + markdown
    assert "<b>=2" not in html + markdown
    assert "<script>alert(1)</script> =1+1" in text_of_pdf(document(DocumentFormat.PDF, each))
    own = HOSTILE._replace(reason="=1+1")
    assert "'=1+1 (" in document(DocumentFormat.CSV, hostile(own))
    book = load_workbook(BytesIO(document(DocumentFormat.XLSX, hostile(own))))
    assert {cell.data_type for row in book["Justified"].iter_rows() for cell in row} <= {"s", "n"}
