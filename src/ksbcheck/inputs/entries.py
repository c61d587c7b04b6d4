"""Write pieces, claims and decisions into a manifest, in its author's style. Nothing else of the text changes.

Each function returns the edited document; `save` writes it to the file. To change much, pass it in one call.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ksbcheck.domain.draft import DraftClaim, DraftPiece
from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.model import keys_of
from ksbcheck.domain.names import written_codes
from ksbcheck.domain.portfolio import ClaimEntry, Evidence
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.edit import Editor
from ksbcheck.inputs.files import MAX_BYTES, read_bytes, write_text

Entry = dict[str, Any]
"""A mapping of a manifest: texts, lists and mappings, by key."""
_REMEDY = "Write each entry, and each item of a list, on a line of its own or all in brackets, and try again."
_EMPTY = "evidence: []\n"


def empty_manifest(path: Path, head: Mapping[str, object]) -> Document:
    lines = Editor(parse_document(path, _EMPTY)).block(head)
    return parse_document(path, "\n".join([*lines, _EMPTY]))


def piece_entry(piece: DraftPiece) -> Entry:
    """Return a new piece as a manifest has it; plain claims are in the short form."""
    claims = {claim.code: claim_entry(claim) for claim in piece.claims}
    entry = {
        "id": piece.id,
        "title": piece.title,
        "type": piece.type.value if piece.type else None,
        "date": piece.date.isoformat() if piece.date else None,
        "files": list(piece.files),
        "ksbs": [code for code, claim in claims.items() if not claim],
        "claims": [{"ksb": code, **claim} for code, claim in claims.items() if claim],
    }
    return {key: value for key, value in entry.items() if value}


def claim_entry(claim: DraftClaim) -> Entry:
    """Return what the long form of a claim has beside its code."""
    assessed = [decision_entry(each) for each in claim.decisions if not each.is_second]
    verified = [decision_entry(each) for each in claim.decisions if each.is_second]
    entry = {
        "where": claim.where,
        "status": str(claim.rung) if claim.rung < Rung.CLAIMED else None,
        "assessed": assessed[0] if len(assessed) == 1 else assessed,
        "verified": verified[0] if len(verified) == 1 else verified,
    }
    return {key: value for key, value in entry.items() if value}


def decision_entry(decision: TrackedDecision) -> Entry:
    entry = {"by": decision.by, "on": decision.on.isoformat()}
    entry |= {} if decision.is_met else {"decision": "not_yet"}
    return entry | ({"feedback": decision.feedback} if decision.feedback else {})


def add_pieces(document: Document, pieces: Sequence[Entry]) -> Document:
    """Add pieces of evidence after the others, each with its keys in the order given.

    Raises:
        InputError: the manifest can't be edited safely.
    """
    editor, meant = Editor(document), deepcopy(entries_of(document))
    meant["evidence"] = [*(meant.get("evidence") or []), *pieces]
    editor.add_items(("evidence",), pieces)
    return edited(editor, meant)


def set_claims(document: Document, claims: Mapping[int, Mapping[str, Entry | None]]) -> Document:
    """Add, change and remove claims, by the index of their piece and their code.

    An entry has the keys of the long form to write, without `ksb`; others stay. A key or claim that is None is taken
    out. An empty entry claims the KSB in the short form, unless it is claimed already. A list that begins with what is
    there already is added to: `assessed: [earlier, later]` keeps the earlier one as it is written.

    Raises:
        InputError: the manifest can't be edited safely.
    """
    document = _without_ranges(document, claims)
    editor, meant = Editor(document), deepcopy(entries_of(document))
    for index, of_piece in claims.items():
        _set_claims(editor, ("evidence", index), meant["evidence"][index], of_piece)
    return edited(editor, meant)


def save(before: Document, after: Document) -> None:
    """Write an edited document to its file, whole or not at all; without a change, not at all.

    Raises:
        InputError: it can't be written, or the file has changed since it was read.
    """
    if after.text != before.text:
        write_text(before.path, with_mark(before.path, after.text), before=before.text)


def entries_of(document: Document) -> Entry:
    return document.value if isinstance(document.value, dict) else {}


def with_mark(path: Path, text: str) -> str:
    """Return a text with the byte-order mark that a file may have."""
    return f"\ufeff{text}" if read_bytes(path).startswith(BOM_UTF8) else text


def edited(editor: Editor, meant: object, remedy: str = _REMEDY) -> Document:
    """Return the edited manifest.

    Raises:
        InputError: it would not say exactly what is meant, or be too large.
    """
    path, document = editor.document.path, editor.edited(meant)
    if document is None:
        reason = "the manifest cannot be rewritten here without changing something else; nothing was written"
        raise InputError("KSB901", reason, remedy, path=path)
    if len(document.text.encode()) > MAX_BYTES:
        reason = f"the manifest would be larger than {MAX_BYTES // 1024} KiB; nothing was written"
        raise InputError(
            "KSB903", reason, "List the evidence without its content: a manifest has about 10 KB.", path=path
        )
    return document


def write_out(editor: Editor, at: Location, piece: Entry, items: Sequence[Sequence[str]]) -> None:
    """Write a list of a piece with one word in each item; `piece` is changed to what it says then."""
    key, several = str(at[-1]), {index for index, words in enumerate(items) if len(words) > 1}
    if isinstance(piece.get(key), str):
        piece[key] = [word for words in items for word in words]
        editor.replace_entry(at, lambda style: style.list_entry(key, list(map(editor.word, piece[key]))))
    elif several:
        added = [word for index in sorted(several) for word in items[index]]
        piece[key] = [item for index, item in enumerate(piece[key]) if index not in several] + added
        editor.change_items(at, several, list(map(editor.word, added)))


def replace_items(editor: Editor, at: Location, out: dict[str, set[int]], added: Sequence[Entry]) -> None:
    """Take items out of the lists of a piece, and add claims in long form."""
    claims = list(map(editor.flow, added))
    piece = entries_of(editor.document)["evidence"][at[-1]]
    if claims and piece.get("claims"):
        editor.add_items((*at, "claims"), added, out.pop("claims", set()))
    elif claims and "claims" not in piece and out.get("ksbs") and len(out["ksbs"]) == len(piece["ksbs"]):
        del out["ksbs"]
        editor.replace_entry((*at, "ksbs"), lambda style: style.list_entry("claims", claims))
    elif claims:
        behind = ["ksbs"] if "ksbs" in piece else _above_claims(piece)
        editor.set_entry((*at, "claims"), lambda style: style.list_entry("claims", claims), behind)
    editor.remove_items(at, out)


def _above_claims(piece: Entry) -> list[str]:
    """Return the keys of a piece that people write above its claims."""
    keys = keys_of(Evidence)
    return [key for key in keys[: keys.index("ksbs")] if key in piece]


def _without_ranges(document: Document, claims: Mapping[int, Mapping[str, object]]) -> Document:
    """Return a document in which the codes that move out of `ksbs:` are items of their own."""
    editor, meant = Editor(document), deepcopy(entries_of(document))
    for index, of_piece in claims.items():
        piece = meant["evidence"][index]
        written = piece.get("ksbs")
        items = [written] if isinstance(written, str) else written or []
        codes = [list(written_codes(item)) for item in items]
        moving = [len(each) > 1 and not of_piece.keys().isdisjoint(each) for each in codes]
        if any(moving) or isinstance(written, str):
            kept = [each if moves else [item] for each, moves, item in zip(codes, moving, items, strict=True)]
            write_out(editor, ("evidence", index, "ksbs"), piece, kept)
    return edited(editor, meant) if editor.edits else document


def _set_claims(editor: Editor, at: Location, piece: Entry, claims: Mapping[str, Entry | None]) -> None:
    """Edit the claims of a piece; `piece` is changed to what it says then."""
    in_long = _by_code(str(claim["ksb"]) for claim in piece.get("claims") or ())
    in_short = _by_code(piece.get("ksbs") or ())
    out: dict[str, set[int]] = {"ksbs": set(), "claims": set()}
    added: list[Entry] = []
    codes: list[str] = []
    for code, values in claims.items():
        if values != {}:
            out["ksbs"].update(in_short.get(code, ()))
        if values is None:
            out["claims"].update(in_long.get(code, ()))
        elif code in in_long:
            for index in in_long[code]:
                _set_values(editor, (*at, "claims", index), piece["claims"][index], values)
        elif values:
            added.append({"ksb": code, **{key: value for key, value in values.items() if value is not None}})
        elif code not in in_short:
            codes.append(code)
    _change_lists(editor, at, piece, out, added, codes)


def _by_code(items: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Return the indices of the items that name each code, and nothing else."""
    found: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        codes = written_codes(item)
        if len(codes) == 1:
            found.setdefault(codes[0], []).append(index)
    return found


def _change_lists(
    editor: Editor, at: Location, piece: Entry, out: dict[str, set[int]], added: list[Entry], codes: list[str]
) -> None:
    was = {key: piece.get(key) or [] for key in out}
    for key, more in (("ksbs", codes), ("claims", added)):
        piece[key] = [*(item for index, item in enumerate(was[key]) if index not in out[key]), *more]
        if not piece[key] and (was[key] or key not in entries_of(editor.document)["evidence"][at[-1]]):
            del piece[key]
    if codes:
        editor.add_items((*at, "ksbs"), codes, out.pop("ksbs"), _above_claims(piece))
    replace_items(editor, at, out, added)


def _set_values(editor: Editor, at: Location, claim: Entry, values: Entry) -> None:
    """Edit the keys of a claim; `claim` is changed to what it says then. One with an unknown key is read as planned."""
    unknown = [key for key in claim if key not in keys_of(ClaimEntry)]
    if unknown and values:
        path, place = editor.document.path, editor.document.place((*at, unknown[0]))
        problem = f"a claim with the unknown key {unknown[0]!r} can't be changed"
        raise InputError("KSB901", problem, "Correct or delete the key, and try again.", path=path, place=place)
    for key, value in values.items():
        was = claim.get(key)
        if value == was:
            continue
        if value is None:
            editor.remove(at, [key])
            del claim[key]
            continue
        several = was if isinstance(was, list) else [was]
        if was and isinstance(value, list) and value[: len(several)] == several:
            editor.add_items((*at, key), value[len(several) :])
        elif isinstance(value, str):
            editor.set_word((*at, key), value)
        else:
            editor.set_value((*at, key), value)
        claim[key] = value
