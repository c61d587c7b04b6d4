"""Laws of the gateway, for any statements."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.gateway import State
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Level, Standard
from ksbcheck.engine.gateway import judge_gateway
from ksbcheck.inputs.library import gateway_rules
from tests.properties.strategies import judged, policies
from tests.standards import changed, small

DAY = date(2026, 11, 22)
NO_EVIDENCE = Coverage(Rung.CLAIMED, (), ())
GATEWAY_RULES = {f"KSB{number}" for number in range(404, 409)}
HOURS = [{"hours": 400}, {"starts_from": "2026-01-01", "hours": 450}]

dates = st.sampled_from(["2020-01-01", "2025-02-10", "2026-11-16", "2026-11-22", "2026-11-23"])
# No placeholders: removing one may well leave a pass.
qualifications = st.sampled_from(["GCSE", "BSL Level 2"])
answers = st.sampled_from(["true", "false"])
people = st.sampled_from(["Ann Example", "Example, Ann", "E. Employer", "P. Provider", "TBC"])


def stated(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


achievements = stated(level=st.sampled_from([level.value for level in Level]), qualification=qualifications, on=dates)
sign_offs = stated(by=people, on=dates)
subjects = st.sampled_from(["english", "maths"])
hours = st.sampled_from(["150", "187", "399.5", "400", "500"])
blocks = stated(
    english=achievements,
    maths=achievements,
    plan_or_statement=stated(kind=st.sampled_from(["ehcp", "legacy_statement"]), on=dates),
    british_sign_language=stated(primary_language=answers, qualification=qualifications, on=dates),
    early_years=stated(works_in_early_years=answers, qualification=qualifications, on=dates),
    english_and_maths=stated(included=answers | st.lists(subjects, min_size=1, max_size=1), by=people, on=dates),
    adjusted_minimum=st.lists(
        st.fixed_dictionaries({"subject": subjects}, optional={"agreed_by": people, "on": dates}), max_size=2
    ),
    off_the_job=stated(hours=hours, minimum_agreed=hours, by=people, on=dates),
    declarations=stated(employer=sign_offs, provider=sign_offs, learner=sign_offs),
)
learners = st.sampled_from([{"name": "Ann Example"}, {}])
starts = st.sampled_from(["2025-01-13", "2025-07-31", "2025-08-01", "2026-03-25", "2026-11-23"])
programmes = stated(started=starts, age_at_start=st.sampled_from(["16_to_18", "19_or_over"]))
breaks = st.lists(st.fixed_dictionaries({"from": dates}, optional={"to": dates}), max_size=3)


def portfolio_with(block: dict[str, Any], learner: dict[str, Any], **keys: Any) -> Portfolio:
    return Portfolio.model_validate(
        {
            "format": "ksbcheck-portfolio/1",
            "standard": "ST1414",
            "version": "1.0",
            "option": "send",
            "learner": learner,
            "started": "2025-01-13",
            "age_at_start": "16_to_18",
            "gateway": block,
            "evidence": [],
            **keys,
        }
    )


def passing(standard: Standard, portfolio: Portfolio, day: date) -> set[str]:
    against = Against(portfolio=portfolio, under=standard, gateway_rules=gateway_rules())
    components = judge_gateway(against, NO_EVIDENCE, day)
    return {each.name for each in components if each.state in {State.PASSES, State.NOT_ASKED_FOR}}


def with_hours(standard: Standard) -> Standard:
    return changed(standard, minimum_hours=HOURS)


def paths(value: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, inner in value.items():
        yield (*before, key)
        if isinstance(inner, dict):
            yield from paths(inner, (*before, key))


def remove(value: dict[str, Any], path: tuple[str, ...]) -> None:
    *parents, key = path
    for parent in parents:
        value = value[parent]
    del value[key]


@given(blocks, learners, programmes, breaks, st.data())
def test_gateway_never_passes_by_removing_statements(
    st1414: Standard,
    block: dict[str, Any],
    learner: dict[str, Any],
    programme: dict[str, Any],
    breaks: list[dict[str, Any]],
    data: st.DataObject,
) -> None:
    """Leaving out a statement of the block, the age or the start never lets a component pass."""
    stated = {"gateway": block, **programme}
    less = deepcopy(stated)
    remove(less, data.draw(st.sampled_from([path for path in paths(stated) if path != ("gateway",)] or [("gateway",)])))
    standard = with_hours(st1414)
    empty = {"started": None, "age_at_start": None, "gateway": {}, "breaks": breaks}
    before, after = (written(learner, {**empty, **each}) for each in (stated, less))
    assert passing(standard, after, DAY) <= passing(standard, before, DAY)


def written(learner: dict[str, Any], keys: dict[str, Any]) -> Portfolio:
    block = keys.pop("gateway")
    unstated = {key: None for key in ("started", "age_at_start") if keys[key] is None}
    stated = {key: value for key, value in keys.items() if value is not None}
    return portfolio_with(block, learner, **stated).model_copy(update=unstated)


@given(starts, breaks, st.dates(date(2025, 1, 13), date(2027, 12, 31)), st.integers(0, 400))
def test_gateway_never_fails_by_time_alone(
    st1414: Standard, started: str, breaks: list[dict[str, Any]], day: date, later: int
) -> None:
    """Time on programme that passes on a day passes on each later one."""
    portfolio = portfolio_with({}, {}, started=started, breaks=breaks)
    passed = ["Time on programme" in passing(st1414, portfolio, on) for on in (day, day + timedelta(later))]
    assert passed[0] <= passed[1]


@given(stated(hours=hours, minimum_agreed=hours, by=people, on=dates), hours, starts)
def test_gateway_never_passes_by_fewer_hours(st1414: Standard, block: dict[str, Any], fewer: str, started: str) -> None:
    assume("hours" in block and float(fewer) <= float(block["hours"]))
    standard, learner = with_hours(st1414), {"name": "Ann Example"}
    more, less = (
        portfolio_with({"off_the_job": {**block, "hours": each}}, learner, started=started)
        for each in (block["hours"], fewer)
    )
    assert passing(standard, less, DAY) <= passing(standard, more, DAY)


CODES = ("K1", "K2", "K3", "S1", "S2", "B1")
"""The KSBs of the small standard's option indoor."""
NEEDED = {"id", "ksbs", "date", "what", "where"}
"""The keys of a piece that can't be left out, or without which it says something else."""
days = st.sampled_from(["2024-11-04", "2025-03-04", "2025-05-09", "2026-11-22", "2026-11-23"])
signatures = stated(by=st.sampled_from(["Dana Okoro", "Ali Reyes", "Ann Example", "assessor"]), on=days)
evidence = st.lists(
    st.fixed_dictionaries(
        {"ksbs": st.just(CODES) | st.lists(st.sampled_from(CODES), min_size=1), "date": days},
        optional={
            "files": st.lists(st.sampled_from(["a.pdf", "b.pdf", "../c.pdf"]), min_size=1),
            "url": st.just("https://school.example/walk"),
            "held": st.fixed_dictionaries(
                {"what": st.just("records"), "where": st.just("the office")}, optional={"seen_by": people, "on": days}
            ),
            "assessed": signatures,
            "verified": signatures,
        },
    ),
    min_size=1,
    max_size=4,
).map(lambda drawn: [{"id": f"E{number}", **piece} for number, piece in enumerate(drawn)])


def passes(manifest: dict[str, Any], policy: Policy) -> set[str]:
    portfolio = Portfolio.model_validate(manifest)
    judgement, _ = judged(small(), portfolio, policy, DAY)
    against = Against(portfolio=portfolio, under=small(), gateway_rules=gateway_rules())
    components = judge_gateway(against, judgement.coverage, DAY)
    return {each.name for each in components if each.state in {State.PASSES, State.NOT_ASKED_FOR}}


@given(evidence, blocks, policies, st.data())
def test_gateway_never_opens_by_removing_evidence(
    pieces: list[dict[str, Any]], block: dict[str, Any], policy: Policy, data: st.DataObject
) -> None:
    """Leaving out a piece, its sign-off, what it gives to look at, or the learner never lets a component pass."""
    manifest = {
        "format": "ksbcheck-portfolio/1",
        "standard": "TEST1",
        "version": "1.0",
        "option": "indoor",
        "learner": {"name": "Ann Example"},
        "started": "2025-01-13",
        "gateway": block,
        "evidence": pieces,
    }
    less = deepcopy(manifest)
    piece = data.draw(st.sampled_from(less["evidence"]))
    of_piece = [path for path in paths(piece) if path[-1] not in NEEDED]
    removed = data.draw(st.sampled_from(["piece", "learner", *of_piece]))
    if removed == "piece":
        less["evidence"].remove(piece)
    elif removed == "learner":
        del less["learner"]
    else:
        remove(piece, removed)
    assert passes(less, policy) <= passes(manifest, policy)


@given(blocks, learners)
def test_gateway_failures_are_found_by_rules(st1414: Standard, block: dict[str, Any], learner: dict[str, Any]) -> None:
    """Each fault of the block is found once, and each failure at least once."""
    portfolio = portfolio_with(block, learner)
    against = Against(portfolio=portfolio, under=st1414, gateway_rules=gateway_rules())
    components = judge_gateway(against, NO_EVIDENCE, DAY)
    _, findings = judged(st1414, portfolio, Policy(), DAY, gateway_rules=gateway_rules())
    of_gateway = [finding for finding in findings if finding.rule in GATEWAY_RULES]
    assert bool(of_gateway) >= any(each.state in {State.FAILS, State.NOT_STATED} for each in components)
    for each in components:
        if each.trouble:
            assert sum(f.location == each.at and f.message.startswith(f"{each.name}: ") for f in of_gateway) == 1


@given(blocks, learners)
def test_gateway_rules_report_a_missing_block(st1414: Standard, block: dict[str, Any], learner: dict[str, Any]) -> None:
    """Without a block, all gateway rules are skipped for the same reason."""
    portfolio = portfolio_with(block, learner).model_copy(update={"gateway": None})
    judgement, _ = judged(st1414, portfolio, Policy(), DAY)
    skipped = [each for each in judgement.skipped if each.rule in GATEWAY_RULES]
    assert {each.rule for each in skipped} == GATEWAY_RULES
    assert len({each.reason for each in skipped}) == 1
