"""The seal of a portfolio: a record of the files in its folder."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from ksbcheck.domain.model import IsoDate, Model, Text

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


class Changes(NamedTuple):
    """The changes to a folder since it was sealed, by file name; `renamed` has the old and the new name."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    not_known: tuple[str, ...] = ()
    standard: bool | None = None

    @property
    def gone(self) -> frozenset[str]:
        """The sealed names whose content is no longer there."""
        return frozenset((*self.changed, *self.removed, *(old for old, _ in self.renamed)))

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
    """Whether a file, or a folder above it, can't be read."""
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
