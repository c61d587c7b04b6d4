"""Rules about oddities of a standard (KSB511-518), for `ksbcheck standard check`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, groupby, pairwise

from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import in_ranges, kind_of
from ksbcheck.domain.standard import DutyMapping, Standard, StandardVersion
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.rule import Stage, rule

_ALIKE = 0.9
"""The share of words in common, from 0 to 1, above which two statements are nearly alike."""
_STYLES = (
    ("straight and typographic apostrophes", re.compile(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)"), re.compile("\u2019")),
    ("straight and typographic quotation marks", re.compile('"'), re.compile("[\u201c\u201d]")),
    ("hyphens and dashes between words", re.compile(r"\s-\s"), re.compile("\\s[\u2013\u2014]\\s")),
)


@rule("KSB511", Severity.WARNING, Stage.QUALITY)
def numbering_gap(standard: Standard) -> Iterator[Hit]:
    """The numbers of a standard's statements or duties have a gap.

    Why it matters: a statement may have been lost on the way from the source, so that no learner is asked for it.

    How to fix: compare with the source, and add what is missing. If the source has the same gap, nothing is wrong.
    """
    for kind, codes in groupby(standard.by_code, key=kind_of):
        present = {int(code.removeprefix(kind)) for code in codes}
        missing = [f"{kind}{number}" for number in range(1, max(present)) if number not in present]
        if missing:
            yield Hit(f"the codes leave out {listed(in_ranges(missing))}", "Compare with the source.", ("ksbs",))
    # A duty may have any number, so gaps are computed and never counted through.
    left_out = [
        str(before + 1) if after - before == 2 else f"{before + 1}-{after - 1}"  # noqa: PLR2004 - one between the two
        for before, after in pairwise((0, *standard.by_number))
        if after - before > 1
    ]
    if left_out:
        yield Hit(f"the duties leave out {first_few(left_out)}", "Compare with the source.", ("duties",))


@rule("KSB512", Severity.WARNING, Stage.QUALITY)
def statement_twice(standard: Standard) -> Iterator[Hit]:
    """Two statements of one kind have the same words.

    Why it matters: evidence for one of them could be meant for the other, and one may be an error.

    How to fix: compare with the source.
    """
    by_words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, ksb in standard.by_code.items():
        by_words[kind_of(code), " ".join(ksb.text.casefold().split())].append(code)
    places = {ksb.code: index for index, ksb in enumerate(standard.ksbs)}
    for codes in by_words.values():
        if len(codes) > 1:
            message = f"{listed(codes)} have the same words"
            yield Hit(message, "Compare with the source.", ("ksbs", places[codes[-1]], "text"))


@rule("KSB513", Severity.NOTE, Stage.QUALITY)
def statements_nearly_alike(standard: Standard) -> Iterator[Hit]:
    """Two statements of one kind have nearly the same words.

    Why it matters: a claim on one of them is easily meant for the other.

    How to fix: nothing, if the source is the same. Explain the difference to learners and assessors.
    """
    places = {ksb.code: index for index, ksb in enumerate(standard.ksbs)}
    for _, of_kind in groupby(standard.by_code.values(), key=lambda ksb: kind_of(ksb.code)):
        words = [(ksb.code, Counter(re.findall(r"\w+", ksb.text.casefold()))) for ksb in of_kind]
        for (one, its_words), (other, other_words) in combinations(words, 2):
            alike = _likeness(its_words, other_words)
            if alike >= _ALIKE and its_words != other_words:
                message = f"{one} and {other} have nearly the same words"
                yield Hit(message, "Explain the difference to learners.", ("ksbs", places[other], "text"))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words in common, from 0 to 1, in any order."""
    count, other_count = one.total(), other.total()
    if min(count, other_count) * 2 < _ALIKE * (count + other_count):
        return 0.0
    return 2 * (one & other).total() / (count + other_count)


@rule("KSB514", Severity.WARNING, Stage.QUALITY)
def needed_by_no_duty(standard: Standard) -> Iterator[Hit | NotChecked]:
    """No duty of a standard is mapped to one of its statements.

    Why it matters: official standards map each statement to a duty, which decides which options need it.

    How to fix: compare with the source. If the source is the same, ask its publisher who needs the statement.
    """
    unmapped = [duty.number for duty in standard.duties if duty.mapping is not DutyMapping.COMPLETE]
    if unmapped:
        why = f"the source does not fully map duties {first_few(unmapped)}"
        yield NotChecked(f"Whether a duty needs each statement: {why}.")
    if unmapped or not standard.duties:
        return
    needed = {code for duty in standard.duties for code in duty.ksbs}
    for index, ksb in enumerate(standard.ksbs):
        if ksb.code not in needed:
            yield Hit(f"no duty needs {ksb.code}", "Compare with the source.", ("ksbs", index))


@rule("KSB515", Severity.WARNING, Stage.QUALITY)
def duty_without_ksbs(standard: Standard) -> Iterator[Hit]:
    """A duty is mapped to no statement.

    Why it matters: the duty is never shown as met or missing, because the source does not say which KSBs it needs.

    How to fix: complete the mapping from the official data: see docs/library.md.
    """
    for index, duty in enumerate(standard.duties):
        if duty.mapping is DutyMapping.NONE:
            message = f"the source names no KSB that duty {duty.number} needs"
            yield Hit(message, "Complete the mapping from the official data.", ("duties", index, "mapping"))


@rule("KSB516", Severity.WARNING, Stage.QUALITY)
def option_without_its_own(standard: Standard) -> Iterator[Hit]:
    """One of several options has no statement or no duty of its own.

    Why it matters: the option is the same as another, or its statements were lost on the way from the source.

    How to fix: compare with the source, and add what is missing.
    """
    if len(standard.options) < 2:  # noqa: PLR2004 - one by itself has everything
        return
    for index, option in enumerate(standard.options):
        lacks = [
            noun
            for noun, items in (("statement", standard.ksbs), ("duty", standard.duties))
            if items and not any(option.id in (item.options or ()) for item in items)
        ]
        if lacks:
            message = f"option {option.id} has no {' and no '.join(lacks)} of its own"
            yield Hit(message, "Compare with the source.", ("options", index))


@rule("KSB517", Severity.NOTE, Stage.QUALITY)
def signs_mixed(standard: Standard) -> Iterator[Hit]:
    """A standard's texts mix different dashes, apostrophes or quotation marks.

    Why it matters: a search for the words of one statement misses another, and the same words in a second source look
    changed.

    How to fix: nothing, if the source is the same. Statements are kept as they are printed.
    """
    texts: Sequence[tuple[str, str, Location]] = [
        *((f"duty {duty.number}", duty.text, ("duties", at, "text")) for at, duty in enumerate(standard.duties)),
        *((ksb.code, ksb.text, ("ksbs", at, "text")) for at, ksb in enumerate(standard.ksbs)),
    ]
    for what, *patterns in _STYLES:
        sides = [[text for text in texts if pattern.search(text[1])] for pattern in patterns]
        fewer = min(sides, key=len)
        if fewer:
            names = first_few([name for name, _, _ in fewer])
            yield Hit(f"{what} are mixed: {names} differ from the others", "Compare with the source.", fewer[0][2])


@rule("KSB518", Severity.WARNING, Stage.QUALITY)
def dates_do_not_fit(standard: Standard) -> Iterator[Hit]:
    """The dates of a standard's versions contradict each other, or its own version is missing.

    Why it matters: these dates decide whether a learner may start on the version.

    How to fix: compare with the version table of the standard's page.
    """
    if standard.versions and standard.this_version is None:
        message = f"version {standard.version} is not in the table of versions"
        yield Hit(message, "Compare with the table of the standard's page.", ("versions",))
    for index, row in enumerate(standard.versions):
        for name, first, then in _dates_out_of_order(row):
            message = f"version {row.version}: the {name} is {then}, before {first}"
            yield Hit(message, "Compare with the table of the standard's page.", ("versions", index))
    dated = sorted((row.earliest_start, index) for index, row in enumerate(standard.versions) if row.earliest_start)
    for (start, one), (other_start, other) in pairwise(dated):
        if start == other_start:
            names = f"{standard.versions[one].version} and {standard.versions[other].version}"
            yield Hit(f"versions {names} both start on {start}", "Compare with the table.", ("versions", other))


def _dates_out_of_order(row: StandardVersion) -> Iterator[tuple[str, date, date]]:
    """Yield the dates of a version that are before an earlier one: name and both dates."""
    dates = [(row.earliest_start, "earliest start"), (row.latest_start, "latest start"), (row.latest_end, "latest end")]
    stated = [(day, name) for day, name in dates if day]
    for (first, _), (then, name) in pairwise(stated):
        if then < first:
            yield name, first, then
