"""The process that reads documents, so that a hostile one does no harm: its memory is bounded and it writes no files.

One request and one reply a line, in JSON. It imports little, because every check of a new document waits for it.
"""

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from ksbcheck.documents.block import Block
from ksbcheck.documents.content import Known
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.domain.citation import plain
from ksbcheck.domain.outline import MAX_BLOCKS, MAX_BYTES, MAX_OUTLINE, Outline, Spot, Unread

_MEMORY = 176 * 1024 * 1024
"""How many bytes the process may take beyond those it starts with."""
_CHUNK = 1024 * 1024

READERS = {
    # module and function, imported for the first document that needs them
    "pdf": ("ksbcheck.documents.pdf", "read"),
    "docx": ("ksbcheck.documents.word", "read"),
    "pptx": ("ksbcheck.documents.slides", "read"),
    "xlsx": ("ksbcheck.documents.sheets", "read"),
    "odt": ("ksbcheck.documents.opendocument", "read_text"),
    "ods": ("ksbcheck.documents.opendocument", "read_sheets"),
    "odp": ("ksbcheck.documents.opendocument", "read_slides"),
    "markdown": ("ksbcheck.documents.plain", "read_markdown"),
    "text": ("ksbcheck.documents.separated", "read_text"),
    "table": ("ksbcheck.documents.separated", "read"),
    "html": ("ksbcheck.documents.web", "read"),
    "message": ("ksbcheck.documents.web", "read_message"),
    "picture": ("ksbcheck.documents.media", "read_picture"),
    "sound": ("ksbcheck.documents.media", "read_sound"),
}


def read_outline(reader: str, file: BinaryIO, outliner: Outliner | None = None) -> Outline:
    """Return the outline of an open document, or raise `DocumentError`, or `ImportError` without its library."""
    module, function = READERS[reader]
    outline: Outline = getattr(import_module(module), function)(file, outliner or Outliner())
    return outline


def read_evidence(reader: str, file: BinaryIO, known: Known, kept: list[tuple[Block, Spot]] | None = None) -> Outline:
    """Return the outline of an open document, and add its blocks to `kept`; without a standard, only its places."""
    if kept is not None and not known.codes:
        return read_outline(reader, file, Keeper(kept=kept))
    outliner = Outliner(known=known, kept=kept)
    outline = read_outline(reader, file, outliner)
    if why_none := outliner.why_no_evidence(known):
        raise DocumentError(why_none[1], why_none[0], outline)
    return outline


class Keeper(Outliner):
    """An outliner that keeps blocks with their places, and looks at nothing in them: for lists of evidence."""

    def _add_block(self, block: Block, spot: Spot, **_: Any) -> None:  # noqa: ANN401 - whether it says something
        self._add_mentions(block, spot)

    def _add_mentions(self, block: Block, spot: Spot) -> None:
        if self.kept is not None:
            self.kept.append((block._replace(text=plain(block.text), cells=tuple(map(plain, block.cells))), spot))


def main() -> None:
    """Answer requests until standard input ends. Ctrl-C is ignored: the parent ends the process.

    A request with `known` brings the texts of the standard, and has no answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = _reserve_output()
    _limit_resources()
    known = Known()
    for line in sys.stdin:
        request = json.loads(line)
        if "known" in request:
            known = Known(request["known"])
            continue
        reply = _answer(request, known)
        replies.write(_shorten(json.dumps(reply), MAX_BLOCKS if request.get("blocks") else MAX_OUTLINE) + "\n")
        replies.flush()
        if "exhausted" in reply:
            return  # too little memory is left for another document


def _reserve_output() -> Any:  # noqa: ANN401 - a text stream
    """Return standard output for the replies, and discard what libraries print."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    return replies


def _limit_resources() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    memory = _memory_in_use() + _MEMORY
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_AS, memory)):
        try:
            resource.setrlimit(limit, (most, most))
        except (OSError, ValueError):
            continue


def _memory_in_use() -> int:
    """Return the bytes of memory that the process has, or a generous guess where the system doesn't say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGESIZE")
    except (OSError, ValueError):
        return 512 * 1024 * 1024


def _answer(request: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return the reply to a request. The key `exhausted` says that no memory is left."""
    kept: list[tuple[Block, Spot]] | None = [] if request.get("blocks") else None
    try:
        with Path(request["path"]).open("rb") as file:
            _check_hash(file, request["sha256"])
            return {"outline": read_evidence(request["reader"], file, known, kept).as_json(), **_as_json(kept)}
    except DocumentError as error:
        refused = {"outline": error.outline.as_json(), **_as_json(kept)} if error.outline else {}
        return {**_refusal(error.reason, error.unread), **refused}
    except MemoryError:
        reason = f"reading it takes more than {_MEMORY // 2**20} MiB of memory"
        return {**_refusal(reason, Unread.BEYOND), "exhausted": True}
    except ImportError as error:
        return _refusal(str(error), Unread.NEEDS_EXTRA)
    except OSError as error:
        return _refusal(f"it can't be opened: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - a hostile document must not stop the check
        return _refusal(f"ksbcheck could not make sense of it ({type(error).__name__})")


def _as_json(blocks: Iterable[tuple[Block, Spot]] | None) -> dict[str, Any]:
    return {"blocks": [((block.kind.name, *block[1:]), spot) for block, spot in blocks]} if blocks is not None else {}


def _shorten(reply: str, most: int) -> str:
    if len(reply) < most:
        return reply
    reason = "it has more headings, codes or other places than any evidence has"
    return json.dumps(_refusal(reason, Unread.BEYOND))


def _check_hash(file: BinaryIO, sha256: str) -> None:
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise DocumentError(f"it is larger than {MAX_BYTES // 2**20} MiB", Unread.BEYOND)
        digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise DocumentError("it changed while it was read")
    file.seek(0)


def _refusal(reason: str, unread: Unread = Unread.UNREADABLE) -> dict[str, Any]:
    return {"unread": unread.name, "reason": reason}
