"""Write the fingerprint of its standard into a manifest."""

from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.fingerprint import Fingerprint, as_values, fingerprint
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import shown
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.edit import Editor, Style
from ksbcheck.inputs.entries import edited, entries_of, with_mark
from ksbcheck.inputs.files import write_text
from ksbcheck.inputs.manifest import find_manifest, typed_manifest
from ksbcheck.inputs.resolve import Resolved, resolve
from ksbcheck.inputs.settings import standards_of

FINGERPRINT = "fingerprint"
_BEHIND = ("standard", "version", "option")
_A_LINE = 5
"""How many digests of statements are on a line."""
_REMEDY = "Write `standard:`, `version:` and `option:` each on a line of its own, delete `fingerprint:`, and pin again."


class Pinned(NamedTuple):
    """A pinned manifest: whether it changes, and which statements were pinned otherwise."""

    path: Path
    standard: Standard
    changed: bool
    statements: tuple[str, ...]


def pin(path: Path, *, write: bool = True) -> Pinned:
    """Write the fingerprint of its standard into a manifest, or only say whether it would change.

    Raises:
        InputError: the manifest can't be read or written, names no known standard, or can't be edited safely.
    """
    document = read_document(find_manifest(path))
    standard = _standard(document)
    now = fingerprint(standard)
    old = entries_of(document).get(FINGERPRINT)
    changed = old != as_values(now)
    if changed:
        editor = Editor(document)
        meant = {**entries_of(document), FINGERPRINT: set_fingerprint(editor, standard)}
        text = edited(editor, meant, _REMEDY).text
        if write:
            write_text(document.path, with_mark(document.path, text), before=document.text)
    return Pinned(document.path, standard, changed, _pinned_otherwise(old, now))


def set_fingerprint(editor: Editor, standard: Standard) -> object:
    """Write the fingerprint of a standard into a manifest, and return its value."""
    now = fingerprint(standard)
    editor.set_entry((FINGERPRINT,), lambda style: _lines(standard, now, style), _BEHIND)
    return as_values(now)


def resolve_under_standard(document: Document, reason: str, remedy: str) -> Resolved:
    """Return a portfolio and its standard; refuse one under a framework for a reason.

    Raises:
        InputError: the manifest is invalid, names nothing known, or a framework.
    """
    resolved = resolve(typed_manifest(document), None, standards_of(document.path))
    wrong = [finding for finding in resolved.findings if finding.severity is not Severity.NOTE]
    if wrong:
        raise InputError.of(*wrong)
    if resolved.framework:
        raise InputError("KSB901", reason, remedy, path=document.path)
    return resolved


def _standard(document: Document) -> Standard:
    """Return the standard that a manifest names, whatever its old fingerprint says."""
    again = parse_document(document.path, document.text)  # typing takes out of the value what it can do without
    if isinstance(again.value, dict):
        again.value.pop(FINGERPRINT, None)
    reason = "a portfolio under a framework has no KSB statements to pin"
    return resolve_under_standard(again, reason, "Pin portfolios under a standard only.").standard


def _pinned_otherwise(old: object, now: Fingerprint) -> tuple[str, ...]:
    match old:
        case {"statements": dict(pinned)}:
            return tuple(code for code, digest in now.statements.items() if pinned.get(code, digest) != digest)
    return ()


def _lines(standard: Standard, now: Fingerprint, style: Style) -> list[str]:
    """Return the lines of the fingerprint. The digests are in quotes: other readers take 12345678 for a number."""
    whole = f'{style.key("standard")}: "{now.whole}"'
    opened = f"{style.key('statements')}: {{"
    digests = [f'{style.key(code)}: "{digest}"' for code, digest in now.statements.items()]
    rows = [", ".join(digests[at : at + _A_LINE]) for at in range(0, len(digests), _A_LINE)]
    *most, last = [f"{style.unit * 2}{row}," for row in rows]
    if style.in_brackets:
        end = [*most, last.removesuffix(","), f"{style.unit}}}", "}"]
        return [f"{style.key(FINGERPRINT)}: {{", f"{style.unit}{whole},", f"{style.unit}{opened}", *end]
    of = shown(f"{standard.reference} version {standard.version}")
    head = f"{FINGERPRINT}:  # of {of} as mapped; written by `ksbcheck pin`"
    return [head, f"{style.unit}{whole}", f"{style.unit}{opened}", *most, f"{last.removesuffix(',')}}}"]
