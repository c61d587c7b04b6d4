"""Many portfolios: read, resolve, judge and locate each."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError, in_file_order, located
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine import judge
from ksbcheck.report import Report
from ksbcheck.rules import PORTFOLIO_RULES, reading
from ksbcheck.sources.library import option_of, standard_of
from ksbcheck.sources.manifest import Manifest, read_manifest
from ksbcheck.sources.refuse import refuse


def check_all(paths: Iterable[Path], policy: Policy, today: date, option_id: str | None = None) -> Iterator[Report]:
    """Yield a report on each portfolio, in the order of the paths."""
    for path in paths:
        yield check(path, policy, today, option_id)


def check(path: Path, policy: Policy, today: date, option_id: str | None = None) -> Report:
    """Check the portfolio in a folder or manifest as of a day; `option_id` asks "what if" of another option."""
    try:
        manifest = read_manifest(path)
    except InputError as error:
        return Report(str(path), policy, error.findings)
    document = manifest.document
    try:
        standard = standard_of(manifest)
        option, unknown = _option(manifest, standard, option_id)
    except InputError as error:
        return Report(str(path), policy, in_file_order((*manifest.findings, *error.findings)))
    judgement, findings = judge(standard, option, manifest.portfolio, policy, PORTFOLIO_RULES, today)
    placed = located(findings, str(document.path), document.place)
    return Report(str(path), policy, in_file_order((*manifest.findings, *unknown, *placed)), judgement)


def _option(manifest: Manifest, standard: Standard, asked: str | None) -> tuple[Option, tuple[Finding, ...]]:
    """Return the option to judge: the one asked for, or else the manifest's own.

    With it comes what is wrong with the manifest's own while another is asked for.

    Raises:
        InputError: the standard has no such option.
    """
    if asked is None:
        return option_of(manifest, standard), ()
    option = standard.option(asked)
    if option is None:
        raise refuse(None, None, reading.unknown_option, standard.reference, asked, standard.option_ids)
    try:
        option_of(manifest, standard)
    except InputError as error:
        return option, error.findings
    return option, ()
