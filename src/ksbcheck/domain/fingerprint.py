"""The fingerprint of a standard: digests that show whether its text has changed."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from ksbcheck.domain.portfolio import Pin
from ksbcheck.domain.standard import Duty, Ksb, Standard
from ksbcheck.domain.text import plain

_FORMAT = "ksbcheck-fingerprint/1"
"""Part of the hash, so that digests of another format are never equal."""
_SHORT = 8


class Fingerprint(NamedTuple):
    """The digest of a standard's reference, version, options, duties and statements, and those of its statements."""

    whole: str
    statements: Mapping[str, str]


def fingerprint(standard: Standard) -> Fingerprint:
    content = {
        "format": _FORMAT,
        "reference": standard.reference,
        "version": standard.version,
        "options": {option.id: plain(option.title) for option in standard.options},
        "duties": {
            duty.number: [plain(duty.text), _owners(duty), duty.mapping.value, sorted(duty.ksbs)]
            for duty in standard.duties
        },
        "ksbs": {ksb.code: [plain(ksb.text), _owners(ksb)] for ksb in standard.ksbs},
    }
    return Fingerprint(
        whole=f"sha256:{_digest(json.dumps(content, sort_keys=True))}",
        statements={code: _digest(plain(ksb.text))[:_SHORT] for code, ksb in standard.by_code.items()},
    )


def _owners(item: Duty | Ksb) -> list[str] | None:
    return None if item.options is None else sorted(item.options)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def suspects(codes: Iterable[str], pin: Pin, current: Fingerprint) -> Mapping[str, bool | None]:
    """Return whether the claims on each code are suspect: its statement has changed since the pin, or is gone.

    None if the pin lacks the code. If only the whole was pinned, any change makes all claims suspect.
    """
    pinned, now = pin.by_code, current.statements
    if pinned is None:
        return dict.fromkeys(codes, pin.standard != current.whole)
    return {code: pinned[code] != now.get(code) if code in pinned else None for code in codes}


def as_values(current: Fingerprint) -> dict[str, Any]:
    """Return a fingerprint as a manifest writes it."""
    return {"standard": current.whole, "statements": dict(current.statements)}
