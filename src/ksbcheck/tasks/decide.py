"""Record claims, and the decisions of assessors and verifiers, in a manifest."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.claim import Claim, list_claims
from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import look, natural, nearest, nearest_code, written_codes
from ksbcheck.domain.people import Listed, People, is_name
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import first_few, listed
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.engine.judge import sights_of
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.entries import Entry, decision_entry, entries_of, save, set_claims
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from ksbcheck.inputs.manifest import find_manifest, typed_manifest
from ksbcheck.inputs.settings import Overrides, from_environment, setup_for
from ksbcheck.rules.rule import did_you_mean
from ksbcheck.tasks.pin import resolve_under_standard
from ksbcheck.tasks.seal import digest


class Recorded(NamedTuple):
    """What was written about a piece: codes by what was done with them. `path` is the manifest's."""

    path: Path
    piece: str
    done: Mapping[str, Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Opened:
    """A manifest to change, as its author wrote it and as it is read."""

    document: Document
    portfolio: Portfolio
    standard: Standard
    listed: Listed
    today: date

    @property
    def people(self) -> People:
        return self.portfolio.people(self.listed)

    def index(self, name: str) -> int:
        """Return the index of a piece of evidence by its id.

        Raises:
            InputError: no piece has the id, or several have.
        """
        ids = [piece.id for piece in self.portfolio.evidence]
        found = [index for index, each in enumerate(ids) if look(each) == look(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise self.refusal(f"{len(found)} pieces of evidence have the id {name!r}", "Give each its own.")
        known = f"The pieces are {first_few(sorted(ids, key=natural))}." if ids else "The manifest has no piece yet."
        remedy = did_you_mean(nearest(name, ids), known)
        raise self.refusal(f"no piece of evidence has the id {name!r}", remedy)

    def codes(self, written: Sequence[str]) -> tuple[str, ...]:
        """Return the codes that were named, ranges written out.

        Raises:
            InputError: the standard doesn't have one.
        """
        codes = tuple(dict.fromkeys(code for each in written for code in written_codes(each.upper())))
        for code in codes:
            if code not in self.standard.by_code:
                name = f"{self.standard.reference} version {self.standard.version}"
                remedy = did_you_mean(nearest_code(code, self.standard.by_code), "`ksbcheck standard show` lists them.")
                raise self.refusal(f"{name} has no KSB {code!r}", remedy)
        return codes

    @cached_property
    def folder(self) -> Folder:
        """The files beside the manifest; no document is read."""
        with Outlines(None) as outlines:
            return read_folder(self.document.path, (), outlines, seen=self.portfolio.seen_files)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, by the files that are in the folder."""
        return list_claims(self.portfolio, self.today, sights_of(self.portfolio, self.folder), self.listed)

    def claim(self, index: int, code: str) -> Claim | None:
        """Return the claim of a piece on a KSB.

        Raises:
            InputError: the piece claims it twice.
        """
        found = [claim for claim in self.claims if (claim.piece_index, claim.code) == (index, code)]
        if len(found) > 1:
            raise self.refusal(f"{found[0].piece.id} claims {code} twice", "Keep one of the claims.", found[1].code_at)
        return found[0] if found else None

    def entry(self, claim: Claim) -> Entry:
        """Return the long form of a claim as it is written; empty for the short one."""
        if claim.entry is None:
            return {}
        entry: Entry = entries_of(self.document)["evidence"][claim.piece_index]["claims"][claim.claim_index]
        return entry

    def write(self, index: int, changes: Mapping[str, Entry | None]) -> None:
        """Write claims of a piece.

        Raises:
            InputError: the manifest could not be read then, or can't be written.
        """
        after = set_claims(self.document, {index: changes})
        typed_manifest(parse_document(after.path, after.text))
        save(self.document, after)

    def refusal(self, message: str, help: str, at: Location | None = None) -> InputError:
        """Return the error to raise about what can't be recorded."""
        place = self.document.place(at) if at else None
        return InputError("KSB906", message, help, path=self.document.path, place=place)


def open_manifest(folder: Path, today: date) -> Opened:
    """Return the manifest of a folder, to be changed.

    Raises:
        InputError: it can't be read, or is not under a known standard.
    """
    document = read_document(find_manifest(folder))
    again = parse_document(document.path, document.text)  # typing takes out of the value what it can do without
    reason = "a portfolio under a framework has no KSBs to claim"
    resolved = resolve_under_standard(again, reason, "Name a portfolio under a standard.")
    setup = setup_for(document.path, Overrides((from_environment(os.environ),)))
    return Opened(document, resolved.portfolio, resolved.standard, setup.listed, today)


def claim(opened: Opened, piece: str, written: Sequence[str], where: str | None) -> Recorded:
    """Claim KSBs on a piece, or confirm planned and suggested claims; a place replaces the one that is there.

    Raises:
        InputError: the piece or a code is not known, or the manifest can't be written.
    """
    index = opened.index(piece)
    done: dict[str, list[str]] = {}
    changes: dict[str, Entry | None] = {}
    for code in opened.codes(written):
        what, changes[code] = _claimed(opened, index, code, where)
        done.setdefault(what, []).append(code)
    evidence = opened.portfolio.evidence[index]
    raised = [code for code in changes if evidence.assessed and not opened.claim(index, code)]
    note = (
        f"the sign-off of {evidence.id} as a whole now holds for {listed(raised)}; have that assessed" if raised else ""
    )
    opened.write(index, changes)
    return Recorded(opened.document.path, evidence.id, done, note)


def _claimed(opened: Opened, index: int, code: str, where: str | None) -> tuple[str, Entry]:
    """Return what comes of a claim, and what to write."""
    place: Entry = {"where": where} if where else {}
    was = opened.claim(index, code)
    if was is None:
        return "claimed", place
    if was.entry and was.entry.is_planned:
        return f"confirmed, was {was.entry.status}", {**place, "status": None}
    if where in (None, was.where):
        return "claimed already", {}
    return f"now at {where}, was at {was.where}" if was.where else f"claimed already, now at {where}", place


def decide(opened: Opened, piece: str, written: Sequence[str], verdict: TrackedDecision) -> Recorded:
    """Record a decision on claims of a piece; if no codes are named, on all that are claimed, or to verify, assessed.

    Raises:
        InputError: the decision can't be: by the learner, on an impossible day, about no claim; of a verifier, by the
            assessor, or about a claim that is not assessed as met.
    """
    key = "verified" if verdict.is_second else "assessed"
    index = opened.index(piece)
    evidence = opened.portfolio.evidence[index]
    _refuse_person(opened, verdict.by)
    _refuse_day(opened, evidence, verdict.on)
    least = Rung.ASSESSED if verdict.is_second else Rung.CLAIMED
    decidable = (each.code for each in opened.claims if each.piece_index == index and each.rung >= least)
    codes = opened.codes(written) or tuple(decidable)
    if not codes:
        raise opened.refusal(f"{evidence.id} has no claim that can be {key}", "Claim KSBs on it with `ksbcheck claim`.")
    seen = _seen(opened, evidence)
    entry = {**decision_entry(verdict), **({"seen": seen} if seen else {})}
    changes = {code: {key: _after(opened, index, code, key, verdict, entry)} for code in codes}
    opened.write(index, changes)
    return Recorded(opened.document.path, evidence.id, {key if verdict.is_met else "not yet met": codes})


def _refuse_person(opened: Opened, by: str) -> None:
    if not is_name(by):
        raise opened.refusal(f"{by!r} is not a person's name", "Name the person who decides.")
    if opened.people.may_be_learner(by):
        raise opened.refusal(f"the decision is by {opened.people.as_learner(by)}", "Have it made by another person.")


def _refuse_day(opened: Opened, piece: Evidence, on: date) -> None:
    """Refuse a day in the future, or before the evidence or the programme."""
    starts = {"the learner started on": opened.portfolio.started, f"{piece.id} is dated": piece.date}
    if on > opened.today:
        raise opened.refusal(f"{on} is in the future", "Record the decision on the day when it is made.")
    for what, day in starts.items():
        if day and on < day:
            raise opened.refusal(f"{on} is too early: {what} {day}", "Correct one of the two days.")


def _seen(opened: Opened, piece: Evidence) -> dict[str, str]:
    """Return the hashes of a piece's files as they are."""
    seen: dict[str, str] = {}
    for name in piece.files:
        found = opened.folder.find(name)
        if found.file is None or found.why_not:
            remedy = "Put the file there, or correct its name in the manifest."
            raise opened.refusal(f"{piece.id}: {name!r} {found.why_not}, so nobody can assess it", remedy)
        seen[name] = digest(opened.document.path.parent / found.file.name)
    return seen


def _after(opened: Opened, index: int, code: str, key: str, verdict: TrackedDecision, entry: Entry) -> object:
    """Return the decisions on a claim with another one, which replaces one by the same person of the same day."""
    claim = opened.claim(index, code)
    subject = f"{opened.portfolio.evidence[index].id} {code}"
    if claim is None:
        raise opened.refusal(f"{subject} is not claimed", f"Claim it first: ksbcheck claim {subject}")
    if claim.rung < Rung.CLAIMED:
        remedy = f"When the work is done, confirm the claim: ksbcheck claim {subject}"
        raise opened.refusal(f"{subject} is only {claim.rung}", remedy, claim.at)
    if verdict.is_second:
        _refuse_verifier(opened, claim, verdict)
    own: Sequence[Decision] = getattr(claim.entry, key) if claim.entry else ()
    replaces = bool(own) and (own[-1].on, own[-1].by) == (verdict.on, verdict.by)
    refusing = [each for each in (*getattr(claim.piece, key), claim.verified) if each and each.is_not_yet]
    others = (*(own[:-1] if replaces else own), *(each for each in refusing if each not in own))
    earlier = [each for each in others if each.on and each.on >= verdict.on]
    if earlier:
        said = f"{subject} has a decision of {earlier[-1].on} by {earlier[-1].by}"
        raise opened.refusal(f"{said}, so one of {verdict.on} can't follow", "Give a later day with --on.", claim.at)
    was = opened.entry(claim).get(key) or []
    several = was if isinstance(was, list) else [was]
    kept = several[:-1] if replaces else several
    return [*kept, entry] if kept else entry


def _refuse_verifier(opened: Opened, claim: Claim, verdict: TrackedDecision) -> None:
    assessed = claim.assessed
    if assessed is None or assessed.is_not_yet or (claim.rung < Rung.ASSESSED and not claim.not_yet):
        what = f"{claim.subject} is not assessed as met, so there is nothing to verify"
        raise opened.refusal(what, f"Have it assessed first: ksbcheck assess {claim.subject} --by NAME", claim.at)
    if opened.people.may_be_same(verdict.by, assessed.by):
        what = f"{claim.subject} was assessed by {assessed.by}, who can't verify it as {verdict.by!r}"
        raise opened.refusal(what, "Ask a second person to verify it.", claim.at)
    if assessed.on and verdict.on < assessed.on:
        what = f"{verdict.on} is too early: {claim.subject} was assessed on {assessed.on}"
        raise opened.refusal(what, "Give a later day with --on.", claim.at)
