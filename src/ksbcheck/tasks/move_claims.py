"""Read a manifest that is to be moved to another version of its standard, and edit its text."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.fingerprint import as_values, fingerprint, suspects
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.migration import SIGN_OFFS, Fate, Migration, MovedClaim, MovedPiece
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import first_few
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.edit import Editor
from ksbcheck.inputs.files import MAX_BYTES, write_text
from ksbcheck.inputs.library import library, names_a_path
from ksbcheck.inputs.manifest import find_manifest, typed_manifest
from ksbcheck.inputs.resolve import Resolved, resolve
from ksbcheck.inputs.settings import standards_of
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.rules import reading
from ksbcheck.tasks.pin import KEY as FINGERPRINT
from ksbcheck.tasks.pin import entries_of, set_fingerprint, with_mark


@dataclass(frozen=True)
class Moving:
    """A portfolio that is to be moved: its manifest, what it is judged by, and the standard in the other version."""

    document: Document
    resolved: Resolved
    new: Standard
    new_file: Path
    named_file: bool

    @property
    def is_there_already(self) -> bool:
        """Whether the manifest names that very standard already."""
        return self.new == self.resolved.standard and self.new_file.resolve() == self.resolved.file.resolve()

    def heading(self, option: str) -> Mapping[str, Any]:
        """Return the entries of the manifest that name the standard, as they become."""
        named: dict[str, Any] = {"version": self.new.version}
        if option != self.resolved.option.id:
            named["option"] = option
        if self.named_file:
            named["standard"] = _path_from(self.document.path.parent, self.new_file)
        if self.resolved.portfolio.fingerprint:
            named[FINGERPRINT] = as_values(fingerprint(self.new))
        return named

    @property
    def stays_behind(self) -> tuple[str, ...]:
        """The names of the files beside the manifest that were made for the old version."""
        return tuple(name for name in (BASELINE_NAME, SEAL_NAME) if (self.document.path.parent / name).exists())

    @property
    def value(self) -> dict[str, Any]:
        """What the manifest says now."""
        return entries_of(self.document)

    @property
    def text(self) -> str:
        """The manifest's text, with the byte-order mark that it may have."""
        return with_mark(self.document.path, self.document.text)


def read_for_migration(path: Path, version: str, file: Path | None) -> Moving:
    """Read what is needed to move a portfolio; `file` holds the standard in that version unless the library does.

    Raises:
        InputError: the manifest or a standard can't be read, the standard has no such version, or claims are suspect
            already.
    """
    document = read_document(find_manifest(path))
    resolved = _resolved(document)
    new_file, new = _target(document, resolved, version, file)
    moving = Moving(document, resolved, new, new_file, named_file=file is not None)
    if not moving.is_there_already:
        _refuse_suspects(document, resolved)
    return moving


def option_gone(moving: Moving) -> InputError:
    """Return the error to raise when the learner's option is not in the other version."""
    new, option = moving.new, moving.resolved.option
    words = reading.unknown_option.words(f"{new.reference} version {new.version}", option.id, new.option_ids)
    return moving.document.error("KSB909", *words, ("option",))


def write_over(path: Path, before: str, after: str) -> None:
    """Write a manifest, whole or not at all.

    Raises:
        InputError: it can't be written, or is not what it was.
    """
    write_text(path, after, before)


def _resolved(document: Document) -> Resolved:
    # typing takes out of the value what it can do without
    manifest = typed_manifest(parse_document(document.path, document.text))
    resolved = resolve(manifest, None, standards_of(document.path.parent))
    if resolved.findings:
        raise InputError.of(*resolved.findings)
    if resolved.framework:
        reason = "a portfolio under a framework names no version of a standard"
        raise InputError("KSB901", reason, "Move portfolios under a standard only.", path=document.path)
    return resolved


def _target(document: Document, resolved: Resolved, version: str, file: Path | None) -> tuple[Path, Standard]:
    """Return the standard that the portfolio is to be moved to, with its file."""
    old = resolved.standard
    if file is not None:
        new = load_standard(file)
        if (new.reference, new.version) != (old.reference, version):
            reason = f"this is {new.reference} version {new.version}, and not {old.reference} version {version}"
            remedy = "A portfolio moves between versions of one standard; name the file of the one that is meant."
            raise InputError("KSB901", reason, remedy, path=file)
        return file, new
    if version == old.version:
        return resolved.file, old
    if names_a_path(resolved.portfolio.standard):
        reason = f"the manifest names its standard by the path of a file, which is version {old.version}"
        remedy = f"Name the file of version {version} with --standard-file."
        raise document.error("KSB906", reason, remedy, ("standard",))
    known = library(standards_of(document.path.parent)).versions(old.reference)
    if version not in known:
        message, remedy = reading.unknown_version.words(old.reference, version, known)
        remedy = f"{remedy} Or name the file of version {version} with --standard-file."
        raise InputError("KSB908", message, remedy, path=document.path)
    return known[version].file, known[version].load()


def _refuse_suspects(document: Document, resolved: Resolved) -> None:
    """Refuse a portfolio of which a pinned statement has changed already: nobody knows what its claims were made on."""
    pin = resolved.portfolio.fingerprint
    if pin is None:
        return
    pieces = resolved.portfolio.evidence
    codes = dict.fromkeys(code for piece in pieces for code in (*piece.ksbs, *(claim.ksb for claim in piece.claims)))
    known = [code for code in codes if code in resolved.standard.by_code]
    changed = [
        code for code, suspect in suspects(known, pin, fingerprint(resolved.standard)).items() if suspect is not False
    ]
    if changed:
        reason = (
            f"claims on {first_few(changed)} are suspect already: their statements are not those that the manifest "
            "was pinned to"
        )
        remedy = "Review those claims, confirm them with `ksbcheck pin`, and then migrate."
        raise document.error("KSB906", reason, remedy, (FINGERPRINT,))


def _path_from(folder: Path, file: Path) -> str:
    """Return the path of a file from a folder, as a manifest names it."""
    try:
        path = Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        path = file.resolve().as_posix()
    return path if names_a_path(path) else f"./{path}"


def edited(moving: Moving, migration: Migration, meant: Mapping[str, Any]) -> str:
    """Return the text of the manifest as it becomes. It says exactly what is meant, or there is none.

    Raises:
        InputError: it can't be edited so, or could not be judged afterwards.
    """
    path = moving.document.path
    text = edit(moving.document, migration, meant).result(meant)
    if text is None:
        reason = "the manifest cannot be rewritten here without changing something else; nothing was written"
        remedy = "Write each entry, and each item of a list, on a line of its own or all in brackets, and try again."
        raise InputError("KSB901", reason, remedy, path=path)
    if len(text.encode()) > MAX_BYTES:
        reason = f"the manifest would be larger than {MAX_BYTES // 1024} KiB; nothing was written"
        raise InputError("KSB903", reason, "A manifest lists evidence; a real one has 10 KB.", path=path)
    _resolved(parse_document(path, text))
    return text


def edit(document: Document, migration: Migration, meant: Mapping[str, Any]) -> Editor:
    """Return an editor with the edits that make a manifest say what it says in the new version."""
    editor = Editor(document)
    value = entries_of(document)
    for key in ("standard", "version", "option"):
        if meant[key] != value[key]:
            editor.set_word((key,), meant[key])
    if FINGERPRINT in meant:
        set_fingerprint(editor, migration.diff.new)
    for index, piece in enumerate(value["evidence"]):
        _edit_piece(editor, ("evidence", index), piece, migration.by_piece[index])
    for move in migration.exceptions:
        if move.fate is Fate.RENUMBERED and move.new_code:
            editor.set_word(("exceptions", move.at, "ksb"), move.new_code)
    out = {move.at for move in migration.exceptions if move.fate in (Fate.REVIEW, Fate.GONE)}
    editor.remove_items((), {"exceptions": out})
    return editor


def _edit_piece(editor: Editor, at: Location, piece: dict[str, Any], moved: MovedPiece) -> None:
    for claim in moved.long:
        _edit_claim(editor, (*at, "claims", claim.at), piece["claims"][claim.at], claim)
    for claim in moved.short:
        if claim.fate is Fate.RENUMBERED and claim.new_code:
            editor.set_word((*at, "ksbs", claim.at), claim.new_code)
    for duty in moved.duties:
        if duty.new_number not in (None, duty.number):
            editor.set_word((*at, "duties", duty.at), str(duty.new_number))
    out = {
        "ksbs": {claim.at for claim in moved.short if claim.fate in (Fate.REVIEW, Fate.GONE)},
        "claims": {claim.at for claim in moved.long if claim.fate is Fate.GONE},
        "duties": {duty.at for duty in moved.duties if duty.fate is Fate.GONE},
    }
    planned = [_planned(editor, claim.new_code or "") for claim in moved.short if claim.fate is Fate.REVIEW]
    if planned and "claims" in piece:
        editor.change_items((*at, "claims"), out.pop("claims"), planned)
    elif planned and len(out["ksbs"]) == len(moved.short):
        del out["ksbs"]
        editor.replace_entry((*at, "ksbs"), lambda style: style.list_entry("claims", planned))
    elif planned:
        editor.set_entry((*at, "claims"), lambda style: style.list_entry("claims", planned), ("ksbs",))
    editor.remove_items(at, out)


def _edit_claim(editor: Editor, at: Location, entry: dict[str, Any], claim: MovedClaim) -> None:
    """Edit a claim in long form; one that is gone is taken out whole."""
    if claim.fate is Fate.RENUMBERED or (claim.fate is Fate.REVIEW and claim.new_code != claim.code):
        editor.set_word((*at, "ksb"), claim.new_code or "")
    if claim.fate is Fate.REVIEW:
        if entry.get("status") not in (str(Rung.PLANNED), str(Rung.SUGGESTED)):
            editor.set_word((*at, "status"), str(Rung.PLANNED), ("ksb",))
        signed = [key for key in SIGN_OFFS if key in entry]
        if signed:
            editor.remove(at, signed)


def _planned(editor: Editor, code: str) -> str:
    """Return a claim in long form that doesn't count until somebody has looked."""
    return editor.mapping({"ksb": editor.word(code), "status": editor.word(str(Rung.PLANNED))})
