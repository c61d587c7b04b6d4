"""Each component of the gateway, statement by statement."""

import re
from datetime import date, timedelta
from itertools import product
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from ksbcheck.domain.coverage import Coverage, DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.gateway_block import AgeBand, Gateway, PlanKind
from ksbcheck.domain.gateway_rules import Ruled
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import GatewayReport, Outcome, Report
from ksbcheck.domain.standard import AskedAtGateway, Declarant, DutyMapping, GatewayPart, Level, Standard, StandardKind
from ksbcheck.engine.gateway import judge_gateway
from ksbcheck.inputs.library import gateway_rules
from tests.standards import changed

DAY = date(2026, 11, 22)
LATER = "2026-11-23"
PASSES, FAILS, NOT_STATED, NOT_ASKED_FOR, NOT_KNOWN = State
EHCP = {"kind": "ehcp", "on": "2021-03-01"}
BSL = {"primary_language": "true", "qualification": "BSL Level 2", "on": "2024-06-14"}
ENGLISH = {"level": "level_2", "on": "2024-08-22"}
LOW = {"level": "entry_level_3", "on": "2024-08-22"}


def ksb(status: KsbStatus, code: str = "K1") -> KsbCoverage:
    return KsbCoverage(code, status, None, None, (), (), ())


def covered(*ksbs: KsbCoverage, outside: tuple[str, ...] = ()) -> Coverage:
    duty = DutyCoverage(1, DutyMapping.PARTIAL, DutyStatus.PARTIAL, ("K1",), outside)
    return Coverage(Rung.ASSESSED, ksbs or (ksb(KsbStatus.MET),), (duty,))


def judged(
    standard: Standard,
    gateway: dict[str, Any] | None,
    coverage: Coverage | None = None,
    learner: str | None = "Ann Example",
    day: date = DAY,
    **keys: Any,
) -> dict[str, Component]:
    portfolio = Portfolio.model_validate(
        {
            "format": "ksbcheck-portfolio/1",
            "standard": "ST1414",
            "version": "1.0",
            "option": "send",
            "learner": {"name": learner},
            "started": "2025-01-13",
            "age_at_start": "16_to_18",
            "evidence": [],
            **{key: value for key, value in keys.items() if value is not None},
            **({} if gateway is None else {"gateway": gateway}),
        }
    )
    portfolio = portfolio.model_copy(update={key: None for key, value in keys.items() if value is None})
    against = Against(portfolio=portfolio, under=standard, gateway_rules=gateway_rules())
    return {each.name: each for each in judge_gateway(against, coverage or covered(), day)}


def outcome(components: dict[str, Component]) -> Outcome:
    return GatewayReport(Report("", Policy(), ()), tuple(components.values())).outcome


SUBJECTS = [
    # what, the gateway block, state, what the reason says
    ("nothing", {}, NOT_STATED, "nothing is stated"),
    ("minimum", {"english": ENGLISH}, PASSES, "level 2, achieved on 2024-08-22"),
    ("above", {"english": {**ENGLISH, "level": "level_6"}}, PASSES, "level 6, achieved"),
    ("named", {"english": {**ENGLISH, "qualification": "GCSE"}}, PASSES, "level 2 (GCSE), achieved"),
    ("today", {"english": {**ENGLISH, "on": "2026-11-22"}}, PASSES, "achieved on 2026-11-22"),
    ("no level", {"english": {"on": "2024-08-22"}}, NOT_STATED, "the level is not stated"),
    ("no day", {"english": {"level": "level_2"}}, NOT_STATED, "level 2, but not when it was achieved"),
    ("no real one", {"english": {**ENGLISH, "qualification": "?"}}, NOT_STATED, "'?' names no qualification"),
    ("future", {"english": {**ENGLISH, "on": LATER}}, FAILS, "level 2 is dated 2026-11-23, after 2026-11-22"),
    (
        "below",
        {"english": LOW},
        FAILS,
        "entry level 3 is below level 2, the minimum; it would be enough with a lower minimum",
    ),
    (
        "plan",
        {"english": LOW, "plan_or_statement": EHCP},
        PASSES,
        "achieved on 2024-08-22, at a level that is enough for this learner",
    ),
    ("plan idle", {"english": ENGLISH, "plan_or_statement": EHCP}, PASSES, "level 2, achieved on 2024-08-22"),
    (
        "statement",
        {"english": {**LOW, "level": "level_1"}, "plan_or_statement": {**EHCP, "kind": "legacy_statement"}},
        PASSES,
        "achieved on 2024-08-22, at a level that is enough for this learner",
    ),
    (
        "below both",
        {"english": {**LOW, "level": "entry_level_2"}, "plan_or_statement": EHCP},
        FAILS,
        "and below entry level 3, the minimum with a plan",
    ),
    ("no kind", {"english": LOW, "plan_or_statement": {"on": "2021-03-01"}}, NOT_STATED, "none is stated in full"),
    ("plan no day", {"english": LOW, "plan_or_statement": {"kind": "ehcp"}}, NOT_STATED, "none is stated in full"),
    ("plan later", {"english": LOW, "plan_or_statement": {**EHCP, "on": LATER}}, FAILS, "none is stated in full"),
    ("plan, no day", {"english": {"level": "level_1"}, "plan_or_statement": EHCP}, NOT_STATED, "not when"),
    ("BSL", {"british_sign_language": BSL}, PASSES, "in place of English, BSL Level 2 (the source states no level"),
    ("BSL saves", {"english": LOW, "british_sign_language": BSL}, PASSES, "in place of English"),
    ("BSL idle", {"english": ENGLISH, "british_sign_language": BSL}, PASSES, "level 2, achieved"),
    (
        "BSL not primary",
        {"english": LOW, "british_sign_language": {**BSL, "primary_language": "no"}},
        FAILS,
        "none is stated in full; BSL is not the learner's primary language",
    ),
    (
        "BSL alone, not primary",
        {"british_sign_language": {**BSL, "primary_language": "false"}},
        NOT_STATED,
        "nothing is stated; BSL is not",
    ),
    ("BSL maybe", {"british_sign_language": {**BSL, "primary_language": None}}, NOT_STATED, "not stated whether BSL"),
    ("BSL none", {"british_sign_language": {**BSL, "qualification": "TBC"}}, NOT_STATED, "which BSL qualification"),
    ("BSL no day", {"british_sign_language": {**BSL, "on": None}}, NOT_STATED, "not when it was achieved"),
    ("BSL later", {"british_sign_language": {**BSL, "on": LATER}}, FAILS, "not achieved yet"),
    ("worst", {"english": {"level": "level_2"}, "british_sign_language": {**BSL, "on": LATER}}, FAILS, "not when it"),
]


@pytest.mark.parametrize(("block", "state", "reason"), [row[1:] for row in SUBJECTS], ids=[row[0] for row in SUBJECTS])
def test_gateway_judges_english(st1414: Standard, block: dict[str, Any], state: State, reason: str) -> None:
    english = judged(st1414, block)["English"]
    assert english.state is state
    assert reason in english.reason


def test_gateway_cites_the_sentence_used(st1414: Standard) -> None:
    rule = st1414.english_and_maths
    assert rule is not None
    assert rule.with_plan_or_statement is not None
    assert rule.british_sign_language is not None
    minimum, plan = rule.minimum.sentence, rule.with_plan_or_statement.sentence
    enough = judged(st1414, {"english": LOW, "plan_or_statement": EHCP})["English"]
    assert enough.sentence == minimum
    assert judged(st1414, {"english": ENGLISH})["English"].sentence == minimum
    assert judged(st1414, {"english": LOW})["English"].sentence == f"{minimum} {plan}"
    assert judged(st1414, {"british_sign_language": BSL})["English"].sentence == rule.british_sign_language.sentence


def test_gateway_judges_maths_without_sign_language(st1414: Standard) -> None:
    both = judged(st1414, {"maths": LOW, "plan_or_statement": EHCP, "british_sign_language": BSL})
    assert both["Maths"].state is PASSES
    assert judged(st1414, {"maths": LOW, "british_sign_language": BSL})["Maths"].state is FAILS


def test_gateway_judges_standards_without_alternatives(st1414: Standard) -> None:
    assert st1414.english_and_maths is not None
    rule = st1414.english_and_maths.model_copy(update={"with_plan_or_statement": None, "british_sign_language": None})
    strict = st1414.model_copy(update={"english_and_maths": rule})
    english = judged(strict, {"english": LOW, "plan_or_statement": EHCP, "british_sign_language": BSL})["English"]
    assert (english.state, english.reason) == (FAILS, "entry level 3 is below level 2, the minimum")


YEARS = {"works_in_early_years": "yes", "qualification": "Early Years Educator", "on": "2023-07-14"}
EARLY_YEARS = [
    (None, NOT_STATED, "nothing is stated"),
    ({**YEARS, "works_in_early_years": None}, NOT_STATED, "not stated whether"),
    ({**YEARS, "works_in_early_years": "false"}, NOT_ASKED_FOR, "does not work"),
    (YEARS, PASSES, "Early Years Educator (the source doesn't list which are recognised), achieved on 2023-07-14"),
    ({**YEARS, "qualification": None}, FAILS, "no recognised qualification is named"),
    ({**YEARS, "qualification": "none"}, FAILS, "no recognised qualification is named"),
    ({**YEARS, "on": None}, NOT_STATED, "not when"),
    ({**YEARS, "on": LATER}, FAILS, "not achieved yet"),
]


@pytest.mark.parametrize(("stated", "state", "reason"), EARLY_YEARS)
def test_gateway_judges_early_years(st1414: Standard, stated: dict[str, Any] | None, state: State, reason: str) -> None:
    component = judged(st1414, {"early_years": stated})["Early Years"]
    assert component.state is state
    assert reason in component.reason


DECLARED = {
    "employer": {"by": "E. Employer", "on": "2026-11-16"},
    "provider": {"by": "P. Provider", "on": "2026-11-17"},
    "learner": {"by": "Example, Ann", "on": "2026-11-16"},
}
DECLARATIONS = [
    # who, what is changed, state, what the reason says
    ("employer", {}, PASSES, "by E. Employer, 2026-11-16"),
    ("learner", {}, PASSES, "by Example, Ann, 2026-11-16"),
    ("provider", None, NOT_STATED, "nothing is stated"),
    ("provider", {"by": "nobody"}, NOT_STATED, "not a person's name"),
    ("provider", {"by": None}, NOT_STATED, "not stated by whom"),
    ("provider", {"on": None}, NOT_STATED, "by P. Provider, but not when"),
    ("provider", {"on": LATER}, FAILS, "dated 2026-11-23, after 2026-11-22"),
    ("provider", {"on": "2025-01-12"}, FAILS, "before the start on 2025-01-13"),
    ("provider", {"by": "Ms Ann Example"}, FAILS, "by Ms Ann Example, the learner"),
    ("learner", {"by": "A. Mother"}, FAILS, "by A. Mother, but the learner is Ann Example"),
]


@pytest.mark.parametrize(("who", "change", "state", "reason"), DECLARATIONS)
def test_gateway_judges_declarations(
    st1414: Standard, who: str, change: dict[str, Any] | None, state: State, reason: str
) -> None:
    declared = {**DECLARED, who: None if change is None else {**DECLARED[who], **change}}
    component = judged(st1414, {"declarations": declared})[f"{who.capitalize()}'s declaration"]
    assert component.state is state
    assert reason in component.reason


@pytest.mark.parametrize(("rung", "state"), [(Rung.CLAIMED, PASSES), (Rung.ASSESSED, State.NOT_KNOWN)])
def test_assessed_ksbs_need_the_learners_name(st1414: Standard, rung: Rung, state: State) -> None:
    """Without it, nobody knows whether another person has assessed them."""
    coverage = Coverage(rung, (), ())
    assert judged(st1414, None, coverage, learner=None)["KSBs"].state is state
    assert judged(st1414, None, coverage)["KSBs"].state is PASSES


@pytest.mark.parametrize("learner", [None, "TBC", "the learner"])
@pytest.mark.parametrize("who", ["Employer", "Provider", "Learner"])
def test_declaration_needs_the_learners_name(st1414: Standard, who: str, learner: str | None) -> None:
    component = judged(st1414, {"declarations": DECLARED}, learner=learner)[f"{who}'s declaration"]
    assert component.state is NOT_STATED
    assert "the manifest doesn't name the learner, to compare with" in component.reason


@pytest.mark.parametrize(("signed", "state"), [("2026-11-16", PASSES), ("2026-11-17", FAILS), (None, PASSES)])
def test_gateway_rejects_declaration_before_last_sign_off(st1414: Standard, signed: str | None, state: State) -> None:
    last = ksb(KsbStatus.MET)._replace(signed_on=date.fromisoformat(signed) if signed else None)
    components = judged(st1414, {"declarations": DECLARED}, covered(ksb(KsbStatus.MET, "K2"), last))
    assert components["Employer's declaration"].state is state
    if state is FAILS:
        assert "before the last sign-off that counts, of 2026-11-17" in components["Employer's declaration"].reason


@pytest.mark.parametrize(
    ("change", "state", "reason"),
    [
        ({}, PASSES, "by a different person"),
        ({"provider": {"by": "Dr Employer, E"}}, FAILS, "of employer and provider are both by E. Employer"),
        ({"learner": {"by": "P. Provider"}}, FAILS, "of provider and learner are both"),
        ({"learner": None, "employer": {"by": "?"}}, NOT_STATED, "who declares as employer or learner"),
    ],
)
def test_gateway_needs_different_declarants(
    st1414: Standard, change: dict[str, Any], state: State, reason: str
) -> None:
    component = judged(st1414, {"declarations": {**DECLARED, **change}})["Different people"]
    assert component.state is state
    assert reason in component.reason


def test_gateway_follows_the_source(st1414: Standard) -> None:
    silent = st1414.model_copy(update={"english_and_maths": None, "early_years": None, "gateway": None})
    stated = judged(silent, {"english": LOW, "declarations": {"employer": {"by": "?"}}})
    assert stated.pop("Time on programme").state is PASSES
    assert stated.pop("Different people").state is NOT_ASKED_FOR
    assert {each.state for name, each in stated.items() if name != "KSBs"} == {NOT_KNOWN}
    assert stated["English"].sentence is None
    assert outcome(stated) is Outcome.GAPS
    nothing = AskedAtGateway(declarations=(), not_asked_for=tuple(GatewayPart))
    stated = judged(silent.model_copy(update={"gateway": nothing}), None)
    assert stated.pop("Time on programme").state is PASSES
    assert {each.state for name, each in stated.items() if name != "KSBs"} == {NOT_ASKED_FOR}
    assert outcome(stated) is Outcome.CLEAN
    assert st1414.gateway is not None
    one = st1414.model_copy(
        update={"gateway": st1414.gateway.model_copy(update={"declarations": (Declarant.LEARNER,)})}
    )
    stated = judged(one, {"declarations": DECLARED})
    assert stated["Employer's declaration"].state is NOT_ASKED_FOR
    assert stated["Learner's declaration"].state is PASSES


def test_gateway_without_block_states_nothing(st1414: Standard) -> None:
    states = {name: each.state for name, each in judged(st1414, None).items()}
    assert states.pop("KSBs") is states.pop("Time on programme") is PASSES
    assert set(states.values()) == {NOT_STATED}


def test_gateway_judges_ksbs_by_coverage(st1414: Standard) -> None:
    met, thin = ksb(KsbStatus.MET), ksb(KsbStatus.THIN)
    assert judged(st1414, None, covered(met))["KSBs"].reason == "all 1 required KSBs are assessed or higher"
    lacking = judged(st1414, None, covered(met, *(thin._replace(code=f"S{n}") for n in range(1, 8))))["KSBs"]
    assert lacking.state is FAILS
    assert lacking.reason == "7 of 8 required KSBs are not met: S1, S2, S3, S4, S5 and 2 more"
    outside = judged(st1414, None, covered(met, outside=("K1",)))["KSBs"]
    assert (outside.state, outside.sentence) == (FAILS, None)
    assert "within some duties, as was asked for: 1" in outside.reason


def test_levels_are_in_order() -> None:
    assert Level.ENTRY_LEVEL_3 < Level.LEVEL_1 < Level.LEVEL_2 < Level.LEVEL_3


@pytest.mark.parametrize("word", ["1", "on", "y", "t", "", "maybe", ["true"]])
def test_is_achieved_rejects_answers(word: object) -> None:
    with pytest.raises(ValidationError, match="not true, false, yes or no"):
        Gateway.model_validate({"early_years": {"works_in_early_years": word}})


BOTH, NEITHER, MATHS_ONLY = (
    {"included": included, "by": "E. Employer", "on": "2025-03-01"} for included in ("true", "false", ["maths"])
)
YOUNG, ADULT = "16_to_18", "19_or_over"
OLD_RULE, NEW_RULE = date(2025, 2, 10), date(2025, 3, 1)
CHOICES = [
    # age, the day asked about, what was chosen, English as achieved, the states of English and maths
    (YOUNG, DAY, None, None, NOT_STATED, NOT_STATED),
    (YOUNG, DAY, NEITHER, None, NOT_STATED, NOT_STATED),
    (YOUNG, OLD_RULE, NEITHER, None, NOT_STATED, NOT_STATED),
    (YOUNG, DAY, NEITHER, LOW, FAILS, NOT_STATED),
    (ADULT, OLD_RULE, NEITHER, None, NOT_STATED, NOT_STATED),
    (ADULT, OLD_RULE, None, LOW, FAILS, NOT_STATED),
    (ADULT, OLD_RULE, None, ENGLISH, PASSES, NOT_STATED),
    (ADULT, NEW_RULE, NEITHER, None, NOT_ASKED_FOR, NOT_ASKED_FOR),
    (ADULT, DAY, NEITHER, None, NOT_ASKED_FOR, NOT_ASKED_FOR),
    (ADULT, DAY, NEITHER, LOW, NOT_ASKED_FOR, NOT_ASKED_FOR),
    (ADULT, DAY, NEITHER, ENGLISH, PASSES, NOT_ASKED_FOR),
    (ADULT, DAY, MATHS_ONLY, None, NOT_ASKED_FOR, NOT_KNOWN),
    (ADULT, DAY, {**NEITHER, "included": ["Maths"]}, None, NOT_ASKED_FOR, NOT_KNOWN),
    (ADULT, DAY, BOTH, ENGLISH, PASSES, NOT_KNOWN),
    (ADULT, DAY, BOTH, LOW, NOT_KNOWN, NOT_KNOWN),
    (ADULT, DAY, None, ENGLISH, PASSES, NOT_KNOWN),
    (ADULT, DAY, None, LOW, NOT_KNOWN, NOT_KNOWN),
    (None, DAY, None, ENGLISH, PASSES, NOT_KNOWN),
    (None, DAY, NEITHER, LOW, NOT_KNOWN, NOT_KNOWN),
    (None, OLD_RULE, None, LOW, FAILS, NOT_STATED),
]


@pytest.mark.parametrize(("age", "day", "choice", "english", "of_english", "of_maths"), CHOICES)
def test_gateway_asks_for_english_and_maths_by_age_day_and_choice(
    st1414: Standard, age: str | None, day: date, choice: object, english: object, of_english: State, of_maths: State
) -> None:
    block = {"english": english, **({"english_and_maths": choice} if choice else {})}
    both = judged(st1414, block, age_at_start=age, day=day)
    assert (both["English"].state, both["Maths"].state) == (of_english, of_maths)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"by": None}, "it is not stated by whom"),
        ({"by": "the employer"}, "'the employer' is not a person's name"),
        ({"by": "Ann Example"}, "it is by Ann Example, the learner"),
        ({"by": "A. Example"}, "who may be the learner"),
        ({"on": None}, "by E. Employer, but not stated when"),
        ({"on": "2025-02-10"}, "dated 2025-02-10, before 2025-02-11"),
        ({"on": LATER}, "dated 2026-11-23, after 2026-11-22"),
        ({"included": "true"}, "it was chosen, but nothing is stated"),
        ({"included": []}, "it is not stated whether it was chosen"),
    ],
)
def test_gateway_counts_no_doubtful_choice(st1414: Standard, change: dict[str, Any], reason: str) -> None:
    component = judged(st1414, {"english_and_maths": {**NEITHER, **change}}, age_at_start=ADULT)["English"]
    assert component.state is NOT_KNOWN
    assert reason in component.reason


def test_gateway_counts_no_choice_without_the_learners_name(st1414: Standard) -> None:
    component = judged(st1414, {"english_and_maths": NEITHER}, age_at_start=ADULT, learner=None)["English"]
    assert component.state is NOT_KNOWN
    assert "doesn't name the learner" in component.reason


def test_gateway_says_why_an_unknown_age_matters(st1414: Standard) -> None:
    english = judged(st1414, {}, age_at_start=None)["English"]
    assert english.reason == "`age_at_start:` is not stated, and the rules differ by age"
    assert english.trouble is None


def test_gateway_follows_the_rule_where_the_standard_is_silent(st1414: Standard) -> None:
    silent = st1414.model_copy(update={"english_and_maths": None, "english_and_maths_text": "Level 2 first."})
    assert judged(silent, {"english_and_maths": NEITHER}, age_at_start=ADULT)["Maths"].state is NOT_ASKED_FOR
    young = judged(silent, {"english_and_maths": NEITHER})["Maths"]
    assert (young.state, young.sentence) == (NOT_KNOWN, "Level 2 first.")


@pytest.mark.parametrize("told_by", ["kind", "codes"])
def test_foundation_apprentices_need_not_achieve_english_at_16(st1414: Standard, told_by: str) -> None:
    fields: dict[str, object] = {"kind": "foundation_apprenticeship"}
    if told_by == "codes":
        fields = {"ksbs": [{"code": "TK1", "options": [], "text": "Tools"}], "duties": []}
    foundation = changed(st1414, **fields)
    young = judged(foundation, None, started="2025-09-01")["English"]
    assert young.state is NOT_ASKED_FOR
    assert "must be studied" in young.reason
    assert judged(foundation, None, age_at_start=ADULT)["English"].state is NOT_KNOWN
    assert judged(foundation, None, age_at_start=None)["English"].state is NOT_KNOWN
    assert judged(foundation, {"english_and_maths": NEITHER}, age_at_start=None)["English"].state is NOT_ASKED_FOR


def test_units_have_no_gateway(st1414: Standard) -> None:
    assert judged(changed(st1414, kind="apprenticeship_unit"), None) == {}


AGREED = {"subject": "english", "agreed_by": "P. Professional", "on": "2025-09-15"}
ADJUSTED = [
    # what is changed, the level achieved, the day asked about, state
    ({}, "entry_level_3", DAY, PASSES),
    ({}, "entry_level_2", DAY, FAILS),
    ({"subject": "maths"}, "entry_level_3", DAY, FAILS),
    ({"agreed_by": "Ann Example"}, "entry_level_3", DAY, FAILS),
    ({"agreed_by": None}, "entry_level_3", DAY, FAILS),
    ({"on": None}, "entry_level_3", DAY, FAILS),
    ({"on": LATER}, "entry_level_3", DAY, FAILS),
    ({"on": "2024-07-31"}, "entry_level_3", DAY, FAILS),
    ({"on": "2024-08-01"}, "entry_level_3", DAY, PASSES),
    ({"on": "2024-07-01"}, "entry_level_3", date(2024, 7, 31), FAILS),
]


@pytest.mark.parametrize(("change", "level", "day", "state"), ADJUSTED)
def test_gateway_takes_an_agreed_lower_minimum(
    st1414: Standard, change: dict[str, Any], level: str, day: date, state: State
) -> None:
    block = {"english": {"level": level, "on": "2024-06-20"}, "adjusted_minimum": [{**AGREED, **change}]}
    english = judged(st1414, block, day=day, started="2024-01-08")["English"]
    assert english.state is state
    assert not re.search("P. Professional|adjust|agree|assess", english.reason)
    assert english.sentence is not None


def test_reason_of_a_lower_minimum_is_the_same_for_all(st1414: Standard) -> None:
    why = [{"adjusted_minimum": [AGREED]}, *({"plan_or_statement": {**EHCP, "kind": kind}} for kind in PlanKind)]
    components = {judged(st1414, {"english": LOW, **each})["English"] for each in why}
    assert len(components) == 1


TIMES = [
    # start, the day asked about, breaks, state, what the reason says
    (None, "2026-06-01", [], NOT_KNOWN, "`started:` is not stated"),
    ("2025-07-31", "2026-07-30", [], FAILS, "364 days since 2025-07-31, of 365: enough from 2026-07-31 on"),
    ("2025-07-31", "2026-07-31", [], PASSES, "365 days since 2025-07-31; 365 are enough"),
    ("2025-08-01", "2026-03-30", [], FAILS, "241 days since 2025-08-01, of 242: enough from 2026-03-31 on"),
    ("2025-08-01", "2026-03-31", [], PASSES, "242 days"),
    ("2026-09-01", "2026-11-01", [], FAILS, "61 days since 2026-09-01, of 242: enough from 2027-05-01 on"),
    ("2026-11-22", "2026-11-22", [], FAILS, "0 days"),
    ("2026-11-23", "2026-11-22", [], FAILS, "starts on 2026-11-23, after 2026-11-22"),
    ("2025-08-01", "2026-03-31", [("2025-12-01", "2025-12-01")], FAILS, "241 days since 2025-08-01, without breaks"),
    ("2025-08-01", "2026-04-01", [("2025-12-01", "2025-12-01")], PASSES, "242 days"),
    ("2025-08-01", "2026-04-11", [("2025-12-01", "2025-12-10"), ("2025-12-05", "2025-12-11")], PASSES, "242 days"),
    ("2025-08-01", "2026-04-10", [("2025-12-01", "2025-12-10"), ("2025-12-05", "2025-12-11")], FAILS, "241 days"),
    ("2025-08-01", "2026-04-10", [("2025-12-05", "2025-12-06"), ("2025-12-01", "2025-12-11")], FAILS, "241 days"),
    (
        "2025-08-01",
        "2026-11-22",
        [("2026-01-01", None)],
        FAILS,
        "153 days since 2025-08-01, without breaks, of 242: 89 more after the break",
    ),
    ("2025-08-01", "2026-03-31", [("2026-03-31", None)], PASSES, "242 days since 2025-08-01, without breaks"),
    ("2025-08-01", "2026-03-31", [("2025-08-01", None)], FAILS, "0 days since 2025-08-01, without breaks, of 242"),
    ("2025-08-01", "2026-03-01", [("2026-03-10", "2026-03-19")], FAILS, "enough from 2026-04-10 on"),
    ("2025-08-01", "2026-03-15", [("2026-03-10", "2026-03-19")], FAILS, "enough from 2026-04-10 on"),
    ("2025-08-01", "2026-03-31", [("2026-05-01", "2026-06-01")], PASSES, "242 days"),
    ("2025-08-01", "2026-11-22", [("2026-05-01", "2026-04-01")], NOT_KNOWN, "ends before it begins"),
    ("2025-08-01", "2026-11-22", [("2025-07-01", "2025-09-01")], NOT_KNOWN, "begins before the start on 2025-08-01"),
]


@pytest.mark.parametrize(("started", "day", "breaks", "state", "reason"), TIMES)
def test_gateway_judges_time_on_programme(
    st1414: Standard, started: str | None, day: str, breaks: list[tuple[str, str | None]], state: State, reason: str
) -> None:
    written = [{"from": first, **({"to": last} if last else {})} for first, last in breaks]
    time = judged(st1414, None, started=started, breaks=written, day=date.fromisoformat(day))["Time on programme"]
    assert time.state is state
    assert reason in time.reason
    assert ("does not know of prior learning or a restart" in time.reason) == (" of " in time.reason)
    assert started is None or "funding rules" in (time.source or "")


SIGNED = {"by": "P. Provider", "on": "2025-09-08"}
HOURS = [
    # start, what is stated, state, what the reason says
    ("2025-09-01", None, NOT_STATED, "the hours are not stated"),
    ("2025-09-01", {"minimum_agreed": "300", **SIGNED}, NOT_STATED, "the hours are not stated"),
    ("2025-09-01", {"hours": "400"}, PASSES, "400 of 400 hours"),
    ("2025-09-01", {"hours": "399.75"}, FAILS, "399.75 of 400 hours"),
    ("2026-01-01", {"hours": "400"}, FAILS, "400 of 450 hours"),
    (
        "2025-09-01",
        {"hours": "350", "minimum_agreed": "350", **SIGNED},
        PASSES,
        "350 of 350 hours, as P. Provider agreed",
    ),
    ("2025-09-01", {"hours": "349", "minimum_agreed": "350", **SIGNED}, FAILS, "349 of 350 hours"),
    ("2025-09-01", {"hours": "350", "minimum_agreed": "350"}, FAILS, "do not count: it is not stated by whom"),
    ("2025-09-01", {"hours": "350", "minimum_agreed": "350", **SIGNED, "by": "Ann Example"}, FAILS, "the learner"),
    ("2025-09-01", {"hours": "187", "minimum_agreed": "187", **SIGNED}, PASSES, "187 of 187 hours"),
    ("2025-09-01", {"hours": "186", "minimum_agreed": "186", **SIGNED}, FAILS, "187 is the least that may be agreed"),
    (None, {"hours": "400"}, NOT_KNOWN, "`started:` is not stated"),
    ("2025-07-31", {"hours": "1"}, None, ""),
]


@pytest.mark.parametrize(("started", "stated", "state", "reason"), HOURS)
def test_gateway_judges_off_the_job_hours(
    st1414: Standard, started: str | None, stated: object, state: State | None, reason: str
) -> None:
    hours_of = {"2026-01-01": (450,), None: (380, 400), "2027-01-01": (9,)}
    rows = [{"starts_from": day, "hours": each} for day, several in hours_of.items() for each in several]
    standard, block = changed(st1414, minimum_hours=rows), {"off_the_job": stated}
    hours = judged(standard, block, started=started).get("Off-the-job hours")
    assert (hours.state if hours else None) is state
    assert hours is None or reason in hours.reason
    assert "Off-the-job hours" not in judged(st1414, block, started=started)


def test_gateway_knows_no_hours_before_the_first_row(st1414: Standard) -> None:
    later = changed(st1414, minimum_hours=[{"starts_from": "2026-01-01", "hours": 450}])
    hours = judged(later, {"off_the_job": {"hours": "500"}}, started="2025-09-01")["Off-the-job hours"]
    assert (hours.state, "no hours for a start on 2025-09-01" in hours.reason) == (NOT_KNOWN, True)


def test_rules_answer_each_question_once() -> None:
    days = [
        date(2023, 5, 1),
        *(date.fromisoformat(day) + timedelta(n) for day in EDGES for n in (-1, 0)),
        date(2027, 1, 1),
    ]
    programmes = (StandardKind.APPRENTICESHIP, StandardKind.FOUNDATION_APPRENTICESHIP)
    for about, kind, age, started, day in product(get_args(Ruled), programmes, AgeBand, days, days):
        holding = [
            rule for rule in gateway_rules() if rule.component == about and rule.may_hold(kind, age, started, day)
        ]
        assert len(holding) == 1, (about, kind, age, started, day)
        (rule,) = holding
        assert sum(map(bool, (rule.asked, rule.days, rule.least_hours, rule.level))) == 1


EDGES = ("2024-08-01", "2025-02-11", "2025-08-01")
"""The days on which a rule of the data file begins."""


def test_edges_are_those_of_the_rules() -> None:
    ends = {
        getattr(rule, key)
        for rule in gateway_rules()
        for key in ("starts_from", "starts_before", "asked_from", "asked_before")
    }
    assert {each.isoformat() for each in ends - {date.min, date.max}} == set(EDGES)
