"""What a run must say, as data: the keys of `expect.json` beside a portfolio, and which of them a run doesn't meet."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from subprocess import CompletedProcess
from typing import Any

from tests.conftest import one_line

Expected = Mapping[str, Any]
Finding = Mapping[str, Any]


class Verdict:
    """The exit status, the words and the JSON reports of a run."""

    def __init__(self, done: CompletedProcess[str]) -> None:
        self.status = done.returncode
        self.words = one_line(done.stdout + done.stderr).casefold()
        data = json.loads(done.stdout) if done.stdout.startswith("{") else {}
        self.reports = data.get("reports") or data.get("gateways") or []

    @cached_property
    def findings(self) -> list[Finding]:
        return [{**each, "report": one["portfolio"]["path"]} for one in self.reports for each in one["findings"]]

    @property
    def summary(self) -> str:
        found = (f"{each['path']}:{each['line']} {each['rule']} {each['message']}" for each in self.findings)
        return "\n".join((f"exit status {self.status}", *found))

    @cached_property
    def ksbs(self) -> Mapping[str, Mapping[str, Any]]:
        return {each["code"]: each for report in self.reports for each in report["coverage"]["ksbs"]}

    @cached_property
    def gaps(self) -> set[str]:
        return {code for code, ksb in self.ksbs.items() if ksb["status"] != "met"}

    def has(self, pattern: Expected) -> bool:
        return any(_matches(finding, pattern) for finding in self.findings)

    def cited(self, code: str) -> set[str]:
        return {claim["cited"] for claim in self.ksbs[code]["claims"]}

    def found(self, code: str) -> set[str]:
        return {place["found"] for claim in self.ksbs[code]["claims"] for place in claim["places"] or ()}

    def states(self, component: str) -> set[str]:
        return {each["state"] for one in self.reports for each in one["components"] if each["component"] == component}

    def says(self, words: str) -> bool:
        return words.casefold() in self.words


def _matches(finding: Finding, pattern: Expected) -> bool:
    return all(_FITS[key](finding, wanted) for key, wanted in pattern.items() if key != "code")


_FITS: Mapping[str, Callable[[Finding, Any], bool]] = {
    "rule": lambda finding, code: finding["rule"] == code,
    "severity": lambda finding, any_of: finding["severity"] in any_of,
    "path_endswith": lambda finding, end: (finding["path"] or "").endswith(end),
    "line": lambda finding, line: finding["line"] == line,
    "lines": lambda finding, any_of: finding["line"] in any_of,
    "report": lambda finding, path: finding["report"] == path,
    "justified": lambda finding, wanted: (finding["justification"] is not None) is wanted,
    "contains": lambda finding, any_of: any(words.casefold() in _words(finding) for words in _listed(any_of)),
}


def _words(finding: Finding) -> str:
    return f"{finding['message']} {finding['help']} {finding['path']}".casefold()


def _listed(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value


_MET: Mapping[str, Callable[[Verdict, Any], bool]] = {
    "exit": lambda verdict, any_of: verdict.status in any_of,
    "outcome": lambda verdict, any_of: (
        bool(verdict.reports) and {each["outcome"] for each in verdict.reports} <= set(_listed(any_of))
    ),
    "missing_includes": lambda verdict, codes: set(codes) <= verdict.gaps,
    "missing_excludes": lambda verdict, codes: set(codes) <= verdict.ksbs.keys() - verdict.gaps,
    "met_includes": lambda verdict, codes: set(codes) <= verdict.ksbs.keys() - verdict.gaps,
    "counts_at_most": lambda verdict, most: all(
        each["coverage"]["counts"][rung] <= count for each in verdict.reports for rung, count in most.items()
    ),
    "cited_includes": lambda verdict, codes: all(verdict.cited(code) == {"there"} for code in codes),
    "cited_excludes": lambda verdict, codes: all(
        verdict.cited(code).isdisjoint({"there", "elsewhere"}) for code in codes
    ),
    "place_there": lambda verdict, codes: all(verdict.found(code) == {"there"} for code in codes),
    "finding_any": lambda verdict, patterns: all(verdict.has(pattern) for pattern in patterns),
    "finding_none": lambda verdict, patterns: not any(verdict.has(pattern) for pattern in patterns),
    "missing_or_finding": lambda verdict, patterns: all(
        pattern["code"] in verdict.gaps or verdict.has(pattern) for pattern in patterns
    ),
    "components": lambda verdict, states: all(
        verdict.states(name) and verdict.states(name) <= set(right) for name, right in states.items()
    ),
    "says": lambda verdict, words: all(any(map(verdict.says, _listed(each))) for each in words),
    "says_none": lambda verdict, words: not any(map(verdict.says, words)),
    "either": lambda verdict, expected: not all(unmet(each, verdict) for each in expected),
}
_HOW_TO_RUN = frozenset({"args", "rename", "text"})


def unmet(expected: Expected, verdict: Verdict) -> dict[str, Any]:
    """Return what a run doesn't meet of what is expected. A key that nothing evaluates is an error."""
    return {
        key: wanted for key, wanted in expected.items() if key not in _HOW_TO_RUN and not _MET[key](verdict, wanted)
    }
