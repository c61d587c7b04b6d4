"""The report on several portfolios, said once: how many need help, who first, which KSBs most lack, and a map of all.

Learners under different standards are never counted together: each standard has sections of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.names import code_order, in_ranges
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, day_in_words, listed
from ksbcheck.engine.rows import Concern, Reason, Row, Standing, row_of, worst_first
from ksbcheck.engine.summary import Group, Lacked, Summary
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
from ksbcheck.reports.portfolio import KEY_OF_SIGNS, why_unmapped
from ksbcheck.reports.words import lack_words

Unders = Mapping[tuple[str, str], Standard | Framework]
"""What portfolios are judged under, by reference and version."""
_Links = Mapping[int, Words]
_STANDINGS = {
    # the words of each, its sign and its look in the bar
    Standing.THROUGH: ("through the gateway", "█", "v"),
    Standing.WORKING: ("working towards it", "▒", "c"),
    Standing.HELP: ("need help now", "·", "missing"),
}
_REASONS = {
    # in the fewest words, and in a sentence
    Concern.UNREAD: ("can't be read", "the portfolio can't be read"),
    Concern.MISTAKES: ("{mistakes}", "{mistakes} in the portfolio"),
    Concern.QUIET: ("nothing {weeks} weeks", "no new evidence for {weeks} weeks"),
    Concern.BELOW: ("{subject}", "{subject} below the minimum"),
}
_NOT_AT_HAND = "not at hand"
_MOST_KSBS = 8
_MOST_NAMED, _MOST_TIED, _MOST_NAMES = 3, 10, 10
_MANY = 0.7
"""The share of learners from which a figure below the map is loud."""


def documents(reports: Sequence[Report]) -> list[Document]:
    """Return the document of one portfolio; or of several, that on all, and that on each, the worst first."""
    return [document(reports), *(map(portfolio.document, worst_first(reports)) if len(reports) > 1 else ())]


def document(reports: Sequence[Report], pages: Mapping[int, str] | None = None) -> Document:
    """Return the report on one portfolio or several; `pages` has the page of each learner by the report's number."""
    if len(reports) == 1:
        return portfolio.document(reports[0])
    summary, to, unders = Summary(most=len(reports)), dict[int, str](), dict[tuple[str, str], Standard | Framework]()
    for number, report in enumerate(reports):
        row = row_of(report)
        summary.add(row)
        to[id(row)] = (pages or {}).get(number, "")
        if report.judgement:
            unders.setdefault(row.standard, report.judgement.under)
    return page(summary, unders, to)


def page(
    summary: Summary, unders: Unders, to: Mapping[int, str] | None = None, beside: Iterable[Section] = ()
) -> Document:
    """Return the report on a cohort, with the rows that its summary keeps.

    `to` has the page of each learner by the identity of the row, `beside` are sections on what else was found.
    """
    rows = summary.rows
    named = zip(rows, names_of(rows), strict=True)
    links = {id(row): Words(name, "", (to or {}).get(id(row), "")) for row, name in named}
    sections = [
        _answer(summary, len(rows)),
        _first(summary, links, rows),
        *_for_each(summary, unders, _most_often),
        *beside,
        *_unread(summary, links),
        *_for_each(summary, unders, partial(_in_full, summary, links)),
        *_under_frameworks(rows, links),
        _about(summary, unders),
    ]
    titles = [*dict.fromkeys(each.title for each in unders.values())]
    title = f"{few(titles, len(titles)) if titles else 'Portfolios'}: {counted_noun(summary.all.total, 'learner')}"
    day = f", {day_in_words(summary.day)}" if summary.day else ""
    under = f": {few(summary.under_what, len(summary.under_what))}" if summary.unders else ""
    return Document(
        title, tuple(sections), f"Report on knowledge, skills and behaviours (KSBs){under}{day}", f"{title}{day}"
    )


def few(names: Sequence[str], total: int, whole: str = "") -> str:
    """Return the first of some names, and how many others there are, which `whole` shows."""
    more = total - _MOST_NAMES
    return f"{', '.join(names[:_MOST_NAMES])} and {more:,} more{whole and f' ({whole})'}" if more > 1 else listed(names)


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
    return ", ".join(_in_words(each, 0) for each in reasons)


def reasons(row: Row) -> str:
    """Return why a learner should be seen first; empty without a reason."""
    words = "; ".join(_in_words(each, 1) for each in row.reasons)
    return f"{words}: {_place(row.error)}{_quoted(row.error.message)}" if row.error else words


def _in_words(reason: Reason, form: int) -> str:
    mistakes = counted_noun(reason.number, "mistake")
    return _REASONS[reason.concern][form].format(mistakes=mistakes, weeks=reason.number, subject=reason.subject)


def _quoted(words: str) -> str:
    """Return the words of a finding with quotation marks in place of backticks."""
    return re.sub("`([^`]*)`", "“\\1”", words)


def _place(finding: Finding) -> str:
    return f"line {finding.place.line}: " if finding.place else ""


def _missing(row: Row) -> str:
    """Return how many required KSBs a learner lacks, of how many."""
    return f"{len(row.gaps)} of {len(row.under.required)}" if row.under and row.is_standard else "not known"


def _answer(summary: Summary, shown: int) -> Section:
    counts, total = summary.all.standings, summary.all.total
    parts = tuple(Part(counts[standing], *_STANDINGS[standing]) for standing in Standing)
    words = (
        f"The lists and maps name {shown:,} of {total:,} learners: who needs help, and then who has most KSBs missing. "
        "All other numbers count every learner."
    )
    notes = (Note(Words(words, "strong")),) if shown < total else ()
    return Section("", (Note((*headline(counts), ".")), Stack(parts), *notes), "answer", Depth.FIRST)


def _first(summary: Summary, links: _Links, rows: Sequence[Row]) -> Section:
    columns = (
        Column("Learner", share=3),
        Column("Why", share=5),
        Column("KSBs missing", right=True, whole=True),
    )
    help = (row for row in summary.first if row.standing is Standing.HELP)
    cells = tuple((links[id(row)], reasons(row), _missing(row)) for row in help)
    blocks: list[Block] = [Table(columns, cells)] if cells else [Note("Nobody is listed.")]
    most = _most_unlisted(rows, links) if len(rows) == summary.all.total else ()
    return Section(
        "See these learners first", (*blocks, Note(Words(_rule(summary.all), "quiet")), *most), "first", Depth.FIRST
    )


def _rule(group: Group) -> str:
    """Return the rule by which learners are listed, with the weeks of their policies."""
    weeks = " or ".join(map(str, sorted({each.quiet_weeks for each in group.asked})))
    quiet = f", nothing new has come for {weeks} weeks while KSBs are missing" if weeks else ""
    return (
        f"Listed for problems, not for KSBs missing: the portfolio can't be read or has mistakes{quiet}, or English or "
        "maths is below the minimum."
    )


def _most_unlisted(rows: Sequence[Row], links: _Links) -> Iterator[Note]:
    """Yield who lacks most KSBs of those not listed, and for whom most wait to be assessed."""
    others = sorted((row for row in rows if row.standing is Standing.WORKING), key=lambda row: -len(row.gaps))
    yield from _most("Most missing, not listed", others, links, lambda row: len(row.gaps), _missing)
    waiting = sorted(rows, key=lambda row: -(row.waiting or 0))
    yield from _most("Most KSBs waiting to be assessed", waiting, links, lambda row: row.waiting or 0, None)


def _most(
    title: str,
    rows: Iterable[Row],
    links: _Links,
    number: Callable[[Row], int],
    words: Callable[[Row], str] | None,
) -> Iterator[Note]:
    """Yield the first learners with a number, and all with as many as the last of them."""
    some = [row for row in rows if number(row)]
    if not some:
        return
    least = number(some[min(_MOST_NAMED, len(some)) - 1])
    of_these = [row for row in some if number(row) >= least]
    shown = of_these if len(of_these) <= _MOST_TIED else of_these[:_MOST_NAMED]
    parts: list[str | Words] = [f"{title}: "]
    for row in shown:
        parts += [links[id(row)], f" {words(row) if words else number(row)}", ", "]
    more = len(of_these) - len(shown)
    yield Note((*parts[:-1], f", and {more} more with as many as the last." if more else "."))


def _for_each(
    summary: Summary, unders: Unders, sections: Callable[[Group, Standard], Iterable[Section]]
) -> Iterator[Section]:
    """Yield sections for the learners of each standard; of several, with its name and a number in their ids."""
    for number, (name, group) in enumerate(summary.standards.items()):
        standard = unders[name]
        if isinstance(standard, Standard):
            of = f": {standard.title} ({name[0]}, version {name[1]})" if len(summary.standards) > 1 else ""
            suffix = f"-{number + 1}" if number else ""
            for section in sections(group, standard):
                yield section._replace(title=f"{section.title}{of}", id=f"{section.id}{suffix}")


def _most_often(group: Group, standard: Standard) -> Iterator[Section]:
    ranked, said = group.most_lacked, standard.by_code
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("What it says", share=1),
        Column("Missing for", right=True, whole=True),
    )
    shown = ranked[:_MOST_KSBS]
    rows = tuple(
        (each.code, said[each.code].text if each.code in said else _NOT_AT_HAND, f"{each.by} of {each.of}")
        for each in shown
    )
    words = f"{_as_many(ranked)}Counted over the learners who need the KSB and whose portfolio could be read."
    blocks = (Table(columns, rows), Note(Words(words, "quiet"))) if rows else (Note("No KSB is missing."),)
    yield Section("KSBs most often missing", blocks, "most", Depth.FIRST)


def _as_many(ranked: Sequence[Lacked]) -> str:
    """Return the KSBs that are not listed and missing for as many as the last one that is."""
    if len(ranked) <= _MOST_KSBS:
        return ""
    by = ranked[_MOST_KSBS - 1].by
    tied = [each.code for each in ranked[_MOST_KSBS:] if each.by == by]
    return f"{listed(in_ranges(tied))} {'is' if len(tied) == 1 else 'are'} missing for {by} as well. " if tied else ""


def _in_full(summary: Summary, links: _Links, group: Group, standard: Standard) -> Iterator[Section]:
    """Yield the map of the learners, and their duties."""
    words = (
        "Waiting: to be assessed (claimed, and nobody has checked). Weeks: since the last evidence. "
        "Gateway: ✓ through, ✗ not yet. A number on black: missing for 7 in 10 of the option, or more."
    )
    name = standard.reference, standard.version
    options = [option for *of, option in summary.options if tuple(of) == name]
    maps = []
    for option in sorted(options, key=[*standard.option_ids, *options].index):
        own = [row for row in summary.rows if row.standard == name and row.value("option") == option]
        rows = sorted(own, key=lambda row: -len(row.gaps))
        known = standard.option(option)
        maps.append(_heat_map(known.title if known else option, summary.options[*name, option], rows, links))
    yield Section("Every learner, every KSB", (Note(Words(words, "quiet")), *maps), "map", Depth.MAIN)
    yield _duties(group, standard)


def _heat_map(option: str, group: Group, rows: Sequence[Row], links: _Links) -> HeatMap:
    lacked, codes = group.lacked, tuple(sorted(group.needed, key=code_order))
    loud = _MANY * group.total
    foot = tuple(Words(str(lacked[code]), "loud" if lacked[code] >= loud else "") for code in codes)
    words = {lack_words(each) for each in group.asked}
    lack = words.pop() if len(words) == 1 else "not met"
    shown = f", {len(rows):,} of them below" if len(rows) < group.total else ""
    return HeatMap(
        f"{option}: {counted_noun(group.total, 'learner')}{shown}",
        (lack.capitalize(), "Waiting", "Weeks", "Gateway"),
        codes,
        tuple(_row(row, links[id(row)], codes, option) for row in rows),
        foot,
        KEY_OF_SIGNS,
        f"{lack.capitalize()}, of {group.total:,}",
    )


def _row(row: Row, name: Line, codes: Sequence[str], option: str) -> HeatRow:
    signs = dict(zip(row.under.required, row.signs, strict=True)) if row.under else {}
    weeks = "" if row.weeks is None else str(row.weeks)
    through = Mark.YES if row.standing is Standing.THROUGH else Mark.NO
    figures = (str(len(row.gaps)), str(row.waiting or 0), weeks, str(through))
    tags = (
        _STANDINGS[row.standing][0],
        row.gaps and "KSBs missing",
        row.waiting and "waiting to be assessed",
        f"option: {option}",
    )
    return HeatRow(name, figures, tuple(signs.get(code, "") for code in codes), tuple(tag for tag in tags if tag))


def _duties(group: Group, standard: Standard) -> Section:
    """Return how many learners meet each duty."""
    columns = (
        Column("No.", right=True, whole=True, at_least=2),
        Column("Duty", share=6),
        Column("Met", share=3),
        *(Column(heading, right=True, whole=True) for heading in ("Partly", "Not", "Learners")),
    )
    rows = tuple(_duty(number, tuple(counts.values()), standard) for number, counts in group.by_duty.items())
    blocks = (Table(columns, rows),) if rows else (Note("The source lists no duties."),)
    return Section("Duties, by how many learners meet them", blocks, "duties", Depth.REST)


def _duty(number: int, counts: Sequence[int], standard: Standard) -> tuple[Cell, ...]:
    duty = standard.by_number.get(number)
    *known, unmapped = counts
    figures: Sequence[Cell] = (Words(why_unmapped(duty.mapping)), "", "") if unmapped and duty else known
    return str(number), duty.text if duty else _NOT_AT_HAND, *figures, sum(counts)


def _under_frameworks(rows: Iterable[Row], links: _Links) -> Iterator[Section]:
    columns = (Column("Learner", share=3), Column("Framework", share=4), Column("Why to see first", share=4))
    cells = tuple(
        (links[id(row)], row.under.words, reasons(row) or "no reason")
        for row in rows
        if row.under and not row.is_standard
    )
    if cells:
        note = Note("A framework defines no KSBs, so these learners are not in the map.")
        yield Section("Under a framework", (note, Table(columns, cells)), "frameworks", Depth.MAIN)


def _unread(summary: Summary, links: _Links) -> Iterator[Section]:
    columns = (Column("Portfolio", share=3), Column("What is wrong", share=5), Column("What to do", share=5))
    cells = tuple((links[id(row)], *_first_finding(row)) for row in summary.first if row.under is None)
    if cells:
        title = f"Not in the map, because the portfolio can't be read: {summary.unread:,}"
        yield Section(title, (Table(columns, cells),), "unread", Depth.MAIN)


def _first_finding(row: Row) -> tuple[str, str]:
    """Return the first of the findings with its remedy, and how many others there are."""
    if row.error is None:
        return "", ""
    others = sum(count for *_, count in row.findings) - 1
    more = f", and {counted_noun(others, 'more finding')}" if others else ""
    return f"{_place(row.error)}{_quoted(row.error.message)} ({row.error.rule}){more}", _quoted(row.error.help)


def _about(summary: Summary, unders: Unders) -> Section:
    asked = sorted({(each.rung, each.min_pieces) for each in summary.all.asked})
    counts = [f"what is {rung} or higher, {counted_noun(pieces, 'piece')} a KSB" for rung, pieces in asked]
    facts: list[tuple[str, Cell]] = [("Counts", "; ".join(counts))] if counts else []
    for source in dict.fromkeys(each.source for each in unders.values()):
        facts += [("Source", source.document), ("Copyright", source.copyright)] if source else []
    return Section("About this report", (Facts(tuple(facts)),), "about", Depth.REST)
