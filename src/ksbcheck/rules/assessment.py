"""Rules about the assessment plan of a standard (KSB527-532). After an error, no roll-ups are shown."""

from collections.abc import Iterator
from itertools import chain

from ksbcheck.domain.finding import Hit
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import in_ranges, nearest, nearest_code
from ksbcheck.domain.text import listed
from ksbcheck.rules.case import AssessmentCase
from ksbcheck.rules.rule import Stage, did_you_mean, repeats, rule


@rule("KSB527", Severity.ERROR, Stage.PLAN)
def assessed_code_unknown(case: AssessmentCase) -> Iterator[Hit]:
    """The assessment plan names a KSB that the standard doesn't have.

    Why it matters: the KSB that was meant would be missing from its method or theme, which could then look met.

    How to fix: correct the code in the plan's file. If the source prints that code, check that the plan is for this
    version of the standard.
    """
    known = case.standard.by_code
    methods = (("methods", index, f"method {method.id}", method.ksbs) for index, method in enumerate(case.plan.methods))
    themes = (("themes", index, f"theme {theme.id}", theme.ksbs) for index, theme in enumerate(case.plan.themes))
    for key, index, name, codes in chain(methods, themes):
        for at, code in enumerate(codes):
            if code not in known:
                message = f"{name} names {code!r}, which {case.standard.reference} does not have"
                remedy = did_you_mean(nearest_code(code, known), "Correct the code.")
                yield Hit(message, remedy, (key, index, "ksbs", at))


@rule("KSB528", Severity.ERROR, Stage.PLAN)
def plan_of_another_standard(case: AssessmentCase) -> Iterator[Hit]:
    """The assessment plan is for another standard or version than the file beside it.

    Why it matters: its codes mean other statements there.

    How to fix: move the plan beside the file of its standard, or correct `standard:` or `version:`.
    """
    plan, standard = case.plan, case.standard
    if (plan.standard, plan.version) != (standard.reference, standard.version):
        message = (
            f"the assessment plan is for {plan.standard} version {plan.version}, but is beside "
            f"{standard.reference} version {standard.version}"
        )
        wrong = "standard" if plan.standard != standard.reference else "version"
        yield Hit(message, f"Move the plan beside its standard, or correct `{wrong}:`.", (wrong,))


@rule("KSB529", Severity.WARNING, Stage.PLAN)
def assessed_by_no_method(case: AssessmentCase) -> Iterator[Hit]:
    """No method of the assessment plan assesses a required KSB.

    Why it matters: the KSB is still required, but all methods together can be met without it.

    How to fix: check the published assessment plan, and add the code to the method that assesses it.
    """
    required = [ksb.code for ksb in case.standard.by_code.values() if ksb.options is not None]
    unassessed = case.plan.in_no_method(required)
    if unassessed:
        are, them = ("is", "it") if len(unassessed) == 1 else ("are", "them")
        message = (
            f"{listed(in_ranges(unassessed))} {are} required, but no method of the assessment plan assesses {them}"
        )
        yield Hit(message, f"Check the published assessment plan, and add {them} to a method.", ("methods",))


@rule("KSB530", Severity.ERROR, Stage.PLAN)
def id_twice_in_a_plan(case: AssessmentCase) -> Iterator[Hit]:
    """Two methods, or two themes, of an assessment plan have the same id.

    Why it matters: `--method` or a report could mean either of them.

    How to fix: give each a different id.
    """
    for key, noun, ids in (
        ("methods", "method", case.plan.method_ids),
        ("themes", "theme", [theme.id for theme in case.plan.themes]),
    ):
        for index in repeats(ids):
            yield Hit(f"the {noun} id {ids[index]!r} is used twice", "Give each a different id.", (key, index, "id"))


@rule("KSB531", Severity.ERROR, Stage.PLAN)
def theme_outside_its_method(case: AssessmentCase) -> Iterator[Hit]:
    """A theme groups a KSB that its method doesn't assess, or names a method that the plan doesn't have.

    Why it matters: a theme is graded in its method. Either the theme or the method is wrong, and so would be the
    results by theme.

    How to fix: correct the theme's `method:` or `ksbs:`, or the method's.
    """
    assessed = {method.id: frozenset(method.ksbs) for method in case.plan.methods}
    for index, theme in enumerate(case.plan.themes):
        if theme.method not in assessed:
            message = f"theme {theme.id} names the method {theme.method!r}, which the plan does not have"
            ids = case.plan.method_ids
            remedy = did_you_mean(nearest(theme.method, ids), f"The methods are {listed(ids)}.")
            yield Hit(message, remedy, ("themes", index, "method"))
            continue
        for at, code in enumerate(theme.ksbs):
            if code not in assessed[theme.method]:
                message = f"theme {theme.id} groups {code}, which its method {theme.method} does not assess"
                yield Hit(message, "Correct the theme, or the method's list.", ("themes", index, "ksbs", at))


@rule("KSB532", Severity.WARNING, Stage.PLAN)
def in_no_theme(case: AssessmentCase) -> Iterator[Hit]:
    """A method with themes assesses a KSB that is in none of them.

    Why it matters: all themes of the method could be met without the method. A theme may lack the KSB.

    How to fix: check the published assessment plan, and add the code to its theme.
    """
    for index, method in enumerate(case.plan.methods):
        grouped = {code for theme in case.plan.themes_by_method.get(method.id, ()) for code in theme.ksbs}
        outside = [code for code in method.ksbs if code in case.standard.by_code and code not in grouped]
        if grouped and outside:
            are, them = ("is", "it") if len(outside) == 1 else ("are", "them")
            message = (
                f"{listed(in_ranges(outside))} {are} assessed by the method {method.id}, but in none of its themes"
            )
            yield Hit(
                message, f"Check the published assessment plan, and add {them} to a theme.", ("methods", index, "ksbs")
            )
