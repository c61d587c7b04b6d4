"""The report on several portfolios, said once: how many need help, who first, which KSBs most lack, and a map of all.

Learners under different standards are never counted together: each standard has sections of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ksbcheck.domain.coverage import DutyStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, day_in_words, listed
from ksbcheck.engine.rows import Concern, Learner, Reason, Row, Standing, learners_of, worst_first
from ksbcheck.engine.summary import Group, Lacked
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Depth,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Line,
    Mark,
    Note,
    Part,
    Section,
    Stack,
    Table,
    Words,
)
from ksbcheck.reports import portfolio
from ksbcheck.reports.portfolio import SIGNS, met_of, rung_shown
from ksbcheck.reports.words import lack_words

T = TypeVar("T")
_STANDINGS = {
    # the words of each, its sign and its look in the bar
    Standing.THROUGH: ("through the gateway", "█", "v"),
    Standing.WORKING: ("working towards it", "▒", "c"),
    Standing.HELP: ("need help now", "·", "missing"),
}
_TAGS = {Standing.THROUGH: "through", Standing.WORKING: "working", Standing.HELP: "needs help"}
_FIGURES = ("Waiting", "Weeks", "Gateway")
_MOST_KSBS = 8
_MOST_NAMED, _MOST_TIED = 3, 10
_MANY = 0.7
"""The share of learners from which a figure below the map is loud."""


def documents(reports: Sequence[Report]) -> list[Document]:
    """Return the document of one portfolio; or of several, that on all, and that on each, the worst first."""
    each = map(portfolio.document, worst_first(reports))
    return list(each) if len(reports) == 1 else [document(reports), *each]


def document(reports: Sequence[Report], pages: Mapping[int, str] | None = None) -> Document:
    """Return the report on several portfolios; `pages` has the page of each learner by the number of the report."""
    learners = learners_of(reports)
    paths = {id(report): (pages or {}).get(number, "") for number, report in enumerate(reports)}
    named = zip(learners, names_of([each.row for each in learners]), strict=True)
    links = {id(each.report): Words(name, "", paths[id(each.report)]) for each, name in named}
    groups = list(_grouped(learners, lambda row: row.standard).values())
    sections = [
        _answer(learners),
        _first(learners, links),
        *_for_each(groups, lambda group, suffix: [_most_often(group, suffix)]),
        *_unread(learners, links),
        *_for_each(groups, lambda group, _: [_map(group, links), _duties(group)]),
        *_under_frameworks(learners, links),
        _about(reports),
    ]
    judgements = [each.report.judgement for each in learners if each.report.judgement]
    titles = list(dict.fromkeys(each.under.title for each in judgements))
    title = f"{listed(titles) if titles else 'Portfolios'}: {counted_noun(len(reports), 'learner')}"
    day = f", {day_in_words(judgements[0].today)}" if judgements else ""
    under = f": {listed(list(dict.fromkeys(each.under_what for each in judgements)))}" if judgements else ""
    return Document(
        title, tuple(sections), f"Report on knowledge, skills and behaviours (KSBs){under}{day}", f"{title}{day}"
    )


def names_of(rows: Sequence[Row]) -> list[str]:
    """Return the names of rows; equal ones with the folder of their path, or else the path, as well."""
    folders = [f"{row.name} ({Path(row.path).name})" for row in rows]
    one_name, one_folder = Counter(row.name for row in rows), Counter(folders)
    return [
        row.name if one_name[row.name] == 1 else folder if one_folder[folder] == 1 else f"{row.name} ({row.path})"
        for row, folder in zip(rows, folders, strict=True)
    ]


def headline(standings: Counter[Standing]) -> tuple[str | Words, ...]:
    """Return how many are through the gateway, need help, and are working towards it: together, all."""
    through, working, need = (standings[standing] for standing in Standing)
    return (
        f"{counted_noun(standings.total(), 'learner')}: {_number(through)} through the gateway, ",
        Words(f"{_number(need)} need{'s' if need == 1 else ''} help now", "strong bad" if need else "strong"),
        f", {working:,} working towards it" if working else "",
    )


def _number(number: int) -> str:
    return f"{number:,}" if number else "none"


def short_reasons(reasons: Iterable[Reason]) -> str:
    """Return why a learner should be seen first, in the fewest words."""
    return ", ".join(map(_short, reasons))


def _short(reason: Reason) -> str:
    match reason.concern:
        case Concern.UNREAD:
            return "can't be read"
        case Concern.MISTAKES:
            return counted_noun(reason.number, "mistake")
        case Concern.QUIET:
            return f"nothing {reason.number} weeks"
        case _:
            return reason.subject


def reasons(learner: Learner) -> str:
    """Return why a learner should be seen first; empty without a reason."""
    return "; ".join(_reason(each, learner.report) for each in learner.row.reasons)


def _reason(reason: Reason, report: Report) -> str:
    match reason.concern:
        case Concern.UNREAD:
            first = report.findings[0] if report.findings else None
            return f"the portfolio can't be read{f': {_place(first)}{_quoted(first.message)}' if first else ''}"
        case Concern.MISTAKES:
            return f"{counted_noun(reason.number, 'mistake')} in the portfolio"
        case Concern.QUIET:
            return f"no new evidence for {reason.number} weeks"
        case _:
            return f"{reason.subject} below the minimum"


def _quoted(words: str) -> str:
    """Return the words of a finding with quotation marks in place of backticks."""
    return re.sub("`([^`]*)`", "“\\1”", words)


def _place(finding: Finding) -> str:
    return f"line {finding.place.line}: " if finding.place else ""


def missing_words(learner: Learner) -> str:
    """Return how many required KSBs a learner lacks, of how many."""
    row = learner.row
    return f"{len(row.gaps)} of {len(row.under.required)}" if row.under and row.is_standard else "not known"


def _answer(learners: Sequence[Learner]) -> Section:
    counts = Counter(each.row.standing for each in learners)
    parts = tuple(Part(counts[standing], *_STANDINGS[standing]) for standing in Standing)
    return Section("", (Note((*headline(counts), ".")), Stack(parts)), "answer", Depth.FIRST)


def _first(learners: Sequence[Learner], links: Mapping[int, Words]) -> Section:
    listed_first = [each for each in learners if each.row.standing is Standing.HELP]
    columns = (
        Column("Learner", share=3),
        Column("Why", share=5),
        Column("KSBs missing", right=True, whole=True),
    )
    rows = tuple((links[id(each.report)], reasons(each), missing_words(each)) for each in listed_first)
    blocks: list[Block] = [Table(columns, rows)] if rows else [Note("Nobody is listed.")]
    blocks += [Note(Words(_rule(learners), "quiet")), *_most_unlisted(learners, links)]
    return Section("See these learners first", tuple(blocks), "first", Depth.FIRST)


def _rule(learners: Iterable[Learner]) -> str:
    """Return the rule by which learners are listed, with the weeks of their policies."""
    weeks = sorted({each.report.policy.quiet_weeks for each in learners})
    return (
        "Listed for problems, not for KSBs missing: the portfolio can't be read or has mistakes, nothing new has come "
        f"for {' or '.join(map(str, weeks))} weeks while KSBs are missing, or English or maths is below the minimum."
    )


def _most_unlisted(learners: Sequence[Learner], links: Mapping[int, Words]) -> Iterator[Note]:
    """Yield who lacks most KSBs of those not listed, and for whom most wait to be assessed."""
    others = [each for each in learners if each.row.standing is Standing.WORKING]
    yield from _most("Most missing, not listed", others, links, lambda each: len(each.row.gaps), missing_words)
    waiting = sorted(learners, key=lambda each: -(each.row.waiting or 0))
    yield from _most("Most KSBs waiting to be assessed", waiting, links, lambda each: each.row.waiting or 0)


def _most(
    title: str,
    learners: Iterable[Learner],
    links: Mapping[int, Words],
    number: Callable[[Learner], int],
    words: Callable[[Learner], str] | None = None,
) -> Iterator[Note]:
    """Yield the first learners with a number, and all with as many as the last of them."""
    some = [each for each in learners if number(each)]
    if not some:
        return
    least = number(some[min(_MOST_NAMED, len(some)) - 1])
    of_these = [each for each in some if number(each) >= least]
    shown = of_these if len(of_these) <= _MOST_TIED else of_these[:_MOST_NAMED]
    parts: list[str | Words] = [f"{title}: "]
    for each in shown:
        parts += [links[id(each.report)], f" {words(each) if words else number(each)}", ", "]
    more = len(of_these) - len(shown)
    yield Note((*parts[:-1], f", and {more} more with as many as the last." if more else "."))


def _for_each(
    groups: Sequence[Sequence[Learner]], sections: Callable[[Sequence[Learner], str], list[Section]]
) -> Iterator[Section]:
    """Yield sections for the learners of each standard; of several, with its name and a number in their ids."""
    for number, learners in enumerate(groups):
        standard = _standard(learners)
        of = f": {standard.title} ({standard.reference}, version {standard.version})" if len(groups) > 1 else ""
        suffix = f"-{number + 1}" if number else ""
        for section in sections(learners, suffix):
            yield section._replace(title=f"{section.title}{of}", id=f"{section.id}{suffix}")


def _grouped(learners: Iterable[Learner], key: Callable[[Row], T]) -> Mapping[T, Sequence[Learner]]:
    """Group the learners under standards."""
    groups: dict[T, list[Learner]] = {}
    for each in learners:
        if each.row.is_standard:
            groups.setdefault(key(each.row), []).append(each)
    return groups


def _group_of(learners: Iterable[Learner]) -> Group:
    group = Group()
    for each in learners:
        group.add(each.row)
    return group


def _standard(learners: Iterable[Learner]) -> Standard:
    return next(each.report.under_standard.standard for each in learners if each.report.under_standard)


def _most_often(learners: Sequence[Learner], suffix: str) -> Section:
    ranked = _group_of(learners).most_lacked
    standard = _standard(learners)
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("What it says", share=1),
        Column("Missing for", right=True, whole=True),
    )
    shown = ranked[:_MOST_KSBS]
    rows = tuple((each.code, standard.by_code[each.code].text, f"{each.by} of {each.of}") for each in shown)
    ids = tuple(f"ksb-{each.code.lower()}{suffix}" for each in shown)
    words = f"{_as_many(ranked)}Counted over the learners who need the KSB and whose portfolio could be read."
    blocks = (Table(columns, rows, ids=ids), Note(Words(words, "quiet"))) if rows else (Note("No KSB is missing."),)
    return Section("KSBs most often missing", blocks, "most", Depth.FIRST)


def _as_many(ranked: Sequence[Lacked]) -> str:
    """Return the KSBs that are not listed and missing for as many as the last one that is."""
    if len(ranked) <= _MOST_KSBS:
        return ""
    by = ranked[_MOST_KSBS - 1].by
    tied = [each.code for each in ranked[_MOST_KSBS:] if each.by == by]
    return f"{listed(in_ranges(tied))} {'is' if len(tied) == 1 else 'are'} missing for {by} as well. " if tied else ""


def _map(learners: Sequence[Learner], links: Mapping[int, Words]) -> Section:
    words = (
        "Waiting: to be assessed (claimed, and nobody has checked). Weeks: since the last evidence. "
        "Gateway: ✓ through, ✗ not yet. A number on black: missing for 7 in 10 of the option, or more."
    )
    groups = _grouped(learners, lambda row: row.under and row.under.option)
    in_order = (groups.get(option.id) for option in _standard(learners).options)
    maps = tuple(_heat_map(group, links) for group in in_order if group)
    return Section("Every learner, every KSB", (Note(Words(words, "quiet")), *maps), "map", Depth.MAIN)


def _heat_map(learners: Sequence[Learner], links: Mapping[int, Words]) -> HeatMap:
    judged = [each.report.under_standard for each in learners if each.report.under_standard]
    codes = tuple(ksb.code for ksb in judged[0].coverage.ksbs)
    lacked = _group_of(learners).lacked
    foot = tuple(Words(str(lacked[code]), "loud" if lacked[code] >= _MANY * len(learners) else "") for code in codes)
    words = {lack_words(each.report.policy) for each in learners}
    lack = words.pop() if len(words) == 1 else "not met"
    option = judged[0].option.title
    return HeatMap(
        f"{option}: {counted_noun(len(learners), 'learner')}",
        (lack.capitalize(), *_FIGURES),
        codes,
        tuple(_row(each, links[id(each.report)], codes) for each in learners),
        foot,
        tuple(dict.fromkeys(SIGNS.values())),
        f"{lack.capitalize()}, of {len(learners)}",
    )


def _row(learner: Learner, name: Line, codes: Sequence[str]) -> HeatRow:
    judged = learner.report.under_standard
    ksbs = {ksb.code: ksb for ksb in judged.coverage.ksbs} if judged else {}
    signs = tuple(SIGNS[rung_shown(ksbs[code])][0] if code in ksbs else "" for code in codes)
    weeks = "" if learner.row.weeks is None else str(learner.row.weeks)
    through = Mark.YES if learner.row.standing is Standing.THROUGH else Mark.NO
    figures = (str(len(learner.row.gaps)), str(learner.row.waiting or 0), weeks, str(through))
    tags = (
        _TAGS[learner.row.standing],
        learner.row.gaps and "KSBs missing",
        learner.row.waiting and "waiting to be assessed",
        judged and f"option: {judged.option.title}",
    )
    return HeatRow(name, figures, signs, tuple(tag for tag in tags if tag))


def _duties(learners: Sequence[Learner]) -> Section:
    """Return how many learners meet each duty."""
    columns = (
        Column("No.", right=True, whole=True, at_least=2),
        Column("Duty", share=6),
        Column("Met", share=3),
        *(Column(heading, right=True, whole=True) for heading in ("Partly", "Not", "Learners")),
    )
    judged = [each.report.under_standard for each in learners if each.report.under_standard]
    duties = sorted((duty for each in judged for duty in each.coverage.duties), key=lambda duty: duty.number)
    texts, rows = _standard(learners).by_number, []
    for number in dict.fromkeys(duty.number for duty in duties):
        of_it = [duty for duty in duties if duty.number == number]
        counts = Counter(duty.status for duty in of_it)
        known = not counts[DutyStatus.UNMAPPED]
        figures: tuple[Cell, ...] = tuple(counts[status] for status in (DutyStatus.PARTIAL, DutyStatus.MISSING))
        met: Cell = counts[DutyStatus.MET] if known else met_of(of_it[0])
        rows.append((str(number), texts[number].text, met, *(figures if known else ("", "")), len(of_it)))
    blocks = (Table(columns, tuple(rows)),) if rows else (Note("The source lists no duties."),)
    return Section("Duties, by how many learners meet them", blocks, "duties", Depth.REST)


def _under_frameworks(learners: Sequence[Learner], links: Mapping[int, Words]) -> Iterator[Section]:
    columns = (Column("Learner", share=3), Column("Framework", share=4), Column("Why to see first", share=4))
    rows = []
    for each in learners:
        framework = each.report.judgement.framework if each.report.judgement else None
        if framework:
            rows.append((links[id(each.report)], f"{framework.title} ({framework.id})", reasons(each) or "no reason"))
    if rows:
        note = Note("A framework defines no KSBs, so these learners are not in the map.")
        yield Section("Under a framework", (note, Table(columns, tuple(rows))), "frameworks", Depth.MAIN)


def _unread(learners: Sequence[Learner], links: Mapping[int, Words]) -> Iterator[Section]:
    columns = (Column("Portfolio", share=3), Column("What is wrong", share=5), Column("What to do", share=5))
    unread = [each.report for each in learners if each.report.judgement is None]
    rows = tuple((links[id(report)], *_first_finding(report)) for report in unread)
    if rows:
        title = f"Not in the map, because the portfolio can't be read: {len(unread)}"
        yield Section(title, (Table(columns, rows),), "unread", Depth.MAIN)


def _first_finding(report: Report) -> tuple[str, str]:
    """Return the first of the findings with its remedy, and how many others there are."""
    if not report.findings:
        return "", ""
    first, *others = report.findings
    more = f", and {counted_noun(len(others), 'more finding')}" if others else ""
    return f"{_place(first)}{_quoted(first.message)} ({first.rule}){more}", _quoted(first.help)


def _about(reports: Sequence[Report]) -> Section:
    counts = dict.fromkeys(
        f"what is {report.policy.rung} or higher, {counted_noun(report.policy.min_pieces, 'piece')} a KSB"
        for report in reports
    )
    sources = dict.fromkeys(each.judgement.under.source for each in reports if each.judgement)
    facts: list[tuple[str, Cell]] = [("Counts", "; ".join(counts))]
    for source in sources:
        facts += [("Source", source.document), ("Copyright", source.copyright)] if source else []
    return Section("About this report", (Facts(tuple(facts)),), "about", Depth.REST)
