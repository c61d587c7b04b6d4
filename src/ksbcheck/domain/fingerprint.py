"""The fingerprint of a standard: short digests that tell whether it still says what it said."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from ksbcheck.domain.portfolio import Pin
from ksbcheck.domain.standard import Duty, Ksb, Standard

_FORMAT = "ksbcheck-fingerprint/1"
"""Hashed along, so that digests of another content or order can't be taken for these."""
_SHORT = 8


class Fingerprint(NamedTuple):
    """The digest of a standard, and of the text of each of its statements, by code in the standard's order.

    `whole` covers what a portfolio is mapped against: reference, version, options, duties with their mapping, and
    statements. The order of the file changes nothing.
    """

    whole: str
    statements: Mapping[str, str]


def fingerprint(standard: Standard) -> Fingerprint:
    """Return the fingerprint of a standard."""
    content = {
        "format": _FORMAT,
        "reference": standard.reference,
        "version": standard.version,
        "options": {option.id: _text(option.title) for option in standard.options},
        "duties": {
            duty.number: [_text(duty.text), _owners(duty), duty.mapping.value, sorted(duty.ksbs)]
            for duty in standard.duties
        },
        "ksbs": {ksb.code: [_text(ksb.text), _owners(ksb)] for ksb in standard.ksbs},
    }
    return Fingerprint(
        whole=f"sha256:{_digest(json.dumps(content, sort_keys=True))}",
        statements={code: _digest(_text(ksb.text))[:_SHORT] for code, ksb in standard.by_code.items()},
    )


def _owners(item: Duty | Ksb) -> list[str] | None:
    return None if item.options is None else sorted(item.options)


def _text(text: str) -> str:
    """Return a text as it is hashed: letter for letter, with white space of any kind and length as one blank."""
    return " ".join(text.split())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def suspects(codes: Iterable[str], pin: Pin, now: Fingerprint) -> Mapping[str, bool | None]:
    """Return for each code whether claims on it are suspect: its statement has changed since the pin, or is gone.

    None where the pin has nothing on the code, so that nobody can tell. A pin of the whole alone can't tell statements
    apart, so that with it a change makes all claims suspect.
    """
    return {code: _is_suspect(code, pin, now) for code in codes}


def _is_suspect(code: str, pin: Pin, now: Fingerprint) -> bool | None:
    if pin.by_code is None:
        return pin.standard != now.whole
    pinned = pin.by_code.get(code)
    return None if pinned is None else pinned != now.statements.get(code)


def as_values(now: Fingerprint) -> dict[str, Any]:
    """Return a fingerprint as the plain values that a manifest holds."""
    return {"standard": now.whole, "statements": dict(now.statements)}
