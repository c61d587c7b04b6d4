"""All rules. To add one, write a function with `@rule` in the module of its family."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import Standard
from ksbcheck.rules import (  # noqa: F401 - importing a family registers its rules
    assessment,
    coverage,
    evidence,
    exceptions,
    files,
    framework,
    gateway,
    identity,
    imports,
    learner,
    places,
    policy,
    reading,
    seals,
    standard,
    standard_quality,
)
from ksbcheck.rules.rule import Stage, rules_at, run

RULES = rules_at()
PORTFOLIO_RULES = rules_at(Stage.PORTFOLIO, Stage.KSBS)
FRAMEWORK_RULES = rules_at(Stage.PORTFOLIO, Stage.FRAMEWORK)
FOLDER_RULES = rules_at(Stage.FILES)
EXCEPTION_RULES = rules_at(Stage.EXCEPTIONS)
STANDARD_QUALITY_RULES = rules_at(Stage.QUALITY)


def standard_findings(subject: Standard) -> Iterator[Finding]:
    yield from run(rules_at(Stage.STANDARD), subject).findings
