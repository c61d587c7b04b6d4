"""The version table of a web page, and its rules on English and maths."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ksbcheck.domain.standard import Alternative, EnglishAndMaths, Level, Minimum, StandardVersion

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_MINIMUM = re.compile(
    r"Apprentices without level (\d) English and maths will need to achieve this level "
    r"prior to taking the end[- ]point assessment\.",
    re.IGNORECASE,
)
_WITH_PLAN = re.compile(
    r"For those with an education, health and care plan or a legacy statement,? "
    r"the apprenticeship['\u2019]?s English and maths minimum requirement is (entry )?level (\d)\.",
    re.IGNORECASE,
)
_SIGN_LANGUAGE = re.compile(
    r"(?:A )?British Sign Language (?:\(BSL\) )?qualifications? (?:is|are) an alternative to (?:the )?English "
    r"qualifications? for (?:those whose primary language is BSL|whom this is their primary language)\.",
    re.IGNORECASE,
)


def is_rule(text: str) -> bool:
    """Return whether a line is the rule below a table's headings."""
    return "---" in text and not text.strip("|:- ")


def is_about_english_and_maths(text: str) -> bool:
    """Return whether a line has one of the usual sentences on English and maths."""
    return any(rule.search(text) for rule in (_MINIMUM, _WITH_PLAN, _SIGN_LANGUAGE))


def english_and_maths(lines: Iterable[str]) -> EnglishAndMaths | str | None:
    """Return the rules; None without any, or the first unknown sentence."""
    minimum = plan = language = None
    for sentence in (part for line in lines for part in _SENTENCE_END.split(line)):
        if found := _MINIMUM.fullmatch(sentence):
            minimum = Minimum(level=Level(f"level_{found[1]}"), sentence=sentence)
        elif found := _WITH_PLAN.fullmatch(sentence):
            plan = Minimum(level=Level(f"{'entry_' if found[1] else ''}level_{found[2]}"), sentence=sentence)
        elif _SIGN_LANGUAGE.fullmatch(sentence):
            language = Alternative(in_place_of="english", sentence=sentence)
        else:
            return sentence
    if minimum:
        return EnglishAndMaths(minimum=minimum, with_plan_or_statement=plan, british_sign_language=language)
    return plan.sentence if plan else language.sentence if language else None


def versions(lines: Sequence[str]) -> Iterator[StandardVersion | str]:
    """Yield the rows of the version table; unknown ones as text."""
    cells = _cells(lines)
    heads = [cell.casefold() for cell in cells[: len(_VERSION_HEADS)] if cell.casefold() in _VERSION_HEADS]
    size = len(heads)
    for at in range(size, len(cells), size or 1):
        row = cells[at : at + size]
        if [cell.casefold() for cell in row] == heads:
            continue  # the headings are repeated
        yield _version(dict(zip(heads, row, strict=False))) or " | ".join(row)


_VERSION_HEADS = ("version", "change detail", "change", "earliest start date", "latest start date", "latest end date")


def _cells(lines: Iterable[str]) -> list[str]:
    """Return the cells of a table, row after row, without text after the last bar."""
    kept = [line for line in lines if not is_rule(line)]
    closed = (line if line.endswith("|") or "|" not in line else f"{line} |" for line in kept)
    return [" ".join(cell.split()) for cell in " ".join(closed).removeprefix("|").split("|")][:-1]


def _version(row: dict[str, str]) -> StandardVersion | None:
    """Return a row of the version table; None if it is not valid."""
    change = row.get("change detail") or row.get("change")
    dates = [_day(row.get(head, "")) for head in _VERSION_HEADS[3:]]
    if not change or not _NUMBER.fullmatch(row.get("version", "")) or False in dates:
        return None
    earliest, latest, end = (day or None for day in dates)
    return StandardVersion(
        version=row["version"], change=change, earliest_start=earliest, latest_start=latest, latest_end=end
    )


def _day(text: str) -> date | bool | None:
    """Return a day; None if it is not set, False if it is not valid."""
    if text.casefold() in ("", "not set", "-"):
        return None
    parts = _DATE.fullmatch(text)
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1])) if parts else False
    except ValueError:
        return False
