"""Find what a manifest names: the standard, version and option, or the framework; and the assessment plan.

None is guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.finding import Finding, InputError, locate_findings, sort_by_place
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import alike, look, nearest
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Standard, keeps_all_of, requires_at_least
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import Document, read_document
from ksbcheck.inputs.library import Entry, Library, data_folder, find_version, frameworks, library, names_a_path
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.standard_file import assessment_paths, load_standard
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import evidence, reading
from ksbcheck.rules import framework as framework_rules
from ksbcheck.rules.case import AssessmentCase
from ksbcheck.rules.rule import Stage, rules_at, run


@dataclass(frozen=True, kw_only=True)
class Resolved(Against):
    """What a manifest is judged against, with the files and the findings about them."""

    file: Path
    findings: tuple[Finding, ...]
    assessment_file: Path | None = None
    own_standard: bool = False
    """Whether the standard is the portfolio's own: its file is in the portfolio's folder."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the standard, or that of the framework's whole content."""
        if self.framework:
            return f"sha256:{sha256(self.framework.model_dump_json().encode()).hexdigest()}"
        return fingerprint(self.standard).whole

    @property
    def name(self) -> tuple[str, str]:
        """The reference and version of the standard, or the id and issue number of the framework."""
        if self.framework:
            return self.framework.id, str(self.framework.issue_number)
        return self.standard.reference, self.standard.version


def resolve(manifest: Manifest, asked: str | None, folders: tuple[Path, ...] = ()) -> Resolved:
    """Find what a manifest is judged against; `asked` is the id of another option, for a "what if".

    `folders` hold the project's standards.

    Raises:
        InputError: the standard, version, option or framework is unknown, or the file can't be read.
    """
    if manifest.portfolio.framework:
        resolved = _resolve_framework(manifest.document, manifest.portfolio, asked)
    else:
        resolved = _resolve_standard(manifest.document, manifest.portfolio, asked, library(*folders))
    taken = (*manifest.taken_as, *_names_taken_as(manifest.portfolio, resolved.portfolio))
    if not taken:
        return resolved
    note = manifest.document.about(evidence.read_as, (), taken)
    return replace(resolved, findings=(*resolved.findings, note))


def _names_taken_as(written: Portfolio, resolved: Portfolio) -> Iterator[tuple[str, object]]:
    for key in ("standard", "version", "option", "framework"):
        name, meant = getattr(written, key), getattr(resolved, key)
        if name.casefold() != meant.casefold():
            yield name, meant


def _resolve_framework(document: Document, portfolio: Portfolio, asked: str | None) -> Resolved:
    known = {framework.id: (file, framework) for file, framework in frameworks()}
    name = alike(portfolio.framework, known)
    if name is None:
        raise InputError.of(document.about(reading.unknown_framework, ("framework",), portfolio.framework, known))
    if asked is not None:
        raise _asked_for(document, f"the framework {name}", asked, ())
    file, framework = known[name]
    level = framework.level(portfolio.level)
    named = portfolio.model_copy(update={"framework": name, "level": level.id if level else portfolio.level})
    prior, findings = _prior(document, portfolio)
    return Resolved(portfolio=named, under=framework, prior_framework=prior, file=file, findings=findings)


def _prior(document: Document, portfolio: Portfolio) -> tuple[Framework | None, tuple[Finding, ...]]:
    """Return the framework that `prior:` names, and a finding if it is unknown."""
    if portfolio.prior is None:
        return None, ()
    known = {framework.id: framework for _, framework in frameworks()}
    framework = known.get(alike(portfolio.prior.framework, known) or "")
    if framework is None:
        at, rule = ("prior", "framework"), framework_rules.unknown_prior_framework
        return None, (document.about(rule, at, portfolio.prior.framework, known),)
    return framework, ()


def _resolve_standard(document: Document, portfolio: Portfolio, asked: str | None, known: Library) -> Resolved:
    entry, standard = _named_standard(document, portfolio, known)
    if standard.incomplete:
        about = (standard.full_name, standard.incomplete)
        raise InputError.of(document.about(reading.incomplete_standard, ("standard",), *about))
    is_own = entry.of_the_project and _is_in(document.path.parent, entry.file)
    findings = _false_name(document, standard, _others(document, entry, standard, known), any_version=is_own)
    if find_version(portfolio.version, [standard.version]) is None:
        raise _unknown_version(document, standard.reference, portfolio.version, [standard.version])
    own = standard.option(portfolio.option)
    if own is None:
        of = (standard.reference, portfolio.option, standard.option_ids)
        findings = (*findings, document.about(reading.unknown_option, ("option",), *of))
    option = own if asked is None else standard.option(asked)
    if option is None:
        if asked is not None:
            findings = (*_asked_for(document, standard.reference, asked, standard.option_ids).findings, *findings)
        raise InputError.of(*findings)
    prior, about_prior = _prior(document, portfolio)
    names = {"version": standard.version, "option": own.id if own else portfolio.option}
    if not names_a_path(portfolio.standard):
        names["standard"] = entry.reference
    return Resolved(
        portfolio=portfolio.model_copy(update=names),
        under=standard,
        option_id=option.id,
        prior_framework=prior,
        file=entry.file,
        findings=(*findings, *about_prior),
        own_standard=is_own,
    )


def _named_standard(document: Document, portfolio: Portfolio, known: Library) -> tuple[Entry, Standard]:
    """Return the standard that a manifest names by path or reference. One named by its path is the project's."""
    if names_a_path(portfolio.standard):
        file, standard = _by_path(document, portfolio.standard)
        return Entry(standard.reference, standard.version, file, of_the_project=True), standard
    entry = _by_reference(document, portfolio.standard, portfolio.version, known)
    return entry, entry.load()


def _others(document: Document, entry: Entry, standard: Standard, known: Library) -> list[Entry]:
    """Return the standards of that reference that a project's standard is compared with: those from elsewhere."""
    alike = known.entries_named_like(standard) if entry.of_the_project else ()
    if _is_in(document.path.parent, entry.file):
        return [each for each in alike if not _is_in(document.path.parent, each.file)]
    return [each for each in alike if entry not in known.entries or not each.of_the_project]


def _is_in(folder: Path, file: Path) -> bool:
    return file.parent != data_folder() and file.resolve().is_relative_to(folder.resolve())


def _by_path(document: Document, name: str) -> tuple[Path, Standard]:
    """Return the standard in a file; its path starts from the manifest's folder."""
    file = document.path.parent / name
    try:
        return file, load_standard(file)
    except InputError as error:
        message = f"the standard's file {name!r} cannot be used"
        remedy = "The other findings show what is wrong with the file."
        unusable = document.error("KSB911", message, remedy, ("standard",))
        raise InputError.of(*unusable.findings, *error.findings) from None


def _by_reference(document: Document, reference: str, version: str, known: Library) -> Entry:
    versions = known.versions(known.reference(reference))
    if not versions:
        raise InputError.of(document.about(reading.unknown_standard, ("standard",), reference, known.references))
    meant = find_version(version, versions)
    if meant is None:
        raise _unknown_version(document, reference, version, versions)
    return versions[meant]


def _unknown_version(document: Document, reference: str, version: str, known: Iterable[str]) -> InputError:
    return InputError.of(document.about(reading.unknown_version, ("version",), reference, version, known))


def _false_name(
    document: Document, standard: Standard, others: Sequence[Entry], *, any_version: bool
) -> tuple[Finding, ...]:
    """Return a finding if a standard has the name of a different one; its mapping may be more complete.

    In any version, an unknown one must have all statements of a known one.
    """
    same = [entry.load() for entry in others if look(entry.version) == look(standard.version)]
    false = any(not requires_at_least(standard, each) for each in same)
    if any_version and others and not same:
        false = not any(keeps_all_of(standard, entry.load()) for entry in others)
    if false:
        name = f"{standard.reference}, version {standard.version}"
        message = f"the standard's file is named {name}, but differs from that standard"
        remedy = f"Name the standard as {standard.reference}, or give the file a different reference."
        return (document.finding(reading.false_name, message, remedy, ("standard",)),)
    return ()


def _asked_for(document: Document, reference: str, asked: str, known: Iterable[str]) -> InputError:
    """Return an error about `--option`, which has no place in the manifest."""
    message, remedy = reading.unknown_option.words(reference, asked, known)
    return InputError("KSB909", f"asked for with --option: {message}", remedy, path=document.path)


class AssessmentFile(NamedTuple):
    """An assessment plan with findings about it."""

    path: Path
    plan: AssessmentPlan
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make roll-ups by the plan wrong."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def usable(self) -> AssessmentPlan | None:
        """The plan; None if it has errors."""
        return None if self.errors else self.plan


def read_assessment(file: Path, standard: Standard) -> AssessmentFile | None:
    """Read the assessment plan beside a standard's file; None if there is none.

    Raises:
        InputError: the plan can't be read, or there are several.
    """
    there = [path for path in assessment_paths(file) if path.exists()]
    if not there:
        return None
    if len(there) > 1:
        problem = f"the standard has several assessment plans: {listed(path.name for path in there)}"
        raise InputError("KSB901", problem, "Keep one of them.", path=file.parent)
    document = read_document(there[0])
    plan = typed(document, AssessmentPlan)
    findings = locate_findings(
        run(rules_at(Stage.PLAN), AssessmentCase(plan, standard)).findings, there[0], document.place
    )
    return AssessmentFile(there[0], plan, sort_by_place(findings))


def plan_beside(file: Path, standard: Standard) -> tuple[str, AssessmentPlan] | None:
    """Return the assessment plan beside a standard's file, with its path; None if there is none.

    Raises:
        InputError: the plan can't be read, or has errors.
    """
    beside = read_assessment(file, standard)
    if beside is None:
        return None
    if beside.errors:
        raise InputError.of(*beside.errors)
    return str(beside.path), beside.plan


def with_assessment(against: Resolved, manifest: Manifest, method_id: str | None) -> Resolved:
    """Add the assessment plan and its method to what a portfolio is judged against.

    Raises:
        InputError: the plan can't be read, or doesn't have the method.
    """
    beside = None if against.framework else read_assessment(against.file, against.standard)
    method = _method(method_id, beside, against, manifest) if method_id is not None else None
    if beside is None:
        return against
    findings = (*against.findings, *beside.findings)
    return replace(against, assessment_file=beside.path, plan=beside.usable, method=method, findings=findings)


def _method(method_id: str, beside: AssessmentFile | None, against: Resolved, manifest: Manifest) -> AssessmentMethod:
    """Return the method that was asked for with `--method`.

    Raises:
        InputError: there is no plan, or it can't be used, or it has no such method; or the option requires none of the
            method's KSBs, so that nothing would be checked.
    """
    if against.framework:
        problem = f"{against.framework.id} is a framework, which defines no KSBs that a method could assess"
        raise _not_with_method(manifest, problem, "Leave --method out.")
    if beside is None:
        problem = f"{against.standard.reference} has no assessment plan"
        raise _not_with_method(manifest, problem, _where_to_write(against))
    if beside.errors:
        said = _not_with_method(manifest, f"{beside.path.name} has errors", "The other findings show them.")
        raise InputError.of(*said.findings, *beside.errors)
    ids = beside.plan.method_ids
    method = beside.plan.method(alike(method_id, ids) or method_id)
    if method is None:
        meant, known = nearest(method_id, ids), f"The methods are {listed(ids)}."
        remedy = f"Did you mean {meant}? {known}" if meant else known
        raise _not_with_method(manifest, f"{beside.path.name} has no method {method_id!r}", remedy)
    option = against.option_id
    if not any(ksb.code in method.ksbs for ksb in against.standard.requirements[option].ksbs):
        problem = f"the option {option} requires no KSB of the method {method_id}, so nothing would be checked"
        raise _not_with_method(manifest, problem, f"The methods are {listed(ids)}.")
    return method


def _where_to_write(against: Resolved) -> str:
    """Suggest where to write the assessment plan; bundled files are not for users to change."""
    name = assessment_paths(against.file)[0].name
    if against.file.parent != data_folder():
        return f"Write the assessment plan to {name}, beside the standard's file."
    reference, version = against.name
    copied = f"`ksbcheck standard show {reference} --format json --output standards/{reference}-{version}.json`"
    return f"Copy the standard to your own folder ({copied}), and write the assessment plan beside the copy."


def _not_with_method(manifest: Manifest, problem: str, remedy: str) -> InputError:
    """Return an error about `--method`, which has no place in the manifest."""
    message = f"asked for with --method: {problem}"
    return InputError("KSB906", message, remedy, path=manifest.document.path)
