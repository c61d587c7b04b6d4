"""Reads documents that are no tables, and folders of them, as trackers."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.kinds import MEDIA, kind_of
from ksbcheck.documents.mention import written
from ksbcheck.domain.citation import mentions
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import LeftOut, TrackedClaim, Tracker
from ksbcheck.inputs.blocks import ReadDocument, read_blocks
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import file_names
from ksbcheck.trackers.codes import BETWEEN, TEMPLATE, begins_with_code, codes_of_name, others_in
from ksbcheck.trackers.commits import is_log, read_log
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.forms import read_forms
from ksbcheck.trackers.headings import Role
from ksbcheck.trackers.labels import label_of, split_label
from ksbcheck.trackers.lines import lines_of, place_of
from ksbcheck.trackers.pieces import NamedPiece
from ksbcheck.trackers.records import front_matter, read_front_matter, read_json
from ksbcheck.trackers.sections import SectionReader
from ksbcheck.trackers.subject import REQUEST, Subject
from ksbcheck.trackers.tags import TagReader

_OWN = re.compile(
    r"(?i)About this report|Do these next|What to do next|Evidence that counts|Made by ksbcheck|Not checked"
    r"|bundled with ksbcheck|Portfolio report:|Why to see first"
)
"""What ksbcheck's own reports say."""
_SOMETHING_ELSE = re.compile(
    r"(?i)(?:academy|academies|school|trust|education|form|class|classroom|room|group|block|corridor|bus|bucket|unit|dog"
    r"|set|team|hall|floor|band|road|motorway)s?"
)
"""What makes a code before it the name of something else: `K12 academy`, `B1 form`."""


def is_own_report(document: ReadDocument) -> bool:
    """Return whether ksbcheck wrote a document as a report: what it says there is no claim."""
    return len({found.casefold() for block, _ in document.blocks for found in _OWN.findall(block.text)}) > 1


def read_prose(document: ReadDocument, standard: Standard, learner: str | None = None) -> Tracker:
    """Return what a document's lines, fields and front matter say; its tables are left to `table`."""
    findings = Findings(standard)
    if TEMPLATE.search(document.name):
        for block, spot in document.blocks:
            if any(mentions(written(block))):
                findings.leave(place_of(document, spot), written(block), "a template")
        return findings.tracker()
    if is_log(document):
        return findings.tracker(read_log(document, findings, learner))
    subject = Subject.of(document)
    for block, _ in document.blocks:
        if block.kind is BlockKind.CLAIM:
            subject = _read_front_matter(block.text, document, subject, findings)
    read_forms(document, findings)
    lines = list(lines_of(document))
    if lines and is_note_of_code(document):
        stem = PurePosixPath(document.name).stem
        name = Block(BlockKind.HEADING, stem)
        lines.insert(0, lines[0]._replace(text=stem, headings=(), is_heading=True, block=name))
    TagReader(subject, findings).read(SectionReader(subject, findings, learner).read(lines))
    return findings.tracker()


def is_note_of_code(document: ReadDocument) -> bool:
    """Return whether a document is the note of the KSB that its name begins with: it lists evidence."""
    stem = PurePosixPath(document.name).stem
    labels = (line.text if line.is_heading else split_label(line.text)[0] for line in lines_of(document))
    return begins_with_code(stem) and any(label_of(label) is Role.EVIDENCE for label in labels)


def _read_front_matter(text: str, document: ReadDocument, subject: Subject, findings: Findings) -> Subject:
    """Read front matter, and return the subject with its title."""
    try:
        record = front_matter(text, document.name)
    except InputError as error:
        findings.leave(f"{document.name}, front matter", text, f"cannot be read: {error}")
        return subject
    fallback = subject.title or PurePosixPath(document.name).name
    read_front_matter(record, document.name, fallback, findings, at=f"{document.name}, front matter")
    is_draft = subject.is_draft or str(record.get("draft", "")).casefold() == "true"
    return subject._replace(is_draft=is_draft, own_name=str(record.get("title") or ""))


def read_folder_of_documents(
    root: Path,
    documents: Outlines,
    standard: Standard,
    learner: str | None = None,
    read_tables: Callable[[ReadDocument], Tracker] = lambda _: Tracker(),
) -> Tracker:
    """Return what the documents of a folder say, and the codes in the names of its files.

    The tables of a document are read if it is a tracker: those in others are part of the evidence.

    Raises:
        OSError: a file can't be opened.
    """
    names = file_names(root / "?")
    found = [_read_json(root / name, standard, learner) for name in names if name.lower().endswith(".json")]
    prefix = f"{root.name}/" if REQUEST.fullmatch(root.name) else ""
    read = [read_blocks(root / name, documents)._replace(name=prefix + name) for name in names if kind_of(name)]
    # Where notes of KSBs are, the names of others say what they are about, and not what they show.
    notes = {PurePosixPath(document.name).parent for document in read if is_note_of_code(document)}
    for document in read:
        if is_own_report(document):
            found.append(Tracker(left_out=(LeftOut(document.name, "", "a report of ksbcheck"),)))
            continue
        tables = read_tables(document) if Subject.of(document).is_tracker else Tracker()
        found.append(_with_names(merged([tables, read_prose(document, standard, learner)]), document, standard, notes))
    return merged(found)


def _read_json(path: Path, standard: Standard, learner: str | None) -> Tracker:
    try:
        return read_json(path, standard, learner)
    except InputError as error:
        return Tracker(left_out=(LeftOut(path.name, path.name, f"cannot be read: {error}"),))


def _with_names(
    tracker: Tracker, document: ReadDocument, standard: Standard, notes: Collection[PurePosixPath]
) -> Tracker:
    """Return what a document says with the codes in its name, and why it can't be read if it should be."""
    findings, path, kind = Findings(standard), PurePosixPath(document.name), kind_of(document.name)
    if document.why_not and not document.blocks and kind and kind.noun not in MEDIA:
        findings.leave(document.name, document.name, document.why_not)
    if not TEMPLATE.search(document.name) and not (path.parent in notes and begins_with_code(path.stem)):
        read_name(path, tracker.claims, findings)
    return merged([tracker, findings.tracker()])


def read_name(path: PurePosixPath, said: Iterable[TrackedClaim], findings: Findings) -> None:
    """Propose the codes in a file's name and in those of its folders, unless it is `said` to show them."""
    known = {claim.code for claim in said if path.name in claim.files}
    for part in (*path.parts[:-1], path.stem):
        for code, other in _codes_in(part):
            if other:
                findings.leave(str(path), part, f"{code} may be something else: {other}")
            elif code not in known:
                findings.claim(code, NamedPiece(path.name, files=(str(path),)), Rung.SUGGESTED, str(path))


def _codes_in(name: str) -> Iterator[tuple[str, str]]:
    """Yield the codes in a name, and what each may be instead."""
    tokens = [token for token in BETWEEN.split(name) if token.strip("-\u2013\u2014")]
    others = others_in(" ".join(tokens))
    found = [codes_of_name(token) for token in tokens]
    alone = sum(map(bool, found)) == 1
    for at, codes in enumerate(found):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        is_other = alone and len(codes) == 1 and _SOMETHING_ELSE.fullmatch(following)
        for code in codes:
            yield code, " ".join(tokens[max(0, at - 1) : at + 2]) if is_other or code in others else ""


def merged(trackers: Sequence[Tracker]) -> Tracker:
    return Tracker(
        tuple(claim for tracker in trackers for claim in tracker.claims),
        tuple(left for tracker in trackers for left in tracker.left_out),
        tuple(guess for tracker in trackers for guess in tracker.guesses),
        tuple(dict.fromkeys(name for tracker in trackers for name in tracker.learners)),
        tuple(dict.fromkeys(remark for tracker in trackers for remark in tracker.remarks)),
    )
