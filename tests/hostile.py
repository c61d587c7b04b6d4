"""A worker that some portfolios hang, crash or exhaust, by their names."""

import os
import time
from pathlib import Path

from ksbcheck.domain.report import Report
from ksbcheck.engine.rows import Row
from ksbcheck.tasks import cohort
from ksbcheck.tasks.check import CheckRequest, check
from ksbcheck.tasks.cohort import Chunk, check_chunk


def check_hostile_chunk(chunk: Chunk) -> list[Row]:
    """Check a chunk; only in a process that may die."""
    cohort.check = _check
    return check_chunk(chunk)


def _check(path: Path, request: CheckRequest) -> Report:
    match path.name:
        case "hang":
            time.sleep(3600)
        case "crash":
            os.abort()
        case "memory":
            bytearray(2**40)
        case "row":
            return Report(str(path), None, ())  # type: ignore[arg-type]
    return check(path, request)
