"""Rules about codes, ids and duty numbers (KSB2xx)."""

import shlex
from collections.abc import Iterator

from ksbcheck.domain.finding import Hit, NotChecked
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import in_ranges, look, nearest_code
from ksbcheck.domain.portfolio import Pin
from ksbcheck.domain.standard import Duty, Ksb, Standard, belongs, owners
from ksbcheck.domain.text import listed
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import Stage, did_you_mean, rule


@rule("KSB201", Severity.ERROR, Stage.KSBS)
def unknown_code(case: Case) -> Iterator[Hit]:
    """A claim names a KSB that the standard doesn't have.

    Why it matters: the claim is ignored, and the KSB that was meant may look missing.

    How to fix: write a code of the standard. `ksbcheck standard show` lists them. A range such as K1-K3 rises, and
    stays within one letter.
    """
    known = case.standard.by_code
    remedies: dict[str, str] = {}
    for claim in case.claims:
        if claim.code not in known:
            if claim.code not in remedies:
                remedies[claim.code] = _suggest_code(claim.code, case.standard)
            message = f"{claim.piece.id} claims {claim.code!r}, which {case.standard.reference} does not have"
            yield Hit(message, remedies[claim.code], claim.code_at)


def _suggest_code(code: str, standard: Standard) -> str:
    """Suggest a code in the standard."""
    meant = nearest_code(code, standard.by_code)
    otherwise = f"Write one code per item. The codes are {standard.code_ranges}."
    return did_you_mean(meant and f"{meant} ({standard.by_code[meant].text})", otherwise)


@rule("KSB202", Severity.WARNING, Stage.KSBS)
def code_of_another_option(case: Case) -> Iterator[Hit]:
    """A claim names a KSB of another option.

    Why it matters: the claim is ignored. If there are many, the manifest may name the wrong option.

    How to fix: delete the claim, or correct `option:`. `ksbcheck check --option ID` shows the result for another
    option.
    """
    known, option = case.standard.by_code, case.option_id
    for claim in case.claims:
        ksb = known.get(claim.code)
        if ksb and not belongs(ksb, option):
            yield Hit(
                f"{claim.piece.id} claims {claim.code}, which belongs to {_owners(ksb)}, not to {option}",
                _suggest_option(case, ksb),
                claim.code_at,
            )


@rule("KSB203", Severity.ERROR, Stage.PORTFOLIO)
def evidence_id_twice(case: Case) -> Iterator[Hit]:
    """Two pieces of evidence have the same id, or ids that look the same.

    Why it matters: a report can't say which of the two is meant, and they count as one piece. Letter case and invisible
    characters make no difference.

    How to fix: give each piece a different id.
    """
    seen: dict[str, str] = {}
    for index, piece in enumerate(case.portfolio.evidence):
        looks = look(piece.id)
        if looks in seen:
            what = "is used twice" if seen[looks] == piece.id else f"looks the same as {seen[looks]!r}"
            message = f"the evidence id {piece.id!r} {what}; the two count as one piece"
            yield Hit(message, "Give each piece a different id.", ("evidence", index, "id"))
        seen.setdefault(looks, piece.id)


@rule("KSB204", Severity.ERROR, Stage.KSBS)
def unknown_duty(case: Case) -> Iterator[Hit]:
    """A piece of evidence names a duty that the standard doesn't have.

    Why it matters: the number is ignored, and the duty that was meant may look missing.

    How to fix: write the duty's number as the standard does.
    """
    known = case.standard.by_number
    for index, piece in enumerate(case.portfolio.evidence):
        for at, number in enumerate(piece.duties):
            if number not in known:
                yield Hit(
                    f"{piece.id} names duty {number}, which {case.standard.reference} does not have",
                    f"The duties are {min(known)} to {max(known)}." if known else "The standard has no duties.",
                    ("evidence", index, "duties", at),
                )


@rule("KSB205", Severity.WARNING, Stage.KSBS)
def duty_of_another_option(case: Case) -> Iterator[Hit]:
    """A piece of evidence names a duty of another option.

    Why it matters: the learner doesn't do that duty. If there are many, the manifest may name the wrong option.

    How to fix: delete the number, or correct `option:`.
    """
    known, option = case.standard.by_number, case.option_id
    for index, piece in enumerate(case.portfolio.evidence):
        for at, number in enumerate(piece.duties):
            duty = known.get(number)
            if duty and not belongs(duty, option):
                yield Hit(
                    f"{piece.id} names duty {number}, which belongs to {_owners(duty)}, not to {option}",
                    _suggest_option(case, duty),
                    ("evidence", index, "duties", at),
                )


_FEW = 10
_NOT_PINNED = NotChecked(
    "changes to the standard's statements since they were claimed: the manifest is not pinned (`ksbcheck pin`)"
)


@rule("KSB206", Severity.WARNING, Stage.KSBS)
def suspect_claim(case: Case) -> Iterator[Hit | NotChecked]:
    """A claim is suspect: its statement was changed or removed after the manifest was pinned.

    Why it matters: the evidence was chosen for, and perhaps signed off against, an older wording.

    How to fix: read the statement with `ksbcheck explain`, confirm or change the claim, and then run `ksbcheck pin`,
    which confirms all claims of the manifest.
    """
    if case.portfolio.fingerprint is None:
        yield _NOT_PINNED
        return
    for claim in case.claims:
        if case.suspects[claim.code]:
            message = f"{claim.subject} is suspect and should be reviewed: {_describe_suspicion(case, claim.code)}"
            yield Hit(message, _suggest_review(case, claim.code), claim.code_at)


def _describe_suspicion(case: Case, code: str) -> str:
    if case.portfolio.fingerprint and case.portfolio.fingerprint.statements is None:
        return f"{case.standard.reference} has changed since the manifest was pinned; the pin does not show where"
    if code not in case.standard.by_code:
        return f"{case.standard.reference} no longer has {code}"
    return "the statement has changed since the manifest was pinned"


def _suggest_review(case: Case, code: str) -> str:
    """Suggest how to review a suspect claim."""
    if code not in case.standard.by_code:
        return f"Claim the KSB that replaces {code}, and then run `ksbcheck pin`."
    name = shlex.quote(case.portfolio.standard)
    return f"Read `ksbcheck explain {code} --standard {name}`, confirm the claim, and then run `ksbcheck pin`."


@rule("KSB207", Severity.WARNING, Stage.KSBS)
def code_without_pin(case: Case) -> Iterator[Hit]:
    """A claim names a KSB that the manifest's pin does not cover.

    Why it matters: a change of the statement since it was claimed can't be found. The KSB may have been added to the
    standard after the manifest was pinned.

    How to fix: read the statement with `ksbcheck explain`, confirm the claim, and then run `ksbcheck pin`.
    """
    pinned = case.portfolio.fingerprint and case.portfolio.fingerprint.by_code
    if pinned is None:
        return
    for claim in case.claims:
        if claim.code not in pinned and claim.code in case.standard.by_code:
            message = f"{claim.subject}: the manifest's pin does not cover {claim.code}"
            yield Hit(message, _suggest_review(case, claim.code), claim.code_at)


@rule("KSB208", Severity.NOTE, Stage.KSBS)
def standard_changed_elsewhere(case: Case) -> Iterator[Hit | NotChecked]:
    """The standard has changed since the manifest was pinned, but no claimed statement has.

    Why it matters: the duties, their mapping, the options or other statements may ask for other evidence now.

    How to fix: read the standard with `ksbcheck standard show`, and then run `ksbcheck pin`.
    """
    pin = case.portfolio.fingerprint
    if pin is None:
        yield _NOT_PINNED
    elif pin.standard != case.fingerprint.whole and _all_claimed_are_as_pinned(case):
        message = f"{case.standard.reference} has changed since the manifest was pinned: {_describe_change(case, pin)}"
        yield Hit(message, "Read the standard, and then run `ksbcheck pin`.", ("fingerprint",))


def _all_claimed_are_as_pinned(case: Case) -> bool:
    known = case.standard.by_code
    return not any(suspect or (suspect is None and code in known) for code, suspect in case.suspects.items())


@rule("KSB209", Severity.WARNING, Stage.KSBS)
def required_of_nobody(case: Case) -> Iterator[Hit]:
    """The standard lists a statement or a duty under no option.

    Why it matters: no learner is required to show it, which may be a mistake in the source. The coverage leaves it out.

    How to fix: ask the publisher of the standard. If this option needs it, add the option under `options:` of the
    statement or duty in the standard's file.
    """
    codes = [code for code, ksb in case.standard.by_code.items() if ksb.options is None]
    duties = [f"duty {number}" for number, duty in case.standard.by_number.items() if duty.options is None]
    if codes or duties:
        items = listed((*in_ranges(codes), *duties))
        message = f"{case.standard.reference} lists {items} under no option; left out of the coverage"
        yield Hit(message, "Ask the publisher of the standard which options need them.", ("standard",))


def _describe_change(case: Case, pin: Pin) -> str:
    """Return where the standard has changed, if no claimed statement has."""
    pinned, now = pin.by_code, case.fingerprint.statements
    if pinned is None:
        return "the pin does not show where"
    codes = [code for code in {**now, **pinned} if pinned.get(code) != now.get(code)]
    if not codes:
        return "in its duties, their mapping, or its options"
    return f"in {listed(codes) if len(codes) <= _FEW else f'{len(codes)} statements'} (not claimed here)"


def _suggest_option(case: Case, item: Ksb | Duty) -> str:
    noun = "claim" if isinstance(item, Ksb) else "duty"
    if case.option.id != case.portfolio.option and belongs(item, case.portfolio.option):
        return f"The {noun} is right for the option in the manifest, and ignored for this one."
    return f"The {noun} is ignored: delete it, or correct `option:`."


def _owners(item: Ksb | Duty) -> str:
    return listed(item.options) if item.options else owners(item)
