"""The portfolios that a command is about: which ones, checked, and never written over."""

from collections.abc import Iterable
from pathlib import Path

from ksbcheck.cli.options import Looking
from ksbcheck.cli.run import progress_bar, stop
from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.inputs.repository import Root
from ksbcheck.inputs.settings import Overrides, portfolios_of, setup_for
from ksbcheck.tasks.check import CheckRequest, check_all


def judged(
    paths: list[str] | None,
    request: CheckRequest,
    looking: Looking,
    output: Path | None,
    root: Root | None = None,
) -> tuple[Report, ...]:
    """Check portfolios, unless one of the paths is empty or the output would be written over one of them.

    With a root, the reports name files by their path from there.
    """
    chosen = chosen_paths(paths, request.settings)
    _refuse_outside(root, chosen)
    with (
        progress_bar("Reading documents") as progress,
        Outlines(OutlineCache.of_the_user() if looking.cache else None, progress) as documents,
    ):
        reports = tuple(check_all(map(Path, chosen), request._replace(documents=documents)))
    refuse_to_overwrite(output, chosen, reports)
    return tuple(map(root.rooted, reports)) if root else reports


def chosen_paths(paths: list[str] | None, overrides: Overrides) -> list[str]:
    """Return the paths that were given, or else those that the configuration names."""
    refuse_empty(paths or [])
    found = paths or portfolios_of(setup_for(Path(), overrides))
    if not found:
        stop("name a portfolio folder or its manifest, or set `paths` in ksbcheck.toml")
    return found


def refuse_to_overwrite(output: Path | None, paths: list[str], reports: Iterable[Report]) -> None:
    """Stop if the output would be written over a manifest, or what was read for it, under whatever name."""
    if output is None or not output.exists():
        return
    judged_by = (file for report in reports for file in report.files_beside)
    manifests = (Path(path) / name for path in paths for name in MANIFEST_NAMES)
    read = {each.resolve() for each in (*map(Path, (*paths, *judged_by)), *manifests)}
    if output.resolve() in read or output.resolve().name in (*MANIFEST_NAMES, BASELINE_NAME):
        stop(f"{output} is an input; name another file for the report")


def refuse_empty(paths: list[str]) -> None:
    """Stop if one of the paths is empty, as an unset variable in a script is."""
    if not all(path.strip() for path in paths):
        stop("one of the paths is empty; name a portfolio folder or its manifest")


def _refuse_outside(root: Root | None, paths: list[str]) -> None:
    """Stop if one of the paths leads out of the root that files are to be named by."""
    outside = [path for path in paths if root is not None and root.path_of(path) is None]
    if outside:
        stop(
            f"{shown(outside[0])} is outside of {shown(str(root))}; this format names files by their path from there, "
            "so run ksbcheck in the repository that holds the portfolio"
        )
