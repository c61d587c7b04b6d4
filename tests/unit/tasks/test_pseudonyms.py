"""Who justified something is hidden like everybody else, wherever the name stands."""

import json
import zipfile
from io import BytesIO

import pypdfium2
import pytest

from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.engine.compare import compare_options, compare_states
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.formats import DocumentFormat, ReportFormat, render
from ksbcheck.output.document import Screen
from ksbcheck.output.terminal import write
from ksbcheck.reports import compare as compare_report
from ksbcheck.reports import gateway as gateway_report
from ksbcheck.reports import json as report_json
from ksbcheck.reports import plan as plan_report
from ksbcheck.tasks.check import gateway
from ksbcheck.tasks.pseudonyms import Pseudonyms, person_label, pseudonymous
from tests.justified import EXCUSE, justified, report

SCREEN = Screen(width=300)
NAMES = ("morag", "makebelieve", "rowan", "0020417")
TELLING = EXCUSE._replace(
    reason="Rowan's placement, agreed with MORAG_MAKEBELIEVE", source="rowan-example/exceptions.toml"
)
LABEL = person_label("Morag Makebelieve")


@pytest.fixture(scope="module")
def hidden() -> Report:
    return pseudonymous(telling())


def telling() -> Report:
    return justified(report(), "K5", "KSB306", by=TELLING)


def portfolio() -> Portfolio:
    judgement = report().judgement
    assert judgement is not None
    return judgement.portfolio


def nobody_in(text: str) -> bool:
    return not any(name in text.casefold() for name in NAMES)


def words_of(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    if data.startswith(b"%PDF"):
        return " ".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data))
    with zipfile.ZipFile(BytesIO(data)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


def test_person_label_is_stable() -> None:
    assert "Morag" not in portfolio().model_dump_json()
    assert Pseudonyms(portfolio()).hide("by Morag Makebelieve") == "by Morag Makebelieve"
    assert Pseudonyms(portfolio(), ["Morag Makebelieve"]).hide("by morag  makebelieve") == f"by {LABEL}"


def test_pseudonyms_have_one_label_for_the_learner() -> None:
    learner = Pseudonyms(portfolio()).hide("Rowan Example")
    assert learner.startswith("Learner-")
    assert Pseudonyms(portfolio(), ["Example, Rowan"]).hide("by Example, Rowan") == f"by {learner}"
    assert Pseudonyms(portfolio(), ["TBC", "?"]).hide("TBC ?") == "TBC ?"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ann Sample", "ann_sample"),
        ("Ann Sample", "ANNSAMPLE"),
        ("Pat O'Sample", "Pat O'Sample"),
        ("Pat O'Sample", "PAT O\u2019SAMPLE"),
        ("Pat O'Sample", "pat_osample"),
        ("Ann Sample", "Ann,  Sample"),
        ("Zo\u00eb \u0130leri", "ZO\u00cb \u0130LERI"),
        ("Weiß", "weiß"),
    ],
)
def test_pseudonyms_hide_every_spelling(name: str, text: str) -> None:
    hidden = Pseudonyms(portfolio(), [name]).hide(text)
    assert hidden.startswith(person_label(name))
    assert Pseudonyms(portfolio(), [name]).hide(f"x{text} {text}x") == f"x{text} {text}x"


def test_pseudonyms_hide_the_longest_name() -> None:
    people = Pseudonyms(portfolio(), ["Ann", "Ann Example", "Ann Example-Other"])
    assert people.hide("Ann Example Other") == person_label("Ann Example-Other")
    assert people.hide("Ann Example, Ann") == f"{person_label('Ann Example')}, {person_label('Ann')}"


def test_pseudonyms_keep_ground_and_day_of_justifications(hidden: Report) -> None:
    (one, *_) = [each.justification for each in hidden.justified]
    assert one is not None
    assert (one.ground, one.until, one.by) == (TELLING.ground, TELLING.until, LABEL)
    assert one.reason.startswith("Learner-")


@pytest.mark.parametrize("form", DocumentFormat)
def test_pseudonymous_documents(hidden: Report, form: DocumentFormat) -> None:
    text = words_of(render(form, [hidden]))
    assert LABEL in text.replace("\r\n", "").replace("\n", "")
    assert nobody_in(text)


def test_pseudonymous_tables_and_json(hidden: Report) -> None:
    plan, gate, options = plan_next_steps(hidden), gateway(hidden), compare_options(telling())
    states = compare_states(report("complete-wellbeing"), telling(), same_manifest=False)
    compared = (pseudonymous(options), pseudonymous(states))
    texts = (
        render(ReportFormat.TABLE, [hidden], SCREEN),
        report_json.render([hidden]),
        write(plan_report.documents([plan]), SCREEN),
        report_json.render_plans([plan]),
        write(gateway_report.documents([gate]), SCREEN),
        report_json.render_gateways([gate]),
        *(write([compare_report.document(each)], SCREEN) for each in compared),
        *(report_json.render_comparison(each) for each in compared),
    )
    for text in texts:
        assert LABEL in text
        assert nobody_in(text)


def test_pseudonymous_hides_all_text_of_unjudged_portfolios() -> None:
    unjudged = Report("rowan-example", Policy(), telling().justified)
    text = report_json.render([pseudonymous(unjudged)])
    (only,) = json.loads(text)["reports"]
    assert nobody_in(text)
    assert only["findings"][0]["justification"] == {
        "ground": "exception",
        "reason": "See where it is stated.",
        "by": LABEL,
        "until": "2027-01-31",
        "source": None,
    }
