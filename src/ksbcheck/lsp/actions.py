"""What an editor can do to a manifest at a place: put the nearest known word, write claims out, mark one as planned.

Every edit touches as little as it can, so that comments and layout stay.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from lsprotocol import types

from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.model import keys_of
from ksbcheck.domain.names import nearest, nearest_code
from ksbcheck.domain.text import shown
from ksbcheck.inputs.claim_edits import Edit, applied, in_long_form, piece_in, with_status
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.lsp.buffer import Buffer
from ksbcheck.lsp.completion import offers, quoted
from ksbcheck.lsp.cursor import Cursor, cursor_at
from ksbcheck.lsp.hover import model_at
from ksbcheck.lsp.known import Known


class Action(NamedTuple):
    """Something that can be done: its title, its kind, and its edits, which don't overlap."""

    title: str
    kind: types.CodeActionKind
    edits: tuple[Edit, ...]


def code_actions(
    buffer: Buffer, known: Known, uri: str, start: int, end: int, diagnostics: Sequence[types.Diagnostic]
) -> list[types.CodeAction]:
    """Return what can be done in a part of a buffer; `diagnostics` are those that the editor shows there."""
    return [
        types.CodeAction(
            action.title,
            action.kind,
            [each for each in diagnostics if _is_mended(buffer, action, each)] or None,
            is_preferred=action.kind == types.CodeActionKind.QuickFix or None,
            edit=types.WorkspaceEdit(
                {uri: [types.TextEdit(buffer.range(edit.start, edit.end), edit.text) for edit in action.edits]}
            ),
        )
        for action in actions(buffer, known, start, end)
    ]


def _is_mended(buffer: Buffer, action: Action, diagnostic: types.Diagnostic) -> bool:
    """Whether an action puts right what a diagnostic is about."""
    first = action.edits[0]
    return action.kind == types.CodeActionKind.QuickFix and buffer.offset(diagnostic.range.start) in range(
        first.start - 1, first.end + 1
    )


def actions(buffer: Buffer, known: Known, start: int, end: int) -> list[Action]:
    """Return what can be done in a part of a text."""
    cursor = cursor_at(buffer.text, start) or cursor_at(buffer.text, end)
    mending = _nearest(buffer, cursor, known) if cursor and cursor.word else None
    found = [mending] if mending else []
    if buffer.document is not None:
        location = buffer.document.location_at(start)
        found += [*_planned(buffer.document, location), *_expanded(buffer.document, location)]
    return found


def _nearest(buffer: Buffer, cursor: Cursor, known: Known) -> Action | None:
    """Return the action that puts the nearest known word in place of one that nobody knows, if there is one."""
    words = _words(buffer, cursor, known)
    if cursor.word in words:
        return None
    is_code = cursor.keys in {("evidence", "ksbs"), ("evidence", "claims", "ksb")}
    meant = nearest_code(cursor.word, words) if is_code else nearest(cursor.word, words)
    if meant is None:
        return None
    in_quotes = cursor.quote or ('"' if buffer.is_json else "")
    written = meant if cursor.is_key else quoted(meant, in_quotes)
    return Action(f"Did you mean {meant}?", types.CodeActionKind.QuickFix, (Edit(cursor.start, cursor.end, written),))


def _words(buffer: Buffer, cursor: Cursor, known: Known) -> list[str]:
    """Return the words that are known at a place."""
    if not cursor.is_key:
        return [offer.word for offer in offers(buffer, cursor, known)]
    model = model_at(known.portfolio_model, cursor.keys)
    beside = cursor.beside - {cursor.word}
    return [key for key in keys_of(model) if key not in beside] if model else []


def _planned(document: Document, location: Location) -> Iterator[Action]:
    """Yield the action that marks the claim at a location as planned."""
    match location:
        case ("evidence", int(index), "claims", int(at), *_):
            piece = piece_in(document, index)
            match piece:
                case {"claims": [*claims]} if isinstance(claims[at], dict) and isinstance(claims[at].get("ksb"), str):
                    edit = with_status(document, ("evidence", index, "claims", at), claims[at])
                    planned = {**claims[at], "status": str(Rung.PLANNED)}
                    meant = {**piece, "claims": [*claims[:at], planned, *claims[at + 1 :]]}
                    if edit:
                        yield from _proven(
                            document, f"Mark {shown(claims[at]['ksb'])} as planned", (edit,), index, meant
                        )
        case ("evidence", int(index), "ksbs", int(at)):
            yield from _long_form(document, index, at)


def _expanded(document: Document, location: Location) -> Iterator[Action]:
    """Yield the action that writes the short form of a piece's claims as the long one."""
    match location:
        case ("evidence", int(index), "ksbs", *_):
            yield from _long_form(document, index, None)


def _long_form(document: Document, index: int, planned: int | None) -> Iterator[Action]:
    """Yield the action that writes the short form of a piece's claims as the long one, if that can be done.

    `planned` is the index of the one that is marked as planned on the way.
    """
    match piece_in(document, index):
        case {"ksbs": [*codes], **others} if all(isinstance(code, str) and code.strip() for code in codes):
            edits = in_long_form(document, index, others.get("claims"), planned)
            new = [{"ksb": code} for code in codes]
            title = "Write `ksbs:` out as `claims:`"
            if planned is not None:
                new[planned]["status"] = str(Rung.PLANNED)
                title = f"Mark {shown(codes[planned])} as planned, with the claims beside it written out"
            meant = {**others, "claims": [*(others.get("claims") or []), *new]}
            yield from _proven(document, title, edits, index, meant)


def _proven(
    document: Document, title: str, edits: tuple[Edit, ...], index: int, meant: dict[str, Any]
) -> Iterator[Action]:
    """Yield an action on a piece if with its edits the text says what is meant, and all else as before."""
    try:
        after = parse_document(document.path, applied(document.text, edits))
    except InputError:
        return
    if _without(after, index) == _without(document, index) and piece_in(after, index) == meant:
        yield Action(title, types.CodeActionKind.RefactorRewrite, edits)


def _without(document: Document, index: int) -> object:
    """Return what a document says beside one piece of evidence."""
    match document.value:
        case {"evidence": [*pieces], **others}:
            return others, pieces[:index], pieces[index + 1 :]
    return document.value
