"""The data of the Occupational Maps: occupations with codes, one for each option of a standard."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.model import BasisKind
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.importing.maps import is_occupation, read_occupations
from ksbcheck.importing.printed import Imported
from ksbcheck.rules import standard_findings
from tests.official import guid, mapped, of_the_maps

PATH = Path("maps.json")
LETTERS = {"wellbeing": "A", "curriculum": "B", "send": "C"}


def read(*contents: dict[str, Any]) -> list[Imported]:
    return list(read_occupations(PATH, [(each, f"item {at}") for at, each in enumerate(contents, 1)]))


def usable(*contents: dict[str, Any]) -> Standard:
    (imported,) = read(*contents)
    assert imported.findings == ()
    assert imported.standard
    assert not list(standard_findings(imported.standard))
    return imported.standard


def occupation(**changes: Any) -> dict[str, Any]:
    return {
        "stdCode": "OCC0007",
        "name": "Gardener",
        "versionNo": "1.0",
        "level": 2,
        "statusName": "Approved occupation",
        "duties": [{"dutyId": "D1", "dutyDetail": " Dig. ", "mappedKnowledge": ["k1"], "mappedSkills": ["S1"], "mappedBehaviour": None}],
        "knowledges": [{"knowledgeId": "K1", "detail": " Soil. "}],
        "skills": [{"skillId": "S1", "detail": "Digging."}],
        "behaviours": [],
        "products": None,
        **changes,
    }  # fmt: skip


def options_of(standard: Standard) -> list[dict[str, Any]]:
    """Return the occupations of a standard of several options, the letters of their codes in the order of the options."""
    return [of_the_maps(mapped(standard), option.id, "ABC"[at]) for at, option in enumerate(standard.options)]


def test_one_occupation_has_no_options() -> None:
    standard = usable(occupation())
    assert (standard.reference, standard.version, standard.title, standard.level) == ("ST0007", "1.0", "Gardener", 2)
    assert [(option.id, option.title) for option in standard.options] == [("core", "Core")]
    assert [(ksb.code, ksb.text, ksb.options) for ksb in standard.ksbs] == [("K1", "Soil.", ()), ("S1", "Digging.", ())]
    (duty,) = standard.duties
    assert (duty.number, duty.text, duty.options, duty.ksbs) == (1, "Dig.", (), ("K1", "S1"))
    assert duty.mapping is DutyMapping.COMPLETE


def test_occupations_become_options(st1414: Standard) -> None:
    known = mapped(st1414)
    standard = usable(*options_of(st1414))
    titles = {option.title: option.id for option in standard.options}
    ours = {option.id: titles[option.title] for option in known.options}
    for items, expected in ((standard.ksbs, known.ksbs), (standard.duties, known.duties)):
        assert [item.options for item in items] == [
            tuple(ours[each] for each in item.options or ()) for item in expected
        ]
    assert [(ksb.code, ksb.text) for ksb in standard.ksbs] == [(ksb.code, ksb.text) for ksb in known.ksbs]
    assert [(d.number, set(d.ksbs), d.mapping) for d in standard.duties] == [(d.number, set(d.ksbs), d.mapping) for d in known.duties]  # fmt: skip
    assert (standard.reference, standard.title) == ("ST1414", st1414.title)
    bases = {field: standard.basis_of(field) for field in ("ksbs.code", "ksbs.options")}
    assert [basis.basis for basis in bases.values() if basis] == [BasisKind.PRINTED, BasisKind.INFERRED]


def test_one_option_alone_is_reported(st1414: Standard) -> None:
    (imported,) = read(options_of(st1414)[0])
    assert [each.rule for each in imported.findings] == ["KSB524"]
    assert "the occupation OCC1414A, which is one option of several" in imported.findings[0].message
    assert imported.standard
    assert len(imported.standard.options) == 1
    assert imported.standard.option_ids != ("core",)


def test_statement_of_two_occupations_belongs_to_both(st1414: Standard) -> None:
    contents = options_of(st1414)
    core = contents[2]["behaviours"].pop()["behaviourId"]
    for duty in contents[2]["duties"]:
        duty["mappedBehaviour"] = [code for code in duty["mappedBehaviour"] if code != core]
    standard = usable(*contents)
    assert standard.by_code[core].options == standard.option_ids[:2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["knowledges"][0].update(detail="Else."), "K1 has different texts in different occupations"),
        (lambda one: one["duties"][0].update(dutyDetail="Else."), "duty 1 has different texts in different occupations"),
        (lambda one: one["skills"].append(one["skills"][0]), "two statements of OCC1414B have the same code"),
        (lambda one: one["duties"].append(one["duties"][0]), "two duties of OCC1414B have the same number"),
        (lambda one: one["skills"][0].update(skillId="Skill 1"), "code"),
    ],
)  # fmt: skip
def test_contradictory_occupations_are_rejected(st1414: Standard, change: Any, said: str) -> None:
    contents = options_of(st1414)
    change(contents[1])
    (imported,) = read(*contents)
    assert imported.standard is None
    told = [each.message for each in imported.findings if each.rule == "KSB519"]
    assert any(said in message for message in told), told
    assert all(message.startswith("ST1414 1.0: ") for message in told)


@pytest.mark.parametrize(
    ("code", "products", "reference"),
    [
        ("OCC0007", None, "ST0007"),
        ("OCC0007", [{"productCode": " ST0099 ", "typeName": "Apprenticeship"}], "ST0099"),
        ("OCC0007", [{"productCode": "ST0099", "typeName": "T Level"}], "ST0007"),
        ("OCC0007", [{"productCode": code, "typeName": "apprenticeship"} for code in ("ST0099", "ST0098")], "ST0007"),
        ("Gardener", [{"productCode": "ST0099", "typeName": "apprenticeship"}], "ST0099"),
        ("OCC0007", [{"productCode": None, "typeName": "Apprenticeship"}], "ST0007"),
    ],
)
def test_reference_of_occupation(code: str, products: Any, reference: str) -> None:
    assert usable(occupation(stdCode=code, products=products)).reference == reference


def test_mapped_occupation_without_statements_is_rejected() -> None:
    (broken,) = read(occupation(knowledges=[], skills=[]))
    assert broken.standard is None
    assert broken.findings[-1].message == "ST0007 1.0: nothing is required of option core"


def test_occupation_without_statements_yet_has_no_findings() -> None:
    later = occupation(stdCode="OCC0009", knowledges=None, skills=[], behaviours=None, duties=[])
    made = {each.name: each for each in read(occupation(versionNo=1), later)}
    assert (made["OCC0009"].standard, made["OCC0009"].findings) == (None, ())
    assert made["ST0007 1.0"].standard


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stdCode": "Gardener"}, "Gardener: stdCode 'Gardener' has an unknown form"),
        ({"stdCode": 7}, "item 1: stdCode should be text, not a number"),
        ({"name": None}, "OCC0007: name should be text, not nothing"),
        ({"versionNo": []}, "OCC0007: versionNo should be text, not a list"),
        ({"duties": None}, "OCC0007: duties should be a list, not nothing"),
        ({"duties": [{"dutyId": 1, "dutyDetail": "x"}]}, "OCC0007: duties[0].dutyId should be text, not a number"),
        ({"skills": "S1"}, "OCC0007: skills should be a list, not text"),
        ({"behaviours": [{"behaviourId": "B1"}]}, "OCC0007: behaviours[0].detail is missing"),
        ({"knowledges": [{"knowledgeId": "Knowledge 1", "detail": "x"}]}, "ST0007 1.0: "),
        ({"versionNo": "1/0"}, "ST0007 1.0: "),
    ],
)
def test_unusable_occupation_leaves_others(changes: dict[str, Any], said: str) -> None:
    broken, good = read(occupation(**changes), occupation(stdCode="OCC0008"))
    if good.standard is None:
        broken, good = good, broken
    assert good.standard
    assert good.standard.reference == "ST0008"
    assert broken.standard is None
    assert all(each.rule == "KSB519" or "Knowledge 1" in str(changes) for each in broken.findings)
    if "1/0" not in str(changes):
        assert any(each.message.startswith(said) for each in broken.findings), broken.findings


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"level": "two"}, "KSB524"),
        ({"statusName": 4}, "KSB524"),
        ({"products": {}}, "KSB524"),
        ({"statusName": "Withdrawn occupation"}, "KSB525"),
        ({"duties": [{"dutyId": "Duty 4", "dutyDetail": "Dig.", "mappedKnowledge": ["K9", "K1"]}]}, "KSB520"),
    ],
)
def test_occupation_findings(changes: dict[str, Any], rule: str) -> None:
    (imported,) = read(occupation(**changes))
    assert [each.rule for each in imported.findings] == [rule]
    assert imported.standard
    if rule == "KSB520":
        (duty,) = imported.standard.duties
        assert (duty.number, duty.ksbs, duty.mapping) == (4, ("K1",), DutyMapping.PARTIAL)


@pytest.mark.parametrize(
    ("name", "title", "option"),
    [
        ("Carer (pots)", "Carer", "pots"),
        ("Carer: Pots and pans", "Carer", "Pots and pans"),
        ("Carer \u2013 Pots", "Carer", "Pots"),
        ("Carer - Pots", "Carer", "Pots"),
        ("Well-known carer", "Well-known carer", "Well-known carer"),
    ],
)
def test_titles_of_standard_and_option(name: str, title: str, option: str) -> None:
    (imported,) = read(occupation(stdCode="OCC0007A", name=name))
    assert imported.standard
    assert (imported.standard.title, imported.standard.options[0].title) == (title, option)


def test_versions_are_separate_standards() -> None:
    made = read(occupation(), occupation(versionNo="1.1"), deepcopy(occupation(stdCode="OCC0008")))
    assert [each.name for each in made] == ["ST0007 1.0", "ST0007 1.1", "ST0008 1.0"]


def test_is_occupation() -> None:
    assert is_occupation({"stdCode": 1})
    assert not any(map(is_occupation, ([], {}, None, {"referenceNumber": "x"})))


def test_duties_without_numbers_are_counted(st1414):
    contents = [of_the_maps(mapped(st1414), option, letter) for option, letter in zip(("send", "curriculum"), "AB", strict=True)]  # fmt: skip
    for content in contents:
        for duty in content["duties"]:
            duty["dutyId"] = guid(duty["dutyId"])
    (made,) = read_occupations(Path("maps.json"), [(content, "x") for content in contents])
    assert made.standard
    texts = {duty.number: duty.text for duty in made.standard.duties}
    assert texts[15] == st1414.by_number[15].text
    assert texts[17] == st1414.by_number[19].text
    assert [duty.options for duty in made.standard.duties][13:15] == [(), (made.standard.option_ids[0],)]


def test_equal_duties_of_which_one_has_no_number_are_counted():
    duties = [{"dutyId": each, "dutyDetail": "Dig.", "mappedKnowledge": ["K1"]} for each in ("x", "D1")]
    standard = usable(occupation(stdCode="OCC0007A", name="A (a)", duties=duties[:1]), occupation(stdCode="OCC0007B", name="A (b)", duties=duties[1:]))  # fmt: skip
    assert [(duty.number, duty.text) for duty in standard.duties] == [(1, "Dig.")]
