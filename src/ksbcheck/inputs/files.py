"""Reading and writing files, within bounds."""

import os
import stat
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR
from io import BufferedReader
from pathlib import Path

from ksbcheck.domain.finding import InputError, Place
from ksbcheck.domain.names import nearest
from ksbcheck.rules.rule import did_you_mean

MAX_BYTES = 1024 * 1024
"""The largest manifest or standard that is read. A real manifest has about 10 KB."""

_SHORTEST_KEY = 16
MAKE_KEY = 'make one: python -c "import secrets; print(secrets.token_hex())" > key.txt'


def read_text(path: Path, most: int = MAX_BYTES) -> str:
    """Return the text of an ordinary UTF-8 file, without byte-order mark.

    Raises:
        InputError: the file can't be opened, is not ordinary, too large, empty, or not UTF-8.
    """
    raw = read_bytes(path, most)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        place = place_in(before, len(before))
        reason = f"this is not UTF-8 text: there is a byte {raw[error.start]:#04x} here"
        raise InputError("KSB903", reason, "Save the file as UTF-8.", path=path, place=place) from None
    if not text.strip():
        raise InputError(
            "KSB903", "the file is empty", "Write the content of the file, or name another file.", path=path
        )
    return text


def place_in(text: str, position: int) -> Place:
    """Return the line and column of a position in a text."""
    return Place(text.count("\n", 0, position) + 1, position - (text.rfind("\n", 0, position) + 1) + 1)


@contextmanager
def opened(path: Path, *, follow: bool = True) -> Iterator[BufferedReader]:
    """Open an ordinary file for reading; never waits for a pipe or a device.

    Without `follow` a link is not opened, where the system supports that.

    Raises:
        OSError: the file can't be opened.
        NotOrdinaryError: the path is not an ordinary file.
    """
    # Without O_NONBLOCK, opening a pipe without a writer would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotOrdinaryError
        yield file


class NotOrdinaryError(Exception):
    """The path is not an ordinary file."""


def reason_of(error: Exception) -> str:
    """Return the system's reason for an error."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """Return the content of an ordinary file.

    Raises:
        InputError: the file can't be opened, is not ordinary, or too large.
    """
    try:
        with opened(path) as file:
            raw = file.read(most + 1)
    except NotOrdinaryError:
        remedy = "Name an ordinary file, or a portfolio folder."
        raise InputError("KSB901", "this is not an ordinary file", remedy, path=path) from None
    except (OSError, ValueError) as error:
        what = f"cannot be opened: {reason_of(error)}"
        remedy = did_you_mean(_meant_by(path), "Correct the path or its permissions.")
        raise InputError("KSB901", what, remedy, path=path) from None
    if len(raw) > most:
        reason = f"the file is larger than {most // 1024} KiB"
        raise InputError(
            "KSB903", reason, "List the evidence without its content: a manifest has about 10 KB.", path=path
        )
    return raw


def read_key(path: Path) -> bytes:
    """Return the key in a file, without white space around it.

    Raises:
        InputError: the file can't be read, or the key is too short to be secret.
    """
    key = read_bytes(path).strip()
    if len(key) < _SHORTEST_KEY:
        raise InputError("KSB903", f"the key is shorter than {_SHORTEST_KEY} bytes", MAKE_KEY.capitalize(), path=path)
    return key


def _meant_by(path: Path) -> str | None:
    """Return the path of what is there under a similar name, if nothing is there under this one."""
    with suppress(OSError, ValueError):
        if not os.path.lexists(path):
            meant = nearest(path.name, (entry.name for entry in path.parent.iterdir()))
            return meant and str(path.parent / meant)
    return None


def write_text(path: Path, text: str, before: str | None = None) -> None:
    """Write a text file in UTF-8, as `write_bytes` does.

    Raises:
        InputError: the file can't be written, or has changed.
    """
    was = None if before is None else before.encode(errors="surrogateescape")
    write_bytes(path, [text.encode(errors="surrogateescape")], was)


def write_bytes(path: Path, parts: Iterable[bytes], before: bytes | None = None) -> None:
    """Write a file whole or not at all, through a temporary file beside it.

    Links are followed; pipes and devices are written to directly. `before` is the content that was read, empty for a
    new file: if the file has changed since, nothing is written.

    Raises:
        InputError: the file can't be written, or has changed.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # Without O_NONBLOCK, opening a pipe without a reader would wait for ever.
            with os.fdopen(os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)), "wb") as file:
                os.set_blocking(file.fileno(), True)
                file.writelines(parts)
        else:
            _replace(path, parts, before)
    except (OSError, RuntimeError) as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: Exception) -> InputError:
    """Return the error of an output that can't be written."""
    remedy = "Name a file in a folder that you may write to, with room for the file."
    return InputError("KSB901", f"cannot be written: {reason_of(error)}", remedy, path=path)


def write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write several files, all or none: none takes its name before all of them are written. Folders are made.

    Raises:
        InputError: one of the files can't be written.
    """
    beside: list[tuple[Path, Path]] = []
    made: list[Path] = []
    path = Path()
    try:
        for path, content in files:
            if not path.parent.exists():
                path.parent.mkdir()
                made.append(path.parent)
            if path.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            beside.append((_write_beside(path.resolve(), [content]), path.resolve()))
        while beside:
            written, path = beside[0]
            written.replace(path)
            del beside[0]
        made.clear()
    except (OSError, RuntimeError) as error:
        raise unwritable(path, error) from None
    finally:
        for written, _ in beside:
            written.unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def append_text(path: Path, text: str, most: int) -> None:
    """Append a text to a UTF-8 file, whole or not at all; `most` is the largest size in bytes.

    Raises:
        InputError: the file can't be written, or would be too long.
    """
    content = text.encode(errors="surrogateescape")
    try:
        with path.open("ab", buffering=0) as file:
            length = file.tell()
            too_long = length + len(content) > most
            try:
                while content and not too_long:
                    content = content[file.write(content) :]
            except BaseException:
                with suppress(OSError):
                    file.truncate(length)
                raise
    except OSError as error:
        remedy = "Name a file that you may write to."
        raise InputError("KSB901", f"cannot be written: {reason_of(error)}", remedy, path=path) from None
    if too_long:
        what = f"cannot be extended: the file would be larger than {most // 1024} KiB"
        raise InputError("KSB901", what, "Check fewer portfolios at a time.", path=path)


def _replace(path: Path, parts: Iterable[bytes], before: bytes | None) -> None:
    file = path.resolve()
    if file.exists() and not os.access(file, os.W_OK):  # a rename would replace it all the same
        raise PermissionError(EACCES, os.strerror(EACCES))
    beside = _write_beside(file, parts)
    try:
        if before is not None:
            _refuse_changed(path, before)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _write_beside(file: Path, parts: Iterable[bytes]) -> Path:
    """Write what a file is to hold into a temporary file beside it."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".ksbcheck-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as beside:
            beside.writelines(parts)
        Path(name).chmod(_mode_for(file))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _refuse_changed(path: Path, before: bytes) -> None:
    """Refuse to overwrite a file that has changed, byte-order mark aside."""
    now = path.read_bytes() if path.exists() else b""
    if now.removeprefix(BOM_UTF8) != before.removeprefix(BOM_UTF8):
        reason = "the file has changed since it was read; nothing was written"
        raise InputError("KSB901", reason, "Run the command again.", path=path)


def _mode_for(path: Path) -> int:
    """Return the permissions of the file, or of a new one."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
