"""Rules about evidence, claims and sign-offs (KSB3xx)."""

from collections.abc import Iterable, Iterator
from datetime import date

from ksbcheck.domain.claim import signed_by
from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.names import find_personal_data, nearest
from ksbcheck.domain.portfolio import EvidenceType
from ksbcheck.domain.text import listed
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import Stage, did_you_mean, rule


@rule("KSB301", Severity.ERROR, Stage.INPUT)
def unknown_key(key: str, known: tuple[str, ...], location: Location) -> tuple[str, str]:
    """The manifest has an unknown key.

    Why it matters: what is under it was not read. A misspelt `ksbs:` hides every claim of its piece.

    How to fix: correct the spelling, or take the key out. A remark belongs in a comment.
    """
    message = f"the key {key!r} is not known, and what is under it was not read"
    if any(is_claim(location[:depth]) for depth in range(len(location))):
        message += "; until then the claim counts as planned"
    return message, did_you_mean(nearest(key, known), f"The keys here are {listed(known)}.")


def is_claim(location: Location) -> bool:
    """Whether a location is that of a claim in the long form."""
    match location:
        case ("evidence", int(), "claims", int()):
            return True
    return False


@rule("KSB302", Severity.WARNING, Stage.INPUT)
def unknown_type(word: str) -> tuple[str, str]:
    """A piece of evidence is of an unknown type.

    Why it matters: types are a closed list, so that a policy can say which it accepts. The rest of the piece is judged.

    How to fix: choose the nearest of these: work_product, product, observation, witness_testimony, reflective_account,
    professional_discussion, questioning, recording, presentation, project, case_study, report, assignment, test,
    certificate, feedback, review, log, simulation, prior_learning.
    """
    known = [kind.value for kind in EvidenceType]
    remedy = did_you_mean(nearest(word, known), f"The types are {listed(known)}.")
    return f"{word!r} is not a type of evidence", remedy


@rule("KSB303", Severity.WARNING, Stage.KSBS)
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


@rule("KSB304", Severity.WARNING, Stage.KSBS)
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


@rule("KSB305", Severity.ERROR, Stage.PORTFOLIO)
def date_in_the_future(case: Case) -> Iterator[Hit]:
    """A piece of evidence or a sign-off is dated in the future.

    Why it matters: what has not happened yet is not evidence, and nobody can have assessed it.

    How to fix: correct the date. Evidence still to come is a claim with `status: planned`, without a date.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.date and piece.date > case.today:
            yield _future(f"{piece.id} is dated", piece.date, case, "counts as planned", ("evidence", index, "date"))
    for written in case.written_sign_offs:
        if written.sign_off.on and written.sign_off.on > case.today:
            what = f"{written.subject} was {written.verb} on"
            yield _future(what, written.sign_off.on, case, "counts for nothing", (*written.at, "on"))


def _future(what: str, day: date, case: Case, so: str, location: Location) -> Hit:
    remedy = "If the date is right, it counts from then on; if not, correct it."
    return Hit(f"{what} {day}, which is after {case.today}; it {so}", remedy, location)


@rule("KSB306", Severity.WARNING, Stage.PORTFOLIO)
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


@rule("KSB307", Severity.ERROR, Stage.PORTFOLIO)
def verified_by_the_assessor(case: Case) -> Iterator[Hit]:
    """The same person assessed and verified a claim.

    Why it matters: verification is a second person's word. Such a claim counts as assessed, not as verified.

    How to fix: have somebody else verify it.
    """
    for subject, rung, signed in case.signed:
        if signed.assessed and signed.verified and signed_by(signed.verified, signed.assessed.by):
            message = f"{subject} was assessed and verified by the same person, {signed.verified.by}"
            remedy = "Have somebody else verify it."
            yield Hit(f"{message}; it counts as {rung}", remedy, (*signed.verified_at, "by"))


@rule("KSB308", Severity.ERROR, Stage.PORTFOLIO)
def verified_without_assessed(case: Case) -> Iterator[Hit]:
    """A claim is verified, but nobody assessed it.

    Why it matters: verification checks an assessment, and there is none. Such a claim counts as claimed.

    How to fix: add `assessed:` with the assessor's name and date.
    """
    for subject, rung, signed in case.signed:
        if signed.verified and signed.assessed is None:
            message = f"{subject} is verified, but nobody assessed it; it counts as {rung}"
            yield Hit(message, "Add `assessed:` with name and date.", signed.verified_at)


@rule("KSB309", Severity.ERROR, Stage.PORTFOLIO)
def signed_before_it_existed(case: Case) -> Iterator[Hit | NotChecked]:
    """A sign-off is dated before the evidence existed, or a verification before the assessment.

    Why it matters: one of the dates must be wrong, so neither can be relied on.

    How to fix: correct the date that is wrong.
    """
    undated = dict.fromkeys(written.piece.id for written in case.written_sign_offs if written.piece.date is None)
    if undated:
        yield NotChecked(f"signed off, but without a date of the evidence: {listed(undated)}")
    for written in case.written_sign_offs:
        dated, signed_on = written.piece.date, written.sign_off.on
        if dated and signed_on and signed_on < dated:
            message = f"{written.subject} was {written.verb} on {signed_on}, before the evidence existed ({dated})"
            yield Hit(f"{message}; that counts for nothing", "Correct the date that is wrong.", (*written.at, "on"))
    for subject, _, signed in case.signed:
        assessed_on = signed.assessed and signed.assessed.on
        verified_on = signed.verified and signed.verified.on
        if verified_on and assessed_on and verified_on < assessed_on:
            message = f"{subject} was verified on {verified_on}, before it was assessed on {assessed_on}"
            yield Hit(
                f"{message}; that counts for nothing", "Correct the date that is wrong.", (*signed.verified_at, "on")
            )


@rule("KSB310", Severity.ERROR, Stage.PORTFOLIO)
def incomplete_sign_off(case: Case) -> Iterator[Hit]:
    """A sign-off lacks its name or its date.

    Why it matters: `assessed` and `verified` are somebody's word on a certain day. Without both, the sign-off counts
    for nothing.

    How to fix: write it as `{by: Name, on: 2025-05-09}`.
    """
    for written in case.written_sign_offs:
        sign_off = written.sign_off
        lacking = [word for word, stated in (("who", sign_off.named), ("when", sign_off.on)) if not stated]
        if lacking:
            message = f"{written.subject} is {written.verb}, but the manifest does not say {listed(lacking)}"
            yield Hit(f"{message}; that counts for nothing", "Write it as {by: Name, on: 2025-05-09}.", written.at)


@rule("KSB311", Severity.WARNING, Stage.KSBS)
def status_contradicts_sign_off(case: Case) -> Iterator[Hit]:
    """What a claim says of its status is not what its sign-offs say.

    Why it matters: a status of assessed or verified without a name and a date is nobody's word, so the sign-offs
    decide. A claim that is planned or suggested stays so, whoever signed it.

    How to fix: leave `status:` out of a claim that is signed off, and add name and date to one that should be.
    """
    for claim in case.claims:
        status = claim.entry and claim.entry.status
        if claim.entry is None or status in (None, Rung.CLAIMED):
            continue
        signed = [word for word in ("assessed", "verified") if getattr(claim.entry, word)]
        if status is not claim.rung or (status < Rung.CLAIMED and signed):
            but = f"but is signed off as {listed(signed)}" if signed else "and has no sign-off of its own to say so"
            message = f"{claim.subject} says it is {status}, {but}; it counts as {claim.rung}"
            yield Hit(message, "Leave `status:` out, or correct the sign-offs.", (*claim.at, "status"))


@rule("KSB312", Severity.NOTE, Stage.PORTFOLIO)
def evidence_hardly_described(case: Case) -> Iterator[Hit]:
    """A piece of evidence lacks its title, date or files.

    Why it matters: a reader can't find it or tell what it is, and without a date nothing about its time can be checked.

    How to fix: add what is lacking.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        lacking = [key for key in ("title", "date", "files") if not getattr(piece, key)]
        if lacking:
            yield Hit(
                f"{piece.id} has no {listed(lacking)}",
                "Add it, so that the piece can be found and judged.",
                ("evidence", index),
            )


@rule("KSB313", Severity.WARNING, Stage.INPUT)
def hidden_characters_in_text(hidden: Iterable[str]) -> tuple[str, str]:
    """A text holds characters that a screen obeys instead of showing.

    Why it matters: control and bidirectional characters can make a report show something else than the manifest says.
    Reports show them as a replacement character.

    How to fix: type the text again by hand.
    """
    names = listed(f"U+{ord(character):04X}" for character in dict.fromkeys(hidden))
    return f"the text holds hidden characters: {names}", "Type the text again by hand."


@rule("KSB314", Severity.ERROR, Stage.PORTFOLIO)
def signed_before_start(case: Case) -> Iterator[Hit | NotChecked]:
    """A sign-off is dated before the learner started.

    Why it matters: nobody can have assessed the learner on a programme that had not begun, so one date is wrong.

    How to fix: correct the date of the sign-off, or `started:`.
    """
    started = case.portfolio.started
    if started is None:
        yield NotChecked("the manifest does not say when the learner started")
        return
    for written in case.written_sign_offs:
        if written.sign_off.on and written.sign_off.on < started:
            message = f"{written.subject} was {written.verb} {written.sign_off.on}, before the start on {started}"
            yield Hit(
                f"{message}; that counts for nothing",
                "Correct the date of the sign-off, or `started:`.",
                (*written.at, "on"),
            )


@rule("KSB315", Severity.ERROR, Stage.PORTFOLIO)
def signed_by_the_learner(case: Case) -> Iterator[Hit | NotChecked]:
    """The learner signed off their own evidence.

    Why it matters: a sign-off is another person's word. This one counts for nothing.

    How to fix: have an assessor, or a verifier, sign it.
    """
    if case.portfolio.learner_name is None:
        yield NotChecked("the manifest does not name the learner")
        return
    for written in case.written_sign_offs:
        if signed_by(written.sign_off, case.portfolio.learner_name):
            message = f"{written.subject} is {written.verb} by the learner; that counts for nothing"
            yield Hit(message, "Have an assessor, or a verifier, sign it.", (*written.at, "by"))


@rule("KSB316", Severity.WARNING, Stage.PORTFOLIO)
def personal_data_in_text(case: Case) -> Iterator[Hit]:
    """A title, place or file's name holds what looks like personal data.

    Why it matters: reports are printed, filed and sent on. An email address, a phone, National Insurance or learner
    number, or a child's full name shouldn't travel with them.

    How to fix: take it out, and write initials or "Pupil A". Look into the evidence itself as well: it isn't searched.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        texts: list[tuple[str, str | None, Location]] = [("title", piece.title, ("evidence", index, "title"))]
        texts += [("file's name", name, ("evidence", index, "files", at)) for at, name in enumerate(piece.files)]
        texts += [
            ("place", claim.where, ("evidence", index, "claims", at, "where")) for at, claim in enumerate(piece.claims)
        ]
        for what, text, at in texts:
            for kind, beginning in find_personal_data(text or ""):
                message = f"{piece.id}: the {what} has what looks like {kind} ({beginning})"
                yield Hit(message, "Take it out, or write initials.", at)
