from datetime import date

from ksbcheck.trackers.days import DAY_FIRST, MONTH_FIRST, Days


def test_days_have_the_day_first_and_say_so_once() -> None:
    days = Days(["03/05/2025", "Phonics"])
    assert days.read("3 May 2025") == date(2025, 5, 3)
    assert days.remark == ""
    assert days.read("03/05/25") == date(2025, 5, 3)
    assert days.remark == DAY_FIRST


def test_days_of_two_meanings_are_not_read_beside_one_with_the_month_first() -> None:
    days = Days(["03/25/2025"])
    assert days.read("03/25/2025") == date(2025, 3, 25)
    assert days.read("03/05/2025") is None
    assert days.remark == MONTH_FIRST


def test_month_is_no_day() -> None:
    assert Days([]).read("March 2026") is None


def test_split_takes_the_day_from_a_name() -> None:
    assert Days([]).split("P. Quenby 20/04/2026") == ("P. Quenby", date(2026, 4, 20))
    assert Days([]).split("Met on 2026-04-20") == ("Met", date(2026, 4, 20))
    assert Days([]).split("Ann Hale") == ("Ann Hale", None)
