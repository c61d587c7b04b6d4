"""The report of `migrate`: what carries over to another version of a standard, what to review, and what is gone."""

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.migration import Fate, Migration, MovedClaim, MovedDuty, MovedException, Proposal
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Ksb
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.output.document import Cell, Column, Document, Facts, Items, Lines, Note, Section, Table, Words
from ksbcheck.reports.check import ending
from ksbcheck.reports.standard_diff import LEGEND, marked_text

_FATES = {
    # fate of claims: what that means
    Fate.UNCHANGED: "carry over as they are",
    Fate.RENUMBERED: "carry over under a new code",
    Fate.REVIEW: "to review: the text has changed; planned until reviewed",
    Fate.GONE: "removed: the KSB no longer exists",
    Fate.UNKNOWN: "unchanged: neither version has the code",
}
_OF_THE_GATEWAY = {
    # field of a standard: what the gateway asks for by it
    "english_and_maths": "English and maths",
    "early_years": "the Early Years",
    "gateway": "declarations",
    "qualifications": "qualifications",
}
_BESIDE = {
    True: "{} lists gaps of the old version: record it again with `ksbcheck baseline --replace`.",
    False: "{} no longer fits once the manifest is written: seal the folder again.",
}
_LINE = re.compile("[^\n]*\n|[^\n]+")
"""A line as `patch` sees it. In Python, other characters end a line too."""
_NO_END = "\n\\ No newline at end of file\n"


def document(proposal: Proposal, files: tuple[str, str], *, written: bool) -> Document:
    """Return a migration; `files` are the names of the standards' files."""
    migration = proposal.migration
    sections = [Section("", (Facts(tuple(_facts(proposal, files))),))]
    if proposal.changed:
        sections += [*_claims(migration), *_rest(migration), *_list("Check these too", notes(proposal))]
    ended = ending(proposal.path, _verdict(proposal, written=written))
    return Document(f"Migration: {proposal.path}", (*sections, ended))


def diff(name: str, before: str, after: str) -> str:
    """Return a unified diff of a file, as `patch` and `git apply` take it; nothing if there is no difference."""
    behind = "\t" if " " in name else ""  # ends a name with a blank
    lines = unified_diff(_LINE.findall(before), _LINE.findall(after), f"a/{name}{behind}", f"b/{name}{behind}")
    return "".join(line if line.endswith("\n") else f"{line}{_NO_END}" for line in lines)


def _facts(proposal: Proposal, files: tuple[str, str]) -> Iterator[tuple[str, Cell]]:
    diff, option = proposal.migration.diff, proposal.migration.option
    yield "Portfolio", str(proposal.path)
    for side, standard, file in zip(("From", "To"), (diff.old, diff.new), files, strict=True):
        yield side, Lines((standard.full_name, Words(file, "quiet")))
    yield "Option", f"{option.id}: {option.title}"


def _claims(migration: Migration) -> Iterator[Section]:
    counts = {fate: len(migration.claims_that(fate)) for fate in Fate}
    rows = tuple((count, _FATES[fate]) for fate, count in counts.items() if count or fate is Fate.UNCHANGED)
    yield Section("Claims", (Table((Column(right=True, whole=True), Column()), rows),))
    for title, fate in (("To review", Fate.REVIEW), ("Removed", Fate.GONE), ("New codes", Fate.RENUMBERED)):
        if counts[fate]:
            yield Section(title, (_by_statement(migration.claims_that(fate)),))
    if counts[Fate.REVIEW]:
        yield Section("", (Note(), Note(Words(LEGEND, "quiet"))))


def _by_statement(claims: Iterable[MovedClaim]) -> Table:
    by_code: dict[str, list[MovedClaim]] = {}
    for claim in claims:
        by_code.setdefault(claim.code, []).append(claim)
    columns = (
        Column("Was", whole=True, look="strong"),
        Column("Is", whole=True, look="strong"),
        Column("Statement, and the pieces that claim it", share=1),
    )
    rows: list[tuple[Cell, ...]] = []
    for code, of_code in by_code.items():
        statement = of_code[0].statement
        text = marked_text(statement) if statement else "the old version has no such code"
        lines = Lines((text, *(Words(_claim(claim), "quiet") for claim in of_code)))
        rows.append((code, of_code[0].new_code or "-", lines))
    return Table(columns, tuple(rows))


def _claim(claim: MovedClaim) -> str:
    return ": ".join(filter(None, (claim.piece.id, ", ".join(_stated(claim)))))


def _stated(claim: MovedClaim) -> Iterator[str]:
    if claim.entry is None:
        return
    if claim.entry.where:
        yield claim.entry.where
    if claim.entry.status:
        yield str(claim.entry.status)
    for key, decisions in (("assessed", claim.entry.assessed), ("verified", claim.entry.verified)):
        for each in decisions:
            yield f"{key}{_signed(each)}"


def _signed(decision: Decision) -> str:
    what = ": not yet met" if decision.is_not_yet else ""
    by = f" by {decision.by}" if decision.by else ""
    return f"{by} on {decision.on}{what}" if decision.on else f"{by}{what}"


def _rest(migration: Migration) -> Iterator[Section]:
    duties: dict[str, list[str]] = {}
    for move in migration.duties:
        if _duty(move):
            duties.setdefault(_duty(move), []).append(move.piece.id)
    yield from _list("Duties that pieces name", (f"{said} ({', '.join(ids)})" for said, ids in duties.items()))
    moves = (move for move in migration.exceptions if move.fate not in (Fate.UNCHANGED, Fate.UNKNOWN))
    yield from _list("Exceptions", map(_exception, moves))
    yield from _statements("Newly required, and claimed by no piece", migration.newly_required)
    yield from _statements("Claimed, but no longer required", migration.no_longer_required)


def _list(title: str, lines: Iterable[str]) -> Iterator[Section]:
    items = tuple(lines)
    if items:
        yield Section(title, (Items(items),))


def _statements(title: str, ksbs: Iterable[Ksb]) -> Iterator[Section]:
    rows = tuple((ksb.code, ksb.text) for ksb in ksbs)
    if rows:
        yield Section(title, (Facts(rows),))


def _duty(move: MovedDuty) -> str:
    """Return what becomes of a duty that a piece names; nothing if it carries over."""
    match move.fate:
        case Fate.RENUMBERED:
            return f"duty {move.number} is duty {move.new_number} now"
        case Fate.REVIEW if move.number == move.new_number:
            return f"duty {move.number}: its text has changed"
        case Fate.REVIEW:
            return f"duty {move.number} is duty {move.new_number} now, and its text has changed"
        case Fate.GONE:
            return f"duty {move.number} is removed: it no longer exists"
    return ""


def _exception(move: MovedException) -> str:
    entry = move.entry
    about = ", ".join(filter(None, (entry.rule, entry.piece)))
    says = f"{entry.reason}, by {entry.by}, until {entry.until}"
    fates = {
        Fate.RENUMBERED: f"is for {move.new_code} now",
        Fate.REVIEW: "is removed: it was made for the old text",
        Fate.GONE: "is removed: the KSB no longer exists",
    }
    return f"{move.code}{f' ({about})' if about else ''} {fates[move.fate]} ({says})"


def _verdict(proposal: Proposal, *, written: bool) -> str:
    migration = proposal.migration
    new = migration.diff.new
    if not proposal.changed:
        return f"the portfolio is under {new.reference} version {new.version} already; nothing changes"
    exceptions = [move for move in migration.exceptions if move.fate in (Fate.REVIEW, Fate.GONE)]
    counts = {
        "to review": len(migration.claims_that(Fate.REVIEW)),
        "removed": len(migration.claims_that(Fate.GONE)),
    }
    told = [f"{counted_noun(count, 'claim')} {what}" for what, count in counts.items() if count]
    if exceptions:
        told.append(f"{counted_noun(len(exceptions), 'exception')} removed")
    duties = {move.number for move in migration.duties if move.fate in (Fate.REVIEW, Fate.GONE)}
    if duties:
        told.append(f"{counted_noun(len(duties), 'duty', 'duties')} changed or removed")
    if migration.newly_required:
        told.append(f"{counted_noun(len(migration.newly_required), 'KSB')} newly required and not claimed")
    what = listed(told) if told else "every claim carries over"
    end = "written" if written else "nothing is written; --write writes it"
    return f"{what}; {end}"


def notes(proposal: Proposal) -> tuple[str, ...]:
    return tuple(_notes(proposal, proposal.migration)) if proposal.changed else ()


def _notes(proposal: Proposal, migration: Migration) -> Iterator[str]:
    old, new = migration.option, migration.new_option
    if old.id != new.id:
        yield f"The option {old.id} is called {new.id} now; its title is the same."
    elif old.title != new.title:
        yield f"The option {old.id} has another title: {old.title} -> {new.title}. Is it still the learner's?"
    pieces = (claim.piece for claim in migration.claims_that(Fate.REVIEW))
    signed = dict.fromkeys(piece.id for piece in pieces if piece.assessed or piece.verified)
    if signed:
        yield (
            f"Signed as a whole: {first_few([*signed])}. These sign-offs were given on the old text: have the pieces "
            "signed again."
        )
    if migration.claims_that(Fate.RENUMBERED):
        yield (
            "Evidence may cite the old codes in its own text. It is checked for the new codes: a citation may be "
            "missing, or mean another KSB."
        )
    if migration.portfolio.fingerprint:
        yield "The fingerprint is renewed: the manifest is pinned to the new version."
    if migration.portfolio.policy:
        yield f"The policy {migration.portfolio.policy} may be for the old version, or name its codes: check it."
    yield from _about_the_gateway(migration)
    yield from _about_the_start(migration)
    for name in proposal.beside:
        yield _BESIDE[name == BASELINE_NAME].format(name)


def _about_the_gateway(migration: Migration) -> Iterator[str]:
    facts = [fact for fact in migration.diff.facts if fact.field in _OF_THE_GATEWAY]
    changed = [fact.field for fact in facts if fact.new]
    if changed:
        yield f"What the gateway asks for has changed: {listed(changed)}. See `ksbcheck standard diff`."
    unsaid = [_OF_THE_GATEWAY[fact.field] for fact in facts if not fact.new]
    if unsaid:
        yield (
            f"The file of version {migration.diff.new.version} says nothing of {listed(unsaid)}, so `ksbcheck "
            "gateway` can't check that. The standard may still ask for it: see its page, and add to the file what it "
            "says."
        )


def _about_the_start(migration: Migration) -> Iterator[str]:
    started, row = migration.portfolio.started, migration.diff.new.this_version
    if started and row and row.earliest_start and started < row.earliest_start:
        yield (
            f"The learner started on {started}, before version {row.version} could be started ({row.earliest_start}): "
            "KSB401 reports it. If the learner moved to it later, add an exception for KSB401 that says who agreed."
        )
