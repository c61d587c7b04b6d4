"""A cohort row by row: as JSON, JSON Lines and CSV.

`cohort_models` has the shapes of JSON, which escapes all beyond ASCII, as `check` does.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.report import Outcome
from ksbcheck.domain.text import shown
from ksbcheck.engine.rows import Row, Standing
from ksbcheck.engine.summary import Change, Changes, Group, Lacked, Movement, Summary, change_of, rank_lacked
from ksbcheck.engine.tables import COLUMNS, as_json
from ksbcheck.inputs.spool import Spool, Twice
from ksbcheck.output.cells import as_csv, cut_for_excel
from ksbcheck.reports.cohort import short_reasons
from ksbcheck.reports.json import fields, finding_json

_OUTCOMES = {outcome: outcome.name.lower() for outcome in Outcome}
_JUDGED = ("version", "option", "method", "rung", "min_pieces")
_Object = dict[str, Any]


@dataclass
class Cohort:
    """A cohort whose rows are in a table. What is counted is right once all rows were seen.

    `left_out` has the numbers of what was not checked, `without_manifest` the first folders among them. With `hide`,
    portfolios of an earlier run are not named: it may have been made with names.
    """

    spool: Spool
    summary: Summary
    changes: Changes | None = None
    columns: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    without_manifest: Sequence[str] = ()
    hide: bool = False
    is_counted: bool = False

    def rows(self) -> Iterator[tuple[Row, Change | None]]:
        """Yield each row, with its change since an earlier run, and count both the first time."""
        for row in self.spool.rows():
            change = None
            if self.changes:
                change = change_of(row, self.spool.earlier(row), is_only=self.spool.is_only(row))
            if not self.is_counted:
                self.summary.add(row)
                if self.changes and change:
                    self.changes.add(row, change)
            yield row, change
        self.is_counted = True

    def count(self) -> None:
        """See all rows."""
        for _ in self.rows():
            pass


def json_lines(cohort: Cohort) -> Iterator[str]:
    """Yield a line for each row."""
    return (f"{_json(_row(row, change))}\n" for row, change in cohort.rows())


def json_parts(cohort: Cohort) -> Iterator[str]:
    """Yield the parts of a JSON object: a row a line, then what was found once all rows were seen."""
    yield '{"format": "ksbcheck-cohort/1",\n"portfolios": ['
    for number, line in enumerate(json_lines(cohort)):
        yield f"{',' if number else ''}\n{line[:-1]}"
    yield f"],\n{_json(_whole(cohort))[1:]}\n"


def _json(value: _Object) -> str:
    return json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, date) else each.value)


def table_lines(cohort: Cohort) -> Iterator[tuple[Row, Mapping[str, str]]]:
    """Yield each row with its lines of JSON in each table; a portfolio that is named again has another key."""
    named: Counter[str] = Counter()
    for row, change in cohort.rows():
        if not cohort.spool.is_only(row):
            named[row.path] += 1
        times = named[row.path]
        found = _row(row, change)
        key = {"portfolio": f"{row.path}//{times}" if times > 1 else row.path, "version": found["version"]}
        start = as_json(key)[:-1]
        tables = zip(COLUMNS, ((_table_row(found),), *row.details), strict=True)
        yield row, {table: "".join(f"{start}, {each[1:]}\n" for each in rows) for table, rows in tables}


def _table_row(found: _Object) -> str:
    error, change = found["error"] or {}, found["change"] or {}
    more = {"error_rule": error.get("rule"), "movement": change.get("movement")}
    columns = COLUMNS["portfolio"].keys() - {"version"}
    row = {**found, **(found["counts"] or {}), **more}
    return as_json({name: value for name, value in row.items() if name in columns})


def _row(row: Row, change: Change | None) -> _Object:
    under, judged = row.under, row.is_standard
    return {
        "path": row.path,
        "learner": row.learner,
        "learner_id": row.learner_id,
        "standard": row.standard[0] if judged else None,
        **_judged(row),
        "framework": under.reference if under and not judged else None,
        "as_of": row.day,
        "outcome": _OUTCOMES[row.outcome],
        "counts": _counts(row) if judged else None,
        "missing": row.missing if judged else None,
        "thin": row.thin if judged else None,
        "duties": [{"number": number, "status": status} for number, status in row.duties] if judged else None,
        "waiting": row.waiting,
        "weeks": row.weeks,
        "standing": row.standing,
        "reasons": [short_reasons([each]) for each in row.reasons],
        "findings": [{"rule": rule, "severity": each, "count": count} for rule, each, count in row.findings],
        "error": finding_json(row.error) if row.error else None,
        "attributes": dict(row.attributes),
        "change": fields(change, "movement", "closed", "opened") if change else None,
    }


def _judged(row: Row) -> _Object:
    return {name: (getattr(row.under, name) or None) if row.is_standard else None for name in _JUDGED}


def _counts(row: Row) -> _Object:
    required = len(row.under.required) if row.under else 0
    return {"required": required, **dict(zip(map(str, COUNTING_RUNGS), row.counts, strict=True))}


def _whole(cohort: Cohort) -> _Object:
    summary = cohort.summary
    return {
        "totals": {"portfolios": summary.all.total, **_outcomes(summary.all)},
        "left_out": cohort.left_out,
        "standards": [
            {"title": summary.unders[of].title, **_group(group, of)} for of, group in summary.standards.items()
        ],
        "groups": [
            {"by": summary.by, "value": value, **_group(group, of)} for (value, *of), group in summary.groups.items()
        ],
        "duties": [
            {**_of(of), "number": number, **counts}
            for of, group in summary.standards.items()
            for number, counts in group.by_duty.items()
        ],
        "one_learner_twice": list(map(_twice, cohort.spool.one_learner_twice())),
        "one_document_of_several_learners": list(map(_twice, cohort.spool.one_document_twice())),
        "against": _against(cohort.changes, cohort.spool, hide=cohort.hide) if cohort.changes else None,
    }


def _outcomes(group: Group) -> _Object:
    return {_OUTCOMES[outcome]: group.outcomes[outcome] for outcome in Outcome}


def _of(standard: Sequence[str]) -> _Object:
    return {"standard": standard[0] or None, "version": standard[1] or None}


def _group(group: Group, standard: Sequence[str]) -> _Object:
    standings = {standing.value: group.standings[standing] for standing in Standing}
    lacked = list(map(Lacked._asdict, group.most_lacked))
    return {**_of(standard), "portfolios": group.total, **_outcomes(group), **standings, "most_missing": lacked}


def _twice(twice: Twice) -> _Object:
    return {"total": twice.total, "first": [{"path": path, "file": name or None} for path, name in twice.members]}


def _against(changes: Changes, spool: Spool, *, hide: bool) -> _Object:
    only = spool.only_earlier()
    return {
        **{movement.value: changes.counts[movement] for movement in Movement},
        "only_earlier": _twice(only._replace(members=()) if hide else only),
        "closed": list(_codes(changes.closed)),
        "opened": list(_codes(changes.opened)),
    }


def _codes(by_standard: Mapping[tuple[str, str], Counter[str]]) -> Iterator[_Object]:
    for standard, counts in by_standard.items():
        yield {**_of(standard), "codes": {each.code: each.by for each in rank_lacked(counts, counts)}}


def csv_parts(cohort: Cohort) -> Iterator[str]:
    """Yield the lines of CSV: a row a learner, with the columns of the lists that named the portfolios."""
    cells = Cells(cohort)
    yield as_csv([cells.heads])
    yield from (as_csv([each], mark="") for each in cells)


@dataclass
class Cells(Collection[tuple[str | int, ...]]):
    """A row of cells for each learner, from the table."""

    cohort: Cohort

    @property
    def heads(self) -> list[str]:
        return list(_cells(next(self.cohort.spool.rows()), None, self.cohort.columns))

    def __iter__(self) -> Iterator[tuple[str | int, ...]]:
        return (tuple(map(_cell, _cells(*each, self.cohort.columns).values())) for each in self.cohort.rows())

    def __len__(self) -> int:
        return self.cohort.spool.total

    def __contains__(self, cells: object) -> bool:
        return any(each == cells for each in self)


def _cells(row: Row, change: Change | None, columns: Sequence[str]) -> _Object:
    counts = _counts(row) if row.is_standard else dict.fromkeys(("required", *map(str, COUNTING_RUNGS)))
    return {
        "Portfolio": row.path,
        "Learner": row.learner,
        "Learner ID": row.learner_id,
        "Outcome": _OUTCOMES[row.outcome],
        "Standard": row.standard[0],
        "Version": row.standard[1],
        "Option": row.under.option if row.under else "",
        **{name.capitalize(): count for name, count in counts.items()},
        "Missing": " ".join(row.missing),
        "Thin": " ".join(row.thin),
        "Waiting to be assessed": row.waiting,
        "Weeks without new evidence": row.weeks,
        "Why to see first": short_reasons(row.reasons),
        "Error": row.error.message if row.error else "",
        "Change": change.movement.value if change else "",
        "Closed": " ".join(change.closed) if change else "",
        "Opened": " ".join(change.opened) if change else "",
        **{name: dict(row.attributes).get(name) for name in columns},
    }


def _cell(value: object) -> str | int:
    return value if isinstance(value, int) else cut_for_excel(shown("" if value is None else str(value)))
