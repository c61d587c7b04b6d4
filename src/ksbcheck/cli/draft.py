"""`ksbcheck init` and `import`."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_references
from ksbcheck.cli.options import parse_day, take_argument, take_option, with_shared_options
from ksbcheck.cli.run import draw, stop, write
from ksbcheck.domain.day import possible_dates
from ksbcheck.domain.draft import Draft
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.text import listed, shown
from ksbcheck.domain.tracker import Tracker
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.reports.draft import document
from ksbcheck.tasks.draft import (
    FIRST_DAY,
    Stated,
    Target,
    draft_claims,
    draft_folder,
    open_target,
    read_sources,
    unnamed_files,
    with_draft,
    write_target,
)
from ksbcheck.trackers.headings import Role

_FLAGS = {"Standard": "--standard", "Option": "--option"}


@dataclass(frozen=True, slots=True)
class NewManifest:
    standard: Annotated[
        str | None,
        take_option(metavar="REF", autocompletion=complete_references, help="The standard of a new manifest."),
    ] = None
    version: Annotated[str | None, take_option(metavar="VERSION", help="Its version, if several are known.")] = None
    option: Annotated[str | None, take_option(metavar="ID", help="The learner's option.")] = None
    learner: Annotated[str | None, take_option(metavar="NAME", help="The learner's name.")] = None
    learner_id: Annotated[str | None, take_option(metavar="ID", help="The learner's number.")] = None
    started: Annotated[
        date | None, take_option(metavar="DAY", parser=parse_day, help="The learner's first day on the programme.")
    ] = None


def _is_asked() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _ask(what: str, known: Sequence[str]) -> str | None:
    """Ask at a terminal; elsewhere, stop where an answer is needed."""
    if not _is_asked():
        if flag := _FLAGS.get(what):
            stop(f"name the {what.lower()} with {flag}: {listed(known)}")
        return None
    words = f"{what} ({listed(known)})" if known else f"{what} (Enter: not stated)"
    return typer.prompt(words, default="", show_default=False, value_proc=partial(_answer, what, known)) or None


def _answer(what: str, known: Sequence[str], text: str) -> str:
    """Return an answer as a manifest has it; what is none is asked for again."""
    text = text.strip()
    if what == FIRST_DAY and text:
        days = possible_dates(text)
        return (days[0] if len(days) == 1 else parse_day(text)).isoformat()
    chosen = next((each for each in known if each.casefold() == text.casefold()), None)
    if known and not chosen and not (what == "Standard" and Path(text).is_file()):
        raise typer.BadParameter(f"choose from {listed(known)}")
    return chosen or text


@with_shared_options
def init(
    *,
    folder: Annotated[Path, take_argument(metavar="FOLDER", help="The folder with the documents.")],
    manifest: NewManifest,
    sources: Annotated[
        list[Path] | None, take_option("--from", metavar="SOURCE", help="A tracker to import, too; several times.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the manifest, and write nothing.")] = False,
) -> None:
    """Draft a manifest from a folder of documents: a piece for each, with the KSBs that it shows as suggestions.

    Run again, it adds documents that no piece names, and changes no entry. Standard and option are asked for at a
    terminal, and named by options elsewhere. Suggestions never count: `ksbcheck confirm` walks through them.

    Exit status: 0 drafted; 1 rows of a tracker were left out; 2 it could not be drafted.

    Example: ksbcheck init portfolio/ --standard ST1414 --option send --from tracker.xlsx
    """
    target = open_target(folder, Stated(*astuple(manifest)), _ask)
    with Outlines(OutlineCache.of_the_user()) as documents:
        names = unnamed_files(target, sources or ())
        found = draft_folder(target, documents, names)
        drafted = with_draft(target, found)
        tracker = read_sources(drafted, sources or (), documents, manifest.learner, {})
    claims = draft_claims(drafted, tracker, names)
    after = with_draft(drafted, claims)
    _finish(target, after, found.then(claims), tracker, is_whole=not claims.left_out, dry_run=dry_run)


@with_shared_options
def import_trackers(
    *,
    sources: Annotated[list[Path], take_argument(metavar="SOURCE...", help="Trackers: files, or folders of notes.")],
    folder: Annotated[Path, take_option("--to", metavar="FOLDER", help="The portfolio's folder.")],
    manifest: NewManifest,
    column: Annotated[
        list[str] | None, take_option(metavar="ROLE=COLUMN", help="What a column is, as in ksb=B; several times.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the manifest, and write nothing.")] = False,
) -> None:
    """Import trackers into a manifest, or a new one: spreadsheets, tables, tick lists, notes, forms, commit logs.

    Only a row that names evidence makes a claim, and only a decision with a name and a day a sign-off. All that is not
    taken over is listed. A source again changes nothing; a newer one updates, and never lowers a claim.

    Exit status: 0 imported; 1 something was left out; 2 it could not be imported.

    Example: ksbcheck import tracker.xlsx --to portfolio/ --standard ST1414 --option send
    """
    target = open_target(folder, Stated(*astuple(manifest)), _ask)
    with Outlines(OutlineCache.of_the_user()) as documents:
        tracker = read_sources(target, sources, documents, manifest.learner, _columns(column or ()))
    draft = draft_claims(target, tracker, unnamed_files(target, sources))
    after = with_draft(target, draft)
    if not target.before and not draft.pieces:
        draw(document(draft, tracker.guesses, tracker.remarks, ("Nothing was written.",)), None)
        raise typer.Exit(1)
    if not (yes or dry_run):
        draw(document(draft, tracker.guesses, tracker.remarks, ()), None)
        if not _is_asked():
            stop("nothing was written; add --yes to write this")
        typer.confirm(f"Write this to {shown(str(target.path))}?", abort=True)
    _finish(target, after, draft, tracker, is_whole=not draft.left_out, dry_run=dry_run)


def _columns(stated: Sequence[str]) -> dict[str, str]:
    roles = {role.value.replace(" ", "-"): role.value for role in Role}
    pairs = [each.partition("=") for each in stated]
    if any(role not in roles or not column for role, _, column in pairs):
        stop(f"--column is a role and a column, as in ksb=B; the roles are {listed(roles)}")
    return {roles[role]: column for role, _, column in pairs}


def _finish(target: Target, after: Target, draft: Draft, tracker: Tracker, *, is_whole: bool, dry_run: bool) -> None:
    """Write a manifest, say what was done, and exit; `is_whole` says that nothing of the trackers was left out."""
    where = shown(str(target.path))
    if dry_run:
        write(after.document.text, None)
        raise typer.Exit(int(not is_whole))
    is_changed = after.document.text != target.before
    if is_changed:
        write_target(after)
    written = f"Written to {where}." if is_changed else f"{where} has all of it already."
    then = "confirm" if any(claim.rung is Rung.SUGGESTED for claim in draft.claims) else "check"
    ending = (written, f"Next: ksbcheck {then} {shlex.quote(shown(str(target.folder)))}")
    draw(document(draft, tracker.guesses, tracker.remarks, ending), None)
    raise typer.Exit(int(not is_whole))
