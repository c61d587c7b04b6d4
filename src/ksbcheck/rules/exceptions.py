"""Rules about exceptions and baselines (KSB8xx), which cannot be justified themselves."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Hit
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.people import is_name
from ksbcheck.domain.portfolio import ExceptionEntry
from ksbcheck.domain.text import counted_noun, first_few
from ksbcheck.rules.case import ExceptionsOfFile
from ksbcheck.rules.rule import IF_TWO_PEOPLE, Stage, rule


def _subject(entry: ExceptionEntry) -> str:
    of = " of ".join(filter(None, (entry.rule, entry.ksb)))
    return f"the exception for {of}{f' in {entry.piece}' if entry.piece else ''}"


@rule("KSB801", Severity.ERROR, Stage.EXCEPTIONS)
def exception_expired(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception has expired.

    Why it matters: the exception was accepted until a day that has passed, so what it excused counts again.

    How to fix: close the gap and delete the exception. If the gap has to be accepted for longer, ask the person who
    accepts it for a new date.
    """
    for at, entry in case.entries:
        if entry.until < case.today:
            message = f"{_subject(entry)} expired on {entry.until}"
            yield Hit(message, "Delete the exception, or ask for a new date.", (*at, "until"))


@rule("KSB802", Severity.WARNING, Stage.EXCEPTIONS)
def exception_excuses_nothing(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception of the manifest excuses nothing.

    Why it matters: the gap has been closed, or the exception names the wrong rule, KSB or piece. If it stays, it would
    excuse the same gap when that opens again.

    How to fix: delete the exception, or correct what it names.
    """
    for at, entry in case.entries if case.own else ():
        if case.holds(entry) and at not in case.used:
            yield Hit(f"{_subject(entry)} excuses nothing", "Delete the exception, or correct what it names.", at)


@rule("KSB803", Severity.NOTE, Stage.EXCEPTIONS)
def configured_exception_excuses_nothing(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception of the configuration excuses nothing in this portfolio.

    Why it matters: it may be for other portfolios with the same configuration. If it excuses nothing in any of them, it
    is no longer needed.

    How to fix: if no portfolio needs the exception, delete it.
    """
    for at, entry in () if case.own else case.entries:
        if case.holds(entry) and at not in case.used:
            yield Hit(f"{_subject(entry)} excuses nothing here", "If no portfolio needs the exception, delete it.", at)


@rule("KSB804", Severity.ERROR, Stage.EXCEPTIONS)
def exception_on_nobodys_word(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception is accepted by the learner, or by no named person.

    Why it matters: learners can't excuse their own gaps, and an exception needs the name of a person. This one excuses
    nothing.

    How to fix: write the name of the person who accepts the exception under `by:`. If two people have names so alike,
    write them in full, or list those who sign under `people:` in the provider's configuration.
    """
    for at, entry in case.entries:
        if not case.accepted_by_another(entry):
            by = f"{entry.by!r}, which is not a person's name"
            if is_name(entry.by):
                by = case.people.as_learner(entry.by)
            message = f"{_subject(entry)} is accepted by {by}; it excuses nothing"
            yield Hit(message, f"Name another person who accepts the exception. {IF_TWO_PEOPLE}", (*at, "by"))


@rule("KSB805", Severity.WARNING, Stage.INPUT)
def baseline_outgrown(closed: tuple[str, ...]) -> tuple[str, str]:
    """The baseline lists gaps that are closed.

    Why it matters: if one of them opened again, the baseline would excuse it.

    How to fix: run `ksbcheck baseline PATH`: it removes closed gaps, and adds none.
    """
    gaps = counted_noun(len(closed), "gap that is", "gaps that are")
    return f"the baseline lists {gaps} closed: {first_few(closed)}", "Remove them with `ksbcheck baseline`."
