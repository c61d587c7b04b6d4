from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.policy import (
    Configuration,
    Demands,
    Policy,
    PolicyFile,
    RuleSeverity,
    Sample,
    Threshold,
    chosen_of,
)
from ksbcheck.domain.portfolio import Evidence, EvidenceType, ExceptionEntry


@pytest.mark.parametrize(
    ("percent", "met", "required", "kept"),
    [
        ("66.67", 2, 3, False),
        ("66.66", 2, 3, True),
        (66.67, 2, 3, False),
        ("28.57", 2, 7, True),
        ("28.58", 2, 7, False),
        ("100", 69, 70, False),
        ("100", 70, 70, True),
        ("0.01", 1, 10_000, True),
        ("0.01", 0, 70, False),
        ("1", 0, 0, False),
        (12.3, 123, 1000, True),
    ],
)
def test_a_share_is_compared_exactly(percent: Any, met: int, required: int, kept: bool) -> None:
    assert Threshold.model_validate({"rung": "claimed", "percent": percent}).kept(met, required) is kept


@pytest.mark.parametrize(
    "percent",
    ["", "0", "0.00", "-1", "+5", "1e1", "nan", "inf", "100.01", "101", "99.999", ".5", "5.", "٩٠", True, 1e-9, None],
)
def test_what_is_no_percentage(percent: object) -> None:
    with pytest.raises(ValidationError):
        Threshold.model_validate({"rung": "claimed", "percent": percent})


def test_a_threshold_at_the_policys_rung_stands_in_place_of_all() -> None:
    under = {"claimed": 90, "verified": "50"}
    assert str(Policy.model_validate({"fail_under": under}).threshold) == "claimed=90"
    assert str(Policy.model_validate({"fail_under": under, "rung": "verified"}).threshold) == "verified=50"
    assert Policy.model_validate({"fail_under": under, "rung": "assessed"}).threshold is None
    assert Policy.model_validate({"fail_under": under}).model_dump(mode="json")["fail_under"] == [
        {"rung": "claimed", "percent": 90},
        {"rung": "verified", "percent": 50},
    ]


def test_kinds_choose_all_of_their_codes() -> None:
    codes = ("K1", "K2", "S1", "B1", "B2")
    assert chosen_of(codes, ["B", "K2"]) == ("K2", "B1", "B2")
    assert chosen_of(codes, ["X", "K9", "k1", ""]) == ()


def test_all_codes_that_a_policy_names() -> None:
    demands = Demands.model_validate(
        {
            "methods": [{"title": "Test", "in_portfolio": "no", "ksbs": ["K1"]}],
            "sampled": [{"ksbs": ["S"], "at_least": "1"}],
            "confirmed": [{"ksbs": ["B1", "B2"], "types": ["feedback"]}],
        }
    )
    assert list(demands.codes()) == ["K1", "S", "B1", "B2"]
    assert list(Demands().codes()) == []


@pytest.mark.parametrize("written", ["00:00:01", "1:00:00", "999:59:59"])
def test_lengths_are_written_as_they_are_read(written: str) -> None:
    piece = Evidence.model_validate({"id": "E1", "length": written})
    again = Evidence.model_validate(piece.model_dump(mode="json", include={"id", "length"}))
    assert again.length == piece.length
    assert piece.model_dump(mode="json")["length"] == written.zfill(8)


@pytest.mark.parametrize(
    "written", ["12:30", "1:60:00", "01:00:60", "1h", "-1:00:00", "1000:00:00", "１:00:00", 3600, ""]
)
def test_what_is_no_length(written: object) -> None:
    with pytest.raises(ValidationError, match="not a length"):
        Evidence.model_validate({"id": "E1", "length": written})
    assert Evidence(id="E1", length=timedelta(1)).length == timedelta(1)


@pytest.mark.parametrize("at_least", [0, "0", -1, "1.0", True])
def test_a_sample_is_of_something(at_least: object) -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate({"ksbs": ["K"], "at_least": at_least})


def test_a_version_is_of_a_standard() -> None:
    with pytest.raises(ValidationError, match="a `version` needs a `standard`"):
        PolicyFile.model_validate({"format": "ksbcheck-policy/1", "name": "n", "version": "1.0"})


def test_severities_are_kept_as_a_tuple() -> None:
    made = Configuration.model_validate({"severity": {"KSB306": "error"}})
    assert made.severity == (RuleSeverity(rule="KSB306", severity=Severity.ERROR),)
    with pytest.raises(ValidationError):
        Configuration.model_validate({"severity": "error"})


def test_a_baseline_says_by_what_it_was_recorded() -> None:
    made = Baseline.model_validate(
        {
            "standard": "A",
            "version": "1",
            "option": "o",
            "on": "2026-01-31",
            "rung": "assessed",
            "min_pieces": 2,
            "gaps": [],
        }
    )
    assert made.recorded_by == "assessed with 2 pieces a KSB"
    assert made.asks_the_same(Policy(rung=Rung.ASSESSED, min_pieces=2, duty_context=True))
    assert not made.asks_the_same(Policy(rung=Rung.ASSESSED))
    with pytest.raises(ValidationError):
        Baseline.model_validate(made.model_dump() | {"rung": "planned"})


def test_an_exception_is_of_something() -> None:
    with pytest.raises(ValidationError, match="an exception needs"):
        ExceptionEntry.model_validate({"reason": "r", "by": "T", "until": "2026-01-31"})


def test_policies_take_other_spellings() -> None:
    asked = Demands.model_validate(
        {
            "refused_types": "Reflective account",
            "confirmed": [{"ksbs": "B", "types": "witness testimony"}],
            "sampled": [{"ksbs": ["k1-K3", "K 5"], "at_least": 2}],
        }
    )
    assert asked.refused_types == (EvidenceType.REFLECTIVE_ACCOUNT,)
    assert asked.confirmed[0].types == (EvidenceType.WITNESS_TESTIMONY,)
    assert asked.confirmed[0].ksbs == ("B",)
    assert asked.sampled[0].ksbs == ("K1", "K2", "K3", "K5")
