"""Rules about evidence, claims and sign-offs (KSB3xx)."""

from collections.abc import Iterable, Iterator
from datetime import date

from ksbcheck.domain.claim import Circumstances, is_possible
from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.model import dates_in
from ksbcheck.domain.names import find_personal_data, may_hold_personal_data, nearest
from ksbcheck.domain.people import name_words
from ksbcheck.domain.portfolio import Evidence, EvidenceType
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import IF_TWO_PEOPLE, Stage, did_you_mean, rule

_EARLIEST_YEAR = 1950


@rule("KSB301", Severity.ERROR, Stage.INPUT)
def unknown_key(key: str, known: tuple[str, ...], status: Rung | None = None) -> tuple[str, str]:
    """The manifest has an unknown key.

    Why it matters: the value of the key was not read. A misspelt `ksbs:` hides every claim of its piece.

    How to fix: correct the spelling, or delete the key. Write remarks as comments.
    """
    unread = f"so the claim was read as {status}" if status else "so its value was not read"
    otherwise = f"The keys here are {listed(known)}. Write remarks as comments, after a #."
    return f"the key {key!r} is not known, {unread}", did_you_mean(nearest(key, known), otherwise)


@rule("KSB302", Severity.WARNING, Stage.INPUT)
def unknown_type(word: str) -> tuple[str, str]:
    """A piece of evidence is of an unknown type.

    Why it matters: types are a closed list, so that a policy can say which it accepts. The rest of the piece is
    checked.

    How to fix: choose the nearest of these: work_product, product, observation, witness_testimony, reflective_account,
    professional_discussion, questioning, recording, presentation, project, case_study, report, assignment, test,
    certificate, feedback, review, log, simulation, prior_learning.
    """
    known = [kind.value for kind in EvidenceType]
    remedy = did_you_mean(nearest(word, known), f"The types are {listed(known)}.")
    return f"{word!r} is not a type of evidence", remedy


@rule("KSB303", Severity.WARNING, Stage.KSBS)
def evidence_without_claim(case: Case) -> Iterator[Hit]:
    """A piece of evidence claims no KSB.

    Why it matters: it adds nothing to the portfolio. Either its claims were forgotten, or the piece can go.

    How to fix: add `ksbs:` or `claims:`, or delete the piece.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if not piece.ksbs and not piece.claims:
            remedy = "List its KSBs under `ksbs:`, or delete the piece."
            yield Hit(f"{piece.id} claims no KSB", remedy, ("evidence", index))


@rule("KSB304", Severity.WARNING, Stage.KSBS)
def claim_twice(case: Case) -> Iterator[Hit]:
    """A piece of evidence claims the same KSB twice.

    Why it matters: the piece counts once, at the higher rung of the two claims, which may contradict each other.

    How to fix: keep one of the claims. If two places show the KSB, name both in its `where:`.
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

    Why it matters: work that has not happened yet is not evidence, and can't have been assessed.

    How to fix: correct the date. For evidence still to come, write a claim with `status: planned` and no date.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.date and piece.date > case.today:
            yield _future(f"{piece.id} is dated", piece.date, case, "evidence", ("evidence", index, "date"))
        if piece.held and piece.held.on and piece.held.on > case.today:
            at = ("evidence", index, "held", "on")
            yield _future(f"{piece.id} was seen on", piece.held.on, case, "sign-off", at)
    for written in case.written_sign_offs:
        if written.sign_off.on and written.sign_off.on > case.today:
            what = f"{written.subject} was {written.verb} on"
            yield _future(what, written.sign_off.on, case, "sign-off", (*written.at, "on"))


def _future(what: str, day: date, case: Case, noun: str, location: Location) -> Hit:
    effect = "it counts as planned" if noun == "evidence" else "the sign-off is ignored"
    remedy = f"If the date is right, the {noun} counts from that day; otherwise correct the date."
    return Hit(f"{what} {day}, which is after {case.today}; {effect}", remedy, location)


@rule("KSB306", Severity.WARNING, Stage.PORTFOLIO)
def dated_before_start(case: Case) -> Iterator[Hit | NotChecked]:
    """A piece of evidence is dated before the learner started.

    Why it matters: a portfolio shows what was learnt and done on the programme. Earlier work is prior learning, which
    not every assessor accepts.

    How to fix: correct the date, or ask the assessor whether the piece may stay.
    """
    started = case.portfolio.started
    if started is None:
        yield NotChecked("the manifest does not say when the learner started")
        return
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.date and piece.date < started:
            message = f"{piece.id} is dated {piece.date}, before the learner started on {started}"
            remedy = "Correct the date, or ask the assessor whether the piece may stay."
            yield Hit(message, remedy, ("evidence", index, "date"))


@rule("KSB307", Severity.ERROR, Stage.PORTFOLIO)
def verified_by_the_assessor(case: Case) -> Iterator[Hit]:
    """The same person assessed and verified a claim, or may have done so.

    Why it matters: a verification needs a second person. The claim counts as assessed at most.

    How to fix: ask another person to verify the claim. If two people have names so alike, write them in full, or list
    those who sign under `people:` in the provider's configuration.
    """
    for subject, effect, signed, _ in case.signed:
        if not (signed.assessed and signed.verified and signed.assessed.by and signed.verified.by):
            continue
        one, other = signed.assessed.by, signed.verified.by
        if case.people.may_be_same(one, other):
            message = f"{subject} was assessed by {one!r} and verified by {other!r}, who may be the same person"
            if name_words(one) == name_words(other):
                message = f"{subject} was assessed and verified by the same person, {other}"
            remedy = f"Ask another person to verify the claim. {IF_TWO_PEOPLE}"
            yield Hit(f"{message}; {effect}", remedy, (*signed.verified_at, "by"))


@rule("KSB308", Severity.ERROR, Stage.PORTFOLIO)
def verified_without_assessed(case: Case) -> Iterator[Hit]:
    """A claim is verified but not assessed.

    Why it matters: a verification checks an assessment, and there is none. The claim counts as claimed at most.

    How to fix: add `assessed:` with the assessor's name and date.
    """
    for subject, effect, signed, _ in case.signed:
        if signed.verified and signed.assessed is None:
            message = f"{subject} is verified but not assessed; {effect}"
            yield Hit(message, "Add `assessed:` with name and date.", signed.verified_at)


@rule("KSB309", Severity.ERROR, Stage.PORTFOLIO)
def signed_before_it_existed(case: Case) -> Iterator[Hit | NotChecked]:
    """A sign-off is dated before the evidence existed or an earlier decision, or a verification before the assessment.

    Why it matters: one of the dates must be wrong, so neither can be relied on.

    How to fix: correct the date that is wrong.
    """
    undated = dict.fromkeys(written.piece.id for written in case.written_sign_offs if written.piece.date is None)
    if undated:
        yield NotChecked(f"signed off, but the evidence has no date: {listed(undated)}")
    for written in case.written_sign_offs:
        dated, signed_on = written.piece.date, written.sign_off.on
        if dated and signed_on and signed_on < dated:
            message = f"{written.subject} was {written.verb} on {signed_on}, before the evidence existed ({dated})"
            yield Hit(f"{message}; {written.effect}", "Correct the date that is wrong.", (*written.at, "on"))
        if written.before and written.before.on and signed_on and signed_on <= written.before.on:
            message = f"{written.subject} was {written.verb} on {signed_on}, not after the decision before it"
            remedy = "Write decisions oldest first, each on a day of its own; `not_yet` holds until a later day."
            yield Hit(f"{message} ({written.before.on})", remedy, (*written.at, "on"))
    for subject, _, signed, assessments in case.signed:
        assessed_on = signed.assessed and signed.assessed.on
        verified_on = signed.verified and signed.verified.on
        was_assessed = any(each.on and verified_on and each.on <= verified_on for each in assessments)
        if verified_on and assessed_on and verified_on < assessed_on and not was_assessed:
            message = f"{subject} was verified on {verified_on}, before it was assessed on {assessed_on}"
            at = (*signed.verified_at, "on")
            yield Hit(f"{message}; the verification is ignored", "Correct the date that is wrong.", at)


@rule("KSB310", Severity.ERROR, Stage.PORTFOLIO)
def incomplete_sign_off(case: Case) -> Iterator[Hit]:
    """A sign-off lacks its name or its date.

    Why it matters: a sign-off is a person's decision on a certain day. Without a name and a date it is ignored. A role
    (assessor, tutor, the learner), a school and an office's e-mail address are no names.

    How to fix: write it as `{by: A. Assessor, on: 2025-05-09}`.
    """
    for written in case.written_sign_offs:
        sign_off = written.sign_off
        lacking = [word for word, stated in (("who", sign_off.by), ("when", sign_off.on)) if not stated]
        wrong = [f"by {sign_off.by!r}, which is not a person's name"] if sign_off.by and not sign_off.named else []
        wrong += [f"but the manifest does not say {listed(lacking)}"] if lacking else []
        if wrong:
            message = f"{written.subject} is {written.verb} {', '.join(wrong)}; {written.effect}"
            yield Hit(message, "Write it as {by: A. Assessor, on: 2025-05-09}, with the person's name.", written.at)


@rule("KSB311", Severity.WARNING, Stage.KSBS)
def status_contradicts_sign_off(case: Case) -> Iterator[Hit]:
    """The status of a claim contradicts its sign-offs.

    Why it matters: the sign-offs decide: a status of assessed or verified needs a name and a date. A claim that is
    planned or suggested stays so, even if it is signed off.

    How to fix: delete `status:` from a claim that is signed off, or add the missing sign-off with name and date.
    """
    for claim in case.claims:
        status = claim.entry and claim.entry.status
        if claim.entry is None or status in (None, Rung.CLAIMED):
            continue
        signed = [word for word in ("assessed", "verified") if getattr(claim.entry, word) and not claim.not_yet]
        if status is not claim.rung or (status < Rung.CLAIMED and signed):
            but = f"but is signed off as {listed(signed)}" if signed else "but has no such sign-off"
            message = f"{claim.subject} is marked as {status}, {but}; {claim.effect}"
            yield Hit(message, "Delete `status:`, or correct the sign-offs.", (*claim.at, "status"))


@rule("KSB312", Severity.WARNING, Stage.PORTFOLIO)
def evidence_hardly_described(case: Case) -> Iterator[Hit]:
    """A piece of evidence has no title.

    Why it matters: a reader can't see what the piece is. Reports show the name of its file instead.

    How to fix: add a `title:` that says what the piece is, without the names of pupils.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.title is None:
            shown = f"; reports call it {piece.name!r}" if piece.name else ""
            yield Hit(f"{piece.id} has no title{shown}", "Add a `title:` that says what it is.", ("evidence", index))


@rule("KSB317", Severity.ERROR, Stage.PORTFOLIO)
def nothing_to_look_at(case: Case) -> Iterator[Hit]:
    """A piece of evidence names nothing to look at.

    Why it matters: a claim counts only if there is something that a person can look at. A piece without a file, an
    address or held work is only an assertion, and doesn't count, even if it is signed off.

    How to fix: name its `files:`, or the `url:` of published work. Work that can't leave the place where it is kept is
    stated as `held: {what, where, seen_by, on}`. If the work is still to come, give its claims `status: planned`.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if not (piece.files or piece.url or piece.held or piece.is_planned):
            remedy = "Add `files:`, `url:` or `held:`; if the work is to come, mark its claims as planned."
            yield Hit(f"{piece.id} names nothing to look at, so it does not count", remedy, ("evidence", index))


@rule("KSB318", Severity.ERROR, Stage.PORTFOLIO)
def no_date(case: Case) -> Iterator[Hit]:
    """A piece of evidence has no date.

    Why it matters: without a date it can't be known whether the work was done on the programme, or before a sign-off.
    The piece counts only once it is assessed.

    How to fix: add the day on which it was made or happened, as in `date: 2025-05-09`.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.date is None and not piece.is_planned:
            message = f"{piece.id} has no date, so it counts only once it is assessed"
            remedy = "Add the day on which it was made or happened, as in date: 2025-05-09."
            yield Hit(message, remedy, ("evidence", index))


@rule("KSB319", Severity.ERROR, Stage.PORTFOLIO)
def held_and_not_seen(case: Case) -> Iterator[Hit]:
    """Work that is held elsewhere was not seen by another person.

    Why it matters: ksbcheck and the assessor can't look at work that stays where it is kept. It counts only if another
    person, on a day since it was made, has seen it, and an assessor has assessed it.

    How to fix: write who has seen it and when: `held: {what, where, seen_by: Name, on: 2025-05-09}`. If it can be
    handed in after all, name its `files:`.
    """
    known = Circumstances(case.people, case.portfolio.started, case.today)
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.held and not is_possible(piece.held.seen, piece, known):
            message = f"{piece.id}: no other person is stated to have seen the held work since it was made"
            remedy = "Write `seen_by:` with that person's name, and `on:` with the day."
            yield Hit(message, remedy, ("evidence", index, "held"))


@rule("KSB313", Severity.WARNING, Stage.INPUT)
def hidden_characters_in_text(hidden: Iterable[str]) -> tuple[str, str]:
    """A text has hidden characters.

    Why it matters: control and bidirectional characters can make a report show other words than the manifest has.
    Reports show a replacement character instead.

    How to fix: type the text again by hand.
    """
    names = listed(f"U+{ord(character):04X}" for character in dict.fromkeys(hidden))
    return f"the text holds hidden characters: {names}", "Type the text again by hand."


@rule("KSB324", Severity.ERROR, Stage.PORTFOLIO)
def dated_before_1950(case: Case) -> Iterator[Hit]:
    """A date of the manifest is before 1950.

    Why it matters: the year is mistyped, as in 0205 for 2025, so everything that depends on the date may be wrong.

    How to fix: correct the year of the date.
    """
    for location, day in dates_in(case.portfolio):
        if day.year < _EARLIEST_YEAR:
            piece = case.portfolio.piece_at(location)
            subject = f"{piece}: `{location[-1]}`" if piece else f"`{location[-1]}`"
            message = f"{subject} is {day}, which is before {_EARLIEST_YEAR}"
            yield Hit(message, "Correct the year of the date.", location)


@rule("KSB325", Severity.NOTE, Stage.INPUT)
def read_as(taken: Iterable[tuple[str, object]]) -> tuple[str, str]:
    """A manifest has values in another spelling than ksbcheck's own.

    Why it matters: a value that can mean only one thing is read as that. A look shows that it was meant.

    How to fix: nothing, if what was read is right. The note goes when the values are written as it says.
    """
    meant = [f"{written!r} as {read}" for written, read in dict.fromkeys(taken)]
    return f"read {first_few(meant)}", "Check that each was meant so."


@rule("KSB314", Severity.ERROR, Stage.PORTFOLIO)
def signed_before_start(case: Case) -> Iterator[Hit | NotChecked]:
    """A sign-off is dated before the learner started.

    Why it matters: a learner can't be assessed before the programme begins, so one of the dates is wrong.

    How to fix: correct the date of the sign-off, or `started:`.
    """
    started = case.portfolio.started
    if started is None:
        yield NotChecked("the manifest does not say when the learner started")
        return
    for written in case.written_sign_offs:
        if written.sign_off.on and written.sign_off.on < started:
            signed = f"{written.subject} was {written.verb} on {written.sign_off.on}"
            message = f"{signed}, before the learner started on {started}; {written.effect}"
            yield Hit(message, "Correct the date of the sign-off, or `started:`.", (*written.at, "on"))


@rule("KSB315", Severity.ERROR, Stage.PORTFOLIO)
def signed_by_the_learner(case: Case) -> Iterator[Hit | NotChecked]:
    """The learner signed off their own evidence, or may have done so.

    Why it matters: a sign-off must come from another person, so this one is ignored. `A. Example`, `Example,
    Annie` and `Ms Example` may all be the learner Ann Example.

    How to fix: ask an assessor or a verifier to sign. If two people have names so alike, write them in full, or list
    those who sign under `people:` in the provider's configuration.
    """
    if case.people.learner is None:
        yield NotChecked("the manifest does not name the learner")
        return
    for written in case.written_sign_offs:
        by = written.sign_off.by
        if by and written.sign_off.named and case.people.may_be_learner(by):
            message = f"{written.subject} is {written.verb} by {case.people.as_learner(by)}; {written.effect}"
            remedy = f"Ask an assessor or a verifier to sign. {IF_TWO_PEOPLE}"
            yield Hit(message, remedy, (*written.at, "by"))


@rule("KSB316", Severity.WARNING, Stage.PORTFOLIO)
def personal_data_in_text(case: Case) -> Iterator[Hit]:
    """A title, place or file name may hold personal data.

    Why it matters: reports are printed, filed and sent on. They should not carry an email address, a phone, National
    Insurance or learner number, or a child's full name.

    How to fix: replace it by initials or "Pupil A". Check the evidence itself too: ksbcheck does not search it for
    personal data.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        written = (piece.title, *piece.files, *(claim.where for claim in piece.claims))
        if may_hold_personal_data(" ".join(filter(None, written))):
            yield from _personal_data(piece, ("evidence", index))


def _personal_data(piece: Evidence, at: Location) -> Iterator[Hit]:
    texts: list[tuple[str, str | None, Location]] = [("title", piece.title, (*at, "title"))]
    texts += [("file name", name, (*at, "files", index)) for index, name in enumerate(piece.files)]
    texts += [("place", claim.where, (*at, "claims", index, "where")) for index, claim in enumerate(piece.claims)]
    for what, text, there in texts:
        for kind, beginning in find_personal_data(text or ""):
            message = f"{piece.id}: the {what} seems to hold {kind} ({beginning})"
            yield Hit(message, "Replace it by initials.", there)
