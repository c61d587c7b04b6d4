"""What the documents of a folder say of KSBs."""

from typing import NamedTuple

from ksbcheck.domain.mention import MentionKind


class PlacedMention(NamedTuple):
    """A code at a place of a document."""

    code: str
    kind: MentionKind
    place: str


class ScannedDocument(NamedTuple):
    """A document. `unread` says why nothing in it is evidence; `named` is None without a manifest."""

    path: str
    mentions: tuple[PlacedMention, ...]
    unread: str = ""
    named: bool | None = None


class Scan(NamedTuple):
    """Documents, and the required KSBs that none of them shows; None if not known which are required."""

    documents: tuple[ScannedDocument, ...]
    shown_nowhere: tuple[str, ...] | None
