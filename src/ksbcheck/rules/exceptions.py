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
    return f"the exception for {_what(entry)}"


def _what(entry: ExceptionEntry) -> str:
    of = " of ".join(filter(None, (entry.rule, entry.ksb)))
    return f"{of}{f' in {entry.piece}' if entry.piece else ''}"


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
    """An exception of the manifest would excuse nothing.

    Why it matters: the gap has been closed, or the exception names the wrong rule, KSB or piece. Nobody needs to grant
    it.

    How to fix: delete the exception, or correct what it names.
    """
    for at, entry in case.entries if case.own else ():
        if case.holds(entry) and at not in case.used:
            yield Hit(f"{_subject(entry)} would excuse nothing", "Delete the exception, or correct what it names.", at)


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


@rule("KSB806", Severity.NOTE, Stage.EXCEPTIONS)
def exception_requested(case: ExceptionsOfFile) -> Iterator[Hit]:
    """The portfolio requests an exception.

    Why it matters: an exception in the manifest, or in a configuration in the portfolio's own folder, is a request. It
    has no effect until the provider grants it.

    How to fix: if the provider agrees, write the exception into the provider's configuration, above the portfolio's
    folder. Otherwise close the gap and delete the request.
    """
    for at, entry in case.entries if case.own else ():
        requested = f"an exception for {_what(entry)} is requested by {entry.by} until {entry.until}: {entry.reason}"
        granted = "grants it" if at in case.granted else "doesn't grant it"
        yield Hit(
            f"{requested}; the provider's configuration {granted}",
            "The provider grants it under `exceptions:` of the configuration above the folder.",
            at,
        )


@rule("KSB807", Severity.ERROR, Stage.EXCEPTIONS)
def exception_too_broad(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception names no KSB and no piece of evidence.

    Why it matters: an exception for all findings of a rule would also excuse findings not yet known. This one
    excuses nothing.

    How to fix: write one exception for each KSB (`ksb:`) or piece of evidence (`piece:`) that is accepted.
    """
    for at, entry in case.entries:
        if case.is_too_broad(entry):
            message = f"{_subject(entry)} names no KSB and no piece of evidence; it excuses nothing"
            yield Hit(message, "Write one exception for each KSB or piece of evidence.", at)


@rule("KSB808", Severity.ERROR, Stage.EXCEPTIONS)
def exception_too_long(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception holds for more than a year.

    Why it matters: a person has to look again at what is accepted, at least once a year. This exception excuses
    nothing.

    How to fix: write a last day within a year under `until:`.
    """
    for at, entry in case.entries:
        if case.is_too_long(entry):
            message = f"{_subject(entry)} holds until {entry.until}, for more than a year; it excuses nothing"
            yield Hit(message, "Write a last day within a year.", (*at, "until"))


@rule("KSB805", Severity.WARNING, Stage.INPUT)
def baseline_outgrown(closed: tuple[str, ...]) -> tuple[str, str]:
    """The baseline lists gaps that are closed.

    Why it matters: if one of them opened again, the baseline would excuse it.

    How to fix: run `ksbcheck baseline PATH`: it removes closed gaps, and adds none.
    """
    gaps = counted_noun(len(closed), "gap that is", "gaps that are")
    return f"the baseline lists {gaps} closed: {first_few(closed)}", "Remove them with `ksbcheck baseline`."
