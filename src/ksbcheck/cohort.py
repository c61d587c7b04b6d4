"""Many portfolios: read, resolve, judge and locate each."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ksbcheck.domain.finding import InputError, in_file_order, located
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine import judge
from ksbcheck.report import Report
from ksbcheck.rules import PORTFOLIO_RULES, reading
from ksbcheck.sources.library import option_of, standard_of
from ksbcheck.sources.manifest import read_manifest
from ksbcheck.sources.refuse import refuse


def check_all(paths: Iterable[Path], policy: Policy, today: date, option_id: str | None = None) -> Iterator[Report]:
    """Yield a report on each portfolio, in the order of the paths."""
    for path in paths:
        yield check(path, policy, today, option_id)


def check(path: Path, policy: Policy, today: date, option_id: str | None = None) -> Report:
    """Check the portfolio in a folder or manifest as of a day; `option_id` asks "what if" of another option."""
    try:
        manifest = read_manifest(path)
        standard = standard_of(manifest)
        option = _asked(option_id, standard) if option_id else option_of(manifest, standard)
    except InputError as error:
        return Report(str(path), policy, error.findings)
    judgement, findings = judge(standard, option, manifest.portfolio, policy, PORTFOLIO_RULES, today)
    placed = located(findings, str(manifest.document.path), manifest.document.place)
    return Report(str(path), policy, in_file_order((*manifest.findings, *placed)), judgement)


def _asked(option_id: str, standard: Standard) -> Option:
    """Return the option that was asked for instead of the manifest's own.

    Raises:
        InputError: the standard has no such option.
    """
    option = standard.option(option_id)
    if option is None:
        raise refuse(None, None, reading.unknown_option, standard.reference, option_id, standard.option_ids)
    return option
