"""What the portfolio's own settings raise."""

from decimal import Decimal
from typing import Any

import pytest

from ksbcheck.domain.ladder import FailOn, Rung, Severity
from ksbcheck.domain.policy import (
    Around,
    Configuration,
    Demands,
    Method,
    Pieces,
    RuleSeverity,
    Sample,
    Threshold,
    raise_own,
)

AROUND = Around(Rung.CLAIMED, (), {"KSB601": Severity.ERROR, "KSB306": Severity.WARNING})
WHOLE = ((),)


def under(**percents: int) -> tuple[Threshold, ...]:
    return tuple(Threshold(rung=Rung(rung), percent=Decimal(percent)) for rung, percent in percents.items())


def severity(**severities: str) -> tuple[RuleSeverity, ...]:
    return tuple(RuleSeverity(rule=rule, severity=Severity(each)) for rule, each in severities.items())


def test_every_setting_has_a_way_to_be_raised() -> None:
    for key in (*Configuration.model_fields, *Demands.model_fields):
        default = {**Configuration.model_fields, **Demands.model_fields}[key].default
        value = Pieces() if key == "pieces" else default
        assert raise_own(key, value, default, AROUND) is not None


@pytest.mark.parametrize(
    ("key", "own", "other", "raised", "less"),
    [
        ("rung", Rung.VERIFIED, Rung.CLAIMED, Rung.VERIFIED, ()),
        ("rung", Rung.CLAIMED, Rung.ASSESSED, Rung.ASSESSED, WHOLE),
        ("min_pieces", 2, 3, 3, WHOLE),
        ("duty_context", False, True, True, WHOLE),
        ("duty_context", False, False, False, ()),
        ("fail_on", FailOn.NOTE, FailOn.ERROR, FailOn.NOTE, ()),
        ("fail_on", FailOn.ERROR, FailOn.WARNING, FailOn.WARNING, WHOLE),
        ("fail_on", FailOn.ERROR, FailOn.MISTAKES, FailOn.ERROR, ()),
        ("fail_on", FailOn.MISTAKES, FailOn.ERROR, FailOn.ERROR, WHOLE),
        ("quiet_weeks", 4, 8, 4, ()),
        ("max_files", 10, 500, 10, ()),
        ("max_file_mib", 500, 250, 250, WHOLE),
        ("fail_under", under(claimed=99), (), (), (("claimed",),)),
        ("fail_under", under(claimed=100), (), under(claimed=100), ()),
        ("fail_under", under(verified=1), (), under(verified=1), ()),
        ("fail_under", under(claimed=70, verified=9), under(claimed=60, verified=10), under(claimed=70, verified=10), (("verified",),)),
        ("severity", severity(KSB601="note"), (), (), (("KSB601",),)),
        ("severity", severity(KSB306="error"), (), severity(KSB306="error"), ()),
        ("severity", severity(KSB306="warning"), severity(KSB306="error"), severity(KSB306="error"), (("KSB306",),)),
        ("ignore", ("KSB316",), (), (), ((0,),)),
        ("ignore", ("KSB316",), ("KSB31",), ("KSB316",), ()),
        ("select", ("KSB1",), None, None, WHOLE),
        ("select", ("KSB1", "KSB2"), ("KSB10",), ("KSB1", "KSB2"), ()),
        ("policy", "own", "providers", "providers", ()),
        ("exceptions", ("asked",), (), (), ()),
        ("people", ("asked",), (), (), WHOLE),
        ("pieces", Pieces(at_least=2), Pieces(at_most=9), Pieces(at_least=2, at_most=9), ()),
        ("pieces", Pieces(at_least=2, at_most=8), Pieces(at_least=3, at_most=9), Pieces(at_least=3, at_most=8), (("at_least",),)),
        ("pieces", Pieces(at_most=10), Pieces(at_most=9), Pieces(at_most=9), (("at_most",),)),
        ("locator_required", True, False, True, ()),
        ("folders", ("a",), (), ("a",), ()),
        ("folders", ("a", "b"), ("a",), ("a",), WHOLE),
        ("folders", ("a",), ("a", "b"), ("a",), ()),
    ],
)  # fmt: skip
def test_own_setting_only_raises(key: str, own: Any, other: Any, raised: Any, less: tuple[Any, ...]) -> None:
    assert raise_own(key, own, other, AROUND) == (raised, less)


def test_own_rung_never_makes_a_threshold_replace_all_ksbs() -> None:
    around = AROUND._replace(fail_under=under(assessed=50))
    assert raise_own("rung", Rung.ASSESSED, Rung.CLAIMED, around) == (Rung.CLAIMED, WHOLE)
    assert raise_own("rung", Rung.VERIFIED, Rung.CLAIMED, around) == (Rung.VERIFIED, ())


def test_own_methods_and_samples_excuse_no_ksb() -> None:
    drawing, other = (Method(title="T", in_portfolio=draws, ksbs=("K1",)) for draws in (True, False))
    assert raise_own("methods", (other, drawing), (), AROUND) == ((drawing,), ((0,),))
    two, three = (Sample(ksbs=("K",), at_least=number) for number in (2, 3))
    assert raise_own("sampled", (two,), (), AROUND) == ((), ((0,),))
    assert raise_own("sampled", (three,), (two,), AROUND) == ((two, three), ())
    assert raise_own("sampled", (two,), (three,), AROUND) == ((three,), ((0,),))
