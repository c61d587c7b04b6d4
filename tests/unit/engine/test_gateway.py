"""Each component of the gateway, statement by statement."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from ksbcheck.domain.coverage import Coverage, DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.gateway import Component, GatewayReport, State
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Gateway, Portfolio
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import AskedAtGateway, Declarant, DutyMapping, GatewayPart, Level, Standard
from ksbcheck.engine.gateway import judge_gateway

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
) -> dict[str, Component]:
    portfolio = Portfolio.model_validate(
        {
            "format": "ksbcheck-portfolio/1",
            "standard": "ST1414",
            "version": "1.0",
            "option": "send",
            "learner": {"name": learner},
            "started": "2025-01-13",
            "evidence": [],
            **({} if gateway is None else {"gateway": gateway}),
        }
    )
    return {
        each.name: each
        for each in judge_gateway(Against(portfolio=portfolio, under=standard), coverage or covered(), DAY)
    }


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
    ("below", {"english": LOW}, FAILS, "entry level 3 is below level 2, the minimum; it would be enough with a plan"),
    ("plan", {"english": LOW, "plan_or_statement": EHCP}, PASSES, "enough because of the education, health and care"),
    ("plan idle", {"english": ENGLISH, "plan_or_statement": EHCP}, PASSES, "level 2, achieved on 2024-08-22"),
    (
        "statement",
        {"english": {**LOW, "level": "level_1"}, "plan_or_statement": {**EHCP, "kind": "legacy_statement"}},
        PASSES,
        "enough because of the legacy statement of 2021-03-01",
    ),
    (
        "below both",
        {"english": {**LOW, "level": "entry_level_2"}, "plan_or_statement": EHCP},
        FAILS,
        "and below entry level 3, the minimum with a plan",
    ),
    ("no kind", {"english": LOW, "plan_or_statement": {"on": "2021-03-01"}}, NOT_STATED, "a plan or a statement"),
    ("plan no day", {"english": LOW, "plan_or_statement": {"kind": "ehcp"}}, NOT_STATED, "care plan is not stated"),
    ("plan later", {"english": LOW, "plan_or_statement": {**EHCP, "on": LATER}}, FAILS, "is dated 2026-11-23, after"),
    ("plan, no day", {"english": {"level": "level_1"}, "plan_or_statement": EHCP}, NOT_STATED, "not when"),
    ("BSL", {"british_sign_language": BSL}, PASSES, "in place of English, BSL Level 2 (the source states no level"),
    ("BSL saves", {"english": LOW, "british_sign_language": BSL}, PASSES, "in place of English"),
    ("BSL idle", {"english": ENGLISH, "british_sign_language": BSL}, PASSES, "level 2, achieved"),
    (
        "BSL not primary",
        {"english": LOW, "british_sign_language": {**BSL, "primary_language": "no"}},
        FAILS,
        "none is stated; BSL is not the learner's primary language",
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
    assert judged(st1414, {"english": ENGLISH})["English"].sentence == minimum
    assert judged(st1414, {"english": LOW})["English"].sentence == f"{minimum} {plan}"
    assert judged(st1414, {"english": LOW, "plan_or_statement": EHCP})["English"].sentence == plan
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
    assert stated.pop("Different people").state is NOT_ASKED_FOR
    assert {each.state for name, each in stated.items() if name != "KSBs"} == {NOT_KNOWN}
    assert stated["English"].sentence is None
    assert outcome(stated) is Outcome.GAPS
    nothing = AskedAtGateway(declarations=(), not_asked_for=tuple(GatewayPart))
    stated = judged(silent.model_copy(update={"gateway": nothing}), None)
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
    assert states.pop("KSBs") is PASSES
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
