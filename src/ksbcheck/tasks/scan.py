"""Read what documents say of KSBs, with or without a manifest."""

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from ksbcheck.documents.kinds import ending_of, kind_of
from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.domain.scan import Scan, ScannedDocument, mentions_in
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import file_names, read_folder
from ksbcheck.inputs.library import find_standard
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.resolve import resolve
from ksbcheck.inputs.settings import standards_of


class _Context(NamedTuple):
    """The standard's texts, the required codes, and the files that the manifest names; None if not known."""

    known: tuple[str, ...] = ()
    required: tuple[str, ...] | None = None
    named: Collection[str] | None = None


def scan(path: Path, documents: Outlines, reference: str | None, codes: Collection[str], *, hide: bool = False) -> Scan:
    """Return the mentions of a file, or of the files of a folder; only of some codes, if any are given.

    With `hide`, files are numbered and headings not named.

    Raises:
        InputError: the manifest or the standard can't be read.
        OSError: the folder can't be listed.
    """
    root = path if path.is_dir() else path.parent
    context = _context(root, path, reference)
    # The listing of files leaves out the manifest's name; a name that no file has leaves out none.
    names = [name for name in file_names(root / "?") if kind_of(name) and name not in MANIFEST_NAMES]
    wanted = names if path.is_dir() else [path.name]
    folder = read_folder(root / "?", wanted, documents, known=context.known)
    found = [_scanned(folder.files[name], context, codes, hide=hide) for name in wanted if name in folder.files]
    shown = {mention.code for document in found for mention in document.mentions if mention.kind == "shown"}
    nowhere = None if context.required is None else tuple(code for code in context.required if code not in shown)
    if hide:
        found = [each._replace(path=f"file {n}{ending_of(each.path)}") for n, each in enumerate(found, start=1)]
    return Scan(tuple(found), nowhere)


def _context(root: Path, path: Path, reference: str | None) -> _Context:
    folders = standards_of(root)
    named = required = standard = None
    if path.is_dir() and any((root / name).is_file() for name in MANIFEST_NAMES):
        manifest = read_manifest(root)
        against = resolve(manifest, None, folders)
        named = manifest.portfolio.file_names
        if not against.framework:
            standard = against.standard
            required = tuple(ksb.code for ksb in standard.requirements[against.option_id].ksbs)
    if reference is not None:
        _, standard = find_standard(reference, *folders)
        if required is None:
            required = tuple(ksb.code for ksb in standard.ksbs if not ksb.options)
    return _Context(standard.texts if standard else (), required, named)


def _scanned(file: EvidenceFile, context: _Context, codes: Collection[str], *, hide: bool) -> ScannedDocument:
    is_named = None if context.named is None else file.name in context.named
    why_not = file.reason or (file.unread.value if file.unread else "")
    return ScannedDocument(file.name, tuple(mentions_in(file, codes, hide=hide)), why_not, is_named)
