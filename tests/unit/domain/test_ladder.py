import pytest
from pydantic import ValidationError

from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung, Severity
from ksbcheck.domain.policy import Policy


def test_ladder_orders_rungs() -> None:
    assert [str(rung) for rung in sorted(Rung)] == ["suggested", "planned", "claimed", "assessed", "verified"]
    assert Severity.NOTE < Severity.WARNING < Severity.ERROR
    assert Severity.ERROR >= Severity.ERROR


def test_ladder_compares_only_its_kind() -> None:
    with pytest.raises(TypeError):
        assert Rung.CLAIMED < Severity.ERROR


@pytest.mark.parametrize("rung", [rung for rung in Rung if rung not in COUNTING_RUNGS])
def test_counting_rungs_exclude_plans(rung: Rung) -> None:
    with pytest.raises(ValidationError, match="claims never count"):
        Policy(rung=rung)
