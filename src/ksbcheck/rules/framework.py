"""Rules about apprenticeships under a framework (KSB41x): the portfolio's, or the prior one."""

from collections.abc import Iterable, Iterator

from ksbcheck.domain.finding import Hit, NotChecked
from ksbcheck.domain.framework import Framework, FrameworkLevel, nearest_titles
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import nearest
from ksbcheck.domain.text import listed
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import Stage, did_you_mean, rule

_UNDEFINED = {"ksbs": "KSBs", "claims": "KSBs", "duties": "duties"}
"""The keys of evidence for which a framework defines nothing."""


@rule("KSB410", Severity.WARNING, Stage.INPUT)
def unknown_prior_framework(framework_id: str, known: Iterable[str]) -> tuple[str, str]:
    """The prior apprenticeship was under a framework that is not in the library.

    Why it matters: the prior apprenticeship's level, job title and dates can't be checked. The rest of the portfolio is
    checked.

    How to fix: correct the framework's id under `prior:`. If it is right, nothing needs to be done: ksbcheck does not
    know every framework.
    """
    known = tuple(known)
    remedy = did_you_mean(nearest(framework_id, known), f"Known: {listed(known)}.")
    message = f"the prior apprenticeship's framework {framework_id!r} is not known"
    return message, f"{remedy} If the id is right, leave it."


@rule("KSB411", Severity.ERROR, Stage.PORTFOLIO)
def unknown_level(case: Case) -> Iterator[Hit | NotChecked]:
    """The manifest names a level that the framework doesn't have.

    Why it matters: the level decides what work the learner was to do, and which job titles go with it.

    How to fix: use the level's id as `ksbcheck framework roles` writes it.
    """
    for programme in case.apprenticeships:
        if programme.framework is None:
            yield NotChecked(f"the framework of {programme.name} is not known")
        elif programme.level is None:
            yield NotChecked(f"the manifest does not say at which level {programme.name} was")
        elif programme.framework.level(programme.level) is None:
            known = [level.id for level in programme.framework.levels]
            remedy = did_you_mean(nearest(programme.level, known), f"The levels are {listed(known)}.")
            yield Hit(f"{programme.framework.id} has no level {programme.level!r}", remedy, (*programme.at, "level"))


@rule("KSB412", Severity.WARNING, Stage.PORTFOLIO)
def job_title_not_listed(case: Case) -> Iterator[Hit | NotChecked]:
    """A job title is not among those that the framework lists for its level.

    Why it matters: the title or the level may be wrong. But the list is open: the source of FR04171 says that job
    titles "include" these, or "may include" them, so a person has to decide.

    How to fix: write the title as the framework does, correct the level, or leave both if they are right.
    `ksbcheck framework roles TITLE` shows at which levels a title is listed.
    """
    for programme in case.apprenticeships:
        level = programme.framework.level(programme.level) if programme.framework and programme.level else None
        if programme.job_title is None:
            yield NotChecked(f"the manifest does not state the job title of {programme.name}")
        elif programme.framework is None:
            yield NotChecked(f"the framework of {programme.name} is not known")
        elif level is None:
            yield NotChecked(f"the level of {programme.name} is not known, so the job title can't be checked")
        elif not level.listed(programme.job_title):
            message = f"{programme.job_title!r} is not among the job titles listed for the {level.name}"
            remedy = _suggest_title(programme.framework, level, programme.job_title)
            yield Hit(f"{message}; the list may be incomplete", remedy, (*programme.at, "job_title"))


def _suggest_title(framework: Framework, level: FrameworkLevel, title: str) -> str:
    """Suggest a level or job title in place of a title that is not listed."""
    elsewhere = [other.name for other in framework.levels_that_list(title)]
    if elsewhere:
        return f"The {listed(elsewhere)} lists it: correct `level:` or `job_title:` if one of them is wrong."
    near = " or ".join(nearest_titles(title, level.job_titles))
    return f"{did_you_mean(near, 'No listed title is similar.')} If the title is right, leave it."


@rule("KSB413", Severity.WARNING, Stage.PORTFOLIO)
def older_than_the_issue(case: Case) -> Iterator[Hit | NotChecked]:
    """An apprenticeship is older than the issue of its framework that ksbcheck knows.

    Why it matters: an earlier issue of the framework applied, with other levels and job titles perhaps.

    How to fix: correct the date if it is wrong. If it is right, use the issue of that time.
    """
    for programme in case.apprenticeships:
        known = programme.framework
        if known is None:
            yield NotChecked(f"the framework of {programme.name} is not known")
        elif programme.day is None:
            yield NotChecked(f"the manifest does not say when {programme.event}")
        elif programme.day < known.issued:
            issue = f"issue {known.issue_number} of {known.id} was issued on {known.issued}"
            message = f"{programme.event} on {programme.day}, before {issue}, so it was under an earlier issue"
            remedy = "If the date is right, use the issue of that time, which ksbcheck does not have."
            yield Hit(message, remedy, programme.day_at)


@rule("KSB414", Severity.ERROR, Stage.PORTFOLIO)
def prior_completed_too_late(case: Case) -> Iterator[Hit | NotChecked]:
    """The prior apprenticeship was completed in the future, or after the learner started this one.

    Why it matters: a prior apprenticeship ends before this one starts, so one of the dates is wrong.

    How to fix: correct `completed:`, or `started:`.
    """
    prior, started = case.portfolio.prior, case.portfolio.started
    if prior is None:
        return
    if prior.completed is None:
        yield NotChecked("the manifest does not say when the prior apprenticeship was completed")
    elif prior.completed > case.today:
        yield _too_late(f"{prior.completed}, which is after {case.today}", "Correct `completed:`.")
    elif started is None:
        yield NotChecked("the manifest does not say when the learner started")
    elif prior.completed > started:
        yield _too_late(f"{prior.completed}, after the learner started on {started}", "Correct the date that is wrong.")


def _too_late(when: str, remedy: str) -> Hit:
    return Hit(f"the prior apprenticeship was completed on {when}", remedy, ("prior", "completed"))


@rule("KSB415", Severity.ERROR, Stage.FRAMEWORK)
def claims_under_a_framework(case: Case) -> Iterator[Hit]:
    """A piece of evidence under a framework claims KSBs, or names duties.

    Why it matters: a framework defines neither, so the claims and their sign-offs can't be checked.

    How to fix: delete the keys. If the learner is on a standard, write `standard:`, `version:` and `option:` instead of
    `framework:`, `level:` and `job_title:`.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        for key, what in _UNDEFINED.items():
            if getattr(piece, key):
                message = f"{piece.id} names {what}, but the framework {case.portfolio.framework} defines none"
                remedy = f"Delete `{key}:`, or name the learner's standard instead of the framework."
                yield Hit(f"{message}; they are not checked", remedy, ("evidence", index, key))


@rule("KSB416", Severity.ERROR, Stage.FRAMEWORK)
def no_evidence_under_a_framework(case: Case) -> Iterator[Hit]:
    """A portfolio made under a framework holds no evidence.

    Why it matters: there is nothing to check, and nothing checked is never a success.

    How to fix: add the pieces of evidence under `evidence:`.
    """
    if not case.portfolio.evidence:
        yield Hit("the portfolio holds no evidence", "Add pieces of evidence under `evidence:`.", ("evidence",))
