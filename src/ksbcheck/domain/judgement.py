"""A portfolio, what it is judged against, and the judgement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.claim import Claim, Sight, Trace
from ksbcheck.domain.coverage import Coverage, KsbStatus, MethodRollUp, roll_up
from ksbcheck.domain.finding import Location, NotChecked
from ksbcheck.domain.fingerprint import fingerprint, suspects
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.framework import Framework, FrameworkLevel
from ksbcheck.domain.gateway_rules import GatewayRule, Ruled
from ksbcheck.domain.names import in_ranges, look, natural
from ksbcheck.domain.people import Listed, People
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Option, Standard, StandardKind
from ksbcheck.domain.text import counted_noun, listed

_MANIFEST_ALONE = "the evidence files: the manifest was checked alone; name its folder to check them too"


@dataclass(frozen=True, kw_only=True)
class Against:
    """A portfolio, and what it is judged against: an option of a standard, or an older framework.

    `option_id` need not be the manifest's. With a `method` of the `plan`, only the KSBs that it assesses are judged.
    `listed` are the people whom the provider lists.
    """

    portfolio: Portfolio
    under: Standard | Framework
    option_id: str = ""
    prior_framework: Framework | None = None
    plan: AssessmentPlan | None = None
    method: AssessmentMethod | None = None
    listed: Listed = frozenset()
    gateway_rules: tuple[GatewayRule, ...] = ()

    @cached_property
    def people(self) -> People:
        """The learner, and those whom the provider lists."""
        return self.portfolio.people(self.listed)

    @property
    def has_gateway(self) -> bool:
        """Whether there is a gateway: not under a framework, and not of an apprenticeship unit."""
        return self.framework is None and self.standard.programme is not StandardKind.APPRENTICESHIP_UNIT

    def rules(self, about: Ruled, today: date) -> list[GatewayRule]:
        """Return the rules that may hold on a day: several where an age or a start that isn't stated matters."""
        asked = (self.standard.programme, self.portfolio.age_at_start, self.portfolio.started, today)
        return [rule for rule in self.gateway_rules if rule.component == about and rule.may_hold(*asked)]

    @property
    def framework(self) -> Framework | None:
        return self.under if isinstance(self.under, Framework) else None

    @property
    def level(self) -> FrameworkLevel | None:
        """The framework's level in the manifest, or None if the framework doesn't have it."""
        return self.framework.level(self.portfolio.level) if self.framework else None

    @property
    def standard(self) -> Standard:
        """The standard. Under a framework there is none: ask for `framework` first."""
        if isinstance(self.under, Framework):
            raise TypeError(f"{self.under.id} is a framework")
        return self.under

    @property
    def under_what(self) -> str:
        """The title of the standard or framework, with its reference or id."""
        return f"{self.under.title} ({self.reference})"

    @property
    def reference(self) -> str:
        """The reference of the standard, or the id of the framework."""
        return self.framework.id if self.framework else self.standard.reference

    @property
    def option(self) -> Option:
        return next(option for option in self.standard.options if option.id == self.option_id)

    @property
    def hypothetical(self) -> bool:
        """Whether this is a "what if": the manifest names another option than the one judged."""
        return self.option_id != self.portfolio.option

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(ksb.code for ksb in self.standard.requirements[self.option_id].ksbs)


class Files(NamedTuple):
    """The files of a portfolio's folder: as the manifest names them, what they lead to, and where each claim leads."""

    folder: Folder
    named: tuple[str, ...]
    claimed: frozenset[str]
    traces: tuple[Trace, ...]

    @property
    def read(self) -> tuple[str, ...]:
        """The claimed files whose text was read."""
        return tuple(name for name in sorted(self.claimed) if self.folder.files[name].outline)

    @property
    def unclaimed(self) -> tuple[str, ...]:
        return self.folder.unclaimed(self.claimed)

    def by_claim(self) -> Mapping[Location, Trace]:
        """Return where each claim leads, by the claim's location in the manifest."""
        return {trace.claim.at: trace for trace in self.traces}


@dataclass(frozen=True, kw_only=True)
class Judgement(Against):
    """A portfolio, judged as of a day. The coverage is empty under a framework; `files` is None without a folder."""

    today: date
    sights: tuple[Sight, ...] = ()
    claims: tuple[Claim, ...]
    coverage: Coverage
    skipped: tuple[NotChecked, ...] = ()
    files: Files | None = None

    @property
    def not_checked(self) -> tuple[NotChecked, ...]:
        return (*(NotChecked(limit) for limit in self._limits()), *self.skipped)

    def not_checked_by_reason(self) -> Mapping[str, tuple[str, ...]]:
        """Return each reason why something was not checked, with the rules that it kept from judging."""
        rules: dict[str, tuple[str, ...]] = {}
        for reason, rule in self.not_checked:
            rules[reason] = (*rules.get(reason, ()), *([rule] if rule else []))
        return rules

    def _limits(self) -> Iterator[str]:
        if self.files is None:
            yield _MANIFEST_ALONE
        if self.framework:
            no_ksbs = "a framework defines no KSBs and no duties"
            yield f"coverage: {no_ksbs}"
            yield f"qualifications and durations: the data of {self.framework.id} does not state them"
            if self.level and self.level.level is None:
                yield "the number of the level: the source does not say it"
        if self.method:
            if self.left_out:
                kept = f"only the KSBs of the method {self.method.id} were checked"
                yield f"{counted_noun(len(self.left_out), 'required KSB')}: {kept}"
            if self.in_no_method:
                codes = listed(in_ranges(self.in_no_method))
                yield f"{codes}: the assessment plan names no method"
            yield "duties: other methods may assess part of them"

    @property
    def left_out(self) -> tuple[str, ...]:
        """The required codes that were not judged, because the method doesn't assess them."""
        return tuple(code for code in self.required if code not in self.method.ksbs) if self.method else ()

    @property
    def in_no_method(self) -> tuple[str, ...]:
        """The required codes for which the assessment plan names no method; none without a plan."""
        return self.plan.in_no_method(self.required) if self.plan else ()

    @property
    def roll_ups(self) -> tuple[MethodRollUp, ...]:
        """The coverage of each method of the assessment plan, with its themes; none without a plan."""
        return roll_up(self.plan, self.coverage, self.method) if self.plan else ()

    def claims_by_code(self) -> Mapping[str, Sequence[Claim]]:
        """Return the claims on each code, by the natural order of their pieces."""
        by_code: dict[str, list[Claim]] = {}
        for claim in sorted(self.claims, key=lambda claim: natural(claim.piece.id)):
            by_code.setdefault(claim.code, []).append(claim)
        return by_code

    def suspects(self) -> Mapping[str, bool | None]:
        """Return whether claims on each claimed code are suspect; None where it is not known, nothing without a pin."""
        pin = self.portfolio.fingerprint
        return suspects({claim.code for claim in self.claims}, pin, fingerprint(self.standard)) if pin else {}

    @property
    def unseen(self) -> tuple[str, ...]:
        """The codes of met KSBs that rest on work outside the folder alone, which was not looked at."""
        seen = {look(claim.piece.id) for claim in self.claims if claim.sight.in_folder}
        met = (ksb for ksb in self.coverage.ksbs if ksb.status is KsbStatus.MET)
        return tuple(ksb.code for ksb in met if seen.isdisjoint(map(look, ksb.pieces)))
