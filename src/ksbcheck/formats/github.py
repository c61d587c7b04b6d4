"""Reports as GitHub's workflow commands. All text is escaped, so that none can begin a command."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.reports.words import count_findings, tally_text
from ksbcheck.rules import RULES

_MOST_A_LEVEL = 10
"""How many annotations of each level GitHub shows a step."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(reports: Sequence[Report]) -> str:
    """Return annotations, the worst first, and the outcome."""
    return "".join(f"{line}\n" for line in _lines(reports))


def _lines(reports: Sequence[Report]) -> Iterator[str]:
    open_ones = [(finding, report) for report in reports for finding in report.findings if not finding.justification]
    open_ones.sort(key=_rank)
    titles = {rule.code: rule.title for rule in RULES}
    more: list[Finding] = []
    for severity, level in _LEVELS.items():
        of_level = [(finding, report) for finding, report in open_ones if finding.severity is severity]
        for finding, report in of_level[:_MOST_A_LEVEL]:
            yield _command(level, finding, report, titles[finding.rule])
        more += [finding for finding, _ in of_level[_MOST_A_LEVEL:]]
    yield f"ksbcheck: {tally_text(reports)}"
    justified = Counter(finding.rule for report in reports for finding in report.justified)
    if justified:
        yield f"ksbcheck: {counted_noun(justified.total(), 'justified finding')}, not annotated: {_counts(justified)}"
    # By codes alone: a reason may hold words from a file, and these lines are no commands.
    judged = [report.judgement for report in reports if report.judgement]
    not_checked = Counter(reason.rule or "other" for judgement in judged for reason in judgement.not_checked)
    if not_checked:
        yield f"ksbcheck: not checked: {_counts(not_checked)}; `ksbcheck check PATH` says why"
    if more:
        shows = f"GitHub shows {_MOST_A_LEVEL} of each level a step"
        yield (
            f"ksbcheck: not annotated, because {shows}: {count_findings(more)}; "
            "the job summary has them, and so has `ksbcheck check PATH`"
        )


def _rank(found: tuple[Finding, Report]) -> tuple[bool, bool]:
    """Return a sort key: what stopped the check first, and what is about all evidence, on one line, last."""
    finding, report = found
    return report.outcome is not Outcome.ERROR, finding.location == ("evidence",)


def _counts(rules: Counter[str]) -> str:
    return ", ".join(f"{rule} ({count})" for rule, count in sorted(rules.items()))


def _command(level: str, finding: Finding, report: Report, title: str) -> str:
    properties = {
        "file": finding.path or report.path,
        "line": finding.place and finding.place.line,
        "col": finding.place and finding.place.column,
        "title": f"{finding.rule}: {title}",
    }
    stated = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    message = _data(f"{shown(finding.message)}\n{shown(finding.help)}")
    return f"::{level} {stated}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(shown(text)).replace(":", "%3A").replace(",", "%2C")
