"""KSB2xx: codes, ids and duty numbers that name the wrong thing, or nothing."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Hit
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import nearest_code
from ksbcheck.domain.standard import Duty, Ksb, belongs
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import listed, rule


@rule("KSB201", Severity.ERROR)
def unknown_code(case: Case) -> Iterator[Hit]:
    """A claim names a KSB that the standard doesn't have.

    Why it matters: the claim counts for nothing, and the KSB that was meant may look missing.

    How to fix: write the code as the standard does, as in K9, not K09 or k9.
    """
    known = case.standard.by_code
    for claim in case.claims:
        if claim.code not in known:
            meant = nearest_code(claim.code, known)
            remedy = (
                f"Did you mean {meant} ({known[meant].text})?"
                if meant
                else f"See ksbcheck standard show {case.standard.reference}."
            )
            yield Hit(
                f"{claim.piece.id} claims {claim.code!r}, which {case.standard.reference} does not have",
                remedy,
                claim.code_at,
            )


@rule("KSB202", Severity.WARNING)
def code_of_another_option(case: Case) -> Iterator[Hit]:
    """A claim names a KSB of another option.

    Why it matters: the claim counts for nothing. If there are many, the manifest may name the wrong option.

    How to fix: take the claim out, or correct `option:`. `ksbcheck check --option ID` shows what the other option would
    give.
    """
    for claim in case.claims:
        ksb = case.standard.by_code.get(claim.code)
        if ksb and not belongs(ksb, case.option.id):
            yield Hit(
                f"{claim.piece.id} claims {claim.code}, which belongs to {_owners(ksb)}, not to {case.option.id}",
                "Take the claim out; it counts for nothing in this option.",
                claim.code_at,
            )


@rule("KSB203", Severity.ERROR)
def evidence_id_twice(case: Case) -> Iterator[Hit]:
    """Two pieces of evidence have the same id.

    Why it matters: nobody can tell which of them a report means. Together they count as one piece.

    How to fix: give each piece an id of its own.
    """
    seen: set[str] = set()
    for index, piece in enumerate(case.portfolio.evidence):
        if piece.id in seen:
            yield Hit(
                f"the evidence id {piece.id!r} is used twice",
                "Give each piece an id of its own.",
                ("evidence", index, "id"),
            )
        seen.add(piece.id)


@rule("KSB204", Severity.ERROR)
def unknown_duty(case: Case) -> Iterator[Hit]:
    """A piece of evidence names a duty that the standard doesn't have.

    Why it matters: the piece counts for no such duty, and the duty that was meant may look missing.

    How to fix: write the duty's number as the standard numbers it.
    """
    known = case.standard.by_number
    for index, piece in enumerate(case.portfolio.evidence):
        for at, number in enumerate(piece.duties):
            if number not in known:
                yield Hit(
                    f"{piece.id} names duty {number}, which {case.standard.reference} does not have",
                    f"Its duties are {min(known)} to {max(known)}." if known else "It has no duties.",
                    ("evidence", index, "duties", at),
                )


@rule("KSB205", Severity.WARNING)
def duty_of_another_option(case: Case) -> Iterator[Hit]:
    """A piece of evidence names a duty of another option.

    Why it matters: the learner doesn't do that duty. If there are many, the manifest may name the wrong option.

    How to fix: take the number out, or correct `option:`.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        for at, number in enumerate(piece.duties):
            duty = case.standard.by_number.get(number)
            if duty and not belongs(duty, case.option.id):
                yield Hit(
                    f"{piece.id} names duty {number}, which belongs to {_owners(duty)}, not to {case.option.id}",
                    "Take the number out, or correct the option.",
                    ("evidence", index, "duties", at),
                )


def _owners(item: Ksb | Duty) -> str:
    return listed(item.options)
