import pytest

from ksbcheck.domain.codes import in_ranges


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
