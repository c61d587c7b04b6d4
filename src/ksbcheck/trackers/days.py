"""Days as trackers write them. Of `03/05/2025` the day is first, unless the same source has a `03/25/2025`."""

import re
from collections.abc import Iterable
from datetime import date

from ksbcheck.domain.day import parse_date, possible_dates

DAY_FIRST = "Days such as 03/05/2025 are read as day/month/year: 3 May 2025."
MONTH_FIRST = "Some days have the month first, so days such as 03/05/2025 are not read: they may mean two."
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SHORT_YEAR = re.compile(rf"(\d{{1,2}}(?:[/.-]\d{{1,2}}[/.-]|[ -](?i:{_MONTHS})[a-z]*[ -]))(\d\d)")
_IN_TEXT = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -](?i:{_MONTHS})[a-z]*[ -,]{{1,2}}(?:\d{{4}}|\d\d))\b"
)
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")
_LAST_MONTH = 12


class Days:
    """Reads the days of one source, and notes whether their order mattered."""

    def __init__(self, texts: Iterable[str]) -> None:
        numbers = filter(None, map(_NUMBERS.fullmatch, texts))
        self.is_month_first = any(int(found[1]) <= _LAST_MONTH < int(found[2]) for found in numbers)
        self.remark = ""

    def read(self, text: str) -> date | None:
        """Return the day that a cell states; None if it states none, or may mean two."""
        text = _SHORT_YEAR.sub(r"\g<1>20\2", text) if _SHORT_YEAR.fullmatch(text) else text
        if day := parse_date(text):
            return day
        days = possible_dates(text)
        if len(days) > 1:
            self.remark = MONTH_FIRST if self.is_month_first else DAY_FIRST
            return None if self.is_month_first else days[0]
        return days[0] if days else None

    def split(self, text: str) -> tuple[str, date | None]:
        """Return a text without the day in it, and the day: `P. Quenby 20/04/2026`."""
        for found in _IN_TEXT.finditer(text):
            if day := self.read(found[0]):
                rest = f"{text[: found.start()]} {text[found.end() :]}"
                return re.sub(r"[\s,;:()\u2013-]*(?:\bon\b)?[\s,;:()\u2013-]*$", "", rest.strip(" ,;:()\u2013-")), day
        return text, None
