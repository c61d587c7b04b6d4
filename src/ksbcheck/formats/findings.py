"""Findings as text: lines for editors and grep, and for CI fingerprints that survive moved lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown


def lines(reports: Sequence[Report]) -> str:
    """Return a line `path:line:column: RULE severity message` for each finding."""
    return "".join(f"{line(finding)}\n" for report in reports for finding in report.findings)


def line(finding: Finding) -> str:
    why = f" (justified: {finding.justification.reason})" if finding.justification else ""
    return shown(f"{finding.where}: {finding.rule} {finding.severity} {finding.message}{why}")


class Fingerprinted(NamedTuple):
    """A finding of a report, with its path and unique fingerprint."""

    report: Report
    finding: Finding
    path: str
    fingerprint: str


def with_fingerprints(reports: Iterable[Report]) -> Iterator[Fingerprinted]:
    """Yield all findings. Fingerprints depend on path and content, not on the place."""
    seen: Counter[str] = Counter()
    for report in reports:
        for identity, finding in report.identified():
            path = finding.path or report.path
            key = f"{path}\n{identity}"
            seen[key] += 1
            numbered = f"{key}\n{seen[key]}" if seen[key] > 1 else key
            digest = sha256(numbered.encode(errors="surrogatepass")).hexdigest()
            yield Fingerprinted(report, finding, path, digest)


def message_and_help(finding: Finding) -> str:
    message = shown(finding.message)
    stop = "" if message.endswith((".", "?", "!")) else "."
    return f"{message}{stop} {shown(finding.help)}"


def justification_line(justification: Justification) -> str:
    particulars = [("by", justification.by), ("until", justification.until), ("in", justification.source)]
    stated = [justification.ground.value, *(f"{word} {value}" for word, value in particulars if value)]
    return shown(f"{justification.reason} ({', '.join(stated)})")
