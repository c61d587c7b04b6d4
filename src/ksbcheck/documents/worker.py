"""The process in which documents are read, so that a hostile one harms nothing: bounded memory, no files written.

It takes one request a line on standard input, and gives one reply a line on standard output, both JSON. It is started
with the bare interpreter and imports as little as it can, because every check that meets a new document waits for it.
"""

import hashlib
import json
import os
import signal
import sys
from typing import Any, BinaryIO

from ksbcheck.documents.limits import MAX_BYTES, MAX_OUTLINE, DocumentError, Trouble, beyond, unreadable
from ksbcheck.documents.reading import read_outline
from ksbcheck.documents.wire import to_json

MEMORY = 176 * 1024 * 1024
"""How many bytes the process may take beyond those it starts with."""
_CHUNK = 1024 * 1024


def main() -> None:
    """Answer requests until there are no more. Whoever started the process ends it: it hears no Ctrl-C of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = _take_over_output()
    _bound()
    for line in sys.stdin:
        reply = _answer(json.loads(line))
        replies.write(_within_bounds(json.dumps(reply)) + "\n")
        replies.flush()
        if "exhausted" in reply:
            return  # with what is left of its memory the process is good for nothing more


def _take_over_output() -> Any:  # noqa: ANN401 - a text stream
    """Return standard output for the replies alone: what a library prints goes nowhere."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return replies


def _bound() -> None:
    """Bound what the process may take, where the system can: memory, files and their dumps."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_AS, _now() + MEMORY)):
        try:
            resource.setrlimit(limit, (most, most))
        except (OSError, ValueError):
            continue


def _now() -> int:
    """Return how many bytes of memory the process has taken, or a generous guess where the system doesn't say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not imported here
            return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    except (OSError, ValueError):
        return 512 * 1024 * 1024


def _answer(request: dict[str, str]) -> dict[str, Any]:
    """Return the reply to a request. It says `exhausted` if it used up the memory."""
    try:
        with open(request["path"], "rb") as file:  # noqa: PTH123 - as above
            _same(file, request["sha256"])
            return {"outline": to_json(read_outline(request["reader"], file))}
    except DocumentError as error:
        return _no(error.trouble, error.reason)
    except MemoryError:
        reason = f"reading it takes more than {MEMORY // 2**20} MiB of memory"
        return {**_no(Trouble.BEYOND, reason), "exhausted": True}
    except ImportError as error:
        return _no(Trouble.LIBRARY, str(error))
    except OSError as error:
        return _no(Trouble.UNREADABLE, f"it can't be opened: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - whatever a hostile document brings about, the check goes on
        return _no(Trouble.UNREADABLE, f"ksbcheck could not make sense of it ({type(error).__name__})")


def _within_bounds(reply: str) -> str:
    """Return a reply that whoever waits for it can take in."""
    if len(reply) < MAX_OUTLINE:
        return reply
    return json.dumps(_no(Trouble.BEYOND, "it has more headings, codes or other places than any evidence has"))


def _same(file: BinaryIO, sha256: str) -> None:
    """Refuse a file that is no longer the one that was asked about."""
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise beyond(f"it is larger than {MAX_BYTES // 2**20} MiB")
        digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise unreadable("it changed while it was read")
    file.seek(0)


def _no(trouble: Trouble, reason: str) -> dict[str, Any]:
    return {"trouble": trouble.value, "reason": reason}
