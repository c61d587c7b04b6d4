"""What the documents of a folder say of KSBs."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.locator import spot_name
from ksbcheck.domain.outline import MentionKind, Outline, Spot


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


def mentions_in(file: EvidenceFile, codes: Collection[str] = (), *, hide: bool = False) -> Iterator[PlacedMention]:
    """Yield the mentions in a document, of some codes if any are given.

    A document that is no evidence shows nothing. With `hide`, headings, sheets and authors of comments are not named.
    """
    outline = file.outline or file.refused
    for mention in outline.citations if outline else ():
        if outline and (not codes or mention.code in codes):
            is_refused = mention.is_shown and not file.outline
            kind = MentionKind.LISTED if is_refused else mention.kind
            yield PlacedMention(mention.code, kind, _place(mention.spot, outline, hide=hide))


def _place(spot: Spot, outline: Outline, *, hide: bool) -> str:
    if hide and spot.sheet is not None:
        return f"sheet {outline.sheets.index(spot.sheet) + 1}" + (f" row {spot.row}" if spot.row else "")
    if hide and spot.heading is not None:
        return f"under heading {spot.heading + 1}"
    return spot_name(spot._replace(by="") if hide else spot, outline)
