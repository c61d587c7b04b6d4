"""Drafted pieces as entries of a manifest, and the beginning of a new manifest."""

from collections.abc import Mapping
from pathlib import Path

from ksbcheck.domain.draft import DraftClaim, DraftPiece
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.edit import Editor
from ksbcheck.inputs.entries import Entry

_EMPTY = "evidence: []\n"


def empty_manifest(path: Path, head: Mapping[str, object]) -> Document:
    """Return a new manifest without evidence."""
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
    assessed = [_decision(each) for each in claim.decisions if not each.is_second]
    verified = [_decision(each) for each in claim.decisions if each.is_second]
    entry = {
        "where": claim.where,
        "status": str(claim.rung) if claim.rung < Rung.CLAIMED else None,
        "assessed": assessed[0] if len(assessed) == 1 else assessed,
        "verified": verified[0] if len(verified) == 1 else verified,
    }
    return {key: value for key, value in entry.items() if value}


def _decision(decision: TrackedDecision) -> Entry:
    entry = {"by": decision.by, "on": decision.on.isoformat()}
    entry |= {} if decision.is_met else {"decision": "not_yet"}
    return entry | ({"feedback": decision.feedback} if decision.feedback else {})
