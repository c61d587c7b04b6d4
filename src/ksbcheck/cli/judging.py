"""What the commands that judge portfolios share: what they may be told, and how they come to their reports."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ksbcheck.cli.complete import options, portfolios
from ksbcheck.cli.output import progress_bar, stop
from ksbcheck.domain.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ksbcheck.domain.policy import Policy
    from ksbcheck.report import Report
    from ksbcheck.sources.repository import Root

CountingRung = Literal["claimed", "assessed", "verified"]

Paths = Annotated[
    # Text and not a Path, to which an empty one (an unset variable in a script) would be the current folder.
    list[str],
    typer.Argument(
        metavar="PATH...",
        autocompletion=portfolios,
        help="Portfolio folders, or their manifests.",
        show_default=False,
    ),
]
LowestRung = Annotated[
    CountingRung,
    typer.Option(
        "--rung",
        help="The lowest rung that counts: claimed by the learner, assessed by one person, or verified by a second.",
    ),
]
MinPieces = Annotated[
    int, typer.Option(min=1, metavar="N", help="How many different pieces of evidence each KSB needs.")
]
DutyContext = Annotated[
    bool, typer.Option("--duty-context", help="Count a KSB for a duty only through evidence that names that duty.")
]
OptionId = Annotated[
    str | None,
    typer.Option(
        "--option",
        metavar="ID",
        autocompletion=options,
        help="Ask: what if the learner were on this option? `ksbcheck standard show` lists them.",
        show_default=False,
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="Judge as of this day, not today: what is dated later doesn't count yet.",
        show_default=False,
    ),
]
MaxFileSize = Annotated[
    int, typer.Option(min=1, metavar="MIB", help="The size of the largest file that the folder may hold, in MiB.")
]
MaxFiles = Annotated[int, typer.Option(min=1, metavar="N", help="How many files the folder may hold.")]
Cache = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep what was read of documents, by their content.")]

Pseudonymous = Annotated[
    bool, typer.Option("--pseudonymous", help="Show short stable labels in place of names and identifiers.")
]


def judged(
    paths: list[str],
    policy: "Policy",
    as_of: datetime | None,
    option: str | None,
    output: Path | None,
    *,
    cache: bool,
    hide_names: bool,
    root: "Root | None" = None,
) -> "tuple[Report, ...]":
    """Check the portfolios, unless one of the paths is empty or the output would be written over one of them.

    With a root, the reports name files by their path from there; a portfolio outside is not checked.
    """
    from ksbcheck.cohort import check_all, pseudonymous
    from ksbcheck.sources.outline_cache import OutlineCache
    from ksbcheck.sources.outlines import Outlines

    refuse_empty(paths)
    refuse_outside(root, paths)
    today = day_of(as_of)
    with (
        progress_bar("Reading documents") as progress,
        Outlines(OutlineCache.of_the_user() if cache else None, progress) as outlines,
    ):
        reports = tuple(check_all(map(Path, paths), policy, today, outlines, option))
    refuse_to_overwrite(output, paths, reports)
    if root is not None:
        # before names are hidden: the folders above the root may have some, and say nothing here
        reports = tuple(map(root.rooted, reports))
    return tuple(map(pseudonymous, reports)) if hide_names else reports


def day_of(as_of: datetime | None) -> date:
    """Return the day as of which to judge: the one that was asked for, or today."""
    return as_of.date() if as_of else datetime.now().astimezone().date()


def refuse_to_overwrite(output: Path | None, paths: list[str], reports: "Iterable[Report]") -> None:
    """Stop if the output would be written over one of the paths that were checked, or over their standard."""
    standard_files = [report.standard_file for report in reports if report.standard_file]
    if output is not None and _is_input(output, paths, standard_files):
        stop(f"{output} is what was checked; name another file for the report")


def refuse_empty(paths: list[str]) -> None:
    """Stop if one of the paths is empty, as an unset variable in a script is."""
    if not all(path.strip() for path in paths):
        stop("one of the paths is empty; name a portfolio folder or its manifest")


def refuse_outside(root: "Root | None", paths: list[str]) -> None:
    """Stop if one of the paths leads out of the root that files are to be named by."""
    outside = [path for path in paths if root is not None and root.path_of(path) is None]
    if outside:
        stop(
            f"{shown(outside[0])} is outside of {shown(str(root))}; this format names files by their path from there, "
            "so run ksbcheck in the repository that holds the portfolio"
        )


def _is_input(output: Path, paths: list[str], standard_files: list[str]) -> bool:
    """Whether a report would be written over what was read for it, under whatever name."""
    from ksbcheck.sources.manifest import MANIFEST_NAMES

    read = {Path(path).resolve() for path in paths}
    read |= {(Path(path) / name).resolve() for path in paths for name in MANIFEST_NAMES}
    read |= {Path(file).resolve() for file in standard_files}
    return output.is_file() and (output.resolve().name in MANIFEST_NAMES or output.resolve() in read)
