"""Merge a tracker's claims into a portfolio: which piece each is about, and what is new."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from ksbcheck.domain.draft import Draft, DraftClaim, DraftPiece
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.tracker import LeftOut, TrackedClaim, TrackedDecision

_ID = re.compile(r"(?<![^\W_])[A-Za-z]{1,3}[-_ ]?\d{1,4}[a-z]?(?![^\W_]|\.\w)")
_CODE = re.compile(r"(?i)(?:[KSB]|T[KS]|ESB)[-_ ]?\d{1,3}")
_WORD = re.compile(r"[^\W_]+")
_FEWEST_WORDS = 2
"""How many words of a name must be in another for both to name one piece."""


def own_id(name: str) -> str | None:
    """Return the number by which a name calls its piece, as `E01` in `E01 Phonics plan`; None without just one."""
    ids = {re.sub(r"[-_ ]", "", each).upper() for each in _ID.findall(_stem(name)) if not _CODE.fullmatch(each)}
    return ids.pop() if len(ids) == 1 else None


def same_name(one: str, other: str) -> bool:
    """Return whether two names have the same words, or one has all words of the other in their order."""
    first, second = sorted((_words(one), _words(other)), key=len)
    if first == second or len(first) < _FEWEST_WORDS:
        return first == second and bool(first)
    return any(second[at : at + len(first)] == first for at in range(len(second) - len(first) + 1))


def _words(name: str) -> list[str]:
    return _WORD.findall(_stem(name).casefold())


def _stem(name: str) -> str:
    return PurePosixPath(name).stem if re.search(r"\.[A-Za-z]\w{1,4}$", name) else name


def _title(name: str) -> str | None:
    """Return the name of a piece without its number; None if it is the number alone."""
    number = own_id(name)
    own = [each for each in _ID.finditer(name) if number and re.sub(r"[-_ ]", "", each[0]).upper() == number]
    for each in reversed(own):
        name = f"{name[: each.start()].rstrip(' ,:(-')} {name[each.end() :].lstrip(' ,:)-')}"
    return name.strip() or None


def merge(portfolio: Portfolio | None, claims: Sequence[TrackedClaim], files: Collection[str]) -> Draft:
    """Return what to write so that a portfolio has the claims of a tracker; `files` are those that no piece names.

    A claim of the manifest is never lowered: where the tracker says less, that is listed.
    """
    pieces = portfolio.evidence if portfolio else ()
    by_piece: dict[str, list[TrackedClaim]] = {}
    known: dict[str, Evidence] = {}
    names: dict[str, str] = {}  # the longest name of each piece
    taken = {piece.id.upper() for piece in pieces}
    numbers = set(filter(None, (own_id(claim.evidence) for claim in claims)))
    for claim in claims:
        piece = _piece_for(claim, pieces)
        key = piece.id if piece else claim.piece or _drafted(claim.evidence, names)
        key = key or new_id(claim.evidence, taken, numbers)
        if piece:
            known[key] = piece
        taken.add(key.upper())
        names[key] = max(names.get(key, ""), claim.evidence, key=len)
        by_piece.setdefault(key, []).append(claim)
    left_out: list[LeftOut] = []
    drafted, unchanged = [], 0
    free = list(files)
    for key, of_piece in by_piece.items():
        wanted = list(_claims(of_piece))
        merged = [_merged(known.get(key), claim, of_piece, left_out) for claim in wanted]
        new = tuple(claim for claim in merged if claim)
        unchanged += len(merged) - len(new)
        if key in known:
            drafted += [DraftPiece(key, new)] if new else []
        else:
            drafted.append(_new_piece(key, names[key], of_piece, new, free))
    return Draft(tuple(drafted), tuple(left_out), unchanged)


def _piece_for(claim: TrackedClaim, pieces: Iterable[Evidence]) -> Evidence | None:
    """Return the piece that a claim names: by its number, or else the only one of that name or file."""
    if claim.piece:
        return next((piece for piece in pieces if piece.id == claim.piece), None)
    number = own_id(claim.evidence)
    fits = [piece for piece in pieces if piece.id.upper() == (number or claim.evidence.strip().upper())]
    fits = fits or [piece for piece in pieces if set(claim.files) & set(piece.files)]
    fits = fits or [
        piece for piece in pieces if any(same_name(claim.evidence, name) for name in (piece.name, *piece.files))
    ]
    return fits[0] if len(fits) == 1 else None


def _drafted(name: str, names: Mapping[str, str]) -> str | None:
    """Return the new piece that has a name already, by its number or its words."""
    number = own_id(name)
    if number:
        return number if number in names else None
    return next((key for key, other in names.items() if _words(other) == _words(name)), None)


def new_id(name: str, taken: Collection[str], numbers: Collection[str]) -> str:
    """Return the id of a new piece: its own number, or else the next that is free; `numbers` belong to others."""
    number = own_id(name)
    if number and number not in taken:
        return number
    not_free = {*taken, *numbers}
    return next(each for each in (f"E{at:02}" for at in range(1, len(not_free) + 2)) if each not in not_free)


def _claims(claims: Iterable[TrackedClaim]) -> Iterator[DraftClaim]:
    """Yield one claim a KSB: at the highest rung, with all places and decisions."""
    by_code: dict[str, list[TrackedClaim]] = {}
    for claim in claims:
        by_code.setdefault(claim.code, []).append(claim)
    for code, same in by_code.items():
        places = dict.fromkeys(claim.where for claim in same if claim.where)
        decisions = dict.fromkeys(decision for claim in same for decision in claim.decisions)
        highest = max(claim.rung for claim in same)
        kept = [each for each in decisions if highest >= Rung.ASSESSED or not each.is_met or each.is_second]
        ordered = tuple(sorted(kept, key=lambda each: each.on))
        yield DraftClaim(code, min(highest, Rung.CLAIMED), "; ".join(places) or None, ordered)


def _new_piece(
    key: str, name: str, tracked: Sequence[TrackedClaim], claims: tuple[DraftClaim, ...], free: list[str]
) -> DraftPiece:
    stated = [file for claim in tracked for file in claim.files if file in free]
    fits = dict.fromkeys(stated or _files_for(name, free))
    for file in fits:
        free.remove(file)
    day = next((claim.date for claim in tracked if claim.date), None)
    title = name.removeprefix(key).strip() or None if tracked[0].piece else _title(name)
    return DraftPiece(key, claims, True, title, None, day, "the tracker" if day else "", tuple(fits))


def _files_for(name: str, files: Sequence[str]) -> Sequence[str]:
    """Return the files that have a piece's number, or else the only one of its name."""
    number = own_id(name)
    fits = [file for file in files if number and own_id(PurePosixPath(file).stem) == number]
    named = [file for file in files if same_name(name, file.rpartition("/")[2])]
    return fits or (named if len(named) == 1 else ())


def _merged(
    piece: Evidence | None, claim: DraftClaim, tracked: Sequence[TrackedClaim], left_out: list[LeftOut]
) -> DraftClaim | None:
    """Return what to write of a claim; None if the manifest says so already."""
    entry = next((each for each in piece.claims if each.ksb == claim.code), None) if piece else None
    is_short = piece is not None and claim.code in {code for _, code in piece.codes}
    if entry is None and not is_short:
        return claim
    rung = entry.status or Rung.CLAIMED if entry else Rung.CLAIMED
    if claim.rung < rung and piece:
        if claim.rung is Rung.PLANNED:
            at = next(each.at for each in tracked if each.code == claim.code)
            reason = f"{piece.id} claims it already; the tracker says {claim.rung}"
            left_out.append(LeftOut(at, claim.code, reason))
        claim = claim._replace(rung=rung)
    where = claim.where or (entry.where if entry else None)
    decisions = tuple(each for each in claim.decisions if not _is_known(each, piece, claim.code))
    if (claim.rung, where) == (rung, entry.where if entry else None) and not decisions:
        return None
    before = ", ".join(filter(None, (str(rung), entry.where if entry else None)))
    return claim._replace(where=where, decisions=decisions, before=before)


def _is_known(decision: TrackedDecision, piece: Evidence | None, code: str) -> bool:
    """Return whether a claim has the decision of that person and day; where it has none, whether its piece has."""
    if piece is None:
        return False
    own = [each for entry in piece.claims if entry.ksb == code for each in _signed(entry, decision)]
    signed = (*own, *(each for each in _signed(piece, decision) if not own or each.is_not_yet))
    wanted = (decision.by, decision.on, decision.is_met)
    return any((each.by, each.on, not each.is_not_yet) == wanted for each in signed)


def _signed(stated: ClaimEntry | Evidence, like: TrackedDecision) -> tuple[Decision, ...]:
    return stated.verified if like.is_second else stated.assessed
