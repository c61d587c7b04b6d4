"""Seal a portfolio's folder, and find what has changed since."""

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from ksbcheck import __version__
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.seal import (
    SEAL_NAME,
    Changes,
    Content,
    Seal,
    SealedFile,
    SealedStandard,
    Snapshot,
    compare,
    compare_claims,
)
from ksbcheck.engine.judge import pieces_of
from ksbcheck.inputs.beside import is_sealed, read_seal
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.files import NotOrdinaryError, opened, reason_of, write_text
from ksbcheck.inputs.folder import NOT_FOLLOWED, read_folder
from ksbcheck.inputs.manifest import Manifest, find_manifest, read_manifest
from ksbcheck.inputs.resolve import resolve
from ksbcheck.inputs.settings import standards_of

_SEALER = "Name the person who checked the folder, in full, or leave --by out."
_REMEDY = "Correct its permissions, and try again."


def seal(folder: Path, by: str | None, on: date, *, replace: bool) -> tuple[Seal, Folder]:
    """Write the seal of a portfolio's folder, and return it with the folder's files.

    Raises:
        InputError: the folder has no manifest that can be judged, or a seal already; a file can't be read; the learner
            would seal it.
    """
    path = folder / SEAL_NAME
    if is_sealed(folder) and not replace:
        remedy = "See with `ksbcheck verify` what has changed, and seal again with --replace."
        raise InputError("KSB901", "the folder is sealed already", remedy, path=path)
    manifest = read_manifest(folder)
    against = resolve(manifest, None, standards_of(folder))
    if against.people.may_be_learner(by):
        raise InputError("KSB906", f"the seal is by {against.people.as_learner(str(by))}", _SEALER, path=path)
    found = _read(folder, manifest.document.path, manifest.portfolio.file_names)
    content = {file.name: file for file in _content(folder, manifest.document.path, found)}
    made = Seal(
        ksbcheck=__version__,
        by=by,
        on=on,
        standard=SealedStandard(reference=against.name[0], version=against.name[1], fingerprint=against.fingerprint),
        manifest=content.pop(manifest.document.path.name),
        files=tuple(content.values()),
        pieces=pieces_of(manifest.portfolio, found),
        not_sealed=_left_out(found),
    )
    write_text(path, json.dumps(made.model_dump(mode="json"), indent=1) + "\n", None if replace else "")
    return made, found


def verify(folder: Path) -> tuple[Seal, Changes]:
    """Return the seal of a folder, and what has changed since, claims included if the manifest can be read.

    Raises:
        InputError: the folder has no seal, or it can't be read, or a file can't be.
    """
    found = read_seal(folder)
    if found is None:
        remedy = "Seal the folder first: ksbcheck seal FOLDER."
        raise InputError("KSB901", f"there is no seal here ({SEAL_NAME})", remedy, path=folder)
    manifest = find_manifest(folder)
    holds = _read(folder, manifest)
    now = Content({file.name: file.sha256 for file in _content(folder, manifest, holds)}, left_out=_left_out(holds))
    changes = compare(found, now, _fingerprint(folder))
    return found, changes._replace(claims=_changed_claims(folder, found, holds))


def changes_in(folder: Folder, manifest: Path, found: Seal, fingerprint: str | None) -> Changes:
    """Return what has changed in a folder whose files are all hashed."""
    hashes = {file.name: file.sha256 for file in folder.files.values() if file.sha256}
    closed = [name for name in folder.files if name not in hashes]
    closed += [name for name, reason in folder.not_listed.items() if reason not in NOT_FOLLOWED]
    now = Content({manifest.name: digest(manifest), **hashes}, closed, _left_out(folder))
    return compare(found, now, fingerprint)


def _left_out(folder: Folder) -> tuple[str, ...]:
    """Return the files of a folder that a seal leaves out, without litter."""
    not_followed = [name for name, reason in folder.not_listed.items() if reason in NOT_FOLLOWED]
    return (*folder.refused, *not_followed)


def snapshot(found: Seal, manifest: Manifest) -> Snapshot:
    """Return the pieces of a sealed portfolio; a seal without them has those of its manifest, if that is unchanged."""
    pieces = found.pieces
    if pieces is None and digest(manifest.document.path) == found.manifest.sha256:
        pieces = pieces_of(manifest.portfolio)
    return Snapshot(found.on, pieces, found.prints)


def _changed_claims(folder: Path, found: Seal, holds: Folder) -> tuple[str, ...]:
    """Return the claims that came and went since a folder was sealed, if the seal and the manifest tell."""
    with suppress(InputError):
        if found.pieces is not None:
            return compare_claims(found.pieces, pieces_of(read_manifest(folder).portfolio, holds))
    return ()


def _fingerprint(folder: Path) -> str | None:
    """Return the fingerprint of a portfolio's standard, if it is known."""
    with suppress(InputError):
        return resolve(read_manifest(folder), None, standards_of(folder)).fingerprint
    return None


def _read(folder: Path, manifest: Path, named: Collection[str] = ()) -> Folder:
    try:
        with Outlines(None) as outlines:
            return read_folder(manifest, named, outlines, hash_all=True)
    except OSError as error:
        raise InputError("KSB901", f"cannot be opened: {reason_of(error)}", _REMEDY, path=folder) from None


def _content(folder: Path, manifest: Path, found: Folder) -> Iterator[SealedFile]:
    """Yield the files of a folder with their hashes, the manifest first."""
    yield SealedFile(name=manifest.name, size=manifest.stat().st_size, sha256=digest(manifest))
    for name, reason in found.not_listed.items():
        if reason not in NOT_FOLLOWED:
            raise InputError("KSB901", reason, _REMEDY, path=folder / name)
    for file in found.files.values():
        if file.sha256 is None:
            raise InputError("KSB901", file.reason, _REMEDY, path=folder / file.name)
        yield SealedFile(name=file.name, size=file.size, **file.print._asdict())


def digest(path: Path) -> str:
    """Return the hash of a file, however large.

    Raises:
        InputError: it can't be read.
    """
    try:
        with opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, NotOrdinaryError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "it is not an ordinary file"
        raise InputError("KSB901", f"cannot be opened: {reason}", _REMEDY, path=path) from None
