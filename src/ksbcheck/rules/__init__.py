"""All rules, in the order of their codes. Adding one is a function in its family's module and a line here."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Finding, NotChecked
from ksbcheck.domain.standard import Standard
from ksbcheck.rules import (
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
from ksbcheck.rules.case import AssessmentCase
from ksbcheck.rules.rule import (
    AnyPortfolioRule,
    AnyRule,
    AssessmentRule,
    ExceptionRule,
    FolderRule,
    FrameworkRule,
    PortfolioRule,
    ReadingRule,
    StandardQualityRule,
    StandardRule,
)

ANY_PORTFOLIO_RULES: tuple[AnyPortfolioRule, ...] = (
    identity.evidence_id_twice,
    evidence.date_in_the_future,
    evidence.dated_before_start,
    evidence.verified_by_the_assessor,
    evidence.verified_without_assessed,
    evidence.signed_before_it_existed,
    evidence.incomplete_sign_off,
    evidence.evidence_hardly_described,
    evidence.signed_before_start,
    evidence.signed_by_the_learner,
    evidence.personal_data_in_text,
    learner.starts_in_the_future,
    learner.learner_not_named,
    framework.unknown_level,
    framework.job_title_not_listed,
    framework.older_than_the_issue,
    framework.prior_completed_too_late,
    policy.number_of_pieces,
    policy.type_refused,
    policy.recording_too_long,
    policy.length_not_stated,
    policy.file_in_another_folder,
    policy.file_named_otherwise,
)
"""Those that need no standard, and are judged whatever a portfolio was made under."""

PORTFOLIO_RULES: tuple[PortfolioRule, ...] = (
    *ANY_PORTFOLIO_RULES,
    coverage.no_evidence,
    coverage.thin,
    coverage.only_planned,
    coverage.below_rung,
    coverage.outside_duty,
    coverage.below_threshold,
    identity.unknown_code,
    identity.code_of_another_option,
    identity.unknown_duty,
    identity.duty_of_another_option,
    identity.suspect_claim,
    identity.code_without_pin,
    identity.standard_changed_elsewhere,
    identity.required_of_nobody,
    evidence.evidence_without_claim,
    evidence.claim_twice,
    evidence.status_contradicts_sign_off,
    learner.started_too_early,
    gateway.below_the_minimum,
    gateway.not_stated,
    gateway.early_years_without_qualification,
    gateway.declaration_cannot_be_right,
    gateway.gateway_date_in_the_future,
    policy.locator_required,
    policy.not_confirmed,
    policy.sample_too_small,
    policy.policy_names_unknown_code,
)

FRAMEWORK_RULES: tuple[FrameworkRule, ...] = (
    *ANY_PORTFOLIO_RULES,
    framework.claims_under_a_framework,
    framework.no_evidence_under_a_framework,
)

FOLDER_RULES: tuple[FolderRule, ...] = (
    files.file_missing,
    files.file_spelt_otherwise,
    files.file_empty,
    files.file_unclaimed,
    files.file_outside,
    files.same_content_twice,
    files.password_protected,
    files.unreadable,
    files.disguised,
    files.special_software,
    files.file_too_large,
    files.too_many_files,
    files.litter,
    files.extra_missing,
    places.locator_of_no_form,
    places.place_not_there,
    places.place_probably_not_there,
    places.no_locator,
    places.cited_elsewhere,
    places.not_cited,
    places.placeholder_left,
    seals.changed_since_sealed,
    seals.changed_after_assessment,
    files.beyond_what_is_read,
)

EXCEPTION_RULES: tuple[ExceptionRule, ...] = (
    exceptions.exception_expired,
    exceptions.exception_excuses_nothing,
    exceptions.configured_exception_excuses_nothing,
    exceptions.exception_on_nobodys_word,
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

STANDARD_QUALITY_RULES: tuple[StandardQualityRule, ...] = (
    standard_quality.numbering_gap,
    standard_quality.statement_twice,
    standard_quality.statements_nearly_alike,
    standard_quality.needed_by_no_duty,
    standard_quality.duty_without_ksbs,
    standard_quality.option_without_its_own,
    standard_quality.signs_mixed,
    standard_quality.dates_do_not_fit,
)

ASSESSMENT_RULES: tuple[AssessmentRule, ...] = (
    assessment.assessed_code_unknown,
    assessment.plan_of_another_standard,
    assessment.assessed_by_no_method,
    assessment.id_twice_in_a_plan,
    assessment.theme_outside_its_method,
    assessment.in_no_theme,
)

READING_RULES: tuple[ReadingRule, ...] = (
    evidence.unknown_key,
    evidence.unknown_type,
    evidence.hidden_characters_in_text,
    framework.unknown_prior_framework,
    seals.unreadable_seal,
    policy.another_policy,
    exceptions.baseline_outgrown,
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
    reading.unknown_rule,
    reading.rule_not_optional,
    reading.policy_of_another_standard,
    reading.baseline_of_another_standard,
    reading.not_a_standard,
    reading.named_otherwise,
    reading.several_versions,
    reading.fault_of_ksbcheck,
    imports.unusable_value,
    imports.mapped_id_unknown,
    imports.option_titles_alike,
    imports.id_twice,
    imports.differs_from_library,
    imports.source_does_not_say,
    imports.not_current,
    imports.official_sources_disagree,
)

RULES: tuple[AnyRule, ...] = tuple(
    sorted(
        {
            *PORTFOLIO_RULES,
            *FRAMEWORK_RULES,
            *FOLDER_RULES,
            *EXCEPTION_RULES,
            *STANDARD_RULES,
            *STANDARD_QUALITY_RULES,
            *ASSESSMENT_RULES,
            *READING_RULES,
        },
        key=lambda rule: rule.code,
    )
)


def standard_findings(subject: Standard) -> Iterator[Finding]:
    """Yield what the rules about standards find in one."""
    for rule in STANDARD_RULES:
        for hit in rule(subject):
            yield rule.finding(hit)


def quality_of(subject: Standard) -> Iterator[Finding | NotChecked]:
    """Yield what the rules about the quality of standards find in one, and what they can't judge."""
    for rule in STANDARD_QUALITY_RULES:
        for found in rule(subject):
            yield found if isinstance(found, NotChecked) else rule.finding(found)


def assessment_findings(case: AssessmentCase) -> Iterator[Finding]:
    """Yield what the rules about assessment plans find in one."""
    for rule in ASSESSMENT_RULES:
        for hit in rule(case):
            yield rule.finding(hit)
