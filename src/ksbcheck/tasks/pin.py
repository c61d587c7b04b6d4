"""Write the fingerprint of its standard into a manifest."""

from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.fingerprint import Fingerprint, as_values, fingerprint
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import shown
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.edit import Editor, Style
from ksbcheck.inputs.files import MAX_BYTES, read_bytes, write_text
from ksbcheck.inputs.manifest import find_manifest, typed_manifest
from ksbcheck.inputs.resolve import resolve
from ksbcheck.inputs.settings import standards_of

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
        text = _edited(document, standard)
        if write:
            write_text(document.path, with_mark(document.path, text), before=document.text)
    return Pinned(document.path, standard, changed, _pinned_otherwise(old, now))


def set_fingerprint(editor: Editor, standard: Standard) -> None:
    """Write the fingerprint of a standard into a manifest."""
    editor.set_entry((KEY,), lambda style: _lines(standard, fingerprint(standard), style), _BEHIND)


def with_mark(path: Path, text: str) -> str:
    """Return a text with the byte-order mark that a file may have."""
    return f"\ufeff{text}" if read_bytes(path).startswith(BOM_UTF8) else text


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
        raise InputError.of(*resolved.findings)
    if resolved.framework:
        reason = "a portfolio under a framework has no KSB statements to pin"
        raise InputError("KSB901", reason, "Pin portfolios under a standard only.", path=document.path)
    return resolved.standard


def _pinned_otherwise(old: object, now: Fingerprint) -> tuple[str, ...]:
    match old:
        case {"statements": dict(pinned)}:
            return tuple(code for code, digest in now.statements.items() if pinned.get(code, digest) != digest)
    return ()


def _edited(document: Document, standard: Standard) -> str:
    """Return the text of a manifest with the fingerprint of a standard. All else it says as before, or there is none.

    Raises:
        InputError: it can't be edited so, or would be too large.
    """
    editor = Editor(document)
    set_fingerprint(editor, standard)
    text = editor.result({**entries_of(document), KEY: as_values(fingerprint(standard))})
    if text is None:
        reason = "the fingerprint cannot be written in here without changing something else; nothing was written"
        remedy = (
            "Write `standard:`, `version:` and `option:` each on a line of its own, take `fingerprint:` out, and pin."
        )
        raise InputError("KSB901", reason, remedy, path=document.path)
    if len(text.encode()) > MAX_BYTES:
        reason = f"with the fingerprint the file would be larger than {MAX_BYTES // 1024} KiB; nothing was written"
        raise InputError("KSB903", reason, "A manifest lists evidence; a real one has 10 KB.", path=document.path)
    return text


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
