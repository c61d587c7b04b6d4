"""Codes in the names of files and folders. They are proposals, which a person must confirm."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import code_order, written_codes
from ksbcheck.domain.tracker import TrackedClaim
from ksbcheck.trackers.codes import others_in
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.pieces import NamedPiece
from ksbcheck.trackers.words import pattern

_BETWEEN = re.compile(r"[\s_,;()\[\]{}+&.]+")
_SOMETHING_ELSE = re.compile(
    r"(?i)(?:academy|academies|school|trust|education|form|class|classroom|room|group|block|corridor|bus|bucket|unit|dog"
    r"|set|team|hall|floor|band|road|motorway)s?"
)
"""What makes a code before it the name of something else: `K12 academy`, `B1 form`."""
TEMPLATE = pattern(
    r"""
    template; blank; exemplar; instruction; how[ _-]to
    (?:example|sample|guidance)(?=s?[\W_]*(?:\.\w+|entry|log|page|form|tracker|portfolio|note|report|[:(]|\Z))
    """,
    before=r"(?:^|/)_|(?:^|[/_\W])",
    after=r"s?(?:$|[_\W\d])",
)
"""Names of files that no learner wrote as evidence."""


def read_name(path: PurePosixPath, said: Iterable[TrackedClaim], findings: Findings) -> None:
    """Propose the codes in a file's name and in those of its folders, unless it is `said` to show them."""
    known = {claim.code for claim in said if path.name in claim.files}
    for part in (*path.parts[:-1], path.stem):
        for code, other in _codes_in(part):
            if other:
                findings.leave(str(path), part, f"{code} may be something else: {other}")
            elif code not in known:
                findings.claim(code, NamedPiece(path.name, files=(str(path),)), Rung.SUGGESTED, str(path))


def begins_with_code(stem: str) -> bool:
    """Return whether a name begins with a code: `K6 Theories of learning`."""
    return bool(_codes_of(_BETWEEN.split(stem, maxsplit=1)[0]))


def _codes_in(name: str) -> Iterator[tuple[str, str]]:
    """Yield the codes in a name, and what each may be instead."""
    tokens = [token for token in _BETWEEN.split(name) if token.strip("-\u2013\u2014")]
    others = others_in(" ".join(tokens))
    found = [_codes_of(token) for token in tokens]
    alone = sum(map(bool, found)) == 1
    for at, codes in enumerate(found):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        is_other = alone and len(codes) == 1 and _SOMETHING_ELSE.fullmatch(following)
        for code in codes:
            yield code, " ".join(tokens[max(0, at - 1) : at + 2]) if is_other or code in others else ""


def _codes_of(token: str) -> tuple[str, ...]:
    """Return the codes of a part of a name: `K6`, `K1-K3`, `E05-S3-B3-parent`."""
    codes = written_codes(token)
    if all(map(is_code, codes)):
        return codes
    parts = re.split(r"[-\u2013]", token)
    return tuple(code for part in parts for code in written_codes(part) if is_code(code)) if len(parts) > 1 else ()


def is_code(code: str) -> bool:
    try:
        return bool(code_order(code))
    except ValueError:
        return False
