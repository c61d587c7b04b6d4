import pytest

from ksbcheck.domain.names import in_ranges, natural, nearest, nearest_code

KNOWN = [f"K{n}" for n in range(1, 48)] + [f"S{n}" for n in range(1, 36)] + [f"B{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        ("", ()),
        ("K1", ("K1",)),
        ("K1 K2", ("K1", "K2")),
        ("K1 K2 K3", ("K1 to K3",)),
        ("K1 K3 K4 K5 K7", ("K1", "K3 to K5", "K7")),
        ("K9 K10 K11 S12", ("K9 to K11", "S12")),
        ("K46 K47 S48", ("K46", "K47", "S48")),
        ("B1 S3 K2 S1 S2 S2", ("K2", "S1 to S3", "B1")),
    ],
)
def test_codes_in_ranges_need_three(codes: str, shown: tuple[str, ...]) -> None:
    assert in_ranges(codes.split()) == shown


@pytest.mark.parametrize(
    ("written", "meant"),
    [("K09", "K9"), ("k9", "K9"), ("K 12", "K12"), ("s-3", "S3"), ("K99", "K47"), ("B7", "B6"), ("K0", "K1")],
)
def test_nearest_code_is_found(written: str, meant: str) -> None:
    assert nearest_code(written, KNOWN) == meant


@pytest.mark.parametrize("written", ["", "12", "???", "competence", "K" * 500, "K" + "9" * 5000])
def test_nearest_code_among_others_may_be_none(written: str) -> None:
    assert nearest_code(written, KNOWN) in (None, *KNOWN)


def test_nearest_ignores_letter_case() -> None:
    assert nearest("SEND", ["send", "wellbeing"]) == "send"
    assert nearest("well-being", ["send", "wellbeing"]) == "wellbeing"
    assert nearest("music", ["send", "wellbeing"]) is None


def test_natural_order() -> None:
    assert sorted(["E10", "E2", "E1", "a", "10", "9"], key=natural) == ["9", "10", "E1", "E2", "E10", "a"]
    assert natural("E1") != natural("E01")
    assert natural("E" + "9" * 5000) > natural("E10")
