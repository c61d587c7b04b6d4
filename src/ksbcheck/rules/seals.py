"""Rules about the seal, and what sign-offs hold for (KSB622-624, KSB634-637, KSB639)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.seal import SEAL_NAME, SignedWork
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.case import Case, FolderCase
from ksbcheck.rules.rule import Stage, rule


@rule("KSB622", Severity.ERROR, Stage.FILES)
def changed_since_sealed(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """The folder has changed since it was sealed.

    Why it matters: a seal records the folder on one day, for instance when it was assessed. Later changes have not been
    assessed.

    How to fix: restore the files. If the changes are meant, have them checked, and seal the folder again: `ksbcheck
    seal FOLDER --replace`.
    """
    sealed = case.folder.sealed
    if sealed is None:
        return
    if sealed.changes.not_known:
        yield NotChecked(
            f"whether these have changed since the folder was sealed: {first_few(sealed.changes.not_known)}"
        )
    for change in sealed.changes.in_words():
        remedy = "Restore the file, or have the change checked and seal again (--replace)."
        yield Hit(f"since the folder was sealed on {sealed.seal.on}, {change}", remedy, file=SEAL_NAME)


@rule("KSB623", Severity.ERROR, Stage.FILES)
def changed_after_assessment(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A file was changed after a claim on it was assessed.

    Why it matters: the assessor signed off the earlier content. The new content has not been assessed.

    How to fix: restore the file, or have the claims assessed again.
    """
    yield from _changed_since_seen(case.case, is_not_yet=False)
    sealed = case.folder.sealed
    if sealed is None:
        if any(claim.assessed and not claim.assessed.seen for claim in case.case.claims):
            yield NotChecked("changes to files since they were assessed: there is no readable seal (`ksbcheck seal`)")
        return
    for piece_at, claims in _outgrown(case.case):
        signed = _signed(claims)
        seen = [claim for claim in claims if claim.code in signed.codes or not signed.known]
        if signed.changed and seen:
            message = f"{seen[0].piece.id}: {listed(signed.changed)} changed after {_codes(seen)} had been assessed"
            yield Hit(message, "Restore the file, or have the claims assessed again.", (*piece_at, "files"))


def _changed_since_seen(case: Case, *, is_not_yet: bool) -> Iterator[Hit]:
    """Yield the files that have changed since a decision that applies, by piece and decision."""
    codes: dict[tuple[Location, str, Decision], list[Claim]] = {}
    for claim in case.claims:
        for verb, decision in (("assessed", claim.assessed), ("verified", claim.verified)):
            if decision and decision.is_not_yet is is_not_yet and claim.sight.changed_since(decision):
                codes.setdefault((claim.piece_at, verb, decision), []).append(claim)
    for (piece_at, verb, decision), claims in codes.items():
        what = f"{_codes(claims)} had been {'found not yet met' if is_not_yet else verb}"
        when = "".join(f" {word} {said}" for word, said in (("by", decision.by), ("on", decision.on)) if said)
        files = listed(claims[0].sight.changed_since(decision))
        message = f"{claims[0].piece.id}: {files} changed after {what}{when}, so that no longer holds"
        remedy = (
            "Have the claims assessed again." if is_not_yet else "Restore the file, or have the claims assessed again."
        )
        yield Hit(message, remedy, (*piece_at, "files"))


def _outgrown(case: Case) -> Iterator[tuple[Location, list[Claim]]]:
    """Yield the claims whose sign-off was for something else, by piece."""
    outgrown = (claim for claim in case.claims if claim.outgrew_its_sign_off)
    for at, claims in groupby(outgrown, key=lambda claim: claim.piece_at):
        yield at, list(claims)


def _signed(claims: Sequence[Claim]) -> SignedWork:
    """Return what the seal says about the sign-offs of a piece."""
    return claims[0].sight.signed[0]


def _codes(claims: Iterable[Claim]) -> str:
    return listed(dict.fromkeys(claim.code for claim in claims))


def _sign_offs(claims: Iterable[Claim]) -> str:
    """Return the assessments of claims in words: `the sign-off of 2025-11-01 by A. Assessor`."""
    signed = (claim.assessed for claim in claims)
    words = dict.fromkeys(f"{each.on}{f' by {each.by}' if each.by else ''}" for each in signed if each)
    return f"the sign-off{'s' if len(words) > 1 else ''} of {listed(words)}"


@rule("KSB624", Severity.ERROR, Stage.INPUT)
def unreadable_seal() -> None:
    """The seal of the folder can't be read.

    Why it matters: changes since the folder was sealed can't be found.

    How to fix: restore the seal that `ksbcheck seal` wrote. Without a copy, have the folder checked, delete the seal
    and seal the folder again.
    """


@rule("KSB634", Severity.ERROR, Stage.KSBS)
def added_after_sign_off(case: Case) -> Iterator[Hit]:
    """A claim was added after the sign-off that it rests on.

    Why it matters: a sign-off holds for what there was to sign. The seal of the folder shows that the claim was not
    there on the day of the sign-off, so it doesn't count as assessed.

    How to fix: have the claim assessed, and give it an `assessed:` with that day.
    """
    for piece_at, claims in _outgrown(case):
        added = [claim for claim in claims if claim.code not in _signed(claims).codes]
        if added and _signed(claims).known:
            codes, seal = _codes(added), _signed(claims).on
            were = "were" if len({claim.code for claim in added}) > 1 else "was"
            message = (
                f"{added[0].piece.id}: {codes} {were} added after {_sign_offs(added)}, as the seal of {seal} shows"
            )
            yield Hit(message, f"Have {codes} assessed, and write that day in `assessed:`.", piece_at)


@rule("KSB635", Severity.NOTE, Stage.FILES)
def saved_after_sign_off(case: FolderCase) -> Iterator[Hit]:
    """A document says that it was saved after it was signed off.

    Why it matters: the assessor may not have seen its last version. Some programs also save a document that was only
    opened, so the day proves nothing.

    How to fix: ask the assessor whether the last version is the one that was assessed; if not, have it assessed again.
    """
    assessed = _assessed(case.case)
    for file in case.named_files:
        outline = file.result.file.outline if file.result.file else None
        day = outline.saved if outline else None
        claims = [claim for claim, on in assessed.get(file.at[:2], ()) if day and on.isoformat() < day]
        if claims:
            message = f"{file.piece.id}: {file.name} was saved on {day}, after {_sign_offs(claims)}"
            yield Hit(message, "Ask whether the last version is the one that was assessed.", file.at)


@rule("KSB636", Severity.ERROR, Stage.KSBS)
def not_known_what_was_signed(case: Case) -> Iterator[Hit]:
    """A sign-off is older than a seal without claims, and the manifest has changed since the seal.

    Why it matters: a sign-off holds for what there was to sign. Seals of earlier versions of ksbcheck don't record
    claims. Those of a changed manifest may have been added after the sign-off, so they don't count as assessed.

    How to fix: restore the sealed manifest and seal the folder again (`--replace`), or have the claims assessed again.
    """
    for piece_at, claims in _outgrown(case):
        signed, codes = _signed(claims), _codes(claims)
        if not signed.known and not signed.changed:
            changed = f"the manifest has changed since the seal of {signed.on}, which records no claims"
            message = f"{claims[0].piece.id}: {_sign_offs(claims)} may not have been for {codes}: {changed}"
            yield Hit(message, f"Restore the sealed manifest, or have {codes} assessed again.", piece_at)


@rule("KSB637", Severity.NOTE, Stage.FILES)
def saved_again(case: FolderCase) -> Iterator[Hit]:
    """A file was saved again after a claim on it was assessed, with the same text and pictures.

    Why it matters: the sealed file has changed, but not what it shows. The sign-off still holds.

    How to fix: nothing needs to be done. To have no note, restore the sealed file.
    """
    for piece_at, claims in _assessed(case.case).items():
        for signed in claims[0][0].sight.signed:
            held = [claim for claim, on in claims if on <= signed.on and signed.saved_again]
            if held:
                what = f"{listed(signed.saved_again)} {'were' if len(signed.saved_again) > 1 else 'was'} saved again"
                since = f"since the seal of {signed.on}, with the same text and pictures"
                yield Hit(f"{held[0].piece.id}: {what} {since}", "Nothing needs to be done.", (*piece_at, "files"))


@rule("KSB639", Severity.NOTE, Stage.FILES)
def changed_after_not_yet(case: FolderCase) -> Iterator[Hit]:
    """A file was changed after a claim on it was found not yet met.

    Why it matters: the decision was about the earlier content. The claim counts as claimed again, and waits for the
    assessor.

    How to fix: have the claims assessed again.
    """
    yield from _changed_since_seen(case.case, is_not_yet=True)


def _assessed(case: Case) -> Mapping[Location, Sequence[tuple[Claim, date]]]:
    """Return the claims that count as assessed, with the days of their sign-offs, by piece."""
    assessed: dict[Location, list[tuple[Claim, date]]] = {}
    for claim in case.claims:
        sign_off = claim.rests_on[0]
        if sign_off and sign_off.on:
            assessed.setdefault(claim.piece_at, []).append((claim, sign_off.on))
    return assessed
