"""A migration as JSON, format `ksbcheck-migration/1`."""

import json
from typing import Any

from ksbcheck.domain.migration import Fate, MovedClaim, MovedDuty, MovedException, Proposal
from ksbcheck.domain.standard import Duty, Ksb
from ksbcheck.domain.standard_change import Compared
from ksbcheck.reports.migrate_words import notes
from ksbcheck.reports.standard_diff_json import standard_as_json, words_as_json

FORMAT = "ksbcheck-migration/1"


def render(proposal: Proposal, files: tuple[str, str], *, written: bool) -> str:
    """Return a migration as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    migration = proposal.migration
    content = {
        "format": FORMAT,
        "portfolio": str(proposal.path),
        "changed": proposal.changed,
        "written": written,
        "to_look_at": migration.to_look_at,
        "old": standard_as_json(migration.diff.old, files[0]),
        "new": standard_as_json(migration.diff.new, files[1]),
        "option": {"old": migration.option.id, "new": migration.new_option.id},
        "counts": {fate.value: len(migration.claims_that(fate)) for fate in Fate},
        "claims": [_claim(claim) for claim in migration.claims],
        "duties": [_duty(duty) for duty in migration.duties],
        "exceptions": [_exception(move) for move in migration.exceptions],
        "newly_required": [_ksb(ksb) for ksb in migration.newly_required],
        "no_longer_required": [_ksb(ksb) for ksb in migration.no_longer_required],
        "notes": notes(proposal),
    }
    return json.dumps(content, indent=2) + "\n"


def _claim(claim: MovedClaim) -> dict[str, Any]:
    """Return a claim; `was` is what the manifest said in long form, None for the short one."""
    return {
        "piece": claim.piece.id,
        "ksb": claim.code,
        "fate": claim.fate.value,
        "new_ksb": claim.new_code,
        "statement": _statement(claim.statement),
        "was": claim.written and claim.written.model_dump(mode="json", exclude_none=True),
    }


def _duty(move: MovedDuty) -> dict[str, Any]:
    return {
        "piece": move.piece.id,
        "duty": move.number,
        "fate": move.fate.value,
        "new_duty": move.new_number,
        "statement": _statement(move.duty),
    }


def _exception(move: MovedException) -> dict[str, Any]:
    return {
        "ksb": move.code,
        "fate": move.fate.value,
        "new_ksb": move.new_code,
        "was": move.entry.model_dump(mode="json", exclude_none=True),
    }


def _statement(compared: Compared[Ksb] | Compared[Duty] | None) -> dict[str, Any] | None:
    """Return the words of a statement or duty in both versions; None where the old one has no such thing."""
    if compared is None:
        return None
    old, new = compared.pair
    return {"old": old and old.text, "new": new and new.text, "words": words_as_json(compared.words)}


def _ksb(ksb: Ksb) -> dict[str, str]:
    return {"code": ksb.code, "text": ksb.text}
