"""Check the portfolios of a cohort in chunks. A chunk is the work of one process, and becomes rows."""

import faulthandler
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cache, partial
from hashlib import blake2b
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.names import look
from ksbcheck.domain.people import name_words
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Report
from ksbcheck.engine.rows import Row, Work, identity_of, row_of
from ksbcheck.engine.tables import Hide, details_of
from ksbcheck.importing.cohort import Job
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.inputs.library import BUNDLED
from ksbcheck.inputs.row_keys import RowKeys, is_lasting
from ksbcheck.inputs.row_store import RowStore
from ksbcheck.inputs.shard import Listing, Shard
from ksbcheck.inputs.surroundings import build, digest_of, surroundings
from ksbcheck.tasks.check import CheckRequest, check, contents, fault_in, shared_work_in
from ksbcheck.tasks.pool import run_chunks, start_here, start_processes
from ksbcheck.tasks.pseudonyms import label, pseudonymous_reports

_CHUNK, _FEW = 16, 3
_NAMED = ("Learner", "Person")


class Chunk(NamedTuple):
    """Some portfolios, and how to check them: the same for all chunks of a cohort.

    With `seconds`, a check that takes longer ends its process. With a `key`, labels can't be made without it. Only with
    `tables` rows have their details.
    """

    jobs: Sequence[Job]
    request: CheckRequest
    cache: bool = True
    pseudonymous: bool = False
    seconds: float | None = None
    key: bytes = b""
    tables: bool = False

    def hide(self, kind: str, text: str) -> str:
        """Return the label of a text that may name a person, if names are replaced."""
        if not self.pseudonymous:
            return text
        name = " ".join(name_words(text)) if kind in _NAMED else ""
        return label(kind, name or text, self.key)

    def split(self) -> "Iterator[Chunk]":
        """Yield a chunk for each portfolio."""
        return (self._replace(jobs=(job,)) for job in self.jobs)


def chunks_of(jobs: Iterable[Job], like: Chunk, size: int = _CHUNK) -> Iterator[Chunk]:
    """Yield chunks of jobs."""
    jobs = iter(jobs)
    while some := tuple(islice(jobs, size)):
        yield like._replace(jobs=some)


class Selection:
    """The jobs with some values in the columns of their lists, or a shard of these, and how many were left out."""

    def __init__(self, where: Mapping[str, str], like: Chunk, shard: Shard | None = None) -> None:
        self.where = where
        self.like = like
        self.shard = shard
        self.total = self.checked = 0
        self.columns: dict[str, None] = {}
        self.left_out: Counter[str] = Counter()
        self.without_manifest: list[str] = []
        self._surroundings = cache(partial(surroundings, settings=like.request.settings))
        asked = digest_of(build(), repr((sorted(where.items()), like._replace(cache=True)))) if shard else ""
        self._digest = blake2b(asked.encode(), digest_size=8)

    def of(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """Yield the jobs to check."""
        for job in jobs:
            values = dict(job.attributes)
            self.columns |= dict.fromkeys(values)
            if job.left_out:
                self.left_out["folders_without_manifest"] += 1
                if len(self.without_manifest) < _FEW:
                    self.without_manifest.append(self.like.hide("Folder", job.path))
            elif any(look(values.get(column, "")) != look(value) for column, value in self.where.items()):
                self.left_out["other_values"] += 1
            elif self._is_in_shard(job):
                yield job

    def _is_in_shard(self, job: Job) -> bool:
        self.total += 1
        if self.shard is None:
            return True
        around = self._surroundings(os.path.dirname(job.path))  # noqa: PTH120 - a string, of which there are many
        self._digest.update(digest_of(repr(job), around).encode())
        return self.total % self.shard.of == self.shard.number % self.shard.of

    def listing(self) -> Listing:
        """Return what all shards have in common, once all jobs were seen."""
        return Listing(
            self._digest.hexdigest(),
            self.total,
            list(self.columns),
            dict(self.left_out),
            self.without_manifest,
            self.like.pseudonymous,
            self.like.tables,
        )


def check_cohort(jobs: Iterable[Job], like: Chunk, processes: int | None) -> Iterator[list[Row]]:
    """Check portfolios by some processes, or by this one, and yield their rows in order."""
    start = start_processes if processes else start_here
    like = like if processes else like._replace(seconds=None)
    with RowStore.of_the_user() if like.cache else nullcontext() as store:
        known = _RowMaker(like, store).known
        yield from run_chunks(check_chunk, chunks_of(jobs, like), processes or 1, broken_rows, start, known=known)


def check_chunk(chunk: Chunk) -> list[Row]:
    """Return a row for each portfolio of a chunk, in order. Any executor can run it: it needs only the files."""
    with ExitStack() as stack:
        documents = stack.enter_context(Outlines(OutlineCache.of_the_user() if chunk.cache else None))
        store = stack.enter_context(RowStore.of_the_user()) if chunk.cache else None
        request = chunk.request._replace(documents=documents)
        maker = _RowMaker(chunk._replace(request=request), store)
        rows = [maker.make(job) for job in chunk.jobs]
        maker.keep()
        return rows


def broken_rows(chunk: Chunk, took: float) -> list[Row]:
    """Return rows for portfolios whose check ended its process, after some seconds."""
    late = chunk.seconds is not None and took >= chunk.seconds
    what = f"the check took longer than {chunk.seconds:g} seconds" if late else "the check ended its process"
    remedy = "Check the portfolio alone; if it is no damaged file that does this, raise --time-limit."
    errors = ((job, InputError("KSB920", what, remedy, path=job.path)) for job in chunk.jobs)
    return [_row(Report(job.path, Policy(), error.findings), job, chunk) for job, error in errors]


class _RowMaker:
    """Makes the rows of a chunk, or finds them in a store of earlier ones."""

    def __init__(self, chunk: Chunk, store: RowStore | None) -> None:
        self._chunk, self._store = chunk, store
        self._keys = self._keys_now() if store else None
        self._made: dict[bytes, tuple[Job, Row]] = {}

    def known(self, chunk: Chunk) -> list[Row] | None:
        """Return the rows of a chunk of texts if all are kept, so that no process need be started for it."""
        rows = []
        for job in chunk.jobs:
            _, row = self._find(job) if job.text is not None and not job.findings else (None, None)
            if row is None:
                return None
            rows.append(row)
        return rows

    def _find(self, job: Job) -> tuple[bytes | None, Row | None]:
        """Return the key of a portfolio, and its row if that is kept."""
        key = self._keys.of(job.path, job.text) if self._keys else None
        found = self._store.get(key) if self._store and key else None
        return key, found and _with_attributes(found, job, self._chunk)

    def make(self, job: Job) -> Row:
        """Return the row of a portfolio."""
        with _time_limit(self._chunk.seconds):
            try:
                return self._found_or_made(job)
            except Exception as error:  # noqa: BLE001 - any is the portfolio's own, and the others go on
                return _row(fault_in(Path(job.path), error), job, self._chunk)

    def _found_or_made(self, job: Job) -> Row:
        if job.findings:
            return _row(Report(job.path, Policy(), job.findings), job, self._chunk)
        key, row = self._find(job)
        return row or self._check(job, key)

    def _check(self, job: Job, key: bytes | None) -> Row:
        placed = self._chunk.tables and job.text is None
        report = check(Path(job.path), self._chunk.request._replace(text=job.text, placed=placed))
        row = _row(report, job, self._chunk)
        if key and is_lasting(report):
            self._made[key] = job, row._replace(attributes=())
        return row

    def keep(self) -> None:
        """Store the new rows, if all that they depend on is as it was before they were made."""
        if self._store and self._made:
            now = self._keys_now()
            same = {key: row for key, (job, row) in self._made.items() if now.of(job.path, job.text) == key}
            self._store.put(same)

    def _keys_now(self) -> RowKeys:
        request = self._chunk.request._replace(documents=None, placed=False)
        about = self._chunk._replace(jobs=(), request=request, cache=True, seconds=None)
        return RowKeys(request.settings, about)


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    """End the process if this takes longer, even where only the system can stop it."""
    if seconds is not None:
        faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())
    try:
        yield
    finally:
        if seconds is not None:
            faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")


def _row(report: Report, job: Job, chunk: Chunk) -> Row:
    work = tuple(each._replace(name=chunk.hide("File", each.name)) for each in _work(report))
    details = details_of(report, chunk.hide) if chunk.tables else ()
    row = row_of(*pseudonymous_reports([report])) if chunk.pseudonymous else row_of(report)
    row = row._replace(identity=identity_of(report), work=work, details=details)
    return _with_attributes(_keyed(row, report, chunk.hide) if chunk.key else row, job, chunk)


def _keyed(row: Row, report: Report, hide: Hide) -> Row:
    """Return a row whose identifiers can be worked out only with the key."""
    learner = report.judgement.portfolio.learner if report.judgement else None
    path, is_bundled = hide("Portfolio", report.path), row.under and row.under.file.endswith(BUNDLED)
    return row._replace(
        path=path,
        identity=hide("Identity", row.identity),
        work=tuple(each._replace(digests=tuple(_hidden(each.digests, hide))) for each in row.work),
        under=row.under and row.under._replace(file=row.under.file if is_bundled else ""),
        error=row.error and row.error._replace(path=path),
        learner=hide("Learner", learner.name) if learner and learner.name else None,
        learner_id=hide("ID", look(learner.id)) if learner and learner.id else None,
    )


def _hidden(digests: Iterable[bytes], hide: Hide) -> Iterator[bytes]:
    return (hide("Work", digest.hex()).encode() for digest in digests)


def _with_attributes(row: Row, job: Job, chunk: Chunk) -> Row:
    values = ((name, chunk.hide(name.capitalize(), value) if value else "") for name, value in job.attributes)
    return row._replace(attributes=tuple(values))


def _work(report: Report) -> Iterator[Work]:
    """Yield the claimed files, with how severe it would be that another learner's portfolio holds them too."""
    digests: dict[str, list[bytes]] = {}
    for name, digest in contents(report):
        digests.setdefault(name, []).append(blake2b(repr(digest).encode(), digest_size=16).digest())
    found = shared_work_in(report, digests) if digests else ()
    severities = [each.severity for each in found] if found else [None] * len(digests)
    for (name, of_file), severity in zip(digests.items(), severities, strict=True):
        yield Work(name, tuple(of_file), severity)
