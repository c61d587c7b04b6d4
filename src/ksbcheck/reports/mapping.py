"""The mapping of KSBs to evidence, as assessment organisations ask for it. `ksbcheck import` reads it back."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.mapping import FILES, FORMAT, NOT_YET, Heading
from ksbcheck.domain.names import natural
from ksbcheck.domain.report import Report
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.text import listed
from ksbcheck.output.document import Cell, Column, Document, Facts, Items, Section, Table, ToFill, Words
from ksbcheck.reports.words import learner_name, verdict, who_and_what

COLUMNS = (
    Column(Heading.KSB, width=15),
    Column(Heading.STATEMENT, width=50),
    Column(Heading.PIECE, width=11),
    Column(Heading.EVIDENCE, share=3),
    Column(Heading.WHERE, share=2),
    Column(Heading.DATE, width=13),
    Column(Heading.FILES, share=2),
    Column(Heading.STATUS, width=13, to_fill=ToFill(choices=(*map(str, Rung), NOT_YET))),
    Column(Heading.ASSESSOR, width=16, to_fill=ToFill()),
    Column(Heading.ASSESSED_ON, width=13, to_fill=ToFill(is_day=True)),
    Column(Heading.FEEDBACK, width=30, to_fill=ToFill()),
    Column(Heading.VERIFIER, width=16, to_fill=ToFill()),
    Column(Heading.VERIFIED_ON, width=13, to_fill=ToFill(is_day=True)),
    Column(Heading.VERIFIER_FEEDBACK, width=24, to_fill=ToFill()),
    Column(Heading.COUNTS_AS, share=2),
)
_NOT_PRINTED = (Heading.PIECE, Heading.DATE, Heading.FILES)
_PRINTED_IF_FILLED = (Heading.VERIFIER_FEEDBACK,)
HOW_TO_FILL_IN = Section(
    "How to fill in",
    (
        Items(
            (
                "Each row is one claim: a piece of evidence against a KSB. A KSB without evidence has an empty row.",
                "To decide, choose the status assessed or not yet met, and write your name, the day and your feedback.",
                "Internal quality assurance chooses verified or not yet met, and writes its name and day under IQA.",
                "The other cells are locked, so that every decision stays with its claim.",
                "Save the file and hand it back: `ksbcheck import FILE --to FOLDER` takes the decisions over.",
            ),
            numbered=True,
        ),
    ),
)
"""What a spreadsheet says on its second sheet."""


class _Round(NamedTuple):
    """An assessment of a claim, and the verification that confirms it; or one of the two."""

    assessed: Decision | None = None
    verified: Decision | None = None

    def takes(self, verified: Decision) -> bool:
        """Return whether a verification confirms this assessment. One that refuses has a row to itself."""
        is_open = self.assessed is not None and not self.assessed.is_not_yet and self.verified is None
        return is_open and not verified.is_not_yet

    def status(self, claim: Claim) -> str:
        """Return what the manifest states, whether it counts or not."""
        if claim.entry and claim.entry.status and claim.entry.is_planned:
            return str(claim.entry.status)
        if any(each and each.is_not_yet for each in self):
            return NOT_YET
        signed = [
            rung for rung, each in zip((Rung.ASSESSED, Rung.VERIFIED), self, strict=True) if each and each.complete
        ]
        return str(max(signed, default=Rung.CLAIMED))


def document(report: Report, judged: Judgement, *, for_print: bool = False) -> Document:
    """Return the mapping: a row for each claim and round of decisions, and for each required KSB without a claim.

    `for_print` leaves out the columns that only an import needs.
    """
    table = Table(COLUMNS, tuple(_rows(judged)))
    blocks = (Facts(tuple(_facts(report, judged))), _printed(table) if for_print else table)
    who = who_and_what(judged)
    return Document(f"Evidence mapping: {learner_name(judged)}", (Section("Mapping", blocks),), who, who)


def _facts(report: Report, judged: Judgement) -> Iterator[tuple[str, Cell]]:
    yield "Learner", learner_name(judged)
    yield "Standard", f"{judged.standard.reference} {judged.standard.title}, version {judged.standard.version}"
    yield "Option", f"{judged.option.title} ({judged.option.id})"
    yield "As of", judged.today
    yield "Outcome", verdict(report)
    if idle := [piece.id for piece in judged.portfolio.evidence if not piece.codes and not piece.claims]:
        yield "Without claims", listed(idle)
    yield "Portfolio", f"{report.path} ({FORMAT})"


def _printed(table: Table) -> Table:
    kept = [
        at
        for at, column in enumerate(table.columns)
        if column.heading not in _NOT_PRINTED
        and (column.heading not in _PRINTED_IF_FILLED or any(row[at] for row in table.rows))
    ]
    rows = tuple(tuple(row[at] for at in kept) for row in table.rows)
    return Table(tuple(table.columns[at] for at in kept), rows)


def _rows(judged: Judgement) -> Iterator[tuple[Cell, ...]]:
    claims = judged.claims_by_code()
    required = [ksb.code for ksb in judged.coverage.ksbs]
    for code in (*required, *sorted(claims.keys() - set(required), key=natural)):
        known = judged.standard.by_code.get(code)
        statement = known.text if known else ""
        for claim in claims.get(code, ()):
            yield from ((code, statement, *cells) for cells in _claim(claim, is_required=code in required))
        if code not in claims:
            yield (code, statement, *("" for _ in COLUMNS[2:-1]), Words("missing", "bad"))


def _claim(claim: Claim, *, is_required: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each round of decisions; the last says as what the claim counts."""
    piece = claim.piece
    fixed = (
        piece.id,
        f"{piece.id} {piece.name}".strip(),
        claim.where or "",
        piece.date or "",
        FILES.join(piece.files),
    )
    *earlier, last = _rounds(claim)
    for each in earlier:
        yield (*fixed, each.status(claim), *_signatures(each), "")
    effect = claim.standing if is_required else "not required"
    why = f": {claim.why_not}" if claim.why_not and is_required else ""
    yield (*fixed, last.status(claim), *_signatures(last), Words(f"{effect}{why}", "" if claim.counts else "bad"))


def _signatures(each: _Round) -> Iterator[Cell]:
    for decision in each:
        yield from (decision.by or "", decision.on or "", decision.feedback or "") if decision else ("", "", "")


def _rounds(claim: Claim) -> Sequence[_Round]:
    """Return the rounds of decisions on a claim, oldest first; an empty one without any."""
    entry, piece = claim.entry, claim.piece
    is_planned = entry is not None and entry.is_planned
    own = (entry.assessed, entry.verified) if entry else ((), ())
    whole = ((), ()) if is_planned else (piece.assessed, piece.verified)
    assessed = _applying(own[0], whole[0], claim.assessed)
    verified = _applying(own[1], whole[1], claim.verified)
    rounds: list[_Round] = []
    dated = [(each, False) for each in assessed] + [(each, True) for each in verified]
    for decision, is_second in sorted(dated, key=lambda each: each[0].on or date.max):
        if not is_second:
            rounds.append(_Round(decision))
        elif rounds and rounds[-1].takes(decision):
            rounds[-1] = rounds[-1]._replace(verified=decision)
        else:
            rounds.append(_Round(verified=decision))
    return rounds or [_Round()]


def _applying(own: Sequence[Decision], whole: Sequence[Decision], applies: Decision | None) -> Iterable[Decision]:
    """Return a claim's own decisions, or else its piece's; with one of the piece that overrides its own."""
    if own and applies and applies in whole and applies not in own:
        return [*own, applies]
    return own or whole
