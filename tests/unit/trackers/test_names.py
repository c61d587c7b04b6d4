from pathlib import PurePosixPath

import pytest

from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.prose import read_name
from tests.tracked import claims, reasons, the_standard


def read(name: str) -> Findings:
    findings = Findings(the_standard())
    read_name(PurePosixPath(name), (), findings)
    return findings


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("E01_K6_K9 plan.txt", "K6 K9"),
        ("2026-03-11 Observation (K30, S27).txt", "K30 S27"),
        ("E05-S3-B3-parent meeting.txt", "S3 B3"),
        ("k7 s8 s9.txt", "K7 S8 S9"),
        ("K1-K3 policies.txt", "K1 K2 K3"),
        ("Skills/S7, S8/notes.txt", "S7 S8"),
        ("Reading group.txt", ""),
    ],
)
def test_codes_in_names_are_suggested(name: str, codes: str) -> None:
    assert claims(read(name).tracker()) == [f"{code} suggested {PurePosixPath(name).name}" for code in codes.split()]


@pytest.mark.parametrize(
    "name", ["K12 academy policy.txt", "B1 form evening.txt", "Class B1/seats.txt", "K48 visit.txt"]
)
def test_names_that_may_mean_something_else_are_left_out(name: str) -> None:
    found = read(name)

    assert not found.claims
    assert len(reasons(found.tracker())) == 1
