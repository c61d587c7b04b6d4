"""Who justified something is hidden like everybody else, wherever the name stands."""

import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Learner, Pin, Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.sign_off import Decision
from ksbcheck.engine.compare import compare_options, compare_states
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.formats import DocumentFormat, render
from ksbcheck.output.document import Screen
from ksbcheck.output.terminal import write
from ksbcheck.reports import compare as compare_report
from ksbcheck.reports import gateway as gateway_report
from ksbcheck.reports import json as report_json
from ksbcheck.reports import plan as plan_report
from ksbcheck.tasks.check import gateway
from ksbcheck.tasks.pseudonyms import Pseudonyms, person_label, pseudonymous
from tests.drawn import draw
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


def hide(text: str, *names: str, learner: str | None = None, number: str | None = None) -> str:
    """Hide the names of a portfolio in a text."""
    pieces = tuple(Evidence(id=f"E{index}", assessed=Decision(by=name)) for index, name in enumerate(names, 1))
    whose = Learner(name=learner, id=number)
    return Pseudonyms(portfolio().model_copy(update={"evidence": pieces, "learner": whose})).hide(text)


def test_person_label_is_stable() -> None:
    assert "Morag" not in portfolio().model_dump_json()
    assert hide("by Morag Makebelieve") == "by Morag Makebelieve"
    assert hide("by morag  makebelieve", "Morag Makebelieve") == f"by {LABEL}"


def test_pseudonyms_have_one_label_for_the_learner() -> None:
    learner = hide("Rowan Example", learner="Rowan Example")
    assert learner.startswith("Learner-")
    assert hide("by Example, Rowan", "Example, Rowan", learner="Rowan Example") == f"by {learner}"
    assert hide("TBC ?", "TBC", "?") == "TBC ?"


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("Ann Sample", "Ann Sample|ann_sample|ANNSAMPLE|Ann,  Sample|Sample, Ann|annsample|asample|SampleA|A. Sample"),
        ("Ann Sample", "ann+sample|Ann%20Sample|ann.sample@Sample|sample-ann|AnnSample|Anns|AS|A.S|A. S|A S|anns"),
        (
            "Pat O'Sample",
            "Pat O'Sample|PAT O\u2019SAMPLE|pat_osample|OSample|O Sample|o\u02bcsample|O%27Sample|o-sample",
        ),
        ("Pat O\u2019Sample", "O'Sample|PatOSample|posample|OSAMPLE"),
        ("Pat OSample", "O'Sample|o sample"),
        ("Zo\u00eb \u0130leri", "ZO\u00cb \u0130LERI|Zoe\u0308|zoe|ileri|Zo%C3%AB|Zo\u200be"),
        ("Zoe\u0308 M\u00fcller-\u0141ukasz", "Zo\u00eb|Mueller|muller|M\u00dcLLER LUKASZ|zoe.mueller|LukaszZoe"),
        ("Wei\u00df", "wei\u00df|WEISS|weiss"),
        ("Jan van den Berg", "van den Berg|Van Den Berg|vandenberg|Berg, Jan van den|jvandenberg|J. van den Berg|berg"),
        ("Li Ng", "Ng|li|ng_li|LiNg|L. Ng"),
        ("An Do", "An|Do|an do|an_do|Do, An"),
        ("Min O", "O|min|O, Min"),
        ("Mary-Jane McSample", "mary|JANE|mcsample|McSAMPLE|Mc Sample|MaryJane|MJM"),
        ("Dr Ann Sample", "Dr Ann Sample|Ann"),
        ("q.assurer@sample.org", "q.assurer@sample.org|Assurer|Q. Assurer|www.sample"),
        ("\u674e\u660e", "\u674e\u660e"),
        ("Ann 17", "Ann 17|ann_17|A. 17|a17"),
    ],
)
def test_pseudonyms_hide_every_form(name: str, texts: str) -> None:
    for text in texts.split("|"):
        label = person_label(name)
        assert hide(f"E01_{text}_plan, by {text}; {text}'s work/{text}", name).replace("www.", "") == (
            f"E01_{label}_plan, by {label}; {label}'s work/{label}"
        )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sampler, unsample, annsampled", "Ann Sample"),
        ("e.g. a plan, class A", "Eve A. Green"),
        ("a trip in the van, and back", "Jan van den Berg"),
        ("What to do if it may be so", "May So"),
        ("our college", "q.assurer@college.org"),
        ("K1, KSB101, ST1414 and B6", "K1 Sample"),
    ],
)
def test_pseudonyms_leave_other_words(text: str, name: str) -> None:
    assert hide(text, name) == text


@pytest.mark.parametrize(
    ("number", "text", "hidden"),
    [
        ("0020417", "E01_0020417, ULN0020417; 20417", "E01_{0}, ULN{0}; {0}"),
        ("AB-12-34", "ab1234 and AB 12-34, but 12 of 34", "{0} and {0}, but 12 of 34"),
        ("K1", "K1 and K 1", "K1 and K 1"),
        ("1414", "ST1414 has 1414", "ST1414 has {0}"),
        ("2025", "2025-03-04", "2025-03-04"),
        ("12", "12 of 70", "12 of 70"),
    ],
)
def test_pseudonyms_hide_numbers_but_no_codes(number: str, text: str, hidden: str) -> None:
    with_labels = hide(text, number=number)
    assert re.sub(r"ID-[0-9A-F]{4}", "{0}", with_labels) == hidden
    shown = pseudonymous(Learner(id=number))
    assert shown.id is not None
    assert shown.id.startswith("ID-")


@pytest.mark.parametrize("name", ["An Do", "Van", "K1 Sample", "\U0001d400nn"])
def test_pseudonyms_hide_a_field_whatever_the_name(name: str) -> None:
    assert pseudonymous(Decision(by=name)).by == person_label(name)


def test_pseudonyms_hide_the_longest_name() -> None:
    people = ("Ann", "Ann Example", "Ann Example-Other")
    assert hide("Ann Example Other", *people) == person_label("Ann Example-Other")
    assert hide("Ann Example; Ann", *people) == f"{person_label('Ann Example')}; {person_label('Ann')}"


def test_pseudonyms_part_two_of_one_surname() -> None:
    people = ("Ann Sample", "Bea Sample")
    ann, bea = map(person_label, people)
    assert hide("Sample, Ann, Bea Sample and B. Sample", *people) == f"{ann}, {bea} and {bea}"
    assert hide("Ms Sample", *people) in {f"Ms {ann}", f"Ms {bea}"}


def test_pseudonyms_hide_people_of_other_portfolios() -> None:
    _, piece = pseudonymous((Decision(by="Ann Sample"), Evidence(id="E1", title="Ann's plan")))
    assert piece.title == f"{person_label('Ann Sample')}'s plan"


def test_pseudonyms_hide_people_of_configurations() -> None:
    first, *_ = telling().findings
    about = first._replace(message="requested by Petra Quill, of Quill Primary School")
    shown = pseudonymous(telling()._replace(people=("Petra Quill",), findings=(about,)))
    label = person_label("Petra Quill")
    assert shown.people == (label,)
    assert shown.findings[0].message == f"requested by {label}, of {label} Primary School"


def test_pseudonyms_keep_pieces_apart() -> None:
    label = person_label("Ann Sample")
    shown = pseudonymous((Decision(by="Ann Sample"), *(Evidence(id=each) for each in ("Ann", "E1", "Sample"))))
    assert [piece.id for piece in shown[1:]] == [label, "E1", f"{label} (2)"]


def test_pseudonyms_leave_what_is_judged_by() -> None:
    plain = telling()
    assert plain.judgement is not None
    learner = Learner(name="Ed Send", id="K1")
    pin = Pin(standard=f"sha256:{'12ed' * 16}")
    named = portfolio().model_copy(update={"learner": learner, "fingerprint": pin})
    shown = pseudonymous(plain._replace(judgement=replace(plain.judgement, portfolio=named))).judgement
    assert shown is not None
    assert (shown.option.id, shown.portfolio.option, shown.portfolio.fingerprint) == ("send", "send", pin)
    assert shown.coverage == plain.judgement.coverage
    assert str(shown.people.learner).startswith("Learner-")


def test_pseudonyms_keep_ground_and_day_of_justifications(hidden: Report) -> None:
    (one, *_) = [each.justification for each in hidden.justified]
    assert one is not None
    assert (one.ground, one.until, one.by) == (TELLING.ground, TELLING.until, LABEL)
    assert one.reason.startswith("Learner-")


@pytest.mark.parametrize("form", DocumentFormat)
def test_pseudonymous_documents(hidden: Report, form: DocumentFormat) -> None:
    text = words_of(render(form, [hidden]))
    if form is not DocumentFormat.LEARNERS:  # names nobody but learners
        assert LABEL in text.replace("\r\n", "").replace("\n", "")
    assert nobody_in(text)


def test_pseudonymous_tables_and_json(hidden: Report) -> None:
    plan, gate, options = plan_next_steps(hidden), gateway(hidden), compare_options(telling())
    states = compare_states(report("complete-wellbeing"), telling(), same_manifest=False)
    compared = (pseudonymous(options), pseudonymous(states))
    texts = (
        draw([hidden], screen=SCREEN),
        report_json.render([hidden]),
        write([plan_report.document(plan)], SCREEN),
        report_json.render_plans([plan]),
        write([gateway_report.document(gate)], SCREEN),
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
