"""Hover: the meaning of the word under the pointer."""

from collections.abc import Iterator

from lsprotocol import types
from pydantic import BaseModel

from ksbcheck.domain.coverage import KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.model import example_at, held_model
from ksbcheck.domain.names import written_codes
from ksbcheck.domain.scan import mentions_in
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Standard, belongs, owners
from ksbcheck.domain.text import counted_noun, first_few, listed, upper_first
from ksbcheck.lsp.checking import names_of_files
from ksbcheck.lsp.cursor import Cursor, cursor_at
from ksbcheck.lsp.known import Known
from ksbcheck.lsp.text import Buffer
from ksbcheck.output.markdown import plain
from ksbcheck.reports.words import verdict

RUNG_MEANINGS = {
    Rung.SUGGESTED: "A scan found it, and it is not confirmed. It never counts as evidence.",
    Rung.PLANNED: "The evidence is still to come. It never counts as evidence.",
    Rung.CLAIMED: "The learner says that the piece shows it. This is what a claim is without `status:`.",
    Rung.ASSESSED: "Another person has assessed it: `assessed:` with name and date makes it so, not `status:` alone.",
    Rung.VERIFIED: "A second person has verified the assessment: `verified:` with name and date makes it so.",
}
_OF_CLAIMS = (("evidence", "ksbs"), ("evidence", "claims", "ksb"))
_MAPPINGS = {
    DutyMapping.COMPLETE: "",
    DutyMapping.PARTIAL: " The source has lost a part of this mapping.",
    DutyMapping.NONE: "The source maps no KSBs to it.",
}


def hover(buffer: Buffer, known: Known, offset: int) -> types.Hover | None:
    """Return the meaning of the word at an offset, if it is known."""
    cursor = cursor_at(buffer.text, offset)
    if cursor is None or not cursor.word:
        return None
    lines = [*_meanings(cursor, known), *_readings(buffer, cursor, known, offset)]
    if not lines:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(lines))
    return types.Hover(content, buffer.range(cursor.start, cursor.end))


def _meanings(cursor: Cursor, known: Known) -> Iterator[str]:
    standard = known.standard
    if cursor.is_key:
        yield from _of_key(cursor, known)
        return
    match cursor.keys:
        case keys if standard and keys in _OF_CLAIMS:
            for code in filter(standard.by_code.__contains__, written_codes(cursor.word)):
                yield from about_code(standard.by_code[code], standard, known)
        case ("evidence", "duties") if standard and cursor.word.isdecimal():
            duty = standard.by_number.get(int(cursor.word[:9]))
            if duty:
                yield from about_duty(duty)
        case ("option",) if standard and (option := standard.option(cursor.word)):
            required = standard.requirements[option.id]
            yield f"**{plain(option.id)}**: {plain(option.title)}"
            duties = counted_noun(len(required.duties), "duty", "duties")
            yield f"{counted_noun(len(required.ksbs), 'required KSB')}, {duties}."
        case ("standard",) | ("version",) if standard:
            level = f"level {standard.level}" if standard.level else "level not stated"
            yield f"**{plain(standard.reference)}** {plain(standard.title)}, {level}, version {plain(standard.version)}"
            yield f"Its options are {listed(map(plain, standard.option_ids))}."
        case ("framework",) if known.framework:
            yield f"**{plain(known.framework.id)}** {plain(known.framework.title)}"
        case ("evidence", "claims", "status"):
            yield from (f"**{rung}**: {meaning}" for rung, meaning in RUNG_MEANINGS.items() if str(rung) == cursor.word)


def _readings(buffer: Buffer, cursor: Cursor, known: Known, offset: int) -> Iterator[str]:
    """Yield how the files of the piece around an offset name the code of a claim, as of the last check."""
    if known.files is None or buffer.document is None or cursor.keys not in _OF_CLAIMS or cursor.is_key:
        return
    piece = buffer.document.location_at(offset)[:2]
    for location, name in names_of_files(buffer.document.value):
        file = known.files.folder.find(name).file if location[:2] == piece else None
        if file and (file.outline or file.refused):
            places: dict[str, list[str]] = {}
            for mention in mentions_in(file, written_codes(cursor.word)):
                places.setdefault(mention.kind.value, []).append(plain(mention.place))
            kinds = "; ".join(f"{kind} {first_few(list(dict.fromkeys(at)))}" for kind, at in places.items())
            yield f"In {plain(name)}: {kinds or 'not named'}."


def about_code(ksb: Ksb, standard: Standard, known: Known) -> Iterator[str]:
    yield f"**{ksb.code}** ({_owner(ksb)}): {plain(ksb.text)}"
    yield from (f"- Duty {duty.number}: {plain(duty.text)}" for duty in standard.duties_mapped_to(ksb.code))
    if not standard.duties_mapped_to(ksb.code):
        yield "No duty is mapped to it in the source."
    if known.option and not belongs(ksb, known.option.id):
        yield f"It doesn't belong to the option {plain(known.option.id)} and does not count here."
    else:
        coverage = known.coverage().get(ksb.code)
        yield how_evidenced(coverage) if coverage else "Whether it is evidenced is not known: nothing was judged yet."


def how_evidenced(ksb: KsbCoverage) -> str:
    if ksb.status is KsbStatus.MET:
        return f"Met by {listed(map(plain, ksb.pieces))}; the highest rung is {ksb.highest_rung}."
    if ksb.status is KsbStatus.THIN:
        return f"Thin: only {listed(map(plain, ksb.pieces))} so far."
    if ksb.highest_rung:
        return f"A gap: only {ksb.highest_rung} so far."
    if ksb.not_counted:
        piece, why_not = map(plain, ksb.not_counted[0])
        return f"A gap: {piece} claims it, but does not count: {why_not}."
    return "A gap: it has no evidence."


def about_duty(duty: Duty) -> Iterator[str]:
    yield f"**Duty {duty.number}** ({_owner(duty)}): {plain(duty.text)}"
    yield f"Mapped: {listed(duty.ksbs)}.{_MAPPINGS[duty.mapping]}" if duty.ksbs else _MAPPINGS[DutyMapping.NONE]


def _owner(item: Ksb | Duty) -> str:
    return listed(map(plain, item.options)) if item.options else owners(item)


def _of_key(cursor: Cursor, known: Known) -> Iterator[str]:
    """Yield an example of a key; for `evidence` also the verdict, and what was not checked."""
    example = example_at(known.portfolio_model, (*cursor.keys, cursor.word))
    if example and model_at(known.portfolio_model, cursor.keys):
        yield f"As in `{cursor.word}: {example}`"
    report = known.report
    if (*cursor.keys, cursor.word) == ("evidence",) and report and report.judgement:
        if known.judgement:
            coverage = known.judgement.coverage
            counts = ", ".join(f"{coverage.met_at(rung)} {rung}" for rung in COUNTING_RUNGS)
            yield f"Of {counted_noun(len(coverage.ksbs), 'required KSB')}: {counts}."
        yield f"{upper_first(plain(verdict(report)))}."
        yield "Not checked:"
        yield "\n".join(f"- {plain(reason)}" for reason in report.judgement.not_checked_by_reason())


def model_at(model: type[BaseModel], keys: tuple[str, ...]) -> type[BaseModel] | None:
    for key in keys:
        held = held_model(model, key)
        if held is None:
            return None
        model = held
    return model
