import pytest

from ksbcheck.domain.names import alike, in_ranges, natural, nearest, nearest_code, written_codes

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
    [
        ("K09", "K9"),
        ("k9", "K9"),
        ("K 12", "K12"),
        ("s-3", "S3"),
        ("K90", "K9"),
        ("K99", "K9"),
        ("K74", "K47"),
        ("K100", "K10"),
        ("K48", None),
        ("K470", None),
        ("B7", None),
        ("K0", None),
    ],
)
def test_nearest_code_is_a_slip_away(written: str, meant: str | None) -> None:
    assert nearest_code(written, KNOWN) == meant


@pytest.mark.parametrize("written", ["", "12", "???", "competence", "K" * 500, "K" + "9" * 5000])
def test_nearest_code_among_others_may_be_none(written: str) -> None:
    assert nearest_code(written, KNOWN) in (None, *KNOWN)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("K1", "K1"),
        ("k6", "K6"),
        ("K06", "K6"),
        ("K 6", "K6"),
        ("s-1", "S1"),
        ("esb 2", "ESB2"),
        ("K1-K3", "K1 K2 K3"),
        ("k1 \u2013 k3", "K1 K2 K3"),
        ("K1 to K3", "K1 K2 K3"),
        ("K1-3", "K1 K2 K3"),
        ("K6, K7", "K6 K7"),
        ("K6 and K7", "K6 K7"),
        ("K1-K2; S1 & B1", "K1 K2 S1 B1"),
        ("K6,", "K6"),
        ("(K6)", "K6"),
        ("K6.", "K6"),
    ],
)
def test_written_codes_are_read(written: str, codes: str) -> None:
    assert written_codes(written) == tuple(codes.split())


@pytest.mark.parametrize(
    "written",
    [
        "",
        "K",
        "see file",
        "K3-K1",
        "K1-K1",
        "K1-S3",
        "K1.2",
        "K6K7",
        "K12345",
        "K1-K999",
        "K1-K3x",
        "K1-K90 S1-S90",
        "K0",
    ],
)
def test_other_texts_name_no_codes(written: str) -> None:
    assert written_codes(written) == (written,)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SEND", "send"),
        ("Early years", "early_years"),
        ("early-years", "early_years"),
        ("sendd", None),
        ("A B", None),
        ("a_b", "a_b"),
    ],
)
def test_alike_names_are_found(written: str, meant: str | None) -> None:
    assert alike(written, ["send", "early_years", "a_b", "a-b"]) == meant


def test_nearest_takes_the_beginning_of_one_word() -> None:
    assert nearest("witness", ["witness_testimony", "work_product"]) == "witness_testimony"
    assert nearest("pro", ["product", "project"]) is None


def test_nearest_ignores_letter_case() -> None:
    assert nearest("SEND", ["send", "wellbeing"]) == "send"
    assert nearest("well-being", ["send", "wellbeing"]) == "wellbeing"
    assert nearest("music", ["send", "wellbeing"]) is None


def test_natural_order() -> None:
    assert sorted(["E10", "E2", "E1", "a", "10", "9"], key=natural) == ["9", "10", "E1", "E2", "E10", "a"]
    assert natural("E1") != natural("E01")
    assert natural("E" + "9" * 5000) > natural("E10")
