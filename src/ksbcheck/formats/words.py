"""What the formats for CI share: findings as sentences, why one is justified, fingerprints that outlive moved lines."""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown


class Fingerprinted(NamedTuple):
    """A finding with the path of its file, and a fingerprint that no other finding has."""

    finding: Finding
    path: str
    fingerprint: str


def fingerprinted(reports: Iterable[Report]) -> Iterator[tuple[Report, tuple[Fingerprinted, ...]]]:
    """Yield each report with its findings. Fingerprints are made of the path and the identity, not of the place."""
    seen: Counter[str] = Counter()
    for report in reports:
        findings = []
        for identity, finding in report.identified():
            path = finding.path or report.path
            key = f"{path}\n{identity}"
            seen[key] += 1
            numbered = f"{key}\n{seen[key]}" if seen[key] > 1 else key
            digest = sha256(numbered.encode(errors="surrogatepass")).hexdigest()
            findings.append(Fingerprinted(finding, path, digest))
        yield report, tuple(findings)


def sentences(finding: Finding) -> str:
    """Return what was found and what to do about it, on one line."""
    message = shown(finding.message)
    stop = "" if message.endswith((".", "?", "!")) else "."
    return f"{message}{stop} {shown(finding.help)}"


def justified_words(justification: Justification) -> str:
    """Return why a finding doesn't fail the check: the reason, its ground, who says so, until when, and where."""
    particulars = [("by", justification.by), ("until", justification.until), ("in", justification.source)]
    stated = [justification.ground.value, *(f"{word} {value}" for word, value in particulars if value)]
    return shown(f"{justification.reason} ({', '.join(stated)})")
