"""The data of the standards API: how statements get codes and owners, and what is said of values that will not do."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.model import BasisKind
from ksbcheck.domain.standard import DutyMapping, MinimumHours, Standard, StandardKind
from ksbcheck.importing.official import is_official, read_official
from ksbcheck.importing.official_json import STATEMENTS
from ksbcheck.importing.printed import Imported
from ksbcheck.rules import standard_findings
from tests.official import guid, mapped, of_skills_england
from tests.standards import small

PATH = Path("official.json")
A, B, C = (guid("option", each) for each in "abc")
FIELDS = {"K": "mappedKnowledge", "S": "mappedSkills", "B": "mappedBehaviour"}
DutyOf = tuple[Any, list[str] | None, str]


def named(code: str) -> str:
    return guid("statement", code)


def made(*duties: DutyOf, codes: str = "K1 K2 S1 S2 B1", **changes: Any) -> dict[str, Any]:
    """Return a standard of two options with duties of (core, options, codes)."""

    def statements(kind: str, key: str) -> list[dict[str, str]]:
        return [{key: named(code), "detail": f"About {code}."} for code in codes.split() if code[0] == kind]

    return {
        "referenceNumber": "ST0001",
        "title": "Plant carer",
        "version": "1.0",
        "level": 2,
        "coreAndOptions": True,
        "options": [{"optionId": A, "title": "Pots"}, {"optionId": B, "title": "Beds"}],
        "knowledges": statements("K", "knowledgeId"),
        "skills": statements("S", "skillId"),
        "behaviours": statements("B", "behaviourId"),
        "duties": [
            {
                "dutyID": guid("duty", at),
                "dutyDetail": f"Duty {at}.",
                "isThisACoreDuty": core,
                "mappedOptions": options,
                **{field: [named(c) for c in of.split() if c[0] == kind] for kind, field in FIELDS.items()},
            }
            for at, (core, options, of) in enumerate(duties, 1)
        ],
        **changes,
    }


def read(content: dict[str, Any]) -> Imported:
    return read_official(PATH, content, "item 4 of the list")


def usable(content: dict[str, Any], *rules: str) -> Standard:
    """Return the standard that is made of data, after a look at which rules were found on the way."""
    imported = read(content)
    assert [each.rule for each in imported.findings] == list(rules), messages(imported)
    assert imported.standard is not None
    assert not list(standard_findings(imported.standard))
    return imported.standard


def messages(imported: Imported) -> list[str]:
    return [each.message for each in imported.findings]


def owners(standard: Standard) -> dict[str, tuple[str, ...] | None]:
    return {ksb.code: ksb.options for ksb in standard.ksbs}


EACH_OWN: DutyOf = (0, [A], "K2"), (0, [B], "S2 B1")


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        (((1, None, "K1 S1"), *EACH_OWN), {"K1": (), "S1": (), "K2": ("pots",), "S2": ("beds",), "B1": ("beds",)}),
        (((1, None, "K1 S1 K2"), *EACH_OWN), {"K1": (), "S1": (), "K2": (), "S2": ("beds",), "B1": ("beds",)}),
        (((0, [B], "K2"), (1, None, "K1 S1"), *EACH_OWN), {"K1": (), "S1": (), "K2": ("pots", "beds"), "S2": ("beds",), "B1": ("beds",)}),
        (((0, [B, A], "K1 S1"), *EACH_OWN), {"K1": ("pots", "beds"), "S1": ("pots", "beds"), "K2": ("pots",), "S2": ("beds",), "B1": ("beds",)}),
        (((1, [A], "K1 S1"), *EACH_OWN), {"K1": (), "S1": (), "K2": ("pots",), "S2": ("beds",), "B1": ("beds",)}),
        (((True, None, "K1 S1"), (False, [A.upper()], "K2"), (None, [B], "S2 B1")), {"K1": (), "S1": (), "K2": ("pots",), "S2": ("beds",), "B1": ("beds",)}),
    ],
    ids=["core-and-own", "core-and-own-is-core", "in-two", "in-all-is-not-core", "core-that-names-an-option", "other-truths-and-letters"],
)  # fmt: skip
def test_statement_owners(duties: tuple[DutyOf, ...], expected: object) -> None:
    standard = usable(made(*duties))
    assert owners(standard) == expected
    assert [option.id for option in standard.options] == ["pots", "beds"]


def test_ownerless_items_are_reported() -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN, (0, None, "B2"), (0, [], ""), codes="K1 K2 K3 S1 S2 B1 B2")
    imported = read(content)
    standard = usable(content, "KSB524", "KSB524")
    assert {code for code, of in owners(standard).items() if of is None} == {"K3", "B2"}
    assert [duty.options for duty in standard.duties][-2:] == [None, None]
    assert standard.duties[-1].mapping is DutyMapping.NONE
    assert "the data lists K3 and B2 under no option" in messages(imported)[0]
    assert "duties 4 and 5 are neither core" in messages(imported)[1]


def test_unknown_option_of_duty_is_reported() -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN, (0, [A, C], "K2"))
    assert f"mappedOptions of duty 4 names {C!r}" in messages(read(content))[0]
    assert usable(content, "KSB524").duties[3].options == ("pots",)


@pytest.mark.parametrize(("core_and_options", "told"), [(False, 1), (None, 1)])
def test_standard_without_options_is_core(core_and_options: bool | None, told: int) -> None:
    duties = ((1, None, "K1"), *EACH_OWN, (0, None, ""))
    standard = usable(made(*duties, coreAndOptions=core_and_options), *["KSB524"] * told)
    assert usable(made(*duties, coreAndOptions=core_and_options, options=None)) == standard
    assert [(option.id, option.title) for option in standard.options] == [("core", "Core")]
    assert set(owners(standard).values()) == {()} == {duty.options for duty in standard.duties}
    basis = standard.basis_of("ksbs.options")
    assert basis
    assert basis.basis is BasisKind.PRINTED


def test_options_with_titles_only() -> None:
    content = made((1, None, "K1"), options=[], optionsUnstructuredTemplate=[" Pots ", "", "Beds"])
    standard = usable(content, "KSB524")
    assert [(option.id, option.title, option.guid) for option in standard.options] == [("pots", "Pots", None), ("beds", "Beds", None)]  # fmt: skip
    assert set(owners(standard).values()) == {()}
    basis = standard.basis_of("ksbs.options")
    assert basis
    assert basis.basis is BasisKind.UNKNOWN
    nameless = usable(made((1, None, "K1"), options=None), "KSB524")
    assert [option.id for option in nameless.options] == ["core"]


def test_codes_follow_the_order_of_the_data() -> None:
    content = of_skills_england(mapped(small()))
    for field in ("knowledges", "skills"):
        content[field].sort(key=lambda row: sorted(row.values()), reverse=True)
    standard = usable(content)
    for kind, field in (("K", "knowledges"), ("S", "skills"), ("B", "behaviours")):
        rows = [(f"{kind}{at}", row["detail"]) for at, row in enumerate(content[field], 1)]
        assert [(ksb.code, ksb.text) for ksb in standard.ksbs if ksb.code[0] == kind] == rows
    known = mapped(small())
    renamed = {ksb.text: ksb.code for ksb in standard.ksbs}
    for ours, theirs in zip(known.duties, standard.duties, strict=True):
        assert set(theirs.ksbs) == {renamed[known.by_code[code].text] for code in ours.ksbs}


def test_text_is_trimmed_and_guids_kept() -> None:
    known = mapped(small())
    content = of_skills_england(known, title=" Test gardener\n", referenceNumber=" TEST1 ", version="1.0 ")
    content["knowledges"][0]["detail"] = "\n What plants need\t"
    content["options"][0]["title"] += " "
    standard = usable(content)
    name = ("TEST1", "1.0")
    assert (standard.reference, standard.title, standard.version) == ("TEST1", "Test gardener", "1.0")
    assert [(duty.text, duty.guid) for duty in standard.duties] == [
        (duty.text, guid(*name, duty.number)) for duty in known.duties
    ]
    assert [(ksb.text, ksb.guid) for ksb in standard.ksbs] == [(ksb.text, guid(*name, ksb.code)) for ksb in known.ksbs]
    assert [each.guid for each in standard.options] == [guid(*name, each.id) for each in known.options]
    assert owners(standard)["K3"] == ("indoor-plants",)


def test_ids_may_be_codes() -> None:
    content = made((1, None, ""), coreAndOptions=False, options=None)
    content["knowledges"] = [{"knowledgeId": each, "detail": each} for each in ("K7", "x-1")]
    content["duties"][0] |= {"mappedKnowledge": ["k7", "X-1"], "dutyID": None}
    standard = usable(content)
    assert [(ksb.code, ksb.guid) for ksb in standard.ksbs][:2] == [("K7", None), ("K2", None)]
    assert (standard.duties[0].ksbs, standard.duties[0].guid) == (("K7", "K2"), None)


def test_foundation_apprenticeship() -> None:
    fields = {"technicalKnowledges": 3, "technicalSkills": 2, "employabilitySkillsAndBehaviours": 2}
    content = made((1, None, ""), codes="", coreAndOptions=False, options=None) | {
        name: [{"id": guid(name, at), "detail": f" {name} {at} "} for at in range(count)]
        for name, count in fields.items()
    }
    for field, name in zip(FIELDS.values(), fields, strict=True):
        content["duties"][0][field] = [guid(name, 1)]
    standard = usable(content)
    assert standard.kind is StandardKind.FOUNDATION_APPRENTICESHIP
    assert [ksb.code for ksb in standard.ksbs] == ["TK1", "TK2", "TK3", "TS1", "TS2", "ESB1", "ESB2"]
    assert [ksb.guid for ksb in standard.ksbs][-1] == guid("employabilitySkillsAndBehaviours", 1)
    assert standard.duties[0].ksbs == ("TK2", "TS2", "ESB2")


def test_apprenticeship_unit_has_hours_of_learning() -> None:
    content = UNIT | {"learningAimClassCode": "ZSC90001", "larsCode": "", "minimumHoursForCompliance": 80}
    standard = usable(content)
    assert (standard.kind, standard.duties) == (StandardKind.APPRENTICESHIP_UNIT, ())
    assert (standard.lars_code, standard.minimum_hours) == ("ZSC90001", (MinimumHours(hours=80),))
    assert owners(standard) == {"TK1": (), "TS1": ()}


UNIT = {
    "referenceNumber": "AU9001",
    "title": "Tea leadership",
    "version": "1.0",
    "technicalKnowledges": [{"id": named("TK1"), "detail": "Kinds of tea."}],
    "technicalSkills": [{"id": named("TS1"), "detail": "Lead a tasting."}],
}
APPRENTICESHIP, FOUNDATION, A_UNIT = StandardKind


def lists(kinds: str) -> dict[str, Any]:
    return {STATEMENTS[kind]: [{"id": named(kind), "detail": f"About {kind}."}] for kind in kinds.split()}


@pytest.mark.parametrize(
    ("reference", "kinds", "kind"),
    [
        ("ST9001", "K S B", APPRENTICESHIP),
        ("ST9001", "K S", APPRENTICESHIP),
        ("st9001", "K S B", APPRENTICESHIP),
        ("FA9001", "TK TS ESB", FOUNDATION),
        ("FA9001", "TK TS", FOUNDATION),
        ("FA9001", "K S B", FOUNDATION),
        ("ST9001", "TK TS ESB", FOUNDATION),
        ("AU9001", "TK TS", A_UNIT),
        ("au9001", "TK", A_UNIT),
        ("AU9001", "K S", A_UNIT),
        ("ST9001", "TK TS", None),
        ("AU9001", "TK TS ESB", None),
        ("FA9001", "TK TS ESB K", None),
        ("ST9001", "K S B ESB", None),
        ("AU9001", "TK S", None),
    ],
)
def test_kind_is_what_reference_and_lists_agree_on(reference: str, kinds: str, kind: StandardKind | None) -> None:
    content = {"referenceNumber": reference, "title": "Tea", "version": "1.0", "minimumHoursForCompliance": 400}
    standard = usable(content | lists(kinds), *(() if kind else ("KSB524",)))
    assert (standard.kind, standard.reference) == (kind, reference.upper())
    assert bool(standard.minimum_hours) is bool(kind)


@pytest.mark.parametrize(
    ("value", "hours"), [(605, 605), ("605", 605), (" 605 ", 605), ("605.0", 605), (0, None), ("", None), (None, None)]
)
def test_minimum_hours_hold_for_starts_from_august_2025(value: object, hours: int | None) -> None:
    standard = usable(made((1, None, "K1"), coreAndOptions=False, options=[], minimumHoursForCompliance=value))
    day = date(2025, 8, 1)
    assert standard.minimum_hours == ((MinimumHours(starts_from=day, hours=hours),) if hours else ())
    basis = standard.basis_of("minimum_hours.starts_from")
    assert (basis is not None and basis.basis is BasisKind.INFERRED) is bool(hours)


def test_assessment_and_paused_starts_are_kept() -> None:
    more = {"ePALength": "3", "assessmentPlanUrl": "https://example.invalid/plan", "version": 1}
    content = made((1, None, "K1"), coreAndOptions=False, options=[], **more)
    paused = "2026-01-01T00:00:00 +00:00"
    standard = usable(content | {"approvedForDeliveryPausedStarts": paused}, "KSB525")
    assert (standard.assessment_months, standard.assessment_plan_url) == (3, "https://example.invalid/plan")
    assert (standard.starts_paused_from, standard.version) == (date(2026, 1, 1), "1.0")
    assert usable(content | {"approvedForDeliveryPausedStarts": False}).starts_paused_from is None
    content["approvedForDeliveryPausedStarts"] = True
    assert usable(content, "KSB525").starts_paused_from is None
    assert "the data does not say from which day" in messages(read(content))[0]


RULE = "Apprentices without level 2 English and maths will need to achieve this level prior to taking the End-Point Assessment."


def test_english_and_maths_are_rules_or_text() -> None:
    content = made((1, None, "K1"), coreAndOptions=False, options=[])
    rules = usable(content | {"englishAndMathsQualifications": f"<p>{RULE}</p>\n"})
    assert rules.english_and_maths is not None
    assert (rules.english_and_maths.minimum.sentence, rules.english_and_maths_text) == (RULE, None)
    text = usable(content | {"englishAndMathsQualifications": f"<p>{RULE}</p><p>Tea &amp; maths.</p>"}, "KSB524")
    assert (text.english_and_maths, text.english_and_maths_text) == (None, f"{RULE}\nTea & maths.")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<p>Kinds of tea &amp; leaf.</p>", "Kinds of tea & leaf."),
        ("Tea:<ul><li>black</li><li>green</li></ul>", "Tea:\n• black\n• green"),
        ("Tea&nbsp;leaf", "Tea leaf"),
        ("If a<b and c>d, AT&T.", "If a<b and c>d, AT&T."),
        ("The <p> tag.", "The <p> tag."),
        ("Steep<sup>1</sup> long.", "Steep<sup>1</sup> long."),
    ],
)
def test_html_becomes_plain_text_without_loss(written: str, text: str) -> None:
    content = made((1, None, "K1"), coreAndOptions=False, options=[])
    content["knowledges"][0]["detail"] = content["duties"][0]["dutyDetail"] = written
    standard = usable(content)
    assert (standard.by_code["K1"].text, standard.duties[0].text) == (text, text)


def test_codes_at_the_beginning_of_texts_are_taken() -> None:
    content = made((1, None, "K1"), coreAndOptions=False, options=[])
    content["knowledges"][0]["detail"], content["knowledges"][1]["detail"] = "K2: Tea.", "K1 - Milk."
    standard = usable(content)
    assert [standard.by_code[code].text for code in ("K1", "K2")] == ["Milk.", "Tea."]
    assert standard.duties[0].ksbs == ("K2",)
    content["knowledges"][1]["detail"] = "Milk."
    assert messages(read(content)) == ["ST0001 1.0: the code K2 is used twice"]
    content["knowledges"][1]["detail"] = "S1: K is no S."
    assert messages(read(content)) == ["ST0001 1.0: the code K2 is used twice"]
    content["knowledges"][0]["detail"] = "K1 is a mountain."
    assert usable(content).by_code["K1"].text == "K1 is a mountain."


@pytest.mark.parametrize(
    "changes",
    [
        {"knowledges": None, "skills": None, "behaviours": None, "duties": None},
        {"knowledges": [], "skills": [], "behaviours": [], "duties": [], "version": None},
        {"knowledges": [{"knowledgeId": named("K1"), "detail": " "}], "skills": [], "behaviours": None, "duties": []},
    ],
)
def test_record_without_statements_yet_has_no_findings(changes: dict[str, Any]) -> None:
    imported = read(made() | changes)
    assert (imported.standard, imported.findings) == (None, ())


def test_record_in_development_may_lack_its_lists() -> None:
    record = {"referenceNumber": "ST9002", "title": "Later", "version": "1.0"}
    assert read(record | {"status": "In development"}).findings == ()
    assert [each.rule for each in read(record | {"status": "Approved for delivery"}).findings] == ["KSB519"]


def test_mapped_record_without_statements_is_rejected() -> None:
    content = made((1, None, "K1"), codes="")
    assert "it has no statements" in messages(read(content))[0]


NEEDED: list[tuple[list[str | int], object, str]] = [
    (["title"], 5, "title should be text, not a number"),
    (["title"], None, "title should be text, not nothing"),
    (["title"], " ", "title is empty"),
    (["version"], True, "version should be text, not true or false"),
    (["versionNumber"], [], "versionNumber should be text, not a list"),
    (["coreAndOptions"], "yes", "coreAndOptions should be true or false, not text"),
    (["options"], {}, "options should be a list, not keys with values"),
    (["options", 1], "Beds", "options[1] should be keys with values, not text"),
    (["options", 1, "optionId"], None, "options[1].optionId should be text, not nothing"),
    (["options", 1, "title"], 7, "options[1].title should be text, not a number"),
    (["optionsUnstructuredTemplate"], "Pots", "optionsUnstructuredTemplate should be a list, not text"),
    (["duties"], "none", "duties should be a list, not text"),
    (["duties", 2], None, "duties[2] should be keys with values, not nothing"),
    (["duties", 0, "dutyID"], 3, "duties[0].dutyID should be text, not a number"),
    (["duties", 0, "dutyDetail"], ["a"], "duties[0].dutyDetail should be text, not a list"),
    (["duties", 0, "isThisACoreDuty"], "1", "duties[0].isThisACoreDuty"),
    (["duties", 0, "isThisACoreDuty"], 2, "duties[0].isThisACoreDuty"),
    (["duties", 0, "mappedKnowledge"], A, "duties[0].mappedKnowledge should be a list, not text"),
    (["duties", 0, "mappedSkills"], [True], "duties[0].mappedSkills[0] should be text, not true or false"),
    (["duties", 0, "mappedBehaviour"], [None], "duties[0].mappedBehaviour[0] should be text, not nothing"),
    (["duties", 1, "mappedOptions"], A, "duties[1].mappedOptions should be a list, not text"),
    (["duties", 1, "mappedOptions"], [1], "duties[1].mappedOptions[0] should be text, not a number"),
    (["knowledges"], 1, "knowledges should be a list, not a number"),
    (["skills", 0], [], "skills[0] should be keys with values, not a list"),
    (["skills", 0, "detail"], None, "skills[0].detail should be text, not nothing"),
    (["behaviours", 0, "behaviourId"], 1, "behaviours[0].behaviourId should be text, not a number"),
    (["technicalKnowledges"], [{"id": "x"}], "technicalKnowledges[0].detail is missing"),
    (["technicalSkills"], "x", "technicalSkills should be a list, not text"),
    (["employabilitySkillsAndBehaviours"], [1], "employabilitySkillsAndBehaviours[0] should be keys with values"),
]


def with_value(steps: list[str | int], value: object) -> dict[str, Any]:
    content = deepcopy(made((1, None, "K1 S1"), *EACH_OWN))
    within: Any = content
    for step in steps[:-1]:
        within = within[step]
    within[steps[-1]] = value
    return content


@pytest.mark.parametrize(("steps", "value", "said"), NEEDED, ids=lambda value: str(value)[:30])
def test_unusable_field_rejects_the_standard(steps: list[str | int], value: object, said: str) -> None:
    imported = read(with_value(steps, value))
    assert imported.standard is None
    assert {each.rule for each in imported.findings} == {"KSB519"}
    name = "ST0001 True" if steps == ["version"] else "ST0001 1.0"
    assert imported.name == name
    assert all(message.startswith(f"{name}: {said}") for message in messages(imported)), messages(imported)
    assert all(each.path == "official.json" for each in imported.findings)


DISPENSABLE: list[tuple[str, object, str]] = [
    ("level", "five", "level should be a whole number, not 'five'"),
    ("level", 9, "level: '9' is not valid"),
    ("level", 0, "level: '0' is not valid"),
    ("status", 1, "status should be text, not a number"),
    ("larsCode", [], "larsCode"),
    ("typicalDuration", "18 months", "typicalDuration should be a whole number, not '18 months'"),
    (
        "minimumHoursForCompliance",
        "six hundred",
        "minimumHoursForCompliance should be a whole number, not 'six hundred'",
    ),
    ("minimumHoursForCompliance", "605.5", "minimumHoursForCompliance should be a whole number, not '605.5'"),
    ("minimumHoursForCompliance", [605], "minimumHoursForCompliance should be a whole number, not a list"),
    ("minimumHoursForCompliance", "9" * 5000, "minimumHoursForCompliance should be a whole number, not '999"),
    ("minimumHoursForCompliance", -5, "minimumHoursForCompliance: '-5' is not valid"),
    ("ePALength", {}, "ePALength should be a whole number, not keys with values"),
    ("assessmentPlanUrl", 1, "assessmentPlanUrl should be text, not a number"),
    ("englishAndMathsQualifications", ["a"], "englishAndMathsQualifications should be text, not a list"),
    ("approvedForDeliveryPausedStarts", "soon", "approvedForDeliveryPausedStarts is not a date: 'soon'"),
    ("typicalDuration", True, "typicalDuration should be a whole number, not true or false"),
    ("route", {}, "route should be text, not keys with values"),
    ("qualifications", "none", "qualifications should be a list, not text"),
    ("qualifications", [{"title": 1}], "qualifications[0].title should be text, not a number"),
    ("earliestStartDate", 20240901, "earliestStartDate should be text, not a number"),
    ("latestStartDate", "soon", "latestStartDate is not a date: 'soon'"),
    ("latestEndDate", "2024-13-01", "latestEndDate is not a date"),
]


@pytest.mark.parametrize(("field", "value", "said"), DISPENSABLE, ids=lambda value: str(value)[:30])
def test_dispensable_field_is_left_out(field: str, value: object, said: str) -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN)
    imported = read(content | {field: value})
    assert {each.rule for each in imported.findings} == {"KSB524"}
    assert messages(imported)[0].startswith(f"ST0001 1.0: {said}"), messages(imported)
    without = usable({key: value for key, value in content.items() if key != field})
    assert imported.standard == without


def test_nameless_standard_is_named_by_place() -> None:
    imported = read({"referenceNumber": 5, "title": "x"})
    assert imported.name == "item 4 of the list"
    assert messages(imported) == ["item 4 of the list: referenceNumber should be text, not a number"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": None}, "ST0001: version is missing"),
        ({"knowledges": [], "skills": None, "behaviours": []}, "it has no statements"),
        ({"referenceNumber": "../ST1"}, "can't name a file"),
        ({"version": "1.0/2"}, "can't name a file"),
        (
            {"behaviours": [{"behaviourId": str(at), "detail": "x"} for at in range(1_000)]},
            "ksbs: tuple should have at most 1000 items",
        ),
        ({"options": [{"optionId": C, "title": "Nobody's"}], "duties": []}, "nothing is required of option nobody-s"),
    ],
)
def test_unusable_standards_are_rejected(changes: dict[str, Any], said: str) -> None:
    imported = read(made((1, None, "K1 S1"), *EACH_OWN, **changes))
    assert imported.standard is None
    assert said in messages(imported)[-1]
    assert imported.findings[-1].rule == "KSB519"


def test_repeated_codes_are_rejected() -> None:
    content = made((1, None, "K1"), coreAndOptions=False, options=None)
    content["knowledges"][1]["knowledgeId"] = "K1"
    assert any("the code K1 is used twice" in message for message in messages(read(content)))


def test_unknown_id_makes_the_mapping_partial() -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN)
    content["duties"][0]["mappedSkills"].append(C)
    content["duties"][1]["mappedKnowledge"] = [C]
    imported = read(content)
    assert [each.rule for each in imported.findings] == ["KSB520", "KSB520", "KSB524"]
    assert f"ST0001 1.0: mappedSkills of duty 1 names {C!r}" in messages(imported)[0]
    assert imported.standard
    first, second, third = imported.standard.duties
    assert (first.mapping, first.ksbs) == (DutyMapping.PARTIAL, ("K1", "S1"))
    assert (second.mapping, second.ksbs) == (DutyMapping.NONE, ())
    assert third.mapping is DutyMapping.COMPLETE


def test_options_with_equal_titles() -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN)
    content["options"][1]["title"] = " pots "
    standard = usable(content, "KSB521")
    assert [option.id for option in standard.options] == ["pots", "pots-2"]
    assert [option.guid for option in standard.options] == [A, B]
    assert owners(standard)["B1"] == ("pots-2",)
    assert "several options have the title 'pots'; they are imported as pots and pots-2" in messages(read(content))[0]


def test_repeated_id_maps_to_all() -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN, codes="K1 K2 K3 S1 S2 B1")
    content["knowledges"][2]["knowledgeId"] = named("K1").upper()
    standard = usable(content, "KSB522")
    assert standard.duties[0].ksbs == ("K1", "K3", "S1")
    assert "knowledges has the id" in messages(read(content))[0]


def test_id_of_knowledge_and_skill() -> None:
    content = made((1, None, "K1"), (1, None, "S2"), coreAndOptions=False, options=None)
    content["skills"][0]["skillId"] = named("K1")
    content["duties"][1]["mappedSkills"] = [named("K2"), named("K1")]
    standard = usable(content)
    assert [duty.ksbs for duty in standard.duties] == [("K1",), ("K2", "S1")]


@pytest.mark.parametrize("status", ["Withdrawn", "Retired", "In development", " approved for Delivery "])
def test_unapproved_status_is_reported(status: str) -> None:
    rules = [] if "pproved" in status else ["KSB525"]
    assert usable(made((1, None, "K1 S1"), *EACH_OWN, status=status), *rules).status == status.strip()


def test_official_facts() -> None:
    content = made(
        (1, None, "K1 S1"),
        *EACH_OWN,
        larsCode=801,
        typicalDuration=18,
        route=" Education ",
        change="Funding",
        earliestStartDate="2024-10-16T00:00:00",
        latestStartDate="2025-10-16",
        latestEndDate="2027-10-16T00:00:00Z",
        qualifications=[
            {"title": "Award ", "level": 3, "anyAdditionalInformation": ""},
            {"title": None, "level": "4"},
        ],
    )
    standard = usable(content, "KSB524")
    (row,) = standard.versions
    assert (row.version, row.change) == ("1.0", "Funding")
    assert (row.earliest_start, row.latest_start, row.latest_end) == (
        date(2024, 10, 16),
        date(2025, 10, 16),
        date(2027, 10, 16),
    )
    assert (standard.lars_code, standard.typical_duration, standard.route) == ("801", 18, "Education")
    (award,) = standard.qualifications
    assert (award.title, award.level, award.information) == ("Award", "3", None)
    assert standard.kind is StandardKind.APPRENTICESHIP
    assert standard.source
    assert "official.json" in standard.source.document
    bare = usable(made((1, None, "K1 S1"), *EACH_OWN, larsCode=0, typicalDuration=0, earliestStartDate=""))
    assert (bare.versions, bare.lars_code, bare.typical_duration) == ((), None, None)


@pytest.mark.parametrize(
    ("version", "number", "made_of_it", "rules"),
    [("1.10", "1.10", "1.10", []), (None, "1.2", "1.2", []), ("1.1", "1.2", "1.1", ["KSB524"])],
)
def test_official_version(version: str | None, number: str | None, made_of_it: str, rules: list[str]) -> None:
    content = made((1, None, "K1 S1"), *EACH_OWN, version=version, versionNumber=number)
    assert usable(content, *rules).version == made_of_it


def test_is_official() -> None:
    assert is_official({"referenceNumber": None})
    assert not any(map(is_official, ({}, [], "referenceNumber", {"stdCode": "x"})))
