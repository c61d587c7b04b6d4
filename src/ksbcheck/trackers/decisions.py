"""An assessor's decisions in a row: with a name and a day, and not the learner's own."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ksbcheck.domain.people import People, is_name
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.trackers.columns import Columns
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.headings import Role
from ksbcheck.trackers.rows import Row
from ksbcheck.trackers.words import Standing, names_nothing, standing

_INITIALS = re.compile(r"(?:[A-Z]\.?\s?){2,3}")
_SIGNED = re.compile(r"(?i)\b(?:sign(?:ed)?[ -]?off|approved|passed)\b")
"""Headings over names that are decisions by themselves. A signature may only confirm hours."""
_NAME = re.compile(r"[A-Z][\w'\u2019.-]*(?: [A-Z][\w'\u2019.-]*){1,3}|[A-Z]{2,3}")
_AFTER_VERDICT = re.compile(r"\s*(?:[-\u2013\u2014,:;(/]|\bby\b|\n)\s*")
_NO = (Standing.NOT_MET, Standing.ABSENT, Standing.PARTIAL)


class Signing(NamedTuple):
    """The decisions of a row, and remarks on them by column. `is_refused` says that it is a no without name or day."""

    decisions: tuple[TrackedDecision, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()
    is_refused: bool = False


class _Written(NamedTuple):
    """A decision as it is written: in one cell, or in several."""

    said: str
    verdict: Standing | None
    by: str
    on: date | None
    day: str
    column: int


def read_signing(row: Row, columns: Columns, people: People, days: Days) -> Signing:
    """Return what an assessor, and a second person, decided in a row."""
    written = _written(row, columns, days)
    if written is None:
        return _with_second(Signing(), row, columns, people, days)
    said, verdict, by, on, day, column = written
    if verdict is None:
        text = f"{said!r} is no decision" if said else f"there is no decision beside {by or day!r}"
        return _with_second(Signing(remarks=((column, text),) if said or by else ()), row, columns, people, days)
    why_not = doubt(by, on, day, people)
    feedback = " ".join(row.text(each) for each in columns.of(Role.NOTES)).strip()
    if verdict in _NO:
        decisions = (TrackedDecision(by, on, is_met=False, feedback=feedback),) if on and not why_not else ()
        remark = f"{said!r}{f' by {by}' if by else ''}{f' on {on}' if on else ''} is no sign-off"
        return Signing(decisions, ((column, remark),), is_refused=not decisions and verdict is not Standing.PARTIAL)
    if why_not or on is None:
        return _with_second(
            Signing(remarks=((column, f"{said!r} is no sign-off: {why_not}"),)), row, columns, people, days
        )
    remarks = () if is_name(by) else ((column, f"{by!r} are initials; name the person"),)
    return _with_second(Signing((TrackedDecision(by, on, feedback=feedback),), remarks), row, columns, people, days)


def _written(row: Row, columns: Columns, days: Days) -> _Written | None:
    """Return the decision in a row; None where there is none."""
    assessors, dates = columns.of(Role.ASSESSOR), columns.of(Role.ASSESSED_ON)
    decisions = columns.of(Role.DECISION) or (columns.of(Role.STATUS) if assessors or dates else [])
    column = next(iter([*(c for c in decisions if row.text(c)), *(c for c in assessors if row.text(c)), *dates]), None)
    if column is None:
        return None
    said, on = days.split(next((row.text(each) for each in decisions if row.text(each)), ""))
    verdict, by = standing(said), ""
    parts = _AFTER_VERDICT.split(said, maxsplit=1)
    name = parts[-1].strip(" ),;")
    if len(parts) > 1 and standing(parts[0]) and (verdict is None or _NAME.fullmatch(name)):
        said, verdict, by = parts[0], standing(parts[0]), name if _NAME.fullmatch(name) else ""
    names = [days.split(row.text(each)) for each in assessors if row.text(each)]
    decided = next((name for name, _ in names if standing(name) in _NO or (not verdict and standing(name))), None)
    if decided:
        said, verdict, names = decided, standing(decided), [("", day) for _, day in names]
    by, on = by or next((name for name, _ in names), ""), on or next((day for _, day in names if day), None)
    day = next((row.text(each) for each in dates if row.text(each)), "")
    on = on or days.read(day)
    if not columns.of(Role.DECISION) and verdict is None and assessors:
        is_signature = _SIGNED.search(columns.headings.get(assessors[0], "")) is not None
        verdict = Standing.MET if is_signature and by and not names_nothing(by) else None
        said = by if verdict else said
    if verdict in (Standing.PLANNED, Standing.POSSIBLE) or (
        columns.of(Role.DECISION) == [] and verdict is Standing.DONE
    ):
        verdict, said, by, day = None, "", "", ""  # no decision yet; or the learner's own word
    return _Written(said, verdict, by, on, day, column)


def doubt(by: str, on: date | None, day: str, people: People) -> str:
    """Return why a name and a day do not sign; empty if they do."""
    if not by or names_nothing(by):
        return "nobody is named"
    if people.may_be_learner(by) or _are_initials_of(by, people.learner):
        return f"{by!r} may be the learner"
    if not is_name(by) and not _INITIALS.fullmatch(by):
        return f"{by!r} is not a person's name"
    if on is None:
        return f"{day!r} is no day" if day else "there is no day"
    return ""


def _are_initials_of(by: str, learner: str | None) -> bool:
    letters = re.sub(r"\W", "", by).casefold()
    return (
        bool(learner)
        and _INITIALS.fullmatch(by) is not None
        and letters == "".join(w[0] for w in str(learner).split()).casefold()
    )


def _with_second(signing: Signing, row: Row, columns: Columns, people: People, days: Days) -> Signing:
    """Return the decisions with that of quality assurance."""
    found = next(iter(_second(row, columns, days)), None)
    if found is None:
        return signing
    column, by, on, is_split = found
    refused = [row.text(each) for each in columns.of(Role.SECOND_DECISION) if standing(row.text(each)) in _NO]
    first = next((each for each in signing.decisions if each.is_met), None)
    why_not = doubt(by, on, "", people) or ("" if is_name(by) else f"{by!r} are initials")
    why_not = f"{refused[0]!r}" if refused else why_not
    if first and not why_not and people.may_be_same(first.by, by):
        why_not = f"{by!r} may be the assessor"
    if first is None or why_not or on is None:
        remark = f"quality assurance {row.text(column)!r} is not taken over: {why_not or 'no assessor has signed off'}"
        return signing._replace(remarks=(*signing.remarks, (column, remark)))
    remarks = () if is_split else ((column, f"read as quality assurance by {by} on {on}, from one cell"),)
    decisions = (*signing.decisions, TrackedDecision(by, on, is_second=True))
    return signing._replace(decisions=decisions, remarks=(*signing.remarks, *remarks))


def _second(row: Row, columns: Columns, days: Days) -> Iterator[tuple[int, str, date | None, bool]]:
    own_day = next((days.read(row.text(each)) for each in columns.of(Role.VERIFIED_ON) if row.text(each)), None)
    for column in columns.of(Role.VERIFIER):
        by, on = days.split(row.text(column))
        if row.text(column) and standing(by) not in (*_NO, Standing.PLANNED):
            yield column, by, own_day or on, on is None
