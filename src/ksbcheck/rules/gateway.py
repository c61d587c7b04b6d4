"""Rules about the gateway (KSB404-409, KSB417)."""

from collections.abc import Callable, Iterator

from ksbcheck.domain.finding import Hit, NotChecked
from ksbcheck.domain.gateway import Component, Trouble
from ksbcheck.domain.gateway_block import DISCREET
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.model import dates_in, example_at
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import IF_TWO_PEOPLE, Stage, rule

_NO_BLOCK = NotChecked("the manifest has no `gateway:` block (English and maths, Early Years, declarations)")


def _hits(case: Case, trouble: Trouble, remedy: Callable[[Component], str]) -> Iterator[Hit | NotChecked]:
    if case.portfolio.gateway is None and case.has_gateway:
        yield _NO_BLOCK
        return
    for component in case.gateway:
        if component.trouble is trouble:
            yield Hit(f"{component.name}: {component.reason}", remedy(component), component.at)


def _not_mentioned(case: Case, said: object, what: str) -> Iterator[NotChecked]:
    """Yield that the standard does not mention what the manifest states."""
    if case.portfolio.gateway and case.has_gateway and said is None:
        yield NotChecked(f"the standard's file does not mention {what}")


def _suggest_statement(component: Component) -> str:
    keys = [str(step) for step in component.at]
    if keys[1] in DISCREET:
        return "Complete the entry that the place shows, or delete it."
    return f"Write `{keys[-1]}:` under `{keys[-2]}:`, as in {keys[-1]}: {example_at(Portfolio, keys)}."


@rule("KSB404", Severity.ERROR, Stage.KSBS)
def below_the_minimum(case: Case) -> Iterator[Hit | NotChecked]:
    """English or maths is below the minimum.

    Why it matters: the standard says what must be achieved before end-point assessment, and which lower level is enough
    with an education, health and care plan or a legacy statement.

    How to fix: correct `level:`, or achieve the minimum. A plan or statement (`plan_or_statement:`) or an agreement
    (`adjusted_minimum:`) lowers it.
    """
    yield from _not_mentioned(case, case.standard.english_and_maths, "English and maths")
    if any("`age_at_start:`" in component.reason for component in case.gateway) and case.portfolio.gateway:
        yield NotChecked("`age_at_start:` is not stated, and decides whether English and maths are asked for")
    yield from _hits(case, Trouble.BELOW_MINIMUM, lambda _: "Correct the level, or state what lowers the minimum.")


@rule("KSB405", Severity.WARNING, Stage.KSBS)
def not_stated(case: Case) -> Iterator[Hit | NotChecked]:
    """The manifest does not state something that the gateway needs.

    Why it matters: a component that is not stated never passes, so the learner is not through the gateway yet.

    How to fix: write it under `gateway:` when it is known. `ksbcheck gateway PATH` shows every component.
    """
    yield from _hits(case, Trouble.UNSTATED, _suggest_statement)


@rule("KSB406", Severity.ERROR, Stage.KSBS)
def early_years_without_qualification(case: Case) -> Iterator[Hit | NotChecked]:
    """The learner works in the Early Years, and the manifest names no qualification for it.

    Why it matters: in the Early Years a recognised qualification must come before the specialism.

    How to fix: add `qualification:` and `on:` under `early_years:`. A person has to check that the qualification is
    recognised.
    """
    yield from _not_mentioned(case, case.standard.early_years, "the Early Years")
    remedy = "Write `qualification:` and `on:` under `early_years:`, or correct `works_in_early_years:`."
    yield from _hits(case, Trouble.UNQUALIFIED, lambda _: remedy)


@rule("KSB407", Severity.ERROR, Stage.KSBS)
def declaration_cannot_be_right(case: Case) -> Iterator[Hit | NotChecked]:
    """A declaration can't be right.

    Why it matters: employer, provider and learner each declare for themselves, on a day between the start and today. A
    declaration in the wrong name, by the same person as another, or on an impossible day is not valid.

    How to fix: correct the name or the day, or have the right person declare. If two people have names so alike, write
    them in full, or list those who sign under `people:` in the provider's configuration.
    """
    yield from _not_mentioned(case, case.standard.gateway, "declarations")
    if case.portfolio.gateway and case.portfolio.gateway.declarations:
        if case.people.learner is None:
            yield NotChecked("the manifest does not name the learner")
        if case.portfolio.started is None:
            yield NotChecked("the manifest does not say when the learner started")
    remedy = f"Correct the name or the day, or have the right person declare. {IF_TWO_PEOPLE}"
    yield from _hits(case, Trouble.WRONG_DECLARATION, lambda _: remedy)


@rule("KSB408", Severity.ERROR, Stage.KSBS)
def gateway_date_in_the_future(case: Case) -> Iterator[Hit | NotChecked]:
    """A date of the gateway block is in the future.

    Why it matters: a future achievement is ignored until its day.

    How to fix: correct the date, or delete the entry until then.
    """
    gateway = case.portfolio.gateway
    if gateway is None:
        yield from [_NO_BLOCK] if case.has_gateway else ()
        return
    told = {component.at for component in case.gateway if component.trouble is Trouble.WRONG_DECLARATION}
    for location, on in dates_in(gateway, ("gateway",)):
        if on > case.today and location not in told:
            entry = "an entry" if location[1] in DISCREET else f"`{location[-2]}:`"
            message = f"{entry} is dated {on}, which is after {case.today}; it is ignored"
            remedy = "If the date is right, the entry counts from that day; otherwise correct the date."
            yield Hit(message, remedy, location)


@rule("KSB409", Severity.ERROR, Stage.KSBS)
def gateway_of_a_unit(case: Case) -> Iterator[Hit]:
    """The manifest has a gateway block, but the standard is an apprenticeship unit.

    Why it matters: a unit has no end-point assessment, and so no gateway. What the block says is not judged.

    How to fix: delete `gateway:`, or name the standard of the apprenticeship.
    """
    if case.portfolio.gateway and not case.has_gateway:
        message = f"{case.standard.reference} is an apprenticeship unit, which has no gateway"
        yield Hit(message, "Delete `gateway:`, or name the standard of the apprenticeship.", ("gateway",))


@rule("KSB417", Severity.ERROR, Stage.PORTFOLIO)
def break_cannot_be_right(case: Case) -> Iterator[Hit]:
    """A break can't be right: it ends before it begins, or begins before the start or in the future.

    Why it matters: the days of breaks don't count as time on the programme. By a wrong break that is not known; one of
    the future is ignored until its day.

    How to fix: correct `from:` or `to:` of the break, or `started:`.
    """
    for index, each in enumerate(case.portfolio.breaks):
        fault = each.fault(case.portfolio.started)
        if fault is None and each.start > case.today:
            fault = f"the break from {each.start} begins after {case.today}; it is ignored"
        if fault:
            yield Hit(fault, "Correct the dates of the break, or `started:`.", ("breaks", index, "from"))
