"""Rules about exceptions and baselines (KSB8xx), which cannot be justified themselves."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Hit
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.portfolio import ExceptionEntry, is_name
from ksbcheck.domain.text import counted_noun, first_few
from ksbcheck.rules.case import ExceptionsOfFile
from ksbcheck.rules.rule import Stage, rule


def _subject(entry: ExceptionEntry) -> str:
    of = " of ".join(filter(None, (entry.rule, entry.ksb)))
    return f"the exception for {of}{f' in {entry.piece}' if entry.piece else ''}"


@rule("KSB801", Severity.ERROR, Stage.EXCEPTIONS)
def exception_expired(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception has expired.

    Why it matters: what it excused counts again. It was accepted until a day that has passed.

    How to fix: close the gap and take the exception out. If it has to be accepted further, let somebody decide that
    and write the new day.
    """
    for at, entry in case.entries:
        if entry.until < case.today:
            message = f"{_subject(entry)} expired on {entry.until}"
            yield Hit(message, "Take it out, or have somebody accept it anew.", (*at, "until"))


@rule("KSB802", Severity.WARNING, Stage.EXCEPTIONS)
def exception_excuses_nothing(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception of the manifest excuses nothing.

    Why it matters: the gap has been closed, or the exception names the wrong rule, KSB or piece. Left where it is, it
    would excuse the same gap if it opened again.

    How to fix: take it out, or correct what it names.
    """
    for at, entry in case.entries if case.own else ():
        if case.holds(entry) and at not in case.used:
            yield Hit(f"{_subject(entry)} excuses nothing", "Take it out, or correct what it names.", at)


@rule("KSB803", Severity.NOTE, Stage.EXCEPTIONS)
def configured_exception_excuses_nothing(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception of the configuration excuses nothing in this portfolio.

    Why it matters: it may be for other portfolios of the same configuration; if it excuses nothing in any of them, it
    is of no use any more.

    How to fix: if no portfolio needs it, take it out.
    """
    for at, entry in () if case.own else case.entries:
        if case.holds(entry) and at not in case.used:
            yield Hit(f"{_subject(entry)} excuses nothing here", "If no portfolio needs it, take it out.", at)


@rule("KSB804", Severity.ERROR, Stage.EXCEPTIONS)
def exception_on_nobodys_word(case: ExceptionsOfFile) -> Iterator[Hit]:
    """An exception names nobody who accepts it, or the learner.

    Why it matters: nobody can excuse their own gaps, and an exception without a name is nobody's word. It excuses
    nothing.

    How to fix: let the person who accepts it put their name under `by:`.
    """
    for at, entry in case.entries:
        if not case.accepted_by_another(entry):
            whom = repr(entry.by) if not is_name(entry.by) else "the learner"
            message = f"{_subject(entry)} is accepted by {whom}, on whose word it can't rest"
            yield Hit(message, "Name the person who accepts it, and not the learner.", (*at, "by"))


@rule("KSB805", Severity.WARNING, Stage.INPUT)
def baseline_outgrown(closed: tuple[str, ...]) -> tuple[str, str]:
    """The baseline lists gaps that are closed.

    Why it matters: if one of them opened again, the baseline would excuse it.

    How to fix: `ksbcheck baseline PATH` takes closed gaps out of it, and adds none.
    """
    gaps = counted_noun(len(closed), "gap that is", "gaps that are")
    return f"the baseline lists {gaps} closed: {first_few(closed)}", "`ksbcheck baseline` takes them out."
