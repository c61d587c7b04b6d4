"""An assessor's decisions in a row: with a name and a day, and not the learner's own."""

import re
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


def read_signing(row: Row, columns: Columns, people: People, days: Days) -> Signing:
    """Return what an assessor, and a second person, decided in a row."""
    written = _written(row, columns, days)
    if written is None:
        return _with_second(Signing(), row, columns, people, days)
    said, verdict, by, on, day, column = written
    why_not = doubt(by, on, day, people)
    feedback = " ".join(text for _, text in columns.filled(row, Role.NOTES))
    if verdict in _NO:
        decisions = (TrackedDecision(by, on, is_met=False, feedback=feedback),) if on and not why_not else ()
        remark = f"{said!r}{f' by {by}' if by else ''}{f' on {on}' if on else ''} is no sign-off"
        return Signing(decisions, ((column, remark),), is_refused=not decisions and verdict is not Standing.PARTIAL)
    if verdict is None:
        text = f"{said!r} is no decision" if said else f"there is no decision beside {by or day!r}"
        signing = Signing(remarks=((column, text),) if said or by else ())
    elif why_not or on is None:
        signing = Signing(remarks=((column, f"{said!r} is no sign-off: {why_not}"),))
    else:
        remarks = () if is_name(by) else ((column, f"{by!r} are initials; name the person"),)
        signing = Signing((TrackedDecision(by, on, feedback=feedback),), remarks)
    return _with_second(signing, row, columns, people, days)


def _written(row: Row, columns: Columns, days: Days) -> tuple[str, Standing | None, str, date | None, str, int] | None:
    """Return the words of a decision, what they say, its name, its day, the day as written, and its column."""
    assessors, dates = columns.filled(row, Role.ASSESSOR), columns.filled(row, Role.ASSESSED_ON)
    signs = columns.of(Role.ASSESSOR, Role.ASSESSED_ON)
    decisions = columns.filled(row, Role.DECISION)
    if signs and not columns.of(Role.DECISION):
        decisions = columns.filled(row, Role.STATUS)
    column = next(iter([*(at for at, _ in (*decisions, *assessors)), *columns.of(Role.ASSESSED_ON)]), None)
    if column is None:
        return None
    said, on = days.split(decisions[0][1] if decisions else "")
    verdict, by = standing(said), ""
    parts = _AFTER_VERDICT.split(said, maxsplit=1)
    name = parts[-1].strip(" ),;")
    if len(parts) > 1 and standing(parts[0]) and (verdict is None or _NAME.fullmatch(name)):
        said, verdict, by = parts[0], standing(parts[0]), name if _NAME.fullmatch(name) else ""
    names = [days.split(text) for _, text in assessors]
    decided = next((name for name, _ in names if standing(name) in _NO or (not verdict and standing(name))), None)
    if decided:
        said, verdict, names = decided, standing(decided), [("", day) for _, day in names]
    by, on = by or next((name for name, _ in names), ""), on or next((day for _, day in names if day), None)
    day = dates[0][1] if dates else ""
    on = on or days.read(day)
    if not columns.of(Role.DECISION) and verdict is None and (heads := columns.of(Role.ASSESSOR)):
        is_signature = _SIGNED.search(columns.headings.get(heads[0], "")) is not None
        verdict = Standing.MET if is_signature and by and not names_nothing(by) else None
        said = by if verdict else said
    if verdict in (Standing.PLANNED, Standing.POSSIBLE) or (verdict is Standing.DONE and not columns.of(Role.DECISION)):
        verdict, said, by, day = None, "", "", ""  # no decision yet; or the learner's own word
    return said, verdict, by, on, day, column


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
    own = "".join(word[0] for word in (learner or "").split()).casefold()
    return _INITIALS.fullmatch(by) is not None and letters == own


def _with_second(signing: Signing, row: Row, columns: Columns, people: People, days: Days) -> Signing:
    signed = ((column, text, *days.split(text)) for column, text in columns.filled(row, Role.VERIFIER))
    found = next((each for each in signed if standing(each[2]) not in (*_NO, Standing.PLANNED)), None)
    if found is None:
        return signing
    column, text, by, beside = found
    own_day = next((days.read(each) for _, each in columns.filled(row, Role.VERIFIED_ON)), None)
    on = own_day or beside
    refused = [said for _, said in columns.filled(row, Role.SECOND_DECISION) if standing(said) in _NO]
    first = next((each for each in signing.decisions if each.is_met), None)
    why_not = doubt(by, on, "", people) or ("" if is_name(by) else f"{by!r} are initials")
    why_not = f"{refused[0]!r}" if refused else why_not
    if first and not why_not and people.may_be_same(first.by, by):
        why_not = f"{by!r} may be the assessor"
    if first is None or why_not or on is None:
        remark = f"quality assurance {text!r} is not taken over: {why_not or 'no assessor has signed off'}"
        return signing._replace(remarks=(*signing.remarks, (column, remark)))
    remarks = ((column, f"read as quality assurance by {by} on {on}, from one cell"),) if beside else ()
    decisions = (*signing.decisions, TrackedDecision(by, on, is_second=True))
    return signing._replace(decisions=decisions, remarks=(*signing.remarks, *remarks))
