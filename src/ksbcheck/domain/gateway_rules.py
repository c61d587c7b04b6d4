"""The rules of the gateway that hold for every standard: for whom, from which day, and from which document."""

from datetime import date
from typing import Literal

from ksbcheck.domain.gateway_block import AgeBand
from ksbcheck.domain.model import IsoDate, Model, Number, Text
from ksbcheck.domain.standard import Level, StandardKind

Ruled = Literal["english_and_maths", "time_on_programme", "off_the_job_hours", "adjusted_minimum"]


class GatewayRule(Model):
    """A rule for some kinds of standard, ages, days of start, and days asked about, with its one effect."""

    component: Ruled
    kinds: tuple[StandardKind, ...]
    ages: tuple[AgeBand, ...] = tuple(AgeBand)
    starts_from: IsoDate = date.min
    starts_before: IsoDate = date.max
    asked_from: IsoDate = date.min
    asked_before: IsoDate = date.max
    asked: Literal["as_printed", "by_choice", "not_asked_for"] | None = None
    days: Number = 0
    least_hours: Number = 0
    level: Level | None = None
    sentence: Text
    source: Text

    def in_force(self, today: date) -> bool:
        return self.asked_from <= today < self.asked_before

    def may_hold(self, kind: StandardKind, age: AgeBand | None, started: date | None, today: date) -> bool:
        """Whether it may hold on a day; an age or a start that is not known may be any."""
        of_start = started is None or self.starts_from <= started < self.starts_before
        return self.in_force(today) and kind in self.kinds and of_start and age in (None, *self.ages)


class GatewayRules(Model):
    """The rules of the gateway, as in data/gateway_rules.yaml."""

    format: Literal["ksbcheck-gateway-rules/1"]
    rules: tuple[GatewayRule, ...]
