"""Edits of the claims in a manifest, which touch as little as they can: comments and layout stay."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.inputs.document import Document, Extent


class Edit(NamedTuple):
    """A change of a text: what stands from one place to another becomes something else."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with its edits, which don't overlap."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def piece_in(document: Document, index: int) -> dict[str, Any]:
    """Return what a document says of a piece of evidence, without an empty list of codes, which says nothing."""
    match document.value:
        case {"evidence": [*pieces]} if index < len(pieces):
            piece = pieces[index]
            if isinstance(piece, dict):
                return {key: value for key, value in piece.items() if (key, value) != ("ksbs", [])}
    return {}


def with_status(document: Document, at: Location, claim: dict[str, Any]) -> Edit | None:
    """Return the edit that makes a claim planned, or None if it is planned or less already."""
    status = claim.get("status")
    if status in (str(Rung.PLANNED), str(Rung.SUGGESTED)):
        return None
    planned = word_in(document, str(Rung.PLANNED))
    if "status" in claim:
        old = document.extent((*at, "status")).value
        blank = " " if document.text[old.start - 1] == ":" else ""
        return Edit(old.start, old.end, f"{blank}{planned}")
    ksb = document.extent((*at, "ksb"))
    written = f"{word_in(document, 'status')}: {planned}"
    if is_in_brackets(document, at):
        return Edit(ksb.value.end, ksb.value.end, f", {written}")
    end = end_of_line(document.text, ksb.value.end)
    return Edit(end, end, f"{new_line(document, ksb)}{written}")


def in_long_form(document: Document, index: int, claims: object, planned: int | None) -> tuple[Edit, ...]:
    """Return the edits that write the short form of a piece's claims as the long one; none where that can't be done.

    `claims` is what the piece has in long form already, `planned` the index of a code that becomes planned on the way.
    """
    short = ("evidence", index, "ksbs")
    key = document.extent(short).key
    spans = [document.extent((*short, at)).value for at in range(len(piece_in(document, index)["ksbs"]))]
    texts = [_claim(document, document.text[slice(*span)], at == planned) for at, span in enumerate(spans)]
    if claims is None and key:
        in_place = (Edit(*span, text) for span, text in zip(spans, texts, strict=True))
        return Edit(*key, word_in(document, "claims")), *in_place
    added, taken_out = _added(document, index, claims, texts), _taken_out(document, short)
    return (added, taken_out) if added and taken_out else ()


def _claim(document: Document, code: str, planned: bool) -> str:
    """Return the long form of a claim; the code is written as it was."""
    status = f", {word_in(document, 'status')}: {word_in(document, str(Rung.PLANNED))}" if planned else ""
    return f"{{{word_in(document, 'ksb')}: {code}{status}}}"


def _added(document: Document, index: int, claims: object, texts: Sequence[str]) -> Edit | None:
    """Return the edit that adds claims to those of a piece; None where those are no list."""
    at: Location = ("evidence", index, "claims")
    extent = document.extent(at)
    if not isinstance(claims, list):
        return None
    if document.text[extent.value.start] == "[":
        end = document.extent((*at, len(claims) - 1)).value.end if claims else extent.value.start + 1
        return Edit(end, end, f"{', ' if claims else ''}{', '.join(texts)}")
    dash = document.text.rfind("-", 0, document.extent((*at, 0)).value.start)
    indent = dash - (document.text.rfind("\n", 0, dash) + 1)
    end = end_of_line(document.text, extent.value.end)
    return Edit(end, end, "".join(f"{line_end(document)}{' ' * indent}- {text}" for text in texts))


def _taken_out(document: Document, at: Location) -> Edit | None:
    """Return the edit that takes an entry out with its lines, or leaves an empty list where others share them.

    Where that would take a comment along, there is none.
    """
    extent, text = document.extent(at), document.text
    start, end = text.rfind("\n", 0, extent.whole.start) + 1, end_of_line(text, extent.whole.end)
    alone = not text[start : extent.whole.start].strip() and text[extent.whole.end : end].strip() == ""
    in_brackets = text[extent.value.start] == "["
    if "#" in text[extent.whole.start : extent.whole.end] or not (alone or in_brackets):
        return None
    if alone and not is_in_brackets(document, at[:-1]):
        return Edit(start, min(len(text), end + len(line_end(document))), "")
    return Edit(extent.value.start, extent.value.end, "[]") if in_brackets else None


def is_in_brackets(document: Document, at: Location) -> bool:
    """Whether a mapping or list stands in brackets, and not as a block."""
    start = document.extent(at).value.start
    return document.text[start : start + 1] in ("{", "[")


def end_of_line(text: str, position: int) -> int:
    """Return where the line ends in which a position lies, before the characters that end it."""
    end = text.find("\n", position)
    if end < 0:
        return len(text)
    return end - 1 if text[end - 1] == "\r" and end > position else end


def line_end(document: Document) -> str:
    """Return what ends a line in a document."""
    return "\r\n" if "\r\n" in document.text else "\n"


def new_line(document: Document, beside: Extent) -> str:
    """Return what begins a line for an entry below another one."""
    start = beside.whole.start
    return line_end(document) + " " * (start - (document.text.rfind("\n", 0, start) + 1))


def word_in(document: Document, word: str) -> str:
    """Return a word as the document's language writes it."""
    return json.dumps(word) if document.path.suffix.lower() == ".json" else word
