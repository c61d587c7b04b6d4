"""The gateway's components. What isn't stated never passes, and removing a statement never makes a component pass."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.gateway import Component, State, Trouble
from ksbcheck.domain.gateway_block import (
    Achievement,
    Choice,
    Declarations,
    EarlyYearsWork,
    Gateway,
    OffTheJob,
    PlanOrStatement,
    SignLanguage,
    days_on_programme,
    is_achieved,
)
from ksbcheck.domain.gateway_rules import GatewayRule
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.people import People, is_name, name_words
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.standard import (
    SUBJECTS,
    Alternative,
    Declarant,
    EnglishAndMaths,
    GatewayPart,
    Level,
    Minimum,
    Standard,
    Subject,
)
from ksbcheck.domain.text import first_few

_EXCLUDED = "the standard's file says so"
_MOST_DAYS = 1_000
"""The furthest day on which enough time may have passed, in days from the day asked about."""


def judge_gateway(against: Against, coverage: Coverage, today: date) -> tuple[Component, ...]:
    """Judge each component of the gateway; there is none under a framework and of a unit."""
    if not against.has_gateway:
        return ()
    standard, gateway = against.standard, against.portfolio.gateway or Gateway()
    declared = gateway.declarations or Declarations()
    return (
        _ksbs(coverage, against.people.learner),
        *(_subject(subject, gateway, against, today) for subject in SUBJECTS),
        _time(against, today),
        *_off_the_job(gateway.off_the_job or OffTheJob(), against, today),
        _early_years(standard, gateway.early_years, today),
        *(_not_too_soon(each, declared, coverage) for each in _declarations(against, declared, today)),
    )


def _nothing_stated(name: str, sentence: str | None, *keys: str) -> Component:
    return Component(name, State.NOT_STATED, "nothing is stated", sentence, ("gateway", *keys), Trouble.UNSTATED)


def _ksbs(coverage: Coverage, learner: str | None) -> Component:
    asked = Component("KSBs", State.FAILS, "", None, ("evidence",))
    unmet = coverage.gaps
    if unmet:
        return asked.failing(f"{len(unmet)} of {len(coverage.ksbs)} required KSBs are not met: {first_few(unmet)}")
    outside = [str(duty.number) for duty in coverage.duties if duty.missing]
    if outside:
        return asked.failing(f"too little evidence from within some duties, as was asked for: {first_few(outside)}")
    if coverage.rung > Rung.CLAIMED and not is_name(learner):
        reason = "the manifest doesn't name the learner, who may have signed off the claims"
        return asked._replace(state=State.NOT_KNOWN, reason=reason)
    return asked.passing(f"all {len(coverage.ksbs)} required KSBs are {coverage.rung} or higher")


def _subject(subject: Subject, gateway: Gateway, against: Against, today: date) -> Component:
    """Judge English or maths by the rule of the learner's age; if the age is not known, by what the rules agree on."""
    printed = _printed(subject, gateway, against, today)
    if against.standard.excludes(GatewayPart(subject)):
        return printed.not_asked_for(_EXCLUDED)
    rules = against.rules("english_and_maths", today)
    ruled = [_ruled(subject, rule, printed, gateway.english_and_maths, against.people, today) for rule in rules]
    if len({each.state for each in ruled}) == 1:
        return ruled[0]
    return printed.not_known("`age_at_start:` is not stated, and the rules differ by age")


def _ruled(
    subject: Subject, rule: GatewayRule, printed: Component, choice: Choice | None, people: People, today: date
) -> Component:
    if printed.state is State.PASSES or rule.asked == "as_printed":
        return printed._replace(source=rule.source)
    ruled = printed._replace(sentence=rule.sentence, source=rule.source)
    if rule.asked == "not_asked_for":
        return ruled.not_asked_for("English and maths must be studied, and need not be achieved")
    if choice is None or choice.included is None:
        example = "english_and_maths: {included: false, by: E. Employer, on: 2025-03-01}"
        return ruled.not_known(f"it is not stated whether it was chosen; write it under `gateway:`, as in {example}")
    if subject in choice.included:
        return ruled.not_known(f"it was chosen, but {printed.reason}")
    doubt = people.doubt(choice.by, choice.on, rule.asked_from, today)
    if doubt:
        return ruled.not_known(f"that it was not chosen does not count: {doubt}")
    return ruled.not_asked_for(f"it was not chosen, as {choice.by} states, {choice.on}")


def _printed(subject: Subject, gateway: Gateway, against: Against, today: date) -> Component:
    """Judge English or maths as the standard prints it: by its own qualification, or by British Sign Language."""
    asked = against.standard.english_and_maths
    sentence = asked.minimum.sentence if asked else against.standard.english_and_maths_text
    nothing = _nothing_stated(subject.capitalize(), sentence, subject)
    if asked is None:
        return nothing.not_known()
    achieved = gateway.english if subject == "english" else gateway.maths
    lowered = _agreed_level(subject, gateway, against, today)
    own = _achieved(nothing, achieved, asked, lowered, gateway.plan_or_statement, today)
    alternative, signed = asked.british_sign_language, gateway.british_sign_language
    if own.state is State.PASSES or alternative is None or alternative.in_place_of != subject or signed is None:
        return own
    return _better(own, _sign_language(nothing, alternative, signed, today), stated=achieved is not None)


def _better(own: Component, instead: Component, *, stated: bool) -> Component:
    """Return the qualification that passes; if neither does, both reasons."""
    if instead.state is State.PASSES or (instead.trouble and not stated):
        return instead
    worse = instead if instead.state is State.FAILS and own.state is not State.FAILS else own
    return worse._replace(reason=f"{own.reason}; {instead.reason}")


def _achieved(
    nothing: Component,
    achieved: Achievement | None,
    asked: EnglishAndMaths,
    lowered: Level | None,
    plan: PlanOrStatement | None,
    today: date,
) -> Component:
    if achieved is None:
        return nothing
    if achieved.level is None:
        return nothing.unstated("the level is not stated", "level")
    if achieved.qualification and not is_achieved(achieved.qualification):
        return nothing.unstated(f"'{achieved.qualification}' names no qualification", "qualification")
    what = achieved.level.words + (f" ({achieved.qualification})" if achieved.qualification else "")
    dated = _achieved_on(nothing, what, achieved.on, today)
    if achieved.level >= asked.minimum.level:
        return dated
    below = nothing.failing(f"{what} is below {asked.minimum.level.words}, the minimum", Trouble.BELOW_MINIMUM, "level")
    lower = _below(below, achieved.level, asked.with_plan_or_statement, plan, today)
    if lower.state is not State.PASSES and (lowered is None or achieved.level < lowered):
        return lower
    # The reason doesn't say why: reports of several learners show it.
    enough = f"achieved on {achieved.on}, at a level that is enough for this learner"
    return dated.passing(enough) if dated.state is State.PASSES else dated


def _agreed_level(subject: Subject, gateway: Gateway, against: Against, today: date) -> Level | None:
    """Return the lower minimum that a professional agreed for the learner."""
    for rule in against.rules("adjusted_minimum", today):
        for each in gateway.adjusted_minimum:
            if each.subject == subject and not against.people.doubt(each.agreed_by, each.on, rule.asked_from, today):
                return rule.level
    return None


def _below(
    below: Component, level: Level, lower: Minimum | None, plan: PlanOrStatement | None, today: date
) -> Component:
    """Judge a level below the minimum, which a plan or statement may lower."""
    if lower is None:
        return below
    both = below._replace(sentence=f"{below.sentence} {lower.sentence}")
    if level < lower.level:
        reason = f"and below {lower.level.words}, the minimum with a plan or legacy statement"
        return both._replace(reason=f"{below.reason}, {reason}")
    both = both._replace(reason=f"{below.reason}; it would be enough with a lower minimum, and none is stated in full")
    if plan and (plan.kind is None or plan.on is None):
        key = "on" if plan.kind else "kind"
        return both._replace(at=("gateway", "plan_or_statement")).unstated(both.reason, key)
    return both.passing("") if plan and plan.on and plan.on <= today else both


def _achieved_on(asked: Component, what: str, on: date | None, today: date) -> Component:
    """Judge an achievement by its day; without one, it may come after end-point assessment."""
    if on is None:
        return asked.unstated(f"{what}, but not when it was achieved", "on")
    if on > today:
        return asked.failing(f"{what} is dated {on}, after {today}: it is not achieved yet")
    return asked.passing(f"{what}, achieved on {on}")


def _sign_language(nothing: Component, instead: Alternative, signed: SignLanguage, today: date) -> Component:
    asked = nothing._replace(sentence=instead.sentence, at=("gateway", "british_sign_language"))
    if signed.primary_language is None:
        return asked.unstated("it is not stated whether BSL is the learner's primary language", "primary_language")
    if not signed.primary_language:
        return nothing._replace(reason="BSL is not the learner's primary language", trouble=None)
    if not is_achieved(signed.qualification):
        return asked.unstated("which BSL qualification is not stated", "qualification")
    what = f"in place of {nothing.name}, {signed.qualification} (the source states no level for it)"
    return _achieved_on(asked, what, signed.on, today)


def _time(against: Against, today: date) -> Component:
    """Judge the days since the first start, without breaks."""
    started, breaks = against.portfolio.started, against.portfolio.breaks
    asked, rules = (
        Component("Time on programme", State.FAILS, "", None, ("started",)),
        against.rules("time_on_programme", today),
    )
    if started is None or not rules:
        return asked.not_known("`started:` is not stated")
    rule = rules[0]
    asked = asked._replace(sentence=rule.sentence, source=rule.source)
    faults = [fault for each in breaks if (fault := each.fault(started))]
    if faults:
        return asked.not_known(first_few(faults))
    if started > today:
        return asked.failing(f"the programme starts on {started}, after {today}")
    days = days_on_programme(started, breaks, today)
    counted = f"{days} days since {started}{', without breaks' if breaks else ''}"
    if days >= rule.days:
        return asked.passing(f"{counted}; {rule.days} are enough")
    lacking = rule.days - days
    later = (today + timedelta(more) for more in range(lacking, _MOST_DAYS))
    day = next((day for day in later if days_on_programme(started, breaks, day) >= rule.days), None)
    enough = f"enough from {day} on" if day else f"{lacking} more after the break"
    unknown = "ksbcheck does not know of prior learning or a restart that shorten it"
    return asked.failing(f"{counted}, of {rule.days}: {enough}; {unknown}")


def _off_the_job(stated: OffTheJob, against: Against, today: date) -> Iterator[Component]:
    """Yield the hours of training, where the rules ask for them and the standard's file states their minimum."""
    started = against.portfolio.started
    nothing = _nothing_stated("Off-the-job hours", None, "off_the_job")
    for rule in against.rules("off_the_job_hours", today) if against.standard.minimum_hours else ():
        if rule.least_hours:
            asked = nothing._replace(sentence=rule.sentence, source=rule.source)
            least = against.standard.least_hours(started) if started else None
            if least is None:
                start = f"the standard's file states no hours for a start on {started}"
                yield asked.not_known(start if started else "`started:` is not stated")
            elif stated.hours is None:
                yield asked.unstated("the hours are not stated", "hours")
            else:
                yield _hours(asked, stated.hours, least, stated, rule, against.people, today)


def _hours(
    asked: Component, hours: float, least: int, stated: OffTheJob, rule: GatewayRule, people: People, today: date
) -> Component:
    """Judge hours by the published minimum, or by a lower one that was agreed."""
    agreed, had = stated.minimum_agreed, f"{hours:g} of {least} hours"
    if hours >= least or agreed is None:
        return asked.passing(had) if hours >= least else asked.failing(had)
    doubt = people.doubt(stated.by, stated.on, date.min, today)
    if agreed < rule.least_hours:
        doubt = f"{rule.least_hours} is the least that may be agreed"
    if doubt:
        return asked.failing(f"{had}; the agreed {agreed:g} do not count: {doubt}")
    as_agreed = f"{hours:g} of {agreed:g} hours, as {stated.by} agreed, {stated.on}"
    return asked.passing(as_agreed) if hours >= agreed else asked.failing(as_agreed)


def _early_years(standard: Standard, work: EarlyYearsWork | None, today: date) -> Component:
    said = standard.early_years
    nothing = _nothing_stated("Early Years", said.sentence if said else None, "early_years")
    if said is None or standard.excludes(GatewayPart.EARLY_YEARS):
        excluded = standard.excludes(GatewayPart.EARLY_YEARS)
        return nothing.not_asked_for(_EXCLUDED) if excluded else nothing.not_known()
    if work is None:
        return nothing
    if work.works_in_early_years is None:
        return nothing.unstated("it is not stated whether the learner works in the Early Years", "works_in_early_years")
    if not work.works_in_early_years:
        return nothing.not_asked_for("the learner does not work in the Early Years")
    if not is_achieved(work.qualification):
        reason = "the learner works in the Early Years, and no recognised qualification is named"
        return nothing.failing(reason, Trouble.UNQUALIFIED)
    what = f"{work.qualification} (the source doesn't list which are recognised)"
    return _achieved_on(nothing, what, work.on, today)


def _declarations(against: Against, declared: Declarations, today: date) -> Iterator[Component]:
    gateway = against.standard.gateway
    asked_for = gateway.declarations if gateway else ()
    by: dict[Declarant, SignOff | None] = {who: getattr(declared, who.value) for who in Declarant}
    for who, sign_off in by.items():
        nothing = _nothing_stated(f"{who.value.capitalize()}'s declaration", None, "declarations", who.value)
        if gateway is None:
            yield nothing.not_known()
        elif who in asked_for:
            yield _declaration(nothing, who, sign_off, against, today)
        else:
            yield nothing.not_asked_for("the standard's file doesn't ask for it")
    yield _different_people({who: sign_off for who, sign_off in by.items() if who in asked_for}, against.people)


def _declaration(
    nothing: Component, who: Declarant, sign_off: SignOff | None, against: Against, today: date
) -> Component:
    people = against.people
    if sign_off is None:
        return nothing
    if not sign_off.named:
        named = f"{sign_off.by!r} is not a person's name" if sign_off.by else "it is not stated by whom"
        return nothing.unstated(named, "by")
    if not is_name(people.learner):
        return nothing.unstated(f"by {sign_off.by}, but the manifest doesn't name the learner, to compare with")
    if people.may_be_learner(sign_off.by) != (who is Declarant.LEARNER):
        another = f"{sign_off.by}, but the learner is {people.learner}"
        wrong = another if who is Declarant.LEARNER else people.as_learner(str(sign_off.by))
        return nothing.failing(f"by {wrong}", Trouble.WRONG_DECLARATION, "by")
    return _declared_on(nothing, sign_off, against.portfolio.started, today)


def _declared_on(nothing: Component, sign_off: SignOff, started: date | None, today: date) -> Component:
    if sign_off.on is None:
        return nothing.unstated(f"by {sign_off.by}, but not when", "on")
    dated = f"by {sign_off.by}, but dated {sign_off.on}"
    if sign_off.on > today:
        return nothing.failing(f"{dated}, after {today}", Trouble.WRONG_DECLARATION, "on")
    if started and sign_off.on < started:
        return nothing.failing(f"{dated}, before the start on {started}", Trouble.WRONG_DECLARATION, "on")
    return nothing.passing(f"by {sign_off.by}, {sign_off.on}")


def _not_too_soon(component: Component, declared: Declarations, coverage: Coverage) -> Component:
    """Return a declaration's component, failing if the last sign-off that the KSBs need came after the declaration."""
    sign_off = getattr(declared, str(component.at[-1]), None)
    if component.state is State.PASSES and sign_off and coverage.signed_on and sign_off.on < coverage.signed_on:
        reason = f"{component.reason}, before the last sign-off that counts, of {coverage.signed_on}"
        return component.failing(reason, Trouble.WRONG_DECLARATION, "on")
    return component


def _different_people(declared: dict[Declarant, SignOff | None], people: People) -> Component:
    """Judge whether every declaration is by another person; apart, so that removing one can't make another one pass."""
    nothing = _nothing_stated("Different people", None, "declarations")
    names = {who: str(sign_off.by) for who, sign_off in declared.items() if sign_off and sign_off.named}
    for (one, name), (other, other_name) in combinations(names.items(), 2):
        if people.may_be_same(name, other_name):
            both = f"the declarations of {one.value} and {other.value}"
            may_be = f"{both} may be by one person, {name!r} and {other_name!r}"
            reason = f"{both} are both by {name}" if name_words(name) == name_words(other_name) else may_be
            return nothing.failing(reason, Trouble.WRONG_DECLARATION, other.value, "by")
    lacking = [who.value for who in declared if who not in names]
    if lacking:
        reason = f"it is not stated who declares as {' or '.join(lacking)}"
        return nothing.unstated(reason)._replace(trouble=None)  # the declaration's component says so
    if not names:
        return nothing.not_asked_for("there are none to compare")
    return nothing.passing("each declaration is by a different person")
