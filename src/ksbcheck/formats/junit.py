"""Reports as JUnit XML: a test case for every required KSB and duty, skipped if it is not met and doesn't fail."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from ksbcheck.domain.coverage import DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun, listed, shown
from ksbcheck.formats.findings import justification_line, line
from ksbcheck.reports.words import method_banner, verdict
from ksbcheck.rules.coverage import GAP_RULES, next_step, outside_duty

_PASSED, _FAILURE, _ERROR, _SKIPPED = "passed", "failure", "error", "skipped"
_COUNTS = {"tests": None, "failures": _FAILURE, "errors": _ERROR, "skipped": _SKIPPED}
_UNMAPPED = "the source maps no KSBs to this duty, so nothing says whether it is met"
_LET_PASS = "not met, and the policy doesn't fail it"  # noqa: S105 - no password


class _Case(NamedTuple):
    """A test case with its result, message and details; `about` is the finding that gives its place."""

    group: str
    name: str
    ended: str = _PASSED
    message: str = ""
    type: str = ""
    details: str = ""
    about: Finding | None = None


def render(reports: Sequence[Report]) -> str:
    suites = list(map(_suite, reports))
    totals = {name: str(sum(int(suite.attrib[name]) for suite in suites)) for name in _COUNTS}
    root = ET.Element("testsuites", {"name": "ksbcheck", **totals})
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="us-ascii").decode()}\n'


def _suite(report: Report) -> ET.Element:
    cases = tuple(_cases(report))
    counts = {name: str(sum(ended in (None, case.ended) for case in cases)) for name, ended in _COUNTS.items()}
    suite = ET.Element("testsuite", {"name": shown(report.path), **counts})
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", name=name, value=shown(value))
    suite.extend(_element(case, report) for case in cases)
    rest = "\n".join(_rest(report))
    if rest:
        ET.SubElement(suite, "system-out").text = rest
    return suite


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "outcome", report.outcome.name.lower()
    yield "verdict", verdict(report)
    judgement = report.judgement
    if judgement is None:
        return
    if judgement.framework:
        yield "framework", judgement.framework.id
        yield "as of", judgement.today.isoformat()
        return
    yield "standard", f"{judgement.standard.reference} version {judgement.standard.version}"
    yield "option", judgement.option_id
    yield "as of", judgement.today.isoformat()
    yield "rung", str(judgement.coverage.rung)
    if judgement.method:
        yield "method", method_banner(judgement)


def _rest(report: Report) -> Iterator[str]:
    """Yield the findings that fail nothing, and what was not checked."""
    spoken_of = {*report.failing, *report.justified}
    if report.judgement:
        yield from (line(finding) for finding in report.findings if finding not in spoken_of)
        for reason, codes in report.judgement.not_checked_by_reason().items():
            yield shown(": ".join(filter(None, ("not checked", ", ".join(codes), reason))))


def _element(case: _Case, report: Report) -> ET.Element:
    element = ET.Element("testcase", classname=f"{shown(report.path)}.{case.group}", name=case.name)
    if case.about:
        element.set("file", shown(case.about.path or report.path))
        if case.about.place:
            element.set("line", str(case.about.place.line))
    if case.ended != _PASSED:
        result = ET.SubElement(element, case.ended, message=case.message)
        if case.type:
            result.set("type", case.type)
        result.text = case.details or None
    return element


def _cases(report: Report) -> Iterator[_Case]:
    judgement = report.judgement
    if judgement is None:
        details = "\n".join(_full(finding) for finding in report.findings)
        yield _Case("Check", "the portfolio can be checked", _ERROR, verdict(report), "not checked", details)
        return
    failing = frozenset(report.failing)
    about_ksbs, about_duties = _about(report, judgement)
    for ksb in judgement.coverage.ksbs:
        yield _ksb(ksb, about_ksbs.get(ksb.code, []), judgement, report.policy, failing)
    for duty in judgement.coverage.duties:
        gaps = [finding for code in duty.missing for finding in about_ksbs.get(code, [])]
        yield _duty(duty, [*gaps, *about_duties.get(duty.number, [])], judgement, failing)
    spoken_of = {finding for about in (*about_ksbs.values(), *about_duties.values()) for finding in about}
    others = [finding for finding in (*report.failing, *report.justified) if finding not in spoken_of]
    yield from _others(others, failing)


def _about(report: Report, judgement: Judgement) -> tuple[dict[str, list[Finding]], dict[int, list[Finding]]]:
    """Return gaps by KSB, and findings about a lack within a duty by duty."""
    coverage = judgement.coverage
    gaps = [finding for finding in report.findings if finding.rule in GAP_RULES]
    lacking = [finding for finding in report.findings if finding.rule == outside_duty.code]
    by_code = {ksb.code: [finding for finding in gaps if finding.ksb == ksb.code] for ksb in coverage.ksbs}
    by_duty = {duty.number: [finding for finding in lacking if finding.duty == duty.number] for duty in coverage.duties}
    return by_code, by_duty


def _ksb(
    ksb: KsbCoverage, about: Sequence[Finding], judgement: Judgement, policy: Policy, failing: frozenset[Finding]
) -> _Case:
    case = _Case("KSBs", f"{ksb.code} {shown(judgement.standard.by_code[ksb.code].text)}")
    if about:
        return _judged(case, about, failing)
    if ksb.status is KsbStatus.MET:
        return case
    return case._replace(ended=_SKIPPED, message=f"{_LET_PASS}: {shown(next_step(ksb, policy))}")


def _duty(duty: DutyCoverage, about: Sequence[Finding], judgement: Judgement, failing: frozenset[Finding]) -> _Case:
    case = _Case("Duties", f"Duty {duty.number} {shown(judgement.standard.by_number[duty.number].text)}")
    if duty.status is DutyStatus.UNMAPPED:
        return case._replace(ended=_SKIPPED, message=_UNMAPPED)
    if duty.status is DutyStatus.MET:
        return case
    unmet = f"{len(duty.missing)} of {counted_noun(len(duty.required), 'KSB')} not met: {listed(duty.missing)}"
    judged = _judged(case, about, failing) if about else case._replace(ended=_SKIPPED, message=_LET_PASS)
    message = unmet if judged.ended == _FAILURE else f"{unmet}; {judged.message}"
    details = "\n".join(shown(f"{finding.ksb or finding.rule}: {finding.help}") for finding in about)
    return judged._replace(message=message, details=details, about=None)


def _others(findings: Sequence[Finding], failing: frozenset[Finding]) -> Iterator[_Case]:
    """Yield a case for every other finding that fails or is justified, and one if none fails."""
    group, seen = "Findings", Counter[str]()
    for finding in findings:
        name = shown(f"{finding.rule} {finding.message}")
        seen[name] += 1
        numbered = f"{name} ({seen[name]})" if seen[name] > 1 else name
        yield _judged(_Case(group, numbered), [finding], failing)
    if failing.isdisjoint(findings):
        yield _Case(group, "no other finding fails the check")


def _judged(case: _Case, about: Sequence[Finding], failing: frozenset[Finding]) -> _Case:
    """Return a case that fails if one of its findings does, and else is skipped."""
    details = "\n".join(_full(finding) for finding in about)
    first = next((finding for finding in about if finding in failing), None)
    if first:
        return case._replace(
            ended=_FAILURE, message=shown(first.message), type=first.rule, details=details, about=first
        )
    reasons = dict.fromkeys(justification_line(finding.justification) for finding in about if finding.justification)
    message = f"justified: {'; '.join(reasons)}" if reasons else _LET_PASS
    return case._replace(ended=_SKIPPED, message=message, type=about[0].rule, details=details, about=about[0])


def _full(finding: Finding) -> str:
    return f"{line(finding)}\n  {shown(finding.help)}"
