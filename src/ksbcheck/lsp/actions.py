"""Code actions: correct a word, write claims in long form, mark a claim as planned."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from lsprotocol import types

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.model import keys_of
from ksbcheck.domain.names import nearest, nearest_code, written_codes
from ksbcheck.domain.text import shown
from ksbcheck.inputs.document import Document
from ksbcheck.inputs.edit import Edit, Editor
from ksbcheck.lsp.completion import offers, quoted
from ksbcheck.lsp.cursor import Cursor, cursor_at
from ksbcheck.lsp.hover import model_at
from ksbcheck.lsp.known import Known
from ksbcheck.lsp.text import Buffer


class Action(NamedTuple):
    """A code action: its title, its kind, and its edits, which don't overlap."""

    title: str
    kind: types.CodeActionKind
    edits: tuple[Edit, ...]


def code_actions(buffer: Buffer, known: Known, params: types.CodeActionParams) -> list[types.CodeAction]:
    start, end = buffer.offset(params.range.start), buffer.offset(params.range.end)
    return [
        types.CodeAction(
            action.title,
            action.kind,
            [each for each in params.context.diagnostics if _is_fixed(buffer, action, each)] or None,
            is_preferred=action.kind == types.CodeActionKind.QuickFix or None,
            edit=types.WorkspaceEdit(
                {
                    params.text_document.uri: [
                        types.TextEdit(buffer.range(edit.start, edit.end), edit.text) for edit in action.edits
                    ]
                }
            ),
        )
        for action in actions(buffer, known, start, end)
    ]


def _is_fixed(buffer: Buffer, action: Action, diagnostic: types.Diagnostic) -> bool:
    first = action.edits[0]
    return action.kind == types.CodeActionKind.QuickFix and buffer.offset(diagnostic.range.start) in range(
        first.start - 1, first.end + 1
    )


def actions(buffer: Buffer, known: Known, start: int, end: int) -> list[Action]:
    cursor = cursor_at(buffer.text, start) or cursor_at(buffer.text, end)
    correction = _nearest(buffer, cursor, known) if cursor and cursor.word else None
    found = [correction] if correction else []
    if buffer.document is not None:
        location = buffer.document.location_at(start)
        found += _rewrites(buffer.document, location)
    return found


def _nearest(buffer: Buffer, cursor: Cursor, known: Known) -> Action | None:
    """Return the action that replaces an unknown word with the nearest known one."""
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
    if not cursor.is_key:
        return [offer.word for offer in offers(buffer, cursor, known)]
    model = model_at(known.portfolio_model, cursor.keys)
    beside = cursor.beside - {cursor.word}
    return [key for key in keys_of(model) if key not in beside] if model else []


def _rewrites(document: Document, location: Location) -> Iterator[Action]:
    """Yield the actions that mark a claim as planned, or write claims in long form."""
    match location:
        case ("evidence", int(index), "claims", int(at), *_):
            yield from _mark_planned(document, index, at)
        case ("evidence", int(index), "ksbs", *rest):
            if rest and isinstance(rest[0], int):
                yield from _long_form(document, index, rest[0])
            yield from _long_form(document, index, None)


def _mark_planned(document: Document, index: int, at: int) -> Iterator[Action]:
    piece = _piece(document, index)
    claims = list(piece["claims"])
    match claims[at]:
        case {"ksb": str(code), **rest} if rest.get("status") not in (str(Rung.PLANNED), str(Rung.SUGGESTED)):
            editor = Editor(document)
            editor.set_word(("evidence", index, "claims", at, "status"), str(Rung.PLANNED), ("ksb",))
            claims[at] = {"ksb": code, **rest, "status": str(Rung.PLANNED)}
            yield from _if_exact(editor, f"Mark {shown(code)} as planned", index, {**piece, "claims": claims})


def _long_form(document: Document, index: int, planned: int | None) -> Iterator[Action]:
    """Yield the action that writes the claims of a piece in long form; `planned` is the index of one to plan."""
    piece = _piece(document, index)
    match piece.pop("ksbs"):
        case [_, *_] as codes if all(
            isinstance(code, str) and code.strip() and len(written_codes(code)) == 1 for code in codes
        ):
            claims = [{"ksb": code} for code in codes]
            title = "Write `ksbs:` out as `claims:`"
            if planned is not None:
                claims[planned]["status"] = str(Rung.PLANNED)
                title = f"Mark {shown(codes[planned])} as planned, with the claims beside it written out"
            editor = Editor(document)
            left = _write_out(editor, ("evidence", index), claims, piece)
            meant = {**piece, **left, "claims": [*(piece.get("claims") or []), *claims]}
            yield from _if_exact(editor, title, index, meant)


def _write_out(editor: Editor, at: Location, claims: list[dict[str, str]], others: dict[str, Any]) -> dict[str, Any]:
    """Write claims in long form, and return what is left of the short form. `others` are the piece's other entries."""
    short, text = editor.document.extent((*at, "ksbs")), editor.document.text
    codes = [editor.document.extent((*at, "ksbs", index)).value for index in range(len(claims))]
    written = [
        editor.mapping({**{key: editor.word(word) for key, word in claim.items()}, "ksb": text[slice(*code)]})
        for claim, code in zip(claims, codes, strict=True)
    ]
    if "claims" not in others and short.key:
        editor.replace(short.key, editor.word("claims"))
        for code, claim in zip(codes, written, strict=True):
            editor.replace(code, claim)
        return {}
    if not isinstance(others["claims"], list) or "#" in text[slice(*short.whole)]:
        return {}
    editor.change_items((*at, "claims"), (), written)
    if "#" not in text[short.whole.end :].partition("\n")[0]:
        editor.remove(at, ["ksbs"])
        return {}
    editor.replace(short.value, "[]")
    return {"ksbs": []}


def _if_exact(editor: Editor, title: str, index: int, piece: dict[str, Any]) -> Iterator[Action]:
    """Yield an action if it changes one piece of evidence as meant, and nothing else."""
    match editor.document.value:
        case {"evidence": [*pieces], **others}:
            meant = {**others, "evidence": [*pieces[:index], piece, *pieces[index + 1 :]]}
            if editor.result(meant) is not None:
                yield Action(title, types.CodeActionKind.RefactorRewrite, tuple(editor.edits))


def _piece(document: Document, index: int) -> dict[str, Any]:
    value: Any = document.value
    return dict(value["evidence"][index])
