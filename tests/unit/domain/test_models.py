from datetime import date

import pytest
from pydantic import ValidationError

from ksbcheck.domain.claim import Circumstances, standing
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import code_order
from ksbcheck.domain.people import People
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, SignOff
from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.library import find_framework

A = SignOff(by="A. Assessor", on=date(2025, 5, 9))
A_AGAIN = SignOff(by="a assessor", on=date(2025, 6, 1))
Q = SignOff(by="Q. Assurer", on=date(2025, 6, 1))
KNOWN = Circumstances(People("L. Learner"), date(2025, 1, 13), date(2026, 1, 31))
LEARNER = SignOff(by="Learner, L", on=date(2025, 5, 9))
TOO_EARLY = SignOff(by="A. Assessor", on=date(2025, 1, 12))
TOO_LATE = SignOff(by="A. Assessor", on=date(2026, 2, 1))
NO_LETTERS = SignOff(by="?", on=date(2025, 5, 9))
NO_DATE = SignOff(by="A. Assessor")
NO_NAME = SignOff(on=date(2025, 5, 9))


def test_standard_is_immutable(st1414: Standard) -> None:
    with pytest.raises(ValidationError):
        st1414.title = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        st1414.ksbs[0] = st1414.ksbs[1]  # type: ignore[index]


def test_framework_is_immutable() -> None:
    framework: Framework = find_framework(None)[1]
    with pytest.raises(TypeError):
        framework.workforce["1997"] = 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("on_piece", "written", "rung"),
    [
        ({}, None, Rung.CLAIMED),
        ({}, {}, Rung.CLAIMED),
        ({"assessed": A}, None, Rung.ASSESSED),
        ({"assessed": A, "verified": Q}, None, Rung.VERIFIED),
        ({"assessed": A}, {"verified": Q}, Rung.VERIFIED),
        ({"assessed": A, "verified": A_AGAIN}, None, Rung.ASSESSED),
        ({"verified": Q}, None, Rung.CLAIMED),
        ({"assessed": NO_DATE, "verified": Q}, None, Rung.CLAIMED),
        ({"assessed": NO_NAME}, None, Rung.CLAIMED),
        ({"assessed": NO_LETTERS}, None, Rung.CLAIMED),
        ({"assessed": LEARNER}, None, Rung.CLAIMED),
        ({"assessed": A, "verified": LEARNER}, None, Rung.ASSESSED),
        ({"assessed": TOO_EARLY}, None, Rung.CLAIMED),
        ({"assessed": TOO_LATE}, None, Rung.CLAIMED),
        ({"date": date(2025, 5, 10), "assessed": A}, None, Rung.CLAIMED),
        ({"date": date(2026, 2, 1), "assessed": TOO_LATE}, None, Rung.PLANNED),
        ({"assessed": Q, "verified": A}, None, Rung.ASSESSED),
        ({"assessed": A, "verified": Q}, {"assessed": NO_DATE}, Rung.CLAIMED),
        ({"assessed": A, "verified": Q}, {"status": Rung.PLANNED}, Rung.PLANNED),
        ({"assessed": A}, {"status": Rung.SUGGESTED, "verified": Q}, Rung.SUGGESTED),
        ({}, {"status": Rung.VERIFIED}, Rung.CLAIMED),
        ({}, {"status": Rung.CLAIMED, "assessed": A}, Rung.ASSESSED),
    ],
)
def test_rung_requires_possible_sign_offs(on_piece: dict, written: dict | None, rung: Rung) -> None:
    entry = None if written is None else ClaimEntry(ksb="K1", **written)
    assert standing(Evidence(id="E1", **on_piece), entry, KNOWN)[0] is rung


@pytest.mark.parametrize(
    "written", ["20250304", "0", "2025-3-4", "04/03/2025", "2025-03-04T00:00", "2025-W10-2", "1741046400"]
)
def test_model_accepts_only_iso_dates(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a date"):
        Evidence.model_validate({"id": "E1", "date": written})


def test_code_order_rejects_other_text() -> None:
    with pytest.raises(ValueError, match="not a KSB code"):
        code_order("12")
