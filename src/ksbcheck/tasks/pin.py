"""Pinning: the standard's fingerprint written into a manifest, by an edit of its text that leaves all else as it is."""

from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.fingerprint import Fingerprint, as_values, fingerprint
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import shown
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.edit import Style, with_entry
from ksbcheck.inputs.files import MAX_BYTES, read_bytes, write_text
from ksbcheck.inputs.manifest import find_manifest, typed_manifest
from ksbcheck.inputs.refuse import refuse
from ksbcheck.inputs.resolve import resolve
from ksbcheck.inputs.settings import standards_of
from ksbcheck.rules import reading

KEY = "fingerprint"
_BEHIND = ("standard", "version", "option")
_A_LINE = 5
"""How many statements' digests stand on a line."""


class Pinned(NamedTuple):
    """What pinning did to a manifest, or would do: whether it changes, and which statements were pinned otherwise."""

    path: Path
    standard: Standard
    changed: bool
    statements: tuple[str, ...]


def pin(path: Path, *, write: bool = True) -> Pinned:
    """Write the fingerprint of its standard into the manifest that a path names, or only say whether it would change.

    Raises:
        InputError: the manifest can't be read or written, names no known standard, or can't be edited safely.
    """
    document = read_document(find_manifest(path))
    standard = _standard(document)
    now = fingerprint(standard)
    old = entries_of(document).get(KEY)
    changed = old != as_values(now)
    if changed:
        text = with_fingerprint(document, standard)
        _refuse_unless_safe(document, text, now)
        if write:
            mark = "\ufeff" if read_bytes(document.path).startswith(BOM_UTF8) else ""
            write_text(document.path, mark + text)
    return Pinned(document.path, standard, changed, _pinned_otherwise(old, now))


def with_fingerprint(document: Document, standard: Standard) -> str:
    """Return the text of a manifest with the fingerprint of a standard, which the caller has to read again."""
    now = fingerprint(standard)
    return with_entry(document, KEY, _BEHIND, lambda style: _lines(standard, now, style))


def entries_of(document: Document) -> dict[str, Any]:
    """Return the entries of a document's top level, of which one that is no mapping has none."""
    return document.value if isinstance(document.value, dict) else {}


def _standard(document: Document) -> Standard:
    """Return the standard that a manifest names. Its old fingerprint, even a broken one, has no say in that."""
    again = parse_document(document.path, document.text)  # typing takes out of the value what it can do without
    if isinstance(again.value, dict):
        again.value.pop(KEY, None)
    resolved = resolve(typed_manifest(again), None, standards_of(again.path.parent))
    if resolved.findings:
        raise InputError(resolved.findings)
    if resolved.framework:
        reason = "a portfolio under a framework has no KSB statements to pin"
        raise refuse(str(document.path), None, reading.cannot_open, reason, "Pin portfolios under a standard only.")
    return resolved.standard


def _pinned_otherwise(old: object, now: Fingerprint) -> tuple[str, ...]:
    match old:
        case {"statements": dict(pinned)}:
            return tuple(code for code, digest in now.statements.items() if pinned.get(code, digest) != digest)
    return ()


def _refuse_unless_safe(document: Document, text: str, now: Fingerprint) -> None:
    """Refuse to write a text that would not say exactly what the manifest says, and the fingerprint."""
    try:
        value = parse_document(document.path, text).value
    except InputError:
        value = None
    if value != {**entries_of(document), KEY: as_values(now)}:
        reason = "the fingerprint cannot be written in here without changing something else; nothing was written"
        remedy = (
            "Write `standard:`, `version:` and `option:` each on a line of its own, take `fingerprint:` out, and pin."
        )
        raise refuse(str(document.path), None, reading.cannot_open, reason, remedy)
    if len(text.encode()) > MAX_BYTES:
        reason = f"with the fingerprint the file would be larger than {MAX_BYTES // 1024} KiB; nothing was written"
        raise refuse(
            str(document.path), None, reading.not_text, reason, "A manifest lists evidence; a real one has 10 KB."
        )


def _lines(standard: Standard, now: Fingerprint, style: Style) -> list[str]:
    """Return the lines of the fingerprint. The digests stand in quotes: 12345678 would be a number to other readers."""
    whole = f'{style.key("standard")}: "{now.whole}"'
    opened = f"{style.key('statements')}: {{"
    digests = [f'{style.key(code)}: "{digest}"' for code, digest in now.statements.items()]
    rows = [", ".join(digests[at : at + _A_LINE]) for at in range(0, len(digests), _A_LINE)]
    *most, last = [f"{style.unit * 2}{row}," for row in rows]
    if style.in_brackets:
        end = [*most, last.removesuffix(","), f"{style.unit}}}", "}"]
        return [f"{style.key(KEY)}: {{", f"{style.unit}{whole},", f"{style.unit}{opened}", *end]
    of = shown(f"{standard.reference} version {standard.version}")
    head = f"{KEY}:  # of {of} as mapped; written by `ksbcheck pin`"
    return [head, f"{style.unit}{whole}", f"{style.unit}{opened}", *most, f"{last.removesuffix(',')}}}"]
