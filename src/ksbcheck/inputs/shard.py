"""Shards: files with the rows of parts of a cohort, which together are the cohort.

A shard is a gzip file: a line of JSON with what the part is, each row after its length, and a line of JSON with what
all parts have in common.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck import __version__
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.text import listed
from ksbcheck.engine.rows import Row
from ksbcheck.inputs.files import NotOrdinaryError, opened
from ksbcheck.inputs.spool import Spool, decode, encode

_FORMAT = "ksbcheck-shard/1"
_LENGTH_BYTES, _LONGEST = 4, 2**24
MOST = 10_000
"""The most shards of a cohort."""


class Shard(NamedTuple):
    """One part of a cohort, of several, counted from 1."""

    number: int
    of: int


class Listing(NamedTuple):
    """A cohort as each of its shards sees it: how many portfolios to check, by what, and what was left out.

    `request` is a digest of the options, the day and the program, `digest` one of the portfolios' paths or texts and
    of the settings, policies and standards for each.
    """

    request: str
    digest: str
    total: int
    columns: Sequence[str]
    left_out: dict[str, int]
    without_manifest: Sequence[str]
    pseudonymous: bool


def shard_parts(shard: Shard, rows: Iterable[Row], listing: Callable[[], Listing]) -> Iterator[bytes]:
    """Yield the bytes of a shard as its rows come. The listing is asked for after the last."""
    packer = zlib.compressobj(1, wbits=31)
    head = {"format": _FORMAT, "version": __version__, **shard._asdict()}
    yield packer.compress(f"{json.dumps(head)}\n".encode())
    for row in rows:
        held = encode(row)
        yield packer.compress(len(held).to_bytes(_LENGTH_BYTES, "big") + held)
    yield packer.compress(bytes(_LENGTH_BYTES) + json.dumps(listing()._asdict()).encode())
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
    if missing := [str(number) for number in range(1, of + 1) if number not in found]:
        raise _refused(paths[0], f"this is one of {of} shards, of which these are missing: {listed(missing)}")
    listings = {path: _add(path, spool) for path in found.values()}
    first, listing = next(iter(listings.items()))
    for path, other in listings.items():
        if differing := _what_differs(listing, other):
            raise _refused(path, f"this is of another cohort than {first}: {differing}")
    return listing


def _what_differs(one: Listing, other: Listing) -> str:
    if one.request != other.request:
        return "it has other options, another day, or another build of ksbcheck"
    return "" if one == other else "it has other portfolios, settings, policies or standards"


def _add(path: Path, spool: Spool) -> Listing:
    with _opened(path) as (file, (number, of)):
        before = spool.total
        spool.add(_rows(file), range(number, 2**62, of))
        listing = _listing(json.loads(file.read(_LONGEST)))
        if spool.total - before != len(range(number, listing.total + 1, of)):
            raise ValueError("rows are missing")
        return listing


def _rows(file: GzipFile) -> Iterator[Row]:
    while length := int.from_bytes(_read(file, _LENGTH_BYTES), "big"):
        yield decode(_read(file, length))


def _read(file: GzipFile, length: int) -> bytes:
    held = file.read(length) if length < _LONGEST else b""
    if len(held) < length:
        raise ValueError("it is cut off")
    return held


def _listing(held: Any) -> Listing:  # noqa: ANN401 - as JSON
    match held:
        case {"total": int(), "columns": [*columns], "left_out": {**left_out}} if all(
            isinstance(column, str) for column in columns
        ) and all(isinstance(number, int) for number in left_out.values()):
            return Listing(**held)
    raise ValueError("the last line is another")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[GzipFile, Shard]]:
    """Open a shard after its first line; what is wrong with it is told."""
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
            if 0 < number <= of <= MOST:
                return Shard(number, of)
    raise ValueError("the first line is another")


def _refused(path: Path, problem: str) -> InputError:
    return InputError("KSB906", problem, "Name each file that `ksbcheck cohort --shard` wrote, once.", path=path)
