"""Move a portfolio to another version of its standard."""

import os
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.fingerprint import fingerprint, suspects
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.migration import Fate, Migration, MovedClaim, MovedException, MovedPiece, Proposal
from ksbcheck.domain.names import written_codes
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import first_few
from ksbcheck.engine.migrate import migrate
from ksbcheck.engine.standard_diff import compare_standards
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.edit import Editor
from ksbcheck.inputs.entries import Entry, edited, entries_of, replace_items, with_mark, write_out
from ksbcheck.inputs.files import write_text
from ksbcheck.inputs.library import library, names_a_path
from ksbcheck.inputs.manifest import find_manifest
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.inputs.settings import standards_of
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.rules import reading
from ksbcheck.tasks import pin

_LOST = (Fate.REVIEW, Fate.GONE)
_PLANNED = str(Rung.PLANNED)
_SIGN_OFFS = ("assessed", "verified")


def propose(path: Path, version: str, file: Path | None) -> Proposal:
    """Return what would become of a portfolio in another version of its standard. Nothing is written.

    `file` is the standard's in that version; without it, the standard comes from the library.

    Raises:
        InputError: the manifest or a standard can't be read, the standard has no such version or no longer the option,
            claims are suspect already, or the manifest can't be edited safely.
    """
    read = read_document(find_manifest(path))
    document = _written_out(read, _resolved(read).portfolio)
    resolved = _resolved(document)
    new_file, new = _target(document, resolved, version, file)
    stays = new == resolved.standard and new_file.resolve() == resolved.file.resolve()
    if not stays:
        _refuse_suspects(document, resolved)
    migration = migrate(resolved.portfolio, compare_standards(resolved.standard, new))
    if migration is None:
        name = f"{new.reference} version {new.version}"
        of = (name, resolved.option.id, new.option_ids)
        raise InputError.of(document.about(reading.unknown_option, ("option",), *of))
    after = read.text if stays else _edited(document, migration, file)
    beside = tuple(name for name in (BASELINE_NAME, SEAL_NAME) if (document.path.parent / name).exists())
    before, after = (with_mark(document.path, text) for text in (read.text, after))
    return Proposal(document.path, migration, before, after, (resolved.file, new_file), beside)


def write(proposal: Proposal) -> None:
    """Write what was proposed into the manifest, whole or not at all.

    Raises:
        InputError: it can't be written, or the manifest has changed since it was read.
    """
    write_text(proposal.path, proposal.after, proposal.before)


def _resolved(document: Document) -> Resolved:
    reason = "a portfolio under a framework names no version of a standard"
    again = parse_document(document.path, document.text)  # typing takes out of the value what it can do without
    return pin.resolve_under_standard(again, reason, "Move portfolios under a standard only.")


def _written_out(document: Document, portfolio: Portfolio) -> Document:
    """Return a manifest with one code or number an item, so that each can be moved: without `K1-K3` or `ksbs: K1`."""
    editor, meant = Editor(document), deepcopy(entries_of(document))
    for index, piece in enumerate(portfolio.evidence):
        codes, duties = list(map(written_codes, piece.ksbs)), [(str(number),) for number in piece.duties]
        for key, items in (("ksbs", codes), ("duties", duties)):
            write_out(editor, ("evidence", index, key), meant["evidence"][index], items)
    if not editor.edits:
        return document
    remedy = "Write each code of `ksbs:` as an item of its own, and try again."
    return edited(editor, meant, remedy)


def _target(document: Document, resolved: Resolved, version: str, file: Path | None) -> tuple[Path, Standard]:
    old = resolved.standard
    if file is not None:
        new = load_standard(file)
        if (new.reference, new.version) != (old.reference, version):
            reason = f"this is {new.reference} version {new.version}, and not {old.reference} version {version}"
            remedy = "Name the file of the right standard and version."
            raise InputError("KSB901", reason, remedy, path=file)
        return file, new
    if version == old.version:
        return resolved.file, old
    if names_a_path(resolved.portfolio.standard):
        reason = f"the manifest names its standard by the path of a file, which is version {old.version}"
        remedy = f"Name the file of version {version} with --standard-file."
        raise document.error("KSB906", reason, remedy, ("standard",))
    known = library(*standards_of(document.path)).versions(old.reference)
    if version not in known:
        message, remedy = reading.unknown_version.words(old.reference, version, known)
        remedy = f"{remedy} Or name the file of version {version} with --standard-file."
        raise InputError("KSB908", message, remedy, path=document.path)
    return known[version].file, known[version].load()


def _refuse_suspects(document: Document, resolved: Resolved) -> None:
    """Refuse a portfolio with claims on statements that have changed since they were pinned."""
    pinned = resolved.portfolio.fingerprint
    if pinned is None:
        return
    pieces = resolved.portfolio.evidence
    short = [code for piece in pieces for _, code in piece.codes]
    codes = dict.fromkeys((*short, *(claim.ksb for piece in pieces for claim in piece.claims)))
    known = [code for code in codes if code in resolved.standard.by_code]
    suspect = suspects(known, pinned, fingerprint(resolved.standard))
    changed = [code for code, is_suspect in suspect.items() if is_suspect is not False]
    if changed:
        which = f"claims on {first_few(changed)} are suspect already"
        reason = f"{which}: their statements are not those that the manifest was pinned to"
        remedy = "Review those claims, confirm them with `ksbcheck pin`, and then migrate."
        raise document.error("KSB906", reason, remedy, (pin.FINGERPRINT,))


def _path_from(folder: Path, file: Path) -> str:
    """Return the path of a file from a folder, as a manifest names it."""
    try:
        path = Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        path = file.resolve().as_posix()
    return path if names_a_path(path) else f"./{path}"


def _edited(document: Document, migration: Migration, file: Path | None) -> str:
    """Return the text of the manifest in the new version; with a file, it names the standard by that."""
    names = {"version": migration.diff.new.version, "option": migration.new_option.id}
    if file:
        names["standard"] = _path_from(document.path.parent, file)
    editor = Editor(document)
    meant = rewrite_manifest(editor, migration, names)
    remedy = "Write each entry, and each item of a list, on a line of its own or all in brackets, and try again."
    text = edited(editor, meant, remedy).text
    _resolved(parse_document(document.path, text))
    return text


def rewrite_manifest(editor: Editor, migration: Migration, names: Mapping[str, str]) -> Entry:
    """Edit a manifest for the new version, and return what it says then. `names` are entries that change.

    An empty list is left out.
    """
    manifest = entries_of(editor.document)
    for key, name in names.items():
        if name != manifest[key]:
            editor.set_word((key,), name)
    after = {**manifest, **names}
    if migration.portfolio.fingerprint:
        after[pin.FINGERPRINT] = pin.set_fingerprint(editor, migration.diff.new)
    after["evidence"] = [
        _piece(editor, ("evidence", index), piece, migration.by_piece[index])
        for index, piece in enumerate(manifest["evidence"])
    ]
    exceptions = _exceptions(editor, manifest.get("exceptions") or [], migration.exceptions)
    return _with_lists(after, {"exceptions": exceptions})


def _exceptions(editor: Editor, entries: Sequence[Entry], moves: Sequence[MovedException]) -> list[Entry]:
    """Edit the exceptions, and return those that stay."""
    after = dict(enumerate(entries))
    for move in moves:
        if move.fate in _LOST:
            del after[move.at]
        elif move.new_code and move.new_code != move.code:
            editor.set_word(("exceptions", move.at, "ksb"), move.new_code)
            after[move.at] = {**after[move.at], "ksb": move.new_code}
    editor.remove_items((), {"exceptions": range(len(entries)) - after.keys()})
    return list(after.values())


def _piece(editor: Editor, at: Location, piece: Entry, moved: MovedPiece) -> Entry:
    """Edit a piece of evidence, and return what it says then."""
    lists = {key: dict(enumerate(piece.get(key) or ())) for key in ("ksbs", "claims", "duties")}
    words = [("ksbs", each.at, each.new_code or "") for each in moved.short if each.fate is Fate.RENUMBERED]
    words += [
        ("duties", each.at, str(each.new_number)) for each in moved.duties if each.new_number not in (None, each.number)
    ]
    out = {
        "ksbs": {each.at for each in moved.short if each.fate in _LOST},
        "claims": {each.at for each in moved.long if each.fate is Fate.GONE},
        "duties": {each.at for each in moved.duties if each.fate is Fate.GONE},
    }
    for key, index, word in words:
        editor.set_word((*at, key, index), word)
        lists[key][index] = word
    for claim in moved.long:
        if claim.fate is not Fate.GONE:
            lists["claims"][claim.at] = _claim(editor, (*at, "claims", claim.at), lists["claims"][claim.at], claim)
    planned = [{"ksb": each.new_code or "", "status": _PLANNED} for each in moved.short if each.fate is Fate.REVIEW]
    after = {key: [item for index, item in lists[key].items() if index not in out[key]] for key in lists}
    replace_items(editor, at, out, planned)
    return _with_lists(piece, {**after, "claims": [*after["claims"], *planned]})


def _claim(editor: Editor, at: Location, claim: Entry, moved: MovedClaim) -> Entry:
    """Edit a claim in long form, and return it. One to review is planned, without sign-offs."""
    after = dict(claim)
    if moved.new_code and moved.new_code != moved.code:
        editor.set_word((*at, "ksb"), moved.new_code)
        after["ksb"] = moved.new_code
    if moved.fate is Fate.REVIEW:
        if claim.get("status") not in (_PLANNED, str(Rung.SUGGESTED)):
            editor.set_word((*at, "status"), _PLANNED, ("ksb",))
            after["status"] = _PLANNED
        signed = [key for key in _SIGN_OFFS if key in claim]
        if signed:
            editor.remove(at, signed)
            after = {key: value for key, value in after.items() if key not in signed}
    return after


def _with_lists(mapping: Entry, lists: Mapping[str, list[Any]]) -> Entry:
    """Return a mapping with new lists; one that has become empty is left out."""
    kept = {key: value for key, value in lists.items() if value or (key in mapping and not mapping[key])}
    return {key: value for key, value in mapping.items() if key not in lists} | kept
