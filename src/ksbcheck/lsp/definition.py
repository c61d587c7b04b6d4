"""Where the things stand that a manifest names: its files, and what is in the standard."""

from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.folder import within
from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.document import read_document
from ksbcheck.lsp.buffer import Buffer
from ksbcheck.lsp.cursor import cursor_at
from ksbcheck.lsp.known import Known


def definition(buffer: Buffer, known: Known, offset: int) -> types.Location | None:
    """Return where the thing stands that is named at a place, or None if it is nowhere to be found."""
    cursor = cursor_at(buffer.text, offset)
    if cursor is None or not cursor.word or cursor.is_key:
        return None
    if cursor.keys == ("evidence", "files"):
        return _file(buffer, cursor.word)
    if known.standard is None or known.file is None:
        return None
    location = _in_standard(known.standard, cursor.keys, cursor.word)
    return None if location is None else _place(known.file, location, buffer.encoding)


def _file(buffer: Buffer, name: str) -> types.Location | None:
    """Return the beginning of a file of the folder; a name that leads out of it is not followed."""
    steps = within(name)
    file = buffer.path.parent / steps if steps else None
    if file is None or not _is_file(file):
        return None
    start = types.Position(0, 0)
    return types.Location(_uri(file), types.Range(start, start))


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name that no system takes
        return False


def _uri(file: Path) -> str:
    return from_fs_path(str(file.absolute())) or ""


def _in_standard(standard: Standard, keys: tuple[str, ...], word: str) -> Location | None:
    """Return where in its file the standard says what a word of the manifest names."""
    match keys:
        case ("standard",):
            return ("reference",)
        case ("version",):
            return ("version",)
        case ("option",):
            return _item("options", [option.id for option in standard.options], word, "id")
        case ("evidence", "duties"):
            return _item("duties", [str(duty.number) for duty in standard.duties], word, "number")
        case ("evidence", "ksbs") | ("evidence", "claims", "ksb"):
            return _item("ksbs", [ksb.code for ksb in standard.ksbs], word, "code")
    return None


def _item(key: str, names: list[str], name: str, named_by: str) -> Location | None:
    return (key, names.index(name), named_by) if name in names else None


def _place(file: Path, location: Location, encoding: str) -> types.Location | None:
    """Return the place of a value in a standard's file."""
    try:
        document = read_document(file)
    except InputError:  # it has been changed, or is gone, since it was read
        return None
    extent = document.extent(location).value
    target = Buffer.of(file, document.text, encoding)
    return types.Location(_uri(file), target.range(extent.start, extent.end))
