"""KSB3xx: pieces of evidence, their claims and their sign-offs."""

from collections.abc import Iterable, Iterator
from datetime import date

from ksbcheck.domain.claim import same_signer
from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.names import nearest
from ksbcheck.domain.portfolio import EvidenceType
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import listed, rule


@rule("KSB301", Severity.ERROR)
def unknown_key(key: str, known: tuple[str, ...], location: Location) -> Hit:
    """The manifest has a key that nobody knows.

    Why it matters: what stands under it was not read. A misspelt `ksbs:` hides every claim of its piece.

    How to fix: correct the spelling, or take the key out. A remark belongs in a comment.
    """
    meant = nearest(key, known)
    remedy = f"Did you mean {meant}?" if meant else f"The keys here are {listed(known)}."
    return Hit(f"the key {key!r} is not known, and what stands under it was not read", remedy, location)


@rule("KSB302", Severity.WARNING)
def unknown_type(word: str, location: Location) -> Hit:
    """A piece of evidence is of a type that nobody knows.

    Why it matters: types are a closed list, so that a policy can say which it accepts. The rest of the piece is judged.

    How to fix: choose the nearest type of the list.
    """
    known = [kind.value for kind in EvidenceType]
    meant = nearest(word, known)
    remedy = f"Did you mean {meant}?" if meant else f"The types are {listed(known)}."
    return Hit(f"{word!r} is not a type of evidence", remedy, location)


@rule("KSB303", Severity.WARNING)
def evidence_without_claim(case: Case) -> Iterator[Hit]:
    """A piece of evidence claims nothing.

    Why it matters: it does nothing in the portfolio. Either its claims were forgotten, or it can be left out.

    How to fix: add `ksbs:` or `claims:`, or take the piece out.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if not piece.ksbs and not piece.claims:
            yield Hit(
                f"{piece.id} claims no KSB", "Say under `ksbs:` what it shows, or take it out.", ("evidence", index)
            )


@rule("KSB304", Severity.WARNING)
def claim_twice(case: Case) -> Iterator[Hit]:
    """A piece of evidence claims the same KSB twice.

    Why it matters: it counts once, at the highest rung of the two, and they may contradict each other.

    How to fix: keep one of the claims; where two places show the KSB, name both in its `where:`.
    """
    seen: set[tuple[int, str]] = set()
    for claim in case.claims:
        key = (claim.piece_index, claim.code)
        if key in seen:
            yield Hit(f"{claim.piece.id} claims {claim.code} twice", "Keep one of the two claims.", claim.code_at)
        seen.add(key)


@rule("KSB305", Severity.ERROR)
def date_in_the_future(case: Case) -> Iterator[Hit]:
    """A piece of evidence or a sign-off is dated in the future.

    Why it matters: what has not happened yet is not evidence, and nobody can have assessed it.

    How to fix: correct the date. Evidence still to come is a claim with `status: planned`, without a date.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.date and piece.date > case.today:
            yield _future(f"{piece.id} is dated", piece.date, case.today, ("evidence", index, "date"))
    for written in case.written_sign_offs:
        if written.sign_off.on and written.sign_off.on > case.today:
            yield _future(f"{written.subject} was {written.verb}", written.sign_off.on, case.today, (*written.at, "on"))


def _future(what: str, day: date, today: date, location: Location) -> Hit:
    return Hit(
        f"{what} {day}, which is after {today}",
        "Correct the date; evidence still to come is `status: planned`.",
        location,
    )


@rule("KSB306", Severity.WARNING)
def dated_before_start(case: Case) -> Iterator[Hit | NotChecked]:
    """A piece of evidence is dated before the learner started.

    Why it matters: a portfolio shows what was learnt and done on the programme. Earlier work is prior learning, and not
    every assessor takes it.

    How to fix: correct the date, or ask the assessor whether the piece may stay.
    """
    started = case.portfolio.started
    if started is None:
        yield NotChecked("the manifest does not say when the learner started")
        return
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.date and piece.date < started:
            message = f"{piece.id} is dated {piece.date}, before the learner started on {started}"
            yield Hit(
                message, "Correct the date, or ask the assessor whether it may stay.", ("evidence", index, "date")
            )


@rule("KSB307", Severity.ERROR)
def verified_by_the_assessor(case: Case) -> Iterator[Hit]:
    """The same person assessed and verified a claim.

    Why it matters: verification is a second person's word. Such a claim counts as assessed, not as verified.

    How to fix: have somebody else verify it.
    """
    for subject, _, signed in case.signed:
        if signed.assessed and signed.verified and same_signer(signed.assessed, signed.verified):
            message = (
                f"{subject} was assessed and verified by the same person, {signed.verified.by}; it counts as assessed"
            )
            yield Hit(message, "Have somebody else verify it.", (*signed.verified_at, "by"))


@rule("KSB308", Severity.ERROR)
def verified_without_assessed(case: Case) -> Iterator[Hit]:
    """A claim is verified, but nobody assessed it.

    Why it matters: verification checks an assessment, and there is none. Such a claim counts as claimed.

    How to fix: add `assessed:` with the assessor's name and date.
    """
    for subject, _, signed in case.signed:
        if signed.verified and signed.assessed is None:
            message = f"{subject} is verified, but nobody assessed it; it counts as claimed"
            yield Hit(message, "Add `assessed:` with name and date.", signed.verified_at)


@rule("KSB309", Severity.ERROR)
def assessed_before_it_existed(case: Case) -> Iterator[Hit]:
    """A sign-off is dated before the evidence existed, or a verification before the assessment.

    Why it matters: one of the dates must be wrong, so neither can be relied on.

    How to fix: correct the date that is wrong.
    """
    for written in case.written_sign_offs:
        dated, signed_on = written.piece.date, written.sign_off.on
        if dated and signed_on and signed_on < dated:
            message = f"{written.subject} was {written.verb} on {signed_on}, before the evidence existed ({dated})"
            yield Hit(message, "Correct the date that is wrong.", (*written.at, "on"))
    for subject, _, signed in case.signed:
        assessed_on = signed.assessed and signed.assessed.on
        verified_on = signed.verified and signed.verified.on
        if verified_on and assessed_on and verified_on < assessed_on:
            message = f"{subject} was verified on {verified_on}, before it was assessed on {assessed_on}"
            yield Hit(message, "Correct the date that is wrong.", (*signed.verified_at, "on"))


@rule("KSB310", Severity.ERROR)
def incomplete_sign_off(case: Case) -> Iterator[Hit]:
    """A sign-off lacks its name or its date.

    Why it matters: `assessed` and `verified` are somebody's word on a certain day. Without both, the sign-off counts
    for nothing.

    How to fix: write it as `{by: Name, on: 2025-05-09}`.
    """
    for written in case.written_sign_offs:
        lacking = [
            word for word, value in (("who", written.sign_off.by), ("when", written.sign_off.on)) if value is None
        ]
        if lacking:
            message = f"{written.subject} is {written.verb}, but the manifest does not say {listed(lacking)}"
            yield Hit(f"{message}; that counts for nothing", "Write it as {by: Name, on: 2025-05-09}.", written.at)


@rule("KSB311", Severity.WARNING)
def status_contradicts_sign_off(case: Case) -> Iterator[Hit]:
    """What a claim says of its status is not what its sign-offs say.

    Why it matters: a status of assessed or verified without a name and a date is nobody's word, so it counts as
    claimed. A planned or suggested claim that is signed off stays planned or suggested.

    How to fix: leave `status:` out of a claim that is signed off, and add name and date to one that should be.
    """
    for claim in case.claims:
        status = claim.written and claim.written.status
        if claim.written is None or status is None:
            continue
        own = [word for word in ("assessed", "verified") if getattr(claim.written, word)]
        if status < Rung.CLAIMED and own:
            message = f"{claim.subject} says it is {status}, but is signed off as {listed(own)}; it counts as {status}"
            yield Hit(message, "Leave `status:` out of a claim that is signed off.", (*claim.at, "status"))
        elif status > claim.rung:
            message = f"{claim.subject} says it is {status}, but is signed off only as far as {claim.rung}"
            yield Hit(message, "Add the sign-off with name and date, or leave `status:` out.", (*claim.at, "status"))


@rule("KSB312", Severity.NOTE)
def evidence_hardly_described(case: Case) -> Iterator[Hit]:
    """A piece of evidence lacks its title, type, date or files.

    Why it matters: a reader can't find it or tell what it is, and without a date nothing about its time can be checked.

    How to fix: add what is lacking.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        lacking = [key for key in ("title", "type", "date", "files") if not getattr(piece, key)]
        if lacking:
            yield Hit(
                f"{piece.id} has no {listed(lacking)}",
                "Add it, so that the piece can be found and judged.",
                ("evidence", index),
            )


@rule("KSB313", Severity.WARNING)
def hidden_characters_in_text(hidden: Iterable[str], location: Location) -> Hit:
    """A text holds characters that a screen obeys instead of showing.

    Why it matters: control and bidirectional characters can make a report show something else than the manifest says.
    Reports show them as a replacement character.

    How to fix: type the text again by hand.
    """
    names = listed(f"U+{ord(character):04X}" for character in dict.fromkeys(hidden))
    return Hit(f"the text holds hidden characters: {names}", "Type the text again by hand.", location)
