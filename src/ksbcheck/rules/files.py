"""Rules about the files of the folder (KSB601-614, KSB625-633, KSB638)."""

import re
from collections.abc import Iterator
from math import ceil

from ksbcheck.domain.finding import Finding, Hit, NotChecked
from ksbcheck.domain.folder import EvidenceFile, FindStatus, is_address, refused_by_windows
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.outline import Unread
from ksbcheck.domain.portfolio import Evidence, EvidenceType
from ksbcheck.domain.text import counted_noun, first_few
from ksbcheck.rules.case import Case, FolderCase, NamedFile
from ksbcheck.rules.rule import Stage, did_you_mean, rule

_MIB = 2**20
_HEIC = "Export it as JPEG or PDF. On an iPhone, choose Settings > Camera > Formats > Most Compatible."
_WORDS_A_KSB = 10
_SLIPS = 50
"""If more files than these are missing, similar names are not searched for: it would take long and help little."""


def _with_status(case: FolderCase, status: FindStatus) -> Iterator[NamedFile]:
    return (named_file for named_file in case.named_files if named_file.result.status is status)


@rule("KSB601", Severity.ERROR, Stage.FILES)
def file_missing(case: FolderCase) -> Iterator[Hit]:
    """A file that a piece names is not in the folder.

    Why it matters: a claim needs its evidence. An assessor can't check a file that isn't there.

    How to fix: put the file where the manifest says, or correct its name, which is a path from the manifest's folder.
    """
    missing = list(_with_status(case, FindStatus.MISSING))
    for piece, name, _, at in missing:
        meant = case.folder.nearest(name, case.claimed_files) if len(missing) <= _SLIPS else None
        remedy = did_you_mean(meant, "Add the file, or correct its name, which is a path from the portfolio's folder.")
        yield Hit(f"{piece.id}: {name!r} is not in the folder", remedy, at)
    for piece, name, result, at in case.named_files:
        if result.status is FindStatus.FOLDER:
            yield Hit(f"{piece.id}: {name!r} is a folder", "Name the files in the folder one by one.", at)
        elif result.status is FindStatus.NOT_A_FILE:
            yield Hit(f"{piece.id}: {name!r} is {result.meant}", "Name an ordinary file in the folder.", at)


@rule("KSB602", Severity.ERROR, Stage.FILES)
def file_spelt_otherwise(case: FolderCase) -> Iterator[Hit]:
    r"""A file's name is spelt differently in the folder.

    Why it matters: Windows and macOS take `Plan.PDF` and `plan.pdf` for the same, and Windows takes `\\` for `/`; most
    other systems don't, and there the file is missing.

    How to fix: write the name letter by letter as the file has it, with `/` between folders.
    """
    for piece, name, result, at in _with_status(case, FindStatus.SPELT_OTHERWISE):
        message = f"{piece.id}: {name!r} is spelt {result.meant!r} in the folder; many systems will not find it"
        yield Hit(message, f"Write {result.meant}", at)


@rule("KSB603", Severity.ERROR, Stage.FILES)
def file_empty(case: FolderCase) -> Iterator[Hit]:
    """A file that a piece names is empty.

    Why it matters: an empty file shows nothing. The content may have been lost when the file was copied or saved.

    How to fix: replace it by the real file.
    """
    for name in case.claimed_files:
        file = case.folder.files[name]
        if not file.size and file.unread is None:
            yield _about(case, name, "is empty", "Replace it by the real file.")


@rule("KSB604", Severity.WARNING, Stage.FILES)
def file_unclaimed(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A file of the folder belongs to no piece of evidence.

    Why it matters: the file supports no KSB. Either a piece should name it, or it need not be handed in. It may hold
    personal data.

    How to fix: name the file under a piece's `files:`, or remove it from the folder.
    """
    unclaimed = case.folder.unclaimed(case.claimed_files)
    hidden = [name for name in unclaimed if _is_hidden(name)]
    if hidden:
        yield NotChecked(f"hidden files that no piece names: {first_few(hidden)}")
    if case.folder.not_listed:
        reasons = [f"{name} ({reason})" for name, reason in case.folder.not_listed.items()]
        yield NotChecked(f"folders that were not read: {first_few(reasons)}")
    remedy = "Name the file under `files:`, or remove it from the folder."
    for name in unclaimed:
        if not _is_hidden(name):
            yield Hit("no piece of evidence names this file", remedy, file=name)


def _is_hidden(name: str) -> bool:
    return any(step.startswith(".") for step in name.split("/"))


@rule("KSB605", Severity.ERROR, Stage.FILES)
def file_outside(case: FolderCase) -> Iterator[Hit]:
    """A name leads out of the portfolio's folder.

    Why it matters: a file outside the folder isn't part of the portfolio, and won't be there on another machine.
    ksbcheck never opens such files (`..`, absolute paths, links that leave the folder).

    How to fix: put the file into the folder, and name it from there.
    """
    for piece, name, result, at in _with_status(case, FindStatus.OUTSIDE):
        how = " by a link" if result.meant else ""
        message = f"{piece.id}: {name!r} leads out of the portfolio's folder{how}, and was not opened"
        yield Hit(message, "Put the file into the folder, and correct its name.", at)


@rule("KSB606", Severity.WARNING, Stage.FILES)
def same_content_twice(case: FolderCase) -> Iterator[Hit]:
    """Two files have the same content.

    Why it matters: one piece of work under two names looks like two. Copies also drift apart.

    How to fix: keep one of them, and name it wherever it is needed.
    """
    first: dict[str, str] = {}
    for name, file in sorted(case.folder.files.items()):
        if file.sha256 and file.size:
            if file.sha256 in first:
                yield _about(case, name, f"has the same content as {first[file.sha256]!r}", "Keep one of the two.")
            first.setdefault(file.sha256, name)


def _about(case: FolderCase, name: str, what: str, remedy: str) -> Hit:
    """Return a hit about a file's content or name; its location is that of the first piece that names the file."""
    by = case.claimed_files.get(name)
    if by is None:
        return Hit(f"the file {what}", remedy, file=name)
    return Hit(f"{by.piece.id}: {name!r} {what}", remedy, by.at, file=name)


def _unread(case: FolderCase, why: Unread) -> Iterator[EvidenceFile]:
    return (file for name in case.claimed_files if (file := case.folder.files[name]).unread is why)


def _about_unread(case: FolderCase, why: Unread, what: str, remedy: str) -> Iterator[Hit]:
    for file in _unread(case, why):
        yield _about(case, file.name, f"{what}: {file.reason}", remedy)


@rule("KSB607", Severity.ERROR, Stage.FILES)
def password_protected(case: FolderCase) -> Iterator[Hit]:
    """A document is protected by a password.

    Why it matters: the assessor can't open it, and nor can ksbcheck.

    How to fix: save it without a password, and hand over the whole folder in a protected way instead.
    """
    return _about_unread(case, Unread.PASSWORD, "can't be opened", "Save it without a password.")


@rule("KSB608", Severity.ERROR, Stage.FILES)
def unreadable(case: FolderCase) -> Iterator[Hit]:
    """A document can't be read.

    Why it matters: a damaged file shows nothing, and may even be harmful. The rest of the folder was checked.

    How to fix: open the file and save it again, or export it again from its source.
    """
    return _about_unread(
        case, Unread.UNREADABLE, "can't be read", "Open the file and save it again, or export it again."
    )


@rule("KSB625", Severity.WARNING, Stage.FILES)
def beyond_what_is_read(case: FolderCase) -> Iterator[Hit]:
    """A document is too large for ksbcheck to read.

    Why it matters: its places and the codes it cites were not checked. It is also a lot for an assessor to read, and a
    harmful file can look the same.

    How to fix: hand in the part that shows the KSBs, or check the claims on it by hand.
    """
    return _about_unread(case, Unread.BEYOND, "was not read", "Hand in the part that shows the KSBs.")


@rule("KSB609", Severity.ERROR, Stage.FILES)
def disguised(case: FolderCase) -> Iterator[Hit]:
    """A file's content is not what its name says.

    Why it matters: the file won't open for the assessor, and a program named like a document is dangerous.

    How to fix: save the file in the format that its name says, or correct the ending of the name.
    """
    return _about_unread(case, Unread.DISGUISED, "is not what its name says", "Save it in the format of its ending.")


@rule("KSB610", Severity.WARNING, Stage.FILES)
def special_software(case: FolderCase) -> Iterator[Hit]:
    """A file needs special software.

    Why it matters: the assessor may not be able to open it.

    How to fix: export it as PDF or another common format. For photographs of an iPhone, choose Settings > Camera >
    Formats > Most Compatible.
    """
    for file in _unread(case, Unread.SPECIAL_SOFTWARE):
        remedy = _HEIC if "HEIC" in file.reason else "Export it as PDF or another common format."
        yield _about(case, file.name, f"may not open for the assessor: {file.reason}", remedy)


@rule("KSB611", Severity.WARNING, Stage.FILES)
def file_too_large(case: FolderCase) -> Iterator[Hit]:
    """A file is larger than the policy allows.

    Why it matters: many systems for handing in portfolios refuse large files.

    How to fix: make pictures or films smaller, or set your own limit with `--max-file-size`.
    """
    most = case.case.policy.max_file_mib
    for name, file in case.folder.files.items():
        if file.size > most * _MIB:
            what = f"has {ceil(file.size / _MIB * 10) / 10:,} MiB; the limit is {most:,} MiB"
            yield _about(case, name, what, "Make the file smaller, or set the limit with --max-file-size.")


@rule("KSB612", Severity.WARNING, Stage.FILES)
def too_many_files(case: FolderCase) -> Iterator[Hit]:
    """The folder has more files than the policy allows.

    Why it matters: an assessor wants just enough evidence, and this may be the wrong folder.

    How to fix: remove files that no KSB needs, or set your own limit with `--max-files`.
    """
    most = case.case.policy.max_files
    if len(case.folder.files) > most:
        message = f"the folder has {len(case.folder.files):,} files; the limit is {most:,}"
        yield Hit(message, "Remove files that no KSB needs, or set the limit with --max-files.")


@rule("KSB613", Severity.NOTE, Stage.FILES)
def litter(case: FolderCase) -> Iterator[Hit]:
    """The folder has files left behind by systems and programs.

    Why it matters: they are not evidence and were ignored. A `~$` file shows that a document was still open.

    How to fix: close all documents, and delete these files.
    """
    if case.folder.litter:
        yield Hit(f"files left behind by systems were ignored: {first_few(case.folder.litter)}", "Delete them.")


@rule("KSB614", Severity.WARNING, Stage.FILES)
def extra_missing(case: FolderCase) -> Iterator[Hit]:
    """Documents were not read, because an extra of ksbcheck is not installed.

    Why it matters: unread documents were not checked: neither their places, nor the codes they cite, nor whether they
    open.

    How to fix: install the extra that the message names.
    """
    names = [file.name for file in _unread(case, Unread.NEEDS_EXTRA)]
    if names:
        message = f"not read without the extra 'documents': {first_few(names)}"
        yield Hit(message, "Install it: pip install 'ksbcheck[documents]'")


@rule("KSB626", Severity.ERROR, Stage.FILES)
def blank(case: FolderCase) -> Iterator[Hit]:
    """A file holds nothing.

    Why it matters: a blank page, a template that was not filled in, a picture of one colour or a silent recording of no
    length shows no KSB. A claim does not count because of it.

    How to fix: put the real file in its place, or remove it from the piece.
    """
    return _about_unread(case, Unread.BLANK, "is blank", "Replace it by the real file.")


@rule("KSB627", Severity.ERROR, Stage.FILES)
def link_alone(case: FolderCase) -> Iterator[Hit]:
    """A file holds only a link.

    Why it matters: the work is somewhere else, where it may change or where the assessor may have no access.

    How to fix: put the work itself into the folder. State an address that anyone can open under `url:` of the piece.
    """
    return _about_unread(
        case, Unread.LINK, "shows no work", "Put the work itself into the folder, or state the address under `url:`."
    )


@rule("KSB628", Severity.ERROR, Stage.FILES)
def listing_alone(case: FolderCase) -> Iterator[Hit]:
    """A file holds only the standard's own statements, or a list of its codes.

    Why it matters: the standard says what to show, and a list says that it was shown. Neither shows it.

    How to fix: hand in the work that the list points to, or say in your own words what you did.
    """
    return _about_unread(case, Unread.LISTING, "shows no work", "Hand in the work itself, or describe what you did.")


@rule("KSB629", Severity.ERROR, Stage.FILES)
def unknown_kind(case: FolderCase) -> Iterator[Hit]:
    """A file is of an unknown kind.

    Why it matters: nothing shows that the assessor can open it.

    How to fix: export it as PDF or another common format, and give its name the right ending.
    """
    return _about_unread(
        case, Unread.UNKNOWN_KIND, "is of an unknown kind", "Export it as PDF or another common format."
    )


@rule("KSB630", Severity.ERROR, Stage.FILES)
def archive(case: FolderCase) -> Iterator[Hit]:
    """A file is an archive.

    Why it matters: the files in it were not checked, and claims can't say where in them to look.

    How to fix: unpack it, and name its files one by one.
    """
    for file in _unread(case, Unread.ARCHIVE):
        yield _about(case, file.name, "is an archive", "Unpack it, and name its files one by one.")


@rule("KSB631", Severity.ERROR, Stage.PORTFOLIO)
def address_as_file(case: Case) -> Iterator[Hit]:
    """A web address is named as a file.

    Why it matters: ksbcheck never opens addresses, and what is there may change.

    How to fix: put the file into the folder and name it, or state the address under `url:` of the piece.
    """
    for index, piece in enumerate(case.portfolio.evidence):
        for at, name in enumerate(piece.files):
            if is_address(name):
                message = f"{piece.id}: {name!r} is an address, not a file in the folder"
                remedy = "Write it under `url:`, or put the file itself into the folder."
                yield Hit(message, remedy, ("evidence", index, "files", at))


@rule("KSB632", Severity.WARNING, Stage.FILES)
def name_not_portable(case: FolderCase) -> Iterator[Hit]:
    """Windows can't store a file or folder of this name.

    Why it matters: the folder can't be copied or unpacked in full on a machine with Windows.

    How to fix: rename it. Use letters, digits, hyphens and blanks, and don't begin or end a name with a blank or dot.
    """
    for name, reason in refused_by_windows((*case.folder.files, *sorted(case.folder.folders))):
        yield _about(case, name, f"can't be stored by Windows: {reason}", "Rename it.")


@rule("KSB633", Severity.WARNING, Stage.FILES)
def few_words(case: FolderCase) -> Iterator[Hit]:
    """The documents of a piece have few words for the KSBs that it claims.

    Why it matters: fewer than ten words for each KSB seldom show it, and the piece has no picture, sound or film.

    How to fix: say for each KSB what you did, or claim fewer.
    """
    claimed: dict[int, set[str]] = {}
    for trace in case.traces:
        if trace.claim.rung >= Rung.CLAIMED:
            claimed.setdefault(trace.claim.piece_index, set()).add(trace.claim.code)
    for index, codes in claimed.items():
        piece = case.case.portfolio.evidence[index]
        words = _count_words(case, piece)
        if words is not None and words < _WORDS_A_KSB * len(codes):
            counted = counted_noun(words, "word or number", "words and numbers")
            message = f"{piece.id}: its documents have {counted} for {counted_noun(len(codes), 'KSB')}"
            yield Hit(message, "Say for each KSB what you did, or claim fewer.", ("evidence", index))


def _count_words(case: FolderCase, piece: Evidence) -> int | None:
    """Return the number of words and numbers of a piece; None if it shows more, or has files that were not read."""
    files = {result.file.name: result.file for result in map(case.folder.find, piece.files) if result.file}
    outlines = [file.outline for file in files.values() if file.outline]
    has_more = any(outline.pictures or outline.without_text or outline.shows for outline in outlines)
    return None if has_more or not files or len(outlines) < len(files) else sum(o.words + o.numbers for o in outlines)


@rule("KSB638", Severity.WARNING, Stage.INPUT)
def shared_with_another_learner(piece: str) -> tuple[str, str]:
    """The portfolio of another learner in the same run holds the same document.

    Why it matters: a learner's evidence is the learner's own work. A policy, a certificate, a witness statement, or the
    work of a group with the learner's `contribution:` may honestly be the same; for these it is a note.

    How to fix: find out whose work it is. For the work of a group, state the learner's own part as `contribution:`.
    """
    message = f"{piece}: another learner's portfolio in this run holds the same document"
    return message, "Find out whose work it is. For the work of a group, state `contribution:` on the piece."


_OFTEN_SHARED = (EvidenceType.CERTIFICATE, EvidenceType.WITNESS_TESTIMONY)
_SHARED_WORDS = re.compile(r"polic(?:y|ies)|procedures?|certificates?|handbook|template", re.IGNORECASE)


def shared_work(piece: Evidence, name: str) -> Finding:
    """Return the finding about a file that another learner's portfolio holds too: a note if that is often honest."""
    often = piece.contribution or piece.type in _OFTEN_SHARED or _SHARED_WORDS.search(f"{piece.title} {name}")
    finding = shared_with_another_learner.finding(Hit(*shared_with_another_learner.words(piece.id), file=name))
    return finding.of_severity(Severity.NOTE) if often else finding
