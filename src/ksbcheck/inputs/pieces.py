"""Write drafted pieces of evidence into a manifest, or a new manifest."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ksbcheck.domain.draft import DraftClaim, DraftPiece
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.inputs.edit import Editor, yaml_word

_INDENT = "    "
Word = Callable[[str], str]


def piece_values(piece: DraftPiece) -> dict[str, Any]:
    """Return a new piece as the values of a manifest."""
    short = [claim.code for claim in piece.claims if _is_short(claim)]
    long = [claim_values(claim) for claim in piece.claims if not _is_short(claim)]
    values = {
        "id": piece.id,
        "title": piece.title,
        "type": piece.type.value if piece.type else None,
        "date": piece.date.isoformat() if piece.date else None,
        "files": list(piece.files),
        "ksbs": short,
        "claims": long,
    }
    return {key: value for key, value in values.items() if value}


def _is_short(claim: DraftClaim) -> bool:
    return claim.rung is Rung.CLAIMED and not claim.where and not claim.decisions


def claim_values(claim: DraftClaim) -> dict[str, Any]:
    """Return a claim in the long form as the values of a manifest."""
    assessed = [_decision(each) for each in claim.decisions if not each.is_second]
    verified = [_decision(each) for each in claim.decisions if each.is_second]
    values = {
        "ksb": claim.code,
        "where": claim.where,
        "status": str(claim.rung) if claim.rung < Rung.CLAIMED else None,
        "assessed": assessed[0] if len(assessed) == 1 else assessed,
        "verified": verified[0] if len(verified) == 1 else verified,
    }
    return {key: value for key, value in values.items() if value}


def _decision(decision: TrackedDecision) -> dict[str, str]:
    values = {"by": decision.by, "on": decision.on.isoformat()}
    values |= {} if decision.is_met else {"decision": "not_yet"}
    return values | ({"feedback": decision.feedback} if decision.feedback else {})


def new_manifest(head: Mapping[str, Any], pieces: Sequence[DraftPiece]) -> str:
    """Return the text of a new manifest."""
    lines = [f"{key}: {_flow(value, yaml_word)}" for key, value in head.items()]
    lines += ["evidence:"] if pieces else ["evidence: []"]
    for piece in pieces:
        first, *rest = piece_lines(piece, yaml_word)
        lines += [f"  - {first}", *(f"{_INDENT}{line}" for line in rest)]
    return "\n".join([*lines, ""])


def add_pieces(editor: Editor, pieces: Sequence[DraftPiece]) -> None:
    """Add new pieces behind the others."""
    if editor.is_in_brackets(("evidence",)):
        texts = [_flow(piece_values(piece), editor.word) for piece in pieces]
    else:
        texts = ["\n".join(piece_lines(piece, editor.word)) for piece in pieces]
    editor.change_items(("evidence",), (), texts)


def piece_lines(piece: DraftPiece, word: Word) -> list[str]:
    """Return the lines of a new piece. A comment says where its date is from."""
    values = piece_values(piece)
    lines = [f"{key}: {_flow(value, word)}" for key, value in values.items() if key != "claims"]
    if piece.date:
        at = next(at for at, line in enumerate(lines) if line.startswith("date:"))
        lines[at] += f"  # from {piece.dated_by}" if piece.dated_by else ""
    if "claims" in values:
        lines += ["claims:", *(f"  - {_flow(claim, word)}" for claim in values["claims"])]
    return lines


def _flow(value: Any, word: Word) -> str:  # noqa: ANN401 - texts, lists and mappings of a manifest
    if isinstance(value, dict):
        return f"{{{', '.join(f'{word(key)}: {_flow(each, word)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(each, word) for each in value)}]"
    return word(value)
