"""All rules, in the order of their codes. Adding one is a function in its family's module and a line here."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import Standard
from ksbcheck.rules import coverage, evidence, gateway, identity, learner, reading, standard
from ksbcheck.rules.rule import AnyRule, PortfolioRule, ReadingRule, StandardRule

PORTFOLIO_RULES: tuple[PortfolioRule, ...] = (
    coverage.no_evidence,
    coverage.thin,
    coverage.only_planned,
    coverage.below_rung,
    coverage.outside_duty,
    identity.unknown_code,
    identity.code_of_another_option,
    identity.evidence_id_twice,
    identity.unknown_duty,
    identity.duty_of_another_option,
    evidence.evidence_without_claim,
    evidence.claim_twice,
    evidence.date_in_the_future,
    evidence.dated_before_start,
    evidence.verified_by_the_assessor,
    evidence.verified_without_assessed,
    evidence.signed_before_it_existed,
    evidence.incomplete_sign_off,
    evidence.status_contradicts_sign_off,
    evidence.evidence_hardly_described,
    evidence.signed_before_start,
    evidence.signed_by_the_learner,
    learner.started_too_early,
    learner.starts_in_the_future,
    learner.learner_not_named,
    gateway.below_the_minimum,
    gateway.not_stated,
    gateway.early_years_without_qualification,
    gateway.declaration_cannot_be_right,
    gateway.gateway_date_in_the_future,
)

STANDARD_RULES: tuple[StandardRule, ...] = (
    standard.mapped_code_unknown,
    standard.duty_number_twice,
    standard.option_undefined,
    standard.mapped_across_options,
    standard.code_twice,
    standard.mapping_contradicts_codes,
    standard.option_twice,
    standard.nothing_required,
    standard.basis_of_unknown_field,
    standard.code_twice_in_a_duty,
)

READING_RULES: tuple[ReadingRule, ...] = (
    evidence.unknown_key,
    evidence.unknown_type,
    evidence.hidden_characters_in_text,
    reading.cannot_open,
    reading.no_single_manifest,
    reading.not_text,
    reading.not_yaml_or_json,
    reading.refused_yaml,
    reading.wrong_value,
    reading.unknown_standard,
    reading.unknown_version,
    reading.unknown_option,
    reading.unknown_framework,
    reading.unusable_standard,
    reading.false_name,
)

RULES: tuple[AnyRule, ...] = tuple(
    sorted((*PORTFOLIO_RULES, *STANDARD_RULES, *READING_RULES), key=lambda rule: rule.code)
)


def standard_findings(subject: Standard) -> Iterator[Finding]:
    """Yield what the rules about standards find in one."""
    for rule in STANDARD_RULES:
        for hit in rule(subject):
            yield rule.finding(hit)
