"""Completion: KSBs without evidence first, then the other words that are known at a place."""

import json
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, NamedTuple, get_args, get_origin

from lsprotocol import types

from ksbcheck.domain.coverage import KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.model import fields_of
from ksbcheck.domain.standard import belongs
from ksbcheck.domain.text import listed, shown
from ksbcheck.inputs.folder import file_names
from ksbcheck.inputs.library import frameworks
from ksbcheck.lsp.cursor import Cursor, cursor_at
from ksbcheck.lsp.hover import RUNG_MEANINGS, about_code, about_duty, how_evidenced, model_at
from ksbcheck.lsp.known import Known
from ksbcheck.lsp.text import Buffer

_PLAIN = re.compile(r"[A-Za-z_§][\w§./()-]*(?: [\w§./()-]+)*")
_NUMBER_LIKE = re.compile(r"[\d.]+")
_Kind = types.CompletionItemKind


class _Offer(NamedTuple):
    """A word to offer, with a few words on it, its meaning, and its rank: 0 comes first."""

    word: str
    detail: str = ""
    meaning: str = ""
    rank: int = 0
    kind: types.CompletionItemKind = _Kind.Value


def completion(buffer: Buffer, known: Known, offset: int) -> types.CompletionList:
    """Return all words to offer at an offset; the editor filters them as the author types."""
    cursor = cursor_at(buffer.text, offset)
    if cursor is None:
        return types.CompletionList(is_incomplete=False, items=[])
    keys = [_key_item(buffer, cursor, known, offer) for offer in _keys(cursor, known)]
    values = [] if cursor.is_key else offers(buffer, cursor, known)
    items = [*(_value_item(buffer, cursor, known, offer) for offer in values), *keys]
    for index, item in enumerate(items):
        item.sort_text = f"{index:04}"
    return types.CompletionList(is_incomplete=False, items=items)


def offers(buffer: Buffer, cursor: Cursor, known: Known) -> list[_Offer]:
    """Return the values to offer, the most needed first."""
    return sorted(_offers(buffer, cursor, known), key=lambda offer: offer.rank)


def _offers(buffer: Buffer, cursor: Cursor, known: Known) -> Iterator[_Offer]:
    match cursor.keys:
        case ("evidence", "duties"):
            yield from _duties(known)
        case ("evidence", "ksbs") | ("evidence", "claims", "ksb"):
            yield from _codes(known)
        case ("evidence", "files"):
            yield from _files(buffer, known)
        case ("evidence", "claims", "status"):
            yield from (_Offer(str(rung), meaning=RUNG_MEANINGS[rung]) for rung in Rung)
        case ("standard" | "version" | "option" | "framework" | "level",) | ("prior", "framework"):
            yield from _names(cursor.keys[-1], known)
        case _:
            yield from map(_Offer, _words(_annotation(cursor, known)))


def _names(key: str, known: Known) -> Iterator[_Offer]:
    """Yield standards, versions, options, frameworks or levels."""
    if key == "standard":
        yield from (_Offer(reference, f"version {listed(versions)}") for reference, versions in known.library.items())
    elif key == "version":
        yield from map(_Offer, known.versions)
    elif key == "option" and known.standard:
        yield from (_Offer(option.id, option.title) for option in known.standard.options)
    elif key == "framework":
        yield from (_Offer(each.id, each.title) for _, each in frameworks())
    elif key == "level" and known.framework:
        yield from (_Offer(level.id, level.name) for level in known.framework.levels)


def _duties(known: Known) -> Iterator[_Offer]:
    """Yield the duties of the standard, those of other options last."""
    for duty in known.standard.duties if known.standard else ():
        other = known.option is not None and not belongs(duty, known.option.id)
        detail = "of another option" if other else duty.text
        yield _Offer(str(duty.number), detail, "\n\n".join(about_duty(duty)), int(other))


def _files(buffer: Buffer, known: Known) -> Iterator[_Offer]:
    """Yield the files of the folder, those that no piece names first."""
    judged = known.report.judgement if known.report else None
    named_by = {name: piece.id for piece in judged.portfolio.evidence for name in piece.files} if judged else {}
    for name in file_names(buffer.path):
        by = named_by.get(name)
        yield _Offer(name, f"named by {shown(by)}" if by else "", "", int(by is not None), _Kind.File)


def _codes(known: Known) -> Iterator[_Offer]:
    """Yield the codes of the standard: gaps, then met KSBs, then those of other options."""
    if known.standard is None:
        return
    coverage = known.coverage()
    for ksb in known.standard.by_code.values():
        detail, rank = "not judged yet", 1
        if known.option and not belongs(ksb, known.option.id):
            detail, rank = "of another option", 3
        elif ksb.code in coverage:
            detail = how_evidenced(coverage[ksb.code]).rstrip(".")
            rank = 2 if coverage[ksb.code].status is KsbStatus.MET else 0
        meaning = "\n\n".join(about_code(ksb, known.standard, known))
        yield _Offer(ksb.code, detail, meaning, rank, _Kind.Reference)


def _words(annotation: Any) -> Iterator[str]:  # noqa: ANN401 - annotations are of every type
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif annotation is bool:
        yield from ("true", "false")
    elif get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for part in get_args(annotation):
            yield from _words(part)


def _keys(cursor: Cursor, known: Known) -> Iterator[_Offer]:
    """Yield the keys to offer, in the order in which authors write them."""
    model = model_at(known.portfolio_model, cursor.keys) if cursor.may_be_key else None
    if model is None:
        return
    for name, field in fields_of(model).items():
        if name not in cursor.beside and field.examples:
            needed = "needed" if field.is_required() else ""
            yield _Offer(name, needed, f"As in `{name}: {field.examples[0]}`", kind=_Kind.Property)


def _key_item(buffer: Buffer, cursor: Cursor, known: Known, offer: _Offer) -> types.CompletionItem:
    written = offer.word if cursor.quote or not buffer.is_json else f'"{offer.word}"'
    if not cursor.is_key:
        written += f"{cursor.quote}: "
    if _lacks_list(cursor, known) and not cursor.in_brackets:
        written = f"- {written}"
    return _item(buffer, cursor, offer, written)


def _lacks_list(cursor: Cursor, known: Known) -> bool:
    """Whether the key takes a list, and neither dash nor bracket is written yet."""
    return not cursor.in_item and get_origin(_annotation(cursor, known)) is tuple


def _annotation(cursor: Cursor, known: Known) -> Any:  # noqa: ANN401 - annotations are of every type
    """Return the type of the value at a cursor; None if the key is not known."""
    model = model_at(known.portfolio_model, cursor.keys[:-1])
    field = model.model_fields.get(cursor.keys[-1]) if model and cursor.keys else None
    return field.annotation if field else None


def _value_item(buffer: Buffer, cursor: Cursor, known: Known, offer: _Offer) -> types.CompletionItem:
    written = quoted(offer.word, cursor.quote, json_text=buffer.is_json, is_version=cursor.keys == ("version",))
    if _lacks_list(cursor, known) and not cursor.quote:
        written = f"- {written}" if cursor.may_be_key and not cursor.in_brackets else f"[{written}]"
    if not cursor.quote and buffer.text[cursor.start - 1 : cursor.start] == ":":
        written = f" {written}"
    return _item(buffer, cursor, offer, written)


def quoted(word: str, quote: str, *, json_text: bool = False, is_version: bool = False) -> str:
    """Return a value with the quotes that it needs, within `quote` if it is in quotes already."""
    in_quotes = json.dumps(word, ensure_ascii=False)
    if quote == "'":
        return word.replace("'", "''")
    if quote:
        return in_quotes[1:-1]
    plain = _PLAIN.fullmatch(word) or (_NUMBER_LIKE.fullmatch(word) and not is_version)
    return in_quotes if json_text or not plain else word


def _item(buffer: Buffer, cursor: Cursor, offer: _Offer, written: str) -> types.CompletionItem:
    meaning = types.MarkupContent(types.MarkupKind.Markdown, offer.meaning) if offer.meaning else None
    return types.CompletionItem(
        offer.word,
        kind=offer.kind,
        detail=offer.detail or None,
        documentation=meaning,
        text_edit=types.TextEdit(buffer.range(cursor.start, cursor.end), written),
    )
