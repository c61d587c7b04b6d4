import pytest

from ksbcheck.domain.day import first_day, possible_dates


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("03/05/2025", ["2025-05-03", "2025-03-05"]),
        ("3.5.2025", ["2025-05-03", "2025-03-05"]),
        ("25/12/2025", ["2025-12-25"]),
        ("05/05/2025", ["2025-05-05"]),
        ("31/31/2025", []),
        ("soon", []),
    ],
)
def test_possible_dates_of_numbers(written: str, days: list[str]) -> None:
    assert [day.isoformat() for day in possible_dates(written)] == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Observation, Tuesday 4 March 2025, Year 3", "2025-03-04"), ("Date: 03/05/2025", "2025-05-03"),
        ("Written 2025-03-04, typed 2025-04-01", "2025-03-04"), ("Date of birth: 3 May 2001. Seen 4 May 2025", "2025-05-04"),
        ("DOB 3/5/2001", None), ("version 1.2.2025-3", None), ("31/02/2025", None), ("in March 2025", None), ("", None),
    ],
)  # fmt: skip
def test_first_day_of_a_text(text: str, day: str | None) -> None:
    found = first_day(text)
    assert (found.isoformat() if found else None) == day
