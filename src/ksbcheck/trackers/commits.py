"""Commits and their trailers, as `git log` prints them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.domain.day import parse_date
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.outline import MentionKind
from ksbcheck.domain.people import may_be_same
from ksbcheck.inputs.blocks import ReadDocument
from ksbcheck.trackers.findings import REASONS, Findings
from ksbcheck.trackers.labels import mapping_rung, split_label
from ksbcheck.trackers.lines import Line, is_tag, without_tags
from ksbcheck.trackers.pieces import NamedPiece

_COMMIT = re.compile(r"\W{0,4}commit ([0-9a-f]{7,40})\b")
_SHORT = re.compile(r"\W{0,4}([0-9a-f]{7,12}) (?:\([^()]*\) )?(\S.*)")
_FIELD = re.compile(r"(Author|Date|AuthorDate|Commit|CommitDate|Merge|Committer):\s*(.*)")
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{7,40})")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)|\w{3} (\w{3}) (\d{1,2}) [\d:]+ (\d{4})")
_TO_COME = re.compile(r"(?i)\W*(?:wip|draft|fixup!|squash!|todo)\b")
_GRAPH = re.compile(r"\A[*|/\\ ]+")
"""The lines that `git log --graph` draws."""
_HASH = 7
_FEWEST = 2


class Commit(NamedTuple):
    """A commit; of its message the first line is the subject."""

    hash: str
    message: tuple[str, ...]
    author: str = ""
    day: str = ""

    @property
    def subject(self) -> str:
        return self.message[0] if self.message else ""


def is_log(document: ReadDocument) -> bool:
    lines = list(_lines(document))
    first = next((line for line in lines if line.strip()), "")
    short = sum(_SHORT.match(line) is not None for line in lines) if _SHORT.match(first) else 0
    return _COMMIT.match(first) is not None or (short >= _FEWEST and 2 * short > len(lines))


def _lines(document: ReadDocument) -> Iterator[str]:
    for block, _ in document.blocks:
        yield from (_GRAPH.sub("", line) for line in block.text.split("\n"))


def read_log(document: ReadDocument, findings: Findings, learner: str | None) -> tuple[str, ...]:
    """Read the trailers and tags of commits that stand, and return their authors if there are several.

    Of several authors' commits only the learner's are taken.
    """
    commits = list(_commits(document))
    gone = _reverted(commits)
    authors: list[str] = []
    for commit in commits:
        is_known = not commit.author or any(may_be_same(commit.author, author) for author in authors)
        authors += [] if is_known or commit.hash in gone or not any(_trailers(commit)) else [commit.author]
    for commit in commits:
        reason = "reverted, or a revert" if commit.hash in gone else ""
        if learner and commit.author and not may_be_same(learner, commit.author):
            reason = "by another author"
        elif not learner and len(authors) > 1:
            reason = "several authors map KSBs; name the learner"
        _read_commit(commit, f"{document.name}, commit {commit.hash[:_HASH]}", findings, reason)
    return tuple(authors) if len(authors) > 1 else ()


def _commits(document: ReadDocument) -> Iterator[Commit]:
    lines = list(_lines(document))
    starts = [at for at, line in enumerate(lines) if _COMMIT.match(line)]
    if not starts:
        yield from (Commit(found[1], (found[2].strip(),)) for line in lines if (found := _SHORT.match(line)))
    for start, end in pairwise([*starts, len(lines)]):
        head = _COMMIT.match(lines[start])
        fields = {found[1]: found[2] for line in lines[start + 1 : end] if (found := _FIELD.match(line))}
        author = fields.get("Author", "").partition("<")[0].strip()
        message = tuple(line.strip() for line in lines[start + 1 : end] if line.strip() and not _FIELD.match(line))
        yield Commit(head[1] if head else "", message, author, fields.get("Date") or fields.get("AuthorDate", ""))


def _reverted(commits: Sequence[Commit]) -> set[str]:
    """Return the reverts and the commits that they take back; one that is itself reverted takes nothing back."""
    gone, reverts = set[str](), set[str]()
    for commit in commits:  # the newest first
        taken = [found[1] for line in commit.message if (found := _REVERTS.search(line))]
        by_title = re.match(r'Revert "(.*)"', commit.subject)
        if not taken and not by_title:
            continue
        reverts.add(commit.hash)
        if commit.hash not in gone:
            gone |= {
                other.hash
                for other in commits
                if any(other.hash.startswith(each) or each.startswith(other.hash) for each in taken)
                or (not taken and by_title and other.subject == by_title[1])
            }
    return gone | reverts


def _trailers(commit: Commit) -> Iterator[tuple[str, Rung | str]]:
    """Yield the lines that name KSBs, each with its rung or why it claims nothing."""
    for line in commit.message:
        label, _ = split_label(line)
        rung = mapping_rung(label.replace("-", " ")) if label else None
        if rung is not None:
            yield line, rung


def _read_commit(commit: Commit, at: str, findings: Findings, reason: str) -> None:
    rungs = dict(_trailers(commit))
    stated = _ISO.search(commit.day)
    day = parse_date(stated[1] or f"{stated[3]} {stated[2]} {stated[4]}") if stated else None
    piece = NamedPiece(f"commit {commit.hash[:_HASH]} {without_tags(commit.subject)}".strip(), date=day)
    for text in commit.message:
        line = Line(text, at, None, (), Block(BlockKind.PARAGRAPH, text))
        for mention, kind in line.codes():
            rung = rungs.get(text) or (Rung.CLAIMED if is_tag(line, mention) else None)
            if reason or kind is not MentionKind.SHOWN or not isinstance(rung, Rung):
                findings.leave(at, text, reason or (rung if isinstance(rung, str) else "") or REASONS[kind])
                continue
            rung = min(rung, Rung.PLANNED) if _TO_COME.match(commit.subject) else rung
            findings.claim(mention.code, piece, rung, at)
