"""What the commands that judge portfolios share: what they may be told, and how they come to their reports."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ksbcheck.cli.complete import options, portfolios
from ksbcheck.cli.output import progress_bar, stop, stopping_on_bad_input

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ksbcheck.domain.configuration import Asked
    from ksbcheck.domain.report import Report
    from ksbcheck.inputs.repository import Root
    from ksbcheck.tasks.request import CheckRequest

CountingRung = Literal["claimed", "assessed", "verified"]

# Text and not Paths, to which an empty one (an unset variable in a script) would be the current folder.
Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", autocompletion=portfolios, help="Portfolio folders, or their manifests.", show_default=False
    ),
]
PathsIfAny = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH...",
        autocompletion=portfolios,
        help="Portfolio folders, or their manifests.",
        show_default="`paths` of the configuration",
    ),
]
Pseudonymous = Annotated[
    bool, typer.Option("--pseudonymous", help="Show short stable labels in place of names and identifiers.")
]
MethodId = Annotated[
    str | None,
    typer.Option(
        "--method",
        metavar="ID",
        help="Look only at the KSBs that this method of the assessment plan assesses. `ksbcheck standard show` lists "
        "the methods.",
        show_default=False,
    ),
]
Cache = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep what was read of documents, by their content.")]


@dataclass(frozen=True)
class Judging:
    """What a portfolio is judged by. What is left out is up to the environment, the configuration and the policy."""

    rung: Annotated[
        CountingRung | None,
        typer.Option(
            "--rung",
            help="The lowest rung that counts: claimed by the learner, assessed by one person, or verified by a "
            "second.",
            show_default="claimed",
        ),
    ] = None
    min_pieces: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="How many different pieces of evidence each KSB needs.",
            show_default="1",
        ),
    ] = None
    duty_context: Annotated[
        bool | None,
        typer.Option(
            "--duty-context/--no-duty-context",
            help="Count a KSB for a duty only through evidence that names that duty.",
            show_default=False,
        ),
    ] = None
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RUNG=PERCENT",
            help="How much of the required KSBs must be met at a rung, in place of all; may be repeated.",
            show_default=False,
        ),
    ] = None
    policy: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The policy to judge by: a name or a file.", show_default=False),
    ] = None
    option: Annotated[
        str | None,
        typer.Option(
            "--option",
            metavar="ID",
            autocompletion=options,
            help="Ask: what if the learner were on this option? `ksbcheck standard show` lists them.",
            show_default=False,
        ),
    ] = None
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Judge as of this day, not today: what is dated later doesn't count yet.",
            show_default=False,
        ),
    ] = None
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Leave configuration files and KSBCHECK_* variables out of account.")
    ] = False

    @property
    def today(self) -> date:
        """The day as of which to judge."""
        return self.as_of.date() if self.as_of else datetime.now().astimezone().date()

    def asked(self, **more: object) -> "Asked":
        """Return what is asked for on the command line, with more settings by their keys, and in the environment.

        Raises:
            InputError: a setting will not do.
        """
        from ksbcheck.domain.configuration import Asked, Layer
        from ksbcheck.inputs.settings import from_environment, settings, thresholds

        given = {key: getattr(self, key) for key in ("rung", "min_pieces", "duty_context", "policy")} | more
        if self.fail_under:
            given["fail_under"] = thresholds(",".join(self.fail_under).split(","), "--fail-under")
        values = settings({key: value for key, value in given.items() if value is not None}, _option_name)
        line = Layer("the command line", values)
        return Asked((line,), isolated=True) if self.isolated else Asked((line, from_environment(os.environ)))

    def request(self, looking: "Looking", method: str | None = None, **more: object) -> "CheckRequest":
        """Return what is asked of a check, with more settings by their keys; a bad setting ends the program."""
        from ksbcheck.tasks.request import CheckRequest

        with stopping_on_bad_input():
            asked = self.asked(max_file_mib=looking.max_file_size, max_files=looking.max_files, **more)
        return CheckRequest(asked, self.today, option=self.option, method=method)


def _option_name(key: str) -> str:
    return f"--{key.replace('_', '-')}"


@dataclass(frozen=True)
class Looking:
    """How far to look into folders, and at which portfolios at all."""

    max_file_size: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="MIB",
            help="The size of the largest file that a folder may hold, in MiB.",
            show_default="250",
        ),
    ] = None
    max_files: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="How many files a folder may hold.", show_default="500"),
    ] = None
    cache: Cache = True


def judged(
    paths: list[str] | None, request: "CheckRequest", looking: Looking, output: Path | None
) -> "tuple[Report, ...]":
    """Check the portfolios, unless one of the paths is empty or the output would be written over one of them."""
    from ksbcheck.inputs.cache import OutlineCache
    from ksbcheck.inputs.evidence import Outlines
    from ksbcheck.tasks.check import check_all

    with stopping_on_bad_input():
        chosen = chosen_paths(paths, request.settings)
    with (
        progress_bar("Reading documents") as progress,
        Outlines(OutlineCache.of_the_user() if looking.cache else None, progress) as documents,
    ):
        reports = tuple(check_all(map(Path, chosen), request._replace(documents=documents)))
    refuse_to_overwrite(output, chosen, reports)
    return reports


def hidden(reports: "tuple[Report, ...]", *, pseudonymous: bool) -> "tuple[Report, ...]":
    """Return the reports, with names hidden if that is asked for."""
    from ksbcheck.tasks import pseudonyms

    return tuple(map(pseudonyms.pseudonymous, reports)) if pseudonymous else reports


def chosen_paths(paths: list[str] | None, asked: "Asked") -> list[str]:
    """Return the paths that were given, or else those that the configuration names.

    Raises:
        InputError: the configuration can't be read.
    """
    from ksbcheck.inputs.settings import portfolios_of, setup_for

    refuse_empty(paths or [])
    found = paths or portfolios_of(setup_for(Path(), asked))
    if not found:
        stop("name a portfolio folder or its manifest, or set `paths` in ksbcheck.toml")
    return found


def format_for(paths: list[str] | None, judging: Judging, known: list[str]) -> str:
    """Return the format that the environment, or the configuration of the first portfolio, asks for; or else the first.

    Raises:
        InputError: the configuration can't be read.
    """
    from ksbcheck.domain.names import nearest
    from ksbcheck.inputs.settings import folder_of, setup_for

    held = setup_for(folder_of(Path(paths[0])) if paths else Path(), judging.asked()).held.get("format")
    if held is None:
        return known[0]
    if held.value not in known:
        meant = nearest(held.value, known)
        stop(f"{held.source} asks for the format {held.value!r}; {f'did you mean {meant}?' if meant else known}")
    return str(held.value)


def refuse_to_overwrite(output: Path | None, paths: list[str], reports: "Iterable[Report]") -> None:
    """Stop if the output would be written over one of the paths that were checked, or what they were judged by."""
    if output is not None and _is_input(output, paths, (file for report in reports for file in report.files_beside)):
        stop(f"{output} is what was checked; name another file for the report")


def refuse_empty(paths: list[str]) -> None:
    """Stop if one of the paths is empty, as an unset variable in a script is."""
    if not all(path.strip() for path in paths):
        stop("one of the paths is empty; name a portfolio folder or its manifest")


def refuse_outside(root: "Root | None", paths: list[str]) -> None:
    """Stop if one of the paths leads out of the root that files are to be named by."""
    from ksbcheck.domain.text import shown

    outside = [path for path in paths if root is not None and root.path_of(path) is None]
    if outside:
        stop(
            f"{shown(outside[0])} is outside of {shown(str(root))}; this format names files by their path from there, "
            "so run ksbcheck in the repository that holds the portfolio"
        )


def _is_input(output: Path, paths: list[str], judged_by: "Iterable[str]") -> bool:
    """Whether a report would be written over what was read for it, under whatever name."""
    from ksbcheck.domain.baseline import BASELINE_NAME
    from ksbcheck.inputs.manifest import MANIFEST_NAMES

    read = {Path(path).resolve() for path in paths}
    read |= {(Path(path) / name).resolve() for path in paths for name in MANIFEST_NAMES}
    read |= {Path(file).resolve() for file in judged_by}
    never = (*MANIFEST_NAMES, BASELINE_NAME)
    return output.is_file() and (output.resolve().name in never or output.resolve() in read)
