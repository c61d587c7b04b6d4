"""The rows of an earlier run of `ksbcheck cohort`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ksbcheck.domain.finding import InputError, Place
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.inputs.files import NotOrdinaryError, opened, reason_of

_REMEDY = "Name what `ksbcheck cohort --format jsonl` or `--format json` wrote."
_Row = Mapping[str, Any]


def read_earlier(path: Path) -> Iterator[_Row]:
    """Yield the rows of a cohort as JSON Lines, line by line, or as JSON.

    Raises:
        InputError: the file can't be read, or is not of a cohort.
    """
    try:
        with opened(path) as file:
            lines: Iterable[Any] = map(json.loads, file)
            if path.suffix.lower() == ".json":
                whole = json.load(file)
                lines = whole["portfolios"] if isinstance(whole, dict) and "portfolios" in whole else [whole]
            for number, row in enumerate(lines, 1):
                if not _is_row(row):
                    raise InputError("KSB906", "this is not of a cohort", _REMEDY, path=path, place=Place(number, 1))
                yield row
    except NotOrdinaryError:
        raise InputError("KSB901", "this is not an ordinary file", _REMEDY, path=path) from None
    except OSError as error:
        raise InputError("KSB901", f"cannot be opened: {reason_of(error)}", _REMEDY, path=path) from None
    except (ValueError, RecursionError) as error:
        raise InputError("KSB904", f"this is not valid JSON: {error}", _REMEDY, path=path) from None


def _is_row(row: object) -> bool:
    """Return whether a value has the keys that a comparison needs."""
    match row:
        case {"path": str(), "learner": _, "learner_id": _, "standard": None}:
            return True
        case {
            "path": str(),
            "learner": _,
            "learner_id": _,
            "standard": str(),
            "missing": [*missing],
            "thin": [*thin],
            "counts": {**counts},
        }:
            codes = all(isinstance(code, str) for code in (*missing, *thin))
            return codes and all(isinstance(counts.get(str(rung)), int) for rung in COUNTING_RUNGS)
    return False
