from datetime import date

from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.coverage import Coverage, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding, Ground
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.people import People
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ExceptionEntry, Portfolio
from ksbcheck.engine.justify import Excuses, Justified, justify
from ksbcheck.rules.case import ExceptionsOfFile

DAY = date(2026, 1, 31)
PORTFOLIO = Portfolio.model_validate(
    {
        "format": "ksbcheck-portfolio/1",
        "standard": "T",
        "version": "1",
        "option": "o",
        "evidence": [{"id": "E1"}, {"id": "E2"}],
    }
)
GAPS = Coverage(
    Rung.CLAIMED, tuple(KsbCoverage(code, KsbStatus.MISSING, None, None, (), (), ()) for code in ("K1", "K2")), ()
)


def entry(**keys: str) -> ExceptionEntry:
    return ExceptionEntry.model_validate({"reason": "r", "by": "T. Tutor", "until": "2026-01-31"} | keys)


def excepted(*entries: ExceptionEntry, file: str = "m", own: bool = False) -> ExceptionsOfFile:
    placed = tuple((("exceptions", index), each) for index, each in enumerate(entries))
    return ExceptionsOfFile(placed, file, own, today=DAY, people=People())


def gap(code: str) -> Finding:
    return Finding("KSB101", Severity.ERROR, f"{code} is missing", "", ("evidence",), ksb=code)


def with_grounds(*findings: Finding, grounds: Excuses, policy: Policy | None = None) -> Justified:
    return justify(findings, grounds, PORTFOLIO, GAPS, policy or Policy())


def test_exceptions_show_the_first_and_use_all() -> None:
    entries = (
        entry(rule="KSB101", ksb="K1", reason="second"),
        entry(ksb="K1", reason="first"),
        entry(ksb="K2", rule="KSB102"),
    )
    made = with_grounds(gap("K1"), grounds=Excuses((excepted(*entries), excepted(entry(ksb="K1"), file="c"))))
    (found,) = made.findings
    assert found.justification is not None
    assert (found.justification.reason, found.justification.source) == ("second", "m")
    assert [sorted(each.used) for each in made.exceptions] == [
        [("exceptions", 0), ("exceptions", 1)],
        [("exceptions", 0)],
    ]


def test_exceptions_match_pieces_by_location() -> None:
    inside = Finding("KSB306", Severity.ERROR, "m", "h", ("evidence", 1, "date"))
    outside = Finding("KSB306", Severity.ERROR, "m", "h", ("started",))
    made = with_grounds(inside, outside, grounds=Excuses((excepted(entry(rule="KSB306", piece="E2")),)))
    assert [bool(each.justification) for each in made.findings] == [True, False]


def test_exceptions_without_rule_match_gaps_only() -> None:
    other = Finding("KSB705", Severity.ERROR, "m", "h", ksb="K1")
    made = with_grounds(gap("K1"), other, grounds=Excuses((excepted(entry(ksb="K1")),)))
    assert [bool(each.justification) for each in made.findings] == [True, False]


def test_requests_justify_nothing_and_say_what_is_granted() -> None:
    asked = (entry(ksb="K1"), entry(ksb="K2"), entry(rule="KSB201", ksb="K1"), entry(rule="KSB101", ksb="K1"))
    granted = excepted(entry(ksb="K1"), entry(rule="KSB101"), file="c")
    made = with_grounds(gap("K1"), gap("K2"), grounds=Excuses((excepted(*asked, own=True), granted)))
    assert [each.justification and each.justification.source for each in made.findings] == ["c", None]
    requests, _ = made.exceptions
    assert sorted(requests.granted) == [("exceptions", 0), ("exceptions", 3)]
    assert sorted(requests.used) == [("exceptions", 0), ("exceptions", 1), ("exceptions", 3)]


def test_framework_uses_exceptions_only() -> None:
    baseline = Baseline.model_validate(
        {
            "standard": "T",
            "version": "1",
            "option": "o",
            "on": "2026-01-31",
            "rung": "claimed",
            "min_pieces": 1,
            "gaps": ["K1"],
        }
    )
    grounds = Excuses((), baseline, "b")
    (found,) = justify([gap("K1")], grounds, PORTFOLIO, Coverage(Rung.CLAIMED, (), ()), Policy()).findings
    assert found.justification is None
    (found,) = with_grounds(gap("K1"), grounds=grounds).findings
    assert found.justification is not None
    assert (found.justification.ground, found.justification.source) == (Ground.BASELINE, "b")


def test_threshold_of_nothing_is_not_met() -> None:
    policy = Policy.model_validate({"fail_under": {"claimed": 1}})
    assert justify([gap("K1")], Excuses(), PORTFOLIO, Coverage(Rung.CLAIMED, (), ()), policy).findings == (gap("K1"),)
