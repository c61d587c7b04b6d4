"""Draft a manifest from a folder of documents and from trackers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.draft import Draft, DraftPiece
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.folder import within
from ksbcheck.domain.names import written_codes
from ksbcheck.domain.portfolio import MANIFEST_NAMES, Portfolio
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.domain.tracker import LeftOut, Tracker
from ksbcheck.engine.draft import draft_pieces
from ksbcheck.engine.merge import merge
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.entries import (
    Entry,
    add_pieces,
    claim_entry,
    empty_manifest,
    entries_of,
    piece_entry,
    set_claims,
    with_mark,
)
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.files import reason_of, write_text
from ksbcheck.inputs.folder import file_names, read_folder
from ksbcheck.inputs.library import find_entry, library
from ksbcheck.inputs.manifest import has_manifest, read_manifest, typed_manifest
from ksbcheck.inputs.settings import standards_of
from ksbcheck.tasks.pin import resolve_under_standard
from ksbcheck.trackers.prose import merged
from ksbcheck.trackers.read import read_tracker

_REMEDY = "Add the pieces by hand, or name another folder."
FIRST_DAY = "First day of the programme, as in 2025-01-13"
Ask = Callable[[str, Sequence[str]], str | None]
"""Asks a person for a value, one of some if any are given; None without an answer."""


class Stated(NamedTuple):
    """What a person states of a new manifest."""

    standard: str | None = None
    version: str | None = None
    option: str | None = None
    learner: str | None = None
    learner_id: str | None = None
    started: date | None = None


@dataclass(frozen=True)
class Target:
    """The manifest to write, as it is by now. `before` is the text of its file, empty for a new one."""

    document: Document
    portfolio: Portfolio
    standard: Standard
    option_id: str
    before: str = ""

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(ksb.code for ksb in self.standard.requirements[self.option_id].ksbs)

    def unnamed(self, names: Iterable[str]) -> list[str]:
        named = {within(name) for name in self.portfolio.file_names}
        return [name for name in names if name not in named]


def open_target(folder: Path, stated: Stated, ask: Ask) -> Target:
    """Return the manifest of a folder, or what a new one begins with; what is not stated is asked for.

    Raises:
        InputError: the manifest can't be read, or contradicts what is stated; the standard, version or option is not
            known.
    """
    if has_manifest(folder):
        return _existing(folder, stated)
    known = library(*standards_of(folder))
    name = stated.standard or ask("Standard", known.references)
    entry = find_entry(f"{name}@{stated.version}" if name and stated.version else name, known)
    standard = entry.load()
    option = standard.option(stated.option or ask("Option", standard.option_ids) or "")
    if option is None:
        problem = f"{standard.reference} has no option {stated.option or ''!r}"
        raise InputError("KSB909", problem, f"Name one of these: {listed(standard.option_ids)}.", path=folder)
    learner = {"name": stated.learner or ask("Learner's name", ()), "id": stated.learner_id}
    started = stated.started.isoformat() if stated.started else ask(FIRST_DAY, ())
    head = {
        "format": "ksbcheck-portfolio/1",
        "standard": standard.reference,
        "version": standard.version,
        "option": option.id,
        "learner": {key: value for key, value in learner.items() if value},
        "started": started,
    }
    path = folder / MANIFEST_NAMES[0]
    document = empty_manifest(path, {key: value for key, value in head.items() if value})
    return Target(document, _typed(document), standard, option.id)


def _typed(document: Document) -> Portfolio:
    again = parse_document(document.path, document.text)  # typing takes out of the value what it can do without
    return typed_manifest(again).portfolio


def _existing(folder: Path, stated: Stated) -> Target:
    manifest = read_manifest(folder)
    document = parse_document(manifest.document.path, manifest.document.text)
    reason = "a portfolio under a framework has no KSBs"
    resolved = resolve_under_standard(manifest.document, reason, _REMEDY)
    portfolio = resolved.portfolio
    learner = portfolio.learner
    for key, said, has in (
        ("standard", stated.standard, resolved.standard.reference),
        ("version", stated.version, resolved.standard.version),
        ("option", stated.option, resolved.option_id),
        ("learner", stated.learner, learner.name if learner else None),
        ("learner-id", stated.learner_id, learner.id if learner else None),
        ("started", stated.started, portfolio.started),
    ):
        if said is not None and has is not None and str(said).casefold() != str(has).casefold():
            problem = f"the manifest states {key} {str(has)!r}, not {str(said)!r}"
            raise InputError("KSB906", problem, f"Leave out --{key}, or correct the manifest.", path=document.path)
    return Target(document, portfolio, resolved.standard, resolved.option_id, document.text)


def draft_folder(target: Target, documents: Outlines, names: Sequence[str]) -> Draft:
    """Return a piece for each of the documents.

    Raises:
        InputError: the folder can't be listed.
    """
    if not target.folder.is_dir():
        raise InputError("KSB901", "there is no such folder", "Name the folder with the evidence.", path=target.folder)
    folder = read_folder(target.path, names, documents, known=target.standard.texts)
    taken = [piece.id for piece in target.portfolio.evidence]
    return draft_pieces([folder.files[name] for name in names], taken, target.codes)


def unnamed_files(target: Target, sources: Sequence[Path]) -> list[str]:
    """Return the files of the folder that no piece names, and that are no source."""
    own = {source.resolve() for source in sources}
    names = [name for name in file_names(target.path) if name not in MANIFEST_NAMES]
    return target.unnamed(name for name in names if (target.folder / name).resolve() not in own)


def read_sources(
    target: Target, sources: Sequence[Path], documents: Outlines, learner: str | None, columns: Mapping[str, str]
) -> Tracker:
    """Read trackers, for the learner who is named, or else the manifest's.

    Raises:
        InputError: one of them can't be read, or has several learners and none is named.
    """
    owner = learner or (target.portfolio.learner.name if target.portfolio.learner else None)
    trackers = []
    for source in sources:
        try:
            tracker = read_tracker(source, documents, target.standard, learner=owner, columns=columns)
        except OSError as error:
            problem, remedy = f"cannot be opened: {reason_of(error)}", "Correct the path or its permissions."
            raise InputError("KSB901", problem, remedy, path=source) from None
        if tracker.learners and owner is None:
            problem = f"the tracker has {counted_noun(len(tracker.learners), 'learner')}: {listed(tracker.learners)}"
            raise InputError("KSB906", problem, "Choose one with --learner.", path=source)
        if not tracker.claims and not tracker.left_out:
            tracker = tracker._replace(left_out=(LeftOut(source.name, "", "names no KSB with evidence"),))
        trackers.append(tracker)
    tracker = merged(trackers)
    names = {each.casefold() for guess in tracker.guesses for each in (guess.column, guess.heading)}
    if missing := [column for column in columns.values() if column.casefold() not in names]:
        known = dict.fromkeys(f"{guess.column} ({guess.heading})" for guess in tracker.guesses)
        remedy = f"The columns are {listed(known or ['none'])}."
        raise InputError("KSB906", f"no table has the column {listed(missing)}", remedy)
    return tracker


def draft_claims(target: Target, tracker: Tracker, names: Sequence[str]) -> Draft:
    """Return what a tracker adds to a manifest or changes in it, and all that is left out; `names` are files."""
    draft = merge(target.portfolio, tracker.claims, target.unnamed(names))
    return draft._replace(left_out=(*tracker.left_out, *draft.left_out))


def with_draft(target: Target, draft: Draft) -> Target:
    """Return the manifest with a draft.

    Raises:
        InputError: the manifest can't be edited safely.
    """
    after = target.document
    index_of = {piece.id: index for index, piece in enumerate(target.portfolio.evidence)}
    written = entries_of(after)["evidence"]
    changed = {index_of[each.id]: _claims(each, written[index_of[each.id]]) for each in draft.pieces if not each.is_new}
    new = [piece_entry(piece) for piece in draft.pieces if piece.is_new]
    after = set_claims(after, changed) if changed else after
    after = add_pieces(after, new) if new else after
    return replace(target, document=after, portfolio=_typed(after))


def _claims(draft: DraftPiece, written: Entry) -> dict[str, Entry]:
    """Return the claims to write on a piece; new decisions go behind those that it has."""
    known = {code: claim for claim in written.get("claims") or () for code in written_codes(str(claim["ksb"]))}
    entries: dict[str, Entry] = {}
    for claim in draft.claims:
        entry, before = claim_entry(claim), known.get(claim.code, {})
        for key in before.keys() & entry.keys() & {"assessed", "verified"}:
            entry[key] = [*_several(before[key]), *_several(entry[key])]
        entries[claim.code] = {"status": None, **entry} if "status" in before else entry
    return entries


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def write_target(target: Target) -> None:
    """Write the manifest.

    Raises:
        InputError: it can't be written, or has changed meanwhile.
    """
    target.folder.mkdir(parents=True, exist_ok=True)
    text = with_mark(target.path, target.document.text) if target.before else target.document.text
    write_text(target.path, text, before=target.before)
