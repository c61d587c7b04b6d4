"""The gateway's components. What isn't stated never passes, and removing a statement never makes a component pass."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.gateway import Component, State, Trouble
from ksbcheck.domain.gateway_block import Declarations, Gateway, OffTheJob, days_on_programme, is_achieved
from ksbcheck.domain.gateway_rules import GatewayRule
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.people import is_name, name_words
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.standard import SUBJECTS, Declarant, EnglishAndMaths, GatewayPart, Level, Minimum, Subject
from ksbcheck.domain.text import first_few

_EXCLUDED = "the standard's file says so"
_MOST_DAYS = 1_000
"""The furthest day on which enough time may have passed, in days from the day asked about."""


def judge_gateway(against: Against, coverage: Coverage, today: date) -> tuple[Component, ...]:
    """Judge each component of the gateway; there is none under a framework and of a unit."""
    return tuple(_Judging(against, coverage, today).components()) if against.has_gateway else ()


def _nothing_stated(name: str, sentence: str | None, *keys: str) -> Component:
    return Component(name, State.NOT_STATED, "nothing is stated", sentence, ("gateway", *keys), Trouble.UNSTATED)


class _Judging:
    def __init__(self, against: Against, coverage: Coverage, today: date) -> None:
        self.against, self.coverage, self.today = against, coverage, today
        self.standard, self.people, self.started = against.standard, against.people, against.portfolio.started
        self.stated = against.portfolio.gateway or Gateway()

    def components(self) -> Iterator[Component]:
        yield self.ksbs()
        yield from map(self.subject, SUBJECTS)
        yield self.time()
        yield from self.off_the_job(self.stated.off_the_job or OffTheJob())
        yield self.early_years()
        yield from self.declarations(self.stated.declarations or Declarations())

    def ksbs(self) -> Component:
        coverage, asked = self.coverage, Component("KSBs", State.FAILS, "", None, ("evidence",))
        unmet = coverage.gaps
        if unmet:
            return asked.failing(f"{len(unmet)} of {len(coverage.ksbs)} required KSBs are not met: {first_few(unmet)}")
        outside = [str(duty.number) for duty in coverage.duties if duty.missing]
        if outside:
            return asked.failing(f"too little evidence from within some duties, as was asked for: {first_few(outside)}")
        if coverage.rung > Rung.CLAIMED and not is_name(self.people.learner):
            return asked.not_known("the manifest doesn't name the learner, who may have signed off the claims")
        return asked.passing(f"all {len(coverage.ksbs)} required KSBs are {coverage.rung} or higher")

    def subject(self, subject: Subject) -> Component:
        """Judge English or maths by the rule of the learner's age; if that is not known, by what the rules agree on."""
        printed = self.printed(subject)
        if self.standard.excludes(GatewayPart(subject)):
            return printed.not_asked_for(_EXCLUDED)
        ruled = [self.ruled(subject, rule, printed) for rule in self.against.rules("english_and_maths", self.today)]
        if len({each.state for each in ruled}) == 1:
            return ruled[0]
        return printed.not_known("`age_at_start:` is not stated, and the rules differ by age")

    def ruled(self, subject: Subject, rule: GatewayRule, printed: Component) -> Component:
        if printed.state is State.PASSES or rule.asked == "as_printed":
            return printed._replace(source=rule.source)
        ruled, choice = printed._replace(sentence=rule.sentence, source=rule.source), self.stated.english_and_maths
        if rule.asked == "not_asked_for":
            return ruled.not_asked_for("English and maths must be studied, and need not be achieved")
        if choice is None or choice.included is None:
            example = "english_and_maths: {included: false, by: E. Employer, on: 2025-03-01}"
            return ruled.not_known(
                f"it is not stated whether it was chosen; write it under `gateway:`, as in {example}"
            )
        if subject in choice.included:
            return ruled.not_known(f"it was chosen, but {printed.reason}")
        doubt = self.people.doubt(choice.by, choice.on, rule.asked_from, self.today)
        if doubt:
            return ruled.not_known(f"that it was not chosen does not count: {doubt}")
        return ruled.not_asked_for(f"it was not chosen, as {choice.by} states, {choice.on}")

    def printed(self, subject: Subject) -> Component:
        """Judge English or maths as the standard prints it: by its own qualification, or by British Sign Language."""
        asked = self.standard.english_and_maths
        sentence = asked.minimum.sentence if asked else self.standard.english_and_maths_text
        nothing = _nothing_stated(subject.capitalize(), sentence, subject)
        if asked is None:
            return nothing.not_known()
        own, alternative = self.achieved(subject, nothing, asked), asked.british_sign_language
        if own.state is State.PASSES or alternative is None or alternative.in_place_of != subject:
            return own
        instead = self.sign_language(nothing, nothing._replace(sentence=alternative.sentence))
        if instead is None:
            return own
        if instead.state is State.PASSES or (instead.trouble and getattr(self.stated, subject) is None):
            return instead
        worse = instead if instead.state is State.FAILS and own.state is not State.FAILS else own
        return worse._replace(reason=f"{own.reason}; {instead.reason}")

    def achieved(self, subject: Subject, nothing: Component, asked: EnglishAndMaths) -> Component:
        achieved = self.stated.english if subject == "english" else self.stated.maths
        if achieved is None:
            return nothing
        if achieved.level is None:
            return nothing.unstated("the level is not stated", "level")
        if achieved.qualification and not is_achieved(achieved.qualification):
            return nothing.unstated(f"'{achieved.qualification}' names no qualification", "qualification")
        what = achieved.level.words + (f" ({achieved.qualification})" if achieved.qualification else "")
        dated = self.dated(nothing, what, achieved.on)
        if achieved.level >= asked.minimum.level:
            return dated
        reason = f"{what} is below {asked.minimum.level.words}, the minimum"
        below = nothing.failing(reason, Trouble.BELOW_MINIMUM, "level")
        lower = self.with_plan(below, achieved.level, asked.with_plan_or_statement)
        if lower.state is not State.PASSES and not self.is_agreed(subject, achieved.level):
            return lower
        # The reason doesn't say why: reports of several learners show it.
        enough = f"achieved on {achieved.on}, at a level that is enough for this learner"
        return dated.passing(enough) if dated.state is State.PASSES else dated

    def is_agreed(self, subject: Subject, level: Level) -> bool:
        """Return whether a professional agreed a lower minimum that a level reaches."""
        return any(
            rule.level is not None
            and level >= rule.level
            and each.subject == subject
            and not self.people.doubt(each.agreed_by, each.on, rule.asked_from, self.today)
            for rule in self.against.rules("adjusted_minimum", self.today)
            for each in self.stated.adjusted_minimum
        )

    def with_plan(self, below: Component, level: Level, lower: Minimum | None) -> Component:
        """Judge a level below the minimum, which a plan or statement may lower."""
        plan = self.stated.plan_or_statement
        if lower is None:
            return below
        both = below._replace(sentence=f"{below.sentence} {lower.sentence}")
        if level < lower.level:
            reason = f"and below {lower.level.words}, the minimum with a plan or legacy statement"
            return both._replace(reason=f"{below.reason}, {reason}")
        both = both._replace(
            reason=f"{below.reason}; it would be enough with a lower minimum, and none is stated in full"
        )
        if plan and (plan.kind is None or plan.on is None):
            at = ("gateway", "plan_or_statement")
            return both._replace(at=at).unstated(both.reason, "on" if plan.kind else "kind")
        return both.passing("") if plan and plan.on and plan.on <= self.today else both

    def dated(self, asked: Component, what: str, on: date | None) -> Component:
        """Judge an achievement by its day; without one, it may come after end-point assessment."""
        if on is None:
            return asked.unstated(f"{what}, but not when it was achieved", "on")
        if on > self.today:
            return asked.failing(f"{what} is dated {on}, after {self.today}: it is not achieved yet")
        return asked.passing(f"{what}, achieved on {on}")

    def sign_language(self, nothing: Component, asked: Component) -> Component | None:
        signed, asked = self.stated.british_sign_language, asked._replace(at=("gateway", "british_sign_language"))
        if signed is None:
            return None
        if signed.primary_language is None:
            return asked.unstated("it is not stated whether BSL is the learner's primary language", "primary_language")
        if not signed.primary_language:
            return nothing._replace(reason="BSL is not the learner's primary language", trouble=None)
        if not is_achieved(signed.qualification):
            return asked.unstated("which BSL qualification is not stated", "qualification")
        what = f"in place of {nothing.name}, {signed.qualification} (the source states no level for it)"
        return self.dated(asked, what, signed.on)

    def time(self) -> Component:
        """Judge the days since the first start, without breaks."""
        started, today, breaks = self.started, self.today, self.against.portfolio.breaks
        asked = Component("Time on programme", State.FAILS, "", None, ("started",))
        rules = self.against.rules("time_on_programme", today)
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

    def off_the_job(self, stated: OffTheJob) -> Iterator[Component]:
        """Yield the hours of training, where the rules ask for them and the standard's file states their minimum."""
        nothing, started = _nothing_stated("Off-the-job hours", None, "off_the_job"), self.started
        for rule in self.against.rules("off_the_job_hours", self.today) if self.standard.minimum_hours else ():
            if rule.least_hours:
                asked = nothing._replace(sentence=rule.sentence, source=rule.source)
                least = self.standard.least_hours(started) if started else None
                if least is None:
                    start = f"the standard's file states no hours for a start on {started}"
                    yield asked.not_known(start if started else "`started:` is not stated")
                elif stated.hours is None:
                    yield asked.unstated("the hours are not stated", "hours")
                else:
                    yield self.hours(asked, stated.hours, least, stated, rule.least_hours)

    def hours(self, asked: Component, hours: float, least: int, stated: OffTheJob, floor: int) -> Component:
        """Judge hours by the published minimum, or by a lower one that was agreed, but not below a floor."""
        agreed, had = stated.minimum_agreed, f"{hours:g} of {least} hours"
        if hours >= least or agreed is None:
            return asked.passing(had) if hours >= least else asked.failing(had)
        doubt = self.people.doubt(stated.by, stated.on, date.min, self.today)
        if agreed < floor:
            doubt = f"{floor} is the least that may be agreed"
        if doubt:
            return asked.failing(f"{had}; the agreed {agreed:g} do not count: {doubt}")
        as_agreed = f"{hours:g} of {agreed:g} hours, as {stated.by} agreed, {stated.on}"
        return asked.passing(as_agreed) if hours >= agreed else asked.failing(as_agreed)

    def early_years(self) -> Component:
        said, work = self.standard.early_years, self.stated.early_years
        nothing = _nothing_stated("Early Years", said.sentence if said else None, "early_years")
        if self.standard.excludes(GatewayPart.EARLY_YEARS):
            return nothing.not_asked_for(_EXCLUDED)
        if said is None or work is None:
            return nothing if said else nothing.not_known()
        if work.works_in_early_years is None:
            reason = "it is not stated whether the learner works in the Early Years"
            return nothing.unstated(reason, "works_in_early_years")
        if not work.works_in_early_years:
            return nothing.not_asked_for("the learner does not work in the Early Years")
        if not is_achieved(work.qualification):
            reason = "the learner works in the Early Years, and no recognised qualification is named"
            return nothing.failing(reason, Trouble.UNQUALIFIED)
        return self.dated(nothing, f"{work.qualification} (the source doesn't list which are recognised)", work.on)

    def declarations(self, declared: Declarations) -> Iterator[Component]:
        asked = self.standard.gateway
        by: dict[Declarant, SignOff | None] = {}
        for who in Declarant:
            nothing = _nothing_stated(f"{who.value.capitalize()}'s declaration", None, "declarations", who.value)
            if asked is None:
                yield nothing.not_known()
            elif who in asked.declarations:
                by[who] = sign_off = getattr(declared, who.value)
                yield self.declaration(nothing, who, sign_off) if sign_off else nothing
            else:
                yield nothing.not_asked_for("the standard's file doesn't ask for it")
        yield self.different_people(by)

    def declaration(self, nothing: Component, who: Declarant, sign_off: SignOff) -> Component:
        """Judge a declaration, which fails if the last sign-off that the KSBs need came after it."""
        by, on, learner = sign_off.by, sign_off.on, self.people.learner
        if not sign_off.named:
            return nothing.unstated(f"{by!r} is not a person's name" if by else "it is not stated by whom", "by")
        if not is_name(learner):
            return nothing.unstated(f"by {by}, but the manifest doesn't name the learner, to compare with")
        if self.people.may_be_learner(by) != (who is Declarant.LEARNER):
            another = f"{by}, but the learner is {learner}"
            wrong = another if who is Declarant.LEARNER else self.people.as_learner(str(by))
            return nothing.failing(f"by {wrong}", Trouble.WRONG_DECLARATION, "by")
        if on is None:
            return nothing.unstated(f"by {by}, but not when", "on")
        signed = self.coverage.signed_on
        wrong_days = {
            f"but dated {on}, after {self.today}": on > self.today,
            f"but dated {on}, before the start on {self.started}": self.started and on < self.started,
            f"{on}, before the last sign-off that counts, of {signed}": signed and on < signed,
        }
        for wrong in (words for words, holds in wrong_days.items() if holds):
            return nothing.failing(f"by {by}, {wrong}", Trouble.WRONG_DECLARATION, "on")
        return nothing.passing(f"by {by}, {on}")

    def different_people(self, declared: dict[Declarant, SignOff | None]) -> Component:
        """Judge whether each declaration is by another person; apart, so that removing one can't make another pass."""
        nothing = _nothing_stated("Different people", None, "declarations")
        names = {who: str(sign_off.by) for who, sign_off in declared.items() if sign_off and sign_off.named}
        for (one, name), (other, other_name) in combinations(names.items(), 2):
            if self.people.may_be_same(name, other_name):
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
