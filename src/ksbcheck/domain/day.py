"""Days as people write them."""

import re
from datetime import date, datetime
from functools import lru_cache

_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = {month[:3]: number for number, month in enumerate(_MONTH.split("|"), 1)}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTH = r"\d{1,2})(?:st|nd|rd|th)?"
_MONTH_IN_WORDS = re.compile(
    rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)})[a-z]*[.,]?\s+)?"
    rf"(?:(?P<first>{_NTH}[\s./-]+(?:of\s+)?(?P<before>{_MONTH})|(?P<after>{_MONTH})[\s./-]+(?P<second>{_NTH})"
    r"[\s.,/-]+(?P<year>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}")
_WITHIN = re.compile(r"[\w/.-]\Z")
_OF_SOMETHING_ELSE = re.compile(r"(?i)\b(?:birth|d\.?o\.?b|start\w*|due|deadline|review\w*|next|until|end\w*)\W+\Z")
"""Words before a day that is not that of the work."""


def today() -> date:
    return datetime.now().astimezone().date()


@lru_cache(maxsize=4_096)
def parse_date(text: str) -> date | None:
    """Parse a date that can mean only one day: `2025-05-03`, `2025-5-3`, `Sat 3 May 2025`, with a time or not."""
    written = _YEAR_FIRST.fullmatch(text.strip()) or _MONTH_IN_WORDS.fullmatch(text.strip())
    if written is None:
        return None
    parts = written.groupdict()
    month = parts.get("month") or str(_MONTHS[(parts["before"] or parts["after"])[:3].casefold()])
    day = _day(parts["year"], month, parts.get("day") or parts["first"] or parts["second"])
    weekday = parts.get("weekday")
    return day if day is None or not weekday or _WEEKDAYS[day.weekday()] == weekday.casefold() else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def possible_dates(text: str) -> tuple[date, ...]:
    """Return the days that a date of numbers may mean: `03/05/2025` is 3 May, or 5 March."""
    written = _NUMBERS.fullmatch(text.strip())
    if written is None:
        return ()
    one, two, year = written.groups()
    days = (_day(year, two, one), _day(year, one, two))
    return tuple(dict.fromkeys(day for day in days if day))


def first_day(text: str) -> date | None:
    """Return the first day that a text states of itself. In `03/05/2025` the day comes first, as in England."""
    forms = (_YEAR_FIRST, _MONTH_IN_WORDS, _NUMBERS) if _YEAR.search(text) else ()  # a search for a year is fast
    written = (found for form in forms for found in form.finditer(text))
    for found in sorted(written, key=re.Match.start):
        before = text[: found.start()]
        is_part = _WITHIN.search(before) or re.match(r"[\w/-]", text[found.end() :])
        day = parse_date(found[0]) or next(iter(possible_dates(found[0])), None)
        if day and not is_part and not _OF_SOMETHING_ELSE.search(before):
            return day
    return None
