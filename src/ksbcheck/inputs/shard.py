"""Shards: files with the rows of parts of a cohort, which together are the cohort.

A shard is lines, compressed: what the part is, as JSON; its rows; a blank line; what all parts have in common, as JSON.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from gzip import GzipFile
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck import __version__
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.text import listed
from ksbcheck.engine.rows import Row
from ksbcheck.inputs.files import NotOrdinaryError, opened
from ksbcheck.inputs.spool import Spool, decode, encode

_FORMAT = "ksbcheck-shard/1"
_LONGEST = 2**24
_FEW = 100


class Shard(NamedTuple):
    """One part of a cohort, of several, counted from 1."""

    number: int
    of: int


class Listing(NamedTuple):
    """A cohort as each of its shards sees it: how many portfolios to check, and what was left out.

    `digest` is of the portfolios, and of all that they are judged by.
    """

    digest: str
    total: int
    columns: Sequence[str]
    left_out: Mapping[str, int]
    without_manifest: Sequence[str]
    pseudonymous: bool
    tables: bool


def shard_parts(shard: Shard, rows: Iterable[Row], listing: Callable[[], Listing]) -> Iterator[bytes]:
    """Yield the bytes of a shard as its rows come. The listing is asked for after the last."""
    packer = zlib.compressobj(1, wbits=31)
    head = {"format": _FORMAT, "version": __version__, **shard._asdict()}
    yield packer.compress(f"{json.dumps(head)}\n".encode())
    for row in rows:
        yield packer.compress(b64encode(encode(row)) + b"\n")
    yield packer.compress(f"\n{json.dumps(listing()._asdict())}\n".encode())
    yield packer.flush()


def merge_shards(paths: Sequence[Path], spool: Spool) -> Listing:
    """Add the rows of all shards of a cohort to a table, in the order of the cohort.

    Raises:
        InputError: a file is no whole shard, or the shards are not those of one cohort, each once.
    """
    found: dict[int, Path] = {}
    of = 0
    for path in paths:
        with _opened(path) as (_, shard):
            if found and shard.of != of:
                raise _refused(path, f"this is one of {shard.of} shards, but {paths[0]} is one of {of}")
            if shard.number in found:
                raise _refused(path, f"this is shard {shard.number} of {of}, as {found[shard.number]} is")
            found[shard.number], of = path, shard.of
    if missing := list(islice((str(number) for number in range(1, of + 1) if number not in found), _FEW)):
        raise _refused(paths[0], f"shards are missing: {listed(missing)} of {of}")
    listings = {path: _add(path, spool) for path in found.values()}
    first, listing = next(iter(listings.items()))
    for path, other in listings.items():
        if other != listing:
            what = "portfolios, options, day, settings, policies, standards or build of ksbcheck"
            raise _refused(path, f"this is of another cohort than {first}: it has other {what}")
    return listing


def _add(path: Path, spool: Spool) -> Listing:
    with _opened(path) as (file, (number, of)):
        before = spool.total
        lines = iter(partial(file.readline, _LONGEST), b"\n")
        spool.add((decode(b64decode(line)) for line in lines), range(number, 2**62, of))
        listing = _listing(json.loads(file.read(_LONGEST)))
        if spool.total - before != len(range(number, listing.total + 1, of)):
            raise ValueError("rows are missing")
        return listing


def _listing(held: Any) -> Listing:  # noqa: ANN401 - as JSON
    match held:
        case {"total": int(), "columns": [*columns], "left_out": {**left_out}} if all(
            isinstance(column, str) for column in columns
        ) and all(isinstance(number, int) for number in left_out.values()):
            return Listing(**held)
    raise ValueError("the last line is another")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[GzipFile, Shard]]:
    """Open a shard after its first line; what is wrong with it is an error that names it."""
    try:
        with opened(path) as raw, GzipFile(fileobj=raw) as file:
            yield file, _head(json.loads(file.readline(_LONGEST)))
    except NotOrdinaryError:
        raise _refused(path, "this is not an ordinary file") from None
    except (OSError, EOFError, zlib.error, ValueError, TypeError, RecursionError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise _refused(path, f"cannot be opened: {error.strerror}") from None
        raise _refused(path, f"this is no whole shard for this ksbcheck: {error}") from None


def _head(held: object) -> Shard:
    match held:
        case {"format": format, "version": version, "number": int(number), "of": int(of)} if format == _FORMAT:
            if version != __version__:
                raise ValueError(f"version {version} of ksbcheck wrote it, and this is {__version__}")
            if 0 < number <= of:
                return Shard(number, of)
    raise ValueError("the first line is another")


def _refused(path: Path, problem: str) -> InputError:
    return InputError("KSB906", problem, "Name each file that `ksbcheck cohort --shard` wrote, once.", path=path)
