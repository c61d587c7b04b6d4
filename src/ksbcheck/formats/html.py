"""Reports as HTML pages: one of one learner; or one of the cohort, and beside it a folder with one of each learner."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from unicodedata import normalize

from ksbcheck.domain.folder import refused_by_windows
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.domain.report import Report
from ksbcheck.output.html import write
from ksbcheck.reports import cohort, portfolio
from ksbcheck.reports.cohort_documents import page_of
from ksbcheck.reports.cohort_rows import Cohort
from ksbcheck.reports.words import learner_or_path

_LONGEST = 80


def render(subject: Sequence[Report] | Cohort) -> str:
    """Return the page of one learner, or that of the cohort without those of its learners."""
    return write(page_of(subject) if isinstance(subject, Cohort) else cohort.document(subject))


def pages(reports: Sequence[Report], file: Path, folder: Path, *, by_learner: bool) -> Iterator[tuple[Path, bytes]]:
    """Yield each file with its page: of each learner in the folder, and then of the cohort, which leads to them."""
    names = page_names(reports, by_learner=by_learner)
    for name, report in zip(names, reports, strict=True):
        yield folder / name, write(portfolio.document(report)).encode()
    links = {number: f"{folder.name}/{name}" for number, name in enumerate(names)}
    yield file, write(cohort.document(reports, links)).encode()


def page_names(reports: Sequence[Report], *, by_learner: bool) -> list[str]:
    """Return a file name for each report, after its folder or its learner: all different, and good on every system."""
    taken: set[str] = set()
    names = []
    for report in reports:
        stem = _stem(learner_or_path(report) if by_learner else _folder(report.path))
        name, number = stem, 1
        while normalize("NFKC", name).casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(normalize("NFKC", name).casefold())
        names.append(f"{name}.html")
    return names


def _folder(path: str) -> str:
    parts = [part for part in Path(path).parts if part not in MANIFEST_NAMES]
    return parts[-1] if parts else ""


def _stem(text: str) -> str:
    stem = re.sub(r"[^\w-]+", "-", text)[:_LONGEST].strip("-") or "portfolio"
    return f"portfolio-{stem}" if any(refused_by_windows([stem])) else stem
