"""`ksbcheck claim`, `assess`, `assure` and `confirm`."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_portfolios
from ksbcheck.cli.options import parse_day, take_argument, take_option, with_shared_options
from ksbcheck.cli.run import stop, write
from ksbcheck.domain.day import today
from ksbcheck.domain.text import hidden_characters, listed, shown
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.tasks import confirm as walk
from ksbcheck.tasks import decide
from ksbcheck.tasks.confirm import Suggestion
from ksbcheck.tasks.decide import Opened, Recorded

Piece = Annotated[str, take_argument(metavar="PIECE", help="The id of a piece of evidence, as in E05.")]
Codes = Annotated[list[str], take_argument(metavar="KSB...", help="KSBs: K12, or K1-K3.")]
In = Annotated[
    str,
    typer.Option("--in", metavar="FOLDER", autocompletion=complete_portfolios, help="The portfolio's folder."),
]


@dataclass(frozen=True)
class Decided:
    piece: Piece
    by: Annotated[str, take_option(metavar="NAME", help="Who decides: a person's name.")]
    ksbs: Annotated[
        list[str] | None,
        take_argument(metavar="[KSB...]", help="KSBs: K12, or K1-K3; all claims of the piece if left out."),
    ] = None
    on: Annotated[
        date | None, take_option(parser=parse_day, metavar="YYYY-MM-DD", help="The day; today by default.")
    ] = None
    not_yet: Annotated[
        bool, typer.Option("--not-yet", help="Not met yet: the claim doesn't count until a later decision.")
    ] = False
    feedback: Annotated[str | None, take_option(metavar="TEXT", help="Feedback to the learner.")] = None
    folder: In = "."

    def record(self, *, is_second: bool) -> None:
        by, feedback = _stated(self.by, "--by") or "", _stated(self.feedback, "--feedback") or ""
        decision = TrackedDecision(by, self.on or today(), not self.not_yet, feedback, is_second)
        recorded = decide.decide(_opened(self.folder), self.piece, self.ksbs or (), decision)
        _tell(self.folder, recorded, f" by {by} on {decision.on}")


def claim(
    piece: Piece,
    ksbs: Codes,
    where: Annotated[str | None, take_option(metavar="PLACE", help='Where in the piece: "p. 2".')] = None,
    folder: In = ".",
) -> None:
    """Claim KSBs on a piece of evidence, or confirm planned and suggested claims.

    The manifest is changed in place; comments and layout stay. A claim that is there already is not doubled.

    Example: ksbcheck claim E05 K12 --where "p. 2"
    """
    opened = _opened(folder)
    _tell(folder, decide.claim(opened, piece, ksbs, _stated(where, "--where")))


@with_shared_options
def assess(decided: Decided) -> None:
    """Record an assessor's decision on claims of a piece: met, or not yet met.

    Without KSBs, on every claim of the piece that is neither planned nor suggested. Earlier decisions are kept; one by
    the same person on the same day is replaced. The hashes of the piece's files are recorded: when a file changes, the
    decision no longer holds.

    Example: ksbcheck assess E05 K12 S3 --by "A. Assessor" --not-yet --feedback "Say what you did yourself"
    """
    decided.record(is_second=False)


@with_shared_options
def assure(decided: Decided) -> None:
    """Record a verifier's decision (internal quality assurance) on assessed claims of a piece.

    Without KSBs, on every assessed claim of the piece. The verifier is neither the learner nor the assessor. With
    --not-yet the claims don't count until they are assessed again, or verified.

    Example: ksbcheck assure E05 K12 --by "Q. Assurer"
    """
    decided.record(is_second=True)


def _stated(text: str | None, option: str) -> str | None:
    if text is not None and not text.strip():
        stop(f"the text after {option} is empty; write it, or leave {option} out")
    if text and hidden_characters(text):
        stop(f"the text after {option} has hidden characters; type it again by hand")
    return " ".join(text.split()) if text else None


def _opened(folder: str) -> Opened:
    if not folder.strip():
        stop("the path is empty; name a portfolio's folder")
    return decide.open_manifest(Path(folder), today())


def _tell(folder: str, recorded: Recorded, more: str = "") -> None:
    """Say on one line what was done, and then what comes next."""
    done = "; ".join(f"{listed(codes)} {what}" for what, codes in recorded.done.items())
    note = f"Note: {shown(recorded.note)}\n" if recorded.note else ""
    write(f"{shown(f'{recorded.path}: {recorded.piece}: {done}{more}')}\n{note}{_next(folder)}", None)


def _next(folder: str) -> str:
    return f"Next: ksbcheck check {shlex.quote(shown(folder))}\n"


def confirm(
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", autocompletion=complete_portfolios, help="The portfolio's folder.")
    ] = ".",
) -> None:
    """Go through suggested claims one at a time, each with the sentence that has its code.

    Answer y to claim it, n to take it out, s to leave it, q to stop. Each answer is written at once. Answers may come
    through a pipe, one a line; without any the suggestions are listed, and the exit status is 2.

    Example: ksbcheck confirm portfolio/
    """
    opened = _opened(folder)
    total, count = len(walk.suggested(opened)), {"y": 0, "n": 0}
    answers = _answers() if total else iter(())
    with Outlines(None) as documents:
        for number, suggestion in enumerate(walk.read_suggestions(opened, documents), 1):
            write(_asked(suggestion, f"{number} of {total}"), None)
            key = _answer(answers) if answers is not None else "s"
            if key == "q":
                break
            if key in count:
                opened = walk.answer(opened, suggestion.claim, is_shown=key == "y")
                count[key] += 1
    if answers is None:
        stop(f"there are no answers; run this at a terminal, or pipe in y, n, s or q for each of {total}, one a line")
    left = total - sum(count.values())
    write(f"{count['y']} confirmed, {count['n']} taken out, {left} still suggested\n{_next(folder)}", None)


def _answers() -> Iterator[str] | None:
    """Return the lines of standard input; None without any."""
    lines = iter(sys.stdin.readline, "") if sys.stdin else iter(())
    if sys.stdin and sys.stdin.isatty():
        return lines
    first = next(lines, None)
    return None if first is None else chain([first], lines)


def _answer(answers: Iterator[str]) -> str:
    """Return y, n, s or q; q where the answers end."""
    while True:
        write("[y]es, [n]o, [s]kip, [q]uit: ", None)
        key = next(answers, "q").strip().lower()[:1]
        if sys.stdin and not sys.stdin.isatty():
            write(f"{key}\n", None)
        if key and key in "ynsq":
            return key


def _asked(suggestion: Suggestion, number: str) -> str:
    claim, statement, said = suggestion
    place = f" at {claim.where}" if claim.where else ""
    title = f", {claim.piece.title}" if claim.piece.title else ""
    lines = [f"{claim.code}: {statement}", *(f"{where}: {sentence}" for where, sentence in said)]
    head = shown(f"{number}: {claim.subject}{place}{title}")
    width = get_terminal_size().columns
    wrapped = (fill(shown(line), width, initial_indent="  ", subsequent_indent="  ") for line in lines)
    return "".join([f"\n{head}\n", *(f"{line}\n" for line in wrapped)])
