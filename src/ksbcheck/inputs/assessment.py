"""The assessment plan beside a standard's file, and the method of it that `--method` names."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.finding import Finding, InputError, locate_findings, sort_by_place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import nearest
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import listed
from ksbcheck.inputs.bundled import data_folder
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.inputs.standard_file import assessment_paths
from ksbcheck.inputs.typed import typed
from ksbcheck.rules.case import AssessmentCase
from ksbcheck.rules.rule import Stage, rules_at, run


class AssessmentFile(NamedTuple):
    """An assessment plan that was read, and what the rules about it found."""

    path: Path
    plan: AssessmentPlan
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What makes all that would be rolled up by it false."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def usable(self) -> AssessmentPlan | None:
        """The plan, if what is rolled up by it holds."""
        return None if self.errors else self.plan


def read_assessment(file: Path, standard: Standard) -> AssessmentFile | None:
    """Read the assessment plan beside a standard's file; None if there is none.

    Raises:
        InputError: it can't be read, or there are several.
    """
    there = [path for path in assessment_paths(file) if path.exists()]
    if not there:
        return None
    if len(there) > 1:
        problem = f"there are several assessment plans of one standard: {listed(path.name for path in there)}"
        raise InputError("KSB901", problem, "Keep one of them.", path=file.parent)
    document = read_document(there[0])
    plan = typed(document, AssessmentPlan)
    findings = locate_findings(
        run(rules_at(Stage.PLAN), AssessmentCase(plan, standard)).findings, there[0], document.place
    )
    return AssessmentFile(there[0], plan, sort_by_place(findings))


def plan_beside(file: Path, standard: Standard) -> tuple[str, AssessmentPlan] | None:
    """Return the file and the assessment plan beside a standard's file; None if there is none.

    Raises:
        InputError: it can't be read, or can't be right.
    """
    beside = read_assessment(file, standard)
    if beside is None:
        return None
    if beside.errors:
        raise InputError.of(*beside.errors)
    return str(beside.path), beside.plan


def with_assessment(against: Resolved, manifest: Manifest, method_id: str | None) -> Resolved:
    """Return what a portfolio is judged against with its assessment plan, if there is one, and a method of it.

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
        raise _asked_for(manifest, problem, "Leave --method out.")
    if beside is None:
        problem = f"no assessment plan of {against.standard.reference} says what the methods assess"
        raise _asked_for(manifest, problem, _where_to_write(against))
    if beside.errors:
        said = _asked_for(manifest, f"what {beside.path.name} says can't be right", "The other findings say why.")
        raise InputError.of(*said.findings, *beside.errors)
    ids = beside.plan.method_ids
    method = beside.plan.method(method_id)
    if method is None:
        meant, known = nearest(method_id, ids), f"The methods are {listed(ids)}."
        remedy = f"Did you mean {meant}? {known}" if meant else known
        raise _asked_for(manifest, f"{beside.path.name} has no method {method_id!r}", remedy)
    option = against.option_id
    if not any(ksb.code in method.ksbs for ksb in against.standard.requirements[option].ksbs):
        problem = f"the option {option} requires none of the KSBs that it assesses, and nothing would be checked"
        raise _asked_for(manifest, problem, f"The methods are {listed(ids)}.")
    return method


def _where_to_write(against: Resolved) -> str:
    """Return where the assessment plan of a standard is to be written; what is bundled is not for a user to change."""
    name = assessment_paths(against.file)[0].name
    if against.file.parent != data_folder():
        return f"Write what its assessment plan says to {name}, beside the standard's file."
    reference, version = against.name
    copied = f"`ksbcheck standard show {reference} --format json --output standards/{reference}-{version}.json`"
    return f"Copy the standard to a folder of your own ({copied}), and write what its assessment plan says beside it."


def _asked_for(manifest: Manifest, problem: str, remedy: str) -> InputError:
    """Return what to raise about a method that was asked for; it stands nowhere in the manifest."""
    message = f"asked for with --method: {problem}"
    return InputError("KSB906", message, remedy, path=manifest.document.path)
