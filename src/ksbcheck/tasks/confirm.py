"""Suggested claims, with the sentences in which their codes stand."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ksbcheck.documents.mention import BOUND, written
from ksbcheck.domain.citation import mentions
from ksbcheck.domain.claim import Claim
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.text import plain
from ksbcheck.inputs.blocks import PlacedBlock, ReadDocument, read_blocks
from ksbcheck.inputs.entries import save as save_document
from ksbcheck.inputs.entries import set_claims
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.tasks.decide import Opened

_LONGEST = 150
"""How many characters before and after a code are shown."""


class Suggestion(NamedTuple):
    """A suggested claim, its statement, and what each document says: a place and a sentence, or why there is none."""

    claim: Claim
    statement: str
    said: tuple[tuple[str, str], ...]


def suggested(opened: Opened) -> tuple[Claim, ...]:
    """Return the suggested claims, in the manifest's order."""
    return tuple(each for each in opened.claims if each.entry and each.entry.status is Rung.SUGGESTED)


def read_suggestions(opened: Opened, documents: Outlines) -> Iterator[Suggestion]:
    """Yield the suggested claims. Documents are read when their claims come; their text is not kept.

    Raises:
        InputError: a piece claims a KSB twice.
    """
    claims = suggested(opened)
    for each in claims:
        opened.claim(each.piece_index, each.code)
    read: dict[str, ReadDocument] = {}
    for claim in claims:
        statement = opened.standard.by_code.get(claim.code)
        said: list[tuple[str, str]] = []
        for name in claim.piece.files:
            found = opened.folder.find(name)
            if found.file is None or found.why_not:
                said.append((name, found.why_not))
                continue
            if name not in read:
                path = opened.document.path.parent / found.file.name
                read = {name: read_blocks(path, documents, opened.standard.texts)}
            said.append(_sentence(read[name], claim.code))
        yield Suggestion(claim, statement.text if statement else "", tuple(said))


def answer(opened: Opened, claim: Claim, *, is_shown: bool) -> Opened:
    """Write that a suggestion is claimed, or take it out, and return the manifest as it is then.

    Raises:
        InputError: the manifest can't be written, or has changed.
    """
    changes = {claim.piece_index: {claim.code: {"status": None} if is_shown else None}}
    after = set_claims(opened.document, changes)
    save_document(opened.document, after)
    return replace(opened, document=after)


def _sentence(document: ReadDocument, code: str) -> tuple[str, str]:
    """Return where a document shows a code, and the sentence; or else names it; or else why neither."""
    shown = {each.spot for each in document.outline.citations if each.is_shown} if document.outline else set()
    naming = [
        each for each in document.blocks if any(mention.code == code for mention in mentions(written(each.block)))
    ]
    best = next((each for each in naming if each.spot in shown), next(iter(naming), None))
    if best is None:
        return document.name, document.why_not or f"does not name {code}"
    place = ", ".join(filter(None, (document.name, document.place(best.spot))))
    return place, _around(best, code)


def _around(found: PlacedBlock, code: str) -> str:
    """Return the sentence or row of a block with a code; of a long one, the part around the code."""
    is_row = len(found.block.cells) > 1
    text = " | ".join(filter(str.strip, found.block.cells)) if is_row else written(found.block)
    at = next(mention.position for mention in mentions(text) if mention.code == code)
    bounds = [] if is_row else [bound.end() for bound in BOUND.finditer(text)]
    start = max((bound for bound in bounds if bound <= at), default=0)
    end = min((bound for bound in bounds if bound > at), default=len(text))
    cut = start if at - start <= _LONGEST else text.find(" ", at - _LONGEST)
    return f"{'... ' if cut > start else ''}{plain(text[cut : min(end, at + _LONGEST)])}"
