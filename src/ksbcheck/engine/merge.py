"""Merge a tracker's claims into a portfolio: which piece each is about, and what is new."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
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


@lru_cache(maxsize=65_536)
def own_id(name: str) -> str | None:
    """Return the number by which a name calls its piece, as `E01` in `E01 Phonics plan`; None without just one."""
    ids = {re.sub(r"[-_ ]", "", each).upper() for each in _ID.findall(_stem(name)) if not _CODE.fullmatch(each)}
    return ids.pop() if len(ids) == 1 else None


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_stem(name).casefold()))


def _stem(name: str) -> str:
    return PurePosixPath(name).stem if re.search(r"\.[A-Za-z]\w{1,4}$", name) else name


def _title(name: str) -> str | None:
    """Return the name of a piece without its number; None if it is the number alone."""
    number = own_id(name)
    own = [each for each in _ID.finditer(name) if number and re.sub(r"[-_ ]", "", each[0]).upper() == number]
    for each in reversed(own):
        name = f"{name[: each.start()].rstrip(' ,:(-')} {name[each.end() :].lstrip(' ,:)-')}"
    return name.strip() or None


def merge(portfolio: Portfolio, claims: Sequence[TrackedClaim], files: Collection[str]) -> Draft:
    """Return what to write so that a portfolio has the claims of a tracker; `files` are those that no piece names.

    A claim of the manifest is never lowered: where the tracker says less, that is listed.
    """
    by_piece: dict[str, list[TrackedClaim]] = {}
    known: dict[str, Evidence] = {}
    names: dict[str, str] = {}  # the longest name of each piece
    numbers = set(filter(None, (own_id(claim.evidence) for claim in claims)))
    ids, find = Ids({piece.id.upper() for piece in portfolio.evidence}, numbers), _Pieces(portfolio.evidence)
    drafted_as: dict[tuple[str, ...], str] = {}
    for claim in claims:
        piece = find.piece_for(claim)
        number = own_id(claim.evidence)
        known_as = (number if number in names else None) if number else drafted_as.get(_words(claim.evidence))
        key = piece.id if piece else claim.piece or known_as or ids.next(claim.evidence)
        if piece:
            known[key] = piece
        ids.taken.add(key.upper())
        names[key] = max(names.get(key, ""), claim.evidence, key=len)
        drafted_as.setdefault(_words(names[key]), key)
        by_piece.setdefault(key, []).append(claim)
    left_out: list[LeftOut] = []
    drafted, unchanged = [], 0
    free = Names((file.rpartition("/")[2], file) for file in files)
    for key, of_piece in by_piece.items():
        merged = [_merged(known.get(key), claim, of_piece, left_out) for claim in _claims(of_piece)]
        new = tuple(filter(None, merged))
        unchanged += len(merged) - len(new)
        if key not in known:
            drafted.append(_new_piece(key, names[key], of_piece, new, free))
        elif new:
            drafted.append(DraftPiece(key, new))
    return Draft(tuple(drafted), tuple(left_out), unchanged)


class Names:
    """Finds pieces or files by their names."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        pairs = [(_words(name), each) for name, each in named]
        self.all = dict.fromkeys(each for _, each in pairs)
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        for words, each in pairs:
            self._by_words.setdefault(words, []).append(each)
        self._text = "\n".join(["", *(f" {' '.join(words)} " for words in self._by_words), ""])

    def find(self, name: str) -> list[str]:
        """Return what has the same words, or else what contains the name or is contained in it."""
        words = _words(name)
        if words and (same := [each for each in self._by_words.get(words, ()) if each in self.all]):
            return same
        parts = {words[at:end] for at in range(len(words)) for end in range(at + _FEWEST_WORDS, len(words))}
        if len(words) >= _FEWEST_WORDS:
            parts.update(self._longer(f" {' '.join(words)} "))
        found = (each for part in parts for each in self._by_words.get(part, ()))
        return [each for each in dict.fromkeys(found) if each in self.all]

    def _longer(self, words: str) -> Iterator[tuple[str, ...]]:
        at = self._text.find(words)
        while at >= 0:
            end = self._text.index("\n", at)
            yield tuple(self._text[self._text.rindex("\n", 0, at + 1) : end].split())
            at = self._text.find(words, end)


class _Pieces:
    """The pieces of a manifest, by what a tracker calls them."""

    def __init__(self, pieces: Sequence[Evidence]) -> None:
        self._by_id = {piece.id: piece for piece in pieces}
        self._by_number: dict[str, list[str]] = {}
        self._by_file: dict[str, list[str]] = {}
        for piece in pieces:
            self._by_number.setdefault(piece.id.upper(), []).append(piece.id)
            for file in piece.files:
                self._by_file.setdefault(file, []).append(piece.id)
        self._names = Names((name, piece.id) for piece in pieces for name in (piece.name, *piece.files))

    def piece_for(self, claim: TrackedClaim) -> Evidence | None:
        """Return the piece that a claim names: by its number, or else the only one of that file or name."""
        if claim.piece:
            return self._by_id.get(claim.piece)
        number = own_id(claim.evidence) or claim.evidence.strip().upper()
        fits = self._by_number.get(number) or [each for file in claim.files for each in self._by_file.get(file, ())]
        fits = list(dict.fromkeys(fits or self._names.find(claim.evidence)))
        return self._by_id[fits[0]] if len(fits) == 1 else None


class Ids:
    """Gives new pieces their ids; `numbers` belong to pieces that will come."""

    def __init__(self, taken: Collection[str], numbers: Collection[str]) -> None:
        self.taken, self._numbers, self._next = set(taken), numbers, 1

    def next(self, name: str) -> str:
        """Return the number that a name has, or else the next that is free."""
        number = own_id(name) or ""
        if not number or number in self.taken:
            while (number := f"E{self._next:02}") in self.taken or number in self._numbers:
                self._next += 1
        self.taken.add(number)
        return number


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
    key: str, name: str, tracked: Sequence[TrackedClaim], claims: tuple[DraftClaim, ...], free: Names
) -> DraftPiece:
    number = own_id(name)
    stated = [file for claim in tracked for file in claim.files if file in free.all]
    fits = stated or [file for file in free.all if number and own_id(PurePosixPath(file).stem) == number]
    if not fits and len(named := free.find(name)) == 1:
        fits = named
    for file in fits:
        free.all.pop(file, None)
    day = next((claim.date for claim in tracked if claim.date), None)
    title = name.removeprefix(key).strip() or None if tracked[0].piece else _title(name)
    return DraftPiece(key, claims, True, title, None, day, "the tracker" if day else "", tuple(dict.fromkeys(fits)))


def _merged(
    piece: Evidence | None, claim: DraftClaim, tracked: Sequence[TrackedClaim], left_out: list[LeftOut]
) -> DraftClaim | None:
    """Return what to write of a claim; None if the manifest says so already."""
    is_short = piece is not None and claim.code in {code for _, code in piece.codes}
    stated = [each for each in piece.claims if each.ksb == claim.code] if piece else []
    if piece is None or not (stated or is_short):
        return claim
    entry = stated[0] if stated else ClaimEntry(ksb=claim.code)
    rung = entry.status or Rung.CLAIMED
    if claim.rung < rung:
        if claim.rung is Rung.PLANNED:
            at = next(each.at for each in tracked if each.code == claim.code)
            reason = f"{piece.id} claims it already; the tracker says {claim.rung}"
            left_out.append(LeftOut(at, claim.code, reason))
        claim = claim._replace(rung=rung)
    where = claim.where or entry.where
    decisions = tuple(each for each in claim.decisions if not _is_known(each, piece, claim.code))
    if (claim.rung, where) == (rung, entry.where) and not decisions:
        return None
    before = ", ".join(filter(None, (str(rung), entry.where)))
    return claim._replace(where=where, decisions=decisions, before=before)


def _is_known(decision: TrackedDecision, piece: Evidence, code: str) -> bool:
    """Return whether a claim has the decision of that person and day; where it has none, whether its piece has."""
    own = [each for entry in piece.claims if entry.ksb == code for each in _signed(entry, decision)]
    signed = (*own, *(each for each in _signed(piece, decision) if not own or each.is_not_yet))
    wanted = (decision.by, decision.on, decision.is_met)
    return any((each.by, each.on, not each.is_not_yet) == wanted for each in signed)


def _signed(stated: ClaimEntry | Evidence, like: TrackedDecision) -> tuple[Decision, ...]:
    return stated.verified if like.is_second else stated.assessed
