from collections.abc import Sequence
from datetime import date

import pytest

from ksbcheck.domain.finding import Finding, Ground, Justification
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.plan import ActionKind, FromDuty, Hanging, Plan, Shortage, heavy_above
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.judge import judge
from ksbcheck.engine.plan import plan
from tests.gardener import CODES, mapped

DAY = date(2026, 1, 31)
DATED = {"date": "2025-12-01"}
ASSESSED = {"assessed": {"by": "A. Assessor", "on": "2025-12-09"}}


def standard(*mapping: list[str], codes: Sequence[str] = CODES) -> Standard:
    return mapped(mapping, "partial", codes)


MAPPED = standard(["K1", "K2"], ["K2", "K3", "S1"], ["S1", "K1"], [])


def planned(*evidence: dict, of: Standard = MAPPED, findings: tuple[Finding, ...] = (), **policy: object) -> Plan:
    pieces = tuple(
        Evidence.model_validate({**DATED, "files": [f"{number}.pdf"], **piece}) for number, piece in enumerate(evidence)
    )
    portfolio = Portfolio(format="ksbcheck-portfolio/1", standard="T1", version="1.0", option="all", evidence=pieces)
    asked = Policy.model_validate(policy)
    judgement, _ = judge(Against(portfolio=portfolio, under=of, option_id=of.options[0].id), asked, DAY)
    return plan(judgement, asked, findings)


def kinds(made: Plan) -> list[str]:
    return [action.kind.value for action in made.actions]


def test_plan_needs_new_evidence_for_empty_portfolios() -> None:
    made = planned()
    assert made.gaps == CODES
    assert made.new.duties == (FromDuty(1, 1, ("K1", "K2")), FromDuty(2, 1, ("K2", "K3", "S1")))
    assert (made.new.proven, made.new.pieces) == (True, 2)
    assert made.new.unmapped == (Shortage("S2", 1), Shortage("B1", 1))
    assert kinds(made) == ["make", "find"]
    assert made.actions[0].words == ("Gather 2 pieces from duties 1 and 2, for K1, K2, K3 and S1.")
    assert made.actions[0].duties == (1, 2)
    assert made.enough == ((), (), True)


def test_plan_uses_present_evidence_first() -> None:
    made = planned(
        {"id": "E2", "claims": [{"ksb": "K1", "status": "planned"}, {"ksb": "K2", "status": "suggested"}]},
        {"id": "E1", "ksbs": ["K3", "S1"], **ASSESSED},
        {"id": "E3", "ksbs": ["S2"]},
        rung="verified",
    )
    assert [(step.kind.value, step.codes, step.pieces) for step in made.steps] == [
        ("verify", ("K3", "S1"), ("E1",)),
        ("assess", ("S2",), ("E3",)),
        ("claim", ("K1",), ("E2",)),
        ("claim", ("K2",), ("E2",)),
    ]
    assert made.steps[0].words == "Assessed in E1; ask someone else to verify it and sign with name and date."
    assert made.new.duties == ()
    assert made.new.unmapped == (Shortage("B1", 1),)
    assert made.closable_gaps == ("K1", "K2", "K3", "S1", "S2")
    assert kinds(made) == ["verify", "assess", "claim", "find"]
    assert made.first == made.actions[:3]
    assert made.actions[2].words == "Finish and claim 2 KSBs: K1 (E2) and K2 (E2)."


def test_plan_raises_only_needed_claims() -> None:
    evidence = (
        {"id": "E1", "ksbs": ["K1"], **ASSESSED},
        {"id": "E2", "ksbs": ["K1"]},
        {"id": "E3", "claims": [{"ksb": "K1", "status": "planned"}]},
    )
    for pieces, there in ((1, []), (2, ["E2"]), (3, ["E2", "E3"]), (4, ["E2", "E3"])):
        made = planned(*evidence, rung="assessed", min_pieces=pieces)
        assert [piece for step in made.steps for piece in step.pieces] == there
        short = {each.code: each.pieces for each in made.new.mapped}
        assert short.get("K1", 0) == max(0, pieces - 3)


def test_plan_counts_missing_pieces() -> None:
    made = planned({"id": "E1", "ksbs": ["K1", "K2", "K3", "S1", "S2", "B1"]}, min_pieces=3)
    assert made.new.mapped == tuple(Shortage(code, 2) for code in ("K1", "K2", "K3", "S1"))
    assert made.new.duties == (FromDuty(1, 2, ("K1", "K2")), FromDuty(2, 2, ("K2", "K3", "S1")))
    assert "Gather 4 pieces from duties 1 and 2, 2 from each," in made.actions[0].words
    some = planned({"id": "E1", "ksbs": ["K1", "K2"]}, min_pieces=2)
    assert [(each.duty, each.pieces) for each in some.new.duties] == [(1, 1), (2, 2)]
    assert some.actions[0].words.startswith("Gather 1 piece from duty 1 and 2 pieces from duty 2, for ")


def test_plan_marks_unproven_new_evidence() -> None:
    made = planned(min_pieces=500)
    assert [(each.duty, each.pieces) for each in made.new.duties] == [(1, 500), (2, 500)]
    assert not made.new.proven


def test_plan_ignores_complete_duties() -> None:
    made = planned({"id": "E1", "ksbs": ["K3", "S1", "S2", "B1"]})
    assert made.new.duties == (FromDuty(1, 1, ("K1", "K2")),)
    assert made.actions[0].words == "Gather 1 piece from duty 1, for K1 and K2."


def test_plan_lists_ksbs_without_spare_pieces() -> None:
    evidence = ({"id": "E10", "ksbs": CODES}, {"id": "E9", "ksbs": ["K1"]})
    made = planned(*evidence)
    assert made.hanging == tuple(Hanging(code, ("E10",)) for code in CODES[1:])
    assert "K2, K3, S1, S2 and B1. The most rest on E10 (5)." in made.actions[-2].words
    twice = planned(*evidence, min_pieces=2)
    assert twice.hanging == (Hanging("K1", ("E9", "E10")),)
    shown_again = next(action for action in twice.actions if action.kind is ActionKind.SHOW_AGAIN)
    assert "rest on no more than 2 pieces: K1. The most rest on E9 (1)." in shown_again.words
    assert shown_again.pieces == ("E9", "E10")


@pytest.mark.parametrize(
    ("evidence", "keep"),
    [
        ([{"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "ksbs": ["K1", "K2"]}], "E2"),
        ([{"id": "E2", "ksbs": ["K1"]}, {"id": "E1", "ksbs": ["K1"]}], "E1"),
        # each piece is needed for a rung
        ([{"id": "E1", "ksbs": ["K1", "K2"]}, {"id": "E2", "ksbs": ["K1"], **ASSESSED}], "E1 E2"),
        # nobody throws a plan away
        ([{"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "claims": [{"ksb": "K2", "status": "planned"}]}], "E1 E2"),
        ([{"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "claims": [{"ksb": "K1", "status": "planned"}]}], "E1"),
        # somebody's only evidence from a duty, even from one that the source doesn't map
        ([{"id": "E1", "duties": [1], "ksbs": ["K1"]}, {"id": "E2", "duties": [4], "ksbs": ["K1"]}], "E1 E2"),
        ([{"id": "E1", "duties": [4], "ksbs": ["K1"]}, {"id": "E2", "duties": [4, 99], "ksbs": ["K1"]}], "E1"),
        ([{"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "duties": [4], "ksbs": ["K99"]}], "E1"),
        # what looks the same is one piece
        ([{"id": "E1", "ksbs": ["K1"]}, {"id": "e1", "ksbs": ["K2"]}, {"id": "E2", "ksbs": ["K1", "K2"]}], "E1"),
    ],
)
def test_plan_keeps_enough_pieces(evidence: list[dict], keep: str) -> None:
    made = planned(*evidence)
    assert (" ".join(made.enough.keep), made.enough.proven) == (keep, True)
    assert planned(*reversed(evidence)) == made


def test_plan_names_spare_pieces() -> None:
    made = planned(
        {"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "ksbs": ["K1"]}, {"id": "E3"}, {"id": "e2", "ksbs": ["K1"]}
    )
    assert [(each.piece, each.codes) for each in made.enough.leave_out] == [("E2", ("K1",)), ("E3", ())]
    last = made.actions[-1]
    assert (last.kind, last.pieces) == (ActionKind.LEAVE_OUT, ("E2", "E3"))
    assert last.words == "You could leave out E2 and E3: the rest carries everything claimed now."
    assert planned({"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "ksbs": ["K1"]}, min_pieces=2).enough.leave_out == ()


def test_plan_respects_duty_context() -> None:
    evidence = ({"id": "E1", "duties": [1], "ksbs": ["K1", "K2"]}, {"id": "E2", "duties": [3], "ksbs": ["K1", "S1"]})
    assert planned(*evidence).new.duties == (FromDuty(2, 1, ("K3",)),)
    made = planned(*evidence, duty_context=True)
    assert made.new.duties == (FromDuty(2, 1, ("K2", "K3", "S1")),)
    (step,) = made.steps
    assert (step.kind, step.codes, step.duty) == (ActionKind.NAME_DUTY, ("K2", "S1"), 2)
    assert step.words == "If any of E1 and E2 comes from duty 2, add 2 to its `duties:`."
    assert made.actions[0].duties == (2,)
    assert "K2 S1 within duty 2 (E1 E2)." in made.actions[0].words
    assert made.enough.keep == ("E1", "E2")
    more = planned(
        *evidence, {"id": "E3", "duties": [2], "claims": [{"ksb": "K2", "status": "planned"}]}, duty_context=True
    )
    assert [(each.kind.value, each.codes, each.duty) for each in more.steps] == [
        ("claim", ("K2",), 2),
        ("name_duty", ("K2", "S1"), 2),
    ]
    assert more.new.duties == (FromDuty(2, 1, ("K3", "S1")),)


def test_plan_names_heavy_pieces() -> None:
    assert [heavy_above(required) for required in (120, 70, 37, 36, 30, 3)] == [12, 12, 12, 12, 10, 5]
    many = [f"K{number}" for number in range(1, 61)]
    of = standard([], codes=many)
    made = planned({"id": "E1", "ksbs": many[:12]}, {"id": "E2", "ksbs": many[:13]}, of=of)
    assert [(each.piece, len(each.codes)) for each in made.heavy] == [("E2", 13)]
    lighten = next(action for action in made.actions if action.kind is ActionKind.LIGHTEN)
    assert lighten.words == "On pieces with many KSBs, claim only the best shown: E2 (13 KSBs)."
    still_planned = {"id": "E1", "claims": [{"ksb": code, "status": "planned"} for code in many[:20]]}
    assert planned(still_planned, of=of).heavy == ()
    assert "K1 K2 K3 K4 K5 +15 (E1)" in planned(still_planned, of=of).actions[0].words


def test_plan_names_stale_and_undated_pieces() -> None:
    made = planned(
        {"id": "E1", "date": "2024-07-30"},
        {"id": "E2", "date": "2024-07-31"},
        {"id": "E3", "date": "2023-01-01"},
        {"id": "E4", "date": None},
    )
    assert [each.piece for each in made.stale] == ["E3", "E1"]
    assert made.undated == ("E4",)
    assert kinds(made)[-3:] == ["renew", "leave_out", "date"]


@pytest.mark.parametrize(
    ("today", "stale"),
    [("2026-08-31", "2025-02-27"), ("2025-06-30", "2023-12-29"), ("2025-07-01", "2023-12-31"), ("0001-06-01", None)],
)
def test_plan_counts_calendar_months(today: str, stale: str | None) -> None:
    day = date.fromisoformat(today)
    dates = [date.fromordinal(number) for number in range(max(1, day.toordinal() - 700), day.toordinal())]
    pieces = tuple(Evidence(id=f"E{at}", date=each) for at, each in enumerate(dates))
    portfolio = Portfolio(format="ksbcheck-portfolio/1", standard="T1", version="1.0", option="all", evidence=pieces)
    judgement, _ = judge(Against(portfolio=portfolio, under=MAPPED, option_id=MAPPED.options[0].id), Policy(), day)
    newest = max((each.date for each in plan(judgement, Policy()).stale if each.date), default=None)
    assert newest == (stale and date.fromisoformat(stale))


def test_plan_mends_other_failures_first() -> None:
    findings = tuple(
        Finding(rule, severity, "m", "h")
        for rule, severity in (
            ("KSB101", Severity.ERROR),
            ("KSB105", Severity.ERROR),
            ("KSB306", Severity.WARNING),
            ("KSB403", Severity.ERROR),
            ("KSB201", Severity.ERROR),
            ("KSB201", Severity.ERROR),
        )
    )
    made = planned(findings=findings)
    assert made.actions[0].words == "Correct 3 mistakes: m; m; and 1 more."
    assert kinds(made)[:2] == ["mend", "make"]
    assert kinds(planned(findings=findings[:3])) == ["make", "find"]
    assert kinds(planned(findings=findings[:3], fail_on="warning")) == ["mend", "make", "find"]


def test_plan_names_a_level_to_reach_as_a_step() -> None:
    low = [
        Finding("KSB404", Severity.ERROR, f"{subject}: level 1 is below level 2, the minimum, and below another", "h")
        for subject in ("Maths", "English")
    ]
    made = planned(findings=(Finding("KSB201", Severity.ERROR, "m", "h"), *low))
    assert kinds(made) == ["mend", "reach", "make", "find"]
    assert made.actions[0].words == "Correct 1 mistake: m."
    why = "level 1 is below level 2; level 1 is below level 2"
    assert made.actions[1].words == f"Get English and maths to the minimum for the gateway: {why}."


def test_plan_may_be_empty() -> None:
    made = planned({"id": "E1", "ksbs": CODES[:1]}, {"id": "E2", "ksbs": CODES[:1]}, of=standard(["K1"], codes=["K1"]))
    assert kinds(made) == ["leave_out"]
    of = standard(["K1"], codes=["K1", "K2", "K3"])
    pair = ({"id": "E1", "ksbs": ["K1"]}, {"id": "E2", "ksbs": ["K2"]}, {"id": "E3", "ksbs": ["K3"]})
    assert kinds(planned(*pair, of=of)) == ["show_again"]


def justified(*codes: str) -> tuple[Finding, ...]:
    by = Justification(Ground.EXCEPTION, "Not taught yet")
    return tuple(Finding("KSB101", Severity.ERROR, "m", "h", ksb=code, justification=by) for code in codes)


def test_plan_orders_justified_gaps_last() -> None:
    pieces = ({"id": "E1", "claims": [{"ksb": "K1", "status": "planned"}]}, {"id": "E2", "ksbs": ["S2", "B1"]})
    plain = planned(*pieces)
    excused = planned(*pieces, findings=justified("K1", "K2"))
    assert excused._replace(actions=()) == plain._replace(actions=())
    assert [action.kind for action in plain.actions][:2] == [ActionKind.CLAIM, ActionKind.MAKE]
    make, claim, *better = excused.actions
    assert (make.kind, make.justified, make.urgent) == (ActionKind.MAKE, ("K2",), True)
    assert make.words.endswith(" Justified for now: K2.")
    assert (claim.kind, claim.justified, claim.urgent) == (ActionKind.CLAIM, ("K1",), False)
    assert claim.words.endswith(" Not urgent: justified for now.")
    assert better == list(plain.actions[2:])


def test_plan_does_not_mend_justified_findings() -> None:
    by = Justification(Ground.POLICY, "Not asked for")
    found = (
        Finding("KSB201", Severity.ERROR, "m", "h", justification=by),
        Finding("KSB204", Severity.ERROR, "m", "h"),
    )
    mend, *_ = planned(findings=found).actions
    assert mend.words == "Correct 1 mistake: m."
    assert ActionKind.MEND not in {action.kind for action in planned(findings=found[:1]).actions}


def test_plan_mends_what_does_not_count() -> None:
    refused = {"id": "E1", "files": [], "duties": [1], "ksbs": ["K1"]}
    (step,) = planned(refused).steps
    assert (step.kind, step.codes, step.pieces, step.duty) == (ActionKind.MEND, ("K1",), ("E1",), None)
    assert step.words == "E1 does not count: it names nothing to look at."
    (within,) = planned(refused, {"id": "E2", "duties": [3], "ksbs": ["K1"]}, duty_context=True).steps[:1]
    assert (within.kind, within.codes, within.pieces, within.duty) == (ActionKind.MEND, ("K1",), ("E1",), 1)


def test_plan_begins_with_what_is_not_yet_met() -> None:
    refusing = {"by": "A. Assessor", "on": "2025-05-09", "decision": "not_yet", "feedback": "Say what you did."}
    claims = [{"ksb": code, "assessed": refusing} for code in ("K2", "K1")]
    made = planned({"id": "E1", "claims": claims}, {"id": "E2", "ksbs": ["K1"]})
    first = made.actions[0]
    assert (first.kind, first.codes, first.pieces) == (ActionKind.REDO, ("K1", "K2"), ("E1",))
    said = "E1 K1 K2, not yet met, as A. Assessor decided on 2025-05-09: Say what you did."
    assert first.words == f"Improve what is not yet met, and have it assessed again: {said}"
    (step,) = (step for step in made.steps if step.kind is ActionKind.REDO)
    assert step.words == "E1 does not count: it is not yet met, as A. Assessor decided on 2025-05-09. Say what you did."
    assert not any(action.kind is ActionKind.MEND for action in made.actions)


def test_plan_takes_repeated_work_as_one_piece() -> None:
    pieces = [{"id": f"E{number}", "files": ["a.pdf"], "ksbs": ["K1"]} for number in (1, 2)]
    assert planned(*pieces, of=standard(["K1"], codes=["K1"])).enough.keep == ("E1",)
    thin = planned(*pieces, of=standard(["K1"], codes=["K1"]), min_pieces=2)
    assert (thin.hanging, thin.new.mapped) == ((), (Shortage("K1", 1),))
