"""The assessment plan beside a standard's file: found by its name, read, and held against the standard."""

from dataclasses import dataclass
from pathlib import Path

from ksbcheck.domain.assessment import AssessmentPlan
from ksbcheck.domain.finding import Finding, InputError, in_file_order, located
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.refuse import refuse
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import reading
from ksbcheck.rules.case import AssessmentCase
from ksbcheck.rules.rule import Stage, rules_at, run

_BEFORE_THE_ENDING = ".assessment-plan"
_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class AssessmentFile:
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


def is_assessment_plan(path: Path) -> bool:
    """Whether a file in a folder of standards is an assessment plan, by its name, and no standard."""
    return path.name.endswith(tuple(f"{_BEFORE_THE_ENDING}{ending}" for ending in _ENDINGS))


def assessment_paths(standard: Path) -> tuple[Path, ...]:
    """Return where the assessment plan of a standard's file may stand."""
    return tuple(standard.with_name(f"{standard.stem}{_BEFORE_THE_ENDING}{ending}") for ending in _ENDINGS)


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
        raise refuse(str(file.parent), None, reading.cannot_open, problem, "Keep one of them.")
    document = read_document(there[0])
    plan = typed(document, AssessmentPlan)
    findings = located(run(rules_at(Stage.PLAN), AssessmentCase(plan, standard)).findings, there[0], document.place)
    return AssessmentFile(there[0], plan, in_file_order(findings))


def plan_beside(file: Path, standard: Standard) -> tuple[str, AssessmentPlan] | None:
    """Return the file and the assessment plan beside a standard's file; None if there is none.

    Raises:
        InputError: it can't be read, or can't be right.
    """
    beside = read_assessment(file, standard)
    if beside is None:
        return None
    if beside.errors:
        raise InputError(beside.errors)
    return str(beside.path), beside.plan
