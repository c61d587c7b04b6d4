"""The seal of a portfolio: a record of its pieces and of the files in its folder."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from ksbcheck.domain.model import IsoDate, Model, Text
from ksbcheck.domain.names import look

SEAL_NAME = "portfolio.seal.json"

_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class SealedFile(Model):
    """A file as it was sealed. `name` is its path from the folder, `size` in bytes."""

    name: Annotated[str, Field(min_length=1)]
    """Its path from the folder."""
    size: Annotated[int, Field(ge=0)]
    """Its size in bytes."""
    sha256: _Sha256
    """The hash of its content."""
    text: str = ""
    """Digests of the letters and figures of its text, if it is a document of a piece that could be read."""
    pictures: tuple[str, ...] = ()
    """Digests of its pictures."""


class SealedPiece(Model):
    """A piece of evidence as it was sealed: the KSBs that it was claimed against, and what it gave to look at."""

    id: Text
    """Its id."""
    ksbs: tuple[Text, ...] = ()
    """The codes of the KSBs that it was claimed against; planned and suggested claims are left out."""
    files: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Its files, by their paths from the folder."""
    url: Text | None = None
    """Its web address."""
    held: Text | None = None
    """Its work that is held elsewhere."""


class SealedStandard(Model):
    """The standard, or framework, that the portfolio was made under, and the fingerprint of its text then."""

    reference: Text
    """Its reference, or id."""
    version: Text
    """Its version, or issue number."""
    fingerprint: Text
    """The fingerprint of its text."""


class Seal(Model):
    """What a portfolio's folder held. `by` and `on` say who sealed it, and when; nothing proves that.

    `not_sealed` names what was there and is not part of it: links that leave, folders of tools.
    """

    format: Literal["ksbcheck-seal/1"] = "ksbcheck-seal/1"
    """The format of this file."""
    ksbcheck: Text
    """The version of ksbcheck that made the seal."""
    by: Text | None
    """Who sealed the folder; nothing proves that."""
    on: IsoDate
    """The day on which it was sealed; nothing proves that either."""
    standard: SealedStandard
    """What the portfolio was made under."""
    manifest: SealedFile
    """The manifest."""
    files: tuple[SealedFile, ...]
    """All other files of the folder."""
    pieces: tuple[SealedPiece, ...] | None = None
    """The pieces of evidence. Seals of earlier versions of ksbcheck don't have them."""
    not_sealed: tuple[str, ...] = ()
    """What was there and is not part of the seal: links that leave, folders of tools."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({file.name for file in self.all_files}) <= len(self.files):
            raise ValueError("it names a file twice")
        return self

    @property
    def all_files(self) -> tuple[SealedFile, ...]:
        return (self.manifest, *self.files)

    @property
    def prints(self) -> Mapping[str, "Print"]:
        return {file.name: Print(file.sha256, file.text, file.pictures) for file in self.all_files}


class Print(NamedTuple):
    """The content of a file: its hash, and digests of its text and pictures, as far as it could be read."""

    sha256: str = ""
    text: str = ""
    pictures: tuple[str, ...] = ()

    def shows_the_same(self, other: "Print") -> bool:
        return bool(self.text or self.pictures) and (self.text, self.pictures) == (other.text, other.pictures)


UNREADABLE = Print()
"""The content of a file that can't be read: whether it has changed is not known."""


class Snapshot(NamedTuple):
    """The pieces of a portfolio on a day; None if they are not known. `prints` are those of the folder's files."""

    on: date
    pieces: tuple[SealedPiece, ...] | None
    prints: Mapping[str, Print]


class SignedWork(NamedTuple):
    """What the sign-offs of a piece up to a day hold for: the codes claimed then, unless its work has `changed`.

    `saved_again` are files with other bytes, but the same text and pictures. `known` is whether it is known which codes
    were claimed.
    """

    on: date
    codes: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()
    saved_again: tuple[str, ...] = ()
    known: bool = True

    def covers(self, code: str, signed_on: date | None) -> bool:
        return signed_on is None or signed_on > self.on or (code in self.codes and not self.changed)


class Changes(NamedTuple):
    """The changes to a folder since it was sealed, by file name; `renamed` has the old and the new name.

    `claims` says which claims came and went, for those who don't check the portfolio.
    """

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    not_known: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    standard: bool | None = None

    def __bool__(self) -> bool:
        return any((self.changed, self.added, self.removed, self.renamed, self.standard))

    def in_words(self) -> tuple[str, ...]:
        return (
            *(f"changed: {name}" for name in self.changed),
            *(f"renamed: {old} to {new}" for old, new in self.renamed),
            *(f"removed: {name}" for name in self.removed),
            *(f"added: {name}" for name in self.added),
            *(["changed: the text of the standard"] if self.standard else ()),
        )


class Sealed(NamedTuple):
    seal: Seal
    changes: Changes


class Content(NamedTuple):
    """The content of a folder: hashes by file name, what can't be read, and what is never part of a seal."""

    hashes: Mapping[str, str]
    closed: Collection[str] = ()
    left_out: Collection[str] = ()


def compare(seal: Seal, now: Content, fingerprint: str | None) -> Changes:
    """Return the changes since a folder was sealed; `fingerprint` is the standard's, None if it is not known."""
    before = {file.name: file.sha256 for file in seal.all_files}
    after = now.hashes
    not_known = tuple(name for name in before if name not in after and _is_closed(name, now.closed))
    removed = [name for name in before if name not in after and name not in not_known]
    left_out = [name for name in now.left_out if name not in seal.not_sealed and name not in before]
    added = [name for name in after if name not in before]
    renamed = _renamed(removed, added, before, after)
    old, new = {pair[0] for pair in renamed}, {pair[1] for pair in renamed}
    return Changes(
        changed=tuple(name for name in before if name in after and before[name] != after[name]),
        added=(*(name for name in added if name not in new), *left_out),
        removed=tuple(name for name in removed if name not in old),
        renamed=renamed,
        not_known=(*not_known, *(name for name in now.closed if name not in before)),
        standard=None if fingerprint is None else fingerprint != seal.standard.fingerprint,
    )


def _is_closed(name: str, closed: Collection[str]) -> bool:
    steps = name.split("/")
    return any("/".join(steps[:end]) in closed for end in range(1, len(steps) + 1))


def _renamed(
    removed: Iterable[str], added: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Pair removed and added files of the same content."""
    by_content: dict[str, list[str]] = {}
    for name in added:
        by_content.setdefault(after[name], []).append(name)
    return tuple((name, by_content[before[name]].pop(0)) for name in removed if by_content.get(before[name]))


def compare_claims(before: Iterable[SealedPiece], after: Iterable[SealedPiece]) -> tuple[str, ...]:
    """Return the claims that were added and removed, in words."""
    old, new = _claims(before), _claims(after)
    added = (f"claim added: {piece} {code}" for piece, code in new - old)
    return (*added, *(f"claim removed: {piece} {code}" for piece, code in old - new))


def _claims(pieces: Iterable[SealedPiece]) -> Counter[tuple[str, str]]:
    return Counter((piece.id, code) for piece in pieces for code in piece.ksbs)


def what_was_signed(
    then: Snapshot, pieces: Sequence[SealedPiece], prints: Mapping[str, Print] | None
) -> Iterator[SignedWork]:
    """Yield what the sign-offs up to a snapshot hold for, for each piece; `prints` is None if no file was looked at.

    A piece with a new id is the one with a lost id and the same files; of several, the one that changed least.
    """
    ids = {look(piece.id) for piece in pieces}
    by_id: dict[str, list[SealedPiece]] = {}
    lost: dict[frozenset[str], list[SealedPiece]] = {}
    for piece in then.pieces or ():
        by_id.setdefault(look(piece.id), []).append(piece)
        if look(piece.id) not in ids and piece.files:
            lost.setdefault(_content(piece, {} if prints is None else then.prints), []).append(piece)
    for piece in pieces:
        if then.pieces is None:
            yield _signed(then, piece.model_copy(update={"ksbs": ()}), piece, prints)._replace(known=False)
        else:
            earlier = by_id.get(look(piece.id)) or lost.get(_content(piece, prints or {}), [])
            found = (_signed(then, was, piece, prints) for was in earlier[:_MOST_OF_ONE_ID])
            yield min(found, key=lambda signed: len(signed.changed), default=SignedWork(then.on))


_MOST_OF_ONE_ID = 10
"""The most sealed pieces of one id that a piece is compared with: an id should have one."""


def _content(piece: SealedPiece, prints: Mapping[str, Print]) -> frozenset[str]:
    """Return the hashes of a piece's files, or the names of those without."""
    return frozenset(prints[name].sha256 if name in prints else name for name in piece.files)


def _signed(then: Snapshot, was: SealedPiece, now: SealedPiece, prints: Mapping[str, Print] | None) -> SignedWork:
    """Return what the sign-offs of an earlier piece hold for now. Work that was added since changes nothing."""
    changed = [was.url] if was.url and was.url != now.url else []
    changed += [was.held] if was.held and look(was.held) != look(now.held or "") else []
    if prints is None:
        return SignedWork(then.on, frozenset(was.ksbs), tuple(changed))
    sealed = {name: then.prints[name] for name in was.files if name in then.prints}
    present = [prints[name] for name in now.files if name in prints]
    hashes = {each.sha256 for each in present}
    other = {name: one for name, one in sealed.items() if one.sha256 not in hashes and prints.get(name) != UNREADABLE}
    saved_again = tuple(name for name, one in other.items() if any(map(one.shows_the_same, present)))
    changed += [name for name in other if name not in saved_again]
    gave_something = sealed or was.url or was.held
    return SignedWork(then.on, frozenset(was.ksbs if gave_something else ()), tuple(changed), saved_again)
